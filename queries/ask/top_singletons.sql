-- Question: which facts are stated only once in the whole corpus, and where?
-- Parameters: $domain (all), $relation (floor set), $limit (20). First one of each domain and relation, those with most of
-- them first, then a second one of each: so the first rows show what the singletons are made of. Keys are hashes: the
-- choice has nothing to do with what a fact says.
WITH once AS (
    SELECT relation, key, MAX(CASE WHEN n > 0 THEN domain END) AS domain
    FROM counts
    GROUP BY relation, key
    HAVING SUM(n) = 1
),
placed AS (
    SELECT relation, key, domain,
        row_number() OVER (PARTITION BY domain, relation ORDER BY key) AS place,
        COUNT(*) OVER (PARTITION BY domain, relation) AS alike
    FROM once
)
SELECT m.domain, m.relation, m.entity, m.value, m.sentence, m.shard, m.row_group, m.row, m.start, m."end", p.alike
FROM mentions AS m
INNER JOIN placed AS p ON p.relation = m.relation AND p.key = m.key
WHERE m.value_key IS NOT NULL
    AND m.domain = COALESCE($domain, m.domain)
    AND (m.relation = $relation OR ($relation IS NULL AND COALESCE(list_contains(CAST($floor AS VARCHAR[]), m.relation), TRUE)))
ORDER BY p.place, p.alike DESC, m.domain, m.relation
LIMIT COALESCE(CAST($limit AS BIGINT), 20)
