-- EXAMPLE -> COUNT rows (with the cell's number for domain and relation). A bag of such rows counts the same as its
-- merged COUNT, because every query that follows only adds, or takes minima and maxima.
--
-- value_min is the least end, value_max the greatest beginning of the ranges that the answers may lie in: the answers
-- contradict each other iff value_min < value_max (ranges that meet two by two have a point in common).
--
-- Reads: examples.
SELECT
    key,
    cell,
    doc_group,
    doc,
    1 AS examples,
    CASE WHEN value_low IS NULL THEN 0 ELSE 1 END AS n,
    value_high AS value_min,
    value_low AS value_max
FROM examples
