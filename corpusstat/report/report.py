"""One dictionary with a format version: what ``report.json`` holds and what the other views are drawn from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

import polars as pl

from corpusstat.estimate.assess import assess
from corpusstat.estimate.guess import Guess
from corpusstat.estimate.index import Integers
from corpusstat.estimate.shares import wilson
from corpusstat.estimate.sizes import curves
from corpusstat.relations import RelationSet
from corpusstat.schema import ALL_DOMAINS, CELL, LANGUAGE

__all__ = ["FORMAT", "build", "to_json"]

FORMAT = 2
"""Version of the report's form. What each version changed: 1 = first form; 2 = ``floors`` (four of them, by name, with
every term), ``extraction``, ``guessing`` and ``spread`` in place of the tight floor and of ``sr_adjusted``."""


def _rejections(rejected: pl.DataFrame) -> dict[str, list[dict[str, Any]]]:
    """What was refused, summed by reason: whole documents, cells of kept ones, and proposals by relation."""
    of_rows = rejected.filter(pl.col("shard").is_not_null())
    cell = pl.col("relation").str.starts_with(CELL)
    proposals = rejected.filter(pl.col("shard").is_null())
    skipped, cells = (of_rows.filter(which).group_by("reason").agg(pl.col("n").sum()) for which in (~cell, cell))
    refused = proposals.group_by("relation", "reason").agg(pl.col("n").sum()).sort("relation", "reason")
    return {
        "skipped_documents": skipped.sort("reason").to_dicts(),
        "unused_cells": cells.sort("reason").to_dicts(),
        "rejected": refused.to_dicts(),
    }


def _add_languages(rows: Iterable[dict[str, Any]], tally: pl.DataFrame) -> None:
    """Add to the corpus and each domain the documents and bytes of each language, the largest first."""
    spoken = tally.filter(pl.col("relation").str.starts_with(LANGUAGE))
    spoken = spoken.with_columns(pl.col("relation").str.slice(len(LANGUAGE)).alias("language"))
    everywhere = spoken.with_columns(pl.lit(ALL_DOMAINS).alias("domain"))
    sums = pl.concat([spoken, everywhere]).group_by("domain", "language").agg(pl.col("documents", "bytes").sum())
    by_domain: dict[str, dict[str, dict[str, int]]] = {}
    for row in sums.sort("domain", -pl.col("bytes"), "language").iter_rows(named=True):
        counted = {"documents": row["documents"], "bytes": row["bytes"]}
        by_domain.setdefault(row["domain"], {})[row["language"]] = counted
    for row in rows:
        row["languages"] = by_domain.get(row["domain"], {})


def _guessed(guess: Guess | None) -> dict[str, Any]:
    """How well a small classifier guesses the values of a relation from its entities' names; null: too few prompts."""
    if guess is None:
        return {"guessable": None, "guess": None}
    return {"guessable": guess.guessable, "guess": asdict(guess)}


def _add_distinct(domains: list[dict[str, Any]], counted: pl.DataFrame | None) -> None:
    """Add to each domain the distinct entities and documents with mentions of any relation."""
    known = {row["domain"]: row for row in counted.iter_rows(named=True)} if counted is not None else {}
    for row in domains:
        for what, name in (("entities", "entities"), ("documents", "documents_with_mentions")):
            row[name] = {"number": known.get(row["domain"], {}).get(what, 0), "error": 0.0}


def _add_ends(row: dict[str, Any]) -> None:
    """Add to measured shares their 95 % Wilson interval, as ``low`` and ``high``."""
    for kind in ("precision", "recall"):
        share = row.get(kind)
        if share:
            low, high = wilson(round(share["value"] * share["n"]), share["n"])
            row[kind] = {**share, "low": low, "high": high}


def build(
    counted: Integers,
    relations: RelationSet,
    rejected: pl.DataFrame,
    manifest: Mapping[str, Any],
    *,
    gamma: float,
    kind: str | None = None,
    copies: Mapping[str, Any] | None = None,
    guesses: Mapping[str, Guess] | None = None,
    entities: pl.DataFrame | None = None,
    pooled: int = 0,
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
    kind
        Kind of text whose precision and recall, as the packs state them, correct the floors.
    copies
        How copies were found (threshold, permutations, cap), if they were looked for.
    guesses
        Per relation, whether its values follow from the names of entities.
    entities
        Per domain, distinct documents and entities with mentions (domain, documents, entities).
    pooled
        How many domains stand together in one.

    Returns
    -------
    dict
        Keys ``format, gamma, corpus, domains, relations, cells, curves, skipped_documents, rejected, copies,
        manifest``; plain JSON values, in a fixed order.
    """
    found = assess(counted, relations, gamma=gamma, kind=kind)
    _add_distinct(found.domains, entities)
    for row in found.relations:
        row |= _guessed((guesses or {}).get(row["relation"]))
        row["flags"] += ["not arbitrary: values follow from names"] * (row["in_floor"] and row["guessable"] is True)
    for row in (found.corpus, *found.domains, *found.relations, *found.cells):
        _add_ends(row)
    _add_languages([found.corpus, *found.domains], counted.tally)
    return {
        "format": FORMAT,
        "gamma": gamma,
        "corpus": found.corpus,
        "domains": found.domains,
        "pooled_domains": pooled,
        "relations": found.relations,
        "cells": found.cells,
        "curves": curves(found.corpus, found.domains),
        **_rejections(rejected),
        "copies": dict(copies) if copies is not None else None,
        "manifest": dict(manifest),
    }


def to_json(report: Mapping[str, Any]) -> str:
    """Return a report as JSON text: one line for each estimate, so that two reports can be compared by eye."""
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
    """Yield all estimates of a report: the corpus, the domains, the relations, the cells."""
    yield report["corpus"]
    for part in ("domains", "relations", "cells"):
        yield from report[part]
