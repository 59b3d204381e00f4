-- Values of all prompts -> distinct values per relation, and the two integers of Simpson's index
-- λ = Σ n_v(n_v - 1) / (n(n - 1)), the chance that two prompts of a relation have the same value.
--
-- Reads: all_values (relation_id, value_key, prompts), which may name a value more than once.
SELECT
    relation_id,
    CAST(SUM(prompts) AS BIGINT) AS prompts,
    COUNT(*) AS "distinct",
    CAST(SUM(prompts * (prompts - 1)) AS BIGINT) AS pairs_equal,
    CAST(SUM(prompts) * (SUM(prompts) - 1) AS BIGINT) AS pairs
FROM (
    SELECT relation_id, value_key, CAST(SUM(prompts) AS BIGINT) AS prompts
    FROM all_values
    GROUP BY relation_id, value_key
) AS by_value
GROUP BY relation_id
