-- TEXT -> how many prompts have more distinct texts than are compared, and how many texts that leaves out.
--
-- Reads: texts. Parameters: the most texts of a prompt that are compared, twice.
SELECT COUNT(*) AS prompts, CAST(COALESCE(SUM(n_texts - ?), 0) AS BIGINT) AS texts
FROM (
    SELECT COUNT(*) AS n_texts
    FROM texts
    WHERE ordinal = head
    GROUP BY relation, key, value_key IS NULL
) AS heads
WHERE n_texts > ?
