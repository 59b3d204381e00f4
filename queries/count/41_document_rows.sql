-- COUNT rows, PAIR and PROMPT -> what each document says, to be added up over parts: its examples (n) in a cell, and those
-- of its prompts there that are singletons of the corpus (f1) or of their domain alone (f1_domain).
--
-- Reads: count_rows, pairs, prompts.
SELECT doc, cell, CAST(examples AS BIGINT) AS n, 0 AS f1, 0 AS f1_domain
FROM count_rows
UNION ALL
SELECT doc_min, CAST(first_example - FLOOR(first_example / 4294967296.0) * 4294967296 AS INTEGER), 0, 1, 0
FROM prompts
WHERE n = 1
UNION ALL
SELECT doc_min, cell, 0, 0, 1
FROM pairs
WHERE n = 1
