"""Try relations on a sentence: what is found, what is refused and why, and what did not match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

import polars as pl

from corpusstat.extract.extract import extract, with_cue
from corpusstat.normalise.normalise import normalise
from corpusstat.relations import Relation, RelationSet
from corpusstat.relations.example import example
from corpusstat.schema import DOCUMENT, polars_schema

__all__ = ["tried"]

_NEAREST: Final = 3
_MOST_SILENT: Final = 5
_DOUBLED: Final = re.compile(r"\b(\w+) \1\b")
_SLOT: Final = re.compile(r"\{[^{}]*\}|…")
_WORD: Final = re.compile(r"[a-z][a-z'’]+")


def tried(text: str, relations: RelationSet) -> list[dict[str, Any]]:
    """Put a text to some relations, as a document of its own.

    Parameters
    ----------
    text
        A sentence, or several.
    relations
        What to look for.

    Returns
    -------
    list of dict
        ``relation``, ``outcome`` (*found*, *refused*, *no match* or *no words*) and ``why``; of what was found also
        ``entity``, ``value`` (null: "not known") and ``template``. *No match*: the text has the words that some
        template needs, but none fits; ``nearest`` are those that share most words with it. *No words*: it lacks them.
        Where many relations are tried, those without words are left out.
    """
    place = {"doc_key": 0, "domain": "", "text": text, "shard": "", "row_group": 0, "row": 0}
    document = pl.DataFrame([{name: place.get(name) for name in DOCUMENT.names}], schema=polars_schema(DOCUMENT))
    proposed = extract(document, relations)
    normal = normalise(proposed.proposals, relations)
    rows = [_found(m, proposed.proposals) for m in normal.mentions.iter_rows(named=True)]
    refused = pl.concat([proposed.rejected, normal.rejected.select(proposed.rejected.columns)])
    for relation, reason in refused.select("relation", "reason").unique(maintain_order=True).iter_rows():
        rows.append({"relation": relation, "outcome": "refused", "why": reason})
    spoken = {row["relation"] for row in rows}
    silent = [_silent(document, text, r) for r in relations.relations if r.name not in spoken]
    if len(relations.relations) > _MOST_SILENT:
        silent = [row for row in silent if row["outcome"] == "no match"]
    return [*rows, *silent]


def _found(mention: dict[str, Any], proposals: pl.DataFrame) -> dict[str, Any]:
    by = proposals.filter(relation=mention["relation"])["template"].to_list()
    return {
        "relation": mention["relation"],
        "outcome": "found",
        "why": "",
        "entity": mention["entity"],
        "value": mention["value"],
        "template": by[0] if by else "",
    }


def _silent(document: pl.DataFrame, text: str, relation: Relation) -> dict[str, Any]:
    """Say why a relation says nothing of a text."""
    if with_cue(document, RelationSet((relation,))).is_empty():
        outcome, why = "no words", "no sentence has the words that one of its templates needs"
    else:
        outcome, why = "no match", "the words of a template are there, but no template fits as a whole"
    return {"relation": relation.name, "outcome": outcome, "why": why, "nearest": list(_nearest(text, relation))}


def _nearest(text: str, relation: Relation) -> Iterator[str]:
    """Templates, written out, that share most words with a text."""
    words = set(_WORD.findall(text.lower()))
    shown = dict.fromkeys(_DOUBLED.sub(r"\1", example(t)) for t in relation.templates)  # of two choices, one

    def distance(template: str) -> tuple[float, int]:
        needed = set(_WORD.findall(_SLOT.sub(" ", template).lower()))
        return len(needed - words) / max(len(needed), 1), -len(needed & words)

    yield from sorted(shown, key=distance)[:_NEAREST]
