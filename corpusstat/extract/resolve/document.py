"""What resolution knows about a document: its topic, its headings, and the text before its pronouns.

Openings and the text before pronouns are tokenized for many documents at once. Everything else is computed when it is
first needed.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.antecedents import Name, Window, read_windows
from corpusstat.extract.resolve.entries import headings, titled_entry
from corpusstat.extract.resolve.first_lines import Line, read_first_lines
from corpusstat.extract.resolve.topic import (
    gender_by_name,
    gender_by_pronouns,
    is_said,
    non_person_topic,
    titled_topic,
    topic_of,
)
from corpusstat.lexicon import pronouns

__all__ = ["OPENING", "PRONOUNS", "Document", "read_documents"]

WINDOW: Final = 500
"""Characters before a pronoun that are read."""
OPENING: Final = 1000
"""Characters at the beginning of a document whose pronouns show its topic's gender."""
PRONOUNS: Final = pronouns("subject", "object", "possessive", gender="m f") | {""}
"""Pronouns that may be resolved; "" is a subject that a template leaves out."""
_LONGEST_PRONOUN: Final = max(map(len, PRONOUNS))
_TIMES_KNOWN: Final = 3


class Document:
    """A document whose mentions are resolved.

    ``lines`` are its first lines. ``windows`` maps the place of each pronoun to the text read before it: where it
    begins, and what was read. ``full_names`` and ``antecedents`` keep what was found for short names and pronouns.

    >>> document = Document("Ada Lovelace (born 1815) was a mathematician. She sang.")
    >>> document.lines = read_first_lines([document.text])[0]
    >>> document.topic.text, document.gender
    ('Ada Lovelace', 'f')
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Line] = []
        self.windows: dict[int, tuple[int, Window]] = {}
        self.full_names: dict[str, list[Span]] = {}
        self.antecedents: dict[tuple[int, bool], Span | None] = {}

    def mention(self, offset: int, name: Name) -> str:
        """Return the text of a name in a window that begins at ``offset``."""
        return self.text[offset + name.start : offset + name.end]

    @cached_property
    def topic(self) -> Span | None:
        """The person the document is about."""
        return topic_of(self.lines) or titled_topic(self.lines, self.text) or titled_entry(self.text)

    @cached_property
    def topic_words(self) -> frozenset[str]:
        """The words of the topic's name; those of a nickname with quotation marks and without."""
        words = self.topic.text.split() if self.topic else []
        return frozenset(form for word in words for form in (word, word.strip('"“”(),')))

    @cached_property
    def headings(self) -> list[Span]:
        """Headings that are names of persons other than the topic."""
        return [
            h for h in headings(self.text) if not self.topic_words.issuperset((h.text.split()[0], h.text.split()[-1]))
        ]

    def topic_at(self, at: int) -> Span | None:
        """Return the person of the last heading before a place, or the topic if there is no such heading."""
        before = [heading for heading in self.headings if heading.end <= at]
        return before[-1] if before else self.topic

    def heading_of(self, surname: str, at: int) -> Span | None:
        """Return the person of the last heading before a place, if this is the last word of that name."""
        before = [heading for heading in self.headings if heading.end <= at]
        return before[-1] if before and before[-1].text.rsplit(" ", 1)[-1] == surname else None

    def is_frequent_name(self, word: str) -> bool:
        """Whether a word is frequent enough to be a known person's name, and is never in small letters."""
        return is_said(word, self.text, _TIMES_KNOWN) and f" {word.lower()} " not in self.text

    @cached_property
    def thing(self) -> str:
        """The topic if it is a thing with a name that a person could have, such as a horse; else ""."""
        return non_person_topic(self.lines)

    @cached_property
    def gender(self) -> str:
        """The topic's gender, by name or by the pronouns of the opening; "" if it is not known."""
        return (gender_by_name(self.topic.text) or gender_by_pronouns(self.text[:OPENING])) if self.topic else ""


def read_documents(mentions: list[tuple[int, Span]], texts: Mapping[int, str]) -> dict[int, Document]:
    """Return the documents of mentions by number, with their openings and the text before the pronouns among these.

    ``mentions``: each with the number of its document.

    >>> text = "Ann Lee sings. She was born in York."
    >>> document = read_documents([(7, Span("She", 15, 18))], {7: text, 8: ""})[7]
    >>> begin, window = document.windows[15]
    >>> [document.mention(begin, name) for name in window.names]
    ['Ann Lee']
    """
    documents = {doc: Document(texts[doc]) for doc in sorted({doc for doc, _ in mentions})}
    openings = read_first_lines([document.text for document in documents.values()])
    for document, lines in zip(documents.values(), openings, strict=True):
        document.lines = lines
    _read_before_pronouns(documents, mentions)
    return documents


def _read_before_pronouns(documents: dict[int, Document], mentions: list[tuple[int, Span]]) -> None:
    """Read the text of the paragraph before each pronoun."""
    before: dict[tuple[int, int], tuple[int, str]] = {}
    for doc, span in mentions:
        if len(span.text) > _LONGEST_PRONOUN or span.text.lower() not in PRONOUNS:
            continue
        if (doc, span.start) not in before:
            text, first = documents[doc].text, max(0, span.start - WINDOW)
            begin = text.rfind("\n", first, span.start) + 1 or first
            before[doc, span.start] = (begin, text[begin : span.start])
    read = read_windows([text for _, text in before.values()])
    for ((doc, at), (begin, _)), window in zip(before.items(), read, strict=True):
        documents[doc].windows[at] = (begin, window)
