-- Question: which prompts are answered most often, in how many domains, from how many sources?
-- Parameters: $relation (floor set), $limit (20).
SELECT c.relation, e.entity, c.n, c.n_idk, c.n_sources, c.domains
FROM (
    SELECT relation, key, CAST(SUM(n) AS BIGINT) AS n, CAST(SUM(n_idk) AS BIGINT) AS n_idk,
        CAST(SUM(n_sources) AS BIGINT) AS n_sources, COUNT(DISTINCT domain) AS domains
    FROM counts
    WHERE relation = $relation
        OR ($relation IS NULL AND COALESCE(list_contains(CAST($floor AS VARCHAR[]), relation), TRUE))
    GROUP BY relation, key
    ORDER BY n DESC, relation, key
    LIMIT COALESCE(CAST($limit AS BIGINT), 20)
) AS c
INNER JOIN (
    SELECT relation, key, MIN(entity) AS entity FROM mentions GROUP BY relation, key
) AS e ON e.relation = c.relation AND e.key = c.key
ORDER BY c.n DESC, c.relation, e.entity
