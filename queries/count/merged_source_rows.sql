-- COUNT -> COUNT rows (with the cell's number for domain and relation), by sources.
--
-- Reads: merged (COUNT), cells (id, domain, relation, relation_id).
SELECT k.key AS key, c.id AS cell, k."group" AS doc_group, k.n_sources AS n, k.value_min AS value_min, k.value_max AS value_max
FROM merged AS k
INNER JOIN cells AS c ON c.domain = k.domain AND c.relation = k.relation
WHERE k.n_sources + k.n_idk_sources > 0
