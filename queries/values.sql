-- PROMPT -> how many prompts of a relation have each value. A prompt with several values stands for its smallest.
--
-- Reads: prompts.
SELECT relation, value_min AS value_key, COUNT(*) AS prompts
FROM prompts
WHERE n > 0
GROUP BY relation, value_min
