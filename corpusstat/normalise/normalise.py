"""PROPOSAL → MENTION: canonical entities and values, the prompt's key, one mention per document and prompt.

Each type has one function (in the modules names, dates, numbers and places beside this one); each runs once per
distinct string, and the rest is columns. Documents do not influence each other, so how they fall into batches does
not matter.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import polars as pl

from corpusstat.normalise.dates import date
from corpusstat.normalise.names import KINDS, PRONOUNS, Entity, entity, names_a_person
from corpusstat.normalise.numbers import number
from corpusstat.normalise.places import nationality, place
from corpusstat.relations import RelationSet
from corpusstat.schema import MENTION, REJECTED, polars_schema, stable_hash

__all__ = ["Entity", "Normalised", "annotate", "canonical_value", "entity", "normalise", "prompt_key"]


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
    "nationality": nationality,
    "date": _date,
    "year": _year,
    "number": _number,
    "quantity": _number,
}


def canonical_value(text: str, kind: str) -> str | None:
    """Give the canonical form of a value of a slot type; None if it is no such value.

    >>> canonical_value("7 Nov. 1867", "date"), canonical_value("3.5 million", "number")
    ('1867-11-07', '3500000')
    >>> canonical_value("Warsaw, Poland", "place"), canonical_value("he", "person")
    ('warsaw', None)
    """
    return _VALUES[kind](text)


def prompt_key(relation: str, subject: Entity, value: str | None = None) -> int:
    """Give the key of a prompt, or with a canonical value that of a statement (KV24).

    >>> e = entity("Marie Curie", "person")
    >>> prompt_key("birth_date", e) == stable_hash("birth_date", "marie curie")
    True
    """
    parts = (relation, subject.key) if value is None else (relation, subject.key, value)
    return stable_hash(*parts)


def annotate(proposals: pl.DataFrame, relations: RelationSet) -> pl.DataFrame:
    """Add canonical forms to PROPOSAL rows; keeps their number and order.

    New columns: ``entity`` (for display), ``entity_key``, ``canonical`` (the value; null = IDK or unreadable)
    and ``reason`` (why the row is no mention; null = it is one).
    """
    kinds = pl.DataFrame(
        {
            "relation": [r.name for r in relations.relations],
            "subject_kind": [r.subject for r in relations.relations],
            "value_kind": [r.value for r in relations.relations],
        },
        schema=dict.fromkeys(("relation", "subject_kind", "value_kind"), pl.String()),
    )
    rows = proposals.join(kinds, on="relation", how="left", maintain_order="left")
    made = {"entity": pl.String(), "entity_key": pl.String(), "fits": pl.Boolean()}
    rows = _mapped(rows, ["subject", "subject_kind"], made, _subject)
    rows = _mapped(rows, ["value", "value_kind"], {"canonical": pl.String()}, _value)
    unreadable = pl.col("value").is_not_null() & pl.col("canonical").is_null()
    reason = (
        pl.when(pl.col("name_start").is_null() | pl.col("entity_key").is_in(sorted(PRONOUNS)))
        .then(pl.lit("subject: a pronoun without a name"))
        .when(pl.col("entity_key").is_null())
        .then(pl.lit("subject: not a name"))
        .when(~pl.col("fits"))
        .then(pl.concat_str([pl.lit("subject: not a "), pl.col("subject_kind")]))
        .when(unreadable)
        .then(pl.concat_str([pl.lit("value: not a "), pl.col("value_kind")]))
        .when(pl.col("canonical") == pl.col("entity_key"))
        .then(pl.lit("value: the subject itself"))
    )
    return rows.with_columns(reason=reason).drop("subject_kind", "value_kind", "fits")


def normalise(proposals: pl.DataFrame, relations: RelationSet) -> Normalised:
    """Turn PROPOSAL rows into MENTION rows, at most one per document and prompt.

    Of several answers in a document the first in the text counts; IDK counts only where the document gives no
    answer. For many-valued relations each statement counts once. Rows come out in the order of the text.
    """
    rows = annotate(proposals, relations)
    rejected = (
        rows.filter(pl.col("reason").is_not_null())
        .group_by("domain", "relation", "reason")
        .agg(n=pl.len().cast(pl.Int64))
        .sort("domain", "relation", "reason")
    )
    return Normalised(_mentions(rows, relations), _conform(rejected, REJECTED_SCHEMA))


MENTION_SCHEMA: Final = polars_schema(MENTION)
REJECTED_SCHEMA: Final = polars_schema(REJECTED)
_DOCUMENT = ["shard", "row_group", "row", "doc_key"]


def _mentions(rows: pl.DataFrame, relations: RelationSet) -> pl.DataFrame:
    single = [r.name for r in relations.relations if r.single]
    rows = rows.filter(pl.col("reason").is_null()).with_columns(
        statement=pl.when(~pl.col("relation").is_in(single)).then(pl.col("canonical"))
    )
    rows = _mapped(rows, ["relation", "entity_key", "statement"], {"key": pl.Int64()}, _key)
    rows = _mapped(rows, ["canonical"], {"value_key": pl.Int64()}, _hash)
    idk = pl.col("canonical").is_null()
    answered = (~idk).any().over([*_DOCUMENT, "relation", "entity_key"])
    first = ["start", "end", "value_start", "subject_start", "template", "canonical", "entity"]
    rows = (
        rows.filter(~(idk & answered))
        .sort([*_DOCUMENT, *first], nulls_last=True)
        .unique([*_DOCUMENT, "key"], keep="first", maintain_order=True)
        .with_columns(
            group=pl.col("doc_key").reinterpret(signed=False).floordiv(1 << 58).cast(pl.Int8),
            value=pl.col("canonical"),
        )
        .sort([*_DOCUMENT, "start", "end", "relation", "key"])
    )
    return _conform(rows, MENTION_SCHEMA)


def _subject(text: str, kind: str) -> tuple[str | None, str | None, bool]:
    found = entity(text, kind)
    if found is None:
        return None, None, True
    return found.display, found.key, kind != "person" or names_a_person(found.key)


def _value(text: str | None, kind: str) -> tuple[str | None]:
    return (None if text is None else _VALUES[kind](text),)


def _key(relation: str, subject: str, statement: str | None) -> tuple[int]:
    return (prompt_key(relation, Entity(subject, subject), statement),)


def _hash(value: str | None) -> tuple[int | None]:
    return (None if value is None else stable_hash(value),)


def _mapped(
    rows: pl.DataFrame, by: list[str], schema: dict[str, pl.DataType], function: Callable[..., tuple[object, ...]]
) -> pl.DataFrame:
    """Add columns computed in Python, once per distinct combination of the columns ``by``."""
    distinct = rows.select(by).unique(maintain_order=True)
    made = pl.DataFrame([function(*row) for row in distinct.iter_rows()], schema=schema, orient="row")
    return rows.join(distinct.hstack(made), on=by, how="left", nulls_equal=True, maintain_order="left")


def _conform(rows: pl.DataFrame, schema: pl.Schema) -> pl.DataFrame:
    """Select the columns of a schema, in its order and types; what is missing is null."""
    have = set(rows.columns)
    return rows.select((pl.col(c) if c in have else pl.lit(None)).cast(t).alias(c) for c, t in schema.items())
