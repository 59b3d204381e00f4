-- PAIR and PROMPT -> by how much f_1 changes when the documents of a group are deleted (delete-a-group jackknife):
-- f_1^(-g) = f_1 + #{prompts with one answer outside g and some in g} - #{prompts whose one answer is in g}.
--
-- In corpus scope a prompt that becomes a singleton is credited to the cell of the answer that remains; the sum over
-- domains is the change for the whole corpus. Reads: pairs, prompts.
WITH ones AS (
    SELECT first_example, COUNT(*) AS prompts
    FROM prompts
    WHERE n = 1
    GROUP BY first_example
),
several AS (
    SELECT n, group_sum, first_group, last_group,
        first_example - first_group * CAST(4294967296 AS BIGINT) AS first_cell,
        last_example - last_group * CAST(4294967296 AS BIGINT) AS last_cell
    FROM (
        SELECT n, group_sum, first_example, last_example,
            CAST(FLOOR(first_example / 4294967296.0) AS BIGINT) AS first_group,
            CAST(FLOOR(last_example / 4294967296.0) AS BIGINT) AS last_group
        FROM prompts
        WHERE n > 1 AND first_example < last_example
    ) AS answered
)
SELECT scope, CAST(cell AS INTEGER) AS cell, CAST(doc_group AS INTEGER) AS "group", CAST(SUM(change) AS BIGINT) AS change
FROM (
    -- the one answer is lost with its group
    SELECT 'domain' AS scope, cell, group_min AS doc_group, -COUNT(*) AS change
    FROM pairs
    WHERE n = 1
    GROUP BY cell, group_min
    UNION ALL
    SELECT 'corpus', first_example - FLOOR(first_example / 4294967296.0) * 4294967296,
        FLOOR(first_example / 4294967296.0), -prompts
    FROM ones
    UNION ALL
    -- all answers but the first are in the last group
    SELECT 'domain', cell, group_max, COUNT(*)
    FROM pairs
    WHERE group_min < group_max AND group_sum = group_min + (n - 1) * group_max
    GROUP BY cell, group_max
    UNION ALL
    SELECT 'corpus', first_cell, last_group, COUNT(*)
    FROM several
    WHERE first_group < last_group AND group_sum = first_group + (n - 1) * last_group
    GROUP BY first_cell, last_group
    UNION ALL
    -- all answers but the last are in the first group
    SELECT 'domain', cell, group_min, COUNT(*)
    FROM pairs
    WHERE group_min < group_max AND group_sum = group_max + (n - 1) * group_min
    GROUP BY cell, group_min
    UNION ALL
    SELECT 'corpus', last_cell, first_group, COUNT(*)
    FROM several
    WHERE first_group < last_group AND group_sum = last_group + (n - 1) * first_group
    GROUP BY last_cell, first_group
) AS changes
GROUP BY scope, cell, doc_group
