"""Draw probes: prompts of a run, balanced over counts, relations and domains, each with an example to show for it.

A prompt's count is the number of documents that answer it. A mention is drawn, not a prompt, so that within a bucket
prompts weigh as the corpus' examples do; a prompt is drawn once at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.relations import Relation
from corpusstat.schema import stable_hash

__all__ = [
    "BUCKETS",
    "Drawn",
    "bucket_label",
    "bucket_of",
    "draw",
    "drawn_mentions",
    "held_out",
    "populations",
    "prompts",
    "weights",
]

BUCKETS: Final[tuple[tuple[str, int, int | None], ...]] = (
    ("k0000", 0, 0), ("k0001", 1, 1), ("k0002", 2, 2), ("k0003", 3, 5), ("k0006", 6, 10), ("k0011", 11, 100),
    ("k0101", 101, None),
)  # fmt: skip
"""Buckets of counts: name (zero-padded, because a harness sorts its rows as text), least and largest count."""
_PLACE: Final = ["shard", "row_group", "row"]


def bucket_of(k: int) -> str:
    """Name of the bucket of a count.

    >>> bucket_of(0), bucket_of(4), bucket_of(5000)
    ('k0000', 'k0003', 'k0101')
    """
    return next(name for name, low, high in BUCKETS if k >= low and (high is None or k <= high))


def bucket_label(name: str) -> str:
    """Return the counts of a bucket in words.

    >>> bucket_label("k0003"), bucket_label("k0101"), bucket_label("k0000")
    ('3–5', '101 and more', '0')
    """
    _, low, high = next(b for b in BUCKETS if b[0] == name)
    return str(low) if low == high else f"{low}–{high}" if high is not None else f"{low} and more"


@dataclass(frozen=True, slots=True)
class Drawn:
    """``rows``: a row a probe; ``spare``: rows for examples in the prompt; ``left_out``: prompts left out, by reason.

    Columns: those of MENTION, ``count`` and ``bucket``.
    """

    rows: pl.DataFrame
    spare: pl.DataFrame
    left_out: dict[str, int] = field(default_factory=dict)


def held_out(share: float, seed: int) -> pl.Expr:
    """Whether the document of a mention is held out of the count: a hash of its key and the seed decides."""
    mixed = pl.struct("doc_key").map_elements(
        lambda row: (stable_hash("held out", str(seed), str(row["doc_key"])) & (2**53 - 1)) / 2**53,
        return_dtype=pl.Float64,
    )
    return mixed < share


def prompts(mentions: pl.LazyFrame) -> pl.DataFrame:
    """Count prompts: ``key``, ``count`` (documents that answer it), ``conflict``: whether its answers disagree.

    Two answers agree if one begins with the other at a part of a date: 1953 and 1953-03 are no conflict.
    """
    answered = mentions.filter(pl.col("value").is_not_null())
    counted = answered.group_by("key").agg(
        count=pl.len().cast(pl.Int64), first=pl.col("value").min(), last=pl.col("value").max()
    )
    agree = (pl.col("first") == pl.col("last")) | pl.col("last").str.starts_with(pl.col("first") + "-")
    return counted.with_columns(conflict=~agree).select("key", "count", "conflict").collect()


def draw(
    parts: Sequence[Path], relations: Iterable[Relation], n: int, seed: int = 0, audit_documents: float = 0.0
) -> Drawn:
    """Draw probes from the MENTION files of a run.

    Parameters
    ----------
    parts
        MENTION files.
    relations
        Relations to ask about: those with a question and one right value per prompt are used.
    n
        Probes to draw, over all buckets, relations and domains as evenly as they allow.
    seed
        Another seed draws other probes.
    audit_documents
        Share of the documents to hold out of the count: prompts that only they answer have count 0.

    Returns
    -------
    Drawn
        Rows in a fixed pseudo-random order. Left out, and counted: prompts with conflicting values, and people and
        organisations called by one word.
    """
    asked = {r.name: r for r in relations if r.single and r.question}
    rows = _counted(parts, asked, seed, audit_documents)
    answered = rows.filter(pl.col("value").is_not_null(), ~pl.col("out") | (pl.col("count") == 0))
    light = answered.select("doc_key", *_PLACE, "key", "relation", "domain", "entity", "count", "conflict").collect()
    left_out = _left_out(light, asked)
    keep = light.filter(~pl.col("conflict"), ~_one_word(asked))
    chosen, spare = _choose(keep, n, seed)
    whole = answered.join(
        pl.concat([chosen, spare]).lazy().select(*_PLACE, "key", "mixed", "bucket"), on=[*_PLACE, "key"]
    ).collect()
    picked = whole.join(chosen.select("key"), on="key", how="semi").sort("mixed", *_PLACE)
    return Drawn(picked.drop("mixed"), whole.join(spare.select("key"), on="key", how="semi").sort("mixed"), left_out)


def _counted(parts: Sequence[Path], asked: dict[str, Relation], seed: int, audit_documents: float) -> pl.LazyFrame:
    """Mentions with ``out``, ``count`` over the documents that are not held out, and ``conflict`` over all."""
    rows = pl.scan_parquet(list(parts), glob=False).filter(pl.col("relation").is_in(list(asked)))
    rows = rows.with_columns(out=held_out(audit_documents, seed) if audit_documents > 0 else pl.lit(False))
    everywhere = prompts(rows)
    seen = prompts(rows.filter(~pl.col("out"))) if audit_documents > 0 else everywhere
    rows = rows.join(seen.lazy().select("key", "count"), on="key", how="left")
    rows = rows.join(everywhere.lazy().select("key", "conflict"), on="key", how="left")
    return rows.with_columns(pl.col("count").fill_null(0), pl.col("conflict").fill_null(False))


def drawn_mentions(
    parts: Sequence[Path], relations: Iterable[Relation], n: int, seed: int = 0, audit_documents: float = 0.0
) -> pl.DataFrame:
    """Draw n mentions at random, IDK included: of the documents held out if there are any, else of all.

    Columns: those of MENTION, ``count``, ``bucket``, ``out``, and ``known``, ``known_in``: for an IDK example whose
    prompt the corpus answers elsewhere, the answer and a sentence that states it.
    """
    asked = {r.name: r for r in relations if r.single and r.question}
    rows = _counted(parts, asked, seed, audit_documents)
    rows = rows.filter(~pl.col("conflict"), ~_one_word(asked))
    if audit_documents > 0:
        rows = rows.filter(pl.col("out"))
    light = rows.select("doc_key", "key", *_PLACE).collect()
    order = [stable_hash("delta", str(seed), str(d), str(k)) for d, k in light.select("doc_key", "key").iter_rows()]
    light = light.with_columns(mixed=pl.Series(order, dtype=pl.Int64)).sort("mixed", *_PLACE)
    found = (
        rows.join(light.head(n).lazy().select(*_PLACE, "key", "mixed"), on=[*_PLACE, "key"])
        .collect()
        .sort("mixed", *_PLACE)
    )
    names = pl.Series([bucket_of(k) for k in found["count"].to_list()], dtype=pl.String)
    silent = found.lazy().filter(pl.col("value").is_null()).select("key").unique()
    stated = (
        pl.scan_parquet(list(parts), glob=False)
        .filter(pl.col("value").is_not_null())
        .join(silent, on="key", how="semi")
    )
    known = stated.sort("key", "value", *_PLACE).unique("key", keep="first", maintain_order=True)
    elsewhere = known.select("key", known="value", known_in="sentence").collect()
    return found.with_columns(bucket=names).drop("mixed").join(elsewhere, on="key", how="left", maintain_order="left")


def _one_word(asked: dict[str, Relation]) -> pl.Expr:
    named = [r.name for r in asked.values() if r.subject in ("person", "org")]
    return pl.col("relation").is_in(named) & ~pl.col("entity").str.contains(" ", literal=True)


def _left_out(light: pl.DataFrame, asked: dict[str, Relation]) -> dict[str, int]:
    def count(of: pl.Expr) -> int:
        return light.filter(of).n_unique("key")

    return {
        "conflicting values": count(pl.col("conflict")),
        "a person or organisation called by one word": count(_one_word(asked) & ~pl.col("conflict")),
    }


def _choose(light: pl.DataFrame, n: int, seed: int) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take n prompts as evenly as possible over buckets, then relations, then domains; and some to spare."""
    order = [stable_hash("probe", str(seed), str(d), str(k)) for d, k in light.select("doc_key", "key").iter_rows()]
    rows = light.with_columns(
        mixed=pl.Series(order, dtype=pl.Int64),
        bucket=pl.Series([bucket_of(k) for k in light["count"].to_list()], dtype=pl.String),
    )
    rows = rows.sort("mixed", *_PLACE).unique("key", keep="first", maintain_order=True)
    # The j-th prompt of its cell comes before the (j+1)-th of any cell of the same bucket: that is balance.
    rows = rows.with_columns(turn=pl.int_range(pl.len()).over("bucket", "relation", "domain"))
    rows = rows.with_columns(turn=pl.struct("turn", "mixed").rank("ordinal").over("bucket", "relation"))
    rows = rows.with_columns(turn=pl.struct("turn", "mixed").rank("ordinal").over("bucket"))
    sizes = dict(rows.group_by("bucket").len().iter_rows())
    takes = _even(sizes, n)
    wanted = pl.col("bucket").replace_strict(takes, default=0, return_dtype=pl.Int64)
    columns = [*_PLACE, "key", "mixed", "bucket", "relation", "count"]
    chosen = rows.filter(pl.col("turn") <= wanted).select(columns)
    rest = rows.filter(pl.col("turn") > wanted).sort(pl.col("count") == 0, -pl.col("count"), "mixed")
    return chosen, rest.group_by("relation", maintain_order=True).head(4).select(columns)


def _even(sizes: dict[str, int], n: int) -> dict[str, int]:
    """Share n as evenly as the sizes allow.

    >>> _even({"a": 100, "b": 5, "c": 100}, 50)
    {'a': 23, 'b': 5, 'c': 22}
    """
    taken = dict.fromkeys(sizes, 0)
    left = min(n, sum(sizes.values()))
    while left:
        open_ = sorted(k for k in sizes if taken[k] < sizes[k])
        for i, k in enumerate(open_):
            share = left // len(open_) + (i < left % len(open_))
            taken[k] += min(share, sizes[k] - taken[k])
        left = min(n, sum(sizes.values())) - sum(taken.values())
    return taken


def weights(parts: Sequence[Path], relations: Iterable[str]) -> list[dict[str, Any]]:
    """Chance that the next example falls on a prompt of each domain, relation and bucket of count (*derived*).

    An example whose prompt has count k + 1 is, with itself left out, an example at count k: the share of such examples
    estimates the mass of prompts seen k times (Good 1953; at k = 0 it is the singleton rate). An IDK example is no
    answer, so it is one at its prompt's own count.

    Returns
    -------
    list of dict
        ``domain``, ``relation``, ``bucket``, ``m`` (examples with an answer) and ``m_idk``; sorted.
    """
    rows = pl.scan_parquet(list(parts), glob=False).filter(pl.col("relation").is_in(list(relations)))
    answered = pl.col("value").is_not_null()
    counted = rows.filter(answered).group_by("key").agg(count=pl.len().cast(pl.Int64))
    k = pl.col("count").fill_null(0) - answered.cast(pl.Int64)
    each = rows.join(counted, on="key", how="left").with_columns(k=k)
    sums = {"m": answered.sum().cast(pl.Int64), "m_idk": (~answered).sum().cast(pl.Int64)}
    table = each.group_by("domain", "relation", "k").agg(**sums).collect()
    table = table.with_columns(bucket=pl.Series([bucket_of(k) for k in table["k"].to_list()], dtype=pl.String))
    cells = ["domain", "relation", "bucket"]
    return table.group_by(cells).agg(pl.col("m", "m_idk").sum()).sort(cells).to_dicts()


def populations(parts: Sequence[Path], relations: Iterable[str]) -> dict[str, int]:
    """Number of prompts in each bucket from 1 on: of a bucket that was asked whole there is no sampling error."""
    rows = pl.scan_parquet(list(parts), glob=False).filter(
        pl.col("relation").is_in(list(relations)), pl.col("value").is_not_null()
    )
    counted = rows.group_by("key").agg(count=pl.len().cast(pl.Int64)).group_by("count").agg(n=pl.len()).collect()
    found: dict[str, int] = {}
    for k, n in counted.sort("count").iter_rows():
        found[bucket_of(k)] = found.get(bucket_of(k), 0) + n
    return found
