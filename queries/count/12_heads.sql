-- TEXT -> the distinct texts of prompts that have two or more of them among answers (or among IDK), in order.
--
-- Reads: texts. Parameter: how many texts of a prompt are compared at most.
SELECT relation, key, value_key, ordinal, text
FROM (
    SELECT *,
        COUNT(*) OVER (PARTITION BY relation, key, value_key IS NULL) AS n_texts,
        row_number() OVER (PARTITION BY relation, key, value_key IS NULL ORDER BY ordinal) AS place
    FROM texts
    WHERE ordinal = head
) AS heads
WHERE n_texts > 1 AND place <= ?
ORDER BY relation, key, value_key IS NULL, ordinal
