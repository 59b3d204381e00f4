-- Question: which facts are stated only once in the whole corpus, and where?
-- Parameters: $domain (all), $relation (floor set), $limit (20).
SELECT m.domain, m.relation, m.entity, m.value, m.sentence, m.shard, m.row_group, m.row, m.start, m."end"
FROM mentions AS m
INNER JOIN (
    SELECT relation, key
    FROM counts
    GROUP BY relation, key
    HAVING SUM(n) = 1
) AS once ON once.relation = m.relation AND once.key = m.key
WHERE m.value_key IS NOT NULL
    AND m.domain = COALESCE($domain, m.domain)
    AND (m.relation = $relation OR ($relation IS NULL AND COALESCE(list_contains(CAST($floor AS VARCHAR[]), m.relation), TRUE)))
ORDER BY m.relation, m.entity, m.key
LIMIT COALESCE(CAST($limit AS BIGINT), 20)
