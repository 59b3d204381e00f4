"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from corpusstat.extract.slots import CLOSE, NAME, is_loose, unmark, unmarked_length

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
        begin = offset + unmarked_length(sentence, 0, start)
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
    """A proposed fact in its marked sentence.

    ``places``: start and end of subject and value in the marked text (the value's are -1 in an IDK response);
    ``whole``: those of the match. ``written``: the template's text. ``subject_name`` is where the subject's
    name stands, ``value_text`` the value's name; both are set by resolution.
    """

    doc: int
    relation: str
    template: str
    subject: Span
    value: Span | None
    sentence: str
    marked: str
    places: tuple[int, int, int, int]
    whole: tuple[int, int]
    written: str
    subject_name: Span | None = None
    value_text: str | None = None

    @classmethod
    def of(
        cls,
        relation: str,
        template: str,
        doc: int,
        offset: int,
        sentence: str,
        marked: str,
        subject: tuple[int, int],
        value: tuple[int, int],
        whole: tuple[int, int],
        written: str,
    ) -> Fact:
        """Cut subject and value out of the marked sentence, which begins at ``offset`` of document ``doc``."""
        answer = Span.cut(marked, *value, offset) if value[0] >= 0 else None
        named = Span.cut(marked, *subject, offset)
        return cls(doc, relation, template, named, answer, sentence, marked, (*subject, *value), whole, written)

    @property
    def loose(self) -> bool:
        """Whether the template has an open gap."""
        return is_loose(self.written)

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
