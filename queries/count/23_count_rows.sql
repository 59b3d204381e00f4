-- EXAMPLE -> COUNT rows (with the cell's number for domain and relation). A bag of such rows counts the same as its
-- merged COUNT, because every query that follows only adds, or takes minima and maxima.
--
-- Reads: examples.
SELECT
    key,
    cell,
    doc_group,
    doc,
    1 AS examples,
    CASE WHEN value_key IS NULL THEN 0 ELSE 1 END AS n,
    value_key AS value_min,
    value_key AS value_max
FROM examples
