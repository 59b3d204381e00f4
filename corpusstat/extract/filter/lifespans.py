"""Whether the years of a bracket can be those of a life: reigns, terms of office and page numbers look alike."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.jit import compiled_inner

__all__ = ["is_implausible"]

SHORTEST_LIFE, LONGEST_LIFE = 10, 112
SHORTEST_BY_YEARS: Final = 25
"""Years between two bare years in brackets below which they are rather a term of office than a life."""
_BEFORE: Final = 30
"""Characters before a match in which a word for a term of office counts."""
_YEAR_DIGITS: Final = 4
_SMALL: Final = 3
"""Small letters of the shortest word, which shows that the dates are not bare years."""
_TEN, _ZERO = 10, ord("0")
_BETWEEN: Final = tuple(b" to ")


@compiled_inner
def _years(data: Bytes, start: int, stop: int) -> tuple[int, int, int]:
    """Count the runs of three or four figures in these bytes; return the number, the first and the last of them."""
    n, one, other, at = 0, 0, 0, start
    while at < stop:
        digits, year = u.digits_at(data, at, stop), 0
        if _YEAR_DIGITS - 1 <= digits <= _YEAR_DIGITS:
            year = _year(data, at, digits)
            one, other, n = one if n else year, year, n + 1
        at += max(digits, 1)
    return n, one, other


@compiled_inner
def _year(data: Bytes, at: int, digits: int) -> int:
    number = 0
    for i in range(at, at + digits):
        number = _TEN * number + int(data[i]) - _ZERO
    return number


@compiled_inner
def _is_range(data: Bytes, start: int, stop: int) -> bool:
    """Whether a dash or *to* comes between two figures."""
    seen, parted = False, False
    for at in range(start, stop):
        if u.is_digit(data[at]):
            if parted:
                return True
            seen = True
        elif seen and not parted:
            dash = data[at] == u.HYPHEN or u.is_at(data, at, stop, u.EN_DASH) or u.is_at(data, at, stop, u.EM_DASH)
            parted = dash or u.is_at(data, at, stop, _BETWEEN)
    return False


@compiled_inner
def _has_small_word(data: Bytes, start: int, stop: int) -> bool:
    n = 0
    for at in range(start, stop):
        n = n + 1 if u.is_lower(data[at]) else 0
        if n == _SMALL:
            return True
    return False


@compiled_inner
def _follows_term(s: Sentence, start: int) -> bool:
    """Whether *reign of* or the like comes shortly before token ``start``."""
    i = start - 1
    while i > s.first and s.info[start, r.START] - s.info[i - 1, r.START] <= _BEFORE:
        if r.is_word(s, i, w.OF) and r.is_cue(s, i - 1, w.TERM):
            return True
        i -= 1
    return False


@compiled_inner
def _is_labelled(s: Sentence, start: int, end: int) -> bool:
    """Whether a word directly before a figure says that it is no year of a life: *reigned 1901*, *pp. 1901*."""
    for i in range(start, end):
        if r.is_cue(s, i, w.LABEL):
            after = i + 1 + r.is_word(s, i + 1, w.STOP)
            if r.is_a(s, after, r.DATE | r.NUMBER):
                return True
    return False


@compiled_inner
def _day_end(s: Sentence, i: int) -> int:
    """Where the day and month of a date with a year end, in bytes; its start if it has none."""
    start, end = int(s.info[i, r.BYTE_START]), int(s.info[i, r.BYTE_END]) - _YEAR_DIGITS
    if end <= start or u.digits_at(s.data, end, end + _YEAR_DIGITS) < _YEAR_DIGITS:
        return start
    while end > start and (s.data[end - 1] == u.SPACE or s.data[end - 1] == u.COMMA):
        end -= 1
    for at in range(start, end):
        if s.data[at] == u.SPACE:
            return end
    return start


@compiled_inner
def _is_one_day(s: Sentence, i: int) -> bool:
    """Whether the dates at ``i`` and after the dash that follows have the same day and month."""
    if (
        not r.is_a(s, i, r.DATE)
        or not r.is_a(s, i + 2, r.DATE)
        or not (r.is_cue(s, i + 1, w.DASH) or r.is_word(s, i + 1, w.TO))
    ):
        return False
    data, first, second = s.data, s.info[i, r.BYTE_START], s.info[i + 2, r.BYTE_START]
    n, size = _day_end(s, i) - first, s.info[i + 2, r.BYTE_END] - second
    if n == 0 or size < n or (size > n and u.is_word_byte(data[second + n])):
        return False
    for k in range(n):  # noqa: SIM110 - no generators in compiled code
        if data[first + k] != data[second + k]:
            return False
    return True


@compiled_inner
def _is_term(s: Sentence, i: int) -> bool:
    """Whether the bracket that opens at ``i`` has only years, too few for a life, or none at its end.

    *(1950-1956)*, *(1956-)*, *(1956-present)*.
    """
    dash = i + 2
    after = dash + 1
    if not r.is_a(s, i + 1, r.YEAR) or not r.is_inside(s, after):
        return False
    if r.is_word(s, dash, w.TO_PRESENT):
        return r.is_word(s, after, w.CLOSE_BRACKET)
    if not r.is_cue(s, dash, w.DASH):
        return False
    if r.is_a(s, after, r.YEAR):
        data, begin, end = s.data, s.info[i + 1, r.BYTE_START], s.info[after, r.BYTE_START]
        span = _year(data, end, _YEAR_DIGITS) - _year(data, begin, _YEAR_DIGITS)
        return span < SHORTEST_BY_YEARS and r.is_word(s, after + 1, w.CLOSE_BRACKET)
    return r.is_word(s, after, w.CLOSE_BRACKET) or (
        r.is_word(s, after, w.PRESENT) and r.is_word(s, after + 1, w.CLOSE_BRACKET)
    )


@compiled_inner
def _has_terms(s: Sentence) -> bool:
    """Whether brackets of a sentence tell terms of office: *Bo Lee (1950-1956) and Cy Lee (1956-) held it*."""
    for i in range(s.first, s.last):  # noqa: SIM110 - no generators in compiled code
        if r.is_word(s, i, w.OPEN_BRACKET) and _is_term(s, i):
            return True
    return False


@compiled_inner
def _opening(s: Sentence, start: int, end: int) -> int:
    """The first opening bracket between these tokens; ``end`` if there is none."""
    while start < end and not r.is_word(s, start, w.OPEN_BRACKET):
        start += 1
    return start


@compiled_inner
def _has_one_day(s: Sentence, start: int, end: int) -> bool:
    """Whether two dates between these tokens have the same day and month."""
    for i in range(start, end):  # noqa: SIM110 - no generators in compiled code
        if _is_one_day(s, i):
            return True
    return False


@compiled_inner
def _is_told_after(s: Sentence, opens: int, end: int) -> bool:
    """Whether the bracket closes before ``end`` and no other opens: *Ann Lee (1901–1951) was born in May 1901*."""
    while opens < end and not r.is_word(s, opens, w.CLOSE_BRACKET):
        opens += 1
    return opens < end - 1 and _opening(s, opens, end) == end


@compiled_inner
def is_implausible(s: Sentence, start: int, end: int, short: bool) -> bool:
    """Whether two years, after a bracket that opens between these tokens, are no life's.

    Years alone are trusted only after a name of two words (``short``: it has one).
    """
    opens = _opening(s, start, end)
    if opens == end or _is_told_after(s, opens, end):
        return False
    data, first, stop = s.data, s.info[opens, r.BYTE_START], s.info[end - 1, r.BYTE_END]
    n, one, other = _years(data, first, stop)
    if n < 2 or not _is_range(data, first, stop):
        return False
    if _follows_term(s, start) or _is_labelled(s, opens, end) or _has_one_day(s, opens, end):
        return True
    if _has_small_word(data, first, stop):
        return not SHORTEST_LIFE <= other - one <= LONGEST_LIFE
    return short or not SHORTEST_BY_YEARS <= other - one <= LONGEST_LIFE or _has_terms(s)
