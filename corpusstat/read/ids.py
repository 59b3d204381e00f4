"""Read the ids of documents again, and nothing else of them: a run keeps only a hash of each."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from corpusstat.read.documents import json_columns, peeked_rows
from corpusstat.read.fields import Rows
from corpusstat.read.jsonl import HEAD_BYTES, lines, read_head
from corpusstat.read.shards import Shard
from corpusstat.read.systems import located

__all__ = ["ids"]

_SCHEMA = {"row_group": pl.Int32, "row": pl.Int32, "id": pl.String}


def ids(shard: Shard, row_groups: Sequence[int], **options: str | None) -> pl.DataFrame:
    """Return the ids of the documents of some row groups or blocks of a shard.

    Parameters
    ----------
    shard, row_groups
        From ``plan``.
    options
        Columns named by the user (``text``, ``id``, ``domain``), as for `documents`.

    Returns
    -------
    polars.DataFrame
        ``row_group``, ``row``, ``id``; null where a document has none.

    Raises
    ------
    SkipShard, OSError, pyarrow.ArrowException
        The shard cannot be read.
    """
    one = _of_lines if shard.kind == "jsonl" else _of_rows
    return pl.concat([pl.DataFrame(schema=_SCHEMA), *(one(shard, group, options) for group in row_groups)])


def _of_rows(shard: Shard, row_group: int, options: dict[str, str | None]) -> pl.DataFrame:
    found = peeked_rows(shard, row_group, shard.row_groups[row_group], **options)
    return _frame(row_group, range(0 if found is None else len(found[1])), found[1] if found else pl.Series())


def _of_lines(shard: Shard, block: int, options: dict[str, str | None]) -> pl.DataFrame:
    system, path = located(shard.uri)
    with system.open_input_file(path) as file:
        start, head = read_head(file, file.size(), 16 * HEAD_BYTES)
        columns = json_columns(head, shard, options)
        read = lines(file, block, len(shard.row_groups), shard.size, start)
        found = [line for line in read if line.value is not None]
    if columns.id is None or not found:
        return pl.DataFrame(schema=_SCHEMA)
    values = Rows([line.value for line in found if line.value is not None], head.schema).texts(columns.id)[0]
    return _frame(block, [line.row for line in found], values)


def _frame(row_group: int, rows: Sequence[int], values: pl.Series) -> pl.DataFrame:
    columns = {"row_group": pl.repeat(row_group, len(rows), eager=True), "row": list(rows), "id": values}
    return pl.DataFrame(columns, schema=_SCHEMA, strict=False)
