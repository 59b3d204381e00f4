-- PAIR and PROMPT -> frequencies of frequencies, with k = 0 for prompts that are only ever answered by IDK.
--
-- corpus scope, per domain: k is the prompt's count in the whole corpus, prompts (f) those with an example in the
-- domain, examples (m) the examples they have there. domain scope: k is the count inside the domain.
-- domain -1 is the whole corpus. Reads: pairs, prompts.
SELECT 'domain' AS scope, domain, relation, n AS k,
    COUNT(*) AS prompts,
    CAST(SUM(n) AS BIGINT) AS examples,
    CAST(SUM(n_idk) AS BIGINT) AS idk,
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT) AS conflicts
FROM pairs
GROUP BY domain, relation, n
UNION ALL
SELECT 'corpus', -1, relation, n,
    COUNT(*),
    CAST(SUM(n) AS BIGINT),
    CAST(SUM(n_idk) AS BIGINT),
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM prompts
GROUP BY relation, n
UNION ALL
SELECT 'corpus', domain_min, relation, n,
    COUNT(*),
    CAST(SUM(n) AS BIGINT),
    CAST(SUM(n_idk) AS BIGINT),
    CAST(SUM(CASE WHEN value_min < value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM prompts
WHERE domain_min = domain_max
GROUP BY domain_min, relation, n
UNION ALL
SELECT 'corpus', p.domain, p.relation, q.n,
    COUNT(*),
    CAST(SUM(p.n) AS BIGINT),
    CAST(SUM(p.n_idk) AS BIGINT),
    CAST(SUM(CASE WHEN q.value_min < q.value_max THEN 1 ELSE 0 END) AS BIGINT)
FROM pairs AS p
INNER JOIN prompts AS q ON q.key = p.key AND q.relation = p.relation
WHERE q.domain_min < q.domain_max AND (p.n > 0 OR q.n = 0)
GROUP BY p.domain, p.relation, q.n
