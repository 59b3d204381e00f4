"""Whom or what a document is about, and whether by its words that is a man, a woman or a thing."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.resolve import topic


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("She sang. Her mother taught her.", "f"),
        ("He sang.\nHis mother taught him.", "m"),
        ("They sang.", ""),
        ("He sang and she sang.", ""),
    ],
)
def test_sex_by_pronouns(text: str, sex: str) -> None:
    assert topic.told(text) == sex


@pytest.mark.parametrize(("name", "sex"), [("Mr. Bond", "m"), ("Dr. Anna Holm", "f"), ("Dr. Holm", ""), ("Bond", "")])
def test_sex_by_name(name: str, sex: str) -> None:
    assert topic.sex_of(name) == sex


@pytest.mark.parametrize(
    ("description", "thing"),
    [
        ("a racehorse", True),
        ("a racehorse trainer", False),
        ("an album by Ann Lee", True),
        ("an album designer", False),
    ],
)
def test_the_last_noun_of_a_description_decides(description: str, thing: bool) -> None:
    assert topic.is_thing(description) is thing


def test_a_pronoun_is_the_person_the_document_opens_with() -> None:
    text = "Mara Kelling (1901–1977) was a painter.\nThe town lay on a river. She was born in Tarsk."
    assert facts(text, "birth_place") == [("Mara Kelling", "Tarsk")]


def test_a_document_about_a_thing_gives_its_pronouns_no_person() -> None:
    text = "Swift Mara (1925–1947) was a racehorse.\nShe was born in Tarsk."
    assert facts(text, "birth_place") == []
