"""The table of domains as texts."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import reports
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.report import table
from corpusstat.report.table import CELLS, block, cells, columns, columns_for, floor_text, ordered, uses_collapsed


@pytest.fixture(scope="module")
def domains() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reports.made(20)["domains"]
    return found


def test_every_column_is_written_and_every_cell_has_a_column() -> None:
    assert [c.key for c in columns()] == list(dict.fromkeys(c.key for c in columns()))
    assert {c.key for c in columns()} == set(CELLS)
    assert all(c.head and c.meaning for c in columns())
    assert 5 <= sum(c.shown for c in columns()) <= 8


def test_a_domain_without_examples_has_dashes_and_no_claim(domains: list[dict[str, Any]]) -> None:
    (empty, *_) = (d for d in domains if not d["n"])
    written = dict(zip((c.key for c in columns()), cells(empty), strict=True))
    assert {written[key] for key in ("rank", "floor", "sr", "per_mb", "precision", "recall")} == {"–"}
    assert written["n"] == written["f1"] == "0"


def test_cells_are_texts_that_say_the_numbers(domains: list[dict[str, Any]]) -> None:
    for row in domains:
        written = dict(zip((c.key for c in columns()), cells(row), strict=True))
        assert all(isinstance(cell, str) for cell in written.values())
        assert written["n"] == f"{row['n']:,}"
        assert not row["n"] or written["floor"] in (floor_text(row), "–")


def test_wide_tables_hold_the_first_columns_only(
    domains: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert columns_for(table.WIDEST) == columns()
    monkeypatch.setattr(table, "WIDEST", 3)
    made = block(domains)
    assert all(column["shown"] for column in made["columns"])
    assert {len(row) for row in made["rows"]} == {len(made["columns"]) + 1}


def test_names_are_made_printable(domains: list[dict[str, Any]]) -> None:
    row = copy.deepcopy(domains[0]) | {"domain": "a\x1b[2J" + "b" * 500}
    ((name, *_),) = block([row])["rows"]
    assert "\x1b" not in name
    assert len(name) < 210


@given(st.lists(st.tuples(st.none() | st.integers(1, 9), st.integers(0, 9), st.text("abc", max_size=2)), max_size=8))
def test_ranked_domains_come_first_then_the_larger(rows: list[tuple[int | None, int, str]]) -> None:
    made = [{"rank": rank, "n": n, "domain": name} for rank, n, name in rows]
    found = [(e["rank"] or 10**9, -e["n"], e["domain"]) for e in ordered(made)]
    assert found == sorted(found)
    assert len(found) == len(rows)


def test_collapsed_rates_are_read_where_copies_are_many() -> None:
    row = {"n": 100, "sr": 0.1, "sr_low": 0.0, "sr_high": 0.2}
    collapsed = {"n": 91, "sr": 0.5, "sr_low": 0.4, "sr_high": 0.6}
    assert not uses_collapsed(row | {"collapsed": collapsed})
    assert not uses_collapsed(row)
    assert uses_collapsed(row | {"collapsed": collapsed | {"n": 89}})
    assert CELLS["sr"](row | {"collapsed": collapsed | {"n": 89}}) == "0.50 (0.40–0.60) c"
    assert CELLS["sr"](row | {"collapsed": collapsed}) == "0.100 (0–0.200)"
