-- MENTION -> distinct documents and entities (by spelling, whatever its case) that have mentions, per domain.
--
-- Reads: mentions.
SELECT domain, COUNT(DISTINCT doc_key) AS documents, COUNT(DISTINCT lower(entity)) AS entities
FROM mentions
GROUP BY domain
