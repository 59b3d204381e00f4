"""One dictionary with a format version: what ``report.json`` holds and what the other views are drawn from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from corpusstat.estimate.assess import Integers, assess
from corpusstat.estimate.guess import Guess
from corpusstat.estimate.sizes import curves
from corpusstat.relations import RelationSet

__all__ = ["FORMAT", "build", "to_json"]

FORMAT = 1
"""Version of the report's form. What each version changed: 1 = first form."""


def _rejections(rejected: pl.DataFrame) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What was refused, summed by reason: whole documents; and proposals by relation (empty: pieces of text)."""
    documents = rejected.filter(pl.col("shard").is_not_null())
    proposals = rejected.filter(pl.col("shard").is_null())
    skipped = documents.group_by("reason").agg(pl.col("n").sum()).sort("reason")
    refused = proposals.group_by("relation", "reason").agg(pl.col("n").sum()).sort("relation", "reason")
    return skipped.to_dicts(), refused.to_dicts()


def _guessed(guess: Guess | None) -> dict[str, Any]:
    """How well a small classifier guesses the values of a relation from its entities' names; null: too few prompts."""
    if guess is None:
        return {"guessable": None, "guess": None}
    return {"guessable": guess.guessable, "guess": asdict(guess)}


def _add_distinct(domains: list[dict[str, Any]], counted: pl.DataFrame | None) -> None:
    """Add to each domain the distinct entities and documents with mentions of any relation, with their errors."""
    known = {(d, w): {"number": n, "error": e} for d, w, n, e in counted.rows()} if counted is not None else {}
    for row in domains:
        for what, name in (("entities", "entities"), ("documents", "documents_with_mentions")):
            row[name] = known.get((row["domain"], what), {"number": 0, "error": 0.0})


def build(
    counted: Integers,
    relations: RelationSet,
    rejected: pl.DataFrame,
    manifest: Mapping[str, Any],
    *,
    gamma: float,
    copies: Mapping[str, Any] | None = None,
    guesses: Mapping[str, Guess] | None = None,
    entities: pl.DataFrame | None = None,
) -> dict[str, Any]:
    """Build the report.

    Parameters
    ----------
    counted
        Integers only.
    relations
        The relations that were asked for.
    rejected
        REJECTED rows of the whole run.
    manifest
        Inputs, configuration and versions in short.
    gamma
        Probability that a bound may fail.
    copies
        How copies were found (threshold, permutations, cap), if they were looked for.
    guesses
        Per relation, whether its values follow from the names of entities.
    entities
        Per domain, distinct documents and entities with mentions (domain, what, number, error).

    Returns
    -------
    dict
        Keys ``format, gamma, corpus, domains, relations, cells, curves, skipped_documents, rejected, copies,
        manifest``; plain JSON values, in a fixed order.
    """
    found = assess(counted, relations, gamma=gamma)
    _add_distinct(found.domains, entities)
    for row in found.relations:
        row |= _guessed((guesses or {}).get(row["relation"]))
        row["flags"] += ["not arbitrary: values follow from names"] * (row["in_floor"] and row["guessable"] is True)
    skipped, refused = _rejections(rejected)
    return {
        "format": FORMAT,
        "gamma": gamma,
        "corpus": found.corpus,
        "domains": found.domains,
        "relations": found.relations,
        "cells": found.cells,
        "curves": curves(found.corpus, found.domains),
        "skipped_documents": skipped,
        "rejected": refused,
        "copies": dict(copies) if copies is not None else None,
        "manifest": dict(manifest),
    }


def to_json(report: Mapping[str, Any]) -> str:
    """Give a report as JSON text: one line for each estimate, so that two reports can be compared by eye."""
    parts = []
    for key, value in report.items():
        if isinstance(value, list):
            rows = ",\n  ".join(_line(row) for row in value)
            text = f"[\n  {rows}\n ]" if rows else "[]"
        else:
            text = _line(value)
        parts.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def estimates(report: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Give all estimates of a report: the corpus, the domains, the relations, the cells."""
    yield report["corpus"]
    for part in ("domains", "relations", "cells"):
        yield from report[part]
