-- MENTION -> the sentences of chosen prompts: of each kind, domain and place one for each value (three at most). A value's
-- sentence is one of the domain if there is any.
--
-- Reads: mentions; chosen (kind, domain, place, key).
WITH said AS (
    SELECT c.kind, c.domain, c.place, m.relation, m.entity, m.value, m.value_key, m.sentence, m.domain AS said_in, m.doc_key,
        m.shard, m.row_group, m.row, m.start, m."end", m.grade,
        row_number() OVER (
            PARTITION BY c.kind, c.domain, c.place, m.value_key
            ORDER BY CASE WHEN m.domain = c.domain THEN 0 ELSE 1 END, m.shard, m.row_group, m.row, m.start
        ) AS turn
    FROM chosen AS c
    INNER JOIN mentions AS m ON m.key = c.key
    WHERE m.value_key IS NOT NULL
)
SELECT domain, place, relation, entity, value, sentence, said_in, doc_key, shard, row_group, row, start, "end", grade, kind
FROM (
    SELECT *,
        row_number() OVER (
            PARTITION BY kind, domain, place ORDER BY CASE WHEN said_in = domain THEN 0 ELSE 1 END, value
        ) AS nth
    FROM said
    WHERE turn = 1
) AS numbered
WHERE nth <= 3
ORDER BY kind DESC, domain, place, nth
