"""Which ends of lines are breaks, and which only wrap a text: decided by how long lines are and how they go on.

A text that was wrapped at some width has no line into which the next line's first word would still have fitted. Lines
of a list, a menu or a poem do not keep to that. Where neither this nor the words around it tell what a line's end is,
it is `UNSURE`: a break, and no fact may touch it.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.hashtable import HashTable, fnv_hash, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.lines import (
    BITS,
    BREAK,
    BULLET,
    DEHYPHEN,
    EMPTY,
    FATE,
    FIRST,
    GLUE,
    HEAD,
    HEAD_CUT,
    INNER_PARTICLE,
    JOIN,
    LAST,
    LENGTH,
    LOWER,
    NAME_CUT,
    OPEN,
    PARTICIPLE,
    PREFIX,
    SOFT_HYPHEN,
    STOPPED,
    TALKS,
    UNSURE,
    is_blank,
    measure_lines,
    word_before,
)

__all__ = ["SIGN_FIELDS", "decide"]

_LEAST_WIDTH, _WIDEST = 12, 400
_RAGGED, _LOOSE = 8, 4
"""Of the width of a text, this part may be left free where lines were broken by hand; and more if nothing is sure."""
_NO_HEADING: Final = 60
"""Characters of a line that is too long for a heading."""
_ENDS, _BAD, _FLOW, _EVIDENCE = range(4)
SIGN_FIELDS: Final = 4
"""Line ends: all; no wraps; after which a sentence goes on; of a full line that is not the longest."""
_BAD_SHARE, _FLOW_SHARE, _EVIDENCE_SHARE = 5, 6, 4
"""Of a wrapped block's line ends: one in five may be no wrap, one in six goes on with a small letter, one in four is
of a line that is not the longest."""


@compiled_inner
def _is_full(lines: Longs, i: int, width: int) -> bool:
    """Whether the next line's first word would not have fitted into line ``i``, or hardly if its sentence goes on."""
    needed = lines[i, LENGTH] + 1 + lines[i + 1, FIRST]
    return bool(needed > width or (not lines[i, BITS] & STOPPED and needed * _RAGGED > width * (_RAGGED - 1)))


@compiled_inner
def _width(lines: Longs, first: int, last: int) -> int:
    """The length of the longest of some lines."""
    most = 0
    for i in range(first, last):
        most = max(most, lines[i, LENGTH])
    return most


@compiled_inner
def _weigh(lines: Longs, first: int, last: int, width: int, signs: Longs) -> None:
    """Add the signs for and against a block's being wrapped at a width (`_ENDS` …)."""
    for i in range(first, last - 1):
        full = _is_full(lines, i, width)
        bits = lines[i, BITS]
        signs[_ENDS] += 1
        signs[_BAD] += not full and bits & STOPPED == 0
        signs[_FLOW] += bits & OPEN != 0 or (bits & STOPPED == 0 and lines[i + 1, BITS] & LOWER != 0)
        signs[_EVIDENCE] += full and lines[i, LENGTH] < width


@compiled_inner
def _is_wrapped(signs: Longs, width: int) -> bool:
    """Whether lines with these signs look like running text that was wrapped at this width."""
    n = signs[_ENDS]
    if width < _LEAST_WIDTH or width > _WIDEST or n < 2:
        return False
    sound = signs[_BAD] * _BAD_SHARE <= n + 2 and signs[_FLOW] * _FLOW_SHARE >= n
    return bool(sound and signs[_EVIDENCE] * _EVIDENCE_SHARE >= n)


@compiled_inner
def _block_end(lines: Longs, first: int, n: int) -> int:
    """One past the lines from ``first`` on with none between that is empty."""
    while first < n and lines[first, BITS] != EMPTY:
        first += 1
    return first


@compiled_inner
def _document_width(lines: Longs, n: int, signs: Longs) -> int:
    """The width that a whole document was wrapped at; 0 if it was not, or not at one."""
    width, first = 0, 0
    while first < n:
        last = _block_end(lines, first, n)
        width = max(width, _width(lines, first, last) if last - first > 1 else 0)
        first = last + 1
    signs[:] = 0
    first = 0
    while first < n:
        last = _block_end(lines, first, n)
        _weigh(lines, first, last, width, signs)
        signs[_BAD] += last - first == 1 and lines[first, LENGTH] > width
        first = last + 1
    return width if _is_wrapped(signs, width) else 0


@compiled_inner
def _joint(data: Bytes, words: HashTable, line: Longs, after: Longs) -> int:
    """How two lines of running text are joined."""
    start, stop, head = line[HEAD], line[LAST], after[HEAD]
    if u.ends_with(data, start, stop, SOFT_HYPHEN):
        return GLUE
    if u.ends_with(data, start, stop, u.EN_DASH):
        before = stop - len(u.EN_DASH)
        return GLUE if before > start and not is_blank(data[before - 1]) else JOIN
    if stop - start < 2 or data[stop - 1] != u.HYPHEN:
        return JOIN
    before = data[stop - 2]
    if not (u.is_word_byte(before) or before >= u.ASCII_END):
        return JOIN
    if u.is_digit(before) or not u.is_lower(data[head]):
        return GLUE
    return GLUE if _keeps_hyphen(data, words, start, stop - 1, head, after[LAST]) else DEHYPHEN


@compiled_inner
def _keeps_hyphen(data: Bytes, words: HashTable, start: int, stop: int, head: int, end: int) -> bool:
    """Whether the hyphen at ``stop`` is that of a compound: *co-founder*, *Tarsk-born*, *Stoke-on-Trent*."""
    before = lookup(words, fnv_hash(data, word_before(data, start, stop), stop))
    last = head
    while last < end and (u.is_letter(data[last]) or data[last] >= u.ASCII_END):
        last += 1
    after = lookup(words, fnv_hash(data, head, last))
    inner = after & INNER_PARTICLE and last < end and data[last] == u.HYPHEN
    return bool(before & PREFIX or after & PARTICIPLE or inner)


@compiled_inner
def _fate_in_wrapped(data: Bytes, words: HashTable, lines: Longs, i: int, width: int) -> int:
    """What the end of line ``i`` is in a text that was wrapped at this width."""
    after, bits = lines[i + 1], lines[i, BITS]
    if after[BITS] & BULLET and (data[after[HEAD]] != u.HYPHEN or not _is_full(lines, i, width)):
        return BREAK
    flows = bits & OPEN or (after[BITS] & LOWER and not bits & STOPPED)
    return _joint(data, words, lines[i], after) if flows or _is_full(lines, i, width) else BREAK


@compiled_inner
def _fate_elsewhere(data: Bytes, words: HashTable, lines: Longs, i: int, width: int) -> int:
    """What the end of line ``i`` is in a block that need not be wrapped, and whose longest line has this width."""
    bits, after = lines[i, BITS], lines[i + 1, BITS]
    if bits & STOPPED or after & BULLET:
        return BREAK
    if after & LOWER or bits & OPEN:
        return _joint(data, words, lines[i], lines[i + 1])
    if not bits & NAME_CUT or not after & HEAD_CUT or not bits & TALKS:
        return BREAK
    needed = lines[i, LENGTH] + 1 + lines[i + 1, FIRST]
    if lines[i, LENGTH] >= _NO_HEADING and after & STOPPED and _is_full(lines, i, width):
        return _joint(data, words, lines[i], lines[i + 1])
    return UNSURE if needed * _LOOSE > width * (_LOOSE - 1) else BREAK


@compiled_inner
def _decide_block(data: Bytes, words: HashTable, lines: Longs, first: int, last: int, wrapped_at: int) -> bool:
    """Write what the line ends of a block are, if it is wrapped at ``wrapped_at`` (0: not wrapped)."""
    width, joins = wrapped_at or _width(lines, first, last), False
    for i in range(first, last - 1):
        if wrapped_at:
            lines[i, FATE] = _fate_in_wrapped(data, words, lines, i, width)
        else:
            lines[i, FATE] = _fate_elsewhere(data, words, lines, i, width)
        joins = joins or lines[i, FATE] != BREAK
    return joins


@compiled_inner
def decide(data: Bytes, words: HashTable, start: int, end: int, ends: Longs, lines: Longs, signs: Longs) -> bool:
    """Write what the line ends of a document are into the last column of ``lines``; return whether any is no break.

    ``ends``: the first byte of each, times four, and how many it has.
    """
    n = measure_lines(data, words, start, end, ends, lines)
    document = _document_width(lines, n, signs)
    first, joins = 0, False
    while first < n:
        last = _block_end(lines, first, n)
        if last - first > 1:
            width = _width(lines, first, last)
            signs[:] = 0
            _weigh(lines, first, last, width, signs)
            own = width if _is_wrapped(signs, width) else 0
            at = document if document >= width else own
            joins = _decide_block(data, words, lines, first, last, at) or joins
        first = last + 1
    return joins
