"""Dates and numbers in running text: where they begin and end."""

from __future__ import annotations

import pytest
from tokenized import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("on 4 May 1951 or 4th of May", "on|D:4 May 1951|or|D:4th of May"),
        ("on May 4, 1951 or Sept. 4th", "on|D:May 4, 1951|or|D:Sept. 4th"),
        ("May 4 and May 1951, May, 1951, March of 1951", "D:May 4|and|D:May 1951|,|D:May, 1951|,|D:March of 1951"),
        ("In Paris March 1990 was Mid-May 1990", "In|N:Paris|D:March 1990|was|N:Mid|-|D:May 1990"),
        ("1951-05-04, 1951-2 or 1990s", "D:1951-05-04|,|D:1951|-|#:2|or|#:1990|s"),
        (
            "44 BC, 4 B.C., 100 A.D., 1066 AD, 5 May 300 BCE",
            "D:44 BC|,|D:4 B.C.|,|D:100 A.D.|,|D:1066 AD|,|D:5 May 300 BCE",
        ),
        ("20 ADHD cases", "#:20|N:ADHD|cases"),
        ("the 9th Marquess and 14 Auger", "the|#:9|th|N:Marquess|and|#:14|N:Auger"),
        ("on Monday, May 4, 1951 or Friday 4 May", "on|D:Monday, May 4, 1951|or|D:Friday 4 May"),
        ("Good Friday 4 May 1951 was Friday", "N:Good|D:Friday 4 May 1951|was|Friday"),
        ("13-Mar-1901, 4-May-1971 or 4-May-71", "D:13-Mar-1901|,|D:4-May-1971|or|#:4|-May-|#:71"),
        ("(~1340–1425) ~4 May ~ 1901", "(|D:1340|–|D:1425|)|D:4 May|~|D:1901"),
        ("May and March came", "May|and|March|came"),
    ],
)
def test_dates(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234,567.5 or 3.14 or 10,000 BC", "#:1,234,567.5|or|#:3.14|or|#:10,000|BC"),
        ("10-12 May 1990, 5.6.1990", "#:10|-|D:12 May 1990|,|D:5.6.1990"),
    ],
)
def test_numbers(text: str, expected: str) -> None:
    assert shown(text) == expected
