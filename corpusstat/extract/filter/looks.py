"""A first look at captures, in machine code: which of the checks of :mod:`.veto` may refuse them.

Most captures need none of the slower checks. A look may ask for one that finds nothing, and misses none that would.
Two bits say the same of what :mod:`~corpusstat.extract.resolve.coreference` asks.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.filter.context import (
    WORDS,
    is_behind,
    is_bound,
    is_claimed,
    is_doubted,
    is_led_in,
    is_nicknamed,
    is_part,
    may_be_no_life,
    may_be_others,
    may_be_thing,
)
from corpusstat.extract.text.hashtable import Bytes, HashTable
from corpusstat.extract.text.jit import compiled
from corpusstat.extract.text.tokens import Tokens

__all__ = [
    "AHEAD",
    "ALL",
    "BEHIND",
    "BOUND",
    "CLAIMED",
    "DOUBTED",
    "LIFE",
    "NICKNAMED",
    "OTHERS",
    "PART",
    "THING",
    "looked_at",
]

LIFE: Final = 1
"""Behind a bracket stand two years: they may be something else than a life."""
BEHIND: Final = 2
"""The subject may stand behind a preposition or an article."""
DOUBTED: Final = 4
"""A word of doubt, or of somebody's claim, is in it."""
THING: Final = 8
"""The sentence may go on to say that the subject is a thing."""
PART: Final = 16
"""The subject may be a part of a name."""
OTHERS: Final = 32
"""Behind the subject may stand whose relative it is about."""
CLAIMED: Final = 64
"""A word of doubt, or of somebody's claim, stands before it."""
BOUND: Final = 128
"""The value, if it is a date, may be one of two, or open."""
NICKNAMED: Final = 256
"""The subject may stand behind a nickname."""
AHEAD: Final = 512
"""A pronoun may mean a name that follows."""
ALL: Final = LIFE | BEHIND | DOUBTED | THING | PART | OTHERS | CLAIMED | BOUND | NICKNAMED | AHEAD

Bits = npt.NDArray[np.uint16]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@compiled
def _look(
    table: Ints, data: Bytes, offsets: Longs, left: Longs, right: Longs, floor: Flags, words: HashTable,
    out: Bits,
) -> None:  # fmt: skip
    for row in range(len(table)):
        first, last = offsets[table[row, 0]], offsets[table[row, 0] + 1]
        start, stop = left[table[row, 6]], right[table[row, 7] - 1]
        begin, end = start, start
        bits = LIFE if may_be_no_life(data, first, start, stop, words) else 0
        bits |= AHEAD if is_led_in(data, first, last, words) else 0
        if table[row, 2] >= 0:
            begin, end = left[table[row, 2]], right[table[row, 3] - 1]
            bits |= BEHIND if begin == start and is_behind(data, first, begin, end, words) else 0
            bits |= NICKNAMED if is_nicknamed(data, first, begin) else 0
        if floor[table[row, 1]] and table[row, 4] >= 0:  # the others are not asked these
            bits |= THING if may_be_thing(data, end, last, words) else 0
            bits |= PART if is_part(data, first, begin, end, words) else 0
            bits |= OTHERS if may_be_others(data, end, last) else 0
            bits |= DOUBTED if is_doubted(data, start, stop, words) else 0
            bits |= CLAIMED if is_claimed(data, first, start, words) else 0
            begin, end = left[table[row, 4]], right[table[row, 5] - 1]
            bits |= BOUND if is_bound(data, first, begin, end, last, words) else 0
        out[row] = bits


def looked_at(table: Ints, tokens: Tokens, floor: Flags) -> list[int]:
    """Return the bits of rows of `Matches`; ``floor``: for each template, whether its facts are checked more."""
    out = np.empty(len(table), np.uint16)
    _look(
        table,
        tokens.data,
        tokens.sentence_byte,
        tokens.byte_start,
        tokens.byte_end,
        floor,
        WORDS,
        out,
    )
    bits: list[int] = out.tolist()
    return bits
