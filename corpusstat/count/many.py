"""Compiled passes over the rows of a part, in the place of those of `prompts` and `documents`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import polars as pl

from corpusstat.count import documents
from corpusstat.count.compiled.documents import MOMENTS, moments
from corpusstat.count.compiled.order import order_of
from corpusstat.count.compiled.prompts import Counted, add_prompts
from corpusstat.count.compiled.values import no_values, told_values
from corpusstat.count.dense import MORE, Dense, spectra_of
from corpusstat.count.prompts import Found, Pairs, Rows, taken_rows
from corpusstat.count.segments import Column, Integers, mixed_bits, starts
from corpusstat.schema import GROUPS

__all__ = ["counted_prompts", "grouped_rows", "summed_pairs", "summed_rows"]

_OF_ROWS: Final = {
    "there": "documents", "a": "n", "aa": "n_sq", "b": "f1", "bb": "f1_sq", "ab": "f1_n",
    "c": "f1_domain", "cc": "f1_sq_domain", "ac": "f1_n_domain",
}  # fmt: skip
_OF_PAIRS: Final = {
    "a": "f2", "aa": "f2_sq", "b": "f2_inside", "bb": "f2_sq_inside", "c": "f2_domain", "cc": "f2_sq_domain",
}  # fmt: skip
"""Which sum is which moment."""


def grouped_rows(key: Integers, code: Column, columns: Sequence[Column]) -> Rows:
    """Put the rows of each prompt together, see `prompts.sorted_rows`; their cells are in no order."""
    return taken_rows(order_of(np.ascontiguousarray(key)), key, code, columns)


def counted_prompts(rows: Rows, relations: Integers) -> Found:
    """Count whole prompts, see `prompts.count_prompts`."""
    many = len(rows.key)
    counted = Counted(
        Dense.of(len(relations)),
        np.zeros(many, np.int8),
        np.empty((many // 2 + 1, 3), np.int64),
        np.empty((2 * many + 1, MORE), np.int64),
        np.zeros(2, np.int64),
    )
    values = no_values(many, relations)
    code = (rows.cell.astype(np.int64) << 1 | rows.answered) * GROUPS + rows.group
    add_prompts(rows.key, code, rows.low, rows.high, counted, values)
    told, more = told_values(values), counted.more[: counted.used[1]]
    names = {"relation_id": told[:, 1].astype(np.int32), "value_key": told[:, 0], "prompts": told[:, 2]}
    tables = {"values": pl.DataFrame(names), "spectra": spectra_of(tuple(more.T), np.ones(len(more), np.int64))}
    return Found(tables, counted.flags, _pairs(rows, counted.pairs[: counted.used[0]]), counted.dense)


def _pairs(rows: Rows, pairs: Integers) -> Pairs:
    one, other, kinds = pairs.T
    docs, cells = (rows.doc[one], rows.doc[other]), (rows.cell[one], rows.cell[other])
    return Pairs(np.minimum(*docs), np.maximum(*docs), np.minimum(*cells), kinds.astype(np.int8))


def summed_rows(rows: Sequence[Column], families: Sequence[Integers]) -> list[documents.Sums]:
    """Sums over documents by stratum, see `documents.row_sums`."""
    doc, cell, flags = rows
    order = order_of(np.ascontiguousarray(doc))
    return _sums(doc[order], cell[order], flags[order], families, _OF_ROWS)


def summed_pairs(pairs: Sequence[Column], families: Sequence[Integers]) -> list[documents.Sums]:
    """Sums over pairs of documents by stratum, see `documents.pair_sums`."""
    key = mixed_bits(*pairs[:2]).view(np.int64)
    order = order_of(key)
    key, doc, other, cell, kinds = (column[order] for column in (key, *pairs))
    if (starts(key) != (starts(doc) | starts(other))).any():  # two that are mixed to the same bits
        return documents.pair_sums(pairs, families)
    return _sums(key, cell, kinds, families, _OF_PAIRS)


def _sums(
    keys: Integers, cell: Column, flags: Column, families: Sequence[Integers], names: Mapping[str, str]
) -> list[documents.Sums]:
    """The sums of runs, by name; strata that no row is in are left out."""
    if not len(keys):
        return []
    every = [np.arange(len(families[0])) if families else np.arange(int(cell.max()) + 1), *families]
    found = moments(keys, cell, flags, every, max(int(family.max()) for family in every) + 1)
    strata = np.flatnonzero(found.any(axis=(0, 2)))
    ordered = {name: 2 if name.startswith("f2_sq") else 1 for name in names.values()}  # (g, h) and (h, g)
    sums = [{names[m]: ordered[names[m]] * t[strata, i] for i, m in enumerate(MOMENTS) if m in names} for t in found]
    return [(unit, strata, sums[i % len(sums)]) for i, unit in enumerate(documents.UNITS)]
