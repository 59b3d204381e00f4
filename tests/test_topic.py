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
    assert topic.gender_by_pronouns(text) == sex


@pytest.mark.parametrize(("name", "sex"), [("Mr. Bond", "m"), ("Dr. Anna Holm", "f"), ("Dr. Holm", ""), ("Bond", "")])
def test_sex_by_name(name: str, sex: str) -> None:
    assert topic.gender_by_name(name) == sex


def test_a_pronoun_is_the_person_the_document_opens_with() -> None:
    text = "Mara Kelling (1901–1977) was a painter.\nThe town lay on a river. She was born in Tarsk."
    assert facts(text, "birth_place") == [("Mara Kelling", "Tarsk")]


def test_a_document_about_a_thing_gives_its_pronouns_no_person() -> None:
    text = "Swift Mara (1925–1947) was a racehorse.\nShe was born in Tarsk."
    assert facts(text, "birth_place") == []
