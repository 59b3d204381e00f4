"""Counting sorted rows by NumPy: the rows that the SQL queries give, which Spark runs, however blocks are cut."""

from __future__ import annotations

import random
from typing import Any

import duckdb
import numpy as np
import polars as pl
import pytest

from corpusstat.count import documents as by_document
from corpusstat.count.documents import Members
from corpusstat.count.prompts import SUMMED, Rows, count_prompts, sorted_rows
from corpusstat.count.questions import query_text
from corpusstat.count.segments import blocks

CELLS = [(i, f"d{i // 3}", ["born", "spouse", "country"][i % 3], i % 3) for i in range(12)]
NAMES = ["id", "domain", "relation", "relation_id"]
ROWS = {
    "key": pl.Int64,
    "cell": pl.Int32,
    "doc_group": pl.Int8,
    "doc": pl.Int64,
    "examples": pl.Int64,
    "n": pl.Int64,
    "value_min": pl.Int64,
    "value_max": pl.Int64,
}


def rows(seed: int, prompts: int) -> list[tuple[int | None, ...]]:
    """COUNT rows: prompts of one relation in some domains, answered often or never, by documents with many prompts."""
    rng, found = random.Random(seed), {}
    for key in {rng.getrandbits(64) - (1 << 63) for _ in range(prompts)}:
        relation = rng.randrange(3)
        for _ in range(rng.choice([1, 1, 1, 2, 2, 3, 9])):
            doc = rng.randrange(prompts // 2) * 1_000_003 - (1 << 40)
            cell = 3 * (doc % 4) + relation
            examples, low = rng.choice([1, 1, 1, 2]), rng.choice([None, 5, 5, 5, -7, 1 << 60])
            high = None if low is None else low + rng.choice([0, 0, 3])
            found[key, doc] = (key, cell, doc % 64, doc, examples, 0 if low is None else examples, high, low)
    return list(found.values())


@pytest.fixture(params=[0, 1, 40, 600])
def con(request: pytest.FixtureRequest) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    con.execute("SET enable_progress_bar = false")
    made = rows(request.param, request.param) if request.param > 1 else rows(3, 2)[: request.param]
    con.from_arrow(pl.DataFrame(made, schema=ROWS, orient="row").to_arrow()).create("count_rows")
    cells = pl.DataFrame(CELLS, schema=NAMES, orient="row").cast({"id": pl.Int32, "relation_id": pl.Int32})
    con.from_arrow(cells.to_arrow()).create("cells")
    for table in ("pairs", "prompts", "document_rows", "document_pairs"):
        con.execute(f"CREATE TABLE {table} AS {query_text(table)}")
    return con


def added(rows: list[tuple[Any, ...]], names: int) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """Rows added up by their first columns; those whose sums are all 0 say nothing."""
    sums: dict[tuple[Any, ...], tuple[int, ...]] = {}
    for row in rows:
        before = sums.get(row[:names], (0,) * len(row[names:]))
        sums[row[:names]] = tuple(a + b for a, b in zip(before, row[names:], strict=True))
    return {name: numbers for name, numbers in sums.items() if any(numbers)}


@pytest.mark.parametrize("size", [1, 5, 1 << 17])
def test_the_pass_gives_the_rows_of_the_queries(con: duckdb.DuckDBPyConnection, size: int) -> None:
    columns = {
        name: np.concatenate(c) for name, c in zip(Rows._fields, zip(*sorted_rows(con), strict=True), strict=False)
    }
    batches = pl.DataFrame(columns).to_arrow().to_batches(size) if columns else []
    relations = np.array([cell[3] for cell in CELLS])
    found = count_prompts((Rows(*block) for block in blocks(batches)), relations)
    for table, query, names in (("spectra", "spectrum", 3), ("changes", "jackknife", 3), ("values", "values", 2)):
        expected = added(con.sql(query_text(query)).fetchall(), names)
        assert added(found[table].select(SUMMED[table]).rows(), names) == expected, table
        assert bool(expected) == bool(columns)
    twice = found["document_pairs"].select("doc", "other", "cell", "f2", "f2_inside", "f2_domain")
    assert sorted(twice.rows()) == sorted(con.sql("SELECT * FROM document_pairs").fetchall())
    said = found["document_rows"].select("doc", "cell", "n", "f1", "f1_domain").rows()
    assert added(said, 2) == added(con.sql("SELECT doc, cell, n, f1, f1_domain FROM document_rows").fetchall(), 2)


@pytest.mark.parametrize("floor", [{"born", "country"}, set()])
@pytest.mark.parametrize("size", [3, 1 << 17])
def test_sums_over_documents(
    con: duckdb.DuckDBPyConnection, floor: set[str], size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(by_document, "BLOCK", size)
    members = Members.of(con.sql("SELECT * FROM cells").pl(), frozenset(floor))
    con.from_arrow(members.cells.to_arrow()).create("members")
    expected = con.sql(query_text("document_sums")).pl()
    found = by_document._document_sums(con, members).select(expected.columns)
    assert found.sort("stratum").rows() == expected.sort("stratum").rows()
    assert (members.floor_strata >= 0).sum() == (8 if floor else 0)
