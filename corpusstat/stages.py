"""What the stages need to know, apart from the stages: a process that only hands out work loads none of them."""

from __future__ import annotations

from dataclasses import dataclass

from corpusstat.relations import RelationSet

__all__ = ["Stages"]


@dataclass(frozen=True, slots=True)
class Stages:
    """What the stages need to know; it travels to worker processes.

    ``text``, ``id``, ``domain`` name columns (None: automatic), ``theta`` is the share of prompts kept and ``verify``
    a spaCy pipeline. ``languages`` are the ones that the relations' templates are in (empty: any): documents in others
    are counted, and nothing is extracted from them. ``strict`` stops at the first row that cannot be used.
    ``batch_bytes`` of text are worked on at once; it changes no result.
    """

    relations: RelationSet
    text: str | None = None
    id: str | None = None
    domain: str | None = None
    theta: float = 1.0
    verify: str | None = None
    languages: tuple[str, ...] = ()
    strict: bool = False
    batch_bytes: int = 8 << 20
