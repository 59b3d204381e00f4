"""One part of the prompts after the other: its mentions are counted, then its sources, and added to the totals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.count.apart import Apart, in_order
from corpusstat.count.dense import Dense
from corpusstat.count.documents import UNITS, Kept
from corpusstat.count.narrow import COPIED
from corpusstat.count.passes import Passes
from corpusstat.count.prompts import Found, Rows, by_cell, count_prompts, named_scopes, sorted_rows, together
from corpusstat.count.questions import query_text
from corpusstat.count.segments import Column, Flags, Integers, greatest, least, numbers, starts, sums
from corpusstat.schema import GROUPS

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["Totals", "count_part", "sources_of"]

_TABLES: Final = ("spectra", "changes")
_WAITING: Final = 1 << 18
"""Rows that are kept before they are added up."""
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_PART_BITS: Final = 30
"""Of a document, mixed, to put rows of a prompt and cell in an order."""


class Part(NamedTuple):
    """What was counted in a part: prompts of both units alike, then those with copies, by unit."""

    found: Sequence[tuple[Sequence[str], Rows, Found]]
    copied: pl.DataFrame


class Totals:
    """What all parts counted together; the values are in a table of a database, which may write them to disk."""

    def __init__(self, con: Connection, relations: Integers, passes: Passes, *, copied: bool) -> None:
        self.con, self.relations, self.passes, self.copied = con, relations, passes, copied
        self._units = UNITS if copied else UNITS[:1]
        empty = count_prompts(_no_rows(), relations).tables  # copies may leave no row to a unit
        self._tables = {(unit, name): [empty[name]] for unit in self._units for name in _TABLES}
        self._dense: dict[str, Dense] = {}
        self._copies: list[pl.DataFrame] = []
        con.execute("CREATE TABLE all_values (relation_id INTEGER, value_key BIGINT, prompts BIGINT)")

    def add_all(self, apart: Apart, gathered: Kept, threads: int) -> None:
        """Count every part, and gather what its rows say of their documents."""
        parts = range(1 << apart.bits)
        for part in in_order(lambda number: self._count(apart.take(number)), parts, threads):
            self._copies.append(part.copied)
            for units, rows, found in part.found:
                self._add(units, found)
                gathered.add(units, rows, found)

    def _count(self, columns: Sequence[Column]) -> Part:
        return count_part(columns, self.relations, self.passes)

    def _add(self, units: Sequence[str], found: Found) -> None:
        if UNITS[0] in units:
            self.con.from_arrow(found.tables["values"].to_arrow()).insert_into("all_values")
        if found.dense is not None:
            for unit in units:
                self._dense.setdefault(unit, Dense.of(len(self.relations))).add(found.dense)
        for (unit, name), tables in self._tables.items():
            if unit in units and name in found.tables:
                tables.append(found.tables[name])
                if sum(map(len, tables)) > max(_WAITING, 2 * len(tables[0])):  # the first holds the sums so far
                    tables[:] = [together(name, tables)]

    def tables(self) -> dict[str, pl.DataFrame]:
        """``spectra``, ``changes``, ``copied`` and ``values``, as the queries give them."""
        for unit, dense in self._dense.items():
            for name, table in dense.tables().items():
                self._tables.get((unit, name), []).append(table)
        found = {"values": self.con.sql(query_text("simpson")).pl()}
        for name in _TABLES:
            units = [named_scopes(together(name, self._tables[unit, name])) for unit in self._units]
            units = units if self.copied else 2 * units  # without copies, sources are mentions
            named = zip(units, UNITS, strict=True)
            found[name] = pl.concat([table.with_columns(unit=pl.lit(unit)) for table, unit in named])
        copies = pl.concat(self._copies)
        return found | {"copied": copies.group_by("cell", "group").agg(pl.col("n", "n_idk").sum())}


def count_part(columns: Sequence[Column], relations: Integers, passes: Passes) -> Part:
    """Count the narrow rows of a part; rows of copies are among them (`narrow.COPIED`)."""
    key, code, *others = columns
    rows = passes.ordered(key, code, others)
    copied = rows.group >= COPIED
    if not copied.any():
        return Part([(UNITS, rows, passes.prompts(rows, relations))], _copied(rows.where(copied)))
    number = numbers(starts(rows.key))
    touched = np.zeros(int(number[-1]) + 1, np.bool_)
    touched[number[copied]] = True
    inside = touched[number]
    both = by_cell(rows.where(inside))
    copies = both.group >= COPIED
    sets = (
        (UNITS, rows.where(~inside)),
        (UNITS[:1], both.where(~copies)),
        (UNITS[1:], sources_of(both, copies)),
    )
    found = [(units, some, passes.prompts(some, relations)) for units, some in sets if len(some.key)]
    return Part(found, _copied(rows.where(copied)))


def sources_of(rows: Rows, copied: Flags) -> Rows:
    """As ``24_source_rows.sql``: a copy takes one example from its own document.

    What is left are the mentions that represent their copies; several of one document are as many rows with the same
    range.
    """
    group = rows.group & COPIED - 1
    pair = numbers(starts(rows.key) | starts(rows.cell))
    mixed = (rows.doc.view(np.uint64) * _MIXER >> np.uint64(64 - _PART_BITS)).view(np.int64)
    order = np.argsort(pair << _PART_BITS | mixed)
    first = starts(pair[order]) | starts(rows.doc[order]) | starts(group[order])
    if (starts((pair << _PART_BITS | mixed)[order]) != first).any():  # two documents that are mixed to the same bits
        order = np.lexsort((group, rows.doc, pair))
        first = starts(pair[order]) | starts(rows.doc[order]) | starts(group[order])
    rows, copied, group = rows.where(order), copied[order], group[order]
    left = sums(np.where(copied, -1, 1), first)
    said, most = rows.answered & ~copied, np.iinfo(np.int64)
    merged = (
        rows._replace(group=group)
        .where(first)
        ._replace(
            answered=greatest(said, first),
            low=least(np.where(said, rows.low, most.max), first),
            high=greatest(np.where(said, rows.high, most.min), first),
        )
    )
    return merged.where(np.repeat(np.arange(len(left)), np.maximum(left, 0)))


def _no_rows() -> Rows:
    none = np.zeros(0, np.int64)
    return sorted_rows(none, none.astype(np.int32), [none.astype(np.int8), none, none, none])


def _copied(rows: Rows) -> pl.DataFrame:
    """As ``36_copied.sql``: how many examples of each cell and group are copies, and how many of these are IDK."""
    place = rows.cell.astype(np.int64) * GROUPS + (rows.group - COPIED)
    frame = pl.DataFrame({"place": place, "idk": ~rows.answered})
    sums_of = frame.group_by("place").agg(n=pl.len().cast(pl.Int64), n_idk=pl.col("idk").sum().cast(pl.Int64))
    cell, group = (pl.col("place") // GROUPS).cast(pl.Int32), (pl.col("place") % GROUPS).cast(pl.Int8)
    return sums_of.select(cell=cell, group=group, n="n", n_idk="n_idk")
