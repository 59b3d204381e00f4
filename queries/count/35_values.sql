-- PROMPT -> how many prompts of a relation have each value. A prompt with several values stands for
-- one of them: of dates that agree, the most precise one.
--
-- Reads: prompts, cells.
SELECT c.relation_id AS relation_id, p.value_min AS value_key, COUNT(*) AS prompts
FROM prompts AS p
INNER JOIN cells AS c ON c.id = p.cell
WHERE p.n > 0
GROUP BY c.relation_id, p.value_min
