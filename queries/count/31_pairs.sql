-- COUNT rows -> PAIR: one row per prompt and domain (a cell is a domain and a relation, and a key has one relation).
--
-- The smallest and the largest group of its answers, and the sum of their groups, are all that the jackknife needs: with
-- n answers, deleting a group leaves exactly one of them iff their groups are one a and n-1 times b. Then
-- group_sum = a + (n-1)·b, which is the smallest (or the largest) sum that is possible between group_min and group_max,
-- so no other choice of groups reaches it.
--
-- Reads: count_rows.
SELECT
    key,
    cell,
    CAST(SUM(n) AS BIGINT) AS n,
    MIN(value_min) AS value_min,
    MAX(value_max) AS value_max,
    MIN(CASE WHEN n > 0 THEN doc_group END) AS group_min,
    MAX(CASE WHEN n > 0 THEN doc_group END) AS group_max,
    CAST(SUM(n * doc_group) AS BIGINT) AS group_sum,
    MIN(CASE WHEN n > 0 THEN doc END) AS doc_min,
    MAX(CASE WHEN n > 0 THEN doc END) AS doc_max
FROM count_rows
GROUP BY key, cell
