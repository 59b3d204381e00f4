-- Prompts answered twice -> per stratum how many they are, and the sums over ordered pairs of documents of the squared
-- number of prompts that the two answer once each, and nobody else.
--
-- Reads: document_pairs (all of a first document), members (cell, stratum).
SELECT
    stratum,
    CAST(SUM(f2) AS BIGINT) AS f2,
    CAST(SUM(2 * f2 * f2) AS BIGINT) AS f2_sq,
    CAST(SUM(f2_inside) AS BIGINT) AS f2_inside,
    CAST(SUM(2 * f2_inside * f2_inside) AS BIGINT) AS f2_sq_inside,
    CAST(SUM(f2_domain) AS BIGINT) AS f2_domain,
    CAST(SUM(2 * f2_domain * f2_domain) AS BIGINT) AS f2_sq_domain
FROM (
    SELECT p.doc, p.other, m.stratum,
        CAST(SUM(p.f2) AS BIGINT) AS f2,
        CAST(SUM(p.f2_inside) AS BIGINT) AS f2_inside,
        CAST(SUM(p.f2_domain) AS BIGINT) AS f2_domain
    FROM document_pairs AS p
    INNER JOIN members AS m ON m.cell = p.cell
    GROUP BY p.doc, p.other, m.stratum
) AS shared
GROUP BY stratum
