"""Predict a run before it starts: hours, peak memory, disk, mentions and the share of prompts, from a probe.

Every prediction is a range. The stages are timed on the sample in as many processes as the run would have; counting
and report are timed once, on the sample's mentions repeated until there are about as many as expected.
"""

from __future__ import annotations

import dataclasses
import heapq
import math
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Final

import polars as pl
import psutil

from corpusstat.config import AuditConfig
from corpusstat.engine.engine import open_run
from corpusstat.engine.manifest import Manifest, Unit
from corpusstat.engine.parts import write_parts
from corpusstat.engine.pool import run_pool
from corpusstat.errors import BadData
from corpusstat.estimate.projected import least_sr
from corpusstat.pipeline import Stages
from corpusstat.read.shards import Shard
from corpusstat.relations import RelationSet
from corpusstat.runs.conclude import conclude
from corpusstat.runs.probe import Sample, Speed, take, time_stages
from corpusstat.runs.run import planned, staged
from corpusstat.schema import FLOOR_SET, MENTION, Parts

__all__ = ["PRICE", "Prediction", "Range", "predict"]

_BATCH_BYTES: Final = 8 * 1024**2
_BATCH_ROWS: Final = 4096
"""Batches of `read.documents`."""
_REHEARSED: Final = 100_000
"""Mentions for which counting and report are carried out; beyond, their time is taken as proportional."""
PRICE: Final = 0.05
"""US dollars a core-hour: about what general-purpose machines cost on demand; yours may be a third or the double."""
_NOISE: Final = 1.3
"""Factor around a time that we claim at least: a machine is never quite alone."""


@dataclass(frozen=True, slots=True)
class Range:
    """An expected value and what it may well be."""

    low: float
    expected: float
    high: float

    @classmethod
    def around(cls, expected: float, factor: float) -> Range:
        """Return the range from ``expected / factor`` to ``expected * factor``.

        >>> Range.around(10, 2)
        Range(low=5.0, expected=10, high=20)
        """
        return cls(expected / factor, expected, expected * factor)


@dataclass(frozen=True, slots=True)
class Prediction:
    """What a run will take. Seconds of wall clock, bytes, mentions; ``theta`` is the share of prompts kept.

    ``documents``, ``parquet``, ``shards``, ``units`` are those of the corpus, the ``probe_*`` figures say what the
    probe read of it: documents, text bytes, their share of all text bytes, row groups looked into, seconds it took.
    ``core_seconds`` are of all processes together, whatever their number and machines: ``reading`` by those that share
    the units, ``counting`` by one process, once all is read, and a little for the start.
    ``examples``: expected for the floor set; below a singleton rate ``least_sr`` a floor says nothing.
    """

    shards: int
    unreadable: int
    documents: int
    parquet: int
    units: int
    probe_documents: int
    probe_bytes: int
    probe_share: float
    probe_row_groups: int
    probe_seconds: float
    text: Range
    seconds: Range
    core_seconds: Range
    reading: float
    counting: float
    memory: Range
    disk: Range
    mentions: Range
    theta: Range
    examples: float
    least_sr: float


def predict(paths: Sequence[str | os.PathLike[str]], config: AuditConfig, out: Path = Path()) -> Prediction:
    """Predict an audit.

    Parameters
    ----------
    paths, config
        As of `run.audit`.
    out
        Where the run would lie: its free disk bounds the share of prompts that ``--sample-prompts auto`` keeps.

    Raises
    ------
    BadRequest, BadData
        As the audit itself.
    """
    begun = time.time()
    imported = begun - psutil.Process().create_time()
    plan, manifest, relations = planned(list(paths), config)
    planning = time.time() - begun
    stages = dataclasses.replace(staged(relations, config), theta=1.0, strict=False)
    sample = take(plan.shards, stages)
    with tempfile.TemporaryDirectory(prefix="corpusstat-plan-") as folder:
        speeds = _speeds(sample, stages, config, Path(folder))
        parts = speeds[0].parts
        mentions = _mentions(parts, sample, plan.shards)
        finish, rest = _rehearse(Path(folder) / "run", manifest, relations, config, parts, int(mentions.expected))
    mapping = _mapping(manifest.units, sample, speeds, config.workers)
    reading = _working(manifest.units, sample, speeds)
    expected = imported + planning + mapping + finish
    spread = max(_NOISE, median(s.spread for s in speeds))
    written, disk = _disk(manifest.units, parts, mentions, rest)
    examples, least = _least(parts, mentions.expected)
    return Prediction(
        shards=len(plan.shards),
        unreadable=len(plan.broken),
        documents=plan.rows,
        parquet=sum(s.size for s in plan.shards),
        units=len(manifest.units),
        probe_documents=sample.documents.height,
        probe_bytes=sample.bytes,
        probe_share=sample.bytes / max(_text(plan.shards, sample), 1),
        probe_row_groups=sample.row_groups,
        probe_seconds=time.time() - begun,
        text=Range.around(_text(plan.shards, sample), 1.0 if sample.row_groups == sample.of else 1.2),
        seconds=Range.around(expected, spread),
        core_seconds=Range.around(imported + planning + reading + finish, spread),
        reading=reading,
        counting=finish,
        memory=_memory(speeds, mentions, manifest.units, config),
        disk=disk,
        mentions=mentions,
        theta=_theta(config, written, out),
        examples=examples,
        least_sr=least,
    )


def _least(parts: Parts, mentions: float) -> tuple[float, float]:
    """Expected examples of the floor set, and the least singleton rate that gives a floor (documents as probed)."""
    rows = pl.from_arrow(parts.tally)
    assert isinstance(rows, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
    n, n_sq = rows.filter(pl.col("relation") == FLOOR_SET).select(pl.col("n", "n_sq").sum()).row(0)
    examples = mentions * n / max(parts.mentions.num_rows, 1)
    if examples < 1 or not n_sq:
        return 0.0, 1.0
    return examples, least_sr(examples, ratio=n / n_sq, design=n_sq / n)


def _text(shards: Iterable[Shard], sample: Sample) -> float:
    """UTF-8 bytes of text in the corpus: as decoded where the probe looked, else from the size in Parquet."""
    return sum(_text_of(s, i, sample) for s in shards for i in range(len(s.row_groups)))


def _text_of(shard: Shard, row_group: int, sample: Sample) -> float:
    known = sample.text.get((shard.name, row_group))
    if known is not None:
        return known
    return sample.density * shard.size * shard.row_groups[row_group] / max(shard.rows, 1)


def _speeds(sample: Sample, stages: Stages, config: AuditConfig, folder: Path) -> list[Speed]:
    """Time the stages in as many processes at once as the run would have."""
    sample.documents.write_parquet(folder / "sample.parquet")
    rows = max(sample.documents.height, 1)
    batch = min(_BATCH_BYTES, int(median(sample.text.values())), _BATCH_ROWS * sample.bytes // rows)
    task = partial(
        time_stages, file=folder / "sample.parquet", stages=stages, batch_bytes=max(batch, 1), begun=time.time()
    )
    found = [speed for _, speed in run_pool(range(config.workers), task, config.workers)]
    lost = [speed for speed in found if not isinstance(speed, Speed)]
    if lost:
        raise BadData(f"the probe failed: {lost[0].reason}", "stages that run on a sample of the text")
    return found


def _mentions(parts: Parts, sample: Sample, shards: Sequence[Shard]) -> Range:
    """Mentions in the corpus: each row group's share is scaled by itself; two standard errors either way.

    The error takes documents as drawn independently, so that facts which come in clusters count as clusters.
    """
    place = ["shard", "row_group"]
    bytes_read = sample.documents.group_by(place).agg(pl.col("text").str.len_bytes().sum().alias("bytes"))
    text = pl.DataFrame(
        [(name, i, size) for (name, i), size in sample.text.items()],
        schema={"shard": pl.String, "row_group": pl.Int32, "text": pl.Int64},
        orient="row",
    )
    weights = bytes_read.join(text, on=place).with_columns((pl.col("text") / pl.col("bytes")).alias("weight"))
    found = pl.from_arrow(parts.mentions.select([*place, "doc_key"]))
    assert isinstance(found, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
    each = found.group_by(*place, "doc_key").agg(pl.len().alias("n")).join(weights, on=place)
    beyond = _text(shards, sample) / max(sum(sample.text.values()), 1)
    total = float((each["weight"] * each["n"]).sum()) * beyond
    if not total:  # none seen: the rule of three
        return Range(0.0, 0.0, 3 * beyond * float(weights["weight"].mean() or 0))  # type: ignore[arg-type]
    error = 2 * math.sqrt(float(((each["weight"] * each["n"]) ** 2).sum())) * beyond
    return Range(max(total - error, total / 3), total, total + error)


def _unit_seconds(unit: Unit, sample: Sample, speed: Speed, decode: float) -> float:
    seconds = 0.0
    for i in unit.row_groups:
        text = _text_of(unit.shard, i, sample)
        batches = math.ceil(max(unit.shard.row_groups[i] / _BATCH_ROWS, text / _BATCH_BYTES))
        seconds += batches * speed.batch + text * (speed.byte + decode)
    return seconds


def _working(units: Iterable[Unit], sample: Sample, speeds: Sequence[Speed]) -> float:
    """Seconds that units take one after the other."""
    speed = _middle(speeds)
    decode = sample.decoding / max(sum(sample.text.values()), 1)
    return sum(_unit_seconds(u, sample, speed, decode) for u in units)


def _middle(speeds: Sequence[Speed]) -> Speed:
    return dataclasses.replace(
        speeds[0],
        batch=median(s.batch for s in speeds),
        byte=median(s.byte for s in speeds),
        warm=median(s.warm for s in speeds),
        start=median(s.start for s in speeds),
    )


def _mapping(units: Sequence[Unit], sample: Sample, speeds: Sequence[Speed], workers: int) -> float:
    """Seconds until all units are done, the largest first, each by the next free worker."""
    speed = _middle(speeds)
    decode = sample.decoding / max(sum(sample.text.values()), 1)
    free = [speed.warm + speed.start] * workers
    for seconds in sorted((_unit_seconds(u, sample, speed, decode) for u in units), reverse=True):
        heapq.heapreplace(free, free[0] + seconds)
    return max(free)


def _rehearse(
    folder: Path, manifest: Manifest, relations: RelationSet, config: AuditConfig, parts: Parts, mentions: int
) -> tuple[float, int]:
    """Seconds of counting and report, and the bytes of what they leave, for about so many mentions."""
    sizes = [min(mentions, _REHEARSED)] if mentions <= _REHEARSED else [_REHEARSED // 10, _REHEARSED]
    taken, rest = [], 0
    for size in sizes:
        copies = max(1, round(size / max(parts.mentions.num_rows, 1)))
        shard = Shard("probe/probe.parquet", "probe", 1, "", "probe", (1,))
        alone = dataclasses.replace(manifest, inputs=(shard,), quarantined=())
        with open_run(folder, alone) as run:
            write_parts(folder, run.units[0], _repeated(parts, copies))
            begun = time.perf_counter()
            conclude(run, relations, config)
            taken.append(time.perf_counter() - begun)
        rest = sum(f.stat().st_size for f in folder.iterdir() if f.is_file())
        shutil.rmtree(folder)
    slope = (taken[-1] - taken[0]) / (sizes[-1] - sizes[0]) if len(sizes) > 1 else 0.0
    return taken[-1] + max(slope, 0.0) * (mentions - sizes[-1]), rest


def _repeated(parts: Parts, copies: int) -> Parts:
    """The same mentions for other prompts in other documents, several times over, and tallies to match."""
    mentions, tally = pl.from_arrow(parts.mentions), pl.from_arrow(parts.tally)
    assert isinstance(mentions, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
    assert isinstance(tally, pl.DataFrame)  # noqa: S101
    step = (1 << 64) // (copies + 1)  # spread over all keys, as hashes are; wraps around
    shifted = [
        mentions.with_columns(_plus("key", i * step), _plus("doc_key", i), pl.col("entity") + f" {i}")
        for i in range(copies)
    ]
    integers = ["documents", "bytes", "n", "n_idk", "n_sq"]
    return dataclasses.replace(
        parts,
        mentions=pl.concat(shifted).to_arrow().cast(MENTION),
        tally=tally.with_columns(pl.col(integers) * copies).to_arrow().cast(parts.tally.schema),
    )


def _plus(column: str, number: int) -> pl.Expr:
    """A key moved by a number, modulo 2^64."""
    unsigned = pl.col(column).reinterpret(signed=False) + pl.lit(number % (1 << 64), pl.UInt64)
    return unsigned.reinterpret(signed=True).alias(column)


def _disk(units: Sequence[Unit], parts: Parts, mentions: Range, rest: int) -> tuple[Range, Range]:
    """Bytes of the mentions, as they compress in the sample; and of the whole folder."""
    with tempfile.TemporaryDirectory(prefix="corpusstat-plan-") as name:
        folder, sizes = Path(name), []
        for kind in ("mentions", "rejected", "tally"):
            (folder / kind).mkdir()
        for these in (parts, dataclasses.replace(parts, mentions=parts.mentions.slice(0, 0))):
            write_parts(folder, units[0], these)
            sizes.append(sum(f.stat().st_size for f in folder.rglob("*.parquet")))
    each = (sizes[0] - sizes[1]) / max(parts.mentions.num_rows, 1)
    fixed = len(units) * sizes[1] + rest
    found = Range(mentions.low * each / 1.5, mentions.expected * each, mentions.high * each * 1.2)
    return found, Range(*(fixed + size for size in (found.low, found.expected, found.high)))


def _memory(speeds: Sequence[Speed], mentions: Range, units: Sequence[Unit], config: AuditConfig) -> Range:
    """Resident bytes at the worst moment: while units are worked on, or while all is counted."""
    here, peak = psutil.Process().memory_info().rss, max(s.peak for s in speeds)
    row = speeds[0].parts.mentions.nbytes / max(speeds[0].parts.mentions.num_rows, 1)
    largest = max(u.size for u in units) / max(sum(u.size for u in units), 1)
    working = peak + 2 * row * mentions.expected * largest
    working = config.workers * working + speeds[0].base
    counting = here + min(config.memory_bytes, 200 * mentions.expected)
    return Range.around(max(working, counting), 1.3)


def _theta(config: AuditConfig, mentions: Range, out: Path) -> Range:
    """The share of prompts: as asked for; or, automatic, halved until the mentions' bytes fit their room."""
    if not config.automatic:
        return Range(config.theta, config.theta, config.theta)
    place = next(p for p in (out.resolve(), *out.resolve().parents) if p.exists())
    room = config.disk_bytes or shutil.disk_usage(place).free // 2
    sizes = (mentions.high, mentions.expected, mentions.low)
    return Range(*(2.0 ** -max(0, math.ceil(math.log2(max(size, 1) / room))) for size in sizes))
