"""Table mode: the rows of a Spark DataFrame are documents, and only the columns that are needed travel to the tasks.

The tasks open no file and need no network. A row's place is its file and number where Spark has them (Parquet and
Delta); elsewhere a hash of the text stands for the number, and documents need an id.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from posixpath import commonpath, dirname
from typing import Any, Final
from urllib.parse import unquote

import pyarrow as pa

from corpusstat import pipeline
from corpusstat.engine.engine import Result, Worked
from corpusstat.engine.spark import found_rows, run_rows
from corpusstat.engine.spark_sources import PREFIX, is_frame
from corpusstat.errors import BadRequest
from corpusstat.read.columns import Columns, resolve
from corpusstat.read.documents import Batch, as_documents, gathered, json_fields, json_strings
from corpusstat.read.fields import Rows
from corpusstat.read.shards import Shard

__all__ = ["Table", "frame_of", "read_table", "work_on_table"]

_FILE, _ROW = "_corpusstat_file", "_corpusstat_row"
_PLACES: Final = (
    ("_metadata.file_path", "_metadata.row_index"),
    ("_metadata.file_path", ""),
    ("CAST(NULL AS STRING)", ""),
)
"""SQL of a row's file and number: what Spark knows of it, the best first."""
_PEEK: Final = 100
_BYTES: Final = 8 * 1024**2


@dataclass(frozen=True, slots=True)
class Table:
    """What a task needs to know of a table.

    ``schema`` has all columns, ``fields`` the ways that were seen inside JSON strings; ``root`` is the folder of all
    its files, from whose name on they are named.
    """

    name: str
    schema: pa.Schema
    stages: pipeline.Stages
    fields: tuple[str, ...] = ()
    root: str = ""

    def columns(self, shard: str) -> Columns:
        """Where text, id and domain of a file's rows are."""
        stages = self.stages
        return resolve(self.schema, shard, stages.text, stages.id, stages.domain, self.fields)

    def shard(self, file: str | None) -> str:
        """Name a file as the local engine does: by the folder of all, and the path below it."""
        if file is None:
            return self.name
        return unquote(file.removeprefix(dirname(self.root)).lstrip("/")) if self.root else file


def frame_of(source: Any, session: Any) -> tuple[Any, str]:
    """Return the DataFrame that is meant, and its name: ``table:NAME``, or a DataFrame itself.

    Raises
    ------
    BadRequest
        The session has no such table.
    """
    if is_frame(source):
        return source, "table"
    name = str(source).removeprefix(PREFIX)
    try:
        frame = session.table(name)
        _ = frame.schema  # Spark Connect looks only now
    except Exception as error:
        line = str(error).splitlines()[0]
        raise BadRequest(f"table {name}: {line}", "a table of this session", "check catalog and schema") from error
    return frame, name


def read_table(frame: Any, name: str, stages: pipeline.Stages) -> Iterator[Worked]:
    """Carry all rows of a DataFrame through the stages; give the parts of one partition after the other.

    Raises
    ------
    BadRequest
        A column is missing, the documents have no place and no id, or the job fails.
    """
    schema = frame.limit(0).toArrow().schema
    strings = json_strings(schema)
    peeked = frame.select(*map(_quoted, strings)).limit(_PEEK).toArrow().to_batches() if strings else []
    root = ""
    with contextlib.suppress(Exception):  # not allowed everywhere, and only names follow from it
        root = commonpath([dirname(file) for file in frame.inputFiles()])
    table = Table(name, schema, stages, tuple(way for batch in peeked for way in json_fields(batch)), root)
    found = run_rows(_placed(frame, table.columns(f"{name}/{name}")), partial(work_on_table, table=table))
    return (worked for worked in found if worked.result.rows)


def _placed(frame: Any, columns: Columns) -> Any:
    """The needed columns, and each row's file and number."""
    needed = _selected(columns)
    for file, row in _PLACES:
        if not row and columns.id is None:
            raise BadRequest(
                "a table whose documents have neither an id nor a place that Spark knows", "an id column", "--id COLUMN"
            )
        number = row or f"xxhash64({_quoted(columns.text.column)}) & 2147483647"
        try:
            placed = frame.selectExpr(*needed, f"{file} AS {_FILE}", f"CAST({number} AS INT) AS {_ROW}")
            _ = placed.schema
        except Exception:  # Spark has no such column here: it says so in many ways
            if file == _PLACES[-1][0]:
                raise
            continue
        return placed
    raise AssertionError


def _selected(columns: Columns) -> list[str]:
    """SQL of the needed columns; of a struct only the needed fields, however deep."""
    paths: dict[str, set[tuple[str, ...]]] = {name: {()} for name in columns.domain.columns}
    for field in columns.fields():
        way = tuple(str(step) for step in field.steps[: field.structs])
        paths.setdefault(field.column, set()).add(way)
    return [f"{_narrowed(_quoted(name), ways)} AS {_quoted(name)}" for name, ways in paths.items()]


def _narrowed(sql: str, ways: set[tuple[str, ...]]) -> str:
    if () in ways:
        return sql
    inner = []
    for head in sorted({way[0] for way in ways}):
        literal = head.replace("\\", "\\\\").replace("'", "\\'")
        below = {way[1:] for way in ways if way[0] == head}
        inner.append(f"'{literal}', {_narrowed(f'{sql}.{_quoted(head)}', below)}")
    return f"named_struct({', '.join(inner)})"


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def work_on_table(batches: Iterable[pa.RecordBatch], table: Table) -> Iterator[pa.RecordBatch]:
    """Work on the rows of a partition; this is what Spark's tasks run in table mode."""
    yield found_rows(0, lambda: _worked(batches, table))


def _worked(batches: Iterable[pa.RecordBatch], table: Table) -> Worked:
    parts = pipeline.run(gathered(_documents(batches, table)), table.stages)
    return Worked(Result(rows=parts.rows, bytes=parts.bytes, facts=parts.mentions.num_rows), parts)


def _documents(batches: Iterable[pa.RecordBatch], table: Table) -> Iterator[Batch]:
    known: dict[str, Columns] = {}
    for batch in batches:
        for piece in _pieces(batch):
            name = table.shard(piece.column(_FILE)[0].as_py())
            if name not in known:
                known[name] = table.columns(name)
            shard = Shard(name, "", 0, "", "", ())
            yield as_documents(Rows(piece, piece.schema), known[name], shard, 0, piece.column(_ROW).to_pylist())


def _pieces(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """Cut rows that follow each other by file, and to about 8 MiB."""
    files: Sequence[str | None] = batch.column(_FILE).to_pylist()
    step = max(1, batch.num_rows * _BYTES // max(batch.nbytes, 1))
    for _, rows in groupby(range(batch.num_rows), key=lambda i: (files[i], i // step)):
        first, *rest = rows
        yield batch.slice(first, 1 + len(rest))
