"""Parquet shards, opened: their footers, the row groups that are read together, and the size of a batch.

From a store each read is a request that takes its time, whatever its size: the end of a file is read once, in
proportion to the file, and the column chunks that are needed of several row groups at the same time.
"""

from __future__ import annotations

import contextlib
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import SkipShard
from corpusstat.read.systems import is_remote, located, may_pass, unreadable, version_of

__all__ = ["MAGIC", "batch_rows", "changed", "open_shard", "read_footer", "together"]

MAGIC: Final = b"PAR1"
_FIRST_READ: Final = (8 * 1024, 64 * 1024)
"""Bytes of the first read of a footer: a 256th of the file, but not less than this and not more than that."""
_TOGETHER: Final = 8 * 1024**2
"""Compressed bytes of the needed columns that are fetched from a store at once."""


def changed(name: str) -> SkipShard:
    """Return the error of a shard that is not what was planned."""
    return SkipShard(f"{name} changed since the run was planned", "a file that stays as it is")


def read_footer(file: pa.NativeFile, size: int) -> tuple[bytes, pq.FileMetaData]:
    """Return the Parquet footer of a file of ``size`` bytes, as bytes and read: one read where it is small.

    Raises
    ------
    SkipShard
        There is none, or it is encrypted.
    """
    if size < 12:
        raise SkipShard(f"{size} bytes", "a Parquet file")
    first = min(size, max(_FIRST_READ[0], min(size // 256, _FIRST_READ[1])))
    tail = bytes(file.read_at(first, size - first))
    length = struct.unpack("<I", tail[-8:-4])[0]
    if tail[-4:] == b"PARE":
        raise SkipShard("an encrypted Parquet footer", "a file that needs no key")
    if tail[-4:] != MAGIC or length + 12 > size:
        raise SkipShard("no Parquet footer: truncated, or not Parquet", "a complete Parquet file")
    if length + 8 > len(tail):
        tail = bytes(file.read_at(length + 8, size - length - 8))
    return tail[-8 - length : -8], pq.read_metadata(pa.BufferReader(MAGIC + tail[-8 - length :]))


@contextlib.contextmanager
def open_shard(uri: str, name: str, planned: str = "") -> Iterator[pq.ParquetFile]:
    """Open a Parquet shard for reading in row groups.

    Parameters
    ----------
    uri, name
        Where it is, and how it is called in errors.
    planned
        The ETag that an object must have (empty: any).

    Raises
    ------
    SkipShard
        It is not (or no longer) a complete Parquet file, or not the object that was planned.
    """
    system, path = located(uri)
    try:
        remote = is_remote(uri)
        source = system.open_input_file(path)
        if remote and planned and version_of(source) != planned:
            raise changed(name)
        metadata = read_footer(source, source.size())[1] if remote else None
        file = pq.ParquetFile(source, metadata=metadata, pre_buffer=remote, buffer_size=0 if remote else 1 << 20)
    except FileNotFoundError as error:
        raise SkipShard(f"{name}: gone since the run was planned", "the file to stay while it is read") from error
    except (pa.ArrowException, OSError) as error:
        if may_pass(error, uri):
            raise
        raise unreadable(error, uri, name) from error
    with source, file:
        yield file


def _needed_size(file: pq.ParquetFile, row_group: int, needed: Iterable[str], compressed: bool) -> int:
    """Bytes of the chunks of some columns, which are named as a whole or by a way into them."""
    group = file.metadata.row_group(row_group)
    tops = {name.split(".")[0] for name in needed} | set(needed)
    mine = (i for i in range(group.num_columns) if _is_in(file.schema.column(i).path, tops))
    chunks = (group.column(i) for i in mine)
    return sum(int(c.total_compressed_size if compressed else c.total_uncompressed_size) for c in chunks)


def _is_in(path: str, names: set[str]) -> bool:
    return path in names or path.split(".")[0] in names


def batch_rows(file: pq.ParquetFile, row_groups: Sequence[int], needed: Sequence[str] | None, size: int) -> int:
    """Rows per batch for about ``size`` bytes of the columns that are needed, from the footer.

    Where a column is encrypted, to look at its size ends the process: with None the whole row groups' sizes are taken.
    """
    groups = [file.metadata.row_group(i) for i in row_groups]
    if needed is None:
        whole = sum(int(group.total_byte_size) for group in groups)
    else:
        whole = sum(_needed_size(file, i, needed, False) for i in row_groups)
    return sum(int(group.num_rows) for group in groups) * size // max(whole, 1)


def together(file: pq.ParquetFile, row_groups: Iterable[int], needed: Sequence[str]) -> Iterator[list[int]]:
    """Cut row groups into runs whose needed chunks have about 8 MiB: each run is waited for once."""
    run: list[int] = []
    held = 0
    for row_group in row_groups:
        size = _needed_size(file, row_group, needed, True)
        if run and held + size > _TOGETHER:
            yield run
            run, held = [], 0
        run.append(row_group)
        held += size
    if run:
        yield run
