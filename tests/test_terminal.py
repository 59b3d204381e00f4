"""The report on a terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from corpora import birth, write
from terminals import drawn

import corpusstat
from corpusstat.report.explain import labelled
from corpusstat.report.format import rate
from corpusstat.report.reading import caveat, claim


@pytest.fixture
def report(small_run: corpusstat.Run) -> dict:
    return small_run.report


def test_the_headline_says_what_it_is_and_every_rate_has_its_error(report: dict) -> None:
    text = drawn(report)
    assert text.splitlines()[0].strip() == "".join(claim(report))  # the verdict, as the page says it
    assert caveat(report) in text
    assert text.rstrip().splitlines()[-1].startswith("Next: corpusstat ")
    corpus = report["corpus"]
    for number in ("sr", "sr_low", "sr_high"):
        assert rate(corpus[number], corpus["n"]) in text
    for label, said, rest in labelled(corpus):
        assert any(line.startswith(label) and said in line and rest in line for line in text.splitlines())
    assert "derived" in text


def test_at_80_columns_no_word_is_broken(report: dict) -> None:
    wide, narrow = drawn(report), drawn(report, width=80)
    assert max(map(len, narrow.splitlines())) <= 80
    words = {w for line in wide.splitlines() if "─" not in line for w in line.split()}
    broken = set(narrow.split()) - words
    assert all("─" in w or "…" in w for w in broken), broken


def test_domains_without_examples_take_one_line(report: dict) -> None:
    empty = [report["domains"][0] | {"domain": f"empty-{i:02}", "n": 0, "flags": []} for i in range(12)]
    text = drawn(report | {"domains": [*report["domains"], *empty]})
    assert "12 domains without mentions: empty-00, empty-01, empty-02, empty-03, empty-04 and 7 more." in text
    assert sum("empty-" in line for line in text.splitlines()) == 1


def test_names_are_made_printable(tmp_path: Path) -> None:
    hostile = "a\x1b[2J\u202eb[bold red]\n" + "x" * 500
    folder = write(tmp_path / "c" / "a.parquet", {"text": [birth(1)], "source": [hostile]})
    text = drawn(corpusstat.audit(folder, tmp_path / "run").report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a\\x1b[2J\\u202eb[bold" in text


def test_a_narrow_terminal_does_not_break(report: dict) -> None:
    assert "books" in drawn(report, width=60)


def test_how_much_of_the_text_is_not_english(report: dict) -> None:
    def said(**sizes: int) -> str:
        languages = {code: {"documents": 1, "bytes": size} for code, size in sizes.items()}
        return drawn(report | {"corpus": report["corpus"] | {"languages": languages}})

    assert "25.0 % of the bytes are not English (de 20.0 %, fr 5.0 %)" in said(en=750, de=200, fr=50)
    assert "not English" not in said(en=997, und=2, de=1)
