"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from corpusstat.slots import CLOSE, NAME, unmark

__all__ = ["Fact", "Span"]

_STRIP: Final = (("the ", "The "), ("'s", "’s", "'", "’"))


@dataclass(frozen=True, slots=True)
class Span:
    """A mention: its text and its place in the document (characters, half-open)."""

    text: str
    start: int
    end: int
    is_name: bool = False

    @classmethod
    def cut(cls, sentence: str, start: int, end: int, offset: int) -> Span:
        r"""Cut a mention out of a marked sentence that begins at ``offset``; article and possessive fall off.

        >>> Span.cut("the \x01House of Lords\x02's", 0, 23, 100)
        Span(text='House of Lords', start=104, end=118, is_name=True)
        """
        piece = sentence[start:end]
        text = unmark(piece)
        begin = offset + len(unmark(sentence[:start]))
        for article in _STRIP[0]:
            if text.startswith(article):
                begin, text = begin + len(article), text[len(article) :]
        for own in _STRIP[1]:
            if piece.endswith(CLOSE + own):
                text = text[: -len(own)]
        if len(text) > 2 and text[0] in '"“' and text[-1] in '"”':
            begin, text = begin + 1, text[1:-1].rstrip(",.")
        return cls(text, begin, begin + len(text), NAME in piece)


@dataclass(frozen=True, slots=True)
class Fact:
    """A proposed fact. ``order`` is the template's place among all; ``name`` where a pronoun's name stands."""

    doc: int
    relation: str
    template: str
    order: int
    subject: Span
    value: Span | None
    sentence: str
    sentence_start: int
    matched: str
    marked: str
    subject_at: int
    subject_name: Span | None = None
    value_text: str | None = None

    def reversed(self) -> Fact:
        """Swap subject and value, for a symmetric relation."""
        return self if self.value is None else replace(self, subject=self.value, value=self.subject)

    @property
    def after_subject(self) -> str:
        """What follows the subject's mark in the marked sentence, without the space."""
        return self.marked[self.marked.find(CLOSE, self.subject_at) + 1 :].lstrip(" ")

    @property
    def start(self) -> int:
        """First character of the fact in the document."""
        return min(self.subject.start, self.value.start) if self.value else self.subject.start

    @property
    def end(self) -> int:
        """One past the last character of the fact in the document."""
        return max(self.subject.end, self.value.end) if self.value else self.subject.end

    def row(self) -> tuple[object, ...]:
        """Give the columns that PROPOSAL adds to the document's, in its order."""
        name, value = self.subject_name, self.value
        return (
            self.doc,
            self.relation,
            self.template,
            name.text if name else self.subject.text,
            self.value_text,
            self.sentence,
            self.start,
            self.end,
            self.subject.start,
            self.subject.end,
            value.start if value else None,
            value.end if value else None,
            name.start if name else None,
            name.end if name else None,
        )
