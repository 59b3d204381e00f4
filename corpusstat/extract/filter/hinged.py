"""Titles and authors with only *by* or *'s* between them: *Salt by Ann Lee*, *Ann Lee's “Salt”*.

Other works, goods and events have makers, too, so the name must look like a person's, and the title like one. Whether
the text around is about books is asked by :mod:`.nearby`.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.long_titles import is_title_case
from corpusstat.extract.filter.matches import NONE, SUBJECT_TYPE, VALUE_TYPE
from corpusstat.extract.filter.seen import TITLE_MARKS, Seen, lead_end
from corpusstat.extract.filter.title_lists import TITLE_LINK, TITLE_WORD
from corpusstat.extract.filter.types import GIVEN_NAMES, NO_LAST_NAMES
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import alternatives, word_list

__all__ = ["hinged_reason", "is_no_book"]

_RUN: Final = re.compile(rf"(?<![\w’'.#@/-])(?:{TITLE_WORD}(?:,? (?:{TITLE_LINK} ){{1,3}}|[!?:]? ))*{TITLE_WORD}[!?]?$")
"""A title without quotation marks, from its first word on; a comma is followed by a small word."""
_TITLE_LEADS: Final = alternatives("before_titles")
_LABEL: Final = re.compile(rf"(?:[^:]*\b)?(?:{_TITLE_LEADS})\b[^:]*: (?=.)")
_LABELLED: Final = re.compile(rf"\b(?:{_TITLE_LEADS})\b[^:]*: $")
_LEADING: Final = re.compile(rf"(?:(?:{_TITLE_LEADS})(?: from| of)? )+(?=[A-ZÀ-Þ])")
_SHOWN: Final = re.compile(r"(?:Watch|Listen|Photos?|Image|Video|Picture)\b")
"""What begins the title of what is no book: *Photo: Salt by Ann Lee*, *Listen to Salt by Ann Lee*."""
_SECOND: Final = re.compile(r".* (?:and|or) (?=(?:The|A|An) )")
"""*Salt and The Tin Road* are two titles."""
_UNSURE: Final = re.compile(r"(?:\d|\b[a-z]+['’]s|[A-Z]\.|(?<!copy )(?<!copies )(?<!review )\bof|[a-z\d)]:) (?:the )?$")
"""What makes it unsure where a title begins: *No 1 Salt by Ann Lee*, *a history of Salt by Ann Lee*."""
_NO_BOOK: Final = re.compile(
    rf"\b(?:{alternatives('other_works')})s?,?:? (?:called |titled |entitled |the )?[\"“‘']?$"
    r"|\b(?:book|novel|title|entry|installment|instalment|part|volume)s? (?:in|of|from) (?:the )?[\"“‘']?$",
    re.IGNORECASE,
)
"""Before a title: what it is, if that is no book; *the last book in the Tarsk Mills* is of a series."""
_NO_BOOK_ENDS: Final = (
    *sorted(f"{work.split()[-1]}{s}" for work in word_list("other_works") for s in ("", "s")), "called", "titled",
    "entitled", "in", "of", "from",
)  # fmt: skip
"""The last words of what `_NO_BOOK` finds."""
_LINE_BEGINS: Final = re.compile(
    rf"(?:[-•*–]|\d{{1,3}}[.)])? ?(?:(?:[^:]*\b)?(?:{_TITLE_LEADS})\b[^:]*: |(?:(?:{_TITLE_LEADS}) )+)?"
)
_OPEN_QUOTE: Final = re.compile(r"[\"“‘]$")
_AFTER_COMMA: Final = re.compile(r"[A-ZÀ-Þ\d][\w’'.-]*, $")
_BY_BEFORE: Final = re.compile(r"\bby (?:[A-ZÀ-Þ][\w’'.-]* ?){2,4}, $")
_PARTICIPLE: Final = re.compile(r"(?:^|\W)\w+(?:ed|ten|own|ung|ade)$")
_REACH_BACK: Final = 250
"""Characters before the end of a title that are read."""
_LONG_TITLE: Final = 4
"""Words of a title whose last word may be one for a kind of work: *Salt: The Definitive Oral Biography*."""
_GENERIC_ALONE: Final = word_list("generic_works") - {"nothing", "everything", "something"}


def hinged_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse a title and its author by what they look like; the title is made whole."""
    value = fact.value
    if value is None or not _is_full_name(value.text):
        return VALUE_TYPE
    start, end = seen.subject
    if seen.text[start - 1 : start] in TITLE_MARKS and seen.text[end : end + 1] not in ("", " "):
        return _quoted_reason(fact.subject.text)
    return _bare_reason(fact, seen) if seen.subject < seen.value else NONE


def is_no_book(before: str) -> bool:
    """Whether the words before a title say that it is something else than a book."""
    return lead_end(before).endswith(_NO_BOOK_ENDS) and _NO_BOOK.search(before) is not None


def _is_full_name(name: str) -> bool:
    """Whether a name has two words, or more with a given name or initials among those before the last."""
    *given, last = name.split()
    if not given or "&" in given or last.lower() in NO_LAST_NAMES:
        return False
    return len(given) == 1 or any(word in GIVEN_NAMES or word.endswith(".") for word in given)


def _quoted_reason(title: str) -> int:
    return SUBJECT_TYPE if title[:1].islower() or _is_generic(title) else NONE


def _is_generic(title: str) -> bool:
    words = title.lower().split()
    return not words or (len(words) < _LONG_TITLE and words[-1] in _GENERIC_ALONE)


def _bare_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title before *by*; make it whole to the left."""
    end = seen.subject[1]
    start = _start_of_title(seen.text, end)
    title, before = seen.text[start:end], seen.text[max(0, start - _REACH_BACK) : start]
    if _is_generic(title) or _SHOWN.match(title) or _PARTICIPLE.search(title) or not _is_clear(title, before):
        return SUBJECT_TYPE
    moved = fact.subject.start + start - seen.subject[0]
    fact.subject = Span(title, moved, moved + len(title), is_name=True)
    return NONE


def _is_clear(title: str, before: str) -> bool:
    """Whether what is before a title shows where it begins, and nothing else than a book."""
    if is_no_book(before) or _OPEN_QUOTE.search(before):
        return False
    if _UNSURE.search(before) and not _LABELLED.search(before):
        return False
    if _AFTER_COMMA.search(before) and not _BY_BEFORE.search(before):
        return False
    return " " in title or not before.strip() or title.isupper()


def _start_of_title(text: str, end: int) -> int:
    """Where a title in title case starts that ends here, without what is before it: *Review: Salt*, *Reading Salt*.

    A line that is a title up to here is one whole, whatever commas and figures it has.
    """
    first = _LINE_BEGINS.match(text)
    if first and is_title_case(text[first.end() : end]) and text.count(" ", first.end(), end) >= _LONG_TITLE:
        return first.end()
    run = _RUN.search(text, max(0, end - _REACH_BACK), end)
    start = run.start() if run else end
    for pattern in (_LABEL, _LEADING, _SECOND):
        found = pattern.match(text, start, end)
        start = found.end() if found else start
    return start
