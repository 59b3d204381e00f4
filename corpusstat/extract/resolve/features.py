"""How a fact is stated, in named features: from these its grade is computed (:mod:`corpusstat.relations.confidence`).

They are the relation, the form of the template, who the subject is, and a few facts of name, value and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import compress
from typing import Final

import numpy as np
import polars as pl

from corpusstat.extract.filter.types import is_pronoun
from corpusstat.extract.match.facts import Fact, Origin, Span
from corpusstat.extract.text.arrays import Longs
from corpusstat.relations.confidence import FLOOR, OTHER, confidence

__all__ = ["features", "grades"]

_SAID_OF_FACTS: Final = (
    "name as written", "name completed", "pronoun", "no subject", "opens its sentence", "far apart", "year alone",
    "one-word value", "one word", "two words", "many words", "capitals", "long line", "line without a stop",
)  # fmt: skip
"""Features that do not follow from the template, in the order of their bits. The first four say who the subject is:
named on the spot, by a short name that was completed, by a pronoun, or by where the line is."""
(
    _FULL_BIT, _COMPLETED_BIT, _BY_PRONOUN_BIT, _NO_SUBJECT_BIT, _OPENS_BIT, _APART_BIT, _YEAR_BIT, _ONE_WORD_VALUE_BIT,
    _ONE_BIT, _TWO_BIT, _MANY_BIT, _CAPITALS_BIT, _LONG_BIT, _OPEN_BIT,
) = (1 << bit for bit in range(len(_SAID_OF_FACTS)))  # fmt: skip

_SENTENCE_OPENS: Final = re.compile(r"(?:^|[.!?:;][\"'”’)\]]*)\s*(?:[Tt]he |[\"“'‘*_]+)?$")
_STOP_MARKS: Final = frozenset(".!?:;")
_NO_STOPS: Final = frozenset(",(")
_CLOSES_LINE: Final = (".", "!", "?", '"', ")", "”", ";")
_LENGTHS_OF_A_YEAR: Final = (3, 4)
_LONG_LINE: Final = 600
_WIDE_APART: Final = 100
_SEEN_BEFORE: Final = 60
_GIVEN_AND_LAST, _MANY_WORDS = 2, 5
_IN_CAPITALS_FROM: Final = 3
_NAMES_LOOKED_AT: Final = 1 << 14
_NO_GRADE: Final = -1


def grades(facts: list[Fact], texts: Mapping[int, str]) -> pl.Series:
    """Return the grade of each fact; none for an IDK response, and where the model does not know the relation.

    ``texts``: of the documents, by their numbers.
    """
    known = [fact.value is not None and fact.origin.graded for fact in facts]
    graded = list(compress(facts, known))
    told = list(_bits(graded, texts))
    always = np.array([_of_template(fact.origin) for fact in graded], np.int64).reshape(-1, 2)
    scores = always[:, 1] + _score_table()[always[:, 0], told]
    found = np.full(len(facts), _NO_GRADE)
    found[np.array(known, np.bool_)] = np.searchsorted(confidence().bounds, scores, "right")
    return pl.Series(found, dtype=pl.Int8).replace(_NO_GRADE, None)


@lru_cache(maxsize=1)
def _score_table() -> Longs:
    """By set of weights and bits: what the features with these bits add to a score."""
    weights = np.array([[confidence().weights[s].get(name, 0) for name in _SAID_OF_FACTS] for s in (FLOOR, OTHER)])
    bits = np.arange(1 << len(_SAID_OF_FACTS))[:, None] >> np.arange(len(_SAID_OF_FACTS)) & 1
    table: Longs = weights @ bits.T
    return table


@lru_cache(maxsize=_NAMES_LOOKED_AT)
def _of_template(origin: Origin) -> tuple[int, int]:
    """The set of weights of a template, and what it adds to the score of every fact."""
    weights = confidence().weights[FLOOR if origin.floor else OTHER]
    always = (weights.get(name, 0) for name in (f"relation {origin.relation.name}", origin.form))
    return int(not origin.floor), weights[""] + sum(always)


def features(fact: Fact, text: str) -> list[str]:
    """Return the features of a fact with a value; ``text``: of its document.

    >>> from corpusstat.extract.match.facts import Span, origin
    >>> from corpusstat.relations import load
    >>> of = origin(load(only=["birth_date"]).relations[0], "birth_date/0", "{subject} ({value}{dash}{date}")
    >>> fact = Fact(0, of, Span("Mara Kelling", 0, 12, is_name=True), Span("1871", 14, 18), 0, 0)
    >>> features(fact, "Mara Kelling (1871–1951) was a botanist.")[1:]
    ['bracket', 'name as written', 'opens its sentence', 'year alone', 'one-word value', 'two words']
    """
    (bits,) = _bits([fact], {fact.doc: text})
    said = [name for i, name in enumerate(_SAID_OF_FACTS) if bits >> i & 1]
    return [f"relation {fact.relation}", fact.origin.form, *said]


def _bits(facts: Iterable[Fact], texts: Mapping[int, str]) -> Iterator[int]:
    """The bits of facts with a value; those of a document follow each other."""
    doc, text, begin, stop = -1, "", 0, -1
    for fact in facts:
        subject, value, name = fact.subject, fact.value or fact.subject, fact.subject_name or fact.subject
        start = subject.start if subject.start < value.start else value.start
        end = subject.end if subject.end > value.end else value.end
        if fact.doc != doc or not begin <= start <= stop:
            doc, text = fact.doc, texts[fact.doc]
            begin, stop = _line_at(text, start)
        bits = _of_value(fact.value_text or value.text) | _of_name(name.text)
        yield bits | _of_subject(fact, value, name) | _of_place(text, start, end, begin, stop)


def _of_subject(fact: Fact, value: Span, name: Span) -> int:
    """The bit that says whom a fact's subject is known by."""
    if fact.origin.elided:
        return _NO_SUBJECT_BIT
    if is_pronoun(fact.subject.text) or is_pronoun(value.text):
        return _BY_PRONOUN_BIT
    return _FULL_BIT if name.start <= fact.subject.start < name.end else _COMPLETED_BIT


def _line_at(text: str, at: int) -> tuple[int, int]:
    """Where the line of a place begins, and the line break or the end of the text at which it ends."""
    stop = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if stop < 0 else stop


def _opens_sentence(text: str, begin: int, start: int) -> bool:
    """Whether what comes before a fact ends a sentence; a word other than *the* never does."""
    if begin == start:
        return True
    last = text[start - 1]
    if last == " " and start - 2 >= begin:
        last = text[start - 2]
    if last in _NO_STOPS or (last.isalnum() and last != "e"):
        return False
    return last in _STOP_MARKS or _SENTENCE_OPENS.search(text[begin:start]) is not None


def _of_value(value: str) -> int:
    if " " in value:
        return 0
    return _ONE_WORD_VALUE_BIT | (_YEAR_BIT if len(value) in _LENGTHS_OF_A_YEAR and value.isdecimal() else 0)


@lru_cache(maxsize=_NAMES_LOOKED_AT)
def _of_name(name: str) -> int:
    words = name.split()
    many = _MANY_BIT if len(words) >= _MANY_WORDS else 0
    size = _ONE_BIT if len(words) <= 1 else _TWO_BIT if len(words) == _GIVEN_AND_LAST else many
    shouted = any(len(word) >= _IN_CAPITALS_FROM and word.isupper() for word in words)
    return size | (_CAPITALS_BIT if shouted else 0)


def _of_place(text: str, start: int, end: int, begin: int, stop: int) -> int:
    """Bits of what comes before a fact, and of the line, as far as it is looked at, that its start is in."""
    first = start - _LONG_LINE  # max() costs more than the comparison
    begin = first if first > begin else begin
    first = start - _SEEN_BEFORE
    bits = _OPENS_BIT if _opens_sentence(text, first if first > begin else begin, start) else 0
    if end - start > _WIDE_APART:
        bits |= _APART_BIT
    if end > stop:  # the subject is above the line
        _, stop = _line_at(text, end)
    most = end + _LONG_LINE
    is_open = stop >= most and len(text) > most
    stop = most if is_open else stop
    if stop - begin > _LONG_LINE:
        bits |= _LONG_BIT
    if is_open or text.endswith(_CLOSES_LINE, end, stop) or text[end:stop].rstrip().endswith(_CLOSES_LINE):
        return bits
    return bits | _OPEN_BIT
