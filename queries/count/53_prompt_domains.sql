-- COUNT -> one row per prompt, domain and document group with answers: what re-weighting domains needs.
--
-- Reads: counts (COUNT), files of the run; $relations is the list of relations.
SELECT key, domain, "group", CAST(SUM(n) AS BIGINT) AS n
FROM counts
WHERE n > 0 AND list_contains($relations, relation)
GROUP BY key, domain, "group"
ORDER BY key, domain, "group"
