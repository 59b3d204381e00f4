-- TEXT and near-duplicates -> COPY: every mention that repeats another one of its prompt, and the one it repeats.
--
-- Reads: texts, near (relation, key, ordinal of a head, ordinal of the head that it repeats).
SELECT
    t.relation, t.key, t.domain, t."group", t.value_key, t.doc_key, t.shard, t.row_group, t.row,
    s.doc_key AS source_doc_key, s.shard AS source_shard, s.row_group AS source_row_group, s.row AS source_row
FROM texts AS t
LEFT JOIN near AS n ON n.relation = t.relation AND n.key = t.key AND n.ordinal = t.head
INNER JOIN texts AS s ON s.relation = t.relation AND s.key = t.key AND s.ordinal = COALESCE(n.source, t.head)
WHERE s.ordinal < t.ordinal
ORDER BY t.relation, t.key, t.ordinal
