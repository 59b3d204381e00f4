"""Types of mentions by their words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from strategies import namelike

from corpusstat.extract.filter.types import TITLES, has_type, is_organisation, is_pronoun
from corpusstat.lexicon import pronouns


@pytest.mark.parametrize(
    ("text", "slot_type", "fits"),
    [
        ("Mara Kelling", "person", True),
        ("Kelling", "person", True),
        ("Sir Paul Brook", "person", True),
        ("she", "person", True),
        ("Paul Church Brook", "person", True),  # a noun, and a surname
        ("North Africa", "person", False),
        ("CFO", "person", False),
        ("Norwegian", "person", False),
        ("Writer", "person", False),
        ("Socialism", "person", False),
        ("Democrats", "person", False),
        ("Brook Bishop of Norland", "person", False),
        ("Kelling University", "person", False),
        ("Leading Economist", "person", False),
        ("Norland UK", "person", False),
        ("Kelling Reader", "person", False),
        ("Autonomist Marxist", "person", False),
        ("Mount Kelling", "person", False),
        ("A B C D E F G H", "person", False),
        ("The Long Way", "title", True),
        ("it", "title", False),
        ("1984", "title", True),
        ("Tarsk", "place", True),
        ("FX", "place", False),
        ("UK", "place", True),
        ("The", "place", False),
        ("x" * 101, "place", False),
        ("they", "org", True),
        ("B", "org", False),
        ("", "person", True),  # an IDK template without a subject
        ("whatever", "date", True),
    ],
)
def test_what_can_be_of_a_type(text: str, slot_type: str, fits: bool) -> None:
    assert has_type(text, slot_type) is fits


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Acme", True),
        ("University of Texas", True),
        ("St Mary Hospital", True),
        ("Paul Brook & Sons", True),
        ("Texas", False),
        ("Sir Paul Brook", False),
        ("Mary Kelling", False),
        ("Mary Kelling University", True),
        ("Applied Physics", False),
        ("Institute of Physics", True),
    ],
)
def test_what_can_be_an_organisation(text: str, fits: bool) -> None:
    assert is_organisation(text) is fits


def test_pronouns_in_any_case() -> None:
    for word in pronouns("subject", "object", "possessive", "relative"):
        assert is_pronoun(word)
        assert is_pronoun(word.upper())
    assert not is_pronoun("hers truly")
    assert not is_pronoun("")


@given(st.sampled_from(sorted(TITLES)), st.sampled_from(["Mara Kelling", "North Africa", "Kelling University", "CFO"]))
def test_a_title_before_a_name_changes_nothing(title: str, name: str) -> None:
    """But that a single word after a title is looked at as a single word."""
    assert has_type(f"{title} {name}", "person") == has_type(name, "person")


@given(namelike)
def test_any_text_gets_an_answer(text: str) -> None:
    for slot_type in ("person", "org", "place", "title", "name", "date"):
        assert has_type(text, slot_type) in (True, False)
    assert is_organisation(text) in (True, False)
    assert not (is_pronoun(text) and " " in text)
