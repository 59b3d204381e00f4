-- COUNT -> the answered rows in the order of prompts, domains and document groups, with numbers for domains: the place of
-- a reported domain among them by name, -1 for all others.
--
-- Reads: counts (COUNT) and reported_domains of a run; $relations is the list of relations.
SELECT c.key, CAST(COALESCE(r.number, -1) AS INTEGER) AS domain, c."group", c.n, c.value_min, c.value_max
FROM counts AS c
LEFT JOIN (
    SELECT domain, ROW_NUMBER() OVER (ORDER BY domain) - 1 AS number FROM reported_domains
) AS r ON r.domain = c.domain
WHERE c.n > 0 AND list_contains($relations, c.relation)
ORDER BY 1, 2, 3
