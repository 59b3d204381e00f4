-- COUNT -> what each domain adds: prompts it answers, those of them that no other domain answers, and how the number of
-- singletons changes without it.
--
-- Reads: counts (COUNT) of a run; $relations is the list of relations.
WITH pairs AS (
    SELECT key, domain, CAST(SUM(n) AS BIGINT) AS n
    FROM counts
    WHERE n > 0 AND list_contains($relations, relation)
    GROUP BY key, domain
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
