"""The many ways in which a life is told in brackets and sentences, and what looks like one and is none."""

from __future__ import annotations

import pytest
from extracting import facts

LIFE = ("birth_date", "birth_place", "death_date", "death_place")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mara Kelling [1901–1977] sang.", ("1901", None, "1977", None)),
        ("Mara Kelling [4 May 1901 - 3 June 1977] sang.", ("4 May 1901", None, "3 June 1977", None)),
        ("Mara Kelling (~1340–1425) sang.", ("1340", None, "1425", None)),
        ("Mara Kelling (4-May-1901 – 3-Jun-1977) sang.", ("4-May-1901", None, "3-Jun-1977", None)),
        ("Mara Kelling [1901–1977; 12] sang.", (None, None, None, None)),
        ("Mara Kelling [1998–2004] sang.", (None, None, None, None)),
        ("Salt was taxed under Mara Kelling (1901–1937), and no more.", (None, None, None, None)),
        ("He was succeeded by Mara Kelling (1901–1937).", (None, None, None, None)),
        ("Bo studied under Mara Kelling (1901–1977).", ("1901", None, "1977", None)),
        ("Mara Kelling, (4 May 1901 – 3 June 1977) sang.", ("4 May 1901", None, "3 June 1977", None)),
        ("Mara Kelling (née Brook) (4 May 1901 – 3 June 1977) sang.", ("4 May 1901", None, "3 June 1977", None)),
        ("Mara Kelling, née Brook (4 May 1901 – 3 June 1977) sang.", ("4 May 1901", None, "3 June 1977", None)),
        (
            "Mara Kelling (4 May 1901, in Tarsk – 3 June 1977, in Orland) sang.",
            ("4 May 1901", "Tarsk", "3 June 1977", "Orland"),
        ),
        (
            "Mara Kelling (Tarsk, 4 May 1901 – Orland, 3 June 1977) sang.",
            ("4 May 1901", "Tarsk", "3 June 1977", "Orland"),
        ),
        ("Mara Kelling (1901 Tarsk – 3 June 1977 Orland) sang.", ("1901", "Tarsk", "3 June 1977", "Orland")),
        (
            "Mara Kelling (born 1901 in Tarsk – died 3 June 1977 in Orland) sang.",
            ("1901", "Tarsk", "3 June 1977", "Orland"),
        ),
        ("Mara Kelling (born in Tarsk, Norland, 1901) sings.", ("1901", "Tarsk, Norland", None, None)),
        ("Mara Kelling (born Ann Brook; c. 1901) sings.", ("1901", None, None, None)),
        (
            "Mara Kelling, a painter from Orland, died on Friday, 3 June 1977.",
            (None, None, "Friday, 3 June 1977", None),
        ),
        ("Mara Kelling had already died in 1977.", (None, None, "1977", None)),
        ("In 1977, Mara Kelling (a painter) died of grief.", (None, None, "1977", None)),
        ("The death of the painter Mara Kelling in 1977 was sudden.", (None, None, "1977", None)),
        ("Mara Kelling was born on 4 May 1901 in the small town of Tarsk.", ("4 May 1901", "Tarsk", None, None)),
        ("Mara Kelling was a painter, born in Tarsk.", (None, "Tarsk", None, None)),
        ("Mara Kelling (born 4 May 1951 in Hong Kong) paints.", ("4 May 1951", "Hong Kong", None, None)),
        ("Mara Kelling was born in Shepherd's Bush, London.", (None, "Shepherd's Bush, London", None, None)),
        # a description between the name and what is told, a date and a place in either order
        ("Mara Kelling, a painter, was born in Tarsk on 4 May 1901.", ("4 May 1901", "Tarsk", None, None)),
        (
            "Mara Kelling, one of five daughters, was born on 4 May 1901 into a poor family at Tarsk.",
            ("4 May 1901", "Tarsk", None, None),
        ),
        ("Mara Kelling, nicknamed “Tiny,” was born in Tarsk in 1901.", ("1901", "Tarsk", None, None)),
        (
            "Mara Kelling, mother of Bo, was born Monday, May 4, 1901, at Tarsk Hospital.",
            ("Monday, May 4, 1901", "Tarsk Hospital", None, None),
        ),
        (
            "Mara Kelling is a singer, dancer, and painter born on 4 May 1951 in Tarsk.",
            ("4 May 1951", "Tarsk", None, None),
        ),
        ("It is owned by Mara Kelling, a rich merchant, born in Tarsk in 1901.", ("1901", "Tarsk", None, None)),
        (
            "Mara Kelling, who taught in Orland, died suddenly of a fever at home in Tarsk, Norland, on 3 June 1977.",
            (None, None, "3 June 1977", "Tarsk, Norland"),
        ),
        ("Mara Kelling died on 3 June 1977, at the age of 76, in Tarsk.", (None, None, "3 June 1977", "Tarsk")),
        ("Mara Kelling, who had tragically died in Tarsk, sang.", (None, None, None, "Tarsk")),
        ("On 3 June 1977 Mara Kelling died.", (None, None, "3 June 1977", None)),
        ("In 1977 Mara Kelling drowned.", (None, None, "1977", None)),
        ("Mara Kelling (b. 1901, d. 1977) sang.", ("1901", None, "1977", None)),
        (
            "Mara Kelling (b. Tarsk, 4 May 1901; d. Orland, 3 June 1977) sang.",
            ("4 May 1901", "Tarsk", "3 June 1977", "Orland"),
        ),
        ("Mara Kelling († 1977) sang.", (None, None, "1977", None)),
        ("Born in Tarsk, Norland, 4 May 1901, Mara Kelling sang.", ("4 May 1901", "Tarsk, Norland", None, None)),
        ("Born in Tarsk, a town by the sea, Mara Kelling sang.", (None, "Tarsk", None, None)),
        ("Born into a poor family in Tarsk, Orvenia province, she sang.", (None, None, None, None)),
        (
            "Mara Kelling was born in Tarsk county, Norland, May 4, 1901.",
            ("May 4, 1901", "Tarsk county, Norland", None, None),
        ),
        ("Born into poverty in Tarsk, Norland, Mara Kelling sang.", (None, "Tarsk, Norland", None, None)),
        ("Mara Kelling, a corporal, was killed in action on 3 June 1977.", (None, None, "3 June 1977", None)),
        ("Mara Kelling, a corporal, was shot dead in Tarsk.", (None, None, None, "Tarsk")),
        ("Mara Kelling was born near Tarsk and died close to the town of Velm.", (None, None, None, None)),
        (
            "It is for Mara Kelling who died of wounds in a small camp on 3 June 1977.",
            (None, None, "3 June 1977", None),
        ),
        # of somebody else, or of something else than a birth
        ("Mara Kelling, a painter, was born in 1901, and educated in Orland.", ("1901", None, None, None)),
        ("Mara Kelling is the daughter of a farmer born in Tarsk.", (None, None, None, None)),
        ("Her parents were Paul Lee and Ann Brook, the former of whom was born in Tarsk.", (None, None, None, None)),
        ("She married Mara Kelling of Orland, died in Tarsk, and was buried here.", (None, None, None, None)),
        ("It was written by the bishop of Orland (died 1977).", (None, None, None, None)),
        # a year of death is none of birth, and what somebody is called or is no name
        ("Mara Kelling (born early 19th century – died 1877) sang.", (None, None, "1877", None)),
        ("Paul was Orlandic (born 1951 in Tarsk).", (None, None, None, None)),
        ("His wife was Ann from Orland who died in 1977.", (None, None, None, None)),
        ("Mara Kelling (born Ann de Brook, 4 May 1951) paints.", ("4 May 1951", None, None, None)),
        ("He directed Mara Kelling (BBC, 1976–79) and Orland (FX, 2007–).", (None, None, None, None)),
        ("It is told of Mara Kelling (lines 1068–1159).", (None, None, None, None)),
        ("The critic states that Mara Kelling was born in Tarsk.", (None, None, None, None)),
        ("If Mara Kelling died in 1977, all is well.", (None, None, None, None)),
        ("There 850 Viennese died in 1881.", (None, None, None, None)),
    ],
)
def test_lives(text: str, expected: tuple[str | None, ...]) -> None:
    found = [facts(text, relation) for relation in LIFE]
    assert found == [[("Mara Kelling", value)] if value else [] for value in expected]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('Mara Ilse "Mimi" Kelling (born 1951) paints.', 'Mara Ilse "Mimi" Kelling'),
        ("Anna Kelling of the Velda Singers (born 1951) paints.", "Anna Kelling"),
        ("Maria Theresa of the Two Sicilies (born 1951) paints.", "Maria Theresa of the Two Sicilies"),
        ("Jordi Kelling i Brook (born 1951) paints.", "Jordi Kelling i Brook"),
        ("Mara (Mimi) Kelling (born 1951) paints.", "Mara (Mimi) Kelling"),
        ("Mara Ilse Kelling FREng (born 1951) paints.", "Mara Ilse Kelling"),
        ("Mara Ilse Kelling FRHistS, (born 1951) paints.", "Mara Ilse Kelling"),
    ],
)
def test_whole_names(text: str, name: str) -> None:
    assert facts(text, "birth_date") == [(name, "1951")]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ('It is based on Mara Kelling\'s 1951 novel "The Long Way".', ('"The Long Way"', "Mara Kelling")),
        ('He read the poem "The Long Way" by Mara Kelling.', ('"The Long Way"', "Mara Kelling")),
        ("The Long Way is a Norwegian novel by the writer Mara Kelling.", ("Long Way", "Mara Kelling")),
        ("Tarsk is a 1977 film based on the novel of the same name by Mara Kelling.", ("Tarsk", "Mara Kelling")),
    ],
)
def test_authors(text: str, fact: tuple[str, str]) -> None:
    assert [(s.strip('"'), v) for s, v in facts(text, "author")] == [(fact[0].strip('"'), fact[1])]


def test_a_given_name_that_is_an_adjective_too_stays_in_the_full_name() -> None:
    text = "Christian Paul Kelling, a weaver\nKelling was born in Tarsk on 4 May 1901. He had christian friends."
    assert facts(text, "birth_place") == [("Christian Paul Kelling", "Tarsk")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It shows Tarsk-born painter Mara Kelling.", [("Mara Kelling", "Tarsk")]),
        ("Orland-born Mara Kelling sang.", [("Mara Kelling", "Orland")]),
        ("The Tarsk-born painter Mara Kelling is here.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born as Anna Brook in Tarsk.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling, a Tarsk-born painter, sang.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling is a Tarsk-born painter.", [("Mara Kelling", "Tarsk")]),
        ("Tarsk native Mara Kelling sang.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born Anna Brook in Tarsk.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born Anna Brook on 4 May 1951 in Tarsk.", [("Mara Kelling", "Tarsk")]),
        ("Mara Kelling was born the son of a farmer in Tarsk.", [("Mara Kelling", "Tarsk")]),
        ("The Tarsk-based painter Mara Kelling is here.", []),
        ("Mara Kelling met the new-born Ann.", []),
        ("The Tarsk-born wife of Paul Brook sang.", []),
    ],
)
def test_other_words_for_a_place_of_birth(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "birth_place") == expected


def test_a_year_behind_a_comma_may_belong_to_the_birth_or_to_what_follows() -> None:
    told = "Mara Kelling was born in Tarsk, in 1951 {}."
    assert facts(told.format("to a farmer"), "birth_date") == [("Mara Kelling", "1951")]
    assert facts(told.format("and sang"), "birth_date") == [("Mara Kelling", "1951")]
    assert facts(told.format("moved to Orland"), "birth_date") == []


@pytest.mark.parametrize(
    ("text", "relation", "expected"),
    [
        # the end of a title, a surname set first
        ("Her Lessons on Practical Weaving (1901–1977) are in print.", "birth_date", []),
        ("I am Mara Kelling, MA in Weaving, born in Tarsk.", "birth_place", []),
        ("KELLING, MARA JANE (1901–1977). She wove.", "birth_date", [("Mara Jane Kelling", "1901")]),
        # a place that is called after somebody
        (
            "Mara Kelling was born at Brook's Ferry, Norland, in 1901.",
            "birth_place",
            [("Mara Kelling", "Brook's Ferry")],
        ),
    ],
)
def test_where_names_titles_and_places_end(text: str, relation: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, relation) == expected
