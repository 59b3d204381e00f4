-- Question: how many answered prompts do two domains share, and what share of the smaller one's is that?
-- Parameters: none.
WITH answered AS (
    SELECT relation, key, domain
    FROM counts
    GROUP BY relation, key, domain
    HAVING SUM(n) > 0
),
sizes AS (
    SELECT domain, COUNT(*) AS prompts FROM answered GROUP BY domain
)
SELECT a.domain AS domain_a, b.domain AS domain_b, COUNT(*) AS shared,
    MIN(sa.prompts) AS prompts_a, MIN(sb.prompts) AS prompts_b,
    COUNT(*) / CAST(LEAST(MIN(sa.prompts), MIN(sb.prompts)) AS DOUBLE) AS share
FROM answered AS a
INNER JOIN answered AS b ON b.relation = a.relation AND b.key = a.key AND a.domain < b.domain
INNER JOIN sizes AS sa ON sa.domain = a.domain
INNER JOIN sizes AS sb ON sb.domain = b.domain
GROUP BY a.domain, b.domain
ORDER BY shared DESC, domain_a, domain_b
