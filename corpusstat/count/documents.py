"""From what each document says to DOCUMENTS: what each stratum's floor needs of the documents its facts come in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl

from corpusstat.count.apart import Apart, Room, in_order
from corpusstat.count.compiled.bits import UNIT_BITS
from corpusstat.count.prompts import Found, Rows
from corpusstat.count.segments import Column, Flags, Integers, numbers, starts
from corpusstat.schema import ALL_DOMAINS, DOCUMENTS, FLOOR_SET, label, polars_schema

if TYPE_CHECKING:
    from corpusstat.count.passes import Passes

__all__ = ["SUM_QUERIES", "UNITS", "Kept", "Members", "Sums", "Together", "documents_of", "pair_sums", "row_sums"]

SUMS: Final = ["documents", "n", "n_sq", "f1", "f1_sq", "f1_n", "f2", "f2_sq"]
SUM_QUERIES: Final = ("document_sums", "document_pair_sums")
_OF_SCOPE: Final = {
    "corpus": {"f2": "f2_inside", "f2_sq": "f2_sq_inside"},
    "domain": {
        "f1": "f1_domain", "f1_sq": "f1_sq_domain", "f1_n": "f1_n_domain",
        "f2": "f2_domain", "f2_sq": "f2_sq_domain",
    },
}  # fmt: skip
"""Which sums of the SQL are a scope's."""
UNITS: Final = ("mentions", "sources")
_BITS: Final = 6
_SHIFTS: Final = {unit: UNIT_BITS * i for i, unit in enumerate(UNITS)}
"""Where a unit's bits begin. Those of a row: it is an example, the one answer of its prompt, the one in its domain."""
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)

Together = Collection[tuple[str, tuple[str, ...]]]
"""Domains, each with relations whose sums over documents are counted together, besides those of the floor set."""
Sums = tuple[str, Integers, dict[str, Integers]]
"""A unit, some strata, each once, and sums of each."""


@dataclass(frozen=True, slots=True)
class Members:
    """Strata by number, and the cells that belong to each.

    ``strata`` has stratum, domain, relation; ``cells`` has cell, stratum: every cell is a stratum of its own, and a
    part of its domain's floor set if its relation is in it, and of the relations that are counted `together` with it.
    """

    strata: pl.DataFrame
    cells: pl.DataFrame

    @property
    def families(self) -> list[Integers]:
        """Of each cell the stratum of several cells that it is in, or -1: of its domain's floor set, and of others."""
        wide = self.cells.filter(pl.col("cell") != pl.col("stratum")).join(self.strata, on="stratum")
        tables = []
        for rows in wide.sort("relation").partition_by("relation"):
            found = np.full(int(self.cells["cell"].max()) + 1, -1, np.int64)  # type: ignore[arg-type]
            found[rows["cell"].to_numpy()] = rows["stratum"].to_numpy()
            tables.append(found)
        return tables

    @classmethod
    def of(cls, cells: pl.DataFrame, floor: frozenset[str], together: Together = ()) -> Members:
        """Number the strata of cells (id, domain, relation); ``together`` has domains with relations (`count.count`).

        >>> cells = pl.DataFrame({"id": [0, 1], "domain": ["a", "a"], "relation": ["r", "s"]})
        >>> Members.of(cells, frozenset({"s"}), [("a", ("r", "s"))]).strata.rows()
        [(0, 'a', 'r'), (1, 'a', 's'), (2, 'a', '*'), (3, 'a', 'r+s')]
        """
        own = cells.select(pl.col("id").cast(pl.Int64).alias("stratum"), "domain", "relation")
        sets = [(domain, FLOOR_SET, name) for domain in cells["domain"].unique().sort() for name in sorted(floor)]
        sets += [(domain, label(names), name) for domain, names in together for name in names]
        asked = pl.DataFrame(sets, {"domain": pl.String, "of": pl.String, "relation": pl.String}, orient="row")
        inside = asked.join(cells, on=["domain", "relation"]).sort("of", "domain", "id")
        whole = inside.select("of", "domain").unique(maintain_order=True).with_row_index("stratum", len(cells))
        whole = whole.select(pl.col("stratum").cast(pl.Int64), "domain", pl.col("of").alias("relation"))
        itself = own.select(pl.col("stratum").alias("cell"), "stratum")
        parts = inside.join(whole, left_on=["domain", "of"], right_on=["domain", "relation"])
        parts = parts.select(pl.col("id").cast(pl.Int64).alias("cell"), "stratum")
        return cls(pl.concat([own, whole]), pl.concat([itself, parts]))


class Kept:
    """What is known of each document's rows, gathered while prompts are counted part by part.

    A document's prompts lie in all parts. ``flags`` of a row, and ``kinds`` of a pair, are bits: three of each unit.
    """

    def __init__(self, room: Room, bits: int, members: Members, passes: Passes) -> None:
        self.members, self.passes = members, passes
        self.rows = Apart((("doc", "i8"), ("cell", "i4"), ("flags", "i1")), bits, room)
        self.pairs = Apart((("doc", "i8"), ("other", "i8"), ("cell", "i4"), ("kinds", "i1")), bits, room)

    def add(self, units: Sequence[str], rows: Rows, found: Found) -> None:
        """Put the rows of some prompts to the others, and the pairs of documents among them."""
        of_units = sum(1 << _SHIFTS[unit] for unit in units)
        flags, kinds = ((bits * of_units).astype(np.int8) for bits in (1 | found.flags << 1, found.pairs.kinds))
        self.rows.add([rows.doc, rows.cell, flags])
        self.pairs.add([*found.pairs[:3], kinds])

    def sums(self, threads: int) -> list[tuple[str, pl.DataFrame]]:
        """Add up what was gathered: tables of sums by stratum, each with its unit."""
        self.rows.finish()
        self.pairs.finish()
        size, families = len(self.members.strata), self.members.families
        totals: dict[tuple[str, str], Integers] = {}
        for tables in in_order(partial(self._sums_of_part, families), range(1 << self.rows.bits), threads):
            for unit, stratum, sums in tables:
                for name, column in sums.items():
                    totals.setdefault((unit, name), np.zeros(size, np.int64))[stratum] += column
        strata = np.arange(size)
        return [
            (unit, pl.DataFrame({"stratum": strata, **{name: t for (of, name), t in totals.items() if of == unit}}))
            for unit in dict.fromkeys(unit for unit, _ in totals)
        ]

    def close(self) -> None:
        """Forget what was gathered."""
        self.rows.close()
        self.pairs.close()

    def _sums_of_part(self, families: Sequence[Integers], part: int) -> list[Sums]:
        rows, pairs = self.rows.take(part), self.pairs.take(part)
        return [*self.passes.rows(rows, families), *self.passes.pairs(pairs, families)]


def row_sums(rows: Sequence[Column], families: Sequence[Integers]) -> list[Sums]:
    """As the query ``43_document_sums``, for both units: sums over documents by stratum.

    ``rows`` are document, cell and flags of all rows of some documents; ``families`` are `Members.families`.
    """
    doc, cell, flags = rows
    order = np.argsort(doc)
    number = numbers(starts(doc[order]))
    bits = int(cell.max(initial=0)).bit_length()
    code = (number << bits | cell[order]) << _BITS | flags[order]
    code.sort()
    flags, code = code & (1 << _BITS) - 1, code >> _BITS
    cell, number = code & (1 << bits) - 1, code >> bits
    tables = _sums_of_runs(cell, starts(code), flags)
    for strata in families:
        stratum = strata[cell]
        inside = np.flatnonzero(stratum >= 0)
        if len(inside):
            stratum = stratum[inside]
            tables += _sums_of_runs(stratum, starts(number[inside]) | starts(stratum), flags[inside])
    return tables


def _sums_of_runs(stratum: Integers, first: Flags, flags: Integers) -> list[Sums]:
    """Add up runs of rows, each of one document, by stratum."""
    begin = np.flatnonzero(first)
    stratum = stratum[begin]
    tables: list[Sums] = []
    alike = bool((flags & 7 == flags >> 3).all())  # there are no copies among them
    for unit, shift in _SHIFTS.items():
        if alike and tables:
            tables.append((unit, *tables[0][1:]))
            continue
        n, f1, own = (_run_sums(flags >> shift + bit & 1, begin) for bit in range(3))
        there = n > 0
        if not there.any():
            continue
        sums = {"documents": there, "n": n, "n_sq": n * n, "f1": f1, "f1_sq": f1 * f1, "f1_n": f1 * n}
        sums |= {"f1_domain": own, "f1_sq_domain": own * own, "f1_n_domain": own * n}
        tables.append((unit, *_by_stratum(stratum, sums)))
    return tables


def _run_sums(values: Integers, begin: Integers) -> Integers:
    before = np.concatenate([[0], np.cumsum(values)])
    found: Integers = np.diff(before[np.append(begin, len(values))])
    return found


def _by_stratum(stratum: Integers, sums: Mapping[str, Column]) -> tuple[Integers, dict[str, Integers]]:
    """Add up by stratum; the sums are below 2^53, for a part has far fewer than 2^26 rows."""
    number, size = stratum, int(stratum.max(initial=-1)) + 1
    strata = np.arange(size)
    if size > 4 * len(stratum):
        strata, number = np.unique(stratum, return_inverse=True)
        size = len(strata)
    table = {name: np.bincount(number, values, size).astype(np.int64) for name, values in sums.items()}
    told = np.flatnonzero(np.bincount(number, minlength=size))
    return strata[told], {name: column[told] for name, column in table.items()}


def pair_sums(pairs: Sequence[Column], families: Sequence[Integers]) -> list[Sums]:
    """As the query ``44_document_pair_sums``, for both units.

    ``pairs`` are document, other, cell and kinds of all pairs of some documents.
    """
    doc, other, cell, kinds = pairs
    if not len(doc):
        return []
    mixed = (other.view(np.uint64) * _MIXER >> np.uint64(34)).view(np.int64)  # 30 bits
    order = np.argsort(doc)
    place = numbers(starts(doc[order])) << 30 | mixed[order]
    order = order[np.argsort(place)]
    place.sort()
    first = starts(place)
    alone = first & np.append(first[1:], True)
    lone, rest = order[alone], order[~alone]
    rest = rest[np.lexsort((cell[rest], other[rest], doc[rest]))]
    tables = []
    for strata in (cell.astype(np.int64), *(family[cell] for family in families)):
        for places, whole in ((lone, True), (rest, False)):
            chosen = places[strata[places] >= 0]
            begin = np.ones(len(chosen), np.bool_)
            if not whole:
                begin = starts(doc[chosen]) | starts(other[chosen]) | starts(strata[chosen])
            tables += _pair_sums_of_runs(strata[chosen], begin, kinds[chosen].astype(np.int64))
    return tables


def _pair_sums_of_runs(stratum: Integers, first: Flags, kinds: Integers) -> list[Sums]:
    begin = np.flatnonzero(first)
    if not len(begin):
        return []
    tables = []
    for unit, shift in _SHIFTS.items():
        counts = [_run_sums(kinds >> shift + bit & 1, begin) for bit in range(3)]
        named = zip(("f2", "f2_inside", "f2_domain"), ("f2_sq", "f2_sq_inside", "f2_sq_domain"), counts, strict=True)
        sums = {name: column for one, sq, n in named for name, column in ((one, n), (sq, 2 * n * n))}
        if any(column.any() for column in counts):
            tables.append((unit, *_by_stratum(stratum[begin], sums)))
    return tables


def documents_of(sums: Iterable[tuple[str, pl.DataFrame]], members: Members) -> pl.DataFrame:
    """Put together what the queries of `SUM_QUERIES` gave, each with its unit: DOCUMENTS."""
    tables = [frame.unpivot(index="stratum").with_columns(pl.lit(unit).alias("unit")) for unit, frame in sums]
    schema = {"unit": pl.String, "domain": pl.String, "relation": pl.String}
    if not tables:
        return pl.DataFrame(schema=polars_schema(DOCUMENTS))
    added = pl.concat(tables).group_by("unit", "stratum", "variable").agg(pl.col("value").sum())
    wide = added.join(members.strata, on="stratum").pivot("variable", index=list(schema), values="value")
    return layers(wide.fill_null(0))


def layers(wide: pl.DataFrame) -> pl.DataFrame:
    """Cut rows of all sums into scopes, and add the whole corpus: documents of different domains are different."""
    names = {*SUMS, *(name for scope in _OF_SCOPE.values() for name in scope.values())}
    wide = wide.with_columns(pl.lit(0, pl.Int64).alias(name) for name in sorted(names - set(wide.columns)))
    by = ["unit", "domain", "relation"]
    tables = []
    for scope, renamed in _OF_SCOPE.items():
        sums = [pl.col(renamed.get(name, name)).alias(name) for name in SUMS]
        tables.append(wide.select(*by, pl.lit(scope).alias("scope"), *sums))
        whole = wide.group_by("unit", "relation").agg(pl.col(SUMS).sum())
        tables.append(
            whole.select("unit", pl.lit(ALL_DOMAINS).alias("domain"), "relation", pl.lit(scope).alias("scope"), *SUMS)
        )
    table = pl.concat(tables).filter(pl.col("documents") > 0).select(DOCUMENTS.names).cast(polars_schema(DOCUMENTS))
    return table.sort("domain", "relation", "scope", "unit")
