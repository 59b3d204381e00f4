-- MENTION -> one entity and value per answered prompt of a relation, in the order of the prompts' keys; prompts of one
-- document with the same value count once.
--
-- Reads: mentions; $relation, and two ranges of keys.
SELECT entity, value
FROM (
    SELECT key, entity, value, ROW_NUMBER() OVER (PARTITION BY doc_key, value ORDER BY key) AS place
    FROM (
        SELECT key, MIN(entity) AS entity, MIN(value) AS value, MIN(doc_key) AS doc_key
        FROM mentions
        WHERE relation = $relation AND value IS NOT NULL
            AND (key BETWEEN $low AND $high OR key BETWEEN $negative_low AND $negative_high)
        GROUP BY key
    ) AS prompts
) AS placed
WHERE place = 1
ORDER BY key
