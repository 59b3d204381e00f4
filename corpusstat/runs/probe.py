"""A probe of a corpus: at most one per cent of its text, spread by hash, and how fast the real stages do it here.

Row groups are chosen by hash, never a prefix, and so are documents within them; a document longer than what is left
of the quota is read in part. The sample is then worked on in as many processes as the run would have, at the batch
sizes that the run would have (the sample repeated, where it is smaller than a batch), so that the speed measured is
that of the run, on this machine, now.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Final

import polars as pl
import psutil

from corpusstat.engine.pool import peak_resident
from corpusstat.pipeline import Stages, run
from corpusstat.read.documents import Batch, documents
from corpusstat.read.shards import Shard
from corpusstat.schema import REJECTED, Parts, polars_schema, stable_hash

__all__ = ["SHARE", "Sample", "Speed", "take", "time_stages"]

SHARE: Final = 0.01
"""Largest share of the corpus's text that a probe works on."""
_ROW_GROUPS: Final = 64
_MOST_BYTES: Final = 32 * 1024**2
_DECODED: Final = 64 * 1024**2
"""Text bytes decoded of one row group at most: some writers put a whole shard into one."""
_SECONDS: Final = 6.0
_REPEATS: Final = 5


@dataclass(frozen=True)
class Sample:
    """What a probe read.

    ``documents`` is a DOCUMENT frame, ``row_groups`` the number of row groups looked into, ``text`` the text bytes
    of each as decoded, ``decoding`` the seconds that took; ``density`` is text bytes for each byte of Parquet.
    """

    documents: pl.DataFrame
    row_groups: int
    of: int
    text: dict[tuple[str, int], int]
    decoding: float
    density: float

    @property
    def bytes(self) -> int:
        """UTF-8 bytes in the sample."""
        return int(self.documents["text"].str.len_bytes().sum())


def take(shards: Sequence[Shard], stages: Stages, share: float = SHARE) -> Sample:
    """Draw a sample of a corpus's documents.

    Parameters
    ----------
    shards
        As planned.
    stages
        For the names of columns.
    share
        Of the text bytes.

    Raises
    ------
    SkipShard, BadRequest
        As `read.documents`.
    """
    every = [(s, i) for s in shards for i, rows in enumerate(s.row_groups) if rows]
    chosen = sorted(every, key=lambda c: stable_hash("probe", c[0].name, str(c[1])))[:_ROW_GROUPS]
    total = sum(s.size for s in shards)
    parquet = sum(_parquet(s, i) for s, i in chosen)
    quota = min(1.0, share * total / max(parquet, 1), _MOST_BYTES / max(parquet, 1))
    drawn, text, decoding = [], {}, 0.0
    for shard, row_group in chosen:
        begun, size = time.perf_counter(), 0
        for batch in documents(shard, [row_group], text=stages.text, id=stages.id, domain=stages.domain):
            decoding += time.perf_counter() - begun
            drawn.append(_draw(batch.documents, int(quota * batch.bytes)))
            size += batch.bytes
            if size > _DECODED:
                break
            begun = time.perf_counter()
        text[shard.name, row_group] = size
    whole = {k: v for k, v in text.items() if v <= _DECODED}
    seen = sum(_parquet(s, i) for s, i in chosen if (s.name, i) in whole)
    density = sum(whole.values()) / seen if seen else 4.0
    return Sample(pl.concat(drawn), len(chosen), len(every), text, decoding, density)


def _parquet(shard: Shard, row_group: int) -> float:
    """Parquet bytes of a row group: the shard's size, in proportion to the rows."""
    return shard.size * shard.row_groups[row_group] / max(shard.rows, 1)


def _draw(frame: pl.DataFrame, quota: int) -> pl.DataFrame:
    """Documents in the order of a hash until the quota of bytes is full; of the last one a piece."""
    if frame.is_empty() or quota <= 0:
        return frame.clear()
    frame = frame.sort("doc_key")  # itself a hash
    ends = frame["text"].str.len_bytes().cum_sum()
    whole = int((ends <= quota).sum())
    if whole == frame.height:
        return frame
    left = quota - (int(ends[whole - 1]) if whole else 0)
    document = frame[whole]
    text = document["text"][0]
    first = stable_hash("piece", str(document["doc_key"][0])) % max(len(text) - left, 1)
    piece = text[first : first + left].encode()[:left].decode(errors="ignore")  # left counts bytes
    return pl.concat([frame[:whole], document.with_columns(pl.lit(piece).alias("text"))])


@dataclass(frozen=True, slots=True)
class Speed:
    """Seconds and resident bytes of the stages, measured in one process.

    A batch of ``b`` text bytes takes about ``batch + b * byte`` seconds; ``start`` is the time until the first batch
    could begin and ``warm`` what the first batch took beyond a later one. ``spread`` is the slowest repetition over
    the fastest. ``mentions`` is what the sample gave.
    """

    batch: float
    byte: float
    spread: float
    start: float
    warm: float
    base: int
    peak: int
    parts: Parts


def time_stages(*_: object, file: Path, stages: Stages, batch_bytes: int, begun: float) -> Speed:
    """Run the stages on a sample, at its own size and at the size of a batch. This is a worker's task.

    Parameters
    ----------
    file
        The sample, as Parquet.
    stages
        What the stages need to know.
    batch_bytes
        Text bytes of the run's batches.
    begun
        When the process was asked for (``time.time()``).
    """
    start = time.time() - begun
    frame = pl.read_parquet(file, glob=False)
    size = max(int(frame["text"].str.len_bytes().sum()), 1)
    base = psutil.Process().memory_info().rss
    warm, parts = _seconds([frame], stages, 1)
    copies = round(batch_bytes / size)
    if copies > 1:
        small = _seconds([frame], stages, _REPEATS)[0]
        large = _seconds([_repeated(frame, copies)], stages, _REPEATS)[0]
        byte = max(median(large) - median(small), 0.0) / (size * (copies - 1))
        batch = max(median(small) - byte * size, 0.0)
    else:  # a sample of a batch or more is cut into batches, and a batch's own cost is in that of its bytes
        rows = max(1, frame.height * batch_bytes // size)
        small = large = _seconds(list(frame.iter_slices(rows)), stages, _REPEATS)[0]
        byte, batch = median(large) / size, 0.0
    return Speed(
        batch=batch,
        byte=byte,
        spread=max(large) / min(large),
        start=start,
        warm=max(warm[0] - median(small), 0.0),
        base=base,
        peak=peak_resident(),
        parts=parts,
    )


def _seconds(frames: Sequence[pl.DataFrame], stages: Stages, times: int) -> tuple[list[float], Parts]:
    """Seconds of each repetition (fewer where they take long), and what the stages gave."""
    taken: list[float] = []
    nothing = pl.DataFrame(schema=polars_schema(REJECTED))
    while True:
        begun = time.perf_counter()
        batches = (Batch(f, nothing, f.height, int(f["text"].str.len_bytes().sum())) for f in frames)
        parts = run(batches, stages)
        taken.append(time.perf_counter() - begun)
        if len(taken) >= times or sum(taken) > _SECONDS:
            return taken, parts


def _repeated(frame: pl.DataFrame, copies: int) -> pl.DataFrame:
    """The sample several times over, each copy with other document keys."""
    return pl.concat([frame.with_columns(pl.col("doc_key") + pl.lit(i, pl.Int64)) for i in range(copies)])
