"""The report on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import birth, write
from terminals import drawn

import corpusstat
from corpusstat.report.explain import labelled
from corpusstat.report.format import rate


@pytest.fixture
def report(small_run: corpusstat.Run) -> dict:
    return small_run.report


def test_the_headline_says_what_it_is_and_every_rate_has_its_error(report: dict) -> None:
    text = drawn(report)
    assert text.startswith(
        "Facts of these relations, weighted by mention, that a model trained on this corpus alone gets"
    )
    assert "vacuous (N ≥ " in text.splitlines()[0]
    corpus = report["corpus"]
    for number in ("sr", "sr_low", "sr_high"):
        assert rate(corpus[number], corpus["n"]) in text
    for label, claim, rest in labelled(corpus):
        assert any(line.startswith(label) and claim in line and rest in line for line in text.splitlines())
    assert "derived" in text


def test_names_are_made_printable(tmp_path: Path) -> None:
    hostile = "a\x1b[2J\u202eb[bold red]\n" + "x" * 500
    folder = write(tmp_path / "c" / "a.parquet", {"text": [birth(1)], "source": [hostile]})
    text = drawn(corpusstat.audit(folder, tmp_path / "run").report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a\\x1b[2J\\u202eb[bold" in text


def test_a_narrow_terminal_does_not_break(report: dict) -> None:
    assert "books" in drawn(report, width=60)
