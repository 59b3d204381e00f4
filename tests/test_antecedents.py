"""Compiled code reads the text before a pronoun as regular expressions over marked text do."""

from __future__ import annotations

import polars as pl
import pytest
from marked import mark_text
from reference_windows import read, spaced

from corpusstat.extract.resolve.antecedents import OWN, read_windows


@pytest.mark.parametrize(
    "text",
    [
        "Ann Lee met Gov. Brook in Orland, Tarsk. J. Cray and “Bo” sang.” With Zoë Brook, he knew Ann. The B. ",
        "Mara Kelling paints in Tarsk! His younger brother knew Bo Cray Jr. He sang. ",
        "The son of Paul Brook, ",
        "Flam was a racehorse by Ann Lee. Ann Lee’s mother sang with Bo Brook, and ",
        "In 1901 she met Ann Lee (born 1951). Paul II of Orland ruled; his daughter, Ann, was kind? ",
        "Under Paul Brook, Orland grew. The father of Ann sang at the Hague, Tarsk. In May 1951 ",
        "",
    ],
)
def test_windows_are_read_as_the_slow_way_reads_them(text: str) -> None:
    (window,) = read_windows([text])
    marked = mark_text(pl.Series([spaced(text)], dtype=pl.String))[0]
    assert [(bits, list(map(tuple, window.names[first:last]))) for bits, first, last in window.clauses] == read(marked)
    assert window.clauses[-1].bits & OWN
    assert list(map(tuple, window.own_names())) == read(marked)[-1][1]
