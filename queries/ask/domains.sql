-- Question: how many mentions, prompts and corpus-wide singletons has each domain, over the floor set?
-- Parameters: none. f1 is of the prompts kept: divide by theta (table about), not n.
SELECT p.domain, p.n, p.n_idk, p."distinct", p.idk_only, p.repeated, p.conflicts,
    COALESCE(s.f, 0) AS f1, COALESCE(s.f, 0) / p.n / a.theta AS sr
FROM strata AS p
CROSS JOIN about AS a
LEFT JOIN spectrum AS s
    ON s.domain = p.domain AND s.relation = p.relation AND s.scope = p.scope AND s.unit = p.unit AND s.k = 1
WHERE p.relation = '*' AND p.scope = 'corpus' AND p.unit = 'mentions' AND p.n > 0
ORDER BY p.domain
