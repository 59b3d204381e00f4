-- EXAMPLE and the copies among them -> COUNT rows of sources: a copy takes one from its own document, so what is left are
-- the mentions that represent their copies.
--
-- Reads: examples, copied_examples.
SELECT
    key,
    cell,
    doc_group,
    doc,
    CAST(SUM(weight) AS BIGINT) AS examples,
    CASE WHEN MAX(value_low) IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(SUM(weight) AS BIGINT) END AS n,
    MIN(value_high) AS value_min,
    MAX(value_low) AS value_max
FROM (
    SELECT key, cell, doc_group, doc, value_low, value_high, 1 AS weight FROM examples
    UNION ALL
    SELECT key, cell, doc_group, doc, NULL, NULL, -1 AS weight FROM copied_examples
) AS weighted
GROUP BY key, cell, doc_group, doc
HAVING SUM(weight) > 0
