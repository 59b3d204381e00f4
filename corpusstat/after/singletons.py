"""Documents whose facts are seen once, and what doing something about them would do to sr: computed, not guessed.

Each document of the list is treated with chance r, independently of the others (*derived*, exact in expectation). With
``t_c`` of the n_c examples of a prompt in listed documents and m examples of all kinds in them, one expects:

=======  ========================================================================  =================
drop     ``f_1 = Σ_c P(Bin(t_c, r) = n_c − 1)``                                    ``N − r m``
repeat   ``f_1 = Σ_{n_c = 1} (1 − r t_c)``: a repeated singleton is none           ``N + r m``
reword   as repeat; its text is new, so that near-duplicate detection counts it    ``N + r m``
=======  ========================================================================  =================

A copy tells a model nothing new: with copies collapsed, repeating leaves sr as it was, and so does a rewording that
keeps the id of its original (it counts as its copy). A rewording under an id of its own is counted as a new source;
whether a model learns from it is an empirical question that sr does not answer.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa

from corpusstat.after.probes import relations_of
from corpusstat.atomic import replacing
from corpusstat.engine.runfolder import mention_files, read_run
from corpusstat.errors import BadData, BadRequest, SkipShard, printable, unknown
from corpusstat.read.ids import ids
from corpusstat.runs.lookup import without_formulas

__all__ = ["effects", "singletons", "with_ids", "write_list"]

_DOCUMENT: Final = ["doc_key", "shard", "row_group", "row"]


def singletons(run: Path, domain: str | None = None) -> tuple[pl.DataFrame, pl.DataFrame]:
    """List the documents that hold facts of the floor set seen once in the corpus.

    Parameters
    ----------
    run
        A finished run.
    domain
        Only documents of this domain.

    Returns
    -------
    (polars.DataFrame, polars.DataFrame)
        The list: ``doc_key`` (a hash of the document's source and id), ``domain``, ``shard``, ``row_group``, ``row``,
        ``singletons``, ``examples`` (of the floor set, IDK included), sorted by shard and row.
        And the prompts: ``n`` examples with an answer and ``t`` of them in listed documents.

    Raises
    ------
    BadRequest
        The folder is no run, or has no such domain.
    """
    manifest = read_run(run)
    floor = [r.name for r in relations_of(manifest.config) if r.in_floor]
    parts = mention_files(run, manifest)
    if not parts:
        raise BadRequest(f"{run} holds no mention", "a run with facts")
    rows = pl.scan_parquet(list(parts), glob=False).filter(pl.col("relation").is_in(floor))
    answered = rows.filter(pl.col("value").is_not_null())
    counts = answered.group_by("key").agg(n=pl.len().cast(pl.Int64))
    here = rows if domain is None else rows.filter(pl.col("domain") == domain)
    each = here.join(counts, on="key", how="left").with_columns(
        single=(pl.col("n") == 1) & pl.col("value").is_not_null()
    )
    listed = (
        each.group_by(*_DOCUMENT, "domain")
        .agg(singletons=pl.col("single").sum().cast(pl.Int64), examples=pl.len().cast(pl.Int64))
        .filter(pl.col("singletons") > 0)
        .sort("shard", "row_group", "row", "doc_key")
        .collect()
    )
    if listed.is_empty() and domain is not None:
        known = rows.select(pl.col("domain").unique().sort()).collect()["domain"].to_list()
        if domain not in known:
            raise unknown("domain", domain, known)
    inside = answered.join(listed.lazy().select(_DOCUMENT), on=_DOCUMENT, how="semi")
    within = inside.group_by("key").agg(t=pl.len().cast(pl.Int64))
    prompts = counts.join(within, on="key", how="left").with_columns(pl.col("t").fill_null(0))
    return listed, prompts.group_by("n", "t").agg(prompts=pl.len().cast(pl.Int64)).sort("n", "t").collect()


def effects(
    listed: pl.DataFrame, prompts: pl.DataFrame, n: int, rates: Sequence[float], theta: float = 1.0
) -> list[dict[str, Any]]:
    """Compute the expected sr if each listed document were repeated, reworded or dropped with chance r.

    Parameters
    ----------
    listed, prompts
        Of `singletons`.
    n
        N of the corpus (exact, IDK included).
    rates
        Chances, each in [0, 1].
    theta
        Share of prompts kept in the run.

    Returns
    -------
    list of dict
        Per rate ``rate``, ``documents`` (expected number treated), and sr after ``repeat``, ``reword`` and ``drop``.

    >>> listed = pl.DataFrame({"examples": [1, 1, 2]})
    >>> prompts = pl.DataFrame({"n": [1, 2], "t": [1, 2], "prompts": [2, 1]})
    >>> [{k: round(v, 3) for k, v in row.items()} for row in effects(listed, prompts, 10, [0, 0.5])][1]
    {'rate': 0.5, 'documents': 1.5, 'repeat': 0.083, 'reword': 0.083, 'drop': 0.188}
    """
    if any(not 0 <= r <= 1 for r in rates):
        raise BadRequest(f"rates {list(rates)}", "numbers in [0, 1]")
    k, t, many = (prompts[c].to_numpy().astype(float) for c in ("n", "t", "prompts"))
    m = int(listed["examples"].sum()) / theta
    rows = []
    for r in rates:
        repeated = float((many * (k == 1) * (1 - r * t)).sum()) / theta
        # All but one of the k examples dropped: of t that may be, k − 1.
        last = np.where(t == k, k * r ** (k - 1) * (1 - r), np.where(t == k - 1, r ** (k - 1), 0.0))
        dropped, left = float((many * last).sum()) / theta, n - r * m
        more = repeated / (n + r * m) if n else 0.0
        rows.append(
            {
                "rate": r,
                "documents": r * listed.height,
                "repeat": more,
                "reword": more,
                "drop": dropped / left if left > 0 else 0.0,
            }
        )
    return rows


def with_ids(run: Path, listed: pl.DataFrame) -> pl.DataFrame:
    """Add to a list of documents their own ``id``, read again from the inputs; null where a document has none.

    Raises
    ------
    BadData
        An input is gone, or is not what it was.
    """
    manifest = read_run(run)
    options = {name: manifest.config.get(name) for name in ("text", "id", "domain")}
    shards = {shard.name: shard for shard in manifest.inputs}
    found = []
    for (name,), rows in listed.group_by("shard", maintain_order=True):
        try:
            known = ids(shards[str(name)], rows["row_group"].unique().sort().to_list(), **options)
        except (KeyError, SkipShard, OSError, pa.ArrowException) as error:
            why = f"{name} cannot be read again ({printable(error, 200)})"
            raise BadData(why, "the inputs of the run where they were", "--no-ids writes their hashes only") from None
        found.append(rows.join(known, on=["row_group", "row"], how="left", maintain_order="left"))
    return pl.concat(found) if found else listed.with_columns(id=pl.lit(None, pl.String))


def write_list(listed: pl.DataFrame, output: Path) -> None:
    """Write the list as Parquet, or as CSV (`without_formulas`) if the name ends in .csv.

    ``key`` is the document's key as hex digits; ``id`` is there if `with_ids` has added it.
    """
    shown = listed.with_columns(key=_hex(listed["doc_key"])).drop("doc_key")
    named = ["id"] if "id" in shown.columns else []
    shown = shown.select(*named, "key", "domain", "shard", "row_group", "row", "singletons", "examples")
    buffer = io.BytesIO()
    if output.suffix == ".csv":
        without_formulas(shown).write_csv(buffer)
    else:
        shown.write_parquet(buffer)
    with replacing(output) as file:
        file.write(buffer.getvalue())


def _hex(keys: pl.Series) -> pl.Series:
    return pl.Series([f"{key & (2**64 - 1):016x}" for key in keys.to_list()], dtype=pl.String)
