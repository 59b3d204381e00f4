-- Question: which prompts are answered with different values, and how often with each?
-- Parameters: $relation (floor set), $limit (50).
SELECT m.relation, MIN(m.entity) AS entity, m.value, COUNT(*) AS n, COUNT(DISTINCT m.domain) AS domains, MIN(p.n) AS n_prompt
FROM mentions AS m
INNER JOIN (
    SELECT relation, key, CAST(SUM(n) AS BIGINT) AS n
    FROM counts
    GROUP BY relation, key
    HAVING MIN(value_min) < MAX(value_max)
) AS p ON p.relation = m.relation AND p.key = m.key
WHERE m.value_key IS NOT NULL
    AND (m.relation = $relation OR ($relation IS NULL AND COALESCE(list_contains(CAST($floor AS VARCHAR[]), m.relation), TRUE)))
GROUP BY m.relation, m.key, m.value
ORDER BY n_prompt DESC, m.relation, m.key, n DESC, m.value
LIMIT COALESCE(CAST($limit AS BIGINT), 50)
