"""Mentions with their sentences that are too many for memory: written apart by prompt, and taken up part by part."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from itertools import pairwise
from math import log2
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.ipc as ipc
import pyarrow.parquet as pq

from corpusstat.count.apart import bits_for
from corpusstat.count.keys import SPACE, Bounds, key_ranges, threshold
from corpusstat.errors import BadData, printable

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["mentions_by_prompt"]

_NAMED: Final = ("relation", "shard")
"""Columns of few distinct names, which are written as numbers."""
_COMPARED: Final = (
    "relation", "key", "domain", "group", "doc_key", "value_key", "shard", "row_group", "row", "start", "sentence",
)  # fmt: skip
_MOST_PARTS: Final = 256
_HELD: Final = 1500
"""Bytes of memory for each mention that is held before it is written apart."""
_ROWS: Final = 1 << 14
"""Rows that are read at once."""


def mentions_by_prompt(
    con: Connection, files: Sequence[Path], theta: float, parts: int, limit: int, temp: Path
) -> Iterator[Bounds]:
    """Make ``mentions`` of one part after the other of the kept prompts in MENTION files; give the keys to take.

    Where there are ``parts``, one pass over ``all_mentions`` writes them apart by the first bits of their key, into one
    file (about 150 bytes each, sentences included): a pass for each part would grow with the square of mentions. A part
    is in memory when it is taken up. ``limit`` bytes are there.
    """
    if parts <= 1:
        con.execute("CREATE OR REPLACE TEMP VIEW mentions AS SELECT * FROM all_mentions")
        yield key_ranges(theta, 1)[0]
        return
    bits, skipped = bits_for(min(parts, _MOST_PARTS), 1), int(-log2(threshold(theta) / SPACE))
    temp.mkdir(parents=True, exist_ok=True)
    con.execute("DROP VIEW IF EXISTS temp.mentions")
    with TemporaryDirectory(prefix="mentions-", dir=temp) as folder, ExitStack() as stack:
        written = _Written(Path(folder, "mentions.arrow"), 64 - bits - skipped, 1 << bits)
        try:
            written.write(files, threshold(theta), max(limit // _HELD, _ROWS))
        except (OSError, pa.ArrowException, pl.exceptions.PolarsError) as error:
            raise BadData(f"unreadable mentions: {printable(error)}", "the parts of a run as written") from error
        source = stack.enter_context(pa.OSFile(str(written.path)))
        reader = ipc.open_file(source)
        full = [number for number, batches in enumerate(written.batches) if batches]
        for number in full:
            con.register("mentions", written.part(reader, number))
            low, size = number << (64 - bits - skipped), 1 << (64 - bits - skipped)
            low = low if low < SPACE // 2 else low - SPACE
            cuts = -(-parts // len(full))
            for first, end in pairwise(low + size * i // cuts for i in range(cuts + 1)):
                yield first, end - 1, 0, -1
            con.unregister("mentions")


class _Written:
    """A file of mentions, whose batches each hold mentions of one part."""

    def __init__(self, path: Path, shift: int, parts: int) -> None:
        self.path, self.shift = path, shift
        self.batches: list[list[int]] = [[] for _ in range(parts)]
        self.names: dict[str, dict[str, int]] = {column: {} for column in _NAMED}
        self._number = 0

    def write(self, files: Sequence[Path], kept: int, rows: int) -> None:
        """Write the mentions whose keys, read as unsigned, are below ``kept``; hold ``rows`` of them meanwhile."""
        held: list[pl.DataFrame] = []
        with ExitStack() as stack:
            writer: ipc.RecordBatchFileWriter | None = None
            for frame in self._frames(files, kept):
                held.append(frame)
                if writer is None:
                    schema = frame.to_arrow(compat_level=pl.CompatLevel.oldest()).schema
                    writer = stack.enter_context(ipc.new_file(str(self.path), schema))
                if sum(map(len, held)) >= rows:
                    self._write_apart(writer, pl.concat(held))
                    held = []
            if writer is None:
                stack.enter_context(ipc.new_file(str(self.path), pa.schema([])))
            elif held:
                self._write_apart(writer, pl.concat(held))

    def part(self, reader: ipc.RecordBatchFileReader, number: int) -> pa.Table:
        """The mentions of a part."""
        table = pa.Table.from_batches([reader.get_batch(i) for i in self.batches[number]])
        for column, names in self.names.items():
            at = table.schema.get_field_index(column)
            words = pl.Series(list(names), dtype=pl.String).to_arrow(compat_level=pl.CompatLevel.oldest())
            chunks = [pa.DictionaryArray.from_arrays(codes, words) for codes in table.column(at).chunks]
            table = table.set_column(at, column, pa.chunked_array(chunks))
        return table

    def _frames(self, files: Sequence[Path], kept: int) -> Iterator[pl.DataFrame]:
        for path in files:
            with pq.ParquetFile(path, read_dictionary=list(_NAMED)) as file:
                for batch in file.iter_batches(_ROWS, columns=list(_COMPARED), use_threads=False):
                    frame = self._coded(batch)
                    if kept < SPACE:
                        frame = frame.filter(pl.col("key").reinterpret(signed=False) < kept)
                    yield frame

    def _coded(self, batch: pa.RecordBatch) -> pl.DataFrame:
        columns = {}
        for name in _COMPARED:
            column = batch[name]
            if name in _NAMED:
                known = self.names[name]
                coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
                codes = [known.setdefault(word, len(known)) for word in coded.dictionary.to_pylist()]
                columns[name] = pl.Series(codes, dtype=pl.Int32)[pl.Series(coded.indices)]
            else:
                columns[name] = pl.Series(column)
        return pl.DataFrame(columns)

    def _write_apart(self, writer: ipc.RecordBatchFileWriter, rows: pl.DataFrame) -> None:
        part = (rows["key"].to_numpy().view(np.uint64) >> np.uint64(self.shift)).astype(np.uint16)
        ordered = rows[np.argsort(part, kind="stable")]
        ends = np.cumsum(np.bincount(part, minlength=len(self.batches))).tolist()
        for number, (low, high) in enumerate(pairwise([0, *ends])):
            if low < high:
                table = ordered[low:high].to_arrow(compat_level=pl.CompatLevel.oldest()).combine_chunks()
                for batch in table.to_batches():
                    writer.write_batch(batch)
                    self.batches[number].append(self._number)
                    self._number += 1
