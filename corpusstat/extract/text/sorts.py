"""Sorts of bytes, by what may be to mend at them; what may be done; and how the next such place is found.

To find it is all that most of a text costs, so it takes two looks into small tables a byte and no more.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled_inline, compiled_inner

KEEP, DROP, CHARACTER, ADD_SPACE, COMPOSE, BREAK_HERE, TIGHT, ADD_CENTURY = range(8)
"""What to do with some bytes: nothing; leave them out; write a character for them; write a space after them; join them
with the letter before; end the line; leave out the space before or after them; write the century of the year before."""

(
    _PLAIN_SORT,
    LINE_END,
    STOP_SORT,
    DASH_SORT,
    QUOTE_SORT,
    STARS,
    BRACKET,
    EQUALS,
    ENTITY,
    WIDE,
    PAREN,
    CLOSE,
    CAPITAL_SORT,
    TAG_SORT,
    BRACE_SORT,
    ESCAPE_SORT,
) = range(16)
TAG, _BRACE, ESCAPE = map(ord, "<{\\")
DOUBLE, TRIPLE = 2, 3
"""How often marks are repeated that mean something."""
SORTS: Final = np.zeros(256, np.uint8)
"""Sorts of bytes; nothing is to be done at plain ones."""
SORTS[[u.NEWLINE, 11, 12, 13]] = LINE_END
SORTS[list(b".,!?")] = STOP_SORT
SORTS[u.HYPHEN] = DASH_SORT
SORTS[list(b"'`")] = QUOTE_SORT
SORTS[list(b"*_~")] = STARS
SORTS[ord("[")] = BRACKET
SORTS[ord("]")] = CLOSE
SORTS[ord("=")] = EQUALS
SORTS[u.AMPERSAND] = ENTITY
SORTS[[TAG, _BRACE, ESCAPE]] = TAG_SORT, BRACE_SORT, ESCAPE_SORT
SORTS[[u.OPEN_PAREN, u.CLOSE_PAREN]] = PAREN
SORTS[ord("A") : ord("Z") + 1] = CAPITAL_SORT
SORTS[[0x1E, 0xC2, 0xCA, 0xCC, 0xCD, 0xE2, 0xE3, 0xEF]] = WIDE

_ANY_PAIR, _AT_STOP, _AT_COMMA, _DASHED, _DOUBLED, _OPENED, OF_CAPITALS = (1 << i for i in range(7))
"""Kinds of two bytes at whose first there may be something to do: any; a stop and a capital; a comma and a letter; a
hyphen and one more, or a figure; two apostrophes; a bracket and a space; two capitals."""
OF_MARKS: Final = OF_CAPITALS - 1
"""All but those of capitals."""


def _pairs() -> tuple[Bytes, Bytes]:
    """By a first and a second byte, the kinds that they may be of."""
    first, second = np.zeros_like(SORTS), np.zeros_like(SORTS)
    capitals, letters = list(range(ord("A"), ord("Z") + 1)), list(range(ord("a"), ord("z") + 1))
    small = ((_AT_STOP, b".!?", capitals), (_AT_COMMA, b",", [*capitals, *letters]), (_DASHED, b"-", b"-0123456789"))
    marks = ((_DOUBLED, b"'", b"'"), (_OPENED, b"(", [u.SPACE]), (OF_CAPITALS, capitals, capitals))
    for kind, before, after in (*small, *marks):
        first[list(before)] |= kind
        second[list(after)] |= kind
    first[(SORTS != _PLAIN_SORT) & (first == 0)] = _ANY_PAIR
    first[[u.CLOSE_PAREN, ord("`")]] = _ANY_PAIR
    second |= _ANY_PAIR
    return first, second


_OPENS_PAIR, _ENDS_PAIR = _pairs()


@compiled_inline
def next_mark(data: Bytes, i: int, end: int, kinds: int) -> int:
    """The next place from ``i`` on at which there may be something of these kinds to do; ``end`` if there is none."""
    while i + 1 < end and not _OPENS_PAIR[byte(data, i)] & _ENDS_PAIR[byte(data, i + 1)] & kinds:
        i += 1
    return i if i + 1 != end or _OPENS_PAIR[byte(data, i)] & _ANY_PAIR & kinds else end


@compiled_inner
def is_letterlike(data: Bytes, i: int, start: int, end: int) -> bool:
    """Whether a letter, a figure or part of a longer character is at ``i``."""
    return start <= i < end and (u.is_word_byte(data[i]) or data[i] >= u.ASCII_END)


@compiled_inner
def is_blank_at(data: Bytes, i: int, start: int, end: int) -> bool:
    """Whether a space, a control character or an end of the text is at ``i``."""
    return i < start or i >= end or data[i] <= u.SPACE


@compiled_inner
def repeats(data: Bytes, i: int, end: int) -> int:
    """How often the byte at ``i`` stands there in a row."""
    n = 1
    while i + n < end and data[i + n] == data[i]:
        n += 1
    return n
