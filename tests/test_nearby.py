"""What the words around a fact are about decides where its template does not."""

from __future__ import annotations

import pytest
from extracting import facts, run

from corpusstat.extract.extract import NOT_MEANT

TITLE = "“Salt Road” by Ann Lee"


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("We read many books. ", " is her first of these novels.", True),
        ("Two novels lay there: ", ".", True),
        ("Two of them lay there: ", ".", False),
        ("We heard songs and read many books, but few songs. ", " is a sweet one.", False),
        ("We read many books, novels and essays. It is said of songs that they are as good, and so I think. ",
         " is there now, and I was glad to see it at last, for it had been away.", True),
        ("Books! Novels! " + "And then nothing was said of them for so long that it seems far away. " * 6, ".", False),
        ("We heard songs. ", " is her first album.", False),
    ],
)  # fmt: skip
def test_words_around_say_whether_a_title_is_a_book(before: str, after: str, meant: bool) -> None:
    text = before + TITLE + after
    assert bool(facts(text, "author")) == meant
    rejected = run(text).rejected["reason"].to_list()
    assert (NOT_MEANT in rejected) != meant


def test_a_bare_title_after_a_possessive_needs_more() -> None:
    assert facts("The books! We read Ann Lee's The Salt Road.", "author") == []
    assert facts("The books! The novels! We read Ann Lee's The Salt Road.", "author") == [("Salt Road", "Ann Lee")]
