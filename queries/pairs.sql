-- COUNT rows -> PAIR: one row per prompt and domain.
--
-- group_min, group_max and group_sum (over answered examples) are all the jackknife needs: with n answers, deleting
-- a group leaves exactly one of them iff the groups are one a and n-1 times b, and then group_sum = a + (n-1)·b,
-- the smallest (or largest) sum possible between group_min and group_max, which no other choice of groups reaches.
--
-- Reads: count_rows.
SELECT
    relation,
    key,
    domain,
    CAST(SUM(n) AS BIGINT) AS n,
    CAST(SUM(n_idk) AS BIGINT) AS n_idk,
    MIN(value_min) AS value_min,
    MAX(value_max) AS value_max,
    MIN(CASE WHEN n > 0 THEN doc_group END) AS group_min,
    MAX(CASE WHEN n > 0 THEN doc_group END) AS group_max,
    CAST(SUM(n * doc_group) AS BIGINT) AS group_sum
FROM count_rows
GROUP BY relation, key, domain
