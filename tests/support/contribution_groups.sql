-- COUNT -> by how much contribution.sql's change differs once a document group is deleted; only where it does.
--
-- With the group g deleted and the domain d left out a prompt has n - n_d - n_g + n_dg answers. Prompts for which neither
-- this nor n - n_g can be 1 are left out early. Reads and parameters: as contribution.sql.
WITH cells AS (
    SELECT c.key, COALESCE(r.domain, $other) AS domain, c."group", CAST(SUM(c.n) AS BIGINT) AS n
    FROM counts AS c
    LEFT JOIN reported_domains AS r ON r.domain = c.domain
    WHERE c.n > 0 AND list_contains($relations, c.relation)
    GROUP BY c.key, COALESCE(r.domain, $other), c."group"
),
pairs AS (
    SELECT key, domain, CAST(SUM(n) AS BIGINT) AS n FROM cells GROUP BY key, domain
),
parts AS (
    SELECT key, "group", CAST(SUM(n) AS BIGINT) AS n FROM cells GROUP BY key, "group"
),
prompts AS (
    SELECT p.key, CAST(SUM(p.n) AS BIGINT) AS n, MAX(p.n) AS most FROM pairs AS p GROUP BY p.key
),
heads AS (
    SELECT key, MAX(n) AS most FROM parts GROUP BY key
),
few AS (
    SELECT q.key, q.n FROM prompts AS q INNER JOIN heads AS h ON h.key = q.key WHERE q.n - q.most - h.most <= 1
),
crossed AS (
    SELECT p.domain, g."group", f.n AS n, p.n AS n_d, g.n AS n_g, COALESCE(c.n, 0) AS n_dg
    FROM few AS f
    INNER JOIN pairs AS p ON p.key = f.key
    INNER JOIN parts AS g ON g.key = f.key
    LEFT JOIN cells AS c ON c.key = f.key AND c.domain = p.domain AND c."group" = g."group"
),
changes AS (
    SELECT domain, "group",
        CAST(SUM(CASE WHEN n - n_d - n_g + n_dg = 1 THEN 1 ELSE 0 END)
            - SUM(CASE WHEN n - n_d = 1 THEN 1 ELSE 0 END)
            - SUM(CASE WHEN n - n_g = 1 THEN 1 ELSE 0 END)
            + SUM(CASE WHEN n = 1 THEN 1 ELSE 0 END) AS BIGINT) AS change
    FROM crossed
    GROUP BY domain, "group"
)
SELECT domain, "group", change FROM changes WHERE change <> 0 ORDER BY domain, "group"
