r"""What stands before a pronoun, in machine code: sentences, and the names in them that may lead.

A name behind a preposition leads no sentence, nor does one behind a pronoun: *In Orland she met Ann Lee*. Sentences in
which no name may lead and that do not begin as if about a relative (*His father*) are left out: nothing follows from
them. One pass over the bytes of marked text finds the others.
"""

from __future__ import annotations

import itertools
import string
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.extract.text.hashtable import Bytes, HashTable, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.marking import mark_text
from corpusstat.extract.text.tokens import string_buffers
from corpusstat.extract.text.utf8 import ALNUM, COMMA, FULL_STOP, SPACE, char_class_at
from corpusstat.lexicon import months, word_list

__all__ = ["BEHIND", "BESIDE", "LATE", "Name", "Sentence", "Window", "windows"]

BEHIND: Final = 1
"""The name stands behind a preposition or an article, or goes on one that does: *in Tarsk, Orland*, *by Gov. Lee*."""
BESIDE: Final = 2
"""It stands behind *and*, *with* or *by*: it may be a person's nevertheless."""
LATE: Final = 4
"""A pronoun stands before it in its sentence."""
_SHORTENED: Final = 8

_PREPOSITIONS: Final = (
    "In in At at Near near To to From from of For for By by On on into onto With with The the a an under after and"
)
_NAME, _CLOSE, _LAST_MARK = 1, 2, 5
_QUOTE, _BRACKET, _EXCLAMATION, _QUESTION, _UNDERSCORE = 34, 41, 33, 63, 95

Sentence = list[int]
"""Where it starts in the marked window, whether it is the pronoun's own, and its names: the first, one past the last.
"""
Name = list[int]
"""Where it begins and ends in the window without marks, where behind its mark in the marked window, and bits."""

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


class Window(NamedTuple):
    """Marked text without line breaks; its sentences that count, in order, the last one whole; the names of all."""

    marked: str
    sentences: list[Sentence]
    names: list[Name]

    def last_names(self) -> list[Name]:
        """The names in the pronoun's own sentence."""
        *_, first, last = self.sentences[-1]
        return self.names[first:last]


def _words() -> HashTable:
    """What is known of the word before a name, and of the one before a full stop."""
    known = dict.fromkeys((*word_list("abbreviations"), *months(short=True), *string.ascii_uppercase), _SHORTENED)
    for word in _PREPOSITIONS.split():
        known[word] = known.get(word, 0) | BEHIND | (BESIDE if word in ("and", "with", "by") else 0)
    return hash_table(known)


_WORDS: Final = _words()


@compiled_inner
def _is_wordy(data: Bytes, at: int, stop: int) -> bool:
    """Whether a letter, a digit or _ begins at a byte."""
    return bool(char_class_at(data, at, stop) & ALNUM or (at < stop and data[at] == _UNDERSCORE))


@compiled_inner
def _is_free(data: Bytes, first: int, at: int) -> bool:
    """Whether no letter, digit or _ stands before a byte."""
    before = at - 1
    while before > first and data[before] & 0xC0 == 0x80:
        before -= 1
    return at == first or not _is_wordy(data, before, at)


@compiled_inner
def _known(data: Bytes, first: int, stop: int, words: HashTable) -> int:
    """What is known of the word that ends before ``stop``."""
    at = stop
    while at > first and 97 <= data[at - 1] | 32 <= 122:
        at -= 1
    bits = lookup(words, fnv_hash(data, at, stop)) if at < stop else 0
    return bits if bits and _is_free(data, first, at) else 0


@compiled_inner
def _space_at(data: Bytes, at: int, stop: int) -> int:
    """Length in bytes of a space of any sort at ``at``; 0 for none."""
    if at >= stop:
        return 0
    b = data[at]
    if b < 0x80:
        return int(b == SPACE or 9 <= b <= 13 or 28 <= b <= 31)
    c = data[at + 1]
    if b == 0xC2:
        return 2 if c == 0x85 or c == 0xA0 else 0
    d = data[at + 2] if b & 0xF0 == 0xE0 else np.uint8(0)
    if b == 0xE2 and c == 0x80:
        return 3 if d <= 0x8A or d == 0xA8 or d == 0xA9 or d == 0xAF else 0
    rare = (b == 0xE1 and c == 0x9A and d == 0x80) or (b == 0xE2 and c == 0x81 and d == 0x9F)
    return 3 if rare or (b == 0xE3 and c == 0x80 and d == 0x80) else 0


@compiled_inner
def _ended(data: Bytes, at: int, stop: int) -> int:
    """One past the space behind a full stop (or ``!``, ``?``) at ``at`` and what closes with it; 0 if it is none."""
    if data[at] != FULL_STOP and data[at] != _EXCLAMATION and data[at] != _QUESTION:
        return 0
    at += 1
    while at < stop:
        wide = data[at] == 0xE2 and data[at + 1] == 0x80 and (data[at + 2] == 0x9D or data[at + 2] == 0x99)
        if not wide and data[at] != _QUOTE and data[at] != _BRACKET:
            break
        at += 3 if wide else 1
    space = _space_at(data, at, stop)
    return at + space if space else 0


@compiled_inner
def _is_pronoun(data: Bytes, first: int, at: int, stop: int) -> bool:
    """Whether *He*, *His*, *Her*, *She*, *he* or *she* stands at ``at``."""
    b = data[at]
    if at + 1 >= stop or (b | 32 != 104 and b | 32 != 115):
        return False
    c, d = data[at + 1], data[at + 2] if at + 2 < stop else np.uint8(0)
    end = 0
    if b | 32 == 115:
        end = at + 3 if c == 104 and d == 101 else 0
    elif b == 72 and ((c == 105 and d == 115) or (c == 101 and d == 114)):
        end = at + 3
    elif c == 101:
        end = at + 2
    return end > 0 and not _is_wordy(data, end, stop) and _is_free(data, first, at)


@compiled_inner
def _standing(data: Bytes, first: int, at: int, place: int, words: HashTable) -> int:
    """How the name whose mark is at ``at`` stands; ``place``: one past the last that is `BEHIND` (-1: none)."""
    if place >= 0 and at == place + 2 and data[at - 1] == SPACE and (data[place] == COMMA or data[place] == FULL_STOP):
        return BEHIND
    wide = at - first > 3 and data[at - 1] == 0x9C and data[at - 2] == 0x80 and data[at - 3] == 0xE2
    end = at - (3 if wide else 1)
    if end < first or not (wide or data[end] == SPACE or data[end] == _QUOTE):
        return 0
    return _known(data, first, end, words) & (BEHIND | BESIDE if data[end] == SPACE else BEHIND)


@compiled_inner
def _may_tell_kin(data: Bytes, at: int, stop: int) -> bool:
    """Whether *His*, *Her*, *The* or *Their* may stand at ``at``."""
    if at + 2 >= stop:
        return False
    b, c, d = data[at], data[at + 1], data[at + 2]
    if b == 84:
        return bool(c == 104 and d == 101)
    return bool(b == 72 and ((c == 105 and d == 115) or (c == 101 and d == 114)))


@compiled_inner
def _characters(data: Bytes, start: int, stop: int) -> int:
    n = 0
    for i in range(start, stop):
        n += data[i] & 0xC0 != 0x80
    return n


@compiled_inner
def _read(
    data: Bytes, first: int, stop: int, words: HashTable, sentences: Ints, n: int, names: Ints,
    m: int,
) -> tuple[int, int]:  # fmt: skip
    """Append what counts in a window to the n rows of ``sentences`` and the m of ``names``; give the new n and m."""
    at, character, marks = first, 0, 0
    start, since, place, late, counts = 0, m, -1, False, _may_tell_kin(data, first, stop)
    while at < stop:
        after = _ended(data, at, stop)
        if after:
            character += _characters(data, at, after)
            short = _known(data, first, at - (at > first and data[at - 1] == _CLOSE), words)
            if not short & _SHORTENED:
                sentences[n, 0], sentences[n, 1], sentences[n, 2], sentences[n, 3] = start, 0, since, m
                n, m = (n + 1, m) if counts else (n, since)
                start, since, place, late, counts = character, m, -1, False, _may_tell_kin(data, after, stop)
            at = after
        elif data[at] == _NAME:
            bits = _standing(data, first, at, place, words) | (LATE if late else 0)
            counts |= bits & (BEHIND | LATE) == 0
            after = at + 1
            while data[after] != _CLOSE:
                after += 1
            names[m, 0] = character - marks
            character, marks = character + _characters(data, at, after + 1), marks + 2
            names[m, 1], names[m, 2], names[m, 3] = character - marks, character, bits
            at, m = after + 1, m + 1
            place = at if bits & BEHIND else place
        else:
            late = late or _is_pronoun(data, first, at, stop)
            character += data[at] & 0xC0 != 0x80
            marks += 0 < data[at] <= _LAST_MARK
            at += 1
    sentences[n, 0], sentences[n, 1], sentences[n, 2], sentences[n, 3] = start, 1, since, m
    return n + 1, m


@compiled
def _windows(data: Bytes, offsets: Longs, words: HashTable, sentences: Ints, names: Ints, at: Longs) -> int:
    n = m = 0
    for row in range(len(offsets) - 1):
        n, m = _read(data, offsets[row], offsets[row + 1], words, sentences, n, names, m)
        at[row + 1] = n
    return m


def windows(texts: list[str]) -> list[Window]:
    r"""Read the texts before pronouns, which have no line breaks.

    >>> window = windows(["Ann Lee paints in Orland. He met Bo Cray. In May she"])[0]
    >>> window.sentences, window.names
    ([[0, 0, 0, 2], [48, 1, 2, 2]], [[0, 7, 9, 0], [18, 24, 28, 1]])
    """
    found = mark_text(pl.Series(texts, dtype=pl.String))
    data, offsets = string_buffers(found)
    room = len(data) // 2 + len(offsets)
    sentences, names = np.empty((room, 4), np.int32), np.empty((room, 4), np.int32)
    at = np.zeros(len(offsets), np.int64)
    last = _windows(data, offsets, _WORDS, sentences, names, at)
    rows, all_names, places = sentences[: at[-1]].tolist(), names[:last].tolist(), at.tolist()
    of = [rows[a:b] for a, b in itertools.pairwise(places)]
    return [Window(text, own, all_names) for text, own in zip(found.to_list(), of, strict=True)]
