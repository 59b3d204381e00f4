-- Question: what was skipped, and why?
-- Parameters: none.
SELECT domain, relation, reason, CAST(SUM(n) AS BIGINT) AS n
FROM rejected
GROUP BY domain, relation, reason
ORDER BY n DESC, domain, relation, reason
