"""Sentences made of constructions and of what may fill them, with the facts that each states.

A rule that is written for a sentence seen somewhere says little of the next one. Here each construction is tried with
every kind of name, date, place, title and word for a work, so that what one of them misses stands out in its row.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

PEOPLE = (("Tobias Rennick", "he", "his"), ("Marianne Colder", "she", "her"), ("Dr. Harold B. Stenning", "he", "his"))
DATES = (
    ("March 3, 1901", "1901-03-03"), ("3 March 1901", "1901-03-03"), ("1901", "1901"), ("March 1901", "1901-03"),
    ("Monday, March 3, 1901", "1901-03-03"), ("3rd March 1901", "1901-03-03"), ("March 3rd, 1901", "1901-03-03"),
    ("Mar. 3, 1901", "1901-03-03"),
)  # fmt: skip
PLACES = (
    ("Leeds", "Leeds"), ("Dayton, Ohio", "Dayton"), ("the village of Morvik", "Morvik"),
    ("San Marcos, Texas, USA", "San Marcos"), ("St. Louis, Missouri", "St. Louis"),
)  # fmt: skip
LIVES = {
    "birth_date": (
        "{A} was born {on}.", "{A} (born {D}) is a singer.", "{A} was born to Ann and Bo Rennick {on}.",
        "{A} sings. {H} was born {on}.", "Born {on}, {A} was raised by an aunt.",
    ),
    "birth_place": (
        "{A} was born and raised in {P}.", "Born and raised in {P}, {A} is a singer.",
        "{A}, who was born in {P}, sings.",
        "{A} is a singer who was born in {P}.", "{A} was born to Ann Rennick in {P}.",
    ),
    "birth_date birth_place": (
        "{A} was born {on} in {P}.", "{A} was born in {P} {on}.", "{A} was born in {P}, {on}.",
        "Born {on} in {P}, {A} was raised by an aunt.", "Born in {P} {on}, {A} was raised by an aunt.",
        "{A}, born {on} in {P}, is a singer.", "{A} (born {D} in {P}) is a singer.",
        "{A} is a singer from Velda, born in {P} {on}.", "{A} sings. {H} was born {on} in {P}.",
        "{A} was born to Ann and Bo Rennick {on} in {P}.", "{A} was born in {P} to Ann and Bo Rennick {on}.",
        "{A} was born {on} to Ann (Hale) and Bo Rennick in {P}.",
    ),
    "death_date": (
        "{A} passed away peacefully {on}.", "{A}, 84, of Velda, died {on}.", "{A}, 84, passed away {on}.",
        "{A} died {on} at the age of 84.", "{A} died suddenly {on} after a long illness.",
        "{A} died of a heart attack {on}.",
        "{A} sang until {p} death {on}.", "{A}'s death {on} was a shock.", "The death of {A} {on} was a shock.",
        "After {A}'s death {on}, the house was sold.", "When {A} died {on}, the house was sold.",
        "{A} sings. {H} passed away {on}.", "{A} (died {D}) was a singer.", "{A} entered into rest {on}.",
        "{A} was a singer who died {on}.", "{A}, who died {on}, was a singer.",
        "It is with sadness that we announce the death of {A} {on}.",
        "{A} died peacefully at home {on}, surrounded by {p} family.",
    ),
    "death_date death_place": (
        "{A} died {on} in {P}.", "{A} died in {P} {on}.", "{A} died in {P}, {on}.", "{A} passed away {on} in {P}.",
        "{A}, age 84, passed away {on} at home in {P}.", "{A} died of cancer in {P} {on}.",
        "{A} was killed {on} in {P}.",
        "{A} sings. {H} died {on} in {P}.", "On {D}, {A} died in {P}.", "{A} was assassinated in {P} {on}.",
        "{A} died at {p} home in {P} {on}.", "{A} died in hospital in {P} {on}.",
        "{A} retired to {P}, where {h} died {on}.",
        "{A} moved to {P} and died there {on}.",
    ),
}  # fmt: skip
TITLES = ('"Salt and Iron"', "“The Long Winter of the Miller”", "Salt and Iron")
WRITTEN = (
    "novel", "2017 novel", "controversial 2017 article", "first book", "bestselling memoir", "paper", "essay",
    "book of essays", "latest collection of poems", "short story", "children's book", "award-winning play",
    "2009 history",
    "debut thriller", "best-selling book", "seminal 1936 essay", "study", "guide",
)  # fmt: skip
WORKS = (
    "{A}, author of {T}, spoke first.", "{A}, author of the {W} {T}, spoke first.",
    "{A}, the author of a {W} called {T}, spoke first.",
    "{A}, a fellow at the Center for a New Peace and author of the {W} {T}, said so.",
    "“It is cold,” said {A}, author of the {W} {T}.", "{A} is the author of the {W} {T}.",
    "{A} was also the author of the {W} {T}.", "{A} is a teacher in Ohio and the author of the {W} {T}.",
    "{A}, who wrote the {W} {T}, came too.", "{A} wrote the {W} {T}.", "{A} wrote a {W} called {T}.",
    "{A} has written a {W}, {T}.", "In 2009 {A} published the {W} {T}.", "{A} published {p} {W}, {T}, in 2009.",
    "{A} published a {W} entitled {T} in 2009.", "{A}'s {W} {T} was published in 2009.", "{A}'s {W}, {T}, came out.",
    "{A}'s {T}, a {W}, came out.", "We discussed {A}'s {W} {T}.", "{T} is a {W} by {A}.",
    "{T} is a {W} written by the American writer {A}.", "{T}, a {W} by {A}, came out in May.",
    "{T} (2009) is a {W} by {A}.", "{T} was written by {A}.", "The {W} {T} by {A} came out in May.",
    "The {W} {T}, written by {A}, came out in May.", "A {W} called {T} by {A} came out in May.",
    "In {p} {W} {T}, {A} argues that salt is cheap.", "As {A} argues in the {W} {T}, salt is cheap.",
    "{A} argues in {p} {W} {T} that salt is cheap.", "The line is from the {W} {T}, by {A}.",
    "The film is based on the {W} {T} by {A}.", "{A} will read from {p} {W} {T} on Monday.",
    "{A} will sign copies of {p} {W}, {T}, on Monday.", "{A} has just released {p} {W} {T}.",
    "{A}, whose {W} {T} came out in May, was there.", "The author of the {W} {T}, {A}, was there.",
    "{A} is a baker whose {W} {T} won a prize.", "The {W} {T}, which {A} wrote in 2009, is good.",
    "{T}, the {W} that {A} wrote in 2009, is good.", "The {W} {T} ({A}, 2009) is good.",
    "{A} is the author, most recently, of {T}.", "{A} won the prize for {T}, {p} second {W}.",
    "{A}'s {T} was published in 2009.", "Join {A} for a reading from {p} {W} {T}.",
)  # fmt: skip


class Stated(NamedTuple):
    """A text, the construction that it is made of, and the facts that it states: relation, entity, value."""

    construction: str
    text: str
    facts: list[tuple[str, str, str]]


def lives() -> Iterator[Stated]:
    """Births and deaths: each construction with every date and place, and with one person after the other."""
    number = 0
    for relations, constructions in LIVES.items():
        for construction in constructions:
            dates = DATES if "{D}" in construction or "{on}" in construction else DATES[:1]
            places = PLACES if "{P}" in construction else PLACES[:1]
            for (date, day), (place, settlement) in product(dates, places):
                number += 1
                name, he, his = PEOPLE[number % len(PEOPLE)]
                on = ("in " if date in ("1901", "March 1901") else "on ") + date
                text = construction.format(A=name, D=date, on=on, P=place, H=he.capitalize(), h=he, p=his)
                values = {"date": day, "place": settlement}
                yield Stated(construction, text, [(r, name, values[r.split("_")[1]]) for r in relations.split()])


def works() -> Iterator[Stated]:
    """Authors: each construction with every word for a work and every title."""
    for construction in WORKS:
        for number, (work, title) in enumerate(product(WRITTEN if "{W}" in construction else ("",), TITLES)):
            name, _, his = PEOPLE[number % 2]
            text = construction.format(A=name, T=title, W=work, p=his)
            text = text.replace(" a essay", " an essay").replace(" a award", " an award")
            yield Stated(construction, text[0].upper() + text[1:], [("author", title.strip('"“”'), name)])
