"""Refuse what cannot be a fact: subjects and values of the wrong type.

A birth needs a person; a capitalised common word, an acronym, a region or a job title is none. The checks look
at the words of a name only, so they are cheap and say why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from corpusstat.lexicon import DEMONYMS, JOBS, LONE, ORG_HEADS, PLACE_HEADS, PRONOUNS, STARTERS, TITLES, WORK_HEADS
from corpusstat.relations import Relation
from corpusstat.spans import Fact

__all__ = ["fits", "is_pronoun", "typed"]

_NOT_NAMES = frozenset(w.lower() for w in (*STARTERS, *LONE, *DEMONYMS))
_PRONOUNS = frozenset(p.lower() for p in PRONOUNS) | {"i"}


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
        if reason:
            rejected[fact.doc, fact.relation, reason] += 1
        else:
            yield fact


def fits(text: str, kind: str) -> bool:
    """Whether a mention can be of this type.

    >>> fits("North Africa", "person"), fits("CFO", "person"), fits("Ada Lovelace", "person")
    (False, False, True)
    """
    if kind == "person":
        return is_pronoun(text) or _is_person(text)
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
    if len(words) == 1 and (words[0].isupper() or low[0] in _NOT_NAMES or low[0] in JOBS):
        return False
    if low[0] in PLACE_HEADS or low[-1] in ORG_HEADS | PLACE_HEADS | WORK_HEADS | JOBS:
        return False
    return not any(
        w in ORG_HEADS for w in low[:-1] if w not in ("court", "church", "bank", "park", "school", "brothers")
    )
