-- Question: what does the corpus say about an entity, and in which sentences?
-- Parameters: $entity (required: whatever its case), $relation (all), $limit (100).
SELECT relation, entity, value, domain, sentence, shard, row_group, row, start, "end"
FROM mentions
WHERE lower(entity) = lower($entity) AND relation = COALESCE($relation, relation)
ORDER BY relation, value, domain, shard, row_group, row, start
LIMIT COALESCE(CAST($limit AS BIGINT), 100)
