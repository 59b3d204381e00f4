"""Read shards: ``documents(shard)`` streams DOCUMENT batches.

A shard is read in batches of a few megabytes and only in the columns that are needed, so memory does not grow with
the shard, and what is not needed cannot break it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadRequest, SkipShard
from corpusstat.read.columns import Columns, resolve
from corpusstat.read.domains import UNKNOWN
from corpusstat.read.fields import Rows, is_text, strings_of
from corpusstat.read.jsonl import HEAD_BYTES, Head, Line, lines, read_head
from corpusstat.read.parquet import batch_rows, changed, open_shard, together
from corpusstat.read.shards import Shard, version_now
from corpusstat.read.systems import first_line, is_remote, located, may_pass, unreadable, version_of
from corpusstat.schema import REJECTED, polars_schema, stable_hash

__all__ = [
    "Batch",
    "as_documents",
    "documents",
    "gathered",
    "json_columns",
    "json_fields",
    "json_strings",
    "peeked_rows",
]

_BATCH_BYTES = 8 * 1024**2
_LONGEST_BATCH = 4096
_GATHERED_BYTES = 8 * 1024**2
_READ, _REQUEST = 1024**2, 4 * 1024**2
"""Bytes of a read of JSON lines: of a file, and of an object, where each is a request."""
_PEEK = 100
_JSON_COLUMNS = ("meta", "metadata", "attributes", "warc_headers")
_REMOVED = "[REMOVED]"


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents of a shard.

    ``documents`` is a DOCUMENT frame, ``rejected`` REJECTED rows: documents that could not be read, and cells that
    could not be used; ``rows`` and ``bytes`` count all rows and the text kept. ``told`` has the language of each
    document as the data set states it, if it does.
    """

    documents: pl.DataFrame
    rejected: pl.DataFrame
    rows: int
    bytes: int
    told: pl.Series | None = None


def json_fields(batch: pa.RecordBatch) -> list[str]:
    """Return the ways that some rows show inside JSON-string columns named meta, metadata and the like."""
    found: dict[str, None] = {}
    for column in (c for c in _JSON_COLUMNS if c in batch.schema.names and is_text(batch.schema.field(c).type)):
        for cell in Rows(batch, batch.schema).series(column):
            try:
                value = json.loads(cell or "null")
            except (ValueError, RecursionError):
                continue
            found |= dict.fromkeys(_ways(value, column, 3))
    return list(found)


def _ways(value: Any, way: str, depth: int) -> Iterator[str]:
    for key, inner in value.items() if isinstance(value, dict) and depth else ():
        yield f"{way}.{key}"
        yield from _ways(inner, f"{way}.{key}", depth - 1)


def json_strings(schema: pa.Schema) -> list[str]:
    """Return the columns named metadata and the like that are strings: they may hold JSON."""
    return [c for c in _JSON_COLUMNS if c in schema.names and is_text(schema.field(c).type)]


def _peeked(file: pq.ParquetFile, row_groups: Sequence[int]) -> list[str]:
    """Fields inside JSON strings, as the first rows show them."""
    schema = file.schema_arrow
    columns = json_strings(schema)
    if not columns or not row_groups:
        return []
    head = next(file.iter_batches(_PEEK, row_groups=[row_groups[0]], columns=columns, use_threads=False), None)
    return [] if head is None else json_fields(head)


def documents(
    shard: Shard,
    row_groups: Sequence[int] | None = None,
    *,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name users know
    domain: str | None = None,
    batch_bytes: int = _BATCH_BYTES,
) -> Iterator[Batch]:
    """Stream the documents of a shard.

    Parameters
    ----------
    shard
        From ``plan``.
    row_groups
        Which of its row groups or blocks (default: all).
    text, id, domain
        Columns named by the user; see ``resolve``.
    batch_bytes
        Text of a batch, about.

    Yields
    ------
    Batch
        Some text at a time. Rows without text or with broken UTF-8 are listed in ``rejected``.

    Raises
    ------
    SkipShard
        The shard cannot be read (truncated, corrupt, changed while it was read), or a column is missing or of a
        wrong type.
    TryAgain
        Its store does not answer now.
    """
    chosen = [i for i in (range(len(shard.row_groups)) if row_groups is None else row_groups) if shard.row_groups[i]]
    options = {"text": text, "id": id, "domain": domain}
    reader = _json_batches if shard.kind == "jsonl" else _parquet_batches
    try:
        yield from reader(shard, chosen, options, batch_bytes)
        _refuse_changed(shard)
    except BadRequest as error:
        raise SkipShard(error.given, error.expected, error.todo) from error
    except pl.exceptions.PanicException as error:
        raise SkipShard(f"{shard.name}: {first_line(error)}", "values that Polars can hold") from error
    except FileNotFoundError as error:
        raise SkipShard(f"{shard.name}: gone since the run was planned", "the file to stay") from error
    except (pa.ArrowException, OSError) as error:
        if may_pass(error, shard.uri):
            raise
        raise _failed(error, shard) from error


def _refuse_changed(shard: Shard) -> None:
    """Refuse an object that was replaced while it was read."""
    if is_remote(shard.uri) and shard.changed and version_now(shard) != shard.changed:
        raise changed(shard.name)


def _failed(error: Exception, shard: Shard) -> Exception:
    if "ecrypt" in str(error):
        return SkipShard(f"{shard.name}: a column that is needed is encrypted", "columns that need no key")
    return unreadable(error, shard.uri, shard.name)


def _parquet_batches(
    shard: Shard, row_groups: Sequence[int], options: dict[str, str | None], batch_bytes: int
) -> Iterator[Batch]:
    with open_shard(shard.uri, shard.name, shard.changed) as file:
        columns = resolve(file.schema_arrow, shard.name, json_fields=_peeked(file, row_groups), **options)
        sized = columns.needed if shard.kind == "parquet" else None
        at_once = sized is not None and is_remote(shard.uri) and not shard.cut
        for run in together(file, row_groups, columns.needed) if at_once else ([i] for i in row_groups):
            size = max(1, min(_LONGEST_BATCH, batch_rows(file, run, sized, batch_bytes)))
            places, left = _places(run, shard.row_groups), sum(shard.row_groups[i] for i in run)
            for batch in file.iter_batches(size, row_groups=run, columns=columns.needed, use_threads=False):
                yield from _placed(batch, places, columns, shard)
                left -= batch.num_rows
                if left <= 0:
                    break


def _places(row_groups: Sequence[int], rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Row group and row of all rows to read."""
    return ((group, row) for group in row_groups for row in range(rows[group]))


def _placed(
    batch: pa.RecordBatch, places: Iterator[tuple[int, int]], columns: Columns, shard: Shard
) -> Iterator[Batch]:
    """The rows of a batch as documents, each row group's by themselves; rows without a place are left out."""
    first = 0
    for row_group, rows in groupby(islice(places, batch.num_rows), key=itemgetter(0)):
        here = [row for _, row in rows]
        part = batch.slice(first, len(here))
        yield as_documents(Rows(part, part.schema), columns, shard, row_group, here)
        first += len(here)


def _json_batches(
    shard: Shard, blocks: Sequence[int], options: dict[str, str | None], batch_bytes: int
) -> Iterator[Batch]:
    system, path = located(shard.uri)
    with system.open_input_file(path) as file:
        if is_remote(shard.uri) and shard.changed and version_of(file) != shard.changed:
            raise changed(shard.name)
        size = file.size()
        if size != shard.size:
            raise SkipShard(f"{shard.name}: {size:,} bytes, {shard.size:,} when the run was planned", "the same file")
        start, head = read_head(file, size, 16 * HEAD_BYTES)
        columns = json_columns(head, shard, options)
        for block in blocks:
            most = shard.row_groups[block] if shard.cut else None
            found = lines(file, block, len(shard.row_groups), size, start, _REQUEST if is_remote(shard.uri) else _READ)
            found = islice(found, most)
            yield from _line_batches(found, head.schema, columns, shard, block, batch_bytes)


def json_columns(head: Head, shard: Shard, options: dict[str, str | None]) -> Columns:
    """Find the columns of a file of JSON lines from its first lines; raises `BadRequest` as ``resolve`` does."""
    schema = head.schema
    strings = [n for n in schema.names if n in _JSON_COLUMNS and is_text(schema.field(n).type)]
    seen = [strings_of([_string(o.get(n)) for o in head.objects[:_PEEK]]) for n in strings]
    inside = json_fields(pa.RecordBatch.from_arrays(seen, strings)) if strings else []
    return resolve(schema, shard.name, json_fields=inside, **options)


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _line_batches(
    found: Iterator[Line], schema: pa.Schema, columns: Columns, shard: Shard, block: int, batch_bytes: int
) -> Iterator[Batch]:
    held: list[Line] = []
    size = 0
    for line in found:
        held.append(line)
        size += line.size
        if size >= batch_bytes or len(held) >= _LONGEST_BATCH:
            yield _of_lines(held, schema, columns, shard, block)
            held, size = [], 0
    if held:
        yield _of_lines(held, schema, columns, shard, block)


def _of_lines(held: Sequence[Line], schema: pa.Schema, columns: Columns, shard: Shard, block: int) -> Batch:
    objects = [line.value for line in held if line.value is not None]
    places = [line.row for line in held if line.value is not None]
    batch = as_documents(Rows(objects, schema), columns, shard, block, places)
    bad = [(UNKNOWN, "", line.reason, shard.name, block, line.row, 1) for line in held if line.value is None]
    rejected = pl.concat([batch.rejected, pl.DataFrame(bad, schema=polars_schema(REJECTED), orient="row")])
    return Batch(batch.documents, rejected, len(held), batch.bytes, batch.told)


def as_documents(rows: Rows, columns: Columns, shard: Shard, row_group: int, places: Sequence[int]) -> Batch:
    """Return rows as documents; ``places`` are their numbers in the row group."""
    text, bad = rows.texts(columns.text, columns.separator)
    domain, unusable = columns.domain.evaluate(rows)
    keys, bad_ids = _keys(rows, columns, shard, row_group, places)
    frame = pl.DataFrame(
        {
            "doc_key": pl.Series(keys, dtype=pl.Int64),
            "domain": domain,
            "text": text,
            "shard": pl.repeat(shard.name, len(rows), dtype=pl.String, eager=True),
            "row_group": pl.repeat(row_group, len(rows), dtype=pl.Int32, eager=True),
            "row": pl.Series(list(places), dtype=pl.Int32),
            "not_utf8": pl.Series(bad, dtype=pl.Boolean),
        }
    )
    reason = (
        pl.when("not_utf8").then(pl.lit("not UTF-8"))
        .when(pl.col("text").is_null()).then(pl.lit("no text"))
        .when(pl.col("text") == _REMOVED).then(pl.lit(f"the text is {_REMOVED}"))
    )  # fmt: skip
    frame = frame.with_columns(reason.alias("reason"))
    cells = [(row, "*domain", why) for row, why in unusable.items()] + [
        (row, "*id", "id: not UTF-8") for row in bad_ids
    ]
    rejected = [_rejected(frame.filter(pl.col("reason").is_not_null()), ""), *(_cell(frame, *cell) for cell in cells)]
    good = frame["reason"].is_null()
    kept = frame.filter(good).drop("reason", "not_utf8")
    told = None if columns.language is None else rows.texts(columns.language)[0].filter(good)
    return Batch(kept, pl.concat(rejected), len(rows), int(kept["text"].str.len_bytes().sum()), told)


def _rejected(frame: pl.DataFrame, relation: str) -> pl.DataFrame:
    rows = frame.select(
        "domain", pl.lit(relation).alias("relation"), "reason", "shard", "row_group", "row", pl.lit(1).alias("n")
    )
    return rows.cast(polars_schema(REJECTED))


def _cell(frame: pl.DataFrame, row: int, relation: str, reason: str) -> pl.DataFrame:
    """A cell that could not be used, of a document that is kept."""
    return _rejected(frame[row].with_columns(pl.lit(reason).alias("reason")), relation)


def _keys(
    rows: Rows, columns: Columns, shard: Shard, row_group: int, places: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Document keys, stable_hash(source, id); where there is no id, of its place in the shard.

    Also return the rows whose id cannot be used.
    """
    nothing: list[str | None] = [None] * len(rows)
    sources = rows.texts(columns.source)[0].to_list() if columns.source else nothing
    ids, bad = rows.texts(columns.id) if columns.id else (pl.Series(nothing, dtype=pl.String), [])
    keys = [
        stable_hash(source or columns.place, id_ or f"{shard.name}#{row_group}:{place}")
        for place, source, id_ in zip(places, sources, ids.to_list(), strict=True)
    ]
    return keys, [row for row, is_bad in enumerate(bad) if is_bad]


def peeked_rows(shard: Shard, row_group: int, most: int, **options: str | None) -> tuple[pl.Series, pl.Series] | None:
    """Return domains and ids of the first rows of a row group, or of a file of lines; its text is not read.

    Raises
    ------
    SkipShard, OSError, pyarrow.ArrowException
        It cannot be read.
    """
    try:
        if shard.kind == "jsonl":
            system, path = located(shard.uri)
            with system.open_input_file(path) as file:
                head = read_head(file, file.size(), 16 * HEAD_BYTES)[1]
            return _named(Rows(head.objects[:most], head.schema), json_columns(head, shard, options))
        with open_shard(shard.uri, shard.name) as file:
            columns = resolve(file.schema_arrow, shard.name, json_fields=_peeked(file, [row_group]), **options)
            fields = [f.leaf for f in (columns.id, columns.domain.field) if f is not None]
            needed = list(dict.fromkeys([*fields, *columns.domain.columns])) or [columns.text.leaf]
            batches = file.iter_batches(most, row_groups=[row_group], columns=needed, use_threads=False)
            batch = next(batches, None)
            return None if batch is None else _named(Rows(batch, batch.schema), columns)
    except (BadRequest, pl.exceptions.PanicException) as error:
        raise SkipShard(first_line(error)) from error


def _named(rows: Rows, columns: Columns) -> tuple[pl.Series, pl.Series]:
    nothing = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    return columns.domain.evaluate(rows)[0], rows.texts(columns.id)[0] if columns.id else nothing


def gathered(batches: Iterable[Batch], size: int = _GATHERED_BYTES) -> Iterator[Batch]:
    """Join small batches, as of shards with many row groups, until they hold ``size`` bytes of text or 4096 rows.

    Extraction has a cost per batch, and needs memory for the facts of one: short documents can be dense with them.
    How documents fall into batches changes no result.
    """
    held: list[Batch] = []
    for batch in batches:
        held.append(batch)
        if sum(b.bytes for b in held) >= size or sum(b.rows for b in held) >= _LONGEST_BATCH:
            yield _joined(held)
            held = []
    if held:
        yield _joined(held)


def _joined(batches: Sequence[Batch]) -> Batch:
    told = [b.told for b in batches if b.told is not None]
    return Batch(
        pl.concat([b.documents for b in batches]),
        pl.concat([b.rejected for b in batches]),
        sum(b.rows for b in batches),
        sum(b.bytes for b in batches),
        pl.concat(told) if len(told) == len(batches) else None,
    )
