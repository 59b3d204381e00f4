"""Dates in any usual form, and what is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpusstat.normalise.dates import date
from corpusstat.quality.gold import read_gold


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("13 March 1963", "1963-03-13"),
        ("Tuesday, November 18, 2014", "2014-11-18"),
        ("4 Oct 2011", "2011-10-04"),
        ("July 4th, 1776", "1776-07-04"),
        ("4th day of July 1776", "1776-07-04"),
        ("1855 March 3", "1855-03-03"),
        ("29 February 1700", "1700-02-29"),
        ("December, 1955", "1955-12"),
        ("late March 1990", "1990-03"),
        ("c. 1850", "1850"),
        ("13-Mar-1901", "1901-03-13"),
        ("589", "0589"),
        ("AD 79", "0079"),
        ("44 B.C.", "-0043"),
        ("1 BC", "0000"),
        ("15 March 44 BCE", "-0043-03-15"),
        ("-0043-03", "-0043-03"),
        ("31/12/1999", "1999-12-31"),
        ("12/31/1999", "1999-12-31"),
        ("4/4/1999", "1999-04-04"),
        ("3/4/1999", "1999"),
        ("03-04-1999", "1999"),
        ("3.4.1999", "1999-04-03"),
        ("1999/12/31", "1999-12-31"),
        ("1966-", "1966"),
    ],
)
def test_dates(text: str, iso: str) -> None:
    assert str(date(text)) == iso


@pytest.mark.parametrize(
    "text",
    ["12 January", "May", "the 1990s", "19th century", "1990–91", "1939 to 1945", "31 February 1990", "20000", "'76",
     "", "13/13/1990", "3 dogs 1990", "May June 1990", "29 February 1999", "between 1990 and 1992"],
)  # fmt: skip
def test_what_names_no_year_is_no_date(text: str) -> None:
    assert date(text) is None


@pytest.mark.shared
def test_gold_dates_agree_with_an_independent_parser(shared: Path) -> None:
    """Every gold date that dateutil reads, with the precision it was written in, comes out the same."""
    parser = pytest.importorskip("dateutil.parser")
    from datetime import datetime

    agreed = 0
    for passage in read_gold(shared / "gold" / "knowledgenet-dev.jsonl"):
        for fact in passage.facts:
            if fact.relation in ("birth_date", "death_date", "founded") and date(fact.values[0]):
                parsed = [parser.parse(fact.values[0], default=datetime(1904, m, m)) for m in (1, 2)]
                iso = str(date(fact.values[0]))
                assert parsed[0].date().isoformat()[: len(iso)] == iso
                if len(iso) == 10:
                    assert parsed[0] == parsed[1]
                agreed += 1
    assert agreed > 500
