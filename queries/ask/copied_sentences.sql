-- Question: which sentences are repeated as copies most often, and in which domains?
-- Parameters: $limit (20).
SELECT m.relation, m.entity, m.value, m.sentence, c.copies, c.domains
FROM (
    SELECT relation, key, source_shard, source_row_group, source_row, COUNT(*) AS copies, COUNT(DISTINCT domain) AS domains
    FROM copies
    GROUP BY relation, key, source_shard, source_row_group, source_row
    ORDER BY copies DESC, relation, key, source_shard, source_row_group, source_row
    LIMIT COALESCE(CAST($limit AS BIGINT), 20)
) AS c
INNER JOIN mentions AS m
    ON m.relation = c.relation AND m.key = c.key
    AND m.shard = c.source_shard AND m.row_group = c.source_row_group AND m.row = c.source_row
ORDER BY c.copies DESC, m.relation, m.entity, m.sentence
