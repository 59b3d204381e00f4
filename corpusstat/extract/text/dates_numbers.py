"""Dates and numbers in the bytes of a sentence: where one that begins somewhere ends."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.word_classes import MONTH, SHORT_MONTH

__all__ = ["YEAR_DIGITS", "date_at", "month_date", "number_at", "weekday_date"]

_ST, _ND, _RD, _TH = (tuple(ending.encode()) for ending in ("st", "nd", "rd", "th"))
_BC_DOTTED, _AD_DOTTED, _BCE, _BC, _AD, _CE = (tuple(era.encode()) for era in ("B.C.", "A.D.", "BCE", "BC", "AD", "CE"))
_NIAN, _YUE, _RI = (tuple(mark.encode()) for mark in "年月日")
_THE_SPACE: Final = tuple(b"the ")
_OF_LENGTH: Final = len("of ")
_DAY_SPACE: Final = tuple(b"day ")
_DAY_LENGTH: Final = len(_DAY_SPACE)
YEAR_DIGITS: Final = 4
_GROUP: Final = 3
"""Digits between the commas of a number; also the fewest of a year that follows a day and a month."""
_ONE, _TWO, _THREE = map(ord, "123")
"""The first digit of a month, a year, a day is at most this."""
_ISO_MONTH, _ISO_DAY, _ISO_LENGTH = (len(text) for text in ("1951-", "1951-05-", "1951-05-04"))


@compiled_inner
def _day(data: Bytes, i: int, stop: int) -> int:
    """One past the day of a month at ``i``, with its *st*, *nd*, *rd*, *th*; 0 for none."""
    n = u.digits_at(data, i, stop)
    if n == 0 or n > 2 or (n == 2 and data[i] > _THREE):
        return 0
    i += n
    ordinal = u.is_at(data, i, stop, _ST) or u.is_at(data, i, stop, _ND)
    ordinal = ordinal or u.is_at(data, i, stop, _RD) or u.is_at(data, i, stop, _TH)
    if ordinal and not u.is_word_byte(u.byte_at(data, i + 2, stop)):
        return i + 2
    return 0 if u.is_word_byte(u.byte_at(data, i, stop)) else i


@compiled_inner
def _dual_end(data: Bytes, end: int, stop: int) -> int:
    """One past the second year of a date that has two, *1731/2*, given the end of the first."""
    n = u.digits_at(data, end + 1, stop) if u.byte_at(data, end, stop) == u.SLASH_MARK else 0
    return end + 1 + n if n and n <= 2 and not u.is_word_byte(u.byte_at(data, end + 1 + n, stop)) else end


@compiled_inner
def _year(data: Bytes, i: int, stop: int, least: int) -> int:
    """One past a space or comma (or both) and a year of at least ``least`` digits; 0 for none."""
    comma = int(u.byte_at(data, i, stop) == u.COMMA)
    space = int(u.byte_at(data, i + comma, stop) == u.SPACE)
    if not comma and not space:
        return 0
    n = u.digits_at(data, i + comma + space, stop)
    least = least if space else YEAR_DIGITS
    end = i + comma + space + n
    return (
        _dual_end(data, end, stop)
        if least <= n <= YEAR_DIGITS and not u.is_word_byte(u.byte_at(data, end, stop))
        else 0
    )


@compiled_inner
def _era(data: Bytes, i: int, stop: int, common: bool) -> int:
    """One past BC, BCE, B.C., AD, A.D. (or CE), with a space before or not; ``i`` if there is none."""
    at = i + (u.byte_at(data, i, stop) == u.SPACE)
    if u.is_at(data, at, stop, _BC_DOTTED) or u.is_at(data, at, stop, _AD_DOTTED):
        return at + len(_BC_DOTTED)
    end = i
    if u.is_at(data, at, stop, _BCE):
        end = at + len(_BCE)
    elif u.is_at(data, at, stop, _BC) or u.is_at(data, at, stop, _AD) or (common and u.is_at(data, at, stop, _CE)):
        end = at + len(_BC)
    return i if u.is_word_byte(u.byte_at(data, end, stop)) else end


@compiled_inner
def month_date(data: Bytes, end: int, flags: int, stop: int) -> int:
    """One past a date that begins with a month, given the month's end; 0 for none."""
    end += flags & SHORT_MONTH != 0 and u.byte_at(data, end, stop) == u.FULL_STOP
    if u.byte_at(data, end, stop) == u.SPACE:
        day = _day(data, end + 1 + len(_THE_SPACE) * u.is_at(data, end + 1, stop, _THE_SPACE), stop)
        if day:
            return max(_year(data, day, stop, YEAR_DIGITS), day)
    end += u.byte_at(data, end, stop) == u.COMMA
    if u.byte_at(data, end, stop) != u.SPACE:
        return 0
    return _year(data, end + _OF_LENGTH * u.is_of(data, end + 1, stop), stop, YEAR_DIGITS)


@compiled_inner
def _hyphened_date(lexer: Lexer, month: int, stop: int) -> int:
    """One past *Mar-1901*, which goes on after a day and a hyphen: *13-Mar-1901*; 0 for none."""
    data = lexer.data
    end, key = u.letters_at(data, month, stop)
    if not lookup(lexer.classes, key) & (MONTH | SHORT_MONTH) or u.byte_at(data, end, stop) != u.HYPHEN:
        return 0
    year = end + 1 + u.digits_at(data, end + 1, stop)
    return year if year - end == 1 + YEAR_DIGITS and not u.is_word_byte(u.byte_at(data, year, stop)) else 0


@compiled_inner
def _day_date(lexer: Lexer, at: int, stop: int) -> int:
    """One past a date that begins with a day; 0 for none."""
    data = lexer.data
    day = _day(data, at, stop)
    if day and u.byte_at(data, day, stop) == u.HYPHEN:
        return _hyphened_date(lexer, day + 1, stop)
    if day == 0 or u.byte_at(data, day, stop) != u.SPACE:
        return 0
    month = day + 1 + _DAY_LENGTH * u.is_at(data, day + 1, stop, _DAY_SPACE)
    month += _OF_LENGTH * u.is_of(data, month, stop)
    if not u.char_class_at(data, month, stop) & u.UPPER:
        return 0
    end, key = u.letters_at(data, month, stop)
    flags = lookup(lexer.classes, key)
    if not flags & (MONTH | SHORT_MONTH):
        return 0
    end += flags & SHORT_MONTH != 0 and u.byte_at(data, end, stop) == u.FULL_STOP
    year = _year(data, end, stop, _GROUP)
    return _era(data, year, stop, True) if year else end


@compiled_inner
def weekday_date(lexer: Lexer, end: int, stop: int) -> int:
    """One past a date that begins with a weekday, given the weekday's end; 0 for none."""
    data = lexer.data
    end += u.byte_at(data, end, stop) == u.COMMA
    if u.byte_at(data, end, stop) != u.SPACE:
        return 0
    if not u.char_class_at(data, end + 1, stop) & u.UPPER:
        return _day_date(lexer, end + 1, stop)
    last, key = u.letters_at(data, end + 1, stop)
    flags = lookup(lexer.classes, key)
    return month_date(data, last, flags, stop) if flags & (MONTH | SHORT_MONTH) else 0


@compiled_inner
def _iso(data: Bytes, at: int, stop: int) -> bool:
    """Whether a year at ``at`` goes on as in 1951-05-04."""
    month, day, end = at + _ISO_MONTH, at + _ISO_DAY, at + _ISO_LENGTH
    if (
        end > stop
        or data[month - 1] != u.HYPHEN
        or data[day - 1] != u.HYPHEN
        or u.is_word_byte(u.byte_at(data, end, stop))
    ):
        return False
    if u.digits_at(data, month, day - 1) < 2 or u.digits_at(data, day, end) < 2:
        return False
    return bool(data[month] <= _ONE and data[day] <= _THREE)


@compiled_inner
def _in_figures(data: Bytes, at: int, stop: int) -> int:
    """One past *13.03.1901*, *3/13/1901*, *1901/3/13*; 0 for none."""
    first = u.digits_at(data, at, stop)
    mark = u.byte_at(data, at + first, stop)
    if first > YEAR_DIGITS or mark not in (u.FULL_STOP, u.SLASH_MARK, u.HYPHEN):
        return 0
    middle = at + first + 1
    last = middle + u.digits_at(data, middle, stop) + 1
    if not 1 < last - middle <= 1 + 2 or u.byte_at(data, last - 1, stop) != mark:
        return 0
    third = u.digits_at(data, last, stop)
    year_first = first == YEAR_DIGITS and third <= 2 and mark != u.HYPHEN
    fits = third and (year_first or (first <= 2 and third == YEAR_DIGITS))
    return last + third if fits and not u.is_word_byte(u.byte_at(data, last + third, stop)) else 0


@compiled_inner
def _chinese(data: Bytes, at: int, stop: int) -> int:
    """One past *1901年3月4日*, given the place after the year's figures; 0 for none."""
    if not u.is_at(data, at, stop, _NIAN):
        return 0
    at += len(_NIAN)
    n = u.digits_at(data, at, stop)
    if not 0 < n <= 2 or not u.is_at(data, at + n, stop, _YUE):
        return at
    at += n + len(_YUE)
    n = u.digits_at(data, at, stop)
    return at + n + len(_RI) if 0 < n <= 2 and u.is_at(data, at + n, stop, _RI) else at


@compiled_inner
def _year_date(data: Bytes, at: int, stop: int) -> int:
    """One past a date that begins with a year of four figures; 0 for none."""
    if data[at] < _ONE or data[at] > _TWO:
        return 0
    if _iso(data, at, stop):
        return at + _ISO_LENGTH
    year = at + YEAR_DIGITS
    end = _chinese(data, year, stop) or _dual_end(data, year, stop)
    if end > year:
        return end
    return 0 if u.is_word_byte(u.byte_at(data, year, stop)) else _era(data, year, stop, True)


@compiled_inner
def date_at(lexer: Lexer, start: int, at: int, stop: int) -> int:
    """One past a date that begins with the digits at ``at``; 0 for none."""
    data = lexer.data
    end = _day_date(lexer, at, stop)
    if end or (at > start and u.is_word_byte(data[at - 1])):
        return end
    end = _in_figures(data, at, stop)
    n = u.digits_at(data, at, stop)
    if end or n >= YEAR_DIGITS:
        return end or (_year_date(data, at, stop) if n == YEAR_DIGITS else 0)
    end = _era(data, at + n, stop, False)
    return end if end > at + n else 0


@compiled_inner
def number_at(lexer: Lexer, start: int, at: int, stop: int) -> int:
    """One past a number; a date may begin after a comma or full stop of it."""
    data = lexer.data
    end = at + u.digits_at(data, at, stop)
    while u.byte_at(data, end, stop) == u.COMMA:
        n = u.digits_at(data, end + 1, stop)
        if n == 0 or (n != _GROUP and date_at(lexer, start, end + 1, stop)):
            return end
        end += 1 + n
    n = u.digits_at(data, end + 1, stop) if u.byte_at(data, end, stop) == u.FULL_STOP else 0
    return end + 1 + n if n and not date_at(lexer, start, end + 1, stop) else end
