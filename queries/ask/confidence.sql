-- Question: how sure are the facts of a domain and relation, by how they are stated?
-- Parameters: $domain (all), $relation (all). Mentions of prompts kept; grades are those of the table grades.
SELECT m.domain, m.relation, m.grade, COUNT(*) AS mentions, g.confidence, g.low, g.high, g.judged
FROM mentions AS m
INNER JOIN grades AS g ON g.grade = m.grade
WHERE m.domain = COALESCE($domain, m.domain) AND m.relation = COALESCE($relation, m.relation)
GROUP BY m.domain, m.relation, m.grade, g.confidence, g.low, g.high, g.judged
ORDER BY m.domain, m.relation, m.grade
