-- COUNT -> what each domain adds: prompts it answers, those of them that no other domain answers, and how the number of
-- singletons changes without it.
--
-- Reads: counts (COUNT) and reported_domains of a run; $relations is the list of relations, $other the name of all
-- domains that are not reported by themselves.
WITH pairs AS (
    SELECT c.key, COALESCE(r.domain, $other) AS domain, CAST(SUM(c.n) AS BIGINT) AS n
    FROM counts AS c
    LEFT JOIN reported_domains AS r ON r.domain = c.domain
    WHERE c.n > 0 AND list_contains($relations, c.relation)
    GROUP BY c.key, COALESCE(r.domain, $other)
),
prompts AS (
    SELECT key, CAST(SUM(n) AS BIGINT) AS n, COUNT(*) AS domains FROM pairs GROUP BY key
)
SELECT p.domain, COUNT(*) AS prompts,
    CAST(SUM(CASE WHEN q.domains = 1 THEN 1 ELSE 0 END) AS BIGINT) AS only_here,
    CAST(SUM(CASE WHEN q.n - p.n = 1 THEN 1 ELSE 0 END) - SUM(CASE WHEN q.n = 1 THEN 1 ELSE 0 END) AS BIGINT) AS change
FROM pairs AS p
INNER JOIN prompts AS q ON q.key = p.key
GROUP BY p.domain
ORDER BY p.domain
