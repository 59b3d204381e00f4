from __future__ import annotations

import math
from pathlib import Path

import pytest
from corpora import birth, small, write

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.runs.compare import compare, difference


def test_domains_of_both_runs_are_compared(tmp_path: Path) -> None:
    corpusstat.audit(small(tmp_path / "a"), tmp_path / "run-a")
    rows = {"text": [birth(i % 30) for i in range(60)], "source": ["web"] * 60}
    corpusstat.audit(write(tmp_path / "b" / "x.parquet", rows), tmp_path / "run-b")
    table = {row["domain"]: row for row in compare(tmp_path / "run-a", tmp_path / "run-b").to_dicts()}
    assert set(table) == {"*", "web", "books"}
    assert table["web"]["sr_a"] == 20 / 30
    assert (table["web"]["sr_b"], table["web"]["difference"]) == (0.0, -20 / 30)
    assert table["web"]["low"] <= table["web"]["difference"] <= table["web"]["high"]
    assert (table["books"]["n_b"], table["books"]["sr_b"], table["books"]["difference"]) == (0, None, None)


def test_a_run_does_not_differ_from_itself(tmp_path: Path) -> None:
    corpusstat.audit(small(tmp_path / "a"), tmp_path / "run")
    assert compare(tmp_path / "run", tmp_path / "run")["difference"].to_list() == [0.0] * 3


def test_the_errors_add_in_squares() -> None:
    def estimate(sr: float, se: float | None) -> dict:
        return {"domain": "d", "n": 9, "sr": sr, "interval": {"se": se}}

    row = difference(estimate(0.2, 0.03), estimate(0.5, 0.04))
    assert math.isclose(row["high"] - row["low"], 2 * 1.959963984540054 * 0.05)
    assert difference(estimate(0.2, None), estimate(0.5, 0.04))["low"] is None


def test_other_relations_are_not_compared(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        '[[relation]]\nname = "likes"\nsubject = "person"\nvalue = "name"\ntemplates = ["{subject} likes {value}"]\n'
    )
    corpusstat.audit(small(tmp_path / "a"), tmp_path / "run-a")
    corpusstat.audit(tmp_path / "a", tmp_path / "run-b", relations=[own])
    with pytest.raises(BadRequest, match="only in one: likes"):
        compare(tmp_path / "run-a", tmp_path / "run-b")
