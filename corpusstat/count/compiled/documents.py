"""Sums over documents, and over pairs of them: one pass over rows, in an order in which those of one lie together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from corpusstat.count.compiled.bits import UNIT_BITS
from corpusstat.count.segments import Column, Integers
from corpusstat.extract.text.jit import compiled, compiled_inner

__all__ = ["MOMENTS", "moments"]

MOMENTS: Final = ("there", "a", "aa", "b", "bb", "ab", "c", "cc", "ac")
"""What is summed of the numbers a, b and c of a run's rows that have the first, second and third bit of a unit."""
_UNITS: Final = 2


def moments(keys: Integers, cell: Column, flags: Column, families: Sequence[Integers], strata: int) -> Integers:
    """Add up runs of rows with the same key by unit and stratum; a row is in the strata of its cell in each family.

    Where both units say the same of all rows, only the first is added up.

    >>> moments(np.array([7, 7, 9]), np.zeros(3, int), np.array([3, 1, 1]), [np.zeros(1, int)], 1)[0].tolist()
    [[2, 3, 5, 1, 1, 2, 0, 0, 0]]
    """
    flags, bits = flags.astype(np.int64), (1 << UNIT_BITS) - 1
    units = 1 if (flags & bits == flags >> UNIT_BITS).all() else _UNITS
    found = np.zeros((units, strata, len(MOMENTS)), np.int64)
    _add_runs(keys, cell.astype(np.int64), flags, np.array(families), found)
    return found


@compiled
def _add_runs(keys: Integers, cell: Integers, flags: Integers, families: Integers, found: Integers) -> None:
    units = len(found)
    counts = np.zeros((found.shape[1], units * UNIT_BITS), np.int64)
    touched = np.empty(found.shape[1], np.int64)
    begin = 0
    while begin < len(keys):
        end, many = begin, 0
        while end < len(keys) and keys[end] == keys[begin]:
            for family in range(len(families)):
                stratum = families[family, cell[end]]
                if stratum >= 0:
                    many += _count(counts[stratum], flags[end], touched, many, stratum)
            end += 1
        for i in range(many):
            for unit in range(units):
                _add(found[unit, touched[i]], counts[touched[i]], unit * UNIT_BITS)
            for bit in range(counts.shape[1]):
                counts[touched[i], bit] = 0
        begin = end


@compiled_inner
def _count(counts: Integers, flags: int, touched: Integers, many: int, stratum: int) -> int:
    """Count the bits of a row; 1 if it is the first of its stratum."""
    known = 0
    for bit in range(len(counts)):
        known |= counts[bit]
        counts[bit] += flags >> bit & 1
    touched[many] = stratum
    return 1 if known == 0 else 0


@compiled_inner
def _add(sums: Integers, counts: Integers, first: int) -> None:
    a, b, c = counts[first], counts[first + 1], counts[first + 2]
    sums[0] += 1 if a > 0 else 0
    sums[1] += a
    sums[2] += a * a
    sums[3] += b
    sums[4] += b * b
    sums[5] += a * b
    sums[6] += c
    sums[7] += c * c
    sums[8] += a * c
