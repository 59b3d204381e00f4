"""Passages in capitals: written as if they were not; and ended, where running text follows without a stop."""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import HashTable, fnv_hash, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.sorts import OF_CAPITALS, next_mark

__all__ = ["caps_run_end", "recase"]

_FEWEST: Final = 4
"""Words of a passage in capitals: fewer can be a name, or several."""
_LONGEST_NUMERAL: Final = 4
_NUMERALS: Final = np.zeros(256, np.bool_)
_NUMERALS[list(b"IVX")] = True


@compiled_inner
def _word_stop(data: Bytes, i: int, end: int) -> int:
    """Where the word at ``i`` ends, before a space or the end of the line."""
    while i < end and data[i] > u.SPACE:
        i += 1
    return i


@compiled_inner
def _capitals(data: Bytes, start: int, stop: int) -> int:
    """How many capitals a word has, if it has no small letter and nothing beyond ASCII; else -1."""
    n = 0
    for i in range(start, stop):
        if u.is_lower(data[i]) or data[i] >= u.ASCII_END:
            return -1
        n += u.is_upper(data[i])
    return n


@compiled_inner
def caps_run_end(data: Bytes, start: int, i: int, end: int) -> int:
    """One past the words in capitals from ``i`` on, within the line; 0 for fewer than `_FEWEST`."""
    if i + 1 >= end or not u.is_upper(data[i + 1]) or (i > start and data[i - 1] > u.SPACE):
        return 0
    words, last = 0, i
    while i < end and data[i] > u.SPACE:
        stop = _word_stop(data, i, end)
        capitals = _capitals(data, i, stop)
        if capitals < 0:
            break
        words, last = words + (capitals > 1), stop
        i = stop + (stop < end and data[stop] == u.SPACE)
    return last if words >= _FEWEST else 0


@compiled_inner
def _is_numeral(data: Bytes, start: int, stop: int) -> bool:
    for i in range(start, stop):
        if not _NUMERALS[data[i]]:
            return False
    return stop - start <= _LONGEST_NUMERAL


@compiled_inner
def _letters_stop(data: Bytes, i: int, stop: int) -> int:
    while i < stop and u.is_letter(data[i]):
        i += 1
    return i


@compiled_inner
def _lower(data: Bytes, start: int, stop: int) -> None:
    for i in range(start, stop):
        data[i] |= u.CASE


@compiled_inner
def _recase_word(data: Bytes, small: HashTable, start: int, i: int, last: int, first: bool) -> None:
    """Write the word from ``i`` to ``last`` of a passage from ``start`` on small, or all but its first letter."""
    owned = last == i + 1 and i > start and data[i - 1] == u.APOSTROPHE
    if owned or (not first and last > i + 1 and lookup(small, fnv_hash(data, i, last))):
        _lower(data, i, last)
    elif not _is_numeral(data, i, last):
        _lower(data, i + 1, last)


@compiled_inner
def _recase_words(data: Bytes, small: HashTable, start: int, stop: int) -> None:
    """Write the words of a passage small, but for the first letters of those that are not small words."""
    first, i = True, start
    while i < stop:
        last = _letters_stop(data, i, stop)
        if last > i:
            _recase_word(data, small, start, i, last, first)
            first = last < stop and data[last] == u.FULL_STOP and last - i > 2
        i = max(last, i + 1)


@compiled_inner
def _has_plain_word(data: Bytes, small: HashTable, start: int, stop: int) -> bool:
    at = start
    while at < stop:
        last = _letters_stop(data, at, stop)
        if last > at + 1 and lookup(small, fnv_hash(data, at, last)):
            return True
        at = max(last, at + 1)
    return False


@compiled_inner
def recase(data: Bytes, small: HashTable, start: int, end: int) -> None:
    """Rewrite the passages in capitals of a text, which stays as long as it is.

    Only such with a word that names do not have (WAS, BORN) are written small. A word with a small letter that follows
    without a stop begins a new line: *FEAST DAY OF ST. LOU St. Peter was* has a heading.
    """
    i = next_mark(data, start, end, OF_CAPITALS)
    while i < end:
        last = caps_run_end(data, start, i, end)
        if last:
            if (
                last + 2 < end
                and data[last] == u.SPACE
                and u.is_upper(data[last + 1])
                and data[last - 1] != u.FULL_STOP
            ):
                data[last] = u.NEWLINE
            if _has_plain_word(data, small, i, last):
                _recase_words(data, small, i, last)
        i = next_mark(data, max(last, i + 1), end, OF_CAPITALS)
