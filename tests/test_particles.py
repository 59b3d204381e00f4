"""Names that begin before their first capital letter."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.particles import with_particle


def named(text: str) -> str:
    """The name whose last word stands between bars, with its particles."""
    before, name, _ = text.split("|")
    plain = text.replace("|", "")
    found = with_particle(Span(name, len(before), len(before) + len(name), is_name=True), plain)
    assert plain[found.start : found.end] == found.text
    return found.text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("In May van der |Holm| was born.", "van der Holm"),
        ("In May de' |Vessari| was born.", "de' Vessari"),
        ("In May al-|Rashid| was born.", "al-Rashid"),
        ("In May d’|Orland| was born.", "d’Orland"),
        ("In May bint |Salim| was born.", "bint Salim"),
        ("In May |Holm| was born.", "Holm"),
        ("Nachruf von |Anna Holm| liegt vor", "Anna Holm"),
        ("In May bint |Anna Holm| was born.", "bint Anna Holm"),
        ("So la |Holm| sang.", "Holm"),  # alone it may be a word of the sentence
        ("So de la |Holm| sang.", "de la Holm"),
        ("the caravan |Holm| came", "Holm"),
        ("She came; |Holm| sang.", "Holm"),
        ("|Holm| sang.", "Holm"),
    ],
)
def test_particles_before_a_name_are_of_it(text: str, name: str) -> None:
    assert named(text) == name


@given(st.text("vande lr'’- .,H", max_size=30))
def test_any_text_before_a_name_leaves_a_mention_that_ends_as_it_did(before: str) -> None:
    assert named(f"{before}|Holm| sang.").endswith("Holm")
