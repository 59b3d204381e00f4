"""Whether the years of a bracket can be those of a life: reigns, terms of office and page numbers look alike."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter.cues import (
    CLOSE_BRACKET,
    DASH,
    LABEL,
    OF,
    OPEN_BRACKET,
    PRESENT,
    STOP,
    TERM,
    TO,
    TO_PRESENT,
)  # fmt: skip
from corpusstat.extract.filter.reading import (
    BYTE_END,
    BYTE_START,
    DATE,
    NUMBER,
    START,
    YEAR,
    Sentence,
    is_a,
    is_cue,
    is_inside,
    is_word,
)
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import (
    COMMA,
    EM_DASH,
    EN_DASH,
    HYPHEN,
    SPACE,
    digits_at,
    is_at,
    is_digit,
    is_lower,
    is_word_byte,
)

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
        digits, year = digits_at(data, at, stop), 0
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
        if is_digit(data[at]):
            if parted:
                return True
            seen = True
        elif seen and not parted:
            dash = data[at] == HYPHEN or is_at(data, at, stop, EN_DASH) or is_at(data, at, stop, EM_DASH)
            parted = dash or is_at(data, at, stop, _BETWEEN)
    return False


@compiled_inner
def _has_small_word(data: Bytes, start: int, stop: int) -> bool:
    n = 0
    for at in range(start, stop):
        n = n + 1 if is_lower(data[at]) else 0
        if n == _SMALL:
            return True
    return False


@compiled_inner
def _follows_term(s: Sentence, start: int) -> bool:
    """Whether *reign of* or the like comes shortly before token ``start``."""
    i = start - 1
    while i > s.first and s.info[start, START] - s.info[i - 1, START] <= _BEFORE:
        if is_word(s, i, OF) and is_cue(s, i - 1, TERM):
            return True
        i -= 1
    return False


@compiled_inner
def _is_labelled(s: Sentence, start: int, end: int) -> bool:
    """Whether a word directly before a figure says that it is no year of a life: *reigned 1901*, *pp. 1901*."""
    for i in range(start, end):
        if is_cue(s, i, LABEL):
            after = i + 1 + is_word(s, i + 1, STOP)
            if is_a(s, after, DATE | NUMBER):
                return True
    return False


@compiled_inner
def _day_end(s: Sentence, i: int) -> int:
    """Where the day and month of a date with a year end, in bytes; its start if it has none."""
    start, end = int(s.info[i, BYTE_START]), int(s.info[i, BYTE_END]) - _YEAR_DIGITS
    if end <= start or digits_at(s.data, end, end + _YEAR_DIGITS) < _YEAR_DIGITS:
        return start
    while end > start and (s.data[end - 1] == SPACE or s.data[end - 1] == COMMA):
        end -= 1
    for at in range(start, end):
        if s.data[at] == SPACE:
            return end
    return start


@compiled_inner
def _is_one_day(s: Sentence, i: int) -> bool:
    """Whether the dates at ``i`` and after the dash that follows have the same day and month."""
    if not is_a(s, i, DATE) or not is_a(s, i + 2, DATE) or not (is_cue(s, i + 1, DASH) or is_word(s, i + 1, TO)):
        return False
    data, first, second = s.data, s.info[i, BYTE_START], s.info[i + 2, BYTE_START]
    n, size = _day_end(s, i) - first, s.info[i + 2, BYTE_END] - second
    if n == 0 or size < n or (size > n and is_word_byte(data[second + n])):
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
    if not is_a(s, i + 1, YEAR) or not is_inside(s, after):
        return False
    if is_word(s, dash, TO_PRESENT):
        return is_word(s, after, CLOSE_BRACKET)
    if not is_cue(s, dash, DASH):
        return False
    if is_a(s, after, YEAR):
        data, begin, end = s.data, s.info[i + 1, BYTE_START], s.info[after, BYTE_START]
        span = _year(data, end, _YEAR_DIGITS) - _year(data, begin, _YEAR_DIGITS)
        return span < SHORTEST_BY_YEARS and is_word(s, after + 1, CLOSE_BRACKET)
    return is_word(s, after, CLOSE_BRACKET) or (is_word(s, after, PRESENT) and is_word(s, after + 1, CLOSE_BRACKET))


@compiled_inner
def _has_terms(s: Sentence) -> bool:
    """Whether brackets of a sentence tell terms of office: *Bo Lee (1950-1956) and Cy Lee (1956-) held it*."""
    for i in range(s.first, s.last):  # noqa: SIM110 - no generators in compiled code
        if is_word(s, i, OPEN_BRACKET) and _is_term(s, i):
            return True
    return False


@compiled_inner
def _opening(s: Sentence, start: int, end: int) -> int:
    """The first opening bracket between these tokens; ``end`` if there is none."""
    while start < end and not is_word(s, start, OPEN_BRACKET):
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
def is_implausible(s: Sentence, start: int, end: int, short: bool) -> bool:
    """Whether two years, after a bracket that opens between these tokens, are no life's.

    Years alone are trusted only after a name of two words (``short``: it has one).
    """
    opens = _opening(s, start, end)
    if opens == end:
        return False
    data, first, stop = s.data, s.info[opens, BYTE_START], s.info[end - 1, BYTE_END]
    n, one, other = _years(data, first, stop)
    if n < 2 or not _is_range(data, first, stop):
        return False
    if _follows_term(s, start) or _is_labelled(s, opens, end) or _has_one_day(s, opens, end):
        return True
    if _has_small_word(data, first, stop):
        return not SHORTEST_LIFE <= other - one <= LONGEST_LIFE
    return short or not SHORTEST_BY_YEARS <= other - one <= LONGEST_LIFE or _has_terms(s)
