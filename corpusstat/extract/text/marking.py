r"""Sentences with control characters around what was found in them, for patterns that look at the surroundings.

``Ada was born in 1815`` becomes ``␁Ada␂ was born in ␃1815␂``. Marks add characters and change none, so positions
can be counted back; characters that look like marks become spaces.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from corpusstat.extract.text.hashtable import Bytes
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import DATE_TOKEN, DEMONYM_TOKEN, NAME_TOKEN, NUMBER_TOKEN, Tokens, Vocabulary

__all__ = ["MARKED_TOKENS", "cut_strings", "mark_text", "render_marked"]

MARKED_TOKENS: Final = NAME_TOKEN | DATE_TOKEN | NUMBER_TOKEN | DEMONYM_TOKEN
"""Kinds that are marked."""
_CLOSE, _HIGHEST, _BLANK = 2, 6, 32

Longs = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]


@compiled_inner
def _mark(kind: int) -> int:
    """The mark before a thing: name, date, number, demonym."""
    return 1 if kind & NAME_TOKEN else 3 if kind & DATE_TOKEN else 4 if kind & NUMBER_TOKEN else 5


@compiled
def _render(
    rows: Longs, data: Bytes, offsets: Longs, first: Longs, kind: Kinds, left: Longs, right: Longs, out: Bytes,
    ends: Longs,
) -> int:  # fmt: skip
    """Write the marked sentences one after the other; give their length in bytes."""
    n = 0
    for row in range(len(rows)):
        s = rows[row]
        i, last = first[s], first[s + 1]
        for at in range(offsets[s], offsets[s + 1]):
            while i < last and kind[i] & MARKED_TOKENS == 0:
                i += 1
            if i < last and at == left[i]:
                out[n], n = _mark(kind[i]), n + 1
            out[n] = _BLANK if 0 < data[at] <= _HIGHEST else data[at]
            n += 1
            if i < last and at + 1 == right[i]:
                out[n], n, i = _CLOSE, n + 1, i + 1
        ends[row + 1] = n
    return n


def render_marked(tokens: Tokens, rows: Longs) -> pl.Series:
    """Mark some of the sentences that were cut into items."""
    size = int((tokens.sentence_byte[rows + 1] - tokens.sentence_byte[rows]).sum())
    marks = 2 * int((tokens.sentence_start[rows + 1] - tokens.sentence_start[rows]).sum())
    out, ends = np.empty(size + marks, np.uint8), np.zeros(len(rows) + 1, np.int64)
    n = _render(
        rows,
        tokens.data,
        tokens.sentence_byte,
        tokens.sentence_start,
        tokens.types,
        tokens.byte_start,
        tokens.byte_end,
        out,
        ends,
    )
    return _strings(out[:n], ends)


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
    r"""Mark the things in texts.

    >>> text = pl.Series(["He met Ada Lovelace, an English writer, in May 1840."])
    >>> print(mark_text(text)[0].translate({1: "<", 2: ">", 3: "@", 5: "~"}))
    He met <Ada Lovelace>, an ~English> writer, in @May 1840>.
    """
    tokens = tokenize(texts, _no_words())
    return render_marked(tokens, np.arange(len(texts)))
