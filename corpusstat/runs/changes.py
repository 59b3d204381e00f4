"""What a run says that another does not: facts gained and lost, per domain and relation, with sentences."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.count.keys import in_sample
from corpusstat.engine.runfolder import part_paths, read_run
from corpusstat.relations import load_as
from corpusstat.runs.compare import compare
from corpusstat.schema import MENTION, polars_schema

__all__ = ["changes"]

_FACT: Final = ["relation", "key", "value_key"]
_SHOWN: Final = [
    "relation", "entity", "value", "sentence", "domain", "shard", "row_group", "row", "start", "end",
]  # fmt: skip


def changes(a: str | os.PathLike[str], b: str | os.PathLike[str], limit: int = 20) -> dict[str, Any]:
    """Compare two runs: rates domain by domain, and the facts of the floor set that only one of them states.

    Parameters
    ----------
    a, b
        Folders of finished runs over the same floor set: before and after, say.
    limit
        Most facts to show with their sentence, of those gained and of those lost; chosen by hash.

    Returns
    -------
    dict
        ``run``, ``other``; ``rows`` (of `compare.compare`); ``facts``: distinct facts ``kept``, ``gained`` (only in b),
        ``lost`` (only in a), where a date that is stated more finely is another value; ``changed``: the same counts per
        domain and relation, most changed first; ``gained`` and ``lost``: some of them with sentence and place. Where
        the runs kept different shares of the prompts, facts are of the smaller one.

    Raises
    ------
    BadRequest
        The runs are over different floor sets.
    """
    rows = compare(a, b).to_dicts()
    theta = min(read_run(f).theta or 1.0 for f in (a, b))
    one, two = (_facts(Path(f), theta) for f in (a, b))
    lost, gained, kept = _only(one, two), _only(two, one), two.join(one, on=_FACT, how="semi")
    counts = [_counted(frame, name) for name, frame in (("kept", kept), ("gained", gained), ("lost", lost))]
    cells = ["domain", "relation"]
    table = counts[0].join(counts[1], on=cells, how="full", coalesce=True)
    table = table.join(counts[2], on=cells, how="full", coalesce=True).fill_null(0)
    table = table.sort(-(pl.col("gained") + pl.col("lost")), *cells)
    whole = {name: frame.select(_FACT).unique().select(pl.len()).collect().item() for name, frame in
             (("kept", kept), ("gained", gained), ("lost", lost))}  # fmt: skip
    return {
        "run": os.fspath(a),
        "other": os.fspath(b),
        "rows": rows,
        "facts": whole,
        "changed": table.to_dicts(),
        "gained": _some(gained, limit),
        "lost": _some(lost, limit),
    }


def _facts(folder: Path, theta: float) -> pl.LazyFrame:
    """Answered mentions of the floor set whose prompts are in a sample of this share."""
    manifest = read_run(folder)
    floor = [r.name for r in load_as(manifest.config).relations if r.in_floor]
    parts = part_paths(folder, manifest).mentions
    rows = pl.scan_parquet(list(parts), glob=False) if parts else pl.LazyFrame(schema=polars_schema(MENTION))
    return rows.filter(pl.col("relation").is_in(floor), pl.col("value_key").is_not_null(), in_sample(theta))


def _only(one: pl.LazyFrame, other: pl.LazyFrame) -> pl.LazyFrame:
    return one.join(other, on=_FACT, how="anti")


def _counted(mentions: pl.LazyFrame, name: str) -> pl.DataFrame:
    distinct = mentions.select("domain", *_FACT).unique()
    return distinct.group_by("domain", "relation").agg(pl.len().cast(pl.Int64).alias(name)).collect()


def _some(mentions: pl.LazyFrame, limit: int) -> list[dict[str, Any]]:
    """Some facts, each with the first sentence that states it; their keys, which are hashes, choose."""
    order = ["key", "value_key", "relation"]
    chosen = mentions.select(order).unique().bottom_k(limit, by=order)
    found = mentions.join(chosen, on=order, how="semi").sort(*order, "shard", "row_group", "row", "start")
    return found.unique(order, keep="first", maintain_order=True).select(_SHOWN).collect().to_dicts()
