"""A proposed fact and the mentions it consists of, between capture and the table."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from corpusstat.relations import Relation
from corpusstat.relations.confidence import is_graded
from corpusstat.relations.templates import UNSURE

__all__ = [
    "SENTENCE", "SUBJECT", "SUBJECT_END", "TEMPLATE", "VALUE", "VALUE_END", "WHOLE", "WHOLE_END", "Fact", "Origin",
    "Span", "origin", "template_form",
]  # fmt: skip

SENTENCE, TEMPLATE, SUBJECT, SUBJECT_END, VALUE, VALUE_END, WHOLE, WHOLE_END = range(8)
"""Columns of a table of matches; the last six in tokens, half-open, -1 for what a template does not have."""

_IN_BRACKETS: Final = re.compile(r"\[[^\]]*\]")
_APPOSITION: Final = re.compile(r"\{subject[^}]*\}(?:\[,\])?,")


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
    the person whose entry or document it is in. ``form``: of its template (`template_form`). ``hinged``: only a word
    joins subject and value. ``unsure``: a fact counts only if the words around it show that it is meant.
    ``graded``: whether how sure its facts are is known (`relations.confidence`).
    """

    relation: Relation
    name: str
    fronted: bool
    gapped: bool
    floor: bool
    elided: bool = False
    form: str = ""
    hinged: bool = False
    unsure: bool = False
    graded: bool = False


def template_form(written: str) -> str:
    """Return the form of a template.

    >>> [template_form(t) for t in ("{subject} ({value}{dash}{date}", "{subject}, b. {value}", "; born in {value}")]
    ['bracket', 'apposition', 'entry']
    >>> [template_form(t) for t in ("{subject} died in {value}", "^Born {value}, {subject}", "{subject} ... {value}")]
    ['clause', 'reversed', 'gapped']
    """
    plain = _IN_BRACKETS.sub(lambda found: found[0].replace("(", ""), written)
    subject, value = plain.find("{subject"), plain.find("{value")
    if subject < 0:
        return "entry"
    if subject < value and "(" in plain[subject:value]:
        return "bracket"
    if "..." in plain or "{..}" in plain:
        return "gapped"
    if value < subject:
        return "reversed"
    return "apposition" if _APPOSITION.match(plain, subject) else "clause"


def origin(relation: Relation, name: str, written: str) -> Origin:
    """Say what facts of a template come from."""
    elided = "{subject" not in written and "{value" in written
    form, hinged = template_form(written), "{by}" in written or "{'s}" in written
    unsure, plain = written.startswith(UNSURE), written.removeprefix(UNSURE)
    fronted, gapped, graded = plain.startswith("^"), "..." in plain, is_graded(relation)
    return Origin(relation, name, fronted, gapped, relation.in_floor, elided, form, hinged, unsure, graded)


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
