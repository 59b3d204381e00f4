"""Where an entity's mentions lie: an index that is sorted on disk, so that finding one reads a few kilobytes.

A name stands in it as a code (64 bits), each of its mentions as the number of the part and of the row. Beside it lie
the distinct names, sorted without their case, to suggest one for a name that was not found.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.atomic import replacing
from corpusstat.count.apart import ROWS, Apart, Room, bits_for
from corpusstat.count.database import literally, workspace
from corpusstat.count.segments import Column, Integers, numbers, starts
from corpusstat.errors import BadData, printable

__all__ = ["NAMES", "PLACES", "footer", "nearest", "place_rows", "write_names", "write_places"]

PLACES: Final = "places.parquet"
NAMES: Final = "names.parquet"
PLACE: Final = pa.schema([("code", pa.int64()), ("part", pa.int32()), ("row", pa.int32())])
"""One row is a mention of the entity with this code (and relation): its part, from 0, and its row in that."""
_NAME: Final = pa.schema([("folded", pa.string()), ("name", pa.string())])
_BLOCK: Final = 1 << 16
"""Rows of a row group: what one look-up decodes."""
_FEW: Final = 1 << 21
"""Names that are all compared with the one that was not found; of more only those that begin alike."""
_TAIL: Final = 8
"""Bytes at the end of a Parquet file: the length of its footer, and a mark."""
_BEGIN: Final = 2
"""Characters of a beginning."""
_NEAR: Final = """
SELECT name
FROM names
WHERE jaro_winkler_similarity(folded, lower($name)) >= 0.85
ORDER BY jaro_winkler_similarity(folded, lower($name)) DESC, name
LIMIT 5
"""


def write_places(target: Path, rows: Iterable[pa.RecordBatch], *, size: int, memory: int, temp: Path) -> None:
    """Sort PLACE rows by code, part and row, and write them.

    Parameters
    ----------
    target
        The file that is written.
    rows
        Batches in any order; they are read once and need not fit in memory.
    size
        About how many rows there are.
    memory, temp
        Bytes to use, and the folder for what does not fit.
    """
    kinds = [(field.name, str(field.type)) for field in PLACE]
    with closing(Apart(kinds, bits_for(size, ROWS), Room(memory // 4, temp))) as apart:
        for batch in rows:
            apart.add([np.from_dlpack(column) for column in batch.columns])
        apart.finish()
        half = (1 << apart.bits) // 2  # the first half are those of codes that are not negative
        ordered = [*range(half, 1 << apart.bits), *range(half)]
        _write(target, (_sorted_places(*apart.take(part)) for part in ordered), PLACE)


def _sorted_places(code: Integers, part: Column, row: Column) -> pa.RecordBatch:
    """Rows of a part in the order of code, part and row."""
    place = part.astype(np.int64) << 32 | row
    if (place[1:] < place[:-1]).any():
        order = np.argsort(place)
        code, part, row = code[order], part[order], row[order]
    order = np.argsort(code)
    ties = numbers(starts(code[order])) << 32 | order  # rows of a code stay in their order
    ties.sort()
    order = ties & (1 << 32) - 1
    frame = pl.DataFrame({"code": code[order], "part": part[order], "row": row[order]})
    batches: list[pa.RecordBatch] = frame.to_arrow().to_batches()
    return batches[0] if batches else pa.RecordBatch.from_pylist([], PLACE)


def write_names(target: Path, mentions: Sequence[Path], *, memory: int, temp: Path) -> None:
    """Write the distinct names of MENTION files, sorted without their case."""
    with workspace(memory, temp) as con:
        if mentions:
            con.read_parquet(literally(mentions)).project("entity").create_view("mentions")
        else:
            con.execute("CREATE VIEW mentions AS SELECT '' AS entity WHERE FALSE")
        found = con.sql(
            "SELECT lower(name) AS folded, name FROM (SELECT DISTINCT entity AS name FROM mentions) ORDER BY 1, 2"
        )
        _write(target, found.to_arrow_reader(_BLOCK), _NAME)


def _write(target: Path, batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> None:
    """Write sorted rows in blocks whose statistics say what is in them and whose checksums say whether it still is."""
    encodings = {
        field.name: "DELTA_BYTE_ARRAY" if pa.types.is_string(field.type) else "DELTA_BINARY_PACKED" for field in schema
    }
    options: dict[str, Any] = {"compression": "zstd", "use_dictionary": False, "column_encoding": encodings}
    with replacing(target) as file, pq.ParquetWriter(file, schema, write_page_checksum=True, **options) as writer:
        for block in _blocks(batches, schema):
            writer.write_table(block, row_group_size=_BLOCK)


def _blocks(batches: Iterable[pa.RecordBatch], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in blocks of one size, however they come: the same rows give the same bytes."""
    held, rows = [pa.Table.from_batches([], schema)], 0  # empty_table() would import pandas where it is
    for batch in batches:
        held.append(pa.Table.from_batches([batch]).cast(schema))
        rows += batch.num_rows
        while rows >= _BLOCK:
            table = pa.concat_tables(held)
            yield table.slice(0, _BLOCK)
            held, rows = [table.slice(_BLOCK)], rows - _BLOCK
    if rows:
        yield pa.concat_tables(held)


def place_rows(file: Path, codes: Collection[int]) -> pl.DataFrame:
    """Return the PLACE rows with one of some codes.

    The footer must be whole (`footer`): Arrow ends the process where it is not.

    Raises
    ------
    BadData
        The index is damaged.
    """
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as index:
            hit = [
                i
                for i, (low, high) in enumerate(_ranges(index, PLACE.names[0]))
                if any(low <= code <= high for code in codes)
            ]
            rows = pl.DataFrame(index.read_row_groups(hit, use_threads=False))
    except (OSError, pa.ArrowException) as error:
        raise _damaged(file, error) from error
    return rows.filter(pl.col("code").is_in(list(codes)))


def nearest(file: Path, name: str) -> list[str]:
    """Return the names that are written most like another one, the nearest first; five at most.

    Of more than two million names only those are compared that begin with the same two characters.

    Raises
    ------
    BadData
        The index is damaged.
    """
    begin = name.lower()[:_BEGIN]
    try:
        with pq.ParquetFile(file, page_checksum_verification=True) as index:
            hit = [
                i
                for i, (low, high) in enumerate(_ranges(index, _NAME.names[0]))
                if index.metadata.num_rows <= _FEW or low[:_BEGIN] <= begin <= high[:_BEGIN]
            ]
            names = index.read_row_groups(hit)
    except (OSError, pa.ArrowException) as error:
        raise _damaged(file, error) from error
    with workspace(1 << 30, file.parent) as con:
        con.register("names", names)
        return [found for (found,) in con.sql(_NEAR, params={"name": name}).fetchall()]


def footer(file: Path) -> tuple[int, int]:
    """Where the footer of a Parquet file begins, and its end; the beginning is 0 where there is none."""
    size = file.stat().st_size
    with file.open("rb") as data:
        data.seek(max(size - _TAIL, 0))
        length = int.from_bytes(data.read(4), "little")
    return max(size - _TAIL - length, 0), size


def _ranges(index: pq.ParquetFile, column: str) -> Iterator[tuple[Any, Any]]:
    """The least and the greatest value of a column in each row group."""
    at = index.schema_arrow.get_field_index(column)
    for i in range(index.metadata.num_row_groups):
        found = index.metadata.row_group(i).column(at).statistics
        yield found.min, found.max


def _damaged(file: Path, error: Exception) -> BadData:
    return BadData(f"{file} cannot be read: {printable(error)}", "the index of a run", "audit again: it mends the run")
