-- MENTION -> singletons per domain and relation, once persons are distinguished by the first and last word of their name only.
--
-- Reads: mentions; $relations and $persons are lists of relations.
SELECT domain, relation, COUNT(*) AS f1
FROM (
    SELECT relation, name, MIN(domain) AS domain
    FROM (
        SELECT relation, domain,
            CASE WHEN list_contains($persons, relation)
                THEN concat(split_part(lower(entity), ' ', 1), ' ', split_part(lower(entity), ' ', -1))
                ELSE CAST(key AS VARCHAR) END AS name
        FROM mentions
        WHERE value IS NOT NULL AND list_contains($relations, relation)
    ) AS named
    GROUP BY relation, name
    HAVING COUNT(*) = 1
) AS once
GROUP BY domain, relation
