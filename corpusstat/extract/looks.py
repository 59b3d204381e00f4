"""A first look at captures, in machine code: which of the checks of :mod:`~corpusstat.extract.veto` may refuse them.

Most captures need none of the slower checks. A look may ask for one that finds nothing, and misses none that would.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.hashed import BASIS, Bytes, Keys, WordTable, look, mixed, sealed
from corpusstat.extract.items import Items
from corpusstat.extract.jit import compiled_bare, compiled_once
from corpusstat.extract.lexicon import CLAIMS, DOUBTS

__all__ = ["ALL", "BEHIND", "DOUBTED", "LIFE", "THING", "looked_at"]

LIFE: Final = 1
"""Behind a bracket stand two years: they may be something else than a life."""
BEHIND: Final = 2
"""The subject may stand behind a preposition or an article."""
DOUBTED: Final = 4
"""A word of doubt, or of somebody's claim, is in it."""
THING: Final = 8
"""The sentence goes on to say what the subject is."""
ALL: Final = LIFE | BEHIND | DOUBTED | THING

_TABLE: Final = WordTable(dict.fromkeys((*DOUBTS, *CLAIMS), 1))
_SHORT: Final = 4
"""Letters of the longest article or preposition that is looked for."""
_SPACE, _OPEN, _CLOSE, _COMMA = 32, 40, 41, 44

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


@compiled_bare
def _is_digit(byte: int) -> bool:
    return 48 <= byte <= 57


@compiled_bare
def _is_small(byte: int) -> bool:
    return 97 <= byte <= 122


@compiled_bare
def _is_life(data: Bytes, start: int, stop: int) -> bool:
    """Whether two runs of three or four digits stand behind a bracket."""
    at, years = start, 0
    while at < stop and data[at] != _OPEN:
        at += 1
    while at < stop:
        run = at
        while at < stop and _is_digit(data[at]):
            at += 1
        years += at - run == 3 or at - run == 4
        at += 1
    return years > 1


@compiled_bare
def _is_behind(data: Bytes, first: int, start: int, stop: int) -> bool:
    """Whether a short word stands before a name of the sentence beginning at ``first``, or any before a single word."""
    if start == first or (data[start - 1] != _SPACE and data[start - 1] != 34 and data[start - 1] != 0x9C):
        return False
    single = data[start] == 34 or data[start] == 0xE2 or (data[start] | 32) == 116  # a quote, or "the"
    spaces = 0
    for i in range(start, stop):
        spaces += data[i] == _SPACE
    if single or spaces == 0:
        return True
    end = start - (3 if data[start - 1] == 0x9C else 1)
    begin = end
    while begin > first and _is_small(data[begin - 1] | 32):
        begin -= 1
    return 0 < end - begin <= _SHORT


@compiled_bare
def _is_doubted(data: Bytes, start: int, stop: int, keys: Keys, values: Ints) -> bool:
    at = start
    while at < stop:
        key, run = BASIS, at
        while at < stop and _is_small(data[at]):
            key, at = mixed(key, data[at]), at + 1
        if at > run and look(keys, values, sealed(key)):
            return True
        at += 1
    return False


@compiled_bare
def _is_thing(data: Bytes, start: int, stop: int) -> bool:
    """Whether *is a* or *was a* follows, perhaps behind brackets and a comma."""
    at = start
    if at + 1 < stop and data[at] == _SPACE and data[at + 1] == _OPEN:
        depth, at = 1, at + 2
        while at < stop and depth:
            depth += (data[at] == _OPEN) - (data[at] == _CLOSE)
            at += 1
    at += at < stop and data[at] == _COMMA
    is_ = at + 4 < stop and data[at + 1] == 105 and data[at + 2] == 115
    was = at + 5 < stop and data[at + 1] == 119 and data[at + 2] == 97 and data[at + 3] == 115
    if not is_ and not was:
        return False
    at += 3 if is_ else 4
    return bool(data[at] == _SPACE and data[at + 1] == 97)


@compiled_once
def _look(
    table: Ints, data: Bytes, offsets: Longs, left: Longs, right: Longs, keys: Keys, values: Ints, out: Bytes
) -> None:
    for row in range(len(table)):
        first, last = offsets[table[row, 0]], offsets[table[row, 0] + 1]
        start, stop = left[table[row, 6]], right[table[row, 7] - 1]
        bits = LIFE if _is_life(data, start, stop) else 0
        bits |= DOUBTED if _is_doubted(data, start, stop, keys, values) else 0
        if table[row, 2] >= 0:
            begin, end = left[table[row, 2]], right[table[row, 3] - 1]
            bits |= BEHIND if begin == start and _is_behind(data, first, begin, end) else 0
            bits |= THING if _is_thing(data, end, last) else 0
        else:
            bits |= THING if _is_thing(data, start, last) else 0
        out[row] = bits


def looked_at(table: Ints, items: Items) -> list[int]:
    """Give the bits of rows of `matching.Matches`."""
    out = np.empty(len(table), np.uint8)
    _look(table, items.data, items.offsets, items.left, items.right, _TABLE.keys, _TABLE.values, out)
    bits: list[int] = out.tolist()
    return bits
