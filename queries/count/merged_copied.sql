-- COUNT -> how many examples of each (domain, relation, group) are copies; n counts IDK examples too, as in TALLY.
--
-- Reads: merged (COUNT), cells (id, domain, relation, relation_id).
SELECT
    c.id AS cell,
    k."group" AS "group",
    CAST(SUM(k.n + k.n_idk - k.n_sources - k.n_idk_sources) AS BIGINT) AS n,
    CAST(SUM(k.n_idk - k.n_idk_sources) AS BIGINT) AS n_idk
FROM merged AS k
INNER JOIN cells AS c ON c.domain = k.domain AND c.relation = k.relation
GROUP BY c.id, k."group"
