"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

from dataclasses import dataclass

from corpusstat.relations import Relation

__all__ = ["Fact", "Origin", "Span", "origin"]


@dataclass(slots=True)
class Span:
    """A mention: its text and its place in the document (characters, half-open)."""

    text: str
    start: int
    end: int
    is_name: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """What facts come from: a template, of a relation.

    ``name``: the template's. ``fronted``: it stands at the beginning of a sentence only. ``gapped``: it has an open gap
    between the parts of a sentence. ``floor``: the relation is in the floor set.
    """

    relation: Relation
    name: str
    fronted: bool
    gapped: bool
    floor: bool


def origin(relation: Relation, name: str, written: str) -> Origin:
    """Say what facts of a template come from."""
    return Origin(relation, name, written.startswith("^"), "..." in written, relation.in_floor)


@dataclass(slots=True)
class Fact:
    """A proposed fact in its marked sentence.

    ``sentence``: its row among those looked at. ``places``: start and end of subject, value and the whole match in the
    marked text (the value's are -1 in an IDK response). ``looks``: what a first look found
    (:mod:`corpusstat.extract.filter.looks`). ``subject_name`` is where the subject's name stands, ``value_text`` the
    value's name; both are set by resolution.
    """

    doc: int
    origin: Origin
    subject: Span
    value: Span | None
    sentence: int
    marked: str
    places: list[int]
    looks: int
    subject_name: Span | None = None
    value_text: str | None = None

    @property
    def relation(self) -> str:
        """The relation's name."""
        return self.origin.relation.name

    @property
    def start(self) -> int:
        """First character of the fact in the document."""
        return min(self.subject.start, self.value.start) if self.value else self.subject.start

    @property
    def end(self) -> int:
        """One past the last character of the fact in the document."""
        return max(self.subject.end, self.value.end) if self.value else self.subject.end
