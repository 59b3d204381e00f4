-- Question: the same for each relation over all domains, with its distinct values and Simpson's index.
-- Parameters: $domain (the whole corpus).
SELECT p.relation, p.n, p.n_idk, p."distinct", p.idk_only, p.repeated, p.conflicts,
    COALESCE(s.f, 0) AS f1, COALESCE(s.f, 0) / p.n / a.theta AS sr, v."distinct" AS "values",
    v.pairs_equal / NULLIF(v.pairs, 0) AS simpson
FROM strata AS p
CROSS JOIN about AS a
LEFT JOIN spectrum AS s
    ON s.domain = p.domain AND s.relation = p.relation AND s.scope = p.scope AND s.unit = p.unit AND s.k = 1
LEFT JOIN "values" AS v ON v.relation = p.relation
WHERE p.domain = COALESCE($domain, '*') AND p.relation <> '*' AND p.scope = 'corpus' AND p.unit = 'mentions' AND p.n > 0
ORDER BY p.relation
