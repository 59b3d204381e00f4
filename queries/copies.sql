-- COPY -> COUNT rows that take one from the count of the copy's own domain and group.
--
-- Reads: copies (COPY), relation_ids and domain_ids. Parameters: two ranges of signed keys.
SELECT
    r.id AS relation,
    c.key AS key,
    d.id AS domain,
    c."group" AS doc_group,
    CASE WHEN c.value_key IS NULL THEN 0 ELSE -1 END AS n,
    CASE WHEN c.value_key IS NULL THEN -1 ELSE 0 END AS n_idk,
    c.value_key AS value_min,
    c.value_key AS value_max
FROM copies AS c
INNER JOIN relation_ids AS r ON r.name = c.relation
INNER JOIN domain_ids AS d ON d.name = c.domain
WHERE c.key BETWEEN ? AND ? OR c.key BETWEEN ? AND ?
