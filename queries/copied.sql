-- COUNT rows of copies -> how many examples of each (domain, relation, group) are copies, as negative numbers.
-- n counts IDK examples too, as in TALLY.
--
-- Reads: copy_rows.
SELECT
    domain,
    relation,
    doc_group AS "group",
    CAST(SUM(n) + SUM(n_idk) AS BIGINT) AS n,
    CAST(SUM(n_idk) AS BIGINT) AS n_idk
FROM copy_rows
GROUP BY domain, relation, doc_group
