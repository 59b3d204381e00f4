"""A text written anew: what is plain is copied in long pieces, and each edit notes which characters it stands for."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text import sorts
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.capitals import recase
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.lines import BREAK, DEHYPHEN, FATE, HEAD, JOIN, UNSURE, line_end_size
from corpusstat.extract.text.mending import Mending, action_at

UNSURE_BREAK: Final = 30
"""The byte that stands for the end of a line of which it is not known whether it is a break: a record separator."""
BYTES, _WRITTEN, _READ, EDITS, _LINE, _EARLIER, UNSURES, ROW = range(8)
"""Of a text that is being written: bytes and characters so far, characters read, edits, the number of the line, the
edits of earlier texts, the unsure breaks of all, its number."""
STATE_FIELDS: Final = 8
MADE_FROM, MADE_TO, READ_FROM, READ_TO = range(4)
EDIT_FIELDS: Final = 4
UNSURE_FIELDS: Final = 2
_BELOW_TWO, _BELOW_THREE, _BELOW_FOUR = 0x80, 0x800, 0x10000
_FIRST_BYTES: Final = np.array([0, 0, 0xC0, 0xE0, 0xF0], np.int64)
"""Bits of the first byte of a character of so many."""


class Source(NamedTuple):
    """Texts and what they are read by; ``lines``, ``signs``: room for those of one text."""

    data: Bytes
    tables: Mending
    words: HashTable
    lines: Longs
    signs: Longs


class Copy(NamedTuple):
    """What is written: the bytes, the edits, where breaks are unsure, how far it is (`BYTES` …).

    A row of the edits has the characters from and to, and those they were; one of the unsure breaks text and character.
    """

    out: Bytes
    edits: Longs
    unsure: Longs
    at: Longs


@compiled_inner
def character_count(data: Bytes, start: int, end: int) -> int:
    """How many characters begin among these bytes."""
    n = 0
    for i in range(start, end):
        n += not u.is_continuation(byte(data, i))
    return n


@compiled_inner
def _write(copy: Copy, code: int) -> None:
    """Write a character."""
    n = copy.at[BYTES]
    size = 1 + (code >= _BELOW_TWO) + (code >= _BELOW_THREE) + (code >= _BELOW_FOUR)
    shift = u.PAYLOAD_BITS * (size - 1)
    copy.out[n] = _FIRST_BYTES[size] | code >> shift
    for k in range(1, size):
        shift -= u.PAYLOAD_BITS
        copy.out[n + k] = u.CONTINUATION | code >> shift & u.PAYLOAD
    copy.at[BYTES] += size
    copy.at[_WRITTEN] += 1


@compiled_inline
def keep(copy: Copy, data: Bytes, start: int, end: int) -> None:
    """Write bytes as they are."""
    shift = copy.at[BYTES] - start
    for i in range(start, end):
        copy.out[np.uint64(i + shift)] = byte(data, i)
    chars = character_count(data, start, end)
    copy.at[BYTES] += end - start
    copy.at[_WRITTEN] += chars
    copy.at[_READ] += chars


@compiled_inner
def _note_edit(copy: Copy, written: int, read: int) -> None:
    """Note that the last characters that were written were so many others, which are read now."""
    edit, at = copy.edits[copy.at[EDITS]], copy.at
    edit[MADE_FROM], edit[MADE_TO] = at[_WRITTEN] - written, at[_WRITTEN]
    edit[READ_FROM], edit[READ_TO] = at[_READ], at[_READ] + read
    at[_READ] += read
    at[EDITS] += 1


@compiled_inner
def _drop_blanks(copy: Copy, data: Bytes, start: int, i: int) -> int:
    """Take back the spaces before ``i`` that were just written as they are; return how many."""
    n, at = 0, copy.at
    while i - n > start and data[i - 1 - n] in (u.SPACE, u.TAB) and copy.out[at[BYTES] - 1 - n] == data[i - 1 - n]:
        n += 1
        if at[BYTES] == n:
            break
    at[BYTES] -= n
    at[_WRITTEN] -= n
    at[_READ] -= n
    return n


@compiled_inline
def _end_line(source: Source, copy: Copy, start: int, i: int, size: int) -> int:
    """Write what the end of a line at ``i`` is; return one past what was read."""
    data, lines, at = source.data, source.lines, copy.at
    fate, after = (lines[at[_LINE], FATE], i + size) if at[_LINE] >= 0 else (BREAK, i + size)
    at[_LINE] += at[_LINE] >= 0
    read = character_count(data, i, after)
    if fate in (BREAK, UNSURE):
        if fate == UNSURE:
            copy.unsure[at[UNSURES], 0], copy.unsure[at[UNSURES], 1] = at[ROW], at[_WRITTEN]
            at[UNSURES] += 1
        _write(copy, u.NEWLINE if fate == BREAK else UNSURE_BREAK)
        if read == 1:
            at[_READ] += 1
        else:
            _note_edit(copy, 1, read)
        return after
    read += _drop_blanks(copy, data, start, i)
    if fate == DEHYPHEN and copy.out[at[BYTES] - 1] == u.HYPHEN:
        read += 1
        for field in (BYTES, _WRITTEN, _READ):
            at[field] -= 1
    begin = lines[at[_LINE], HEAD]
    read += begin - after
    if fate == JOIN:
        _write(copy, u.SPACE)
    if fate == JOIN and read == 1:
        at[_READ] += 1
    else:
        _note_edit(copy, int(fate == JOIN), read)
    return int(begin)


@compiled_inner
def _compose(source: Source, copy: Copy, i: int, size: int, first: int) -> None:
    """Write a combining mark, or the letter that it makes with the last."""
    data, out, at = source.data, copy.out, copy.at
    n, last = at[BYTES], at[BYTES] - 1
    while last > first and u.is_continuation(out[last]):
        last -= 1
    for k in range(size):
        out[n + k] = data[i + k]
    code = lookup(source.tables.composed, fnv_hash(out, last, n + size)) if n > first else 0
    edits, m = copy.edits, at[EDITS]
    begun = m > at[_EARLIER]
    if code == 0 or (begun and edits[m - 1, MADE_FROM] >= at[_WRITTEN]):
        keep(copy, data, i, i + size)
        return
    at[BYTES] = last
    at[_WRITTEN] -= 1
    _write(copy, code)
    if begun and edits[m - 1, MADE_TO] == at[_WRITTEN] and edits[m - 1, MADE_FROM] == at[_WRITTEN] - 1:
        edits[m - 1, READ_TO] += 1
        at[_READ] += 1
    else:
        at[_READ] -= 1
        _note_edit(copy, 1, 2)


@compiled_inner
def _tighten(copy: Copy, data: Bytes, start: int, i: int, end: int) -> int:
    """Write a bracket without the spaces inside of it; return one past what was read."""
    if data[i] != u.OPEN_PAREN:
        dropped = _drop_blanks(copy, data, start, i)
        if dropped:
            _note_edit(copy, 0, dropped)
        keep(copy, data, i, i + 1)
        return i + 1
    keep(copy, data, i, i + 1)
    after = i + 1
    while after < end and data[after] == u.SPACE:
        after += 1
    _note_edit(copy, 0, after - i - 1)
    return after


@compiled_inline
def _mend(source: Source, copy: Copy, start: int, i: int, end: int, first: int) -> int:
    """Write what is at a byte that is not plain; return one past what was read."""
    data = source.data
    action, size, code = action_at(source.tables, data, start, i, end)
    if action == sorts.TIGHT:
        return _tighten(copy, data, start, i, end)
    if action == sorts.COMPOSE and character_count(data, i, i + size) == 1:
        _compose(source, copy, i, size, first)
    elif action in (sorts.KEEP, sorts.ADD_SPACE, sorts.ADD_CENTURY):
        keep(copy, data, i, i + size)
        if action == sorts.ADD_CENTURY:
            _write(copy, data[i - YEAR_DIGITS])
            _write(copy, data[i - YEAR_DIGITS + 1])
            _note_edit(copy, 2, 0)
        if action == sorts.ADD_SPACE:
            _write(copy, u.SPACE)
            _note_edit(copy, 1, 0)
    else:
        if action != sorts.DROP:
            _write(copy, u.NEWLINE if action == sorts.BREAK_HERE else code)
        _note_edit(copy, int(action != sorts.DROP), character_count(data, i, i + size))
    return i + size


@compiled_inline
def write_text(source: Source, copy: Copy, start: int, end: int, decided: bool) -> None:
    """Write a text that is to be mended; ``decided``: whether it is known what the ends of its lines are."""
    data, first, i = source.data, copy.at[BYTES], start
    copy.at[_WRITTEN] = copy.at[_READ] = 0
    copy.at[_LINE] = 0 if decided else -1
    copy.at[_EARLIER] = copy.at[EDITS]
    while i < end:
        mark = sorts.next_mark(data, i, end, sorts.OF_MARKS)
        keep(copy, data, i, mark)
        if mark == end:
            break
        size = line_end_size(data, mark, end) if sorts.SORTS[data[mark]] in (sorts.LINE_END, sorts.WIDE) else 0
        i = _end_line(source, copy, start, mark, size) if size else _mend(source, copy, start, mark, end, first)
    recase(copy.out, source.tables.small, first, copy.at[BYTES])
