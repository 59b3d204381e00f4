-- MENTION -> EXAMPLE: one narrow row per mention, with a number for its cell (domain, relation). value_low null = IDK.
--
-- Reads: mentions (MENTION), cells (id, domain, relation, relation_id).
SELECT m.key AS key, c.id AS cell, m."group" AS doc_group, m.doc_key AS doc, m.value_low AS value_low, m.value_high AS value_high
FROM mentions AS m
INNER JOIN cells AS c ON c.domain = m.domain AND c.relation = m.relation
