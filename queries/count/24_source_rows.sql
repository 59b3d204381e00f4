-- EXAMPLE and the copies among them -> COUNT rows of sources: a copy takes one from its own domain, group and answer, so
-- what is left are the mentions that represent their copies.
--
-- Reads: examples, copied_examples.
SELECT
    key,
    cell,
    doc_group,
    doc,
    CAST(SUM(weight) AS BIGINT) AS examples,
    CASE WHEN value_key IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(SUM(weight) AS BIGINT) END AS n,
    value_key AS value_min,
    value_key AS value_max
FROM (
    SELECT key, cell, doc_group, doc, value_key, 1 AS weight FROM examples
    UNION ALL
    SELECT key, cell, doc_group, doc, value_key, -1 AS weight FROM copied_examples
) AS weighted
GROUP BY key, cell, doc_group, doc, value_key
HAVING SUM(weight) > 0
