-- MENTION -> of each class of the prompts' counts (1, 2, 3 to 5, 6 and more: correct.CLASSES) the first $n mentions in the
-- order of a hash of document, prompt and $seed.
--
-- Reads: mentions; $relations is the list of relations.
WITH answered AS (
    SELECT shard, row_group, row, key, md5(concat(doc_key, ' ', key, ' ', $seed)) AS mixed
    FROM mentions
    WHERE value IS NOT NULL AND list_contains($relations, relation)
),
counted AS (
    SELECT key, COUNT(*) AS n,
        CASE WHEN COUNT(*) < 3 THEN COUNT(*) - 1 WHEN COUNT(*) < 6 THEN 2 ELSE 3 END AS class
    FROM answered
    GROUP BY key
),
placed AS (
    SELECT a.*, c.n, c.class, COUNT(*) OVER (PARTITION BY c.class) AS of,
        ROW_NUMBER() OVER (PARTITION BY c.class ORDER BY a.mixed, a.shard, a.row_group, a.row, a.key) AS place
    FROM answered AS a
    INNER JOIN counted AS c ON c.key = a.key
)
SELECT m.*, p.n AS count, p.class, p.of
FROM placed AS p
INNER JOIN mentions AS m ON m.shard = p.shard AND m.row_group = p.row_group AND m.row = p.row AND m.key = p.key
WHERE p.place <= $n
ORDER BY p.mixed, p.shard, p.row_group, p.row, p.key
