"""Compiled code reads the text before a pronoun as regular expressions do."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marked import mark_text
from reference_windows import read, spaced

from corpusstat.extract.resolve.antecedents import OWN, read_windows

PIECES = st.sampled_from(
    [
        *("Ann Lee", "Zoë Brook", "Orland", "J. Cray", "Bo Cray Jr.", "Émil", "Paul II", "The Hague", "Brook"),
        *("he", "He", "she", "She", "His", "her", "Her", "hero", "the", "He's", "éhe", "hé"),
        *("in", "In", "of", "and", "with", "by", "herewith", "an", "A", "under", "ün", "The", "Their", "after"),
        *("Gov", "Dr", "d", "B", "approx", "No", "1901", "4 May 1901", "Jan", "English", "3,000", "5", "painter"),
        *("paints.", "sings!", "why?", 'so."', "so.”", "so.)", "so,", "Tarsk,", "so;", "2\u20033", "–", "-", "\t"),
        *('"', "“", "”", "(", ")", "Ann Lee’s mother", "Bo's elder sister", "was a racehorse", "father", "brother of"),
        *("The son of", "daughter of Ann Lee", "His younger brother", "Her"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS, max_size=10))
@example(["Ann Lee met Gov. Brook in Orland, Tarsk. J. Cray and “Bo” sang.” With Zoë Brook, he knew Ann. The B. "])
def test_windows_are_read_as_the_slow_way_reads_them(texts: list[str]) -> None:
    marked = mark_text(pl.Series([spaced(text) for text in texts], dtype=pl.String))
    for window, text in zip(read_windows(texts), marked.to_list(), strict=True):
        ours = [(bits, list(map(tuple, window.names[first:last]))) for bits, first, last in window.clauses]
        assert ours == read(text)
        assert window.clauses[-1].bits & OWN
        assert list(map(tuple, window.own_names())) == read(text)[-1][1]
