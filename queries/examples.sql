-- MENTION -> COUNT rows, one per example. A bag of such rows counts the same as its merged COUNT,
-- because every query that follows only adds, or takes minima and maxima.
--
-- Reads: mentions (MENTION), relation_ids and domain_ids (name, id).
-- Parameters: two ranges of signed keys (the prompts of one partition; see count.py).
SELECT
    r.id AS relation,
    m.key AS key,
    d.id AS domain,
    m."group" AS doc_group,
    CASE WHEN m.value_key IS NULL THEN 0 ELSE 1 END AS n,
    CASE WHEN m.value_key IS NULL THEN 1 ELSE 0 END AS n_idk,
    m.value_key AS value_min,
    m.value_key AS value_max
FROM mentions AS m
INNER JOIN relation_ids AS r ON r.name = m.relation
INNER JOIN domain_ids AS d ON d.name = m.domain
WHERE m.key BETWEEN ? AND ? OR m.key BETWEEN ? AND ?
