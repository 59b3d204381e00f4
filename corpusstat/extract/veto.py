"""Refuse what cannot be a fact: subjects and values of the wrong type.

A birth needs a person; a capitalised common word, an acronym, a region or a job title is none. The checks look
at the words of a name only, so they are cheap and say why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from corpusstat.extract.lexicon import (
    DEMONYMS,
    JOBS,
    LONE,
    OFFICES,
    ORG_HEADS,
    PLACE_HEADS,
    PLACES,
    PRONOUNS,
    STARTERS,
    TITLES,
    WORK_HEADS,
)
from corpusstat.extract.slots import unmark
from corpusstat.extract.spans import Fact
from corpusstat.relations import Relation

__all__ = ["fits", "is_pronoun", "typed"]

_NOT_NAMES = frozenset(w.lower() for w in (*STARTERS, *LONE, *DEMONYMS))
_PRONOUNS = frozenset(p.lower() for p in PRONOUNS) | {"i"}

_ARTICLE = re.compile(r"\b(?:[Tt]he|[Aa]n?)[ \"“]$")
_PREPOSITION = re.compile(r"\b(?:[Tt]he|[Aa]n?|of|in|at|from|by|with|to|for|near|on|than|like)[ \"“]$")
_REIGN = re.compile(r"\b(?:reign|rule|reigns|papacy|tenure|term|presidency|government|ministry|period|time) of ")
_OFFICE = re.compile(r"\b(?:reign(?:ed)?|ruled|r\.|fl\.|active|in office|served|term) ?[\x03\x04]")
_DESCRIBED = re.compile(r"\b[Aa]n? [a-z]+ $")
_SPAN = re.compile(r"\(.*[0-9].*?(?:[–—-]| to ).*[0-9].*")
_YEAR = re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])")
_SMALL = re.compile(r"[a-z]{3}")


def is_pronoun(text: str) -> bool:
    """Whether the mention is a pronoun.

    >>> is_pronoun("his"), is_pronoun("Hiss")
    (True, False)
    """
    return text.lower() in _PRONOUNS


def typed(
    facts: Iterable[Fact], relations: Mapping[str, Relation], rejected: Counter[tuple[int, str, str]]
) -> Iterator[Fact]:
    """Yield the facts whose subject and value fit their types; count the others by reason."""
    for fact in facts:
        relation = relations[fact.relation]
        reason = ""
        if not fits(fact.subject.text, relation.subject):
            reason = f"subject is no {relation.subject}"
        elif fact.value and not fits(fact.value.text, relation.value):
            reason = f"value is no {relation.value}"
        elif relation.subject == "person" and not _lifespan(fact):
            reason = "no life is so short or so long"
        elif relation.subject == "person" and _behind(fact):
            reason = "subject stands behind a preposition or article"
        if reason:
            rejected[fact.doc, fact.relation, reason] += 1
        else:
            yield fact


def _lifespan(fact: Fact) -> bool:
    """Whether the two dates of a bracket can be a life: reigns, terms and periods look the same.

    Years alone are trusted only behind a name of two words.
    """
    found = _SPAN.search(fact.marked, *fact.whole)
    if not found:
        return True
    text = unmark(found[0])
    years = [int(y) for y in _YEAR.findall(text)]
    if len(years) < 2:
        return True
    if _REIGN.search(fact.marked[max(0, fact.whole[0] - 30) : fact.whole[0]]) or _OFFICE.search(found[0]):
        return False
    full = bool(_SMALL.search(text))
    return 10 <= years[-1] - years[0] <= 112 and (full or " " in fact.subject.text)


def _behind(fact: Fact) -> bool:
    """Whether the subject cannot be the sentence's: *the father of X died*, *president of Y, died*, *the X was*."""
    start, end = fact.places[:2]
    if not fact.subject.is_name or fact.whole[0] != start:
        return False
    after = fact.marked[end : end + 6].lstrip(" ")
    apart = after[:1] in "('’," or after.startswith("who")
    if " " not in fact.subject.text and _DESCRIBED.search(fact.marked[max(0, start - 20) : start]):
        return True  # "a famous Jesuit, born at Paris"
    return bool((_ARTICLE if apart else _PREPOSITION).search(fact.marked[max(0, start - 8) : start]))


@lru_cache(maxsize=1 << 16)
def fits(text: str, kind: str) -> bool:
    """Whether a mention can be of this type.

    >>> fits("North Africa", "person"), fits("CFO", "person"), fits("Ada Lovelace", "person")
    (False, False, True)
    """
    if not text:  # an IDK template without a subject: the passage says whose
        return True
    if kind == "person":
        return is_pronoun(text) or _is_person(text)
    if kind == "org" and is_pronoun(text):
        return True
    if kind in ("place", "org", "name"):
        words = text.split()
        return not (len(words) == 1 and (words[0].lower() in _NOT_NAMES or len(words[0]) < 2)) and len(text) <= 100
    return True


def _is_person(text: str) -> bool:
    words = text.replace(",", "").split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    if not words or len(words) > 7:
        return False
    low = [w.lower() for w in words]
    if len(words) == 1 and (words[0].isupper() or words[0] in PLACES or low[0] in _NOT_NAMES or low[0] in JOBS):
        return False
    if "of" in low and low[low.index("of") - 1] in OFFICES:
        return False
    if low[0] in PLACE_HEADS or low[-1] in ORG_HEADS | PLACE_HEADS | WORK_HEADS | JOBS:
        return False
    return not any(
        w in ORG_HEADS for w in low[:-1] if w not in ("court", "church", "bank", "park", "school", "brothers")
    )
