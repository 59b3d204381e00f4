"""Words that begin with a capital letter and run into a name, and titles with what they are of."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.filter.name_edges import narrowed
from corpusstat.extract.match.facts import Span


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("So steht es da. Nachruf von Anna Kelling (1901–1977), Malerin.", "birth_date", [("Anna Kelling", "1901")]),
        ("Otto von Brook (1901–1977) was a painter.", "birth_date", [("Otto von Brook", "1901")]),
        ("Historian Mara Jane Kelling (1901–1977)", "birth_date", [("Mara Jane Kelling", "1901")]),
        ("Bust of Mara Kelling (1901–1977).", "birth_date", [("Mara Kelling", "1901")]),
    ],
)
def test_words_that_run_into_a_name(text: str, relation: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, relation) == expected


@pytest.mark.parametrize(
    ("name", "narrow"),
    [
        ("Ann Lee", "Ann Lee"),
        ("Remembering Anton Weil", "Anton Weil"),
        ("Mrs. Ada Brook of Dothan", "Mrs. Ada Brook"),
        ("Ann Lee of the Tarsk Singers", "Ann Lee"),
        ("Duke Paul of the Tarsk", "Duke Paul of the Tarsk"),
    ],
)
def test_what_is_cut_from_a_name(name: str, narrow: str) -> None:
    at = 7
    found = narrowed(Span(name, at, at + len(name), is_name=True))
    begin = at + name.index(narrow)
    assert found == Span(narrow, begin, begin + len(narrow), is_name=True)
