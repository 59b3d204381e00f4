"""What the words around a fact are about, for templates that may mean something else: *Salt by Ann Lee*, a song."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.seen import TITLE_MARKS
from corpusstat.extract.match.facts import Fact

__all__ = ["is_meant"]

_REACH: Final = 300
"""Characters before and after that are read."""
_CLOSE: Final = 80
"""Characters before and after where words that speak against a fact count more."""
_LEAST, _LEAST_BARE, _WEIGHT = 2, 3, 3
"""How many words are needed; for a title after *'s* without quotation marks; what a close word against it weighs."""


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words, as a whole one, with a capital or not."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words)) or '(?!)'})\b", re.IGNORECASE)


def is_meant(fact: Fact, text: str) -> bool:
    """Whether the words before and after a fact in its document show that it states its relation."""
    relation = fact.origin.relation
    near, against = _count(relation.near, fact, text, _REACH), _count(relation.against, fact, text, _REACH)
    close = _count(relation.against, fact, text, _CLOSE)
    return near >= _least(fact, text) and near > against + (_WEIGHT - 1) * close


def _least(fact: Fact, text: str) -> int:
    owned = fact.origin.hinged and fact.value is not None and fact.value.start < fact.subject.start
    return _LEAST_BARE if owned and text[fact.subject.start - 1] not in TITLE_MARKS else _LEAST


def _count(words: tuple[str, ...], fact: Fact, text: str, reach: int) -> int:
    """How many of the words are so near before and after a fact."""
    found = _pattern(words)
    before, after = max(0, fact.start - reach), fact.end + reach
    return len(found.findall(text, before, fact.start)) + len(found.findall(text, fact.end, after))
