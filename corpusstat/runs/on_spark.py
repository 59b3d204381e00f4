"""Audits on Spark: files by units, or a table, whose parts become the units of a run once it has been read."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow.compute as pc

from corpusstat.config import AuditConfig
from corpusstat.count.count import Counts
from corpusstat.engine.engine import Engine
from corpusstat.engine.parts import write_parts
from corpusstat.engine.runfolder import RunFolder
from corpusstat.engine.spark import cluster, session_of
from corpusstat.engine.spark_count import count_on_spark
from corpusstat.engine.spark_sources import PREFIX, is_frame
from corpusstat.engine.spark_tables import frame_of, read_table
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.shards import Plan, Shard
from corpusstat.schema import Parts, stable_hash
from corpusstat.stages import Stages

__all__ = ["Mapped", "counter_of", "mapped_table", "on_spark"]

_ODD = (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9)


def on_spark(engine: object) -> Engine:
    """Return the engine of a Spark session, or of the current one for ``"spark"``."""
    return cluster(session_of(engine))


def counter_of(engine: object, table: object = None) -> Callable[..., Counts]:
    """Return what counts the prompts on Spark: its SQL in the session of the engine or of a DataFrame.

    Raises
    ------
    BadRequest
        Counting on Spark with the local engine.
    """
    if is_frame(table):
        return partial(count_on_spark, table.sparkSession)  # type: ignore[attr-defined]
    if engine == "local":
        raise BadRequest("counting on Spark with the local engine", "the engine spark", "add --engine spark")
    return partial(count_on_spark, session_of(engine))


@dataclass(frozen=True, slots=True)
class Mapped:
    """The parts of a table, on disk until there is a run to write them to."""

    plan: Plan
    spool: Path

    def write(self, run: RunFolder) -> None:
        """Write the parts that the run does not have yet."""
        waiting = {unit.id for unit in run.pending()}
        for number, unit in enumerate(run.units):
            if unit.id in waiting:
                parts = pickle.loads((self.spool / f"{number}").read_bytes())  # noqa: S301 - written a moment ago
                write_parts(run.folder, unit, parts, run.manifest.digest)


def _content(parts: Parts) -> int:
    """A sum (xor) over the mentions, in whatever order: tables have no footer to know their content by."""
    columns = (pc.fill_null(parts.mentions[name], 0) for name in ("doc_key", "key", "value_key"))
    found = [c.to_numpy().view(np.uint64) * np.uint64(odd) for c, odd in zip(columns, _ODD, strict=True)]
    return int(np.bitwise_xor.reduce(found[0] + found[1] + found[2]))


@contextmanager
def mapped_table(
    source: object, engine: object, settings: AuditConfig, stages: Stages, place: Path
) -> Iterator[Mapped]:
    """Map a table by Spark; its parts lie in a folder inside ``place`` until the block ends.

    Raises
    ------
    BadRequest
        No engine of Spark, no such table, a limit or task (a part of a table is a view's business), or the columns do
        not fit.
    BadData
        The table has no rows.
    """
    if engine == "local" and not is_frame(source):
        raise BadRequest(f"{source} with the local engine", "files", "add --engine spark")
    if settings.limit is not None or settings.task is not None:
        raise BadRequest("a limit or a task of a table", "all of it", "audit a view or a DataFrame that has the rows")
    session = source.sparkSession if is_frame(source) else session_of(engine)  # type: ignore[attr-defined]
    frame, name = frame_of(source, session)
    with TemporaryDirectory(prefix=".corpusstat-table-", dir=place) as folder:
        rows, size, content = [], 0, 0
        for number, worked in enumerate(read_table(frame, name, stages)):
            assert worked.parts is not None  # noqa: S101 - narrows the type for the checker
            Path(folder, f"{number}").write_bytes(pickle.dumps(worked.parts))
            rows.append(worked.result.rows)
            size += worked.result.bytes
            content ^= _content(worked.parts)
        if not rows:
            raise BadData(f"{name} has no rows", "documents")
        footer = f"{stable_hash(name, str(sum(rows)), str(size), str(content)) & ((1 << 64) - 1):016x}"
        shard = Shard(name, f"{PREFIX}{name}", max(size, sum(rows)), "", footer, tuple(rows), kind="table")
        yield Mapped(Plan((shard,)), Path(folder))
