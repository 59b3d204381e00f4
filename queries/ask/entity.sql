-- Question: what does the corpus say about an entity, and in which sentences?
-- Parameters: $entity (required: whatever its case), $relation (all), $limit (100).
SELECT m.relation, m.entity, m.value, g.confidence, m.domain, m.sentence, m.shard, m.row_group, m.row, m.start, m."end"
FROM mentions AS m
LEFT JOIN grades AS g ON g.grade = m.grade
WHERE lower(m.entity) = lower($entity) AND m.relation = COALESCE($relation, m.relation)
ORDER BY m.relation, m.value, m.domain, m.shard, m.row_group, m.row, m.start
LIMIT COALESCE(CAST($limit AS BIGINT), 100)
