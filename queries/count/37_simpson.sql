-- Values of all prompts -> distinct values per relation, how many prompts have the three commonest of them, and the two
-- integers of Simpson's index λ = Σ n_v(n_v - 1) / (n(n - 1)), the chance that two prompts have the same value.
--
-- Reads: all_values (relation_id, value_key, prompts), which may name a value more than once.
SELECT
    relation_id,
    CAST(SUM(prompts) AS BIGINT) AS prompts,
    COUNT(*) AS "distinct",
    CAST(SUM(CASE WHEN place = 1 THEN prompts ELSE 0 END) AS BIGINT) AS commonest,
    CAST(SUM(CASE WHEN place = 2 THEN prompts ELSE 0 END) AS BIGINT) AS second_commonest,
    CAST(SUM(CASE WHEN place = 3 THEN prompts ELSE 0 END) AS BIGINT) AS third_commonest,
    CAST(SUM(prompts * (prompts - 1)) AS BIGINT) AS pairs_equal,
    CAST(SUM(prompts) * (SUM(prompts) - 1) AS BIGINT) AS pairs
FROM (
    SELECT relation_id, prompts, ROW_NUMBER() OVER (PARTITION BY relation_id ORDER BY prompts DESC) AS place
    FROM (
        SELECT relation_id, value_key, CAST(SUM(prompts) AS BIGINT) AS prompts
        FROM all_values
        GROUP BY relation_id, value_key
    ) AS by_value
) AS ranked
GROUP BY relation_id
