"""Labelled documents of ``tests/judged/kinds.jsonl``, and what the extractor finds in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
from extracting import FLOOR, RELATIONS, run

from corpusstat.normalise.names import entity
from corpusstat.normalise.normalise import canonical_value, normalise

_BY_NAME = {r.name: r for r in RELATIONS.relations}

Fact = tuple[str, str, str | None]
"""Relation, entity, canonical value (None: stated to be unknown)."""

LABELLED: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent.parent / "judged/kinds.jsonl").read_text("utf-8").splitlines()
]


def facts_of(documents: Sequence[str]) -> list[set[Fact]]:
    """Floor-set facts found in each document: relation, entity and value in canonical form."""
    proposals = run(*documents).proposals.filter(pl.col("relation").is_in(list(FLOOR)))
    mentions = normalise(proposals, RELATIONS).mentions
    found: list[set[Fact]] = [set() for _ in documents]
    for row, relation, name, value in mentions.select("row", "relation", "entity", "value").iter_rows():
        found[row].add((relation, _entity(relation, name), value))
    return found


def expected_of(labelled: Sequence[Sequence[str | None]]) -> set[Fact]:
    """The labelled facts of one document, in the form of `facts_of`."""
    return {(str(r), _entity(str(r), str(e)), _value(str(r), v)) for r, e, v in labelled}


def _entity(relation: str, name: str) -> str:
    found = entity(name, _BY_NAME[relation].subject)
    return found.key if found else name


def _value(relation: str, value: str | None) -> str | None:
    return None if value is None else canonical_value(value, _BY_NAME[relation].value)
