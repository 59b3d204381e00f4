"""Subjects that are refused: parts of names, terms of office, things, relatives; and subjects that are kept."""

from __future__ import annotations

import pytest
from extracting import facts


@pytest.mark.parametrize(
    "text",
    [
        # a part of a name
        "Mara Kelling–Brook (born 4 May 1951) paints.",
        "Mara Kelling dit Brook (born 4 May 1951) paints.",
        "He met the Countess of Orland and Tarsk (4 May 1901 – 3 June 1977).",
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
        # of somebody else
        "Mara Kelling sang. After her mother's death in 1951, she left.",
        "Mara Kelling's elder brother's death in 1951 was sudden.",
    ],
)
def test_no_date(text: str) -> None:
    assert facts(text, "birth_date") == []
    assert facts(text, "death_date") == []


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("Mara Kelling, née Brook (born 4 May 1951), paints.", "birth_date", [("Mara Kelling", "4 May 1951")]),
        ("Mara Kelling's sudden death in 1951 was sung of.", "death_date", [("Mara Kelling", "1951")]),
        ("Paul Brook lived in New Jersey until his death in 1951.", "death_date", [("Paul Brook", "1951")]),
        ("In 1951, New Zealand joined. Wisconsin (born 1951) is cold.", "birth_date", []),
        ("Flam Kelling (1901–1977) was a film director.", "birth_date", [("Flam Kelling", "1901")]),
        ("It was sung by Bo Brook Jr. Cray died in 1977.", "death_date", [("Cray", "1977")]),
        ("Bo Brook Jr. died in 1977.", "death_date", [("Bo Brook Jr.", "1977")]),
    ],
)
def test_refused_or_kept(text: str, relation: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, relation) == expected
