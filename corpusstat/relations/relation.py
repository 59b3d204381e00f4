"""What a relation is."""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["Precision", "Relation", "RelationSet"]


@dataclass(frozen=True, slots=True)
class Precision:
    """Measured precision of a relation: a share, the number judged, and on what."""

    value: float
    n: int
    on: str


@dataclass(frozen=True, slots=True)
class Relation:
    """One relation: prompt = (entity, ``name``).

    ``answers`` is |E_c| + 1, how many answers look plausible (None: the distinct values seen).
    ``arbitrary`` says whether the Arbitrary Facts model fits, ``single`` whether a prompt has one right value;
    a relation is in the floor set iff both hold, else ``reason`` says why not. ``symmetric``: each fact is also
    read the other way round. ``question`` asks a model for the value of ``{subject}``; it cannot change what is
    counted, so it is not part of what identifies a relation.
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
    precision: Precision | None = None
    question: str = field(default="", repr=False, compare=False)

    @property
    def in_floor(self) -> bool:
        """Whether the relation belongs to the floor set (Theorem 2 applies to it)."""
        return self.arbitrary and self.single


@dataclass(frozen=True, slots=True)
class RelationSet:
    """An ordered set of relations with distinct names."""

    relations: tuple[Relation, ...]
