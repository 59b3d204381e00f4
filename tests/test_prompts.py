"""Counting rows by NumPy and compiled: the integers that the SQL queries give, which Spark runs, for both units."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from corpusstat.count import parts
from corpusstat.count.apart import Room
from corpusstat.count.documents import UNITS, Kept, Members
from corpusstat.count.narrow import COPIED
from corpusstat.count.parts import count_part
from corpusstat.count.passes import BY_NUMPY, ENOUGH_MEMORY, MANY_ROWS, Passes, passes_for
from corpusstat.count.prompts import SUMMED, count_prompts, named_scopes, together
from corpusstat.count.questions import query_text

CELLS = [(i, f"d{i // 3}", ["born", "spouse", "country"][i % 3], i % 3) for i in range(12)]
NAMES = ["id", "domain", "relation", "relation_id"]
EXAMPLE = {"key": pl.Int64, "cell": pl.Int32, "doc_group": pl.Int8, "doc": pl.Int64}
RANGE = {"value_low": pl.Int64, "value_high": pl.Int64}
EMPTY = count_prompts(parts._no_rows(), np.zeros(1, np.int64)).tables
SEVERAL = ("spectra", "spectrum", 3), ("changes", "jackknife", 3)


def examples(seed: int, prompts: int) -> tuple[list[tuple[int | None, ...]], list[tuple[int | None, ...]]]:
    """Mentions of prompts of one relation in some domains, answered often or never, and those of them that are copies.

    Some documents say the same twice; of some of these one is a copy.
    """
    rng, made, copied = random.Random(seed), [], []
    for key in {rng.getrandbits(64) - (1 << 63) for _ in range(prompts)}:
        relation, some = rng.randrange(3), rng.random() < 0.4
        documents: dict[int, tuple[int | None, ...]] = {}
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 9])):
            doc = rng.randrange(prompts // 2) * 1_000_003 - (1 << 40)
            low = rng.choice([None, 5, 5, 5, -7, 1 << 60])
            high = None if low is None else low + rng.choice([0, 0, 3])
            documents[doc] = (key, 3 * (doc % 4) + relation, doc % 64, doc, low, high)
        for row in documents.values():
            times = rng.choice([1] * 9 + [2, 3])
            made += [row] * times
            if some and rng.random() < 0.5:
                copied += [(*row[:4], row[4])] * rng.randint(1, times)
    return made, copied


@pytest.fixture(params=[0, 1, 40, 600])
def con(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    made, copied = examples(request.param, request.param) if request.param > 1 else examples(3, 2)
    made, copied = (made, copied) if request.param else ([], [])
    con.from_arrow(pl.DataFrame(made, schema=EXAMPLE | RANGE, orient="row").to_arrow()).create("examples")
    schema = EXAMPLE | {"value_key": pl.Int64}
    con.from_arrow(pl.DataFrame(copied, schema=schema, orient="row").to_arrow()).create("copied_examples")
    cells = pl.DataFrame(CELLS, schema=NAMES, orient="row").cast({"id": pl.Int32, "relation_id": pl.Int32})
    con.from_arrow(cells.to_arrow()).create("cells")
    return con


def narrow_rows(con: duckdb.DuckDBPyConnection) -> list[np.ndarray]:
    """The examples and copies as columns of `narrow.NARROW`."""
    mentions, copies = con.sql("FROM examples").pl(), con.sql("FROM copied_examples").pl()
    rows = pl.concat([mentions, copies.rename({"value_key": "value_low"})], how="diagonal")
    group = rows["doc_group"].to_numpy() + np.repeat([0, COPIED], [len(mentions), len(copies)])
    code = rows["cell"].to_numpy() * 2 + rows["value_low"].is_not_null().to_numpy()
    ends = (rows[name].fill_null(0).to_numpy() for name in ("value_high", "value_low"))
    return [rows["key"].to_numpy(), code, group.astype(np.int8), rows["doc"].to_numpy(), *ends]


def added(rows: list[tuple[Any, ...]], names: int) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Rows added up by their first columns; those whose sums are all 0 say nothing."""
    sums: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for row in rows:
        before = sums.get(row[:names], (0,) * len(row[names:]))
        sums[row[:names]] = tuple(a + b for a, b in zip(before, row[names:], strict=True))
    return {name: numbers for name, numbers in sums.items() if any(numbers)}


def table_of(part: parts.Part, unit: str, name: str) -> pl.DataFrame:
    """A table of a unit, and what dense ones have of it."""
    tables = [EMPTY[name]]
    for found in (found for units, _, found in part.found if unit in units):
        dense = found.dense.tables() if found.dense else {}
        tables += [table[name] for table in (found.tables, dense) if name in table]
    return together(name, tables)


def steps(con: duckdb.DuckDBPyConnection, unit: str) -> None:
    """Make the tables that the queries about a unit read."""
    rows = {"mentions": "count_rows", "sources": "source_rows"}[unit]
    con.execute(f"CREATE OR REPLACE TABLE count_rows AS {query_text(rows)}")
    for table in ("pairs", "prompts", "document_rows", "document_pairs"):
        con.execute(f"CREATE OR REPLACE TABLE {table} AS {query_text(table)}")


@pytest.fixture(params=["numpy", "compiled"])
def passes(request: pytest.FixtureRequest) -> Passes:
    return BY_NUMPY if request.param == "numpy" else passes_for(MANY_ROWS, len(CELLS), ENOUGH_MEMORY)


@pytest.mark.parametrize("bits", [30, 1])
def test_a_part_gives_the_integers_of_the_queries(
    con: duckdb.DuckDBPyConnection, passes: Passes, bits: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "_PART_BITS", bits)  # with one, documents are mixed up and must be told apart
    relations = np.array([cell[3] for cell in CELLS])
    part = count_part(narrow_rows(con), relations, passes)
    assert added(part.copied.rows(), 2) == added(con.sql(query_text("copied")).fetchall(), 2)
    for unit in UNITS:
        steps(con, unit)
        for table, query, names in SEVERAL:
            found = named_scopes(table_of(part, unit, table))
            expected = added(con.sql(query_text(query)).fetchall(), names)
            assert added(found.select(SUMMED[table]).rows(), names) == expected, (unit, table)
    steps(con, "mentions")
    values = [f.tables["values"] for units, _, f in part.found if UNITS[0] in units]
    found = pl.concat(values).select(SUMMED["values"])
    assert added(found.rows(), 2) == added(con.sql(query_text("values")).fetchall(), 2)


@pytest.mark.parametrize("floor", [{"born", "country"}, set()])
@pytest.mark.parametrize("bits", [0, 2])
def test_sums_over_documents(
    con: duckdb.DuckDBPyConnection, passes: Passes, floor: set[str], bits: int, tmp_path: Any
) -> None:
    cells = con.sql("SELECT * FROM cells").pl()
    several = [(domain, ("born", "spouse")) for domain in ("d0", "d2")] if floor else []
    members = Members.of(cells, frozenset(floor), several)
    con.from_arrow(members.cells.to_arrow()).create("members")
    kept = Kept(Room(100, tmp_path), bits, members, passes)
    for units, rows, found in count_part(narrow_rows(con), np.array([cell[3] for cell in CELLS]), passes).found:
        kept.add(units, rows, found)
    sums = dict(kept.sums(2))
    kept.close()
    for unit in UNITS:
        steps(con, unit)
        for query in ("document_sums", "document_pair_sums"):
            expected = con.sql(query_text(query)).pl()
            assert (unit in sums) == bool(len(con.sql("FROM examples").fetchall())) or not len(expected)
            if len(expected):
                found = sums[unit].select(expected.columns)
                assert added(found.rows(), 1) == added(expected.rows(), 1), (unit, query)
    assert [(family >= 0).sum() for family in members.families] == ([8, 4] if floor else [])
