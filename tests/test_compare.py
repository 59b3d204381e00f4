from __future__ import annotations

import math
from pathlib import Path

import polars as pl
import pytest
from corpora import birth, write
from rich.console import Console

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.estimate.rarefy import rarefied_rate
from corpusstat.report import listings
from corpusstat.report.reading import change
from corpusstat.runs.compare import compare, difference


def test_domains_of_both_runs_are_compared(small_run: corpusstat.Run, tmp_path: Path) -> None:
    rows = {"text": [birth(i % 30) for i in range(60)], "source": ["web"] * 60}
    corpusstat.audit(write(tmp_path / "b" / "x.parquet", rows), tmp_path / "run-b")
    table = {row["domain"]: row for row in compare(small_run.folder, tmp_path / "run-b").to_dicts()}
    assert set(table) == {"*", "web", "books"}
    assert table["web"]["sr_a"] == 20 / 30
    assert (table["web"]["sr_b"], table["web"]["difference"]) == (0.0, -20 / 30)
    assert table["web"]["low"] <= table["web"]["difference"] <= table["web"]["high"]
    assert (table["books"]["n_b"], table["books"]["sr_b"], table["books"]["difference"]) == (0, None, None)


def test_a_run_does_not_differ_from_itself(small_run: corpusstat.Run) -> None:
    table = compare(small_run.folder, small_run.folder)
    for column in ("difference", "low", "high"):
        assert table[column].to_list() == [0.0] * 3, column  # paired: 0 ± 0
    assert table["floor_a"].equals(table["floor_b"].alias("floor_a"))


def test_at_80_columns_no_number_is_cut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(listings, "standard_output", lambda: Console(width=80, no_color=True, highlight=False))
    row = {
        "domain": "*", "n_a": 12_345, "n_b": 23_456, "sr_a": 0.994, "sr_b": 0.9971, "difference": -0.0031,
        "low": -0.0132, "high": 0.0104, "floor_a": 0.901, "floor_b": 0.8042,
    }  # fmt: skip
    listings.show_compared(pl.DataFrame([row, row | {"domain": "a.long.name.example.org"}]))
    table = capsys.readouterr().out.split("difference  ")[-1]
    assert max(map(len, table.splitlines())) <= 80
    for number in ("12,345", "23,456", "0.994", "0.997", "−0.003", "−0.013", "0.010", "0.901", "0.804"):
        assert table.count(number) == 2, table


def test_corpora_of_unequal_size_meet_at_the_smaller_n(tmp_path: Path) -> None:
    rows = {"text": [birth(i % 70) for i in range(110)], "source": ["web"] * 110}
    large = corpusstat.audit(write(tmp_path / "b" / "x.parquet", rows), tmp_path / "large")
    small_one = {"text": [birth(i % 45) for i in range(55)], "source": ["web"] * 55}
    corpusstat.audit(write(tmp_path / "s" / "x.parquet", small_one), tmp_path / "small")
    row = compare(tmp_path / "large", tmp_path / "small").to_dicts()[0]
    assert row["common_n"] == 55
    assert row["sr_common_b"] == row["sr_b"]
    assert row["sr_common_a"] == pytest.approx(rarefied_rate(large.report["corpus"]["spectrum"], 110, 55))
    assert row["sr_common_a"] > row["sr_a"]  # a part of a corpus has more singletons
    assert row["floor_common_b"] == row["floor_b"]


def test_the_errors_add_in_squares() -> None:
    def estimate(sr: float, se: float | None) -> dict:
        return {"domain": "d", "n": 9, "sr": sr, "interval": {"se": se}}

    row = difference(estimate(0.2, 0.03), estimate(0.5, 0.04))
    assert math.isclose(row["high"] - row["low"], 2 * 1.959963984540054 * 0.05)
    assert difference(estimate(0.2, None), estimate(0.5, 0.04))["low"] is None


def test_pairing_takes_away_what_both_share() -> None:
    def row(sr: float) -> dict:
        return {"domain": "d", "n": 640, "sr": sr, "theta": 1.0, "interval": {"se": 0.03}}

    common = [(300 + 9 * (g % 5), 630) for g in range(64)]
    one = dict(enumerate(common))
    two = {g: (f1 + g % 2, n) for g, (f1, n) in one.items()}
    paired = difference(row(0.50), row(0.52), (one, two))
    apart = difference(row(0.50), row(0.52))
    assert 0 < paired["high"] - paired["low"] < apart["high"] - apart["low"]
    # by hand: gaps are 0 and 1/630, half of each
    by_hand = 1.998 * math.sqrt(63 / 64 * 64 * (0.5 / 630) ** 2)
    assert (paired["high"] - paired["low"]) / 2 == pytest.approx(by_hand, rel=1e-3)


def test_other_relations_are_not_compared(small_run: corpusstat.Run, tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[relation]]\nname = "likes"\nsubject = "person"\nvalue = "name"\ntemplates = ["{subject} likes {value}"]\n'
    )
    corpusstat.audit(small_run.folder.parent / "corpus", tmp_path / "run-b", relations=[own])
    with pytest.raises(BadRequest, match="only in one: likes"):
        compare(small_run.folder, tmp_path / "run-b")


def test_floors_over_other_relations_are_said(small_run: corpusstat.Run) -> None:
    row = compare(small_run.folder, small_run.folder).row(0, named=True)
    assert row["left_a"] == row["left_b"]
    assert "not of the same facts" not in change(row)
    gone = {"domain": "*", "n": 60, "sr": None, "left": [{"relation": "author"}, {"relation": "birth_place"}]}
    said = change(difference({"domain": "*", "n": 60, "sr": None}, gone))
    assert "counted and not in the floor are none before, author and birth place after." in said
