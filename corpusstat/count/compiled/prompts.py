"""What prompts say: one pass over rows, in an order in which those of a prompt lie together."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.count.compiled.bits import F1, F1_DOMAIN, F2, F2_DOMAIN, F2_INSIDE
from corpusstat.count.compiled.values import Values, add_value
from corpusstat.count.dense import Dense
from corpusstat.count.segments import Column, Flags, Integers
from corpusstat.extract.text.jit import compiled, compiled_inner

__all__ = ["ALL", "CORPUS", "DOMAIN", "Counted", "add_prompts"]

DOMAIN, CORPUS, ALL = range(3)
"""Scopes, as `prompts` numbers them."""
FIELDS: Final = 8
_N, _LOW, _HIGH, _FIRST, _LAST, _GROUPS, _ONE, _OTHER = range(FIELDS)
"""What is known of a prompt's answers, all of them or those in a cell: how many; the least end and the greatest
beginning of their ranges; group and cell of the first and of the last; the sum of the groups; the first two rows."""
_GROUP_SHIFT: Final = 32
_CELL_MASK: Final = (1 << _GROUP_SHIFT) - 1
_MOST: Final = (1 << 63) - 1


class Counted(NamedTuple):
    """What is found; ``used`` says how many rows of ``pairs`` and of ``more`` are."""

    dense: Dense
    flags: Column
    """Bits of each row."""
    pairs: Integers
    """Of documents: two rows, and bits."""
    more: Integers
    """Prompts with more answers than there is room for (`dense.MORE`)."""
    used: Integers


class Seen(NamedTuple):
    """Answers of a prompt by cell (`FIELDS`), those of all cells behind; and its cells."""

    of: Integers
    cells: Integers


@compiled
def add_prompts(key: Integers, code: Integers, low: Integers, high: Integers, counted: Counted, values: Values) -> None:
    """Add the prompts of rows whose equal keys lie together.

    ``code`` is (cell · 2, and 1 more for an answer) · 64 + document group; an answer lies between ``high`` and ``low``.
    """
    cells = counted.dense.prompts.shape[1]
    seen = Seen(np.empty((cells + 1, FIELDS), np.int64), np.empty(cells, np.int64))
    for cell in range(cells + 1):
        _forget(seen.of[cell])
    there = np.zeros(cells, np.bool_)
    begin = 0
    while begin < len(key):
        end, many = begin, 0
        while end < len(key) and key[end] == key[begin]:
            many += _see(seen, there, many, code[end], (low[end], high[end], end))
            end += 1
        _add_prompt(seen, many, counted, values)
        for i in range(many):
            _forget(seen.of[seen.cells[i]])
            there[seen.cells[i]] = False
        _forget(seen.of[cells])
        begin = end


@compiled_inner
def _forget(known: Integers) -> None:
    known[_N], known[_GROUPS], known[_ONE], known[_OTHER] = 0, 0, -1, -1
    known[_LOW], known[_HIGH] = _MOST, -_MOST - 1
    known[_FIRST], known[_LAST] = _MOST, -1


@compiled_inner
def _see(seen: Seen, there: Flags, many: int, code: int, answer: tuple[int, int, int]) -> int:
    """Take up a row; 1 if it is the first of its cell."""
    cell, group = code >> 7, code & 63
    if code & 64:
        _take(seen.of[cell], group << _GROUP_SHIFT | cell, answer)
        _take(seen.of[len(there)], group << _GROUP_SHIFT | cell, answer)
    if there[cell]:
        return 0
    there[cell] = True
    seen.cells[many] = cell
    return 1


@compiled_inner
def _take(known: Integers, place: int, answer: tuple[int, int, int]) -> None:
    """Take up an answer: the end and the beginning of its range, and its row."""
    low, high, row = answer
    if known[_N] == 0:
        known[_ONE] = row
    elif known[_N] == 1:
        known[_OTHER] = row
    known[_N] += 1
    known[_LOW] = min(known[_LOW], low)
    known[_HIGH] = max(known[_HIGH], high)
    known[_FIRST] = min(known[_FIRST], place)
    known[_LAST] = max(known[_LAST], place)
    known[_GROUPS] += place >> _GROUP_SHIFT


@compiled_inner
def _add_prompt(seen: Seen, many: int, counted: Counted, values: Values) -> None:
    whole = seen.of[counted.dense.prompts.shape[1]]
    n, home = whole[_N], seen.cells[0]
    for i in range(many):
        cell = seen.cells[i]
        home = min(home, cell)
        pair = seen.of[cell]
        _put(counted, DOMAIN, cell, pair, pair[_N])
        if many == 1 or pair[_N] > 0 or n == 0:
            _put(counted, CORPUS, cell, whole, pair[_N])
        _add_changes(counted.dense.changes[DOMAIN], pair)
        if pair[_N] == 1:
            counted.flags[pair[_ONE]] |= F1_DOMAIN
        elif pair[_N] == 2 and n > 2:
            _add_pair(counted, pair, F2_DOMAIN)
    _put(counted, ALL, home, whole, n)
    _add_changes(counted.dense.changes[CORPUS], whole)
    if n == 1:
        counted.flags[whole[_ONE]] |= F1
    elif n == 2:
        inside = whole[_FIRST] & _CELL_MASK == whole[_LAST] & _CELL_MASK
        _add_pair(counted, whole, F2 | F2_INSIDE | F2_DOMAIN if inside else F2)
    if n > 0:
        add_value(values, home, whole[_LOW])


@compiled_inner
def _put(counted: Counted, scope: int, cell: int, known: Integers, examples: int) -> None:
    """Count a prompt in a cell."""
    n, differ = known[_N], 1 if known[_N] > 0 and known[_LOW] < known[_HIGH] else 0
    if n < counted.dense.prompts.shape[2]:
        counted.dense.prompts[scope, cell, n, differ] += 1
        counted.dense.examples[scope, cell, n, differ] += examples
        return
    more = counted.more[counted.used[1]]
    counted.used[1] += 1
    more[0], more[1], more[2], more[3], more[4] = scope, cell, n, differ, examples


@compiled_inner
def _add_changes(changes: Integers, known: Integers) -> None:
    """As ``34_jackknife.sql``: the one answer is lost with its group, or all but one of several."""
    n, low, high = known[_N], known[_FIRST], known[_LAST]
    if n == 0:
        return
    low_group, high_group = low >> _GROUP_SHIFT, high >> _GROUP_SHIFT
    if n == 1:
        changes[low & _CELL_MASK, low_group] -= 1
    elif low_group < high_group:
        if known[_GROUPS] == low_group + (n - 1) * high_group:
            changes[low & _CELL_MASK, high_group] += 1
        if known[_GROUPS] == high_group + (n - 1) * low_group:
            changes[high & _CELL_MASK, low_group] += 1


@compiled_inner
def _add_pair(counted: Counted, known: Integers, kinds: int) -> None:
    pair = counted.pairs[counted.used[0]]
    counted.used[0] += 1
    pair[0], pair[1], pair[2] = known[_ONE], known[_OTHER], kinds
