-- MENTION and COPY -> COUNT rows in COUNT's own columns, to be merged by count.sql.
--
-- Reads: mentions, copies.
SELECT relation, key, domain, "group",
    CASE WHEN value_key IS NULL THEN 0 ELSE 1 END AS n,
    CASE WHEN value_key IS NULL THEN 1 ELSE 0 END AS n_idk,
    CASE WHEN value_key IS NULL THEN 0 ELSE 1 END AS n_sources,
    CASE WHEN value_key IS NULL THEN 1 ELSE 0 END AS n_idk_sources,
    value_high AS value_min,
    value_low AS value_max
FROM mentions
UNION ALL
SELECT relation, key, domain, "group", 0, 0,
    CASE WHEN value_key IS NULL THEN 0 ELSE -1 END,
    CASE WHEN value_key IS NULL THEN -1 ELSE 0 END,
    NULL, NULL
FROM copies
