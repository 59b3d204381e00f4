"""What the words around a fact are about, for templates that may mean something else: *Salt by Ann Lee*, a song."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.seen import TITLE_MARKS
from corpusstat.extract.match.facts import Fact

__all__ = ["is_meant"]

_ANY_WORD: Final = re.compile(r"\w+")
_YEAR_FOLLOWS: Final = re.compile(r"(?:: [^.;()\"“”]{3,100}?)?[\"”’]?,? \((?:[^()]{0,40}\D)?(?:1[5-9]|20)\d\d\)")
"""After a title, its year."""
_ARGUED: Final = re.compile(r"\b(?:argue[sd]?|observe[sd]?|notes|explains|suggests|shows) in\b")
_REACH: Final = 300
"""Characters before and after that are read."""
_CLOSE: Final = 80
"""Characters before and after where words that speak against a fact count more."""
_LEAST_QUOTED, _LEAST, _LEAST_OWNED, _WEIGHT = 1, 2, 3, 3
"""How many words are needed: for a title in quotation marks, another, another after *'s*; what a close word against
it weighs."""


def is_meant(fact: Fact, text: str) -> bool:
    """Whether the words before and after a fact in its document show that it states its relation."""
    relation, words = fact.origin.relation, _words_around(fact, text, _REACH)
    near = _count(words, relation.near)
    close = _count(_words_around(fact, text, _CLOSE), relation.against)
    if _is_dated(fact, text, sure=not close):
        return True
    if near < _least(fact, text):
        return False
    return near > _count(words, relation.against) + (_WEIGHT - 1) * close


def _is_dated(fact: Fact, text: str, *, sure: bool) -> bool:
    """Whether the year follows of a title that somebody wrote, *As Ann Lee argues in Salt: A History (1951)*.

    ``sure``: nothing speaks against a book; songs are written, too, but nobody argues in one.
    """
    if fact.value is None or fact.origin.hinged or fact.subject.start < fact.value.start:
        return False
    told = sure or _ARGUED.search(text, fact.value.end, fact.subject.start)
    return bool(told) and _YEAR_FOLLOWS.match(text, fact.subject.end) is not None


def _count(words: list[str], listed: tuple[str, ...]) -> int:
    """How many of the words are listed."""
    return sum(map(_as_set(listed).__contains__, words))


@lru_cache(maxsize=64)
def _as_set(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(listed)


def _least(fact: Fact, text: str) -> int:
    if text[fact.subject.start - 1] in TITLE_MARKS:
        return _LEAST_QUOTED
    owned = fact.origin.hinged and fact.value is not None and fact.value.start < fact.subject.start
    return _LEAST_OWNED if owned else _LEAST


def _words_around(fact: Fact, text: str, reach: int) -> list[str]:
    """The words so near before and after a fact, in small letters."""
    before, after = text[max(0, fact.start - reach) : fact.start], text[fact.end : fact.end + reach]
    return _ANY_WORD.findall(f"{before} {after}".lower())
