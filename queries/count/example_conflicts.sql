-- MENTION and COUNT -> a few prompts with differing values of each domain, with a sentence for each value (three at most).
-- The smallest keys are taken, as for singletons; a value's sentence is one of the domain if there is any.
--
-- Reads: mentions, counts (COUNT) of a run. Parameters: $relations, $domains, $each (how many of a domain).
WITH split AS (
    SELECT key
    FROM counts
    WHERE list_contains($relations, relation)
    GROUP BY key
    HAVING MIN(value_min) < MAX(value_max)
),
here AS (
    SELECT DISTINCT c.key, c.domain
    FROM counts AS c
    INNER JOIN split AS s ON s.key = c.key
    WHERE c.n > 0 AND list_contains($domains, c.domain)
),
chosen AS (
    SELECT key, domain, place
    FROM (SELECT key, domain, row_number() OVER (PARTITION BY domain ORDER BY key) AS place FROM here) AS placed
    WHERE place <= $each
),
said AS (
    SELECT c.domain, c.place, m.relation, m.entity, m.value, m.value_key, m.sentence, m.domain AS said_in, m.doc_key, m.shard,
        m.row_group, m.row, m.start, m."end", m.grade,
        row_number() OVER (
            PARTITION BY c.domain, c.place, m.value_key
            ORDER BY CASE WHEN m.domain = c.domain THEN 0 ELSE 1 END, m.shard, m.row_group, m.row, m.start
        ) AS turn
    FROM chosen AS c
    INNER JOIN mentions AS m ON m.key = c.key
    WHERE m.value_key IS NOT NULL
)
SELECT domain, place, relation, entity, value, sentence, said_in, doc_key, shard, row_group, row, start, "end", grade
FROM (
    SELECT *, row_number() OVER (PARTITION BY domain, place ORDER BY CASE WHEN said_in = domain THEN 0 ELSE 1 END, value) AS nth
    FROM said
    WHERE turn = 1
) AS numbered
WHERE nth <= 3
ORDER BY domain, place, nth
