"""Who is the author of a work, and who is named beside a title for something else."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.filter.authors import PART_OF_WORK


@pytest.mark.parametrize(
    "text",
    [
        "The Long Way is a novel by the husband of Mara Kelling.",
        'Kelling\'s actions in his poem "The Long Way" are told.',
        '"The Long Way" is a novel by this Brit.',
        "Ann Lee, Founding Father, author of the Charter of Tarsk, was there.",
    ],
)
def test_no_author(text: str) -> None:
    assert facts(text, "author") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('The novel "Red Gate" written by Mara Kelling is out.', [("Red Gate", "Mara Kelling")]),
        ("Mara Kelling, a teacher and co-author of Red Gate, sang.", [("Red Gate", "Mara Kelling")]),
        ('Mara Kelling, author of the new bestseller "Red Gate", sang.', [("Red Gate", "Mara Kelling")]),
        ("I read Mara Kelling's new book, Red Gate: A Life.", [("Red Gate", "Mara Kelling")]),
        ("Red Gate is Mara Kelling's second novel.", [("Red Gate", "Mara Kelling")]),
        ('We then try: Read Mara Kelling\'s poem "Red Gate" aloud.', [("Red Gate", "Mara Kelling")]),
        ("Mara Kelling wrote a book: Red Gate.", [("Red Gate", "Mara Kelling")]),
        ('Mara Kelling is a poet. Her first novel, "Red Gate", won.', [("Red Gate", "Mara Kelling")]),
        ("Mara Kelling is a poet. Her novel Rojo de sangre won.", []),
        ('The book quotes a line by Mara Kelling: "Red Gate is far".', []),
    ],
)
def test_other_words_for_an_author(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "author") == expected


@pytest.mark.parametrize(
    "text",
    [
        "The School of Arts and Tin published its book, “Salt”.",
        "The Tarsk Review published an article called “Salt” by Ann Lee.",
        "Ann Lee wrote articles on topics including Tin Mills.",
        "Ann Lee wrote a series of novels, “Salt Mills”.",
        "Ann Lee has written for several papers, including “The Mill” and “The Tin”.",
        "Bo Hale, and the learned author of Salt Mills, were heard.",
        "The novel “Salt” was adapted by Ann Lee. It is a play, Salt, adapted by Ann Lee.",
        "Ann Lee, Tin, and Salt, and Iron was written by nobody.",
    ],
)
def test_no_author_by_what_is_around(text: str) -> None:
    assert [fact for fact in facts(text, "author") if fact != ("Salt", "Ann Lee")] == []


@pytest.mark.parametrize(
    "text",
    [
        "Salt Roads is a book by Tarsk professor Nora Quill.",
        "Nora Quill of the school in Tarsk, author of a monograph, “Salt Roads”, sang.",
    ],
)
def test_where_an_author_works_is_no_author(text: str) -> None:
    assert all(author == "Nora Quill" for _, author in facts(text, "author"))


@pytest.mark.parametrize(
    ("before", "is_part"), [("the foreword to ", True), ("Preface of “", True), ("back to ", False)]
)
def test_what_another_than_the_author_may_have_written(before: str, *, is_part: bool) -> None:
    assert bool(PART_OF_WORK.search(before)) is is_part
