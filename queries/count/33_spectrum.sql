-- PAIR and PROMPT -> frequencies of frequencies, with k = 0 for prompts that are only ever answered by IDK.
--
-- domain: k is the count inside the domain. corpus: k is the prompt's count in the whole corpus, prompts (f) those with
-- an example in the domain, examples (m) the examples they have there. all: every prompt once, whatever the cell's
-- domain. Reads: pairs, prompts.
SELECT 'domain' AS scope, cell, n AS k,
    COUNT(*) AS prompts,
    CAST(SUM(n) AS BIGINT) AS examples,
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT) AS conflicts
FROM pairs
GROUP BY cell, n
UNION ALL
SELECT w.scope, t.cell, t.k, t.prompts, t.examples, t.conflicts
FROM (
    SELECT cell, n AS k, CASE WHEN domains = 1 THEN 1 ELSE 0 END AS one_domain,
        COUNT(*) AS prompts,
        CAST(SUM(n) AS BIGINT) AS examples,
        CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT) AS conflicts
    FROM prompts
    GROUP BY cell, n, CASE WHEN domains = 1 THEN 1 ELSE 0 END
) AS t
INNER JOIN (SELECT 'all' AS scope, 0 AS least UNION ALL SELECT 'corpus', 1) AS w ON t.one_domain >= w.least
UNION ALL
SELECT 'corpus', p.cell, q.n,
    COUNT(*),
    CAST(SUM(p.n) AS BIGINT),
    CAST(SUM(CASE WHEN q.value_min < q.value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM pairs AS p
INNER JOIN prompts AS q ON q.key = p.key
WHERE q.domains > 1 AND (p.n > 0 OR q.n = 0)
GROUP BY p.cell, q.n
