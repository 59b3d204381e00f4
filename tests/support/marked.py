r"""Sentences with control characters around what was found in them, for the slow references of regular expressions.

``Ada was born in 1815`` becomes ``␁Ada␂ was born in ␃1815␂``. Marks add characters and change none, so positions can be
counted back.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import DATE_TOKEN, DEMONYM_TOKEN, NAME_TOKEN, NUMBER_TOKEN

NAME_MARK: Final = "\x01"
END_MARK: Final = "\x02"
DATE_MARK: Final = "\x03"
NUMBER_MARK: Final = "\x04"
DEMONYM_MARK: Final = "\x05"
MARKS: Final = NAME_MARK + END_MARK + DATE_MARK + NUMBER_MARK + DEMONYM_MARK


def unmark(text: str) -> str:
    r"""Take the marks out.

    >>> unmark("\x01Ada\x02 was born")
    'Ada was born'
    """
    for mark in MARKS:  # five replacements take a tenth of the time of one translate()
        text = text.replace(mark, "")
    return text


def unmarked_length(text: str, start: int, end: int) -> int:
    r"""Count the characters of a piece of marked text without its marks.

    >>> unmarked_length("\x01Ada\x02 was born", 0, 9)
    7
    """
    return end - start - sum(text.count(mark, start, end) for mark in MARKS)


def mark_text(texts: pl.Series) -> pl.Series:
    """Mark names, dates, numbers and demonyms in texts."""
    tokens = tokenize(texts)
    marks = (
        (NAME_TOKEN, NAME_MARK),
        (DATE_TOKEN, DATE_MARK),
        (NUMBER_TOKEN, NUMBER_MARK),
        (DEMONYM_TOKEN, DEMONYM_MARK),
    )
    made = []
    for row, text in enumerate(texts.to_list()):
        parts, at = [], 0
        for i in range(tokens.sentence_start[row], tokens.sentence_start[row + 1]):
            mark = next((mark for bit, mark in marks if tokens.types[i] & bit), "")
            if mark:
                start, end = tokens.char_start[i], tokens.char_end[i]
                parts += [_spaced(text[at:start]), mark, _spaced(text[start:end]), END_MARK]
                at = end
        made.append("".join([*parts, _spaced(text[at:])]))
    return pl.Series(made, dtype=pl.String)


def _spaced(text: str) -> str:
    """Characters that look like marks count as spaces."""
    return text.translate(dict.fromkeys(range(1, 7), " "))
