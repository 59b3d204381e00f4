"""Sorted rows, a block at a time: where another value begins, and sums, least and greatest values from there on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

__all__ = [
    "BLOCK",
    "Flags",
    "Integers",
    "alike",
    "blocks",
    "greatest",
    "least",
    "mixed_bits",
    "numbers",
    "starts",
    "sums",
]

BLOCK: Final = 1 << 17
"""Rows that are taken at once."""

Integers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Column = npt.NDArray[Any]
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)


def starts(ordered: Column) -> Flags:
    """Where another value begins.

    >>> starts(np.array([4, 4, 7])).tolist()
    [True, False, True]
    """
    found = np.ones(len(ordered), np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=found[1:])
    return found


def numbers(first: Flags) -> Integers:
    """Number the rows by the run that they are in.

    >>> numbers(np.array([True, False, True])).tolist()
    [0, 0, 1]
    """
    return np.cumsum(first) - 1


def sums(values: Column, first: Flags) -> Integers:
    """Add up each run.

    >>> sums(np.array([1, 2, 4]), np.array([True, False, True])).tolist()
    [3, 4]
    """
    found: Integers = np.add.reduceat(values, np.flatnonzero(first), dtype=np.int64)
    return found


def least(values: Column, first: Flags) -> Column:
    """The least value of each run."""
    found: Column = np.minimum.reduceat(values, np.flatnonzero(first))
    return found


def greatest(values: Column, first: Flags) -> Column:
    """The greatest value of each run."""
    found: Column = np.maximum.reduceat(values, np.flatnonzero(first))
    return found


def alike(*columns: Integers) -> tuple[Integers, Flags]:
    """An order in which rows with the same numbers in all columns lie together, and where others begin.

    >>> order, first = alike(np.array([5, 5, 5]), np.array([7, 1, 7]))
    >>> sorted(sorted(rows.tolist()) for rows in np.split(order, np.flatnonzero(first))[1:])
    [[0, 2], [1]]
    """
    mixed = mixed_bits(*columns)
    order = np.argsort(mixed)
    first = _differing(columns, order)
    if int(first.sum()) != int(starts(mixed[order]).sum()):  # two that are mixed to the same bits
        order = np.lexsort(columns)
        first = _differing(columns, order)
    return order, first


def mixed_bits(*columns: Integers) -> npt.NDArray[np.uint64]:
    """A number for each row that hardly another has."""
    mixed = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        mixed = (mixed ^ column.view(np.uint64)) * _MIXER
        mixed ^= mixed >> np.uint64(32)
    return mixed


def _differing(columns: Sequence[Integers], order: Integers) -> Flags:
    """Where in an order another row begins."""
    found: Flags = np.logical_or.reduce([starts(column[order]) for column in columns])
    return found


def blocks(batches: Iterable[pa.RecordBatch]) -> Iterator[list[Column]]:
    """The columns of rows that are sorted by the first of them, in blocks that cut no run of its values.

    >>> batches = pa.table({"key": [3, 3, 3, 5], "n": [1, 2, 3, 4]}).to_batches(2)
    >>> [[column.tolist() for column in block] for block in blocks(batches)]
    [[[3, 3, 3], [1, 2, 3]], [[5], [4]]]
    """
    held: list[list[Column]] = []
    for batch in batches:
        if not batch.num_rows:
            continue
        columns = [np.from_dlpack(column) for column in batch.columns]  # to_numpy would import pandas where it is
        key = columns[0]
        at = int(np.searchsorted(key, key[-1]))
        if at:
            yield _joined([*held, [column[:at] for column in columns]])
            held = []
        elif held and held[0][0][0] != key[0]:
            yield _joined(held)
            held = []
        held.append([column[at:] for column in columns])
    if held:
        yield _joined(held)


def _joined(pieces: list[list[Column]]) -> list[Column]:
    return [np.concatenate(columns) for columns in zip(*pieces, strict=True)]
