"""Values that are refused: dates that are only bounds, parts of names, what is no place; and values that are kept."""

from __future__ import annotations

import pytest
from extracting import facts


@pytest.mark.parametrize(
    "text",
    [
        "Mara Kelling was born in the Tarskian city of Orland.",
        "Mara Kelling was born at St Ann's in Tarsk.",
        "Mara Kelling was born in Orland am Tarsk.",
        "Mara Kelling was born in Orland am See.",
        "Mara Kelling (born Mara Ilse Kelling, 4 May 1951) paints.",
        "A daughter of Paul Kelling and Mara Kelling was born in Tarsk.",
        "Mara Kelling was born in Orland–Tarsk.",
        "Born and raised in Tarsk by his father and mother, Ann and Mara Kelling.",
    ],
)
def test_no_place(text: str) -> None:
    assert facts(text, "birth_place") == []


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("Born in Tarsk, Norland in 1951, Mara Kelling paints.", "birth_place", [("Mara Kelling", "Tarsk, Norland")]),
        ("Mara Kelling died in the Battle of Tarsk.", "death_place", []),
        ("Mara Kelling was killed in the Tarsk shooting.", "death_place", []),
        ("Mara Kelling (Tarsk, 1901–1977) was a painter.", "birth_place", []),
        ("Mara Kelling (Tarsk, 4 May 1901–1977) was a painter.", "birth_place", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born in Tarsk's East End.", "birth_place", [("Mara Kelling", "Tarsk")]),
        (
            "Mara Kelling was born in the Isle of Orland on 4 May 1951.",
            "birth_place",
            [("Mara Kelling", "Isle of Orland")],
        ),
        ('The series "," was written by Ann Lee. Mara Kelling knew.', "author", []),
        ('In her book "The" Ann Lee and Cy Brook\'s novel "The" agree.', "author", []),
    ],
)
def test_refused_or_kept(text: str, relation: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, relation) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Acme", [("Mara Kelling", "Acme")]),
        ("New Jersey", []),
        ("Senator Brook", []),
        ("Paul Brook", []),
        ("Paul Brook & Sons", [("Mara Kelling", "Paul Brook & Sons")]),
        ("Paul Brook University", [("Mara Kelling", "Paul Brook University")]),
        ("St. Ann", [("Mara Kelling", "St. Ann")]),
    ],
)
def test_who_can_employ(value: str, expected: list[tuple[str, str]]) -> None:
    assert facts(f"Mara Kelling works for {value}.", "employer") == expected
