"""What is known of a document before its mentions are resolved."""

from __future__ import annotations

import pytest

from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.document import WINDOW, Document, read_documents

LIFE = "Mara Kelling\n\nMara Kelling (1951–2001) was a painter. She sang in Tarsk.\n\n"
OTHER = "Paul Brook\n\nBrook sings" + " and sings" * 8 + ".\n\n"


def opened(text: str) -> Document:
    return read_documents([(0, Span(text[:1], 0, 1))], {0: text})[0]


def test_the_topic_changes_at_a_heading() -> None:
    document = opened(LIFE + OTHER)
    assert [heading.text for heading in document.headings] == ["Paul Brook"]
    topics = [document.topic_at(at) for at in (0, len(LIFE), len(LIFE) + len("Paul Brook"))]
    assert [topic.text if topic else None for topic in topics] == ["Mara Kelling", "Mara Kelling", "Paul Brook"]


def test_a_heading_with_the_topics_name_changes_nothing() -> None:
    assert opened(LIFE + OTHER.replace("Paul Brook", "Mara Kelling").replace("Brook", "Kelling")).headings == []


@pytest.mark.parametrize(
    ("text", "gender"),
    [(LIFE, "f"), (LIFE.replace("Mara", "Zor"), "f"), (LIFE.replace("Mara", "Zor").replace("She", "Zor"), "")],
)
def test_gender_by_name_or_pronouns(text: str, gender: str) -> None:
    assert opened(text).gender == gender


def test_a_document_without_a_topic() -> None:
    document = opened("News of the day\n\nIt rains.")
    assert (document.topic, document.topic_words, document.gender, document.thing) == (None, frozenset(), "", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Zor. Zor! Zor?", True), ("Zor. Zor.", False), ("Zor. Zor! Zor? A zor too.", False), ("Zorn. Zor. Zor.", False)],
)
def test_names_that_occur_often(text: str, expected: bool) -> None:
    assert Document(text).is_frequent_name("Zor") == expected


def test_only_the_paragraph_before_a_pronoun_is_read_and_no_more_than_a_window() -> None:
    text = "Ann sang.\nBo sang. " + "x" * WINDOW + " He sang."
    for at, begins in ((text.index("Bo"), text.index("Bo")), (len(text) - 8, len(text) - 8 - WINDOW)):
        document = read_documents([(0, Span("He", at, at + 2))], {0: text})[0]
        assert document.windows[at][0] == begins


def test_documents_are_read_for_names_too_but_nothing_before_these() -> None:
    documents = read_documents([(2, Span("Brook", 0, 5)), (1, Span("he", 4, 6))], {1: "Now he", 2: "Brook", 3: ""})
    assert list(documents) == [1, 2]
    assert (list(documents[1].windows), documents[2].windows) == ([4], {})
