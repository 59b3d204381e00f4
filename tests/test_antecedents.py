"""The text before a pronoun: what it says does not depend on what else is read, and is what a slow reading finds."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from marked import mark_text
from reference_windows import read, spaced

from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.antecedents import OWN, Window, read_windows
from corpusstat.extract.resolve.document import read_documents

PIECES = st.sampled_from(
    [
        *("Ann Lee", "Zoë Brook", "Orland", "J. Cray", "Bo Cray Jr.", "Émil", "Paul II", "The Hague", "Brook"),
        *("he", "He", "she", "She", "His", "her", "Her", "hero", "the", "He's", "éhe", "hé"),
        *("in", "In", "of", "and", "with", "by", "herewith", "an", "A", "under", "ün", "The", "Their", "after"),
        *("Gov", "Dr", "d", "B", "approx", "No", "1901", "4 May 1901", "Jan", "English", "3,000", "5", "painter"),
        *("paints.", "sings!", "why?", 'so."', "so.”", "so.)", "so,", "Tarsk,", "so;", "–", "-"),
        *('"', "“", "”", "(", ")", "Ann Lee’s mother", "Bo's elder sister", "was a racehorse", "father", "brother of"),
        *("The son of", "daughter of Ann Lee", "His younger brother", "Her"),
    ]
)
TEXTS = st.lists(PIECES, max_size=20).map(" ".join)
ENDED = TEXTS.map(lambda text: f"{text} so. ")
"""Texts whose last sentence has ended."""
BEGUN = TEXTS.map(lambda text: text.lstrip('"“”()–- '))
"""Texts that begin with a word: a mark that comes first may belong to the sentence before it."""

Said = list[tuple[int, list[tuple[int, int, int]]]]


def said(window: Window, before: int = 0) -> Said:
    """The sentences of a window: bits, names; places are counted from ``before`` characters ahead of it."""
    return [
        (bits, [(start + before, end + before, name) for start, end, name in window.names[first:last]])
        for bits, first, last in window.clauses
    ]


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
    assert said(window) == read(marked)
    assert list(map(tuple, window.own_names())) == read(marked)[-1][1]


@given(st.lists(TEXTS, max_size=6))
def test_a_window_does_not_depend_on_the_others(texts: list[str]) -> None:
    together = read_windows(texts)
    assert list(map(said, together)) == [said(read_windows([text])[0]) for text in texts]
    assert all([c.bits & OWN for c in w.clauses] == [0] * (len(w.clauses) - 1) + [OWN] for w in together)


@given(ENDED, BEGUN)
@example("Ann Lee met Bo in so. ", "Orland, Tarsk grew")
@example("His father knew so. ", "")
def test_sentences_that_have_ended_change_none_that_follow(before: str, text: str) -> None:
    """What is read of two texts in a row is what is read of each, but that the first has no sentence of its own."""
    one, other, both = read_windows([before, text, before + text])
    assert said(both) == said(one)[:-1] + said(other, len(before))


@given(st.lists(TEXTS, min_size=1, max_size=4), TEXTS, TEXTS)
def test_only_the_paragraph_before_a_pronoun_counts(history: list[str], text: str, after: str) -> None:
    """A longer history never changes what the last paragraph says, nor does what comes after the pronoun."""
    alone, _ = read_before(text, "")
    for n in range(len(history) + 1):
        paragraphs = "".join(f"{paragraph}\n" for paragraph in history[:n])
        window, begin = read_before(paragraphs + text, after)
        assert begin == len(paragraphs)
        assert said(window) == said(alone)


def read_before(text: str, after: str) -> tuple[Window, int]:
    """What is read before a pronoun that stands between two texts, and where the reading begins."""
    pronoun = Span("he", len(text), len(text) + 2)
    begin, window = read_documents([(0, pronoun)], {0: f"{text}he {after}"})[0].windows[pronoun.start]
    return window, begin
