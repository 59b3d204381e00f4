-- PAIR and PROMPT -> by how much f_1 changes when the documents of a group are deleted (delete-a-group jackknife):
-- f_1^(-g) = f_1 + #{prompts with one answer outside g and some in g} - #{prompts whose one answer is in g}.
--
-- In corpus scope a prompt that becomes a singleton is credited to the domain of the answer that remains.
-- Reads: pairs, prompts. The sum over domains is the change for the whole corpus.
SELECT scope, domain, relation, doc_group AS "group", CAST(SUM(change) AS BIGINT) AS change
FROM (
    SELECT 'domain' AS scope, domain, relation, group_min AS doc_group, -COUNT(*) AS change
    FROM pairs WHERE n = 1
    GROUP BY domain, relation, group_min
    UNION ALL
    SELECT 'domain', domain, relation, group_max, COUNT(*)
    FROM pairs WHERE group_min < group_max AND group_sum = group_min + (n - 1) * group_max
    GROUP BY domain, relation, group_max
    UNION ALL
    SELECT 'domain', domain, relation, group_min, COUNT(*)
    FROM pairs WHERE group_min < group_max AND group_sum = group_max + (n - 1) * group_min
    GROUP BY domain, relation, group_min
    UNION ALL
    SELECT 'corpus', first_example - group_min * CAST(4294967296 AS BIGINT), relation, group_min, -COUNT(*)
    FROM prompts WHERE n = 1
    GROUP BY first_example, relation, group_min
    UNION ALL
    SELECT 'corpus', first_example - group_min * CAST(4294967296 AS BIGINT), relation, group_max, COUNT(*)
    FROM prompts WHERE group_min < group_max AND group_sum = group_min + (n - 1) * group_max
    GROUP BY first_example, relation, group_min, group_max
    UNION ALL
    SELECT 'corpus', last_example - group_max * CAST(4294967296 AS BIGINT), relation, group_min, COUNT(*)
    FROM prompts WHERE group_min < group_max AND group_sum = group_max + (n - 1) * group_min
    GROUP BY last_example, relation, group_min, group_max
) AS changes
GROUP BY scope, domain, relation, doc_group
