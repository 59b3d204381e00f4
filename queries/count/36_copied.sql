-- EXAMPLE -> how many examples of each (domain, relation, group) are copies; n counts IDK examples too, as in TALLY.
--
-- Reads: copied_examples.
SELECT
    cell,
    doc_group AS "group",
    COUNT(*) AS n,
    COUNT(*) - COUNT(value_key) AS n_idk
FROM copied_examples
GROUP BY cell, doc_group
