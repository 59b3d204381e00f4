"""The tables that flow from stage to stage: their columns, and the version of their form.

What each version changed: 1 = first form; 2 = MENTION has the range that a value may lie in;
3 = MENTION has a grade, TALLY counts mentions by grade.

Keys are signed 64-bit integers, because not every engine carries unsigned ones. A key read as
unsigned is uniform on [0, 2^64): the document group and the prompt sample are taken from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import polars as pl
import pyarrow as pa
import xxhash

__all__ = [
    "ALL_DOMAINS",
    "CELL",
    "COPY",
    "COUNT",
    "DOCUMENT",
    "DOCUMENTS",
    "FLOOR_SET",
    "GRADE",
    "GROUPS",
    "HASH_NAME",
    "JACKKNIFE",
    "LANGUAGE",
    "MENTION",
    "OPENING",
    "OTHER_DOMAINS",
    "PROPOSAL",
    "REJECTED",
    "SCHEMA_VERSION",
    "SPECTRUM",
    "TALLY",
    "Parts",
    "group_of",
    "label",
    "metadata",
    "polars_schema",
    "stable_hash",
]

SCHEMA_VERSION: Final = 3
HASH_NAME: Final = "xxh3-64:seed=0"
GROUPS: Final = 64
"""Number of document groups of the delete-a-group jackknife."""

ALL_DOMAINS: Final = "*"
"""The value of ``domain`` in rows about the whole corpus."""
LANGUAGE: Final = "@"
"""What the value of ``relation`` begins with in rows about a language: ``@en``."""
OPENING: Final = "~"
"""What it begins with in rows about how documents open: ``~entry``, ``~other`` (`read.openings`)."""
GRADE: Final = "%"
"""What it begins with in rows that count mentions by grade: ``%birth_date/5`` (`relations.confidence`)."""
CELL: Final = "*"
"""What ``relation`` begins with in REJECTED rows about a cell of a document that was kept: ``*id``, ``*domain``."""
OTHER_DOMAINS: Final = "(other domains)"
"""The domain that stands for all that are too small to be reported alone, where there are very many."""
FLOOR_SET: Final = "*"
"""The value of ``relation`` in rows about all relations of the floor set together."""


def label(relations: Sequence[str]) -> str:
    """Return the value of ``relation`` in rows of DOCUMENTS about some relations together.

    >>> label(("birth_date", "death_date"))
    'birth_date+death_date'
    """
    return "+".join(relations)


def stable_hash(*parts: str) -> int:
    r"""Hash strings to a signed 64-bit integer (xxh3-64, seed 0, parts joined by U+001F).

    The same on every machine and in every version; the function's name is stored in each file.

    >>> stable_hash("birth_date", "marie curie")
    1636129389978812398
    """
    unsigned = xxhash.xxh3_64_intdigest("\x1f".join(parts).encode("utf-8", "surrogatepass"))
    return unsigned - (1 << 64) if unsigned >= 1 << 63 else unsigned


def group_of(doc_key: int) -> int:
    """Group (0–63) of a document: the top six bits of its key, read as unsigned.

    >>> group_of(-1), group_of(0)
    (63, 0)
    """
    return (doc_key & ((1 << 64) - 1)) >> 58


DOCUMENT: Final = pa.schema(
    [
        ("doc_key", pa.int64()),  # stable_hash(source, id)
        ("domain", pa.string()),
        ("text", pa.string()),
        ("shard", pa.string()),
        ("row_group", pa.int32()),
        ("row", pa.int32()),  # row inside the row group, from 0
    ]
)
"""One row is a document."""

PROPOSAL: Final = pa.schema(
    [
        ("doc_key", pa.int64()),
        ("domain", pa.string()),
        ("shard", pa.string()),
        ("row_group", pa.int32()),
        ("row", pa.int32()),
        ("relation", pa.string()),
        ("template", pa.string()),  # "<relation>/<index in the pack>", IDK templates "<relation>/idk<index>"
        ("subject", pa.string()),  # resolved: a pronoun's antecedent, the longest form of a short name
        ("value", pa.string()),  # as written (a pronoun is resolved here too); null = IDK
        ("sentence", pa.string()),
        ("start", pa.int32()),  # hull of subject mention and value; this and all below: characters of the text
        ("end", pa.int32()),
        ("subject_start", pa.int32()),  # the mention in the sentence, e.g. the pronoun
        ("subject_end", pa.int32()),
        ("value_start", pa.int32()),  # null for IDK
        ("value_end", pa.int32()),
        ("name_start", pa.int32()),  # where the subject's resolved name is; null: the pronoun stayed unresolved
        ("name_end", pa.int32()),
        ("grade", pa.int8()),  # how sure it is, by how it is stated (`relations.confidence`); null = IDK, or not known
    ]
)
"""One row is a proposed fact, between extraction and normalisation. Positions are half-open."""

MENTION: Final = pa.schema(
    [
        ("doc_key", pa.int64()),
        ("domain", pa.string()),
        ("group", pa.int8()),  # group_of(doc_key)
        ("relation", pa.string()),
        ("entity", pa.string()),  # the subject as written, cleaned, for display
        ("value", pa.string()),  # canonical value; null = IDK
        ("key", pa.int64()),  # the prompt: stable_hash(relation, canonical entity[, canonical value])
        ("value_key", pa.int64()),  # stable_hash of the canonical value; null = IDK
        ("value_low", pa.int64()),  # the range it may lie in: dates as YYYYMMDD, from 19530000 to 19539999 for "1953";
        ("value_high", pa.int64()),  # all others from value_key to value_key. Two answers agree iff their ranges meet
        ("template", pa.string()),  # "<relation>/<index in the pack>"
        ("sentence", pa.string()),
        ("shard", pa.string()),
        ("row_group", pa.int32()),
        ("row", pa.int32()),
        ("start", pa.int32()),  # the fact (subject to value) in the document's text, in characters, half-open
        ("end", pa.int32()),
        ("grade", pa.int8()),  # how sure, by how it is stated: a row of the table grades; null = IDK, or not judged
    ]
)
"""One row is a (document, prompt, response): at most one per document and prompt.

For relations with one right value (``single``) the prompt is (relation, entity). For many-valued
relations the unit is the statement (KV24), so the key covers the value too; their IDK rows use (relation, entity).
"""

TALLY: Final = pa.schema(
    [
        ("domain", pa.string()),
        ("relation", pa.string()),  # a relation, FLOOR_SET; in group 0 marks: LANGUAGE, OPENING, GRADE and more
        ("group", pa.int8()),
        ("documents", pa.int64()),  # FLOOR_SET: all read; marks: such (grade: mentions); relation: with a mention
        ("bytes", pa.int64()),  # UTF-8 bytes of text; 0 in rows of relations
        ("n", pa.int64()),  # mentions, IDK included
        ("n_idk", pa.int64()),
        ("n_sq", pa.int64()),  # sum over documents of (mentions in the document)^2
    ]
)
"""Exact counters, also when prompts are sampled. **Merges by addition.** One row per (domain, relation, group)."""

REJECTED: Final = pa.schema(
    [
        ("domain", pa.string()),
        ("relation", pa.string()),  # "" where a whole document was skipped, CELL and a column's role for a cell
        ("reason", pa.string()),
        ("shard", pa.string()),  # the document, where one was skipped; null in summed rows
        ("row_group", pa.int32()),
        ("row", pa.int32()),
        ("n", pa.int64()),
    ]
)
"""What was skipped, and why. Summed per (domain, relation, reason), but one row for each skipped document."""

COUNT: Final = pa.schema(
    [
        ("relation", pa.string()),
        ("key", pa.int64()),
        ("domain", pa.string()),
        ("group", pa.int8()),
        ("n", pa.int64()),  # mentions with an answer (IDK excluded)
        ("n_idk", pa.int64()),
        ("n_sources", pa.int64()),  # of n, those that represent their near-duplicate cluster
        ("n_idk_sources", pa.int64()),  # of n_idk, the same
        ("value_min", pa.int64()),  # least value_high and greatest value_low: the answers conflict iff
        ("value_max", pa.int64()),  # value_min < value_max
    ]
)
"""One row per (relation, key, domain, group). **Merges**: sums, minima, maxima; the empty table is the identity."""

COPY: Final = pa.schema(
    [
        ("relation", pa.string()),
        ("key", pa.int64()),
        ("domain", pa.string()),
        ("group", pa.int8()),
        ("value_key", pa.int64()),  # null = a copied IDK
        ("doc_key", pa.int64()),
        ("shard", pa.string()),
        ("row_group", pa.int32()),
        ("row", pa.int32()),
        ("source_doc_key", pa.int64()),  # the mention that represents it: the first of its near-duplicates
        ("source_shard", pa.string()),
        ("source_row_group", pa.int32()),
        ("source_row", pa.int32()),
    ]
)
"""One row per mention that repeats another mention of the same prompt. **Merges** only within one run."""

SPECTRUM: Final = pa.schema(
    [
        ("domain", pa.string()),  # or ALL_DOMAINS
        ("relation", pa.string()),  # or FLOOR_SET
        ("scope", pa.string()),  # corpus | domain
        ("unit", pa.string()),  # mentions | sources
        ("k", pa.int64()),
        ("f", pa.int64()),  # prompts with count k (corpus scope: counted corpus-wide, with a mention in the domain)
        ("m", pa.int64()),  # mentions in this domain of those prompts (m = k·f for ALL_DOMAINS and domain scope)
    ]
)
"""Frequencies of frequencies. **Never merged** across shards or domains: computed from COUNT."""

JACKKNIFE: Final = pa.schema(
    [
        ("domain", pa.string()),
        ("relation", pa.string()),
        ("scope", pa.string()),
        ("unit", pa.string()),
        ("group", pa.int8()),
        ("f1", pa.int64()),  # f_1 once the documents of this group are deleted
        ("n", pa.int64()),  # N once they are deleted (exact; IDK included)
    ]
)
"""What the delete-a-group jackknife needs: 64 rows per stratum."""

DOCUMENTS: Final = pa.schema(
    [
        ("domain", pa.string()),
        ("relation", pa.string()),  # or FLOOR_SET, or several joined by +
        ("scope", pa.string()),
        ("unit", pa.string()),
        ("documents", pa.int64()),  # documents g with mentions
        ("n", pa.int64()),  # Σ n_g: mentions of prompts kept, IDK included
        ("n_sq", pa.int64()),  # Σ n_g²
        ("f1", pa.int64()),  # Σ s_g: singletons, in the scope
        ("f1_sq", pa.int64()),  # Σ s_g²
        ("f1_n", pa.int64()),  # Σ s_g n_g
        ("f2", pa.int64()),  # prompts answered twice (in the scope), both times in this domain
        ("f2_sq", pa.int64()),  # Σ over ordered pairs g ≠ h of (those of them that g and h answer)²
    ]
)
"""Sums over documents: the variance of a floor whose facts come in documents (THEORY, section 8). Of prompts kept."""


def metadata(**more: str) -> dict[bytes, bytes]:
    """Key-value metadata for every file we write: the form's version and the name of the hash."""
    pairs = {"corpusstat.schema": str(SCHEMA_VERSION), "corpusstat.hash": HASH_NAME} | more
    return {k.encode(): v.encode() for k, v in pairs.items()}


def polars_schema(schema: pa.Schema) -> pl.Schema:
    """Return the same columns as a Polars schema.

    >>> polars_schema(JACKKNIFE)["group"]
    Int8
    """
    frame = pl.from_arrow(pa.Table.from_batches([], schema))  # not empty_table(), which imports pandas where it is
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
    return frame.schema


@dataclass(frozen=True, slots=True)
class Parts:
    """The results of the work on a unit: tables MENTION, REJECTED, TALLY; documents and UTF-8 text bytes read."""

    mentions: pa.Table
    rejected: pa.Table
    tally: pa.Table
    rows: int = 0
    bytes: int = 0
