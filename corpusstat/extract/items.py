r"""Marked sentences as arrays of items: marked things, words and punctuation, with their places.

``␁Ada␂ was born in ␃1815␂.`` has six items: a name, three words, a date, a full stop. Templates are matched on
items, not on characters, so that whole words are compared by number and every place is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from corpusstat.extract.hashed import Bytes, Keys, WordTable, hashed, look
from corpusstat.extract.jit import compiled_once
from corpusstat.extract.lexicon import DEMONYMS, PARTIES

__all__ = [
    "KIND_DATE",
    "KIND_DIGITS",
    "KIND_NAME",
    "KIND_NATION",
    "KIND_NUMBER",
    "KIND_PARTY",
    "KIND_PLAIN",
    "KIND_YEAR",
    "NATION_WORD",
    "PARTY_WORD",
    "Items",
    "Vocabulary",
    "buffers",
    "itemised",
    "words_of",
]

KIND_NAME: Final = 1
KIND_DATE: Final = 2
KIND_NUMBER: Final = 4
KIND_NATION: Final = 8
KIND_PLAIN: Final = 16
"""A word outside of marks; without this bit and any other, an item is punctuation."""
KIND_YEAR: Final = 32
"""A date of four digits and nothing else."""
KIND_DIGITS: Final = 64
"""A date of one to four digits: it may as well be a number."""
KIND_PARTY: Final = 128
"""A name that ends, or goes on with *of*, behind a word for a political party."""

_SPACE: Final = 32
_CLOSE: Final = 2
_SIGN, _LEAD, _OTHER = 1, 2, 3
_SORTS: Final = np.zeros(256, np.uint8)
"""Sorts of bytes: those of a word, punctuation, the first byte of quotes and dashes, marks and space."""
_SORTS[list(b'.,;:()"')] = _SIGN
_SORTS[0xE2] = _LEAD
_SORTS[[0, 1, 2, 3, 4, 5, _SPACE]] = _OTHER
NATION_WORD: Final = 1 << 28
"""Flag of a word that begins a demonym, in the vocabulary's table."""
PARTY_WORD: Final = 1 << 29
"""The same for the last word of a party's name."""
_OF: Final = 1

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


class Items(NamedTuple):
    """Arrays over the items of all sentences, in order; places are characters from the sentence's start.

    ``first``: where each sentence's items begin, and one past the last. ``kind``: bits of ``KIND_…``. ``word``: number
    of a word or mark in the vocabulary, 0 if it is not there. ``spaced``: whether a space stands before. ``start``,
    ``end``: in the marked text, marks included. ``begin``, ``close``: in the sentence without marks. ``data``: the
    bytes of the text, in which an item stands, without marks, from ``left`` to ``right``.
    """

    data: Bytes
    first: Longs
    kind: npt.NDArray[np.uint8]
    word: Ints
    spaced: npt.NDArray[np.bool_]
    start: Ints
    end: Ints
    begin: Ints
    close: Ints
    left: Longs
    right: Longs


class Vocabulary:
    """Numbers for words, from 1 on (1 is *of*), and a table that finds them by their bytes."""

    def __init__(self, words: Iterable[str]) -> None:
        """Number the distinct words; those that tell a party or a nation are flagged."""
        self.ids = {w: i for i, w in enumerate(dict.fromkeys(("of", *words)), _OF)}
        known: dict[str, int] = dict(self.ids)
        for party in PARTIES:
            last = party.split(" ")[-1]
            for word in (last, last + "s"):
                known[word] = known.get(word, 0) | PARTY_WORD
        for demonym in DEMONYMS:
            word = demonym.split(" ")[0]
            known[word] = known.get(word, 0) | NATION_WORD
        table = WordTable(known)
        self.keys, self.values = table.keys, table.values


@compiled_once
def _sign(data: Bytes, i: int, end: int) -> int:
    """Length in bytes of a punctuation mark at ``i``: . , ; : ( ) " and curly quotes, and long dashes; 0 for none."""
    sort = _SORTS[data[i]]
    if sort == _LEAD:
        there = i + 2 < end and data[i + 1] == 0x80
        last = data[i + 2] if there else np.uint8(0)
        return 3 if last == 0x93 or last == 0x94 or last == 0x9C or last == 0x9D else 0
    return 1 if sort == _SIGN else 0


@compiled_once
def _word_end(data: Bytes, i: int, end: int) -> int:
    while i < end and (_SORTS[data[i]] == 0 or (_SORTS[data[i]] == _LEAD and _sign(data, i, end) == 0)):
        i += 1
    return i


@compiled_once
def _date_kind(data: Bytes, start: int, end: int) -> int:
    """Bits of a date, given its content."""
    if end - start > 4:
        return KIND_DATE
    for i in range(start, end):
        if data[i] < 48 or data[i] > 57:
            return KIND_DATE
    return KIND_DATE | KIND_DIGITS | (KIND_YEAR if end - start == 4 else 0)


@compiled_once
def _name_kind(data: Bytes, start: int, end: int, keys: Keys, values: Ints) -> int:
    """Bits of a name, given its content: a party, if a word for one ends it or stands before *of*."""
    party = False
    at = start
    while at < end:
        stop = at
        while stop < end and data[stop] != _SPACE:
            stop += 1
        number = look(keys, values, hashed(data, at, stop))
        if party and number & (NATION_WORD - 1) == _OF:
            return KIND_NAME | KIND_PARTY
        party = (number & PARTY_WORD) != 0
        at = stop + 1
    return KIND_NAME | (KIND_PARTY if party else 0)


@compiled_once
def _kind_of(data: Bytes, start: int, end: int, keys: Keys, values: Ints) -> int:
    """Bits of a marked thing from its opening to behind its closing mark."""
    mark = data[start]
    if mark == 1:
        return _name_kind(data, start + 1, end - 1, keys, values)
    if mark == 3:
        return _date_kind(data, start + 1, end - 1)
    return KIND_NUMBER if mark == 4 else KIND_NATION


@compiled_once
def _itemise(
    data: Bytes, offsets: Longs, keys: Keys, values: Ints
) -> tuple[Longs, npt.NDArray[np.uint8], Ints, npt.NDArray[np.bool_], Ints, Ints, Ints, Ints, Longs, Longs]:
    most = int(offsets[-1] - offsets[0]) + 1  # memory that is not touched costs nothing
    first = np.zeros(len(offsets), np.int64)
    kind, word, spaced = np.empty(most, np.uint8), np.empty(most, np.int32), np.empty(most, np.bool_)
    start, end = np.empty(most, np.int32), np.empty(most, np.int32)
    begin, close = np.empty(most, np.int32), np.empty(most, np.int32)
    left, right = np.empty(most, np.int64), np.empty(most, np.int64)
    n = 0
    for s in range(len(offsets) - 1):
        at, stop = offsets[s], offsets[s + 1]
        place, bare, space = 0, 0, False
        while at < stop:
            c = data[at]
            if c == _SPACE or c == _CLOSE:  # noqa: SIM109 - a tuple would be made anew each time
                space = space or c == _SPACE
                bare += c == _SPACE
                at, place = at + 1, place + 1
                continue
            thing = c <= 5 and c > 0
            if thing:
                till = at + 1
                while till < stop and data[till] != _CLOSE:
                    till += 1
                till = min(till + 1, stop)
                kind[n], word[n] = _kind_of(data, at, till, keys, values), 0
            else:
                sign = _sign(data, at, stop)
                till = at + sign if sign else max(_word_end(data, at, stop), at + 1)
                kind[n] = 0 if sign else KIND_PLAIN
                word[n] = look(keys, values, hashed(data, at, till)) & (NATION_WORD - 1)
            spaced[n], start[n], begin[n] = space, place, bare
            for i in range(at, till):
                new = (data[i] & 0xC0) != 0x80
                place += new
                bare += new and data[i] > 5
            end[n], close[n] = place, bare
            left[n], right[n] = at + thing, till - thing
            at, space = till, False
            n += 1
        first[s + 1] = n
    return first, kind[:n], word[:n], spaced[:n], start[:n], end[:n], begin[:n], close[:n], left[:n], right[:n]


def buffers(sentences: pl.Series) -> tuple[Bytes, Longs]:
    """The UTF-8 bytes of a column of strings and the offsets of its rows."""
    array = sentences.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    array = array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())
    _, where, what = array.buffers()
    offsets = np.frombuffer(where, np.int64, len(array) + 1, array.offset * 8)
    return np.frombuffer(what, np.uint8) if what else np.zeros(0, np.uint8), offsets


def itemised(sentences: pl.Series, vocabulary: Vocabulary) -> Items:
    r"""Cut marked sentences into items.

    >>> items = itemised(pl.Series(["\x01Ada\x02 was born in \x031815\x02."]), Vocabulary(["born", "."]))
    >>> items.word.tolist(), items.begin.tolist(), items.close.tolist()
    ([0, 0, 2, 0, 0, 3], [0, 4, 8, 13, 16, 20], [3, 7, 12, 15, 20, 21])
    """
    data, offsets = buffers(sentences)
    return Items(data, *_itemise(data, offsets, vocabulary.keys, vocabulary.values))


def words_of(text: str) -> list[str]:
    """Cut text without spaces, as it stands in a template, into the items it will be.

    >>> words_of("(born"), words_of("Ph.D."), words_of("co-founder,")
    (['(', 'born'], ['Ph', '.', 'D', '.'], ['co-founder', ','])
    """
    data, at, words = text.encode(), 0, []
    view = np.frombuffer(data, np.uint8)
    while at < len(data):
        end = at + (_sign(view, at, len(data)) or max(_word_end(view, at, len(data)) - at, 1))
        words.append(data[at:end].decode())
        at = end
    return words
