"""The full names of short names, on documents of our own; and which short names say nobody."""

from __future__ import annotations

import pytest
from extracting import facts, run

from corpusstat.extract.filter.hints import BRACKETED, NICKNAMED, SURNAME_FIRST
from corpusstat.extract.resolve.short_names import is_given_only, is_short


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brook died in 1977. So says Paul Brook.", [("Paul Brook", "1977")]),
        ("Brook died in 1977. So say Paul Brook and Ann Brook.", []),
        ("Brook died in 1977. So say P. Brook and Paul Brook.", [("P. Brook", "1977")]),
        ("Brook died in 1977. The novelist says so: Novelist Paul Brook.", [("Paul Brook", "1977")]),
        ("Brook died in 1977. So says the Secretary of Culture Brook.", [("Brook", "1977")]),
        ("Robert died in 1377. Robert II followed.", []),
        ("He is the son of Paul II. Brook ruled. Brook died in 1977.", [("Brook", "1977")]),
        ("Brook, Ann, a singer, died in 1977. So says Paul Brook.", [("Ann Brook", "1977")]),
    ],
)
def test_short_and_long_names(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "death_date") == expected


def test_a_given_name_alone_says_nobody() -> None:
    text = "They have two children, Mary (b. 1954) and Ombra (b. 1963). Mary Kelling knew."
    assert facts(text, "birth_date") == [("Ombra", "1963")]
    assert facts(text, "birth_date", keep_unresolved=True) == [("Mary", "1954"), ("Ombra", "1963")]
    reasons = run(text).rejected.filter(relation="birth_date")["reason"].to_list()
    assert reasons == ["name fits several people"]


@pytest.mark.parametrize(
    ("name", "hints", "expected"),
    [
        ("Kelling", 0, True),
        ("Kelling", BRACKETED, True),
        ("Mara Kelling", 0, True),
        ("Mara Kelling", BRACKETED, False),
        ("Mara Kelling", SURNAME_FIRST, False),
        ("Mara Kelling", BRACKETED | NICKNAMED, True),
        ("Mara Ilse Kelling", 0, False),
        ("Mara Ilse Kelling", NICKNAMED, True),
    ],
)
def test_which_names_may_be_short(name: str, hints: int, expected: bool) -> None:
    assert is_short(name, hints) == expected


@pytest.mark.parametrize(
    ("name", "expected"), [("Mary", True), ("Mrs. Mary", True), ("Queen Mary", False), ("Mary Brook", False)]
)
def test_which_names_are_given_names_only(name: str, expected: bool) -> None:
    assert is_given_only(name) == expected
