-- PAIR -> PROMPT: one row per prompt, counted over all domains; cell is one of its cells, and shows its relation.
--
-- first_example and last_example are group·2^32 + cell of an answer in the first and in the last group.
--
-- Reads: pairs.
SELECT
    key,
    COUNT(*) AS domains,
    MIN(cell) AS cell,
    CAST(SUM(n) AS BIGINT) AS n,
    MIN(value_min) AS value_min,
    MAX(value_max) AS value_max,
    MIN(group_min * CAST(4294967296 AS BIGINT) + cell) AS first_example,
    MAX(group_max * CAST(4294967296 AS BIGINT) + cell) AS last_example,
    CAST(SUM(group_sum) AS BIGINT) AS group_sum,
    MIN(doc_min) AS doc_min,
    MAX(doc_max) AS doc_max
FROM pairs
GROUP BY key
