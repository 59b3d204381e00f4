"""Types of tokens that a run of bytes without a space may become: never fewer than the tokenizer finds, often no more.

A capital letter begins a name, but not that of *I*, *The* or *March* alone; figures make a number, but a date only if
there are four in a row, or a month, *AD* or *BC* besides. To tell it here costs less than to cut a sentence in vain.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text import tokens as t
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import FULL_STOP, is_digit

__all__ = [
    "ANY_TYPE",
    "BEGIN",
    "CALENDAR",
    "LAST_CAPITAL",
    "SENTENCE_FIELDS",
    "UPPER_TRAIT",
    "capital_types",
    "figure_types",
    "run_types",
    "types_of_sentence",
]

UPPER_TRAIT: Final = np.uint8(1)
"""Trait of a run with a capital letter."""
ANY_TYPE: Final = 255
CALENDAR, _HAS_CAPITAL = 256, 512
"""Beside the bits of types: a word with which figures may be a date; a capital letter."""
BEGIN, LAST_CAPITAL = range(2)
"""Of the sentence that is read: its first byte, and one past the last run with a capital letter."""
SENTENCE_FIELDS: Final = 2
_LINKED: Final = 24
"""Bytes between two words of a name, at most: three spaces, or *of the* and the like."""
_FIGURES_OF_YEAR: Final = 4
_OF_FIGURES: Final = t.NUMBER_TOKEN
_YEARS: Final = t.DATE_TOKEN | t.NUMBER_TOKEN | t.DIGITS_TOKEN | t.YEAR_TOKEN


@compiled_inner
def capital_types(data: Bytes, sentence: Longs, run: int, end: int, word: int, is_plain: bool) -> int:
    """Types of a run with a capital letter, from ``run`` to ``end``, given its entry in the vocabulary's table.

    ``is_plain``: it has nothing but letters a to z. ``sentence`` is kept up to date (`BEGIN`, `LAST_CAPITAL`).
    """
    found = _HAS_CAPITAL | (CALENDAR if word & t.CALENDAR_FLAG or not is_plain else 0)
    initial = end < len(data) and data[end] == FULL_STOP
    alone = is_plain and not initial
    if alone and word & t.STARTER_FLAG and run == sentence[BEGIN]:
        return found
    far = run - sentence[LAST_CAPITAL] > _LINKED
    sentence[LAST_CAPITAL] = end
    return found if alone and far and word & t.NO_NAME_FLAG else found | t.NAME_TOKEN


@compiled_inner
def run_types(word: int, traits: np.uint8) -> int:
    """Types of the token that a run begins with, given its entry in the vocabulary's table; a plain word has one only.

    `ANY_TYPE`: that cannot be told from letters alone.
    """
    if traits & ~UPPER_TRAIT:
        return ANY_TYPE
    dated = _YEARS if word & t.LEADS_DATE_FLAG else 0
    return t.WORD_TOKEN | dated | (t.NAME_TOKEN | t.DATE_TOKEN | t.DEMONYM_TOKEN | t.PARTY_TOKEN if traits else 0)


@compiled_inner
def figure_types(data: Bytes, run: int, end: int) -> int:
    """Types of a run with figures."""
    digits = 0
    for i in range(run, end):
        digits = digits + 1 if is_digit(data[i]) else 0
        if digits == _FIGURES_OF_YEAR:
            return _YEARS
    return _OF_FIGURES


@compiled_inner
def types_of_sentence(types: int, is_long: bool) -> int:
    """The types of a sentence, given those of its runs: figures and a month may be a date.

    ``is_long``: it will be cut or counted, whether or not it has what templates require; capitals and figures suffice.
    """
    found = types & ANY_TYPE
    if types & _OF_FIGURES:
        found |= _YEARS if is_long else t.DATE_TOKEN if types & CALENDAR else 0
    return found | (t.NAME_TOKEN if is_long and types & _HAS_CAPITAL else 0)
