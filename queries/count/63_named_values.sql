-- MENTION -> one entity and value per answered prompt of the relations that are asked for, in the order of the prompts'
-- keys; prompts of one document with the same value count once.
--
-- Reads: mentions; asked (relation, and two ranges of keys).
SELECT relation, entity, value
FROM (
    SELECT
        relation, key, entity, value,
        ROW_NUMBER() OVER (PARTITION BY relation, doc_key, value ORDER BY key) AS place
    FROM (
        SELECT
            m.relation, m.key, MIN(m.entity) AS entity, MIN(m.value) AS value, MIN(m.doc_key) AS doc_key
        FROM mentions AS m
        INNER JOIN asked AS a ON a.relation = m.relation
        WHERE m.value IS NOT NULL
            AND (m.key BETWEEN a.low AND a.high OR m.key BETWEEN a.negative_low AND a.negative_high)
        GROUP BY m.relation, m.key
    ) AS prompts
) AS placed
WHERE place = 1
ORDER BY relation, key
