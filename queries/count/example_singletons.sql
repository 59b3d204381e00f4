-- MENTION and COUNT -> a few singletons of each domain with their sentences. The smallest keys are taken, and keys are
-- hashes: a choice that is the same every time and has nothing to do with what the facts say.
--
-- Reads: mentions, counts (COUNT) of a run. Parameters: $relations, $domains, $each (how many of a domain).
WITH once AS (
    SELECT key, MIN(domain) AS domain
    FROM counts
    WHERE n > 0 AND list_contains($relations, relation)
    GROUP BY key
    HAVING SUM(n) = 1
),
chosen AS (
    SELECT key, domain, place
    FROM (
        SELECT key, domain, row_number() OVER (PARTITION BY domain ORDER BY key) AS place
        FROM once
        WHERE list_contains($domains, domain)
    ) AS placed
    WHERE place <= $each
)
SELECT c.domain, c.place, m.relation, m.entity, m.value, m.sentence, m.domain AS said_in, m.doc_key, m.shard, m.row_group,
    m.row, m.start, m."end", m.grade
FROM chosen AS c
INNER JOIN mentions AS m ON m.key = c.key AND m.domain = c.domain
WHERE m.value_key IS NOT NULL
ORDER BY c.domain, c.place
