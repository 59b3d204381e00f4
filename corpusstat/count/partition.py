"""Mentions with their sentences, part by part: all of them, or what is too many for memory written apart by prompt."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import pairwise
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from corpusstat.count.apart import bits_for
from corpusstat.count.keys import SPACE, in_sample, threshold
from corpusstat.errors import BadData, printable

__all__ = ["COMPARED", "Part", "mentions_by_prompt"]

NAMED: Final = ("relation", "shard")
"""Columns of few distinct names, which are numbers here."""
COMPARED: Final = (
    "key", "relation", "domain", "group", "doc_key", "value_key", "shard", "row_group", "row", "start", "sentence",
)  # fmt: skip
_MOST_PARTS: Final = 256
_HELD: Final = 4000
"""Bytes of memory for each mention that is held before it is written apart."""
_ROWS: Final = 1 << 14
"""Rows that are read at once."""
_Readers = dict[tuple[str, ...], ipc.RecordBatchFileReader]


class Part(Protocol):
    """Some mentions: all of each prompt that is among them."""

    @property
    def names(self) -> Mapping[str, Mapping[str, int]]:
        """The numbers of names, by column (`NAMED`); whole once all frames were read."""

    def frames(self, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        """Read some columns of `COMPARED`; in the same frames and order, as often as one likes."""


def mentions_by_prompt(files: Sequence[Path], theta: float, parts: int, limit: int, temp: Path) -> Iterator[Part]:
    """Give the mentions of the kept prompts in MENTION files, one part after the other.

    Where there are ``parts``, one pass writes the mentions apart by the first bits of their key, into one file (about
    150 bytes each, sentences included): a pass for each part would grow with the square of mentions. ``limit`` bytes of
    memory are there.

    Raises
    ------
    BadData
        A file that cannot be read.
    """
    source = _Files(files, theta)
    if parts <= 1:
        yield source
        return
    bits, skipped = bits_for(min(parts, _MOST_PARTS), 1), int(-log2(threshold(theta) / SPACE))
    temp.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix="mentions-", dir=temp) as folder, ExitStack() as stack:
        written = _Written(Path(folder, "mentions.arrow"), 64 - bits - skipped, 1 << bits)
        written.write(source.frames(COMPARED), max(limit // _HELD, _ROWS))
        full = [number for number, batches in enumerate(written.batches) if batches]
        readers: _Readers = {}
        for columns in (COMPARED[:1], COMPARED) if full else ():
            readers[columns] = stack.enter_context(written.reader(columns))
        for number in full:
            size = 1 << (64 - bits - skipped)
            low, cuts = number * size - (SPACE if number * size >= SPACE // 2 else 0), -(-parts // len(full))
            for first, end in pairwise(low + size * i // cuts for i in range(cuts + 1)):
                yield _Cut(source.names, readers, written.batches[number], range(first, end))


class _Files:
    """The kept prompts' mentions in MENTION files."""

    def __init__(self, files: Sequence[Path], theta: float) -> None:
        self.files, self.kept = files, in_sample(theta) if theta < 1 else None
        self.names: dict[str, dict[str, int]] = {column: {} for column in NAMED}

    def frames(self, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        """Read some columns."""
        try:
            for path in self.files:
                with pq.ParquetFile(path, read_dictionary=list(NAMED)) as file:
                    for batch in file.iter_batches(_ROWS, columns=list(columns), use_threads=False):
                        frame = pl.DataFrame({name: self._column(name, batch[name]) for name in columns})
                        yield frame if self.kept is None else frame.filter(self.kept)
        except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
            raise BadData(f"unreadable mentions: {printable(error)}", "the parts of a run as written") from error

    def _column(self, name: str, column: pa.Array) -> pl.Series:
        if name not in NAMED:
            return pl.Series(column)
        known = self.names[name]
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        codes = [known.setdefault(word, len(known)) for word in coded.dictionary.to_pylist()]
        return pl.Series(codes, dtype=pl.Int32)[pl.Series(coded.indices)]


class _Cut:
    """The mentions with some keys, in some batches of a file."""

    def __init__(
        self,
        names: Mapping[str, Mapping[str, int]],
        readers: _Readers,
        batches: Sequence[int],
        keys: range,
    ) -> None:
        self.names, self._readers, self._batches = names, readers, batches
        self._inside = pl.col("key").is_between(keys.start, keys.stop, closed="left")

    def frames(self, columns: tuple[str, ...]) -> Iterator[pl.DataFrame]:
        """Read the key, or all columns."""
        held: list[pa.RecordBatch] = []
        for number in self._batches:
            held.append(self._readers[columns].get_batch(number))
            if sum(batch.num_rows for batch in held) >= _ROWS or number == self._batches[-1]:
                yield pl.DataFrame(pa.Table.from_batches(held)).filter(self._inside)
                held = []


class _Written:
    """A file of mentions, whose batches each hold mentions of one part."""

    def __init__(self, path: Path, shift: int, parts: int) -> None:
        self.path, self.shift = path, shift
        self.batches: list[list[int]] = [[] for _ in range(parts)]
        self._number = 0

    def write(self, frames: Iterator[pl.DataFrame], rows: int) -> None:
        """Write mentions; hold ``rows`` of them meanwhile."""
        held: list[pl.DataFrame] = []
        with ExitStack() as stack:
            writer: ipc.RecordBatchFileWriter | None = None
            for frame in frames:
                held.append(frame)
                if writer is None:
                    schema = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
                    writer = stack.enter_context(ipc.new_file(str(self.path), schema))
                if sum(map(len, held)) >= rows:
                    self._write_apart(writer, pl.concat(held))
                    held = []
            if writer is not None and held:
                self._write_apart(writer, pl.concat(held))

    def reader(self, columns: tuple[str, ...]) -> ipc.RecordBatchFileReader:
        """Open the file for some columns."""
        options = ipc.IpcReadOptions(included_fields=[COMPARED.index(name) for name in columns], use_threads=False)
        return ipc.open_file(pa.OSFile(str(self.path)), options=options)

    def _write_apart(self, writer: ipc.RecordBatchFileWriter, rows: pl.DataFrame) -> None:
        part = (rows["key"].to_numpy().view(np.uint64) >> np.uint64(self.shift)).astype(np.uint16)
        ordered = rows[np.argsort(part, kind="stable")]
        table = ordered.to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
        whole = table.to_batches()[0]
        ends = np.cumsum(np.bincount(part, minlength=len(self.batches))).tolist()
        for number, (low, high) in enumerate(pairwise([0, *ends])):
            if low < high:
                writer.write_batch(whole.slice(low, high - low))
                self.batches[number].append(self._number)
                self._number += 1
