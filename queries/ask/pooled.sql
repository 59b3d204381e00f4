-- Question: which domains were too small to be reported by themselves, and how large are they?
-- Parameters: none. n is of the floor set.
SELECT t.domain, CAST(SUM(t.documents) AS BIGINT) AS documents, CAST(SUM(t.bytes) AS BIGINT) AS bytes,
    CAST(SUM(t.n) AS BIGINT) AS n
FROM tally AS t
LEFT JOIN reported_domains AS r ON r.domain = t.domain
WHERE t.relation = '*' AND r.domain IS NULL
GROUP BY t.domain
ORDER BY documents DESC, t.domain
