"""The counting queries are plain SQL: SQLite, which shares nothing with DuckDB, gives the same rows."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator

import duckdb
import pytest

from corpusstat.count.questions import query_text

STEPS = [
    ("count_rows", "count_rows"),
    ("pairs", "pairs"),
    ("prompts", "prompts"),
    ("spectra", "spectrum"),
    ("changes", "jackknife"),
    ("document_rows", "document_rows"),
    ("document_pairs", "document_pairs"),
    ("document_sums", "document_sums"),
    ("document_pair_sums", "document_pair_sums"),
    ("all_values", "values"),
    ("simpson", "simpson"),
    ("copied", "copied"),
    ("source_rows", "source_rows"),
    ("counts_to_merge", "counts"),
    ("counts", "count"),
    ("examples_again", "examples"),
]
MENTION = (
    'relation VARCHAR, key BIGINT, domain VARCHAR, "group" INTEGER, doc_key BIGINT, '
    "value_key BIGINT, value_low BIGINT, value_high BIGINT"
)
TABLES = {
    "cells": "id INTEGER, domain VARCHAR, relation VARCHAR, relation_id INTEGER",
    "members": "cell INTEGER, stratum INTEGER",
    "mentions": MENTION,
    "copies": MENTION,
    "examples": "key BIGINT, cell INTEGER, doc_group INTEGER, doc BIGINT, value_low BIGINT, value_high BIGINT",
    "copied_examples": "key BIGINT, cell INTEGER, doc_group INTEGER, doc BIGINT, value_key BIGINT",
}


def contents() -> dict[str, list[tuple[object, ...]]]:
    rng = random.Random(4)
    cells = [(i, "abc"[i % 3], ("born", "spouse")[i // 3], i // 3) for i in range(6)]
    examples = []
    for _ in range(600):
        key = int(1.4 ** rng.uniform(0, 16)) - 150
        domain = rng.randrange(3)
        cell, document = cells[(key % 2) * 3 + domain][0], rng.randrange(20) * 3 + domain
        examples.append((key, cell, document % 5, document, rng.choice([None, -7, 8, 9])))
    copied = [e for e in examples if rng.random() < 0.3]
    mentions, copies = (
        [(cells[cell][2], key, cells[cell][1], group, doc, v, v, v) for key, cell, group, doc, v in rows]
        for rows in (examples, copied)
    )
    members = [(i, i) for i in range(6)] + [(i, 6 + i % 3) for i in range(6)]
    made = {
        "mentions": mentions,
        "copies": copies,
        "examples": [(*e, e[-1]) for e in examples],
        "copied_examples": copied,
    }
    return {"cells": cells, "members": members, **made}  # type: ignore[dict-item]


def run(connection: sqlite3.Connection | duckdb.DuckDBPyConnection) -> Iterator[list[tuple[object, ...]]]:
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({columns})")
        rows = contents()[table]
        connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    for table, query in STEPS:
        connection.execute(f"CREATE TABLE {table} AS {query_text(query)}")
        yield sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)


def test_sqlite_and_duckdb_count_alike() -> None:
    with sqlite3.connect(":memory:") as sqlite:
        try:
            sqlite.execute("SELECT FLOOR(1.5)")
        except sqlite3.OperationalError:
            pytest.skip("this SQLite was built without mathematical functions")
        for (table, _), ours, theirs in zip(STEPS, run(duckdb.connect()), run(sqlite), strict=True):
            assert ours == theirs, table
            assert len(ours) > 1
