"""Whom or what a document is about, and whether by its words that is a man, a woman or a thing."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.resolve import topic
from corpusstat.extract.resolve.first_lines import read_first_lines


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


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mara Kelling was a painter.", "Mara Kelling"),
        ("Kelling was a painter.", None),  # one word alone
        ("Swift Mara was a racehorse.", None),
        ("Painter dies\n\nMara Kelling sang in the choir.", None),  # the title does not name her
        ("Mara Kelling dies at 84\n\nMara Kelling sang in the choir.", "Mara Kelling"),
        ("Mara Kelling sings\n\nMara Kelling sang in the choir.", None),
        ("Mara Kelling (1901–1977) sang.", "Mara Kelling"),
        ("Mara Kelling (1901–1909) sang.", None),  # no life
        ("The Long Mill (1901–1977) was closed.", None),
    ],
)
def test_which_openings_make_a_topic(text: str, name: str | None) -> None:
    found = topic.topic_of(read_first_lines([text])[0])
    assert (found.text if found else None) == name
