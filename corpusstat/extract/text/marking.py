r"""Sentences with control characters around what was found in them, for patterns that look at the surroundings.

``Ada was born in 1815`` becomes ``␁Ada␂ was born in ␃1815␂``. Marks add characters and change none, so positions
can be counted back; characters that look like marks become spaces.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa

from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.marks import DATE_BYTE, DEMONYM_BYTE, END_BYTE, NAME_BYTE, NUMBER_BYTE
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import DATE_TOKEN, DEMONYM_TOKEN, NAME_TOKEN, NUMBER_TOKEN, Tokens, Vocabulary
from corpusstat.extract.text.utf8 import byte_at

__all__ = ["MARKED_TOKENS", "cut_strings", "mark_text", "render_marked"]

MARKED_TOKENS: Final = NAME_TOKEN | DATE_TOKEN | NUMBER_TOKEN | DEMONYM_TOKEN
"""Types of the tokens that are marked."""


@compiled_inner
def _mark(types: int) -> int:
    """The mark before a token: name, date, number, demonym."""
    if types & NAME_TOKEN:
        return NAME_BYTE
    if types & DATE_TOKEN:
        return DATE_BYTE
    return NUMBER_BYTE if types & NUMBER_TOKEN else DEMONYM_BYTE


@compiled
def _render(tokens: Tokens, rows: Longs, out: Bytes, ends: Longs) -> int:
    """Write the marked sentences one after the other; return their length in bytes."""
    n = 0
    for row in range(len(rows)):
        s = rows[row]
        i, last = tokens.sentence_start[s], tokens.sentence_start[s + 1]
        stop = tokens.sentence_byte[s + 1]
        for at in range(tokens.sentence_byte[s], stop):
            while i < last and tokens.types[i] & MARKED_TOKENS == 0:
                i += 1
            if i < last and at == tokens.byte_start[i]:
                out[n], n = _mark(tokens.types[i]), n + 1
            out[n] = byte_at(tokens.data, at, stop)
            n += 1
            if i < last and at + 1 == tokens.byte_end[i]:
                out[n], n, i = END_BYTE, n + 1, i + 1
        ends[row + 1] = n
    return n


def render_marked(tokens: Tokens, rows: Longs) -> pl.Series:
    """Mark some of the sentences that were cut into tokens."""
    size = int((tokens.sentence_byte[rows + 1] - tokens.sentence_byte[rows]).sum())
    marks = 2 * int((tokens.sentence_start[rows + 1] - tokens.sentence_start[rows]).sum())
    out, ends = np.empty(size + marks, np.uint8), np.zeros(len(rows) + 1, np.int64)
    return _strings(out[: _render(tokens, rows, out, ends)], ends)


@compiled
def _copy(data: Bytes, starts: Longs, stops: Longs, out: Bytes, ends: Longs) -> None:
    n = 0
    for row in range(len(starts)):
        for at in range(starts[row], stops[row]):
            out[n], n = data[at], n + 1
        ends[row + 1] = n


def cut_strings(data: Bytes, starts: Longs, stops: Longs) -> pl.Series:
    """Cut pieces out of a text."""
    out, ends = np.empty(int((stops - starts).sum()), np.uint8), np.zeros(len(starts) + 1, np.int64)
    _copy(data, starts, stops, out, ends)
    return _strings(out, ends)


def _strings(data: Bytes, ends: Longs) -> pl.Series:
    array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(data))
    return pl.Series(pl.from_arrow(array))


@cache
def _no_words() -> Vocabulary:
    return Vocabulary([])


def mark_text(texts: pl.Series) -> pl.Series:
    r"""Mark names, dates, numbers and demonyms in texts.

    >>> text = pl.Series(["He met Ada Lovelace, an English writer, in May 1840."])
    >>> print(mark_text(text)[0].translate({1: "<", 2: ">", 3: "@", 5: "~"}))
    He met <Ada Lovelace>, an ~English> writer, in @May 1840>.
    """
    tokens = tokenize(texts, _no_words())
    return render_marked(tokens, np.arange(len(texts)))
