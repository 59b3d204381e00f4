"""What counts rows: passes by NumPy, or where rows are many compiled ones, which give the same integers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from corpusstat.count.documents import Sums, pair_sums, row_sums
from corpusstat.count.prompts import Found, Rows, count_prompts, sorted_rows
from corpusstat.count.segments import Column, Integers

__all__ = ["BY_NUMPY", "Passes", "passes_for"]

MANY_ROWS: Final = 5_000_000
"""Rows from which on half a second is worth it to load what is compiled."""
MOST_CELLS: Final = 1 << 15
"""Cells that tables of compiled passes have room for: they have a place for each cell and document group."""
ENOUGH_MEMORY: Final = 1 << 30
"""Bytes that the process may use: Numba takes 100 MiB."""


class Passes(NamedTuple):
    """Passes over the rows of a part."""

    ordered: Callable[[Integers, Column, Sequence[Column]], Rows]
    """Put those of a prompt together."""
    prompts: Callable[[Rows, Integers], Found]
    rows: Callable[[Sequence[Column], Sequence[Integers]], list[Sums]]
    """Add up what rows say of their documents."""
    pairs: Callable[[Sequence[Column], Sequence[Integers]], list[Sums]]
    """Add up what pairs of documents say."""


BY_NUMPY: Final = Passes(sorted_rows, count_prompts, row_sums, pair_sums)


def passes_for(rows: int, cells: int, memory: int) -> Passes:
    """Choose the passes for so many rows and cells, where the process may use ``memory`` bytes."""
    if rows < MANY_ROWS or cells > MOST_CELLS or memory < ENOUGH_MEMORY:
        return BY_NUMPY
    from corpusstat.count import many  # which loads Numba

    return Passes(many.grouped_rows, many.counted_prompts, many.summed_rows, many.summed_pairs)
