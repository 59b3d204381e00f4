"""Rows that give a name and the two dates of a life, without brackets: *Kelling, Mara  4 May 1871 - 2 June 1951*.

Cemeteries, registers and memorials are listed so, and *1871-1951* stands alone below a name that is a heading. Terms of
office, seasons, exhibitions and opening hours look alike, so that a row counts only if its years can be a life's, and
two bare years only where the text speaks of births or deaths.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.types import has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.entries import heading_of
from corpusstat.lexicon import months

__all__ = ["row_subject"]

_MONTH_NAME: Final = rf"(?:{'|'.join((*months(short=False), *months(short=True)))})"
_DAY_BEFORE_YEAR: Final = rf"(?:(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH_NAME}\.?,? (?:\d{{1,2}}(?:st|nd|rd|th)?,? )?)?"
_LIFE_ROW: Final = re.compile(
    rf"(?P<name>[^\n\d([]*?)[ \t,:–-]*(?P<birth>{_DAY_BEFORE_YEAR})(?P<first>\d{{4}}) ?(?:[-–—]|to) ?"
    rf"(?P<death>{_DAY_BEFORE_YEAR})(?P<last>\d{{4}})(?P<rest>[^\n]*)"
)
"""A line with two dates, their years last."""
_REST_OF_ROW: Final = re.compile(
    r"\.?\s*$|\s*\([^()\d][^()]*\)\s*$|\s*\(\d{1,3}\b[^()]*\)\s*$|\s*[\"“][^\"”]*[\"”]\s*$|\s{2,}[^\d–-]*$"
)
"""What may follow: a remark in brackets or quotation marks, another column without figures."""
_OF_LIVES: Final = re.compile(
    r"\b(?:[Bb]orn|[Bb]irths?|[Dd]ied|[Dd]eaths?|[Bb]uri(?:ed|als?)|[Cc]emeter(?:y|ies)|[Gg]raves?(?:yard)?|[Tt]ombs?(?:stones?)?"
    r"|[Oo]bituar(?:y|ies)|[Gg]enealog(?:y|ical)|[Ii]nfant|[Ww]idow|RIP|[Aa]sleep)\b"
)
_SPOKEN_NEAR: Final = 1500
"""Characters before and after a row in which the text must speak of births or deaths if the row has only years."""
_SHORTEST_DATED, _SHORTEST_BY_YEARS, _LONGEST_DATED = 12, 25, 112
"""Years of a life: with days or months, with bare years, at most."""
_BLANK_LINES: Final = 1
_TWO_WORDS: Final = re.compile(r"([A-ZÀ-Þ][a-zà-ÿ]+)(?: [A-ZÀ-Þ]\.)? ([A-ZÀ-Þ][\w’'-]+)")
"""A given name, maybe an initial, and a surname."""


def row_subject(text: str, at: int) -> Span | None:
    r"""Return the person whose birth and death the row of this place gives; None if it need not be a life.

    >>> row_subject("Burials\nKelling, Ann  1871-1951", 8).text
    'Ann Kelling'
    >>> row_subject("Presidents\nKelling, Ann  1971-1981", 11)
    """
    begin = text.rfind("\n", 0, at) + 1
    row = _LIFE_ROW.match(text, begin)
    if row is None or at > row.start("first") or not _REST_OF_ROW.match(row["rest"]) or not _is_life(row, text):
        return None
    return heading_of(text, begin) if row["name"].strip() else _name_above(text, begin)


def _is_life(row: re.Match[str], text: str) -> bool:
    """Whether the dates of a row can be those of a life."""
    years = int(row["last"]) - int(row["first"])
    if row["birth"] and row["death"]:
        return _SHORTEST_DATED <= years <= _LONGEST_DATED and row["birth"] != row["death"]
    if row["birth"] or row["death"] or not _SHORTEST_BY_YEARS <= years <= _LONGEST_DATED:
        return False
    return _OF_LIVES.search(text, max(0, row.start() - _SPOKEN_NEAR), row.end() + _SPOKEN_NEAR) is not None


def _name_above(text: str, begin: int) -> Span | None:
    """Return the person whose name is all of the line above, or of the one above a blank line."""
    lines = text[:begin].removesuffix("\n").rsplit("\n", _BLANK_LINES + 1)
    line = lines[-1] if lines[-1].strip() else lines[-2] if len(lines) > 1 else ""
    if not line.strip():
        return None
    at = text.rfind(line, 0, begin)
    found = heading_of(text, at) or _known_below(line, text, at)
    return found if found and not text[found.end : at + len(line)].strip(" .:*") else None


def _known_below(line: str, text: str, at: int) -> Span | None:
    """Return the person whose name a line is if the surname is said below it, though the given name is a rare one."""
    named = _TWO_WORDS.fullmatch(line.strip())
    below = text[at + len(line) : at + len(line) + _SPOKEN_NEAR]
    if not named or not has_type(named[0], "person") or not re.search(rf"(?<![Tt]he )\b{re.escape(named[2])}\b", below):
        return None
    if any(re.search(rf"\b{re.escape(word.lower())}\b", text) for word in named.groups()):
        return None  # "Early Career"
    start = text.index(named[0], at)
    return Span(named[0], start, start + len(named[0]), is_name=True)
