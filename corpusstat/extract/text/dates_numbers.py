"""Dates and numbers in the bytes of a sentence: where one that begins somewhere ends."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from corpusstat.extract.text.hashtable import Bytes, Keys, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import (
    COMMA,
    FULL_STOP,
    HYPHEN,
    SPACE,
    UPPER,
    byte_at,
    char_class_at,
    digits_at,
    is_of,
    is_word_byte,
    letters_at,
)
from corpusstat.extract.text.word_classes import MONTH, SHORT_MONTH

__all__ = ["date_at", "month_date", "number_at", "weekday_date"]

Ints = npt.NDArray[np.int32]


@compiled_inner
def _day(data: Bytes, i: int, stop: int) -> int:
    """One past the day of a month at ``i``, with its *st*, *nd*, *rd*, *th*; 0 for none."""
    n = digits_at(data, i, stop)
    if n == 0 or n > 2 or (n == 2 and data[i] > 51):
        return 0
    i += n
    a, b = byte_at(data, i, stop), byte_at(data, i + 1, stop)
    ordinal = (a == 115 and b == 116) or (a == 110 and b == 100) or (a == 114 and b == 100) or (a == 116 and b == 104)
    if ordinal and not is_word_byte(byte_at(data, i + 2, stop)):
        return i + 2
    return 0 if is_word_byte(a) else i


@compiled_inner
def _year(data: Bytes, i: int, stop: int, least: int) -> int:
    """One past a space (or comma and space) and a year of so many digits, or four; 0 for none."""
    i += byte_at(data, i, stop) == COMMA
    if byte_at(data, i, stop) != SPACE:
        return 0
    n = digits_at(data, i + 1, stop)
    return i + 1 + n if least <= n <= 4 and not is_word_byte(byte_at(data, i + 1 + n, stop)) else 0


@compiled_inner
def _era(data: Bytes, i: int, stop: int, common: bool) -> int:
    """One past BC, BCE, B.C., AD, A.D. (or CE), with a space before or not; ``i`` if there is none."""
    at = i + (byte_at(data, i, stop) == SPACE)
    a, b, c = byte_at(data, at, stop), byte_at(data, at + 1, stop), byte_at(data, at + 2, stop)
    before, after = a == 66, a == 65
    if b == FULL_STOP and ((before and c == 67) or (after and c == 68)) and byte_at(data, at + 3, stop) == FULL_STOP:
        return at + 4
    if before and b == 67 and c == 69:
        at, c = at + 1, byte_at(data, at + 3, stop)
    elif not ((before and b == 67) or (after and b == 68) or (common and a == 67 and b == 69)):
        return i
    return i if is_word_byte(c) else at + 2


@compiled_inner
def month_date(data: Bytes, end: int, flags: int, stop: int) -> int:
    """One past a date that begins with a month, given the month's end; 0 for none."""
    end += flags & SHORT_MONTH != 0 and byte_at(data, end, stop) == FULL_STOP
    if byte_at(data, end, stop) == SPACE:
        day = _day(data, end + 1, stop)
        if day:
            return max(_year(data, day, stop, 4), day)
    end += byte_at(data, end, stop) == COMMA
    if byte_at(data, end, stop) != SPACE:
        return 0
    return _year(data, end + (3 if is_of(data, end + 1, stop) else 0), stop, 4)


@compiled_inner
def _day_date(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a date that begins with a day; 0 for none."""
    day = _day(data, at, stop)
    if day == 0 or byte_at(data, day, stop) != SPACE:
        return 0
    month = day + (4 if is_of(data, day + 1, stop) else 1)
    if not char_class_at(data, month, stop, chars) & UPPER:
        return 0
    end, key = letters_at(data, month, stop, chars)
    flags = lookup(keys, known, key)
    if not flags & (MONTH | SHORT_MONTH):
        return 0
    end += flags & SHORT_MONTH != 0 and byte_at(data, end, stop) == FULL_STOP
    year = _year(data, end, stop, 3)
    return _era(data, year, stop, True) if year else end


@compiled_inner
def weekday_date(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a date that begins with a weekday, given the weekday's end; 0 for none."""
    end += byte_at(data, end, stop) == COMMA
    if byte_at(data, end, stop) != SPACE:
        return 0
    if not char_class_at(data, end + 1, stop, chars) & UPPER:
        return _day_date(data, end + 1, stop, chars, keys, known)
    last, key = letters_at(data, end + 1, stop, chars)
    flags = lookup(keys, known, key)
    return month_date(data, last, flags, stop) if flags & (MONTH | SHORT_MONTH) else 0


@compiled_inner
def _iso(data: Bytes, at: int, stop: int) -> bool:
    """Whether a year at ``at`` goes on as in 1951-05-04."""
    if at + 10 > stop or data[at + 4] != HYPHEN or data[at + 7] != HYPHEN or is_word_byte(byte_at(data, at + 10, stop)):
        return False
    if digits_at(data, at + 5, at + 7) < 2 or digits_at(data, at + 8, at + 10) < 2:
        return False
    return bool(data[at + 5] <= 49 and data[at + 8] <= 51)


@compiled_inner
def date_at(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a date that begins with the digits at ``at``; 0 for none."""
    end = _day_date(data, at, stop, chars, keys, known)
    if end or (at > start and is_word_byte(data[at - 1])):
        return end
    n = digits_at(data, at, stop)
    if n < 4:
        end = _era(data, at + n, stop, False)
        return end if end > at + n else 0
    if n > 4 or data[at] < 49 or data[at] > 50:
        return 0
    if _iso(data, at, stop):
        return at + 10
    return 0 if is_word_byte(byte_at(data, at + 4, stop)) else _era(data, at + 4, stop, True)


@compiled_inner
def number_at(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a number; a date may begin behind a comma or full stop of it."""
    end = at + digits_at(data, at, stop)
    while byte_at(data, end, stop) == COMMA:
        n = digits_at(data, end + 1, stop)
        if n == 0 or (n != 3 and date_at(data, start, end + 1, stop, chars, keys, known)):
            return end
        end += 1 + n
    n = digits_at(data, end + 1, stop) if byte_at(data, end, stop) == FULL_STOP else 0
    return end + 1 + n if n and not date_at(data, start, end + 1, stop, chars, keys, known) else end
