-- PAIR and PROMPT -> the prompts answered exactly twice, by the two documents that answer them: anywhere in the corpus
-- (f2), both times in one domain (f2_inside), or twice in a domain whatever other domains say (f2_domain).
--
-- Where the documents are in two domains, cell is the smaller of their two: the same for all prompts they share.
-- Reads: pairs, prompts.
SELECT doc_min AS doc, doc_max AS other,
    CAST(CASE WHEN first_cell < last_cell THEN first_cell ELSE last_cell END AS INTEGER) AS cell,
    1 AS f2,
    CASE WHEN first_cell = last_cell THEN 1 ELSE 0 END AS f2_inside,
    0 AS f2_domain
FROM (
    SELECT doc_min, doc_max,
        first_example - FLOOR(first_example / 4294967296.0) * 4294967296 AS first_cell,
        last_example - FLOOR(last_example / 4294967296.0) * 4294967296 AS last_cell
    FROM prompts
    WHERE n = 2
) AS twice
UNION ALL
SELECT doc_min, doc_max, cell, 0, 0, 1
FROM pairs
WHERE n = 2
