"""PROPOSAL → MENTION: canonical entities and values, the prompt's key, one mention per document and prompt.

Each type has one function (in the modules names, dates, numbers and places beside this one); what it gives for
a string is remembered, and the rest is columns. Documents do not influence each other, so how they fall into batches
does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import polars as pl

from corpusstat.normalise.dates import date, day_range
from corpusstat.normalise.names import KINDS, PRONOUNS, Entity, entity, names_a_person
from corpusstat.normalise.numbers import number
from corpusstat.normalise.places import nationality, place
from corpusstat.relations import RelationSet
from corpusstat.schema import MENTION, REJECTED, polars_schema, stable_hash

__all__ = ["Entity", "Normalised", "annotate", "canonical_value", "entity", "normalise", "prompt_key"]

_REMEMBERED: Final = 1 << 16
"""How many names and values are remembered: in one batch and from batch to batch, many are the same."""


@dataclass(frozen=True, slots=True)
class Normalised:
    """What became of a batch of proposals: MENTION rows, and REJECTED rows summed by domain, relation and reason."""

    mentions: pl.DataFrame
    rejected: pl.DataFrame


def _name(kind: str) -> Callable[[str], str | None]:
    def key(text: str) -> str | None:
        found = entity(text, kind)
        if found is None or found.key in PRONOUNS or (kind == "person" and not names_a_person(found.key)):
            return None
        return found.key

    return key


def _date(text: str) -> str | None:
    found = date(text)
    return str(found) if found else None


def _year(text: str) -> str | None:
    found = date(text)
    return str(type(found)(found.year)) if found else None


def _number(text: str) -> str | None:
    found = number(text)
    return str(found) if found else None


_VALUES: Final[dict[str, Callable[[str], str | None]]] = {kind: _name(kind) for kind in KINDS} | {
    "place": place,
    "party": _name("name"),
    "nationality": nationality,
    "date": _date,
    "year": _year,
    "number": _number,
    "quantity": _number,
}


def canonical_value(text: str, kind: str) -> str | None:
    """Return the canonical form of a value of a slot type; None if it is no such value.

    >>> canonical_value("7 Nov. 1867", "date"), canonical_value("3.5 million", "number")
    ('1867-11-07', '3500000')
    >>> canonical_value("Warsaw, Poland", "place"), canonical_value("he", "person")
    ('warsaw', None)
    """
    return _VALUES[kind](text)


def prompt_key(relation: str, subject: Entity, value: str | None = None) -> int:
    """Return the key of a prompt, or with a canonical value that of a statement (KV24).

    >>> e = entity("Marie Curie", "person")
    >>> prompt_key("birth_date", e) == stable_hash("birth_date", "marie curie")
    True
    """
    return _key(relation, subject.key, value)


def annotate(proposals: pl.DataFrame, relations: RelationSet) -> pl.DataFrame:
    """Add canonical forms to PROPOSAL rows; keeps their number and order.

    New columns: ``entity`` (for display), ``entity_key``, ``canonical`` (the value; null = IDK or unreadable)
    and ``reason`` (why the row is no mention; null = it is one).
    """
    known = {r.name: r for r in relations.relations}
    asked = [known[name] for name in proposals["relation"].to_list()]
    subjects = list(map(_subject, proposals["subject"].to_list(), [r.subject for r in asked]))
    values = list(map(_value, proposals["value"].to_list(), [r.value for r in asked]))
    rows = proposals.with_columns(
        _strings("entity", [display for display, _, _ in subjects]),
        _strings("entity_key", [key for _, key, _ in subjects]),
        _strings("canonical", [canonical for canonical, _ in values]),
    )
    nameless = pl.when(pl.col("name_start").is_null()).then(pl.lit(NAMELESS))
    no_subject = _strings("subject", [reason for _, _, reason in subjects])
    no_value = _strings("value", [reason for _, reason in values])
    itself = pl.when(pl.col("canonical") == pl.col("entity_key")).then(pl.lit("value: the subject itself"))
    return rows.with_columns(reason=pl.coalesce(nameless, no_subject, no_value, itself))


def normalise(proposals: pl.DataFrame, relations: RelationSet) -> Normalised:
    """Turn PROPOSAL rows into MENTION rows, at most one per document and prompt.

    Of several answers in a document the first in the text counts, or what states the same date more precisely; IDK
    counts only where the document gives no
    answer. For many-valued relations each statement counts once. Rows come out in the order of the text.
    """
    rows = annotate(proposals, relations)
    refused = pl.col("reason").is_not_null()
    rejected = (
        rows.filter(refused)
        .group_by("domain", "relation", "reason")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("domain", "relation", "reason")
    )
    return Normalised(_mentions(rows.filter(~refused), relations), _conform(rejected, REJECTED_SCHEMA))


NAMELESS: Final = "subject: a pronoun without a name"
_DATED: Final = frozenset(("date", "year"))
"""Types whose values may be stated more or less precisely."""
MENTION_SCHEMA: Final = polars_schema(MENTION)
REJECTED_SCHEMA: Final = polars_schema(REJECTED)
_DOCUMENT: Final = ["shard", "row_group", "row", "doc_key"]


def _mentions(rows: pl.DataFrame, relations: RelationSet) -> pl.DataFrame:
    order = [*_DOCUMENT, "start", "end", "relation", "key"]
    ties = ["value_start", "subject_start", "template", "canonical", "entity"]
    rows = _without_answered_idk(rows)
    rows = rows.with_columns(
        pl.col("doc_key").reinterpret(signed=False).floordiv(1 << 58).cast(pl.Int8).alias("group"),
        pl.col("canonical").alias("value"),
        *_keys(rows, relations),
    ).sort([*order, *ties], nulls_last=True)
    return _conform(_finest(rows).sort([*order, *ties], nulls_last=True), MENTION_SCHEMA)


def _finest(rows: pl.DataFrame) -> pl.DataFrame:
    """Leave one row of each document and prompt: the first, or the first of the most precise inside its range."""
    prompt = [*_DOCUMENT, "key"]
    low, high = pl.col("value_low"), pl.col("value_high")
    inside = (low >= low.first().over(prompt)) & (high <= high.first().over(prompt))
    rows = rows.with_row_index("place").filter(inside.fill_null(True))
    rows = rows.sort(high - low, "place", nulls_last=True).unique(prompt, keep="first", maintain_order=True)
    return rows.drop("place")


def _without_answered_idk(rows: pl.DataFrame) -> pl.DataFrame:
    idk = pl.col("canonical").is_null()
    silent, answers = rows.filter(idk), rows.filter(~idk)
    return pl.concat([answers, silent.join(answers, on=[*_DOCUMENT, "relation", "entity_key"], how="anti")])


def _keys(rows: pl.DataFrame, relations: RelationSet) -> list[pl.Series]:
    """Return the columns ``key``, ``value_key``, ``value_low`` and ``value_high``."""
    many = {r.name for r in relations.relations if not r.single}
    names, subjects, values = (rows[c].to_list() for c in ("relation", "entity_key", "canonical"))
    statements = [value if name in many else None for name, value in zip(names, values, strict=True)]
    kinds = {r.name: r.value for r in relations.relations}
    hashes = [None if v is None else stable_hash(v) for v in values]
    ranges = [
        (h, h) if v is None or kinds[name] not in _DATED else day_range(v)
        for name, v, h in zip(names, values, hashes, strict=True)
    ]
    return [
        pl.Series("key", list(map(_key, names, subjects, statements)), pl.Int64),
        pl.Series("value_key", hashes, pl.Int64),
        pl.Series("value_low", [low for low, _ in ranges], pl.Int64),
        pl.Series("value_high", [high for _, high in ranges], pl.Int64),
    ]


def _key(relation: str, subject: str, statement: str | None) -> int:
    parts = (relation, subject) if statement is None else (relation, subject, statement)
    return stable_hash(*parts)


@lru_cache(maxsize=_REMEMBERED)
def _subject(text: str, kind: str) -> tuple[str | None, str | None, str | None]:
    """Return a subject's display, its key and why it is none."""
    found = entity(text, kind)
    if found is None:
        return None, None, "subject: not a name"
    reason = None
    if found.key in PRONOUNS:
        reason = NAMELESS
    elif kind == "person" and not names_a_person(found.key):
        reason = "subject: not a person"
    return found.display, found.key, reason


@lru_cache(maxsize=_REMEMBERED)
def _value(text: str | None, kind: str) -> tuple[str | None, str | None]:
    """Return a value's canonical form and why it has none."""
    if text is None:
        return None, None
    canonical = _VALUES[kind](text)
    return canonical, f"value: not a {kind}" if canonical is None else None


def _strings(name: str, values: Sequence[str | None]) -> pl.Series:
    return pl.Series(name, values, pl.String)


def _conform(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Select the columns of a schema, in its order and types; what is missing is null."""
    have = set(rows.columns)
    return rows.select((pl.col(c) if c in have else pl.lit(None)).cast(t).alias(c) for c, t in schema.items())
