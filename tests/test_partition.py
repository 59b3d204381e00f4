"""Counting part by part: every kept prompt's examples are in one part, together, and nothing is left on the disk."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from count_reference import Example, write, write_copies
from duckdb import DuckDBPyConnection as Connection

from corpusstat.count.count import number_cells, open_files, open_tables, read_tallies
from corpusstat.count.database import workspace
from corpusstat.count.keys import in_sample
from corpusstat.count.partition import EXAMPLES, by_prompt

Row = tuple[object, ...]


@pytest.fixture
def opened(tmp_path: Path):
    """A workspace over the files of some examples, in a folder whose name has an apostrophe."""
    rng, folder = random.Random(1), tmp_path / "it's"
    examples = [
        Example(i, "ab"[i % 2], rng.choice(["born", "spouse"]), f"e{rng.randrange(40)}", "1", i % 5 == 0)
        for i in range(120)
    ]
    mentions, tallies = write(folder, examples, 2)
    with workspace(1 << 30, folder / "temp", None, 1) as con:
        open_tables(con, number_cells(read_tallies(tallies)))
        open_files(con, mentions, write_copies(folder, examples))
        yield con, folder / "temp"


def parts_of(con: Connection, theta: float, parts: int, temp: Path) -> list[tuple[list[Row], list[Row]]]:
    """The examples and the copied ones, of each part."""
    tables = "SELECT * FROM examples ORDER BY ALL", "SELECT * FROM copied_examples ORDER BY ALL"
    for kind, name in con.sql("SELECT table_type, table_name FROM information_schema.tables").fetchall():
        if name in EXAMPLES:  # a count has a workspace of its own
            con.execute(f"DROP {'VIEW' if kind == 'VIEW' else 'TABLE'} {name}")
    return [tuple(con.sql(sql).fetchall() for sql in tables) for _ in by_prompt(con, theta, parts, temp)]


@pytest.mark.parametrize("theta", [1.0, 0.6, 0.01])
def test_parts_are_the_whole_and_no_prompt_is_cut(opened: tuple[Connection, Path], theta: float) -> None:
    con, temp = opened
    (whole,) = parts_of(con, theta, 1, temp)
    key = [c[0] for c in con.sql("DESCRIBE examples").fetchall()].index("key")
    kept = con.sql("SELECT DISTINCT key FROM mentions").pl().filter(in_sample(theta))["key"].to_list()
    assert {row[key] for row in whole[0]} == set(kept)
    for parts in (2, 5):
        found = parts_of(con, theta, parts, temp)
        for table in (0, 1):
            assert sorted(row for part in found for row in part[table]) == sorted(whole[table])
        keys = [{row[key] for row in examples} for examples, _ in found]
        assert sum(map(len, keys)) == len(set().union(*keys))
        assert not list(temp.glob("prompts-*"))
