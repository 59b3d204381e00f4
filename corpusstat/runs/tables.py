"""Documents given as tables instead of files: kept as a Parquet file, for a run reads its inputs more than once."""

from __future__ import annotations

import filecmp
import itertools
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadRequest

__all__ = ["is_data", "kept"]

_NAME: Final = "documents.parquet"
_ROWS: Final = 50_000
_EXPECTED: Final = "an Arrow table, a frame or a dict of columns with the documents, or an iterable of these"


def _is_batch(given: Any) -> bool:
    frames = pl.LazyFrame, pa.RecordBatch, Mapping
    streams = "__arrow_c_stream__", "__dataframe__", "scanner"
    return isinstance(given, frames) or any(hasattr(given, name) for name in streams)


def is_data(given: Any) -> bool:
    """Whether documents were given, not paths: a table, a frame, a dict of columns, or an iterable of them.

    >>> is_data("shards/"), is_data(["a", "b"]), is_data([]), is_data(pl.DataFrame()), is_data(iter([]))
    (False, False, False, True, True)
    """
    if isinstance(given, str | os.PathLike):
        return False
    if _is_batch(given) or isinstance(given, Iterator) or not isinstance(given, Iterable):
        return True
    return not isinstance(next(iter(given), ""), str | os.PathLike)


def kept(given: Any, folder: Path) -> Path:
    """Write documents to a Parquet file in ``folder``; the file that is there stays if it is the same.

    Raises
    ------
    BadRequest
        What was given is no table, there are no documents, or batches differ in their columns.
    """
    batches = _batches(given)
    first = next(batches, None)
    if first is None:
        raise BadRequest("an iterable without a batch", _EXPECTED)
    folder.mkdir(parents=True, exist_ok=True)
    file, new = folder / _NAME, folder / f"{_NAME}.new"
    try:
        with pq.ParquetWriter(new, first.schema) as writer:
            for table in itertools.chain([first], batches):
                writer.write_table(table.cast(first.schema), row_group_size=_ROWS)
        if not file.exists() or not filecmp.cmp(file, new, shallow=False):
            new.replace(file)
    except (pa.ArrowInvalid, ValueError, KeyError) as error:
        raise BadRequest(f"batches that do not fit the first: {error}", "the same columns in each") from None
    finally:
        new.unlink(missing_ok=True)
    return folder


def _batches(given: Any) -> Iterator[pa.Table]:
    if not _is_batch(given):
        if not isinstance(given, Iterable):
            raise BadRequest(f"documents of type {type(given).__name__}", _EXPECTED)
        for one in given:
            if not _is_batch(one):
                raise BadRequest(f"a batch of type {type(one).__name__}", _EXPECTED)
            yield from _batches(one)
    elif isinstance(given, pa.RecordBatchReader):
        yield from (pa.Table.from_batches([batch]) for batch in given)
    elif hasattr(given, "scanner"):  # a dataset
        yield from _batches(given.scanner().to_reader())
    elif isinstance(given, pa.RecordBatch):
        yield pa.Table.from_batches([given])
    elif isinstance(given, pl.LazyFrame | pl.DataFrame):
        yield given.lazy().collect().to_arrow(compat_level=pl.CompatLevel.oldest())
    else:
        yield _table(given)


def _table(given: Any) -> pa.Table:
    try:
        if isinstance(given, Mapping) and any(isinstance(column, str | bytes) for column in given.values()):
            raise TypeError("a text where a column is wanted: its letters would be the documents")
        return pa.table(given)
    except (pa.ArrowException, TypeError, ValueError):
        raise BadRequest(f"a {type(given).__name__} that is no table", _EXPECTED) from None
