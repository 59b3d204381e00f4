-- TEXT -> the distinct texts of prompts that have two or more of them among answers (or among IDK), in order.
--
-- Reads: texts. Parameter: how many texts of a prompt are compared at most.
WITH several AS (
    SELECT key, value_key IS NULL AS idk
    FROM texts
    WHERE ordinal = head
    GROUP BY key, value_key IS NULL
    HAVING COUNT(*) > 1
)
SELECT relation, key, value_key, ordinal, text
FROM (
    SELECT t.relation, t.key, t.value_key, t.ordinal, t.text,
        row_number() OVER (PARTITION BY t.key, s.idk ORDER BY t.ordinal) AS place
    FROM texts AS t
    INNER JOIN several AS s ON s.key = t.key AND s.idk = (t.value_key IS NULL)
    WHERE t.ordinal = t.head
) AS heads
WHERE place <= ?
ORDER BY relation, key, value_key IS NULL, ordinal
