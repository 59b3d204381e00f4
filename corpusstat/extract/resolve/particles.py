"""Names that begin before the capital letter at which they were found: *van Gogh*, *al-Rashid*, *de' Vessari*."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES
from corpusstat.extract.match.facts import Span

__all__ = ["with_particle"]

_BEFORE_NAMES: Final = (
    "van von vom zu zum zur ter tot de del della dello dei degli di da das dos du la le der den ap ab bin ibn bint"
)
_ARABIC, _ELIDED = "al|el|ul|ad|ar", "d|l|dell|de"
_BEFORE_NAME: Final = re.compile(
    rf"(?<![\w.’'-])(?:(?:(?:{_BEFORE_NAMES.replace(' ', '|')})['’]?\s)|(?:{_ARABIC})-|(?:{_ELIDED})['’]\s?)+$"
)
_LAST_PARTICLES: Final = frozenset([*_BEFORE_NAMES.split(), *_ELIDED.split("|")])
_ALONE: Final = frozenset(("der ", "den ", "la ", "le ", "das ", "dos "))
"""What follows another particle: alone it may be a word of the sentence."""
_FATHER_NEXT: Final = re.compile(r"\b(?:ap|ab|bin|ibn|bint|al|el|ul)\b")
"""Particles that a given name may follow; *von Anna Lee* is *of Anna Lee*."""
_FARTHEST: Final = 20


def with_particle(span: Span, text: str) -> Span:
    """Return a name's mention with the particles that stand before it in its document.

    >>> text = "In May van der Meer was born."
    >>> with_particle(Span("Meer", 15, 19, is_name=True), text)
    Span(text='van der Meer', start=7, end=19, is_name=True)
    """
    if span.start < 2 or text[span.start - 1] not in " '’-" or text[span.start - 2] in ".,;:)(":
        return span
    before = text[max(0, span.start - _FARTHEST) : span.start]
    lead = _BEFORE_NAME.search(before) if _may_end_in_particle(before) else None
    if not lead or lead[0] in _ALONE:
        return span
    given, _, more = span.text.partition(" ")
    if more and given in GIVEN_NAMES and not _FATHER_NEXT.search(lead[0]):
        return span
    return replace(span, text=lead[0] + span.text, start=span.start - len(lead[0]))


def _may_end_in_particle(before: str) -> bool:
    """Whether the last word of what comes before a name can be a particle; after a mark it always can."""
    if before[-1] != " ":
        return True
    word = before[:-1].rpartition(" ")[2].rstrip("'’")
    return word in _LAST_PARTICLES or not word.isalpha()
