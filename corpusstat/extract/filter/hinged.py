"""Titles and authors with only *by* or *'s* between them: *Salt by Ann Lee*, *Ann Lee's “Salt”*.

Nothing in these words says that a work was written: other works, goods and events have makers, too. So the name must be
a person's, the title must look like one, and the text around must be about books.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.checks import NONE, SUBJECT_TYPE, VALUE_TYPE
from corpusstat.extract.filter.seen import Seen, alternatives
from corpusstat.extract.filter.title_lists import TITLE_LINK, TITLE_WORD
from corpusstat.extract.filter.types import GIVEN_NAMES
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import word_list

__all__ = ["hinged_reason", "is_about_books"]

_RUN: Final = re.compile(
    rf"(?<![\w’'.#@/-])(?:{TITLE_WORD}(?:[:,!?]? (?:{TITLE_LINK} ){{0,3}}|[!?:] ))*{TITLE_WORD}[!?]?$"
)
"""A title without quotation marks, from its first word on."""
_LABEL: Final = re.compile(
    rf"(?:.*\b(?:{alternatives('before_titles')})|(?:{alternatives('before_titles')})\b[^:]*): (?=.)"
)
_LEAD: Final = re.compile(rf"(?:(?:{alternatives('before_titles')}) )+(?=[A-ZÀ-Þ])")
_COUNTED: Final = re.compile(r"(?:\d|\b[a-z]+['’]s|[A-Z]\.) $")
"""What makes it unsure where a title begins: *No 1 Salt by Ann Lee*."""
_PARTICIPLE: Final = re.compile(r"(?:^|\W)\w+(?:ed|ten|own|ung|ade)$")
_GENERIC_WORKS: Final = word_list("generic_works")
_INITIALS: Final = re.compile(r"(?:[A-ZÀ-Þ]\.? ?){1,3}[A-ZÀ-Þ][a-zà-ÿ]")
_BOOK_WORDS: Final = re.compile(rf"\b(?:{alternatives('book_words')})\b", re.IGNORECASE)
_OTHER_WORDS: Final = re.compile(rf"\b(?:{alternatives('other_work_words')})\b", re.IGNORECASE)
_REACH: Final = 300
"""Characters before and after that are read."""
_LEAST: Final = 2
_MARKS: Final = frozenset("\"“‘'")


def hinged_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse a title and its author by what they look like; the title is made whole."""
    value = fact.value
    if value is None or not _is_full_name(value.text):
        return VALUE_TYPE
    start, end = seen.subject
    if seen.text[start - 1 : start] in _MARKS and seen.text[end : end + 1] not in ("", " "):
        return _quoted_reason(fact)
    return _bare_reason(fact, seen) if seen.subject < seen.value else NONE


def _is_full_name(name: str) -> bool:
    """Whether a name has a given name, or initials, before another."""
    first, _, rest = name.partition(" ")
    return bool(rest) and (first in GIVEN_NAMES or bool(_INITIALS.match(name)) or name.count(" ") == 1)


def _quoted_reason(fact: Fact) -> int:
    title = fact.subject.text
    return SUBJECT_TYPE if title[:1].islower() or title.lower().split()[-1] in _GENERIC_WORKS else NONE


def _bare_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title before *by*; make it whole to the left."""
    end = seen.subject[1]
    run = _RUN.search(seen.text, 0, end)
    if not run:
        return SUBJECT_TYPE
    start = run.start()
    label = _LABEL.match(seen.text, start, end)
    start = label.end() if label else start
    lead = _LEAD.match(seen.text, start, end)
    start = lead.end() if lead else start
    title = seen.text[start:end]
    last = title.lower().split()[-1] if title else ""
    if not title or last in _GENERIC_WORKS or _PARTICIPLE.search(title) or _COUNTED.search(seen.text[:start]):
        return SUBJECT_TYPE
    if " " not in title and start > 0:
        return SUBJECT_TYPE
    moved = fact.subject.start + start - seen.subject[0]
    fact.subject = Span(title, moved, moved + len(title), is_name=True)
    return NONE


def is_about_books(fact: Fact, text: str) -> bool:
    """Whether the document's words before and after a fact are about books, and not about other works.

    >>> from corpusstat.extract.filter.hinged import _is_about_books
    >>> _is_about_books("We read it in our book club."), _is_about_books("Then the band played this song.")
    (True, False)
    """
    start, end = fact.start, fact.end
    return _is_about_books(f"{text[max(0, start - _REACH) : start]} {text[end : end + _REACH]}")


def _is_about_books(words: str) -> bool:
    books = len(_BOOK_WORDS.findall(words))
    return books >= _LEAST and books > len(_OTHER_WORDS.findall(words))
