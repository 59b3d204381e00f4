"""What is refused: parts of names, terms of office, things, hedges, places that are none."""

from __future__ import annotations

import pytest
from extracting import facts


@pytest.mark.parametrize(
    "text",
    [
        # a part of a name
        "Mara Kelling–Brook (born 4 May 1951) paints.",
        "Mara Kelling i Brook (born 4 May 1951) paints.",
        "Mara Kelling, née Brook (born 4 May 1951), paints.",
        "Mara Kelling, Countess of Orland and Tarsk (4 May 1901 – 3 June 1977) painted.",
        "Mara Kelling, Countess of Orland (4 May 1901 – 3 June 1977) painted.",
        "Sir Paul Kelling, 1st Baronet JP (4 May 1901 – 3 June 1977) painted.",
        "Will Kelling Brook (born 4 May 1951) paints.",
        "Paul, Cardinal of Orland (1901–1977) was rich.",
        "He is the third child of Paul Brook and Mara Kelling, and died in 1951.",
        # terms of office
        "Editors were Ann Lee (1901–1950), Bo Cray (1950–1956) and Cy Brook (1956– ).",
        "It was led by Ann Lee (1958–1981).",
        "She was elected to the Sixty-second Kelling Brook (March 4, 1911 – March 4, 1951).",
        # no person
        "Flam (1925 – 7 November 1947) was a British racehorse.",
        "Flam Brook (1925 – 1977) was a ship built in Tarsk.",
        # hedged, bounded, or one of two
        "Mara Kelling was probably born in 1951.",
        "They believe that Mara Kelling was born in 1951.",
        "Mara Kelling was born in 1951 or 1952.",
        "Mara Kelling was born between 1951 and 1953.",
        "Mara Kelling, they said, was born in 1951.",
        'He concluded, "Mara Kelling was born in 1951."',
        # of somebody else
        "Mara Kelling sang. After her mother's death in 1951, she left.",
        "Mara Kelling's elder brother's death in 1951 was sudden.",
        # another clause
        "ALLIN, Edward, a singer in the reign of King Paul, and a founder, was born in 1951.",
        "Brook, near Tarsk, where her sister, Ann, was born in 1951, lies low.",
    ],
)
def test_no_date(text: str) -> None:
    assert facts(text, "birth_date") == []
    assert facts(text, "death_date") == []


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
        "Born in Tarsk, Norland in 1951, Mara Kelling paints.",
    ],
)
def test_no_place(text: str) -> None:
    assert facts(text, "birth_place") in ([], [("Mara Kelling", "Tarsk, Norland")])


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("Mara Kelling died in the Battle of Tarsk.", "death_place", []),
        ("Mara Kelling's sudden death in 1951 was sung of.", "death_date", [("Mara Kelling", "1951")]),
        ("Paul Brook lived in New Jersey until his death in 1951.", "death_date", [("Paul Brook", "1951")]),
        ("In 1951, New Zealand joined. Wisconsin (born 1951) is cold.", "birth_date", []),
        ("Mara Kelling was killed in the Tarsk shooting.", "death_place", []),
        ("Mara Kelling (Tarsk, 1901–1977) was a painter.", "birth_place", []),
        ("Mara Kelling (Tarsk, 4 May 1901–1977) was a painter.", "birth_place", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born in Tarsk's East End.", "birth_place", [("Mara Kelling", "Tarsk")]),
        (
            "Mara Kelling was born in the Isle of Orland on 4 May 1951.",
            "birth_place",
            [("Mara Kelling", "Isle of Orland")],
        ),
        ("Flam Kelling (1901–1977) was a film director.", "birth_date", [("Flam Kelling", "1901")]),
        ("It was sung by Bo Brook Jr. Cray died in 1977.", "death_date", [("Cray", "1977")]),
        ("Bo Brook Jr. died in 1977.", "death_date", [("Bo Brook Jr.", "1977")]),
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
