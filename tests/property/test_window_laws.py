"""Machine code reads the text before a pronoun as regular expressions do."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference_windows import read

from corpusstat.extract.resolve.antecedents import windows

PIECES = st.sampled_from(
    [
        *("Ann Lee", "Zoë Brook", "Orland", "J. Cray", "Bo Cray Jr.", "Émil", "Paul II", "The Hague", "Brook"),
        *("he", "He", "she", "She", "His", "her", "Her", "hero", "the", "He's", "She-wolf", "_He", "éhe", "hé"),
        *("in", "In", "of", "and", "with", "by", "herewith", "an", "A", "under", "ün", "The", "Their", "after"),
        *("Gov", "Dr", "d", "B", "approx", "No", "1901", "4 May 1901", "Jan", "English", "3,000", "5", "painter"),
        *(".", ". ", "! ", "? ", '."', ".” ", ".) ", ", ", ", ", " ", " ", " ", "\u2003", "\u00a0", ".\u2003", "; "),
        *('"', "“", "”", "’", " (", ")", " – ", "-", "\x03", "\t"),
    ]
)
TEXTS = st.lists(PIECES, max_size=25).map("".join)


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS, max_size=10))
@example(["Ann Lee met Gov. Brook in Orland, Tarsk. J. Cray and “Bo” sang.” With Zoë Brook, he knew Ann. The B. "])
def test_windows_are_read_as_the_slow_way_reads_them(texts: list[str]) -> None:
    for window in windows(texts):
        ours = [
            (start, bool(own), [(*name,) for name in window.names[first:last]])
            for start, own, first, last in window.sentences
        ]
        assert ours == read(window.marked)
        assert window.last_names() == [[*name] for name in read(window.marked)[-1][2]]
