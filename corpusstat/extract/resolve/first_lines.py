"""The first lines of a document: the names they open with, and what follows these.

A line that opens with a name may begin a life: the dates of a life follow, in brackets, or a description, *was a
botanist*. :mod:`corpusstat.extract.resolve.topic` decides whom the document is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.cues import CueWords, cue_words
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import Tokens
from corpusstat.extract.text.utf8 import FULL_STOP

__all__ = [
    "AS_THING", "CUT_SHORT", "DESCRIBED", "NAME_FIRST", "NAME_ONLY", "THING_TOPIC", "WITH_DATES", "Line",
    "read_first_lines",
]  # fmt: skip

NAME_FIRST, NAME_ONLY, WITH_DATES, DESCRIBED, AS_THING, CUT_SHORT, THING_TOPIC = (1 << i for i in range(7))
"""Bits of lines: a name is first; it is all, but for a remark in brackets; the dates of a life follow; a description
does, and it is a thing's; a nickname or a dash cuts the name short; what has the name is a thing."""

_ODD_SPACES: Final = re.compile(r"[^\S\n ]")
_LINES: Final = 8
_HEAD: Final = 400
"""Characters of a document in which its first lines are looked for."""
_FAR_DATES, _FAR_VERB, _LONGEST_BRACKET = 60, 90, 200
"""Characters between a name and the bracket with its dates; between it and its verb; of the bracket."""


class Line(NamedTuple):
    """A line at the beginning of a document: its text, the name it opens with, where the name starts, and bits."""

    text: str
    name: str
    start: int
    bits: int


@compiled_inner
def _ends_clause(s: Sentence, i: int) -> bool:
    """Whether a full stop or a semicolon is, or is within, token ``i``."""
    if r.is_word(s, i, w.STOP) or r.is_word(s, i, w.SEMICOLON):
        return True
    for at in range(s.info[i, r.BYTE_START], s.info[i, r.BYTE_END]):  # noqa: SIM110 - no generators in compiled code
        if s.data[at] == FULL_STOP:
            return True
    return False


@compiled_inner
def _tells_life(s: Sentence, i: int) -> bool:
    """Whether token ``i``, in brackets, tells of a birth or a death: *born*, *b.*, *died*."""
    short = r.is_word(s, i, w.LETTER_B) and r.is_word(s, i + 1, w.STOP)
    return short or r.is_word(s, i, w.BORN) or r.is_word(s, i, w.DIED)


@compiled_inner
def _has_dates(s: Sentence, i: int) -> bool:
    """Whether the bracket that opens at ``i`` has the dates of a life."""
    end, depth, told = s.info[i, r.START] + _LONGEST_BRACKET, 0, False
    while r.is_inside(s, i) and s.info[i, r.START] <= end:
        if r.is_word(s, i, w.OPEN_BRACKET):
            depth, told = depth + 1, False
        elif r.is_word(s, i, w.CLOSE_BRACKET):
            depth -= 1
            if depth == 0:
                return told
        elif depth == 1:
            told = told or _tells_life(s, i)
        i += 1
    return False


@compiled_inner
def _is_followed_by_dates(s: Sentence, name: int) -> bool:
    i = name + 1
    while r.is_inside(s, i) and s.info[i, r.START] - s.info[name, r.END] <= _FAR_DATES and not _ends_clause(s, i):
        if r.is_word(s, i, w.OPEN_BRACKET):
            return _has_dates(s, i)
        i += 1
    return False


@compiled_inner
def _description(s: Sentence, name: int) -> int:
    """The token after *is a*, *was the* and the like in the clause of a name; 0 if there is none."""
    i = name + 1
    while r.is_inside(s, i) and s.info[i, r.START] - s.info[name, r.END] <= _FAR_VERB and not _ends_clause(s, i):
        article = r.is_word(s, i + 1, w.A) or r.is_word(s, i + 1, w.AN) or r.is_word(s, i + 1, w.THE)
        if article and (r.is_word(s, i, w.IS) or r.is_word(s, i, w.WAS)):
            return i + 2
        i += 1
    return 0


@compiled_inner
def _is_cut_short(s: Sentence, i: int) -> bool:
    """Whether token ``i``, after a name, says that more of it is to come: a dash, a quotation mark, *i*."""
    quote = r.is_quote(s, i, w.OPENING_QUOTE) or r.is_a(s, i, r.QUOTE_FIRST)
    return (
        quote
        or r.is_cue(s, i, w.DASH)
        or r.is_a(s, i, r.HYPHENATED)
        or (r.is_cue(s, i, w.NOBLE) and r.length(s, i) == 1)
    )


@compiled_inner
def _line_bits(s: Sentence, name: int, start: int) -> int:
    """Bits of a line that starts at this character, and whose first name is token ``name``."""
    after = name + 1
    bits = CUT_SHORT if _is_cut_short(s, after) else 0
    if name == s.first and s.info[name, r.START] == start:
        bits |= NAME_FIRST | (THING_TOPIC if r.is_described_as_thing(s, after) else 0)
        bits |= NAME_ONLY if r.after_brackets(s, after) == s.last else 0
    if _is_followed_by_dates(s, name):
        return bits | WITH_DATES
    what = _description(s, name)
    return bits | (DESCRIBED if what else 0) | (AS_THING if r.is_inside(s, what) and r.is_thing(s, what) else 0)


@compiled
def _read_lines(tokens: Tokens, words: CueWords, lines: Longs, out: Longs) -> None:
    """Write start and end of the name that each line opens with (-1: none), and the line's bits.

    ``lines``: the text of each, and where it starts and ends there.
    """
    info, before = np.empty((len(tokens.types), r.COLUMNS), np.int64), -1
    for row in range(len(lines)):
        text, start, end = lines[row]
        i, stop = tokens.sentence_start[text], tokens.sentence_start[text + 1]
        if text != before:
            r.look_up(tokens, words, info, i, stop)
            before = text
        while i < stop and tokens.char_start[i] < start:
            i += 1
        last = i
        while last < stop and tokens.char_start[last] < end:
            last += 1
        s = Sentence(tokens.data, info, i, last)
        while r.is_quote(s, i, w.OPENING_QUOTE):
            i += 1
        if r.is_a(s, i, r.NAME):
            out[row, 0], out[row, 1], out[row, 2] = s.info[i, r.START], s.info[i, r.END], _line_bits(s, i, start)


def read_first_lines(texts: list[str]) -> list[list[Line]]:
    """Read the first lines of documents: the very first, and those that open with a name.

    >>> [line] = read_first_lines(["Ada Lovelace (born 1815) was a mathematician."])[0]
    >>> line.name, line.bits & WITH_DATES > 0
    ('Ada Lovelace', True)
    """
    heads = [_plain(text[:_HEAD]) for text in texts]
    lines = [(row, *line) for row, head in enumerate(heads) for line in _lines_of(head)]
    table = np.array(lines, np.int64).reshape(-1, 3)
    out = np.full((len(lines), 3), -1, np.int64)
    out[:, 2] = 0
    _read_lines(tokenize(pl.Series(heads, dtype=pl.String)), cue_words(), table, out)
    found: list[list[Line]] = [[] for _ in heads]
    for (row, start, end), (name, name_end, bits) in zip(lines, out.tolist(), strict=True):
        if name >= 0 or not found[row]:
            text = heads[row]
            found[row].append(Line(text[start:end], text[name:name_end] if name >= 0 else "", name, bits))
    return found


def _plain(head: str) -> str:
    """A text with no other spaces than line breaks and plain ones."""
    return head if head.replace("\n", " ").isprintable() else _ODD_SPACES.sub(" ", head)


def _lines_of(head: str) -> Iterator[tuple[int, int]]:
    """Where the first lines start and end."""
    at = 0
    for line in head.split("\n", _LINES)[:_LINES]:
        yield at, at + len(line)
        at += len(line) + 1
