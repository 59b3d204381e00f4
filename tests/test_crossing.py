"""How prompts lie across domains, in one pass over sorted rows: against the same in SQL, and against brute force."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

import duckdb
import polars as pl
import pytest

from corpusstat.count.crossing import KINDS, Crossing, rows_of
from corpusstat.count.questions import query_text
from corpusstat.count.segments import blocks
from corpusstat.schema import COUNT, OTHER_DOMAINS

SUPPORT = Path(__file__).parent / "support"
FLOOR = ["birth_date", "author"]
Row = tuple[str, int, str, int, int, int | None, int | None]


def rows(seed: int, prompts: int) -> list[Row]:
    """COUNT rows: most prompts are answered once, some often, by few domains and groups; some not, some elsewhere."""
    rng, found = random.Random(seed), {}
    for key in {rng.getrandbits(64) - (1 << 63) for _ in range(prompts)}:
        relation = rng.choice([*FLOOR, "spouse"])
        for _ in range(1 if rng.random() < 0.5 else min(int(rng.expovariate(0.3)) + 1, 9)):
            place = relation, key, f"site-{rng.randrange(6)}", rng.choice([0, 1, 1, 63])
            n = rng.choice([0, 1, 1, 1, 2, 5])
            value = rng.choice([7, 7, 7, -3])
            found[place] = (*place, n, value if n else None, value if n else None)
    return list(found.values())


def counted(con: duckdb.DuckDBPyConnection, table: list[Row], reported: list[str]) -> None:
    names = ("relation", "key", "domain", "group", "n", "value_min", "value_max")
    frame = pl.DataFrame(table, schema={n: pl.Schema(COUNT)[n] for n in names}, orient="row")
    con.from_arrow(frame.to_arrow()).create("counts")
    con.from_arrow(pl.DataFrame({"domain": reported}, schema={"domain": pl.String}).to_arrow()).create(
        "reported_domains"
    )


@pytest.mark.parametrize("block", [1, 3, 50, 5000])
@pytest.mark.parametrize("reported", [[f"site-{i}" for i in range(6)], ["site-4", "site-0", "site-9"], []])
def test_the_pass_gives_what_the_queries_give(block: int, reported: list[str]) -> None:
    table = rows(block, 500)
    with duckdb.connect() as con:
        counted(con, table, reported)
        sorted_rows = con.sql(query_text("answered"), params={"relations": FLOOR}).to_arrow_table()
        given = {"relations": FLOOR, "other": OTHER_DOMAINS}
        whole, groups = (
            con.execute((SUPPORT / f"{name}.sql").read_text("utf-8"), given).fetchall()
            for name in ("contribution", "contribution_groups")
        )
    found = Crossing(sorted(reported), each=4)
    for one in blocks(sorted_rows.to_batches(block)):
        found.add(rows_of(one, len(reported)))
    numbers = {name: i for i, name in enumerate([*found.domains, OTHER_DOMAINS])}
    assert len(whole) == len([n for n in found.prompts if n])
    for domain, prompts, only_here, change in whole:
        at = numbers[domain]
        assert (found.prompts[at], found.only_here[at], found.change[at, 0]) == (prompts, only_here, change)
    expected = {(numbers[domain], group + 1): change for domain, group, change in groups}
    places = zip(*found.change[:, 1:].nonzero(), strict=True)
    assert {(int(d), int(g) + 1): int(found.change[d, g + 1]) for d, g in places} == expected
    assert len(expected) > 5 or not reported
    assert [tuple(r) for one in found.chosen for r in one.filter(pl.col("place") > 4).rows()] == []
    assert {r for one in found.chosen for r in one.rows()} == by_hand(table, reported, 4)


def by_hand(table: list[Row], reported: list[str], each: int) -> set[tuple[str, str, int, int]]:
    """The prompts with the least keys of each kind and domain."""
    answers: dict[int, list[Row]] = defaultdict(list)
    for row in table:
        if row[0] in FLOOR and row[4]:
            answers[row[1]].append(row)
    places: dict[tuple[str, str], list[int]] = defaultdict(list)
    for key, mine in sorted(answers.items()):
        domains = {row[2] for row in mine} & set(reported)
        for domain in domains if sum(row[4] for row in mine) == 1 else ():
            places[KINDS[0], domain].append(key)
        for domain in domains if len({row[5] for row in mine}) > 1 else ():
            places[KINDS[1], domain].append(key)
    return {(*kind, i + 1, key) for kind, keys in places.items() for i, key in enumerate(keys[:each])}
