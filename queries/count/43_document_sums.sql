-- What documents say -> per stratum the sums over documents that a floor's variance is made of.
--
-- A cell belongs to its own stratum and, where its relation is in the floor set, to that of its domain.
-- Reads: document_rows (of whole documents), members (cell, stratum).
SELECT
    stratum,
    COUNT(*) AS documents,
    CAST(SUM(n) AS BIGINT) AS n,
    CAST(SUM(n * n) AS BIGINT) AS n_sq,
    CAST(SUM(f1) AS BIGINT) AS f1,
    CAST(SUM(f1 * f1) AS BIGINT) AS f1_sq,
    CAST(SUM(f1 * n) AS BIGINT) AS f1_n,
    CAST(SUM(f1_domain) AS BIGINT) AS f1_domain,
    CAST(SUM(f1_domain * f1_domain) AS BIGINT) AS f1_sq_domain,
    CAST(SUM(f1_domain * n) AS BIGINT) AS f1_n_domain
FROM (
    SELECT r.doc, m.stratum,
        CAST(SUM(r.n) AS BIGINT) AS n,
        CAST(SUM(r.f1) AS BIGINT) AS f1,
        CAST(SUM(r.f1_domain) AS BIGINT) AS f1_domain
    FROM document_rows AS r
    INNER JOIN members AS m ON m.cell = r.cell
    GROUP BY r.doc, m.stratum
) AS documents
GROUP BY stratum
