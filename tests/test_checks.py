"""What is refused: parts of names, terms of office, things, hedges, places that are none."""

from __future__ import annotations

import pytest
from extracting import facts, run

from corpusstat.extract.filter import checks


@pytest.mark.parametrize(
    "text",
    [
        # a part of a name
        "Mara Kelling–Brook (born 4 May 1951) paints.",
        "Mara Kelling i Brook (born 4 May 1951) paints.",
        "Mara Kelling, Countess of Orland and Tarsk (4 May 1901 – 3 June 1977) painted.",
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
    ],
)
def test_no_place(text: str) -> None:
    assert facts(text, "birth_place") == []


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        ("Born in Tarsk, Norland in 1951, Mara Kelling paints.", "birth_place", [("Mara Kelling", "Tarsk, Norland")]),
        ("Mara Kelling died in the Battle of Tarsk.", "death_place", []),
        ("Mara Kelling, née Brook (born 4 May 1951), paints.", "birth_date", [("Mara Kelling", "4 May 1951")]),
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


REFUSED = [
    ("subject is not a person", "The Battle was born in 1951."),
    ("subject is not an organisation", "New Jersey, founded by Mara Kelling, is cold."),
    ("value is not an organisation", "Mara Kelling works for New Jersey."),
    ("value is not an organisation", "Mara Kelling works for Orlo Grammar school."),
    ("implausible lifespan", "Mara Kelling (reigned 1901 – 1977) ruled."),
    ("implausible lifespan", "During the reign of Mara Kelling (1901–1977) it rained."),
    ("implausible lifespan", "Mara Kelling (4 May 1901 – 4 May 1950) painted."),
    ("subject follows a preposition or article", "The father of Mara Kelling died in 1977."),
    ("subject is a part of a name", "Will Kelling was born in 1951."),
    ("said of a relative of the subject", "Mara Kelling's brother's death in 1951 was sudden."),
    ("subject is described as a thing", "Flam Brook (1925 – 7 November 1947) was a racehorse."),
    ("subject does not lead its clause", "Born in Tarsk, Ann and Bo Lee left."),
    (
        "another clause between subject and value",
        "Brook, near Tarsk, where her sister, Ann, was born in 1951, lies low.",
    ),
    ("hedged, quoted or denied", "Mara Kelling, they said, was born in 1951."),
    ("hedged, quoted or denied", "They wonder whether Mara Kelling was born in 1951."),
    ("date is one of two, or only a bound", "Mara Kelling was born in 1951 or in 1952."),
    ("date is one of two, or only a bound", "Mara Kelling was born in 1951/1952."),
    ("value is a part of a name, or not a place", "Mara Kelling died in the Tarsk fire."),
    ("value names a relative's owner, not the author", '"Flam" is a novel by the husband of Ann Lee.'),
    ("name fits several people", "Brook died in 1977. So say Paul Brook and Ann Brook."),
    ("unresolved pronoun", "He died in 1977."),
]


@pytest.mark.parametrize(("reason", "text"), REFUSED)
def test_a_reason_in_plain_words(reason: str, text: str) -> None:
    assert reason in run(text).rejected["reason"].to_list()


def test_each_reason_has_a_sentence_and_a_check_that_gives_it() -> None:
    """A check has its reason in its docstring, where whoever looks for it finds it."""
    assert set(checks.REASONS[3:]) <= {reason for reason, _ in REFUSED}
    explained = [str(function.__doc__).split(":")[0] for function in vars(checks).values() if callable(function)]
    for reason in checks.REASONS[1:]:
        assert explained.count(reason[0].upper() + reason[1:]) == 1, reason
