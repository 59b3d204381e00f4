-- COUNT rows -> COUNT: one row per (relation, key, domain, group). This is how counts merge: sums, minima, maxima.
--
-- Reads: counts_to_merge (COUNT).
SELECT
    relation,
    key,
    domain,
    "group",
    CAST(SUM(n) AS BIGINT) AS n,
    CAST(SUM(n_idk) AS BIGINT) AS n_idk,
    CAST(SUM(n_sources) AS BIGINT) AS n_sources,
    CAST(SUM(n_idk_sources) AS BIGINT) AS n_idk_sources,
    MIN(value_min) AS value_min,
    MAX(value_max) AS value_max
FROM counts_to_merge
GROUP BY relation, key, domain, "group"
