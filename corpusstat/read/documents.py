"""Read shards: ``plan(paths)`` lists them, ``documents(shard)`` streams DOCUMENT batches.

A shard is read in batches of a few megabytes and only in the columns that are needed, so memory does not grow with
the shard. Local paths and any URI that pyarrow's file systems know (``s3://``, ``gs://``) are treated alike.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadRequest
from corpusstat.read.domains import DomainRule, domain_rule
from corpusstat.read.shards import Shard, open_shard, unreadable
from corpusstat.schema import REJECTED, polars_schema, stable_hash

__all__ = ["Batch", "Columns", "documents", "gathered", "resolve"]

TEXT = ("text", "raw_content", "content")
IDS = ("id", "identifier", "hexsha", "doc_id", "digest")
_BATCH_BYTES = 8 * 1024**2
_LONGEST_BATCH = 4096
_GATHERED_BYTES = 8 * 1024**2
_PEEK = 100


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of one shard hold the text, the id, the source and the domain."""

    text: str
    id: str | None
    source: str | None
    domain: DomainRule

    @property
    def needed(self) -> list[str]:
        """Top-level columns to read, each once."""
        named = (self.text, self.id, self.source, *self.domain.columns)
        return list(dict.fromkeys(c for c in named if c is not None))


@dataclass(frozen=True, slots=True)
class Batch:
    """Some documents of a shard (DOCUMENT), the rows that could not be read (REJECTED), and how many rows that is."""

    documents: pl.DataFrame
    rejected: pl.DataFrame
    rows: int
    bytes: int


def _is_text(dtype: pa.DataType) -> bool:
    if pa.types.is_dictionary(dtype):
        dtype = dtype.value_type
    checks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_binary, pa.types.is_large_binary)
    return any(check(dtype) for check in checks) or dtype == pa.string_view()


def resolve(
    schema: pa.Schema,
    shard: str,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name users know
    domain: str | None = None,
    json_fields: Sequence[str] = (),
) -> Columns:
    """Find the columns of a shard: those named by the user, else by the conventions of known corpora.

    Raises
    ------
    BadRequest
        A named column is missing, there is no text column, or it does not hold text.
    """
    names = ", ".join(schema.names)
    for option, name in (("--text", text), ("--id", id)):
        if name is not None and name not in schema.names:
            raise BadRequest(f"{option} {name}: no such column in {shard}", f"one of {names}")
    chosen = text or next((c for c in TEXT if c in schema.names), None)
    if chosen is None:
        raise BadRequest(
            f"no text column in {shard} (columns: {names})", "text, raw_content or content", "--text COLUMN"
        )
    if not _is_text(schema.field(chosen).type):
        kind = schema.field(chosen).type
        raise BadRequest(f"column {chosen!r} of {shard} is {kind}", "a string column", "name the text column by --text")
    id = id or next((c for c in IDS if c in schema.names), None)  # noqa: A001
    source = "source" if "source" in schema.names and _is_text(schema.field("source").type) else None
    frame = pl.from_arrow(schema.empty_table())
    assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
    folder = shard.rpartition("/")[0]
    return Columns(chosen, id, source, domain_rule(domain, frame.schema, folder, json_fields))


def _json_fields(file: pq.ParquetFile) -> list[str]:
    """Fields inside JSON-string columns named meta or metadata, seen in the shard's first rows."""
    schema = file.schema_arrow
    columns = [c for c in ("meta", "metadata") if c in schema.names and _is_text(schema.field(c).type)]
    found: dict[str, None] = {}
    if columns and file.metadata.num_rows:
        head = next(file.iter_batches(_PEEK, row_groups=[0], columns=columns, use_threads=False))
        for column in columns:
            for cell in head.column(column).to_pylist():
                try:
                    value = json.loads(cell or "null")
                except (ValueError, RecursionError):
                    continue
                found |= {f"{column}.{key}": None for key in value} if isinstance(value, dict) else {}
    return list(found)


def _utf8(column: pa.Array | pa.ChunkedArray) -> tuple[pl.Series, list[bool]]:
    """Text of a column as strings, and which cells were no UTF-8 (these become null)."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    try:
        column.validate(full=True)
        series = pl.Series(column.cast(pa.large_string()))
    except pa.ArrowInvalid:
        cells = column.cast(pa.large_binary()).to_pylist()
        decoded = [_decode(c) for c in cells]
        bad = [c is not None and d is None for c, d in zip(cells, decoded, strict=True)]
        return pl.Series(decoded, dtype=pl.String), bad
    return series, [False] * series.len()


def _decode(cell: bytes | None) -> str | None:
    try:
        return None if cell is None else cell.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _keys(batch: pa.RecordBatch, columns: Columns, shard: Shard, row_group: int, first: int) -> list[int]:
    """Document keys: stable_hash(source, id); where there is no id, the place in the shard stands for it."""
    rows = batch.num_rows
    sources: list[object] = batch.column(columns.source).to_pylist() if columns.source else [""] * rows
    ids: list[object] = batch.column(columns.id).to_pylist() if columns.id else [None] * rows
    return [
        stable_hash(
            "" if source is None else str(source),
            f"{shard.name}#{row_group}:{first + i}" if id_ is None else str(id_),
        )
        for i, (source, id_) in enumerate(zip(sources, ids, strict=True))
    ]


def _batch(batch: pa.RecordBatch, columns: Columns, shard: Shard, row_group: int, first: int) -> Batch:
    text, bad = _utf8(batch.column(columns.text))
    domain_columns = [c for c in columns.domain.columns if c in batch.schema.names]
    source = pl.DataFrame({c: _column(batch.column(c)) for c in domain_columns})
    if not domain_columns:
        source = pl.DataFrame({"_row": range(batch.num_rows)})
    frame = pl.DataFrame(
        {
            "doc_key": pl.Series(_keys(batch, columns, shard, row_group, first), dtype=pl.Int64),
            "domain": columns.domain.evaluate(source),
            "text": text,
            "shard": pl.repeat(shard.name, batch.num_rows, dtype=pl.String, eager=True),
            "row_group": pl.repeat(row_group, batch.num_rows, dtype=pl.Int32, eager=True),
            "row": pl.int_range(first, first + batch.num_rows, dtype=pl.Int32, eager=True),
            "reason": pl.Series(["not UTF-8" if b else "no text" for b in bad], dtype=pl.String),
        }
    )
    unread = frame.filter(pl.col("text").is_null())
    rejected = unread.select(
        "domain", pl.lit("").alias("relation"), "reason", "shard", "row_group", "row", pl.lit(1, pl.Int64).alias("n")
    )
    kept = frame.filter(pl.col("text").is_not_null()).drop("reason")
    size = int(kept["text"].str.len_bytes().sum())
    return Batch(kept, rejected.cast(polars_schema(REJECTED)), batch.num_rows, size)


def _column(column: pa.Array) -> pl.Series:
    if _is_text(column.type):
        return _utf8(column)[0]
    return pl.Series(column)


def _batch_rows(file: pq.ParquetFile, row_group: int, columns: Columns) -> int:
    """Rows per batch for about 8 MiB of text, from the sizes in the footer."""
    group = file.metadata.row_group(row_group)
    size = sum(
        group.column(i).total_uncompressed_size
        for i in range(group.num_columns)
        if group.column(i).path_in_schema.split(".")[0] in columns.needed
    )
    rows: int = group.num_rows * _BATCH_BYTES // max(size, 1)
    return max(1, min(_LONGEST_BATCH, rows))


def documents(
    shard: Shard,
    row_groups: Sequence[int] | None = None,
    *,
    text: str | None = None,
    id: str | None = None,  # noqa: A002 - the name users know
    domain: str | None = None,
) -> Iterator[Batch]:
    """Stream the documents of a shard.

    Parameters
    ----------
    shard
        From ``plan``.
    row_groups
        Which of its row groups (default: all).
    text, id, domain
        Columns named by the user; see ``resolve``.

    Yields
    ------
    Batch
        About 8 MiB of text at a time. Rows without text or with broken UTF-8 are listed in ``rejected``.

    Raises
    ------
    SkipShard
        The shard cannot be read (truncated, corrupt, changed while it was read).
    TryAgain
        Its store does not answer now.
    BadRequest
        A named column is missing or of a wrong type.
    """
    with open_shard(shard.uri, shard.name) as file:
        columns = resolve(file.schema_arrow, shard.name, text, id, domain, _json_fields(file))
        for row_group in range(len(shard.row_groups)) if row_groups is None else row_groups:
            yield from _row_group(file, columns, shard, row_group)


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
    return Batch(
        pl.concat([b.documents for b in batches]),
        pl.concat([b.rejected for b in batches]),
        sum(b.rows for b in batches),
        sum(b.bytes for b in batches),
    )


def _row_group(file: pq.ParquetFile, columns: Columns, shard: Shard, row_group: int) -> Iterator[Batch]:
    first, wanted = 0, shard.row_groups[row_group]
    try:
        batches = file.iter_batches(
            _batch_rows(file, row_group, columns), row_groups=[row_group], columns=columns.needed, use_threads=False
        )
        for batch in batches:
            if first >= wanted:
                break
            batch = batch.slice(0, wanted - first)
            yield _batch(batch, columns, shard, row_group, first)
            first += batch.num_rows
    except (pa.ArrowException, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise unreadable(error, shard.uri, f"{shard.name}, row group {row_group}") from error
