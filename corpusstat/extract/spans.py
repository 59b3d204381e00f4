"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

from dataclasses import dataclass

from corpusstat.extract.slots import is_loose

__all__ = ["Fact", "Span"]


@dataclass(slots=True)
class Span:
    """A mention: its text and its place in the document (characters, half-open)."""

    text: str
    start: int
    end: int
    is_name: bool = False


@dataclass(slots=True)
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
