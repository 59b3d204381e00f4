"""Very many small files are made one before they are counted: every query opens all of its files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from shutil import disk_usage
from typing import Final

import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadData, printable

__all__ = ["packed"]

MANY: Final = 100
"""Files that need no packing."""
SMALL: Final = 256 * 1024
"""Mean bytes of a file from which on its opening hardly counts."""
_ROWS: Final = 100_000
_HELD: Final = 256
"""Tables that are held before they are made one: a table of a row has some 40 kB of buffers and objects."""


def packed(paths: Sequence[Path], folder: Path, name: str, schema: pa.Schema) -> tuple[Path, ...]:
    """Return the files, or if they are many and small one with the same rows in the same order.

    Parameters
    ----------
    paths, schema
        Parquet files, and the columns that they have.
    folder, name
        Where the one goes, and its name without suffix. Where the disk is not twice as large as all files it is not
        written.

    Raises
    ------
    BadData
        A file cannot be read.
    """
    if len(paths) <= MANY:
        return tuple(paths)
    try:
        size = sum(path.stat().st_size for path in paths)
        folder.mkdir(parents=True, exist_ok=True)
        if size > SMALL * len(paths) or 2 * size > disk_usage(folder).free:
            return tuple(paths)
        target = folder / f"{name}.parquet"
        with pq.ParquetWriter(target, schema, compression="zstd") as writer:
            for rows in _together(paths, schema):
                writer.write_table(rows, row_group_size=_ROWS)
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"unreadable {name}: {printable(error)}", "the parts of a run as written") from error
    return (target,)


def _together(paths: Sequence[Path], schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows in tables of at least ``_ROWS``; the last may be smaller."""
    held: list[pa.Table] = []
    rows = 0
    for path in paths:
        with pq.ParquetFile(path) as file:
            held.append(file.read(use_threads=False).select(schema.names).cast(schema))
        rows += held[-1].num_rows
        if rows >= _ROWS:
            yield pa.concat_tables(held)
            held, rows = [], 0
        elif len(held) >= _HELD:
            held = [pa.concat_tables(held).combine_chunks()]
    if held:
        yield pa.concat_tables(held)
