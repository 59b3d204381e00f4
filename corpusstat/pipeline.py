"""The stages composed: read → extract → (verify) → normalise → tally, for some row groups of one shard. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import polars as pl
import pyarrow as pa

from corpusstat.count.keys import in_sample
from corpusstat.errors import BadData
from corpusstat.extract.extract import extract
from corpusstat.normalise.normalise import normalise
from corpusstat.read.ahead import Ahead
from corpusstat.read.documents import Batch, documents, gathered
from corpusstat.read.language import UNDECIDED, languages
from corpusstat.read.openings import openings
from corpusstat.read.shards import Shard
from corpusstat.read.systems import is_remote
from corpusstat.schema import CELL, LANGUAGE, MENTION, OPENING, REJECTED, TALLY, Parts, polars_schema
from corpusstat.stages import Stages
from corpusstat.tally import add_tallies, tally

__all__ = ["Stages", "read", "run", "run_read"]

_AHEAD_BYTES: Final = 8 * 1024**2
"""Bytes of text that wait to be worked on, of an object that is read ahead."""
Tick = Callable[[int, int, int], None]
"""``tick(rows, bytes, facts)``: totals so far."""


def _verified(proposals: pl.DataFrame, stages: Stages) -> tuple[pl.DataFrame, pl.DataFrame]:
    from corpusstat.nlp import verify  # spaCy takes a second to load, and most runs do without

    assert stages.verify is not None  # noqa: S101 - narrows the type for the checker
    return verify(proposals, stages.relations, stages.verify)


def run(batches: Iterable[Batch], stages: Stages, tick: Tick | None = None) -> Parts:
    """Carry batches of documents through the stages.

    Parameters
    ----------
    batches
        From `read.documents`.
    stages
        What the stages need to know.
    tick
        Called after each batch with the documents, bytes and facts so far.

    Returns
    -------
    Parts
        MENTION (kept prompts only), REJECTED and TALLY (exact: before prompts are sampled). How the documents fall
        into batches does not matter.
    """
    floor_set = [r.name for r in stages.relations.relations if r.in_floor]
    mentions, rejected, tallies = [], [], [pl.DataFrame(schema=polars_schema(TALLY))]
    rows = size = facts = 0
    for batch in batches:
        if stages.strict:
            _refuse_rejected(batch.rejected)
        spoken = languages(batch.documents["text"], batch.told)
        understood = batch.documents
        if stages.languages:
            understood = understood.filter(spoken.is_in([*stages.languages, UNDECIDED]))
        found = extract(understood, stages.relations)
        proposals, refused = found.proposals, [batch.rejected, found.rejected]
        if stages.verify is not None:
            proposals, unverified = _verified(proposals, stages)
            refused.append(unverified)
        normal = normalise(proposals, stages.relations)
        rejected += [*refused, normal.rejected]
        marks = (LANGUAGE + spoken, OPENING + openings(batch.documents["text"]))
        tallies.append(tally(batch.documents, normal.mentions, floor_set, marks))
        mentions.append(normal.mentions.filter(in_sample(stages.theta)))
        rows, size, facts = rows + batch.rows, size + batch.bytes, facts + normal.mentions.height
        if tick is not None:
            tick(rows, size, facts)
    return Parts(
        mentions=_table(mentions, MENTION),
        rejected=_table([_summed(rejected)], REJECTED),
        tally=_table([add_tallies(tallies)], TALLY),
        rows=rows,
        bytes=size,
    )


def _refuse_rejected(rejected: pl.DataFrame) -> None:
    """Stop at the first row, in the order of the shard, that cannot be used."""
    for row in rejected.sort("row_group", "row").head(1).iter_rows(named=True):
        what = "cell" if row["relation"].startswith(CELL) else "document"
        where = f"{row['shard']}, row group {row['row_group']}, row {row['row']}"
        raise BadData(f"{where}: a {what} that cannot be used: {row['reason']}", "whole rows (--strict)", "mend it")


def read(shard: Shard, row_groups: Sequence[int], stages: Stages) -> Iterable[Batch]:
    """Return the documents of some row groups; those of an object of a store are read ahead from now on."""
    batches = documents(
        shard, row_groups, text=stages.text, id=stages.id, domain=stages.domain, batch_bytes=stages.batch_bytes
    )
    return Ahead(batches, lambda batch: batch.bytes, _AHEAD_BYTES) if is_remote(shard.uri) else batches


def run_read(batches: Iterable[Batch], stages: Stages, tick: Tick | None = None) -> Parts:
    """Carry what was read through the stages; see `run`."""
    return run(gathered(batches, stages.batch_bytes), stages, tick)


def _summed(rejected: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """Sum what was rejected; skipped documents keep their rows."""
    empty = pl.DataFrame(schema=polars_schema(REJECTED))
    key = [name for name in REJECTED.names if name != "n"]
    return (
        pl.concat([empty, *(r.select(REJECTED.names) for r in rejected)]).group_by(key).agg(pl.col("n").sum()).sort(key)
    )


def _table(frames: Sequence[pl.DataFrame], schema: pa.Schema) -> pa.Table:
    frame = pl.concat([pl.DataFrame(schema=polars_schema(schema)), *frames])
    return frame.to_arrow().cast(schema)
