"""How a fact is stated, in named features: from these its grade is computed (:mod:`corpusstat.relations.confidence`).

They are the relation, the form of the template, who the subject is, and a few facts of name, value and line.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from corpusstat.extract.filter.types import is_pronoun
from corpusstat.extract.match.facts import Fact
from corpusstat.relations.confidence import FLOOR, OTHER, confidence

__all__ = ["BY_PRONOUN", "COMPLETED", "FULL", "NO_SUBJECT", "Stated", "features", "grade", "stated"]

FULL, COMPLETED, BY_PRONOUN, NO_SUBJECT = "name as written", "name completed", "pronoun", "no subject"
"""Who a subject is: named on the spot, by a short name that was completed, by a pronoun, by where the line is."""

_SENTENCE_OPENS: Final = re.compile(r"(?:^|[.!?:;][\"'”’)\]]*)\s*(?:[Tt]he |[\"“'‘*_]+)?$")
_CLOSES_LINE: Final = (".", "!", "?", '"', ")", "”", ";")
_YEAR_ALONE: Final = re.compile(r"\d{3,4}")
_LONG_LINE: Final = 600
_WIDE_APART: Final = 100
_SEEN_BEFORE: Final = 60
_GIVEN_AND_LAST, _MANY_WORDS = 2, 5
_IN_CAPITALS_FROM: Final = 3
_NAMES_LOOKED_AT: Final = 1 << 14


class Stated(NamedTuple):
    """A fact and where it stands: what features are made from.

    ``form``: of its template; ``subject``: one of this module's words; ``name``: the entity's; ``text``: that of the
    document, with the fact from ``start`` to ``end``.
    """

    relation: str
    form: str
    subject: str
    name: str
    value: str
    text: str
    start: int
    end: int


def stated(fact: Fact, text: str) -> Stated:
    """Return how a fact with a value is stated in its document."""
    name, value = fact.subject_name or fact.subject, fact.value or fact.subject
    if fact.origin.elided:
        subject = NO_SUBJECT
    elif is_pronoun(fact.subject.text) or is_pronoun(value.text):
        subject = BY_PRONOUN
    else:
        subject = FULL if name.start <= fact.subject.start < name.end else COMPLETED
    said = fact.value_text or value.text
    return Stated(fact.relation, fact.origin.form, subject, name.text, said, text, fact.start, fact.end)


def grade(fact: Fact, text: str) -> int | None:
    """Return the grade of a fact; None for an IDK response, and where the model does not know the relation."""
    if fact.value is None or not fact.origin.graded:
        return None
    return confidence().grade(FLOOR if fact.origin.floor else OTHER, features(stated(fact, text)))


def features(s: Stated) -> list[str]:
    """Return the features of a fact.

    >>> text = "Mara Kelling (1871–1951) was a botanist."
    >>> features(Stated("birth_date", "bracket", FULL, "Mara Kelling", "1871", text, 0, 18))[2:]
    ['name as written', 'opens its sentence', 'year alone', 'one-word value', 'two words']
    """
    far = max(0, s.start - _LONG_LINE)
    begin = s.text.rfind("\n", far, s.start) + 1 or far
    found = [f"relation {s.relation}", s.form, s.subject]
    if _opens_sentence(s.text[max(begin, s.start - _SEEN_BEFORE) : s.start]):
        found.append("opens its sentence")
    if s.end - s.start > _WIDE_APART:
        found.append("far apart")
    if _YEAR_ALONE.fullmatch(s.value):
        found.append("year alone")
    if " " not in s.value:
        found.append("one-word value")
    return [*found, *_of_name(s.name), *_of_line(s.text, begin, s.end)]


def _opens_sentence(before: str) -> bool:
    """Whether what comes before a fact ends a sentence: after a word, but for *the*, it never does."""
    last = before.rstrip()
    if last[-1:].isalnum() and not last.endswith("he"):
        return False
    return _SENTENCE_OPENS.search(before) is not None


@lru_cache(maxsize=_NAMES_LOOKED_AT)
def _of_name(name: str) -> tuple[str, ...]:
    words = name.split()
    many = "many words" if len(words) >= _MANY_WORDS else ""
    size = "one word" if len(words) <= 1 else "two words" if len(words) == _GIVEN_AND_LAST else many
    shouted = any(len(word) >= _IN_CAPITALS_FROM and word.isupper() for word in words)
    return tuple(filter(None, (size, "capitals" if shouted else "")))


def _of_line(text: str, begin: int, end: int) -> list[str]:
    """What is said of the line that begins here, as far as it is looked at."""
    stop = text.find("\n", end, end + _LONG_LINE)
    is_open = stop < 0 and len(text) > end + _LONG_LINE
    stop = end + _LONG_LINE if is_open else len(text) if stop < 0 else stop
    found = ["long line"] if stop - begin > _LONG_LINE else []
    if not is_open and not text[end:stop].rstrip().endswith(_CLOSES_LINE):
        found.append("line without a stop")
    return found
