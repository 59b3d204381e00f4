"""Whom pronouns refer to, on documents of our own; and where that is left open."""

from __future__ import annotations

import pytest
from extracting import facts

LIFE = "Mara Kelling\n\nMara Ilse Kelling (born 4 May 1951) is a painter from Tarsk.\n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the topic, at a paragraph's start and behind sentences led by a pronoun or by the topic
        (LIFE + "She was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        (LIFE + "Her teachers were Ann Lee and Bo Cray.\nShe was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        (LIFE + "Kelling paints. She also sings. She was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        (LIFE + "Born in Tarsk, Norland, she paints.", [("Mara Ilse Kelling", "Tarsk, Norland")]),
        (LIFE + "The daughter of Paul Brook, she was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        (LIFE + "Kelling was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        (
            'Mara Kelling\n\nMara "Mimi" Kelling is a painter. She was born in Tarsk.',
            [('Mara "Mimi" Kelling', "Tarsk")],
        ),
        (
            "Mara Kelling dies\n\nMara Kelling, the painter, is dead. She was born in Tarsk.",
            [("Mara Kelling", "Tarsk")],
        ),
        # somebody else leads the sentences before
        (LIFE + "Paul Brook taught her. She met Bo Cray. He was born in Tarsk.", []),
        (LIFE + "Her father painted. He was born in Tarsk.", []),
        (LIFE + "Her sister Ann paints. She was born in Tarsk.", []),
        (LIFE + "Mara's mother sang. She was born in Tarsk.", []),
        (LIFE.replace("Mara", "Zor") + "She met Bo while he sang. His teacher was Ann. He was born in Tarsk.", []),
        # a parent in the same sentence lends no given name
        ("News\n\nKelling was born in Tarsk, the son of Paul and Ann Kelling.", [("Kelling", "Tarsk")]),
        # no topic: the one person named, else nobody
        ("News of the day\n\nPaul Brook sings. He was born in Tarsk.", [("Paul Brook", "Tarsk")]),
        ("News of the day\n\nPaul Brook and Bo Cray sing. He was born in Tarsk.", []),
        ("News of the day\n\nPaul Brook sings in Orland. He was born in Tarsk.", [("Paul Brook", "Tarsk")]),
        ("News of the day\n\nBo Cray went to Norland, Paul Brook to Orland, where he was born in Tarsk.", []),
        ("News of the day\n\nPaul Brook sings.\nHe was born in Tarsk.", [("Paul Brook", "Tarsk")]),
        ("News of the day\n\nThe judge was named by Gov. Paul Brook. He was born in Tarsk.", []),
        # a paragraph that begins with a person, and names nobody else, is about that person in any document
        (LIFE + "Paul Brook sings in Orland. He was born in Tarsk.", [("Paul Brook", "Tarsk")]),
        (LIFE + "Known as Mimi, she was born in Tarsk.", [("Mara Ilse Kelling", "Tarsk")]),
        # so is what follows a heading with a name
        (
            LIFE + f"\n\nPaul Brook\n\nBrook sings{' and sings' * 8}.\n\nHe was born in Tarsk.",
            [("Paul Brook", "Tarsk")],
        ),
        (
            LIFE + f"\n\nMara Kelling\n\nKelling sings{' and sings' * 8}.\n\nShe was born in Tarsk.",
            [("Mara Ilse Kelling", "Tarsk")],
        ),
        # an obituary is about whom it begins with, behind the place it comes from
        (
            "TARSK, N.J. — Paul Brook, of St. Orland, N.J., died Monday.\nHe was born in Tarsk.",
            [("Paul Brook", "Tarsk")],
        ),
        # not a person's life
        ("Flam (horse)\n\nFlam (1925 – 1947) was a British racehorse.\nFlam was born in Tarsk.", []),
        ("Flam Brook is a British racehorse. He was born in Tarsk.\nHe was born in Tarsk.", []),
    ],
)
def test_pronouns(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "birth_place") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Until her death in 1977, Ann Lee painted. Mara Kelling knew.", []),
        ("Mara Kelling painted until her sudden death in 1977.", [("Mara Kelling", "1977")]),
        ("Mara Kelling gave it to Ann Lee until her death in 1977.", []),
        (LIFE.replace("Mara", "Zor") + "She wrote to Bo, who was ill, until his death in 1977.", []),
    ],
)
def test_possessives(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "death_date") == expected
