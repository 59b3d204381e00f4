"""DOCUMENT and MENTION → TALLY: exact integer counters per (domain, relation, document group)."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from corpusstat.schema import FLOOR_SET, GRADE, TALLY, polars_schema

__all__ = ["add_tallies", "tally"]

_KEY = ["domain", "relation", "group"]
_SUMS = ["documents", "bytes", "n", "n_idk", "n_sq"]


def document_group() -> pl.Expr:
    """Group 0–63 of a document: the top six bits of ``doc_key`` read as unsigned (``schema.group_of``)."""
    return (pl.col("doc_key").reinterpret(signed=False) // 2**58).cast(pl.Int8).alias("group")


def tally(
    documents: pl.DataFrame, mentions: pl.DataFrame, floor_set: Sequence[str], marks: Sequence[pl.Series] = ()
) -> pl.DataFrame:
    """Count documents, bytes and examples.

    Parameters
    ----------
    documents
        DOCUMENT rows.
    mentions
        The MENTION rows found in them, one per (document, prompt); all of them, before any prompt sampling.
    floor_set
        Names of the relations that the floor is over: they are also counted together, as relation ``*``.
    marks
        What else is counted of documents, a name for each (null: none): ``@en``, ``~entry``.

    Returns
    -------
    polars.DataFrame
        TALLY rows. ``n_sq`` sums, over documents, the square of the document's examples (of that relation, or of the
        whole floor set): with it ``N_eff = N² / Σ n_g²``.

    >>> d = pl.DataFrame({"doc_key": [1, 2], "domain": ["a", "a"], "text": ["xy", "z"]})
    >>> m = pl.DataFrame({"doc_key": [1, 1], "domain": ["a", "a"], "relation": ["r", "r"], "value": ["v", None]})
    >>> tally(d, m.with_columns(grade=pl.Series([6, None])), ["r"]).rows()
    [('a', '%r/6', 0, 1, 0, 0, 0, 0), ('a', '*', 0, 2, 3, 2, 1, 4), ('a', 'r', 0, 1, 0, 2, 1, 4)]
    """
    read = documents.group_by("domain", document_group()).agg(
        documents=pl.len(), bytes=pl.col("text").str.len_bytes().sum()
    )
    read = read.with_columns(pl.lit(FLOOR_SET).alias("relation"), *(pl.lit(0).alias(c) for c in ("n", "n_idk", "n_sq")))
    together = mentions.filter(pl.col("relation").is_in(list(floor_set))).with_columns(
        pl.lit(FLOOR_SET).alias("relation")
    )
    per_relation = _examples(mentions, documents=1)
    marked = (_marked(documents, names) for names in marks)
    counted = (read, per_relation, _examples(together, documents=0), _graded(mentions), *marked)
    return add_tallies([_cast(t) for t in counted])


def _marked(documents: pl.DataFrame, names: pl.Series) -> pl.DataFrame:
    """TALLY rows of documents by a mark: documents and bytes, for no group."""
    named = documents.select("domain", pl.col("text").str.len_bytes(), names.alias("relation")).drop_nulls("relation")
    sums = named.group_by("domain", "relation").agg(documents=pl.len(), bytes=pl.col("text").sum())
    return sums.with_columns(pl.lit(0).alias(c) for c in ("group", "n", "n_idk", "n_sq"))


def _graded(mentions: pl.DataFrame) -> pl.DataFrame:
    """TALLY rows of mentions by relation and grade, for no group: counted as documents, for n sums to N."""
    graded = mentions.filter(pl.col("grade").is_not_null())
    name = pl.lit(GRADE) + pl.col("relation") + "/" + pl.col("grade").cast(pl.String)
    sums = graded.group_by("domain", name.alias("relation")).agg(documents=pl.len())
    return sums.with_columns(pl.lit(0).alias(c) for c in ("group", "bytes", "n", "n_idk", "n_sq"))


def _examples(mentions: pl.DataFrame, documents: int) -> pl.DataFrame:
    """TALLY rows of mentions; ``documents`` is what each document with a mention adds to the document counter."""
    per_document = mentions.group_by("domain", "relation", "doc_key").agg(
        n=pl.len(), n_idk=pl.col("value").is_null().sum()
    )
    return per_document.group_by("domain", "relation", document_group()).agg(
        documents=pl.len() * documents,
        bytes=pl.lit(0, pl.Int64),
        n=pl.col("n").sum(),
        n_idk=pl.col("n_idk").sum(),
        n_sq=(pl.col("n").cast(pl.Int64) ** 2).sum(),
    )


def _cast(frame: pl.DataFrame) -> pl.DataFrame:
    schema = polars_schema(TALLY)
    return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items())


def add_tallies(tallies: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Merge TALLY tables by addition; sorted, so the same counts are the same bytes. None at all is the empty table."""
    empty = pl.DataFrame(schema=polars_schema(TALLY))
    return pl.concat([empty, *tallies]).group_by(_KEY).agg(pl.col(_SUMS).sum()).sort(_KEY)
