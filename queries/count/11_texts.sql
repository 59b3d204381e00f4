-- MENTION -> TEXT: the mentions of prompts that have two or more, with their sentence made comparable: lower case, numbers,
-- months and weekdays as 0 (boilerplate changes its dates), anything else than letters and digits as one space.
--
-- `comparable` is a function of corpusstat/count/copies.py.
--
-- ordinal: place of the mention among those of its prompt, by (shard, row_group, row, start).
-- head: ordinal of the first mention of the prompt with the same answer and the same text, or of the same document: a
-- rewrite that keeps the id of its original. It differs from ordinal iff the mention is such a copy. Reads: mentions. Parameters: two ranges of signed keys, twice.
WITH repeated AS (
    SELECT relation, key
    FROM mentions
    WHERE key BETWEEN ? AND ? OR key BETWEEN ? AND ?
    GROUP BY relation, key
    HAVING COUNT(*) > 1
),
masked AS (
    SELECT
        m.relation, m.key, m.domain, m."group", m.doc_key, m.value_key, m.shard, m.row_group, m.row, m.start,
        comparable(lower(nfc_normalize(m.sentence))) AS text
    FROM mentions AS m
    INNER JOIN repeated AS r ON r.key = m.key AND r.relation = m.relation
    WHERE m.key BETWEEN ? AND ? OR m.key BETWEEN ? AND ?
),
placed AS MATERIALIZED (
    SELECT *, row_number() OVER (PARTITION BY key ORDER BY shard, row_group, row, start, doc_key) AS ordinal
    FROM masked
),
texts AS (
    SELECT key, value_key, text, MIN(ordinal) AS head FROM placed GROUP BY key, value_key, text
),
documents AS (
    SELECT key, value_key, doc_key, MIN(ordinal) AS head FROM placed GROUP BY key, value_key, doc_key HAVING COUNT(*) > 1
)
SELECT p.* EXCLUDE (start, doc_key), p.doc_key, LEAST(t.head, COALESCE(d.head, t.head)) AS head
FROM placed AS p
INNER JOIN texts AS t ON t.key = p.key AND t.value_key IS NOT DISTINCT FROM p.value_key AND t.text = p.text
LEFT JOIN documents AS d ON d.key = p.key AND d.value_key IS NOT DISTINCT FROM p.value_key AND d.doc_key = p.doc_key
