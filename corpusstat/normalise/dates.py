"""Dates as they are written in running text, in ISO 8601, each with the precision it was given with."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from corpusstat.lexicon import rows, weekdays, word_list

__all__ = ["Date", "date", "day_range"]

_MONTHS: Final = {
    name.lower(): number
    for number, row in enumerate(rows("months"), 1)
    for name in (row["name"], *row["abbreviations"].split())
}
_WEEKDAYS: Final = (*weekdays(short=False), *weekdays(short=True))
_NOISE: Final = word_list("date_fillers") | {weekday.lower() for weekday in _WEEKDAYS}
_ERA = re.compile(r"\b(?:b\.?\s?c\.?(?:\s?e\.?)?)(?=\W|$)")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_VAGUE = re.compile(r"\d\s?'?s\b|centur|decade|millen")
_RANGE = re.compile(r"\b\d{3,4}\s?[-/–—]\s?(?:\d{2}|\d{4})\s*$|\bbetween\b|\bto\b|\bor\b")
_ISO = re.compile(r"^(-?\d{4})-(\d{2})(?:-(\d{2}))?$")
_NUMERIC = re.compile(r"^(\d{1,2})([./-])(\d{1,2})\2(\d{4})$")
_CJK = re.compile(r"^(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?$")
_DUAL = re.compile(r"(\d{4})/(\d{1,4})$")
_YEAR_FIRST = re.compile(r"^(\d{4})([./])(\d{1,2})\2(\d{1,2})$")
_YEAR = re.compile(r"-?\d{4}")
_SIGNED = re.compile(r"\s*-\d{4}")
_AD = re.compile(r"\b(?:ad|a\.d\.|ce|c\.e\.)(?=\W|$)")
_LATEST = 2999
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_USUAL = re.compile(
    rf"(?:([0-9]{{1,2}}) )?({'|'.join(_MONTHS)})(?: ([0-9]{{1,2}}),)? ([0-9]{{4}})", re.ASCII | re.IGNORECASE
)
"""7 November 1867, November 7, 1867 and November 1867: what nearly all dates look like."""


@dataclass(frozen=True, slots=True)
class Date:
    """A date of day, month or year precision. Years count as in ISO 8601: 1 BC is 0, 44 BC is −43."""

    year: int
    month: int | None = None
    day: int | None = None

    def __str__(self) -> str:
        r"""ISO 8601, no more precise than what was written.

        >>> str(Date(1867, 11, 7)), str(Date(1867)), str(Date(-43, 3))
        ('1867-11-07', '1867', '-0043-03')
        """
        text = f"-{-self.year:04d}" if self.year < 0 else f"{self.year:04d}"
        if self.month:
            text += f"-{self.month:02d}"
        if self.day:
            text += f"-{self.day:02d}"
        return text


def day_range(canonical: str) -> tuple[int, int]:
    """Return the first and the last day that a date in ISO 8601 may mean, as integers that sort like days.

    They are YYYYMMDD with 00 and 99 for what is not stated: ranges of dates that agree meet, others don't.

    >>> day_range("1953"), day_range("1953-03"), day_range("1953-03-07")
    ((19530000, 19539999), (19530300, 19530399), (19530307, 19530307))
    >>> day_range("-0043-03")
    (-429700, -429601)
    """
    sign, digits = (-1, canonical[1:]) if canonical.startswith("-") else (1, canonical)
    year, month, day = (*(int(part) for part in digits.split("-")), None, None)[:3]
    start = sign * (year or 0) * 10_000
    if month is None:
        return start, start + 9999
    start += month * 100
    return (start, start + 99) if day is None else (start + day, start + day)


def date(text: str) -> Date | None:
    """Read a date; None if it is none, has no year, or spans more than a year (decades, centuries, ranges).

    All-number dates: with dots the day comes first (no one writes the month first with dots); with slashes or
    hyphens, a number above 12 tells which is the day. Where both could be the month and they differ, only the
    year is certain, so only the year is kept. Of two years of one date (*11 February 1731/2*) the second is the one by
    today's calendar. Words like "circa", "early" and weekdays do not count.

    >>> [str(date(t)) for t in ("7 November 1867", "Nov. 7th, 1867", "the 7th of November 1867", "11/7/1867")]
    ['1867-11-07', '1867-11-07', '1867-11-07', '1867']
    >>> [str(date(t)) for t in ("Monday, Dec. 22, 2008", "June 1990", "44 BC", "7.11.1867", "the 1990s", "2 May")]
    ['2008-12-22', '1990-06', '-0043', '1867-11-07', 'None', 'None']
    """
    if (m := _USUAL.fullmatch(text)) and not (m[1] and m[3]):
        day = m[1] or m[3]
        return _checked(int(m[4]), _MONTHS[m[2].lower()], int(day) if day else None)
    folded = unicodedata.normalize("NFKC", text).casefold().strip(" \t\n.,;:()[]-–—'\"")
    if _SIGNED.match(text):  # a year before 1 BC in ISO 8601, not a dash
        folded = "-" + folded
    if found := _in_numbers(folded):
        return found
    if _VAGUE.search(folded) or (_RANGE.search(folded) and not _is_dual(folded)):
        return None
    if _is_dual(folded):
        folded = _DUAL.sub(_second_year, folded)
    folded, eras = _ERA.subn(" ", _ORDINAL.sub(r"\1", folded))
    dated = eras > 0 or _AD.search(folded) is not None
    tokens = [t for t in _TOKEN.findall(folded) if t not in _NOISE and t not in ("b", "e")]
    found = _in_words(tokens, dated)
    if found and eras:
        return _checked(1 - found.year, found.month, found.day)
    return found


def _is_dual(text: str) -> bool:
    """Whether a date before Lady Day has two years, the one after the other: *11 February 1731/2*."""
    m = _DUAL.search(text)
    return bool(m and m.start() and int(_second_year(m)) == int(m[1]) + 1)


def _second_year(m: re.Match[str]) -> str:
    return m[1][: -len(m[2])] + m[2]


def _in_numbers(text: str) -> Date | None:
    if m := _ISO.match(text):
        return _checked(int(m[1]), int(m[2]), int(m[3]) if m[3] else None)
    if _YEAR.fullmatch(text):
        return _checked(int(text))
    if m := _CJK.match(text):
        return _checked(int(m[1]), int(m[2]) if m[2] else None, int(m[3]) if m[3] else None)
    if m := _YEAR_FIRST.match(text):
        return _checked(int(m[1]), int(m[3]), int(m[4]))
    if m := _NUMERIC.match(text):
        first, second, year = int(m[1]), int(m[3]), int(m[4])
        if m[2] == "." or first > 12 or first == second:
            return _checked(year, second, first)
        return _checked(year, first, second) if second > 12 else _checked(year)
    return None


def _in_words(tokens: list[str], dated: bool) -> Date | None:
    months = [t for t in tokens if t in _MONTHS]
    numbers = [t for t in tokens if t.isdecimal()]
    if len(months) > 1 or len(months) + len(numbers) != len(tokens) or not numbers:
        return None
    if not months:
        year = numbers[0]
        return _checked(int(year)) if len(numbers) == 1 and (len(year) > 2 or dated) else None
    month = _MONTHS[months[0]]
    if len(numbers) == 1:
        year = numbers[0]
        return _checked(int(year), month) if len(year) > 2 or (dated and tokens[-1] == year) else None
    if len(numbers) != 2 or tokens.index(months[0]) == 2:
        return None
    day, year = numbers if len(numbers[0]) <= 2 else numbers[::-1]
    if len(day) > 2 or (len(year) <= 2 and not dated):
        return None
    return _checked(int(year), month, int(day))


def _checked(year: int, month: int | None = None, day: int | None = None) -> Date | None:
    """Build a date if the calendar has it."""
    if year > _LATEST or year < -9999 or (month is not None and not 1 <= month <= 12):
        return None
    longest = _DAYS[month - 1] if month else 31
    if month == 2 and year % 4 == 0 and (year < 1930 or calendar.isleap(year)):
        longest = 29  # also 29 February 1700, which was a day where the Julian calendar was in use
    if day is not None and not 1 <= day <= longest:
        return None
    return Date(year, month, day)
