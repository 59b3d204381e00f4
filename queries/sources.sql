-- COUNT rows of examples and of copies -> COUNT rows of sources: a copy takes one from its own domain, group and
-- answer, so what is left are the mentions that represent their copies.
--
-- Reads: count_rows (one answer a row), copy_rows (n = -1 for a copied answer, n_idk = -1 for a copied IDK).
SELECT
    relation,
    key,
    domain,
    doc_group,
    CAST(SUM(n) AS BIGINT) AS n,
    CAST(SUM(n_idk) AS BIGINT) AS n_idk,
    value_min,
    value_max
FROM (SELECT * FROM count_rows UNION ALL SELECT * FROM copy_rows) AS both_rows
GROUP BY relation, key, domain, doc_group, value_min, value_max
HAVING SUM(n) + SUM(n_idk) > 0
