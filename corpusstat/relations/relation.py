"""What a relation is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

__all__ = ["KINDS", "Measured", "Quality", "Relation", "RelationSet"]

KINDS: Final = ("encyclopedic", "web")
"""Kinds of text of which packs may state how well relations are extracted."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A share that was measured, such as precision or recall: its value, the number judged, and on what."""

    value: float
    n: int
    on: str


@dataclass(frozen=True, slots=True)
class Quality:
    """How well a relation is extracted from one kind of text; None = not measured.

    ``recall`` is the share of its facts in sentences with a cue that is found. ``own`` is the precision of the relation
    alone, where ``precision`` is that of several together, of which more were judged.
    """

    precision: Measured | None = None
    recall: Measured | None = None
    own: Measured | None = None


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: prompt = (entity, ``name``).

    ``answers`` is |E_c| + 1, how many answers look plausible (None: the distinct values seen).
    ``arbitrary`` says whether the Arbitrary Facts model fits, ``single`` whether a prompt has one right value;
    a relation is in the floor set iff both hold, else ``reason`` says why not. ``symmetric``: each fact is also
    read the other way round. ``precision`` is that of all that was judged, ``text`` what was measured on each kind of
    text (`KINDS`). ``cues`` are words of which a sentence that states the relation has one: recall is judged in such
    sentences. ``near`` and ``against``: words around a match of a template that begins with ``~`` which show that it
    states the relation, or something else. ``question`` asks a model for the value of ``{subject}``. Cues and question
    cannot change what is counted, so they are not part of what identifies a relation.
    """

    name: str
    subject: str
    value: str
    templates: tuple[str, ...]
    idk: tuple[str, ...] = ()
    answers: int | None = None
    arbitrary: bool = True
    single: bool = True
    symmetric: bool = False
    reason: str = ""
    wikidata: str = ""
    near: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    precision: Measured | None = None
    text: Mapping[str, Quality] = field(default_factory=dict, compare=False)
    cues: tuple[str, ...] = field(default=(), repr=False, compare=False)
    question: str = field(default="", repr=False, compare=False)

    @property
    def in_floor(self) -> bool:
        """Whether the relation belongs to the floor set (Theorem 2 applies to it)."""
        return self.arbitrary and self.single

    def on(self, kind: str | None) -> Quality | None:
        """Return what was measured on a kind of text, if anything was."""
        return self.text.get(kind) if kind else None


@dataclass(frozen=True, slots=True)
class RelationSet:
    """An ordered set of relations with distinct names."""

    relations: tuple[Relation, ...]
