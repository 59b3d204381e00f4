r"""Texts as they should have been written, before they are cut into sentences; and where each character came from.

Most texts need nothing: one look over their bytes says so. The others are written anew: lines
that were wrapped are joined, marks of markup and characters that are not seen go, entities and letters with their
accents apart become characters, odd apostrophes and dashes usual ones (`corpusstat.extract.text.mending` says what,
`corpusstat.extract.text.wraps` what the end of a line is). ``\n`` is then always a break, and so is `UNSURE_BREAK`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

import numpy as np
import polars as pl

from corpusstat.extract.text import rewriting
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.capitals import caps_run_end
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.lines import LINE_FIELDS, SIZE_BITS, WORDS, line_end_size
from corpusstat.extract.text.mending import Mending, action_at, mending
from corpusstat.extract.text.rewriting import UNSURE_BREAK, Copy, Source
from corpusstat.extract.text.sorts import CAPITAL_SORT, KEEP, LINE_END, OF_CAPITALS, OF_MARKS, SORTS, WIDE, next_mark
from corpusstat.extract.text.tokens import string_buffers, strings
from corpusstat.extract.text.utf8 import CARRIAGE_RETURN, FULL_STOP, NEWLINE, is_lower
from corpusstat.extract.text.wraps import SIGN_FIELDS, decide

__all__ = ["UNSURE_BREAK", "Cleaned", "clean"]

_GROWTH: Final = 3
"""Bytes by which an edit lengthens a text at most: a character of three for one, a century is two."""
_ENDS_LINES: Final = np.zeros(256, np.bool_)
_ENDS_LINES[list(b"!?\n\r\f")] = True
"""Bytes after which a line does not go on; after a full stop it does, if that is an abbreviation's."""
_LONGEST_SHORT: Final = 4
"""A full stop after as many small letters is that of a sentence, most often."""
_SHORTEST_LINES: Final = 6
"""Bytes of a text for each end of a line; where they are fewer, no line is joined."""
_C1_LEAD, _WIDE_END_LEAD = 0xC2, 0xE2
"""First bytes of ends of lines beyond ASCII."""
_ACTIONS, _LINE_ENDS = range(2)
_TEXT_SHIFT: Final = 32
"""Bits of a place in a text, in the number by which an edit is found."""


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
        first, last = self.places(*(np.array([number]) for number in (text, start, end)))
        return int(first[0]), int(last[0])

    @cached_property
    def _keys(self) -> Longs:
        """By which edits are found: the text of each, and its first character."""
        return _key(np.repeat(np.arange(len(self.ends) - 1), np.diff(self.ends)), self.edits[:, rewriting.MADE_FROM])

    def places(self, texts: Longs, starts: Longs, ends: Longs) -> tuple[Longs, Longs]:
        """Where characters of cleaned texts, half-open, are in the originals; each with the number of its text."""
        if not len(self.edits):
            return starts, ends
        return self._place(texts, starts, first=True), self._place(texts, ends - 1, first=False)

    def _place(self, texts: Longs, at: Longs, *, first: bool) -> Longs:
        """The character that each character was, or one past it."""
        rows = self._keys.searchsorted(_key(texts, at), "right") - 1
        edits = self.edits[rows]
        inside = edits[:, rewriting.READ_FROM if first else rewriting.READ_TO]
        behind = edits[:, rewriting.READ_TO] + at - edits[:, rewriting.MADE_TO] + (not first)
        edited = np.where(at < edits[:, rewriting.MADE_TO], inside, behind)
        return np.where(rows >= self.ends[texts], edited, at + (not first))


def _key(texts: Longs, at: Longs) -> Longs:
    return texts << _TEXT_SHIFT | at + 1


@compiled_inner
def _is_loose(data: Bytes, start: int, i: int, after: int, end: int) -> bool:
    """Whether the end of a line at ``i`` is between two lines, and follows no stop."""
    if i == start or after >= end or data[after] <= CARRIAGE_RETURN:
        return False
    if data[i - 1] == FULL_STOP and i - start > _LONGEST_SHORT:
        return not (is_lower(data[i - 2]) and is_lower(data[i - 3]) and is_lower(data[i - _LONGEST_SHORT]))
    return bool(not _ENDS_LINES[data[i - 1]])


@compiled
def _most_line_ends(data: Bytes) -> int:
    """How many ends of lines a text can have at most: the bytes with which one may begin."""
    n = 0
    for i in range(len(data)):
        b = byte(data, i)
        n += NEWLINE <= b <= CARRIAGE_RETURN or b in (_C1_LEAD, _WIDE_END_LEAD)
    return n


@compiled_inline
def _survey(source: Source, start: int, end: int, ends: Longs, n: int) -> tuple[int, int, bool]:
    """Find what is to be mended in a text: how many actions, and line ends, which are appended to the n of ``ends``.

    Also whether one of these may be that of a line that goes on.
    """
    data, actions, loose, capitals = source.data, 0, 0, start
    most = n + (end - start) // _SHORTEST_LINES + 1  # with so many no line is joined
    i = next_mark(data, start, end, OF_MARKS | OF_CAPITALS)
    while i < end:
        sort = SORTS[byte(data, i)]
        size = line_end_size(data, i, end) if sort in (LINE_END, WIDE) else 0
        if size:
            if n < most:
                ends[n], n = i << SIZE_BITS | size, n + 1
            actions += size != 1 or data[i] != NEWLINE
            loose += _is_loose(data, start, i, i + size, end)
        elif sort == CAPITAL_SORT:
            last = caps_run_end(data, start, i, end) if i >= capitals else 0
            size, actions, capitals = 1, actions + (last > 0), max(last, capitals)
        else:
            action, size, _ = action_at(source.tables, data, start, i, end)
            actions += action != KEEP
        i = next_mark(data, i + size, end, OF_MARKS | OF_CAPITALS)
    return actions, n, loose > 0 and n < most


@compiled
def _survey_all(source: Source, offsets: Longs, ends: Longs, found: Longs) -> None:
    """Write for each text how many actions it needs, where its lines' ends begin and stop, if any may be joined."""
    n = 0
    for row in range(len(offsets) - 1):
        found[row, _ACTIONS], last, loose = _survey(source, offsets[row], offsets[row + 1], ends, n)
        n = last if loose else n
        found[row + 1, _LINE_ENDS] = n


@compiled
def _write_all(
    source: Source, offsets: Longs, found: Longs, line_ends: Longs, copy: Copy, ends: Longs, edit_ends: Longs
) -> bool:
    """Write all texts, those that need nothing as they are; return whether any needs something."""
    mended = False
    for row in range(len(offsets) - 1):
        start, end, copy.at[rewriting.ROW] = offsets[row], offsets[row + 1], row
        own = line_ends[found[row, _LINE_ENDS] : found[row + 1, _LINE_ENDS]]
        joins = decide(source.data, source.words, start, end, own, source.lines, source.signs) if len(own) else False
        if joins or found[row, _ACTIONS]:
            rewriting.write_text(source, copy, start, end, len(own) > 0)
            mended = True
        else:
            rewriting.keep(copy, source.data, start, end)
        ends[row + 1], edit_ends[row + 1] = copy.at[rewriting.BYTES], copy.at[rewriting.EDITS]
    return mended


@cache
def _tables() -> Mending:
    return mending()


def clean(texts: pl.Series) -> Cleaned:
    r"""Clean texts; those of which none needs it are returned as they are.

    >>> cleaned = clean(pl.Series(["Anna Bel\u00adlamy, born in\nPort Ellory", "Nothing to do."]))
    >>> cleaned.texts.to_list()
    ['Anna Bellamy, born in Port Ellory', 'Nothing to do.']
    >>> cleaned.place(0, 5, 12)
    (5, 13)
    """
    data, offsets = string_buffers(texts)
    rows, found = len(texts), np.zeros((len(texts) + 1, 2), np.int64)
    line_ends = np.empty(_most_line_ends(data), np.int64)
    source = Source(data, _tables(), WORDS, np.empty((0, LINE_FIELDS), np.int64), np.empty(SIGN_FIELDS, np.int64))
    _survey_all(source, offsets, line_ends, found)
    ends, edit_ends = np.zeros(rows + 1, np.int64), np.zeros(rows + 1, np.int64)
    as_they_are = Cleaned(texts, (data, offsets), np.empty((0, rewriting.EDIT_FIELDS), np.int64), edit_ends, [])
    if not found.any():
        return as_they_are
    actions, lines = int(found[:, _ACTIONS].sum()), int(found[-1, _LINE_ENDS])
    longest = int(np.diff(found[:, _LINE_ENDS]).max()) + 1
    copy = Copy(
        np.empty(int(offsets[-1] - offsets[0]) + _GROWTH * (actions + 1), np.uint8),
        np.empty((actions + lines, rewriting.EDIT_FIELDS), np.int64),
        np.empty((lines, rewriting.UNSURE_FIELDS), np.int64),
        np.zeros(rewriting.STATE_FIELDS, np.int64),
    )
    source = source._replace(lines=np.empty((longest, LINE_FIELDS), np.int64))
    if not _write_all(source, offsets, found, line_ends, copy, ends, edit_ends):
        return as_they_are
    out = copy.out[: ends[-1]]
    out.flags.writeable = ends.flags.writeable = False  # or code is compiled for both
    made = strings(out, ends).alias(texts.name)
    unsure = [tuple(row) for row in copy.unsure[: copy.at[rewriting.UNSURES]].tolist()]
    return Cleaned(made, (out, ends), copy.edits[: edit_ends[-1]], edit_ends, unsure)
