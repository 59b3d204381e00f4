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
SELECT 'all', cell, n,
    COUNT(*),
    CAST(SUM(n) AS BIGINT),
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM prompts
GROUP BY cell, n
UNION ALL
SELECT 'corpus', cell, n,
    COUNT(*),
    CAST(SUM(n) AS BIGINT),
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM prompts
WHERE domains = 1
GROUP BY cell, n
UNION ALL
SELECT 'corpus', p.cell, q.n,
    COUNT(*),
    CAST(SUM(p.n) AS BIGINT),
    CAST(SUM(CASE WHEN q.value_min < q.value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM pairs AS p
INNER JOIN prompts AS q ON q.key = p.key
WHERE q.domains > 1 AND (p.n > 0 OR q.n = 0)
GROUP BY p.cell, q.n
