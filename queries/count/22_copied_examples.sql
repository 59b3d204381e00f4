-- COPY -> EXAMPLE: the examples that are copies.
--
-- Reads: copies (COPY), cells (id, domain, relation, relation_id).
SELECT m.key AS key, c.id AS cell, m."group" AS doc_group, m.doc_key AS doc, m.value_key AS value_key
FROM copies AS m
INNER JOIN cells AS c ON c.domain = m.domain AND c.relation = m.relation
