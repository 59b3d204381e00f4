"""What sentences are cut into, and the vocabulary by which their words are known.

Templates are matched on tokens, not on characters, so that whole words are compared by number and every place is known
beforehand. :mod:`corpusstat.extract.text.tokenizer` makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

import numpy as np
import polars as pl
import pyarrow as pa

from corpusstat.extract.text.arrays import Bytes, Flags, Ints, Longs
from corpusstat.extract.text.hashtable import HashTable, byte, hash_table
from corpusstat.extract.text.jit import compiled
from corpusstat.extract.text.word_classes import not_names, sentence_starters
from corpusstat.lexicon import demonyms, months, word_list

NAME_TOKEN: Final = 1
DATE_TOKEN: Final = 2
NUMBER_TOKEN: Final = 4
DEMONYM_TOKEN: Final = 8
WORD_TOKEN: Final = 16
"""A word that is none of these; a token without any bit is punctuation."""
YEAR_TOKEN: Final = 32
"""A date of four digits and nothing else."""
DIGITS_TOKEN: Final = 64
"""A date of one to four digits: it may as well be a number."""
PARTY_TOKEN: Final = 128
"""A name that ends, or goes on with *of*, after a word for a political party."""

_PIECE: Final = re.compile(r'[.,;:()"“”–—]|[^ .,;:()"“”–—]+')
DEMONYM_FLAG, PARTY_FLAG, NO_NAME_FLAG, STARTER_FLAG, CALENDAR_FLAG, LEADS_DATE_FLAG, HINGE_FLAG = (
    1 << k for k in range(24, 31)
)
"""Flags of words in the vocabulary's table: it begins a demonym; it ends a party's name; it is no name when alone; at
a sentence's start it is no part of one; it is a month or an era; a date that follows takes it in; it may be a hinge,
and has the next number as one."""
WORD_ID_BITS: Final = DEMONYM_FLAG - 1
"""The bits of a word's number; those above are flags."""
_CALENDAR: Final = frozenset((*months(short=False), *months(short=True), "A", "AD", "B", "BC", "BCE", "CE"))
"""Words of dates; *A.D.* is two."""
_LEAD_DATES: Final = frozenset(("the", "c", "ca", "circa"))
OF_ID: Final = 1
HINGES: Final = ("by", "'s", "’s")
"""Words that templates may ask for where they join a title and a name: see :mod:`corpusstat.extract.text.hinges`."""
HINGE_MARK: Final = "\0"
"""What comes after a hinge, to tell it from the same word elsewhere."""


class Tokens(NamedTuple):
    """Arrays over the tokens of all sentences, in order.

    ``data``: the bytes of the sentences. ``sentence_byte``: where each sentence begins there, and one past the last.
    ``sentence_start``: the same in tokens. ``types``: bits of ``…_TOKEN``. ``word_id``: number of a word or punctuation
    mark in the vocabulary, 0 if it is not there. ``space_before``: whether a space precedes. ``char_start``,
    ``char_end``: characters from the sentence's start, half-open. ``byte_start``, ``byte_end``: bytes in ``data``,
    half-open.
    """

    data: Bytes
    sentence_byte: Longs
    sentence_start: Longs
    types: Bytes
    word_id: Ints
    space_before: Flags
    char_start: Ints
    char_end: Ints
    byte_start: Longs
    byte_end: Longs


class Lexer(NamedTuple):
    """What the tokenizer reads by: the bytes of the sentences, the classes of words, the vocabulary's numbers."""

    data: Bytes
    classes: HashTable
    vocabulary: HashTable


class Vocabulary:
    """Numbers for words, from 1 on (`OF_ID` is *of*), and a table that finds them by their bytes.

    A hinge has the number after that of its word.
    """

    def __init__(self, words: Iterable[str]) -> None:
        """Number the distinct words; those of parties and nations, possible hinges and what is no name are flagged."""
        numbered = dict.fromkeys(("of", *words))
        hinges = [w for w in HINGES if w + HINGE_MARK in numbered]
        pairs = [form for w in hinges for form in (w, w + HINGE_MARK)]
        self.ids = {w: i for i, w in enumerate([*(w for w in numbered if w not in pairs), *pairs], OF_ID)}
        known: dict[str, int] = dict(self.ids)
        for flag, flagged in ((HINGE_FLAG, hinges), *_flagged_words()):
            for word in flagged:
                known[word] = known.get(word, 0) | flag
        self.table = hash_table(known)


def _flagged_words() -> Iterator[tuple[int, Iterable[str]]]:
    """Yield flags with the words that have them, whatever the vocabulary."""
    yield PARTY_FLAG, [party.split(" ")[-1] + s for party in word_list("party_nouns") for s in ("", "s")]
    yield DEMONYM_FLAG, [demonym.split(" ")[0] for demonym in demonyms()]
    yield NO_NAME_FLAG, not_names() - demonyms()
    yield STARTER_FLAG, sentence_starters() - demonyms()
    yield CALENDAR_FLAG, _CALENDAR
    yield LEADS_DATE_FLAG, _LEAD_DATES


def string_buffers(sentences: pl.Series) -> tuple[Bytes, Longs]:
    """Return the UTF-8 bytes of a column of strings and the offsets of its rows."""
    array = sentences.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    array = array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())
    _, where, what = array.buffers()
    offsets = np.frombuffer(where, np.int64)[array.offset : array.offset + len(array) + 1]
    data = np.frombuffer(what, np.uint8) if what else np.zeros(0, np.uint8)
    data.flags.writeable = offsets.flags.writeable = False  # or code is compiled for both
    return data, offsets


@compiled
def _copy(data: Bytes, starts: Longs, stops: Longs, out: Bytes, ends: Longs) -> None:
    for row in range(len(starts)):
        start, stop, shift = starts[row], stops[row], ends[row] - starts[row]
        for i in range(start, stop):
            out[np.uint64(i + shift)] = byte(data, i)
        ends[row + 1] = stop + shift


def cut_strings(data: Bytes, starts: Longs, stops: Longs) -> pl.Series:
    """Cut pieces out of a text."""
    out, ends = np.empty(int((stops - starts).sum()), np.uint8), np.zeros(len(starts) + 1, np.int64)
    _copy(data, starts, stops, out, ends)
    return strings(out, ends)


def strings(data: Bytes, offsets: Longs) -> pl.Series:
    """Make a column of strings of their bytes and offsets, as `string_buffers` returns them."""
    array = pa.LargeStringArray.from_buffers(len(offsets) - 1, pa.py_buffer(offsets), pa.py_buffer(data))
    return pl.Series(pl.from_arrow(array))


def split_words(text: str) -> list[str]:
    """Cut text without spaces, as it is in a template, into the tokens it will be.

    >>> split_words("(born"), split_words("Ph.D."), split_words("co-founder,")
    (['(', 'born'], ['Ph', '.', 'D', '.'], ['co-founder', ','])
    """
    return _PIECE.findall(text)
