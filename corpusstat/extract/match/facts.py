"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

from dataclasses import dataclass

from corpusstat.relations import Relation
from corpusstat.relations.templates import UNSURE

__all__ = [
    "SENTENCE", "SUBJECT", "SUBJECT_END", "TEMPLATE", "VALUE", "VALUE_END", "WHOLE", "WHOLE_END", "Fact", "Origin",
    "Span", "origin",
]  # fmt: skip

SENTENCE, TEMPLATE, SUBJECT, SUBJECT_END, VALUE, VALUE_END, WHOLE, WHOLE_END = range(8)
"""Columns of a table of matches; the last six in tokens, half-open, -1 for what a template does not have."""


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
    between the parts of a sentence. ``floor``: the relation is in the floor set. ``elided``: it has no subject: that is
    the person whose entry or document it is in. ``hinged``: only a word joins subject and
    value. ``unsure``: a fact counts only if the words around it show that it is meant.
    """

    relation: Relation
    name: str
    fronted: bool
    gapped: bool
    floor: bool
    elided: bool = False
    hinged: bool = False
    unsure: bool = False


def origin(relation: Relation, name: str, written: str) -> Origin:
    """Say what facts of a template come from."""
    elided = "{subject" not in written and "{value" in written
    hinged = "{by}" in written or "{'s}" in written
    unsure, plain = written.startswith(UNSURE), written.removeprefix(UNSURE)
    return Origin(relation, name, plain.startswith("^"), "..." in plain, relation.in_floor, elided, hinged, unsure)


@dataclass(slots=True)
class Fact:
    """A proposed fact; the value is None in an IDK response.

    ``sentence``: its row among those matched. ``hints``: what the words around it say for resolution
    (:mod:`corpusstat.extract.filter.hints`). ``subject_name`` is where the subject's name is, ``value_text`` the
    value's name; both are set by resolution. ``is_half``: a death that is the second date of a range.
    ``listed``: how many titles of a list precede this one.
    """

    doc: int
    origin: Origin
    subject: Span
    value: Span | None
    sentence: int
    hints: int
    subject_name: Span | None = None
    value_text: str | None = None
    is_half: bool = False
    listed: int = 0

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
