"""Rows in the order of their keys: counted into buckets, which hold two each as keys are hashes."""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.count.segments import Integers
from corpusstat.extract.text.jit import compiled, compiled_inner

__all__ = ["order_of"]

_ONE_BY_ONE: Final = 32
"""Rows of a bucket that are put in order one by one."""


@compiled
def order_of(keys: Integers) -> Integers:
    """The places of keys in their order; those of equal ones in theirs.

    >>> order_of(np.array([5, -1, 5, 3])).tolist()
    [1, 3, 0, 2]
    """
    order = np.empty(len(keys), np.int64)
    if not len(keys):
        return order
    low = keys.min()
    size, shift = _size(len(keys), np.uint64(keys.max()) - np.uint64(low))
    ends = np.zeros(size + 1, np.int64)
    for i in range(len(keys)):
        ends[_bucket(keys[i], low, shift) + 1] += 1
    for i in range(size):
        ends[i + 1] += ends[i]
    for i in range(len(keys)):
        bucket = _bucket(keys[i], low, shift)
        order[ends[bucket]] = i
        ends[bucket] += 1
    _finish(keys, order, ends)
    return order


@compiled_inner
def _size(rows: int, most: np.uint64) -> tuple[int, np.uint64]:
    """A number of buckets, and by how many bits to shift what is at most ``most``."""
    size, shift = 2, np.uint64(0)  # so that 63 bits are the most
    while 2 * size < rows:
        size *= 2
    while most >> shift >= np.uint64(size):
        shift += np.uint64(1)
    return size, shift


@compiled_inner
def _bucket(key: int, low: int, shift: np.uint64) -> int:
    return int((np.uint64(key) - np.uint64(low)) >> shift)


@compiled
def _finish(keys: Integers, order: Integers, ends: Integers) -> None:
    """Put the rows of each bucket in order."""
    begin = 0
    for bucket in range(len(ends) - 1):
        end = ends[bucket]
        if end - begin > _ONE_BY_ONE:
            some = order[begin:end].copy()
            order[begin:end] = some[np.argsort(keys[some], kind="mergesort")]
        else:
            _put_in_order(keys, order, begin, end)
        begin = end


@compiled_inner
def _put_in_order(keys: Integers, order: Integers, begin: int, end: int) -> None:
    for i in range(begin + 1, end):
        row = order[i]
        place = i
        while place > begin and keys[order[place - 1]] > keys[row]:
            order[place] = order[place - 1]
            place -= 1
        order[place] = row
