"""MENTION and COPY files -> narrow rows: integers only, with a number for the cell (domain, relation) of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any, Final

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.count.apart import Apart, Room
from corpusstat.count.keys import SPACE, threshold
from corpusstat.count.pooling import Pool
from corpusstat.count.segments import Column, Integers
from corpusstat.errors import BadData, printable
from corpusstat.schema import OTHER_DOMAINS

__all__ = ["COPIED", "NARROW", "Cells", "narrow", "read_narrow"]

NARROW: Final = (("key", "i8"), ("code", "i4"), ("group", "i1"), ("doc", "i8"), ("low", "i8"), ("high", "i8"))
"""Columns of a narrow row: the prompt; cell · 2, and 1 more for an answer; document group; document; end and beginning
of the range that the answer may lie in."""
COPIED: Final = 64
"""What is added to the group of a row that is no mention, but says that one is a copy."""
_ROWS: Final = 1 << 17
_NAMES: Final = ["key", "domain", "relation", "group", "doc_key"]


class _Names:
    """Sorted names, and where those of a column lie among them; batches of a file often have the same."""

    def __init__(self, names: pl.Series) -> None:
        self.names = names
        self._words: pa.Array | None = None
        self._known = np.zeros(0, np.int64)

    def places(self, column: pa.Array) -> Integers:
        """The place of each name; what is not there has the place after the last."""
        coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
        if self._words is None or not coded.dictionary.equals(self._words):
            self._words, words = coded.dictionary, pl.Series(coded.dictionary, dtype=pl.String)
            there, size = words.is_in(self.names.implode()), len(self.names)
            self._known = np.append(np.where(there, self.names.search_sorted(words), size), size)
        found: Integers = self._known[_numbers(coded.indices, len(self._known) - 1)]
        return found


@dataclass(frozen=True, slots=True)
class Cells:
    """Numbers of the cells (domain, relation).

    ``grid`` has the cell of each domain and relation by their places in ``domains`` and ``relations``, -1 for none; its
    last row and column are for names that are not among them.
    """

    domains: _Names
    relations: _Names
    grid: Integers
    relation_of: Integers
    """The number of each cell's relation."""

    @classmethod
    def of(cls, cells: pl.DataFrame, pool: Pool | None = None) -> Cells:
        """Take the table of cells (id, domain, relation, relation_id); domains of the pool's tail are one."""
        names = [cells[column].unique().sort() for column in ("domain", "relation")]
        grid = np.full([len(column) + 1 for column in names], -1)
        domain, relation = (
            names[i].search_sorted(cells[column]).to_numpy() for i, column in enumerate(("domain", "relation"))
        )
        grid[domain, relation] = cells["id"].to_numpy()
        if pool is not None and pool.tail and OTHER_DOMAINS in names[0]:
            grid[-1] = grid[names[0].search_sorted(OTHER_DOMAINS)]
        relation_of = cells.sort("id")["relation_id"].to_numpy().astype(np.int64)
        return cls(_Names(names[0]), _Names(names[1]), grid, relation_of)

    def __len__(self) -> int:
        """How many there are."""
        return len(self.relation_of)

    def numbers(self, domain: pa.Array, relation: pa.Array) -> Integers:
        """The cell of each row; -1 for none."""
        found: Integers = self.grid[self.domains.places(domain), self.relations.places(relation)]
        return found


def _numbers(column: pa.Array, null: int = 0) -> Column:
    """An Arrow column as integers; its own to_numpy and fill_null would import pandas where it is."""
    found: Column = pl.Series(column).fill_null(null).to_numpy() if column.null_count else np.from_dlpack(column)
    return found


def narrow(
    mentions: Sequence[Path], copies: Sequence[Path], cells: Cells, theta: float, bits: int, room: Room
) -> Apart:
    """Read the kept prompts of MENTION and COPY files as narrow rows, apart by the first bits of their keys."""
    apart = Apart(NARROW, bits, room, int(-log2(threshold(theta) / SPACE)))
    try:
        for files, copied in ((mentions, False), (copies, True)):
            for columns in read_narrow(files, cells, theta, copied=copied):
                apart.add(columns)
        apart.finish()
    except BaseException:
        apart.close()
        raise
    return apart


def read_narrow(files: Sequence[Path], cells: Cells, theta: float, *, copied: bool = False) -> Iterator[list[Column]]:
    """Read the kept prompts of MENTION files (of COPY files, if ``copied``) as narrow rows, some at a time.

    Raises
    ------
    BadData
        A file that cannot be read.
    """
    kept = threshold(theta)
    for path in files:
        try:
            for batch in _batches(path, copied):
                yield _rows(batch, cells, kept, copied)
        except (OSError, pa.ArrowException, KeyError, ValueError) as error:
            raise BadData(f"unreadable mentions: {printable(error)}", "the parts of a run as written") from error


def _batches(path: Path, copied: bool) -> Iterator[pa.RecordBatch]:
    names = [*_NAMES, "value_key"] if copied else [*_NAMES, "value_high", "value_low"]
    with pq.ParquetFile(path, read_dictionary=["domain", "relation"]) as file:
        missing = [name for name in names if name not in file.schema_arrow.names]
        if missing:
            raise KeyError(f"{path.name} has no column {missing[0]}")
        yield from file.iter_batches(_ROWS, columns=names, use_threads=False)


def _rows(batch: pa.RecordBatch, cells: Cells, kept: int, copied: bool) -> list[Column]:
    key, doc = (_numbers(batch[name]) for name in ("key", "doc_key"))
    cell, group = cells.numbers(batch["domain"], batch["relation"]), _numbers(batch["group"])
    if copied:
        answered, low, high = _answered(batch["value_key"]), np.zeros(len(key), "i8"), np.zeros(len(key), "i8")
        group = group + np.int8(COPIED)
    else:
        answered = _answered(batch["value_low"])
        high, low = (_numbers(batch[name]) for name in ("value_low", "value_high"))
    columns: list[Any] = [key, (cell * 2 + answered).astype("i4"), group, doc, low, high]
    inside = cell >= 0
    if kept < 1 << 64:
        inside &= key.view(np.uint64) < np.uint64(kept)
    return columns if inside.all() else [column[inside] for column in columns]


def _answered(values: pa.Array) -> Column:
    found: Column = pl.Series(values).is_not_null().to_numpy()
    return found
