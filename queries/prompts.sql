-- PAIR -> PROMPT: one row per prompt, counted over all domains.
--
-- first_example and last_example are group·2^32 + domain of an answer in the first and in the last group.
-- domain_min = domain_max says that the prompt lies in one domain only.
--
-- Reads: pairs.
SELECT
    relation,
    key,
    CAST(SUM(n) AS BIGINT) AS n,
    CAST(SUM(n_idk) AS BIGINT) AS n_idk,
    MIN(value_min) AS value_min,
    MAX(value_max) AS value_max,
    MIN(group_min) AS group_min,
    MAX(group_max) AS group_max,
    CAST(SUM(group_sum) AS BIGINT) AS group_sum,
    MIN(CASE WHEN n > 0 THEN group_min * CAST(4294967296 AS BIGINT) + domain END) AS first_example,
    MAX(CASE WHEN n > 0 THEN group_max * CAST(4294967296 AS BIGINT) + domain END) AS last_example,
    MIN(domain) AS domain_min,
    MAX(domain) AS domain_max
FROM pairs
GROUP BY relation, key
