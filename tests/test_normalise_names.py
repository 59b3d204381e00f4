"""Names: which spellings are one entity, and what is no name."""

from __future__ import annotations

import pytest

from corpusstat.normalise.names import Entity, entity, names_a_person
from corpusstat.normalise.normalise import canonical_value


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("person", ["Marie Curie", "marie  curie", "Dr. Marie Curie", "MARIE CURIE’S", "Prof. Dr Marie Curie, PhD"]),
        ("person", ["Marie Curie", "Marie Curie FREng", "Ven Marie Curie"]),
        ("person", ["Mara Kelling", "Vocalist Mara Kelling", 'Mara "Mimi" Kelling', "Mara (Mimi) Kelling"]),
        ("person", ["J. R. R. Tolkien", "J.R.R. Tolkien", "JRR Tolkien"]),
        ("person", ["Edge", "The Edge", "Dr. The Edge", "Dr The Edge"]),
        ("person", ["Martin Luther King, Jr.", "Martin Luther King Jr"]),
        ("person", ["Archibald Campbell", "Archibald Campbell, 3rd Duke of Argyll", "Archibald Campbell, PC, KT"]),
        ("person", ["Abraham Lincoln", "LINCOLN, Abraham", "President Abraham Lincoln"]),
        ("person", ["José García", "Jose\u0301 García", "Jose Garcia", "JOSÉ GARCÍA"]),
        ("person", ["William Gates", 'William "Bill" Gates', "William (Bill) Gates"]),
        ("person", ["Jean-Paul Sartre", "Jean‐Paul Sartre", "Jean Paul Sartre"]),
        ("person", ["Conan O'Brien", "Conan O’Brien"]),
        ("person", ["Orla Brand", "Queen Orla Brand", "Frau Orla Brand", "Empress Orla Brand", "Señora Orla Brand"]),
        ("person", ["Olaf Brand", "King Olaf Brand", "Mister Olaf Brand", "Cardinal Olaf Brand", "Baron Olaf Brand"]),
        ("person", ["Olaf III", "Olaf III", "Tsar Olaf III", "Pope Olaf III"]),
        ("person", ["Olaf Brand Junior", "Olaf Brand, Jr.", "Olaf Brand Jnr"]),
        ("person", ["Łukasz Żak", "Lukasz Zak", "ŁUKASZ ŻAK"]),
        ("person", ["Søren Þórsson", "Soren Thorsson"]),
        ("person", ["Steven Shafran", "Ketchum City Councilman Steven Shafran", "As Steven Shafran"]),
        ("org", ["Apple", "Apple Inc.", "Apple, Inc", "APPLE INC"]),
        ("org", ["Tiffany", "Tiffany & Co.", "Tiffany and Company"]),
        ("org", ["the BBC", "B.B.C.", "BBC"]),
        ("title", ["The Hobbit", "“The Hobbit”", "Hobbit,"]),
        ("place", ["the United States", "U.S.A.", "USA", "United States of America"]),
    ],
)  # fmt: skip
def test_aliases_are_one_entity(kind: str, spellings: list[str]) -> None:
    assert len({entity(s, kind).key for s in spellings}) == 1


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("person", "Martin Luther King Jr.", "Martin Luther King Sr."),
        ("person", "George W. Bush", "George H. W. Bush"),
        ("person", "Lady Gaga", "Gaga"),
        ("person", "James", "Jame"),
        ("title", "C++", "C"),
        ("title", "Dr. Strangelove", "Strangelove"),
        ("name", "Ли", "Ля"),
        ("name", "कि", "की"),
        ("org", "Company", "Inc"),
    ],
)
def test_different_entities_stay_apart(kind: str, one: str, other: str) -> None:
    assert entity(one, kind).key != entity(other, kind).key


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Marie Curie", True),
        ("Margaret of Anjou", True),
        ("As Nicolette Powell", True),
        ("李白", True),
        ("Earl Warren", True),
        ("Israel Melchior", True),
        ("3rd Duke of Argyll", False),
        ("Bishop of Bari", False),
        ("Luitenant der Chinezen", False),
        ("French-Moroccan", False),
        ("In Japan", False),
        ("Esq.", False),
        ("President of Sierra Leone", False),
        ("Sadly Trevor", False),
        ("Marchioness of Orland", False),
        ("Very", False),
        ("Ηe", False),
        ("World War II", False),
        ("Siege of Harnwick", False),
        ("Kathleen Battle", True),
        ("Army Archer", True),
    ],
)
def test_offices_nations_and_scraps_are_no_persons(text: str, fits: bool) -> None:
    assert names_a_person(entity(text, "person").key) is fits
    assert (canonical_value(text, "person") is not None) is fits


def test_an_entity_keeps_its_spelling_for_display() -> None:
    assert entity("  Björk\u00a0 Guðmundsdóttir’s", "person") == Entity("bjork gudmundsdottir", "Björk Guðmundsdóttir")


@pytest.mark.parametrize("text", ["", "…", "--", "\u200b", "()"])
def test_no_name_is_none(text: str) -> None:
    assert entity(text, "name") is None
