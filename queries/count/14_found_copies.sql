-- TEXT and near-duplicates -> COPY: every mention that repeats another one of its prompt, and the one it repeats.
--
-- Reads: texts, near (relation, key, ordinal of a head, ordinal of the head that it repeats).
SELECT
    t.relation, t.key, t.domain, t."group", t.value_key, t.doc_key, t.shard, t.row_group, t.row,
    s.doc_key AS source_doc_key, s.shard AS source_shard, s.row_group AS source_row_group, s.row AS source_row
FROM (
    SELECT p.*, COALESCE(n.source, p.head) AS repeats
    FROM texts AS p
    LEFT JOIN near AS n ON n.key = p.key AND n.ordinal = p.head
    WHERE COALESCE(n.source, p.head) < p.ordinal
) AS t
INNER JOIN texts AS s ON s.key = t.key AND s.ordinal = t.repeats
ORDER BY t.relation, t.key, t.ordinal
