r"""Texts as they should have been written, before they are cut into sentences; and where each character came from.

Most texts need nothing: one look over their bytes says so, and they are not copied. The others are written anew: lines
that were wrapped are joined, marks of markup and characters that are not seen go, entities and letters with their
accents apart become characters, odd apostrophes and dashes usual ones (`corpusstat.extract.text.mending` says what,
`corpusstat.extract.text.lines` what the end of a line is). ``\n`` is then always a break, and so is `UNSURE_BREAK`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.capitals import caps_run_end, recase
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, lookup
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.lines import (
    BREAK,
    DEHYPHEN,
    FATE,
    HEAD,
    JOIN,
    LINE_FIELDS,
    SIGN_FIELDS,
    UNSURE,
    WORDS,
    decide,
    line_end_size,
)
from corpusstat.extract.text.mending import (
    ADD_CENTURY,
    ADD_SPACE,
    BREAK_HERE,
    CAPITAL_SORT,
    COMPOSE,
    DROP,
    KEEP,
    LINE_END,
    PLAIN_SORT,
    SORTS,
    TIGHT,
    WIDE,
    Mending,
    action_at,
    mending,
)
from corpusstat.extract.text.tokens import cut_strings, string_buffers
from corpusstat.extract.text.utf8 import (
    CARRIAGE_RETURN,
    CONTINUATION,
    FULL_STOP,
    HYPHEN,
    NEWLINE,
    OPEN_PAREN,
    PAYLOAD,
    PAYLOAD_BITS,
    SPACE,
    TAB,
    is_continuation,
    is_lower,
)

__all__ = ["UNSURE_BREAK", "Cleaned", "clean"]

UNSURE_BREAK: Final = 30
"""The byte that stands for the end of a line of which it is not known whether it is a break: a record separator."""
_GROWTH: Final = 3
"""Bytes that one byte may become: a dash for two hyphens, a quotation mark for an underscore."""
_ENDS_LINES: Final = np.zeros(256, np.bool_)
_ENDS_LINES[list(b"!?\n\r\f")] = True
"""Bytes after which a line does not go on; after a full stop it does, if that is an abbreviation's."""
_LONGEST_SHORT: Final = 4
"""A full stop after as many small letters is that of a sentence, most often."""
_SHORTEST_LINES: Final = 6
"""Bytes of a text for each end of a line; where they are fewer, no line is joined."""
_BYTES, _WRITTEN, _READ, _EDITS, _LINE, _EARLIER = range(6)
"""Of a text that is being written: bytes and characters so far, characters read, edits, the number of the line, and
the edits of earlier texts."""
_STATE_FIELDS: Final = 6
_FROM, _TO, _WAS_FROM, _WAS_TO = range(4)
_EDIT_FIELDS: Final = 4
_ACTIONS, _LINE_ENDS = range(2)
_BELOW_TWO, _BELOW_THREE, _BELOW_FOUR = 0x80, 0x800, 0x10000
_FIRST_BYTES: Final = np.array([0, 0, 0xC0, 0xE0, 0xF0], np.int64)
"""Bits of the first byte of a character of so many."""


class _Source(NamedTuple):
    """Texts and what they are read by; ``lines``, ``signs``: room for those of one text."""

    data: Bytes
    tables: Mending
    words: HashTable
    lines: Longs
    signs: Longs


class _Copy(NamedTuple):
    """What is written: the bytes, the edits (characters from, to, and those they were), how far it is (`_BYTES` …)."""

    out: Bytes
    edits: Longs
    at: Longs


@dataclass(frozen=True)
class Cleaned:
    """``texts``: cleaned; ``edits``: what was not written as it was; ``ends``: of each text's edits, from 0 on.

    ``buffers``: the bytes of the cleaned texts, and their offsets. ``unsure``: text and character of each
    `UNSURE_BREAK`.
    """

    texts: pl.Series
    buffers: tuple[Bytes, Longs]
    edits: Longs
    ends: Longs
    unsure: list[tuple[int, int]]

    def place(self, text: int, start: int, end: int) -> tuple[int, int]:
        """Where characters of a cleaned text, half-open, are in the original."""
        edits = self.edits[self.ends[text] : self.ends[text + 1]]
        return (_place(edits, start, first=True), _place(edits, end - 1, first=False)) if len(edits) else (start, end)


def _place(edits: Longs, at: int, *, first: bool) -> int:
    """The character that character ``at`` was, or one past it."""
    row = int(edits[:, _FROM].searchsorted(at, "right")) - 1
    if row < 0:
        return at + (not first)
    begin, end, was_begin, was_end = edits[row].tolist()
    if begin <= at < end:
        return int(was_begin if first else was_end)
    return int(was_end + at - end + (not first))


@compiled_inner
def _is_loose(data: Bytes, start: int, i: int, after: int, end: int) -> bool:
    """Whether the end of a line at ``i`` is between two lines, and follows no stop."""
    if i == start or after >= end or data[after] <= CARRIAGE_RETURN:
        return False
    if data[i - 1] == FULL_STOP and i - start > _LONGEST_SHORT:
        return not (is_lower(data[i - 2]) and is_lower(data[i - 3]) and is_lower(data[i - _LONGEST_SHORT]))
    return bool(not _ENDS_LINES[data[i - 1]])


@compiled_inner
def _survey(source: _Source, start: int, end: int) -> tuple[int, int]:
    """Count what is to be mended in a text, and its lines' ends: 0 if none can be of a line that goes on."""
    data, actions, lines, loose, i = source.data, 0, 0, 0, start
    while i < end:
        sort = SORTS[byte(data, i)]
        if sort == PLAIN_SORT:
            i += 1
            continue
        if sort == CAPITAL_SORT:
            last = caps_run_end(data, start, i, end)
            actions, i = actions + (last > 0), max(last, i + 1)
            continue
        size = line_end_size(data, i, end) if sort in (LINE_END, WIDE) else 0
        if size:
            lines, actions = lines + 1, actions + (size != 1 or data[i] != NEWLINE)
            loose += _is_loose(data, start, i, i + size, end)
        else:
            action, size, _ = action_at(source.tables, data, start, i, end)
            actions += action != KEEP
        i += size
    return actions, lines if loose else 0


@compiled
def _survey_all(source: _Source, offsets: Longs, found: Longs) -> None:
    for row in range(len(offsets) - 1):
        found[row, _ACTIONS], found[row, _LINE_ENDS] = _survey(source, offsets[row], offsets[row + 1])


@compiled_inner
def _character_count(data: Bytes, start: int, end: int) -> int:
    n = 0
    for i in range(start, end):
        n += not is_continuation(data[i])
    return n


@compiled_inner
def _write(copy: _Copy, code: int) -> None:
    """Write a character."""
    n = copy.at[_BYTES]
    size = 1 + (code >= _BELOW_TWO) + (code >= _BELOW_THREE) + (code >= _BELOW_FOUR)
    shift = PAYLOAD_BITS * (size - 1)
    copy.out[n] = _FIRST_BYTES[size] | code >> shift
    for k in range(1, size):
        shift -= PAYLOAD_BITS
        copy.out[n + k] = CONTINUATION | code >> shift & PAYLOAD
    copy.at[_BYTES] += size
    copy.at[_WRITTEN] += 1


@compiled_inner
def _keep(copy: _Copy, data: Bytes, i: int, size: int) -> None:
    """Write bytes as they are."""
    for k in range(i, i + size):
        copy.out[copy.at[_BYTES] + k - i] = data[k]
    chars = _character_count(data, i, i + size)
    copy.at[_BYTES] += size
    copy.at[_WRITTEN] += chars
    copy.at[_READ] += chars


@compiled_inner
def _note_edit(copy: _Copy, written: int, read: int) -> None:
    """Note that the last characters that were written were so many others, which are read now."""
    edit, at = copy.edits[copy.at[_EDITS]], copy.at
    edit[_FROM], edit[_TO] = at[_WRITTEN] - written, at[_WRITTEN]
    edit[_WAS_FROM], edit[_WAS_TO] = at[_READ], at[_READ] + read
    at[_READ] += read
    at[_EDITS] += 1


@compiled_inner
def _drop_blanks(copy: _Copy, data: Bytes, start: int, i: int) -> int:
    """Take back the spaces before ``i`` that were just written as they are; return how many."""
    n, at = 0, copy.at
    while i - n > start and data[i - 1 - n] in (SPACE, TAB) and copy.out[at[_BYTES] - 1 - n] == data[i - 1 - n]:
        n += 1
        if at[_BYTES] == n:
            break
    at[_BYTES] -= n
    at[_WRITTEN] -= n
    at[_READ] -= n
    return n


@compiled_inner
def _end_line(source: _Source, copy: _Copy, start: int, i: int, size: int) -> int:
    """Write what the end of a line at ``i`` is; return one past what was read."""
    data, lines, at = source.data, source.lines, copy.at
    fate, after = (lines[at[_LINE], FATE], i + size) if at[_LINE] >= 0 else (BREAK, i + size)
    at[_LINE] += at[_LINE] >= 0
    read = _character_count(data, i, after)
    if fate in (BREAK, UNSURE):
        _write(copy, NEWLINE if fate == BREAK else UNSURE_BREAK)
        if read == 1:
            at[_READ] += 1
        else:
            _note_edit(copy, 1, read)
        return after
    read += _drop_blanks(copy, data, start, i)
    if fate == DEHYPHEN and copy.out[at[_BYTES] - 1] == HYPHEN:
        read += 1
        for field in (_BYTES, _WRITTEN, _READ):
            at[field] -= 1
    begin = lines[at[_LINE], HEAD]
    read += begin - after
    if fate == JOIN:
        _write(copy, SPACE)
    if fate == JOIN and read == 1:
        at[_READ] += 1
    else:
        _note_edit(copy, int(fate == JOIN), read)
    return int(begin)


@compiled_inner
def _compose(source: _Source, copy: _Copy, i: int, size: int, first: int) -> None:
    """Write a combining mark, or the letter that it makes with the last."""
    data, out, at = source.data, copy.out, copy.at
    n, last = at[_BYTES], at[_BYTES] - 1
    while last > first and is_continuation(out[last]):
        last -= 1
    for k in range(size):
        out[n + k] = data[i + k]
    code = lookup(source.tables.composed, fnv_hash(out, last, n + size)) if n > first else 0
    edits, m = copy.edits, at[_EDITS]
    begun = m > at[_EARLIER]
    if code == 0 or (begun and edits[m - 1, _FROM] >= at[_WRITTEN]):
        _keep(copy, data, i, size)
        return
    at[_BYTES] = last
    at[_WRITTEN] -= 1
    _write(copy, code)
    if begun and edits[m - 1, _TO] == at[_WRITTEN] and edits[m - 1, _FROM] == at[_WRITTEN] - 1:
        edits[m - 1, _WAS_TO] += 1
        at[_READ] += 1
    else:
        at[_READ] -= 1
        _note_edit(copy, 1, 2)


@compiled_inner
def _tighten(copy: _Copy, data: Bytes, start: int, i: int, end: int) -> int:
    """Write a bracket without the spaces inside of it; return one past what was read."""
    if data[i] != OPEN_PAREN:
        dropped = _drop_blanks(copy, data, start, i)
        if dropped:
            _note_edit(copy, 0, dropped)
        _keep(copy, data, i, 1)
        return i + 1
    _keep(copy, data, i, 1)
    after = i + 1
    while after < end and data[after] == SPACE:
        after += 1
    _note_edit(copy, 0, after - i - 1)
    return after


@compiled_inner
def _mend(source: _Source, copy: _Copy, start: int, i: int, end: int, first: int) -> int:
    """Write what is at a byte that is not plain; return one past what was read."""
    data = source.data
    action, size, code = action_at(source.tables, data, start, i, end)
    if action == TIGHT:
        return _tighten(copy, data, start, i, end)
    if action == COMPOSE and _character_count(data, i, i + size) == 1:
        _compose(source, copy, i, size, first)
    elif action in (KEEP, ADD_SPACE, ADD_CENTURY):
        _keep(copy, data, i, size)
        if action == ADD_CENTURY:
            _write(copy, data[i - YEAR_DIGITS])
            _write(copy, data[i - YEAR_DIGITS + 1])
            _note_edit(copy, 2, 0)
        if action == ADD_SPACE:
            _write(copy, SPACE)
            _note_edit(copy, 1, 0)
    else:
        if action != DROP:
            _write(copy, NEWLINE if action == BREAK_HERE else code)
        _note_edit(copy, int(action != DROP), _character_count(data, i, i + size))
    return i + size


@compiled_inner
def _write_plain(copy: _Copy, data: Bytes, i: int, end: int) -> int:
    """Write bytes at which nothing is to be done; return one past them."""
    n, chars, begin = copy.at[_BYTES], 0, i
    while i < end:
        b = byte(data, i)
        if SORTS[b] not in (PLAIN_SORT, CAPITAL_SORT):
            break
        copy.out[n + i - begin] = b
        chars += not is_continuation(b)
        i += 1
    copy.at[_BYTES] += i - begin
    copy.at[_WRITTEN] += chars
    copy.at[_READ] += chars
    return i


@compiled_inner
def _write_text(source: _Source, copy: _Copy, start: int, end: int, decided: bool) -> None:
    """Write a text that is to be mended; ``decided``: whether it is known what the ends of its lines are."""
    data, first = source.data, copy.at[_BYTES]
    copy.at[_WRITTEN] = copy.at[_READ] = 0
    copy.at[_LINE] = 0 if decided else -1
    copy.at[_EARLIER] = copy.at[_EDITS]
    i = _write_plain(copy, data, start, end)
    while i < end:
        size = line_end_size(data, i, end) if SORTS[data[i]] in (LINE_END, WIDE) else 0
        i = _end_line(source, copy, start, i, size) if size else _mend(source, copy, start, i, end, first)
        i = _write_plain(copy, data, i, end)
    recase(copy.out, source.tables.small, first, copy.at[_BYTES])


@compiled_inner
def _may_join(ends: int, size: int) -> bool:
    """Whether a text of this many bytes has lines, and long enough to be joined."""
    return bool(ends > 0 and ends * _SHORTEST_LINES <= size)


@compiled
def _decide_all(source: _Source, offsets: Longs, found: Longs, joined: Bytes) -> None:
    """Say which texts have lines to join."""
    for row in range(len(offsets) - 1):
        if _may_join(found[row, _LINE_ENDS], offsets[row + 1] - offsets[row]):
            joined[row] = decide(source.data, source.words, offsets[row], offsets[row + 1], source.lines, source.signs)


@compiled
def _write_all(
    source: _Source, offsets: Longs, found: Longs, dirty: Bytes, copy: _Copy, ends: Longs, edit_ends: Longs
) -> None:
    """Write all texts: those that need nothing as they are."""
    for row in range(len(offsets) - 1):
        start, end = offsets[row], offsets[row + 1]
        if dirty[row]:
            decided = _may_join(found[row, _LINE_ENDS], end - start)
            if decided:
                decide(source.data, source.words, start, end, source.lines, source.signs)
            _write_text(source, copy, start, end, decided)
        else:
            n = copy.at[_BYTES]
            for k in range(start, end):  # no slices: see `copy_rows`
                copy.out[np.uint64(n + k - start)] = byte(source.data, k)
            copy.at[_BYTES] += end - start
        ends[row + 1], edit_ends[row + 1] = copy.at[_BYTES], copy.at[_EDITS]


@cache
def _tables() -> Mending:
    return mending()


def _mended(texts: pl.Series, rows: Longs, out: Bytes, ends: Longs) -> pl.Series:
    """Put the texts that were mended in the place of the originals."""
    return texts.clone().scatter(rows, cut_strings(out, ends[rows], ends[rows + 1]))


def _unsure(out: Bytes, ends: Longs, rows: Longs) -> list[tuple[int, int]]:
    """Text and character of each `UNSURE_BREAK` in the texts that were mended."""
    found = []
    for row in rows.tolist():
        text = out[ends[row] : ends[row + 1]]
        found += [(row, _characters(text[:at])) for at in np.flatnonzero(text == UNSURE_BREAK).tolist()]
    return found


def _characters(data: Bytes) -> int:
    return int(np.count_nonzero(data & ~np.uint8(PAYLOAD) != CONTINUATION))


def clean(texts: pl.Series) -> Cleaned:
    r"""Clean texts; those of which none needs it are returned as they are.

    >>> cleaned = clean(pl.Series(["Anna Bel\u00adlamy, born in\nPort Ellory", "Nothing to do."]))
    >>> cleaned.texts.to_list()
    ['Anna Bellamy, born in Port Ellory', 'Nothing to do.']
    >>> cleaned.place(0, 5, 12)
    (5, 13)
    """
    data, offsets = string_buffers(texts)
    rows = len(texts)
    source = _Source(data, _tables(), WORDS, np.empty((0, LINE_FIELDS), np.int64), np.empty(SIGN_FIELDS, np.int64))
    found, dirty = np.zeros((rows, 2), np.int64), np.zeros(rows, np.uint8)
    _survey_all(source, offsets, found)
    long = found[:, _LINE_ENDS] * _SHORTEST_LINES <= np.diff(offsets)
    most = int((found[:, _LINE_ENDS] * long).max()) + 1 if rows else 1
    source = source._replace(lines=np.empty((most, LINE_FIELDS), np.int64))
    _decide_all(source, offsets, found, dirty)
    dirty |= found[:, _ACTIONS] > 0
    if not dirty.any():
        return Cleaned(texts, (data, offsets), np.empty((0, _EDIT_FIELDS), np.int64), np.zeros(rows + 1, np.int64), [])
    sizes = np.diff(offsets)
    room = int((sizes * np.where(dirty, _GROWTH, 1)).sum())
    copy = _Copy(
        np.empty(room + _GROWTH, np.uint8),
        np.empty((int(found[dirty > 0].sum()) + 1, _EDIT_FIELDS), np.int64),
        np.zeros(_STATE_FIELDS, np.int64),
    )
    ends, edit_ends = np.zeros(rows + 1, np.int64), np.zeros(rows + 1, np.int64)
    _write_all(source, offsets, found, dirty, copy, ends, edit_ends)
    out = copy.out[: ends[-1]]
    out.flags.writeable = ends.flags.writeable = False  # or code is compiled for both
    mended = np.flatnonzero(dirty)
    edits, unsure = copy.edits[: edit_ends[-1]], _unsure(out, ends, mended)
    return Cleaned(_mended(texts, mended, out, ends), (out, ends), edits, edit_ends, unsure)
