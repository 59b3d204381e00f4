"""How many prompts have each value: counted in a small table, whose rows give way to others when it is full."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.count.segments import Integers
from corpusstat.extract.text.jit import compiled_inner

__all__ = ["Values", "add_value", "no_values", "told_values"]

_TABLE_BITS: Final = 14
_TRIED: Final = 4
"""Places of the table that a value may have."""
_MIXER: Final = np.uint64(0x9E3779B97F4A7C15)
_VALUE, _RELATION, _PROMPTS = range(3)


class Values(NamedTuple):
    """Rows of value, relation and prompts: in the table, and those that gave way (a value may be among them often)."""

    table: Integers
    gone: Integers
    used: Integers
    """How many have gone."""
    relations: Integers
    """The number of each cell's relation."""


def no_values(prompts: int, relations: Integers) -> Values:
    """An empty table for at most so many prompts."""
    return Values(
        np.zeros((1 << _TABLE_BITS, 3), np.int64), np.empty((prompts, 3), np.int64), np.zeros(1, np.int64), relations
    )


def told_values(values: Values) -> Integers:
    """All rows that have prompts."""
    table = values.table[values.table[:, _PROMPTS] > 0]
    found: Integers = np.concatenate([table, values.gone[: values.used[0]]])
    return found


@compiled_inner
def add_value(values: Values, cell: int, value: int) -> None:
    """Count a prompt."""
    relation = values.relations[cell]
    mixed = (np.uint64(value) + np.uint64(relation)) * _MIXER >> np.uint64(64 - _TABLE_BITS)
    for i in range(_TRIED):
        row = values.table[(np.int64(mixed) + i) & len(values.table) - 1]
        if row[_PROMPTS] == 0:
            row[_VALUE], row[_RELATION] = value, relation
        if row[_VALUE] == value and row[_RELATION] == relation:
            row[_PROMPTS] += 1
            return
    row = values.table[np.int64(mixed)]
    for column in range(len(row)):
        values.gone[values.used[0], column] = row[column]
    values.used[0] += 1
    row[_VALUE], row[_RELATION], row[_PROMPTS] = value, relation, 1
