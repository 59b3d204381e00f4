"""What sentences are cut into, and the vocabulary by which their words are known.

Templates are matched on items, not on characters, so that whole words are compared by number and every place is known
beforehand. :mod:`corpusstat.extract.text.tokenizer` cuts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from corpusstat.extract.text.hashtable import Bytes, WordTable
from corpusstat.lexicon import demonyms, word_list

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
    "words_of",
]

KIND_NAME: Final = 1
KIND_DATE: Final = 2
KIND_NUMBER: Final = 4
KIND_NATION: Final = 8
KIND_PLAIN: Final = 16
"""A word that is none of these; without this bit and any other, an item is punctuation."""
KIND_YEAR: Final = 32
"""A date of four digits and nothing else."""
KIND_DIGITS: Final = 64
"""A date of one to four digits: it may as well be a number."""
KIND_PARTY: Final = 128
"""A name that ends, or goes on with *of*, behind a word for a political party."""

_ITEM: Final = re.compile(r'[.,;:()"“”–—]|[^ .,;:()"“”–—]+')
NATION_WORD: Final = 1 << 28
"""Flag of a word that begins a demonym, in the vocabulary's table."""
PARTY_WORD: Final = 1 << 29
"""The same for the last word of a party's name."""
_OF: Final = 1

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]


class Items(NamedTuple):
    """Arrays over the items of all sentences, in order.

    ``data``: the bytes of the sentences. ``offsets``: where each sentence begins there, and one past the last.
    ``first``: the same in items. ``kind``: bits of ``KIND_…``. ``word``: number of a word or mark in the vocabulary, 0
    if it is not there. ``spaced``: whether a space stands before. ``begin``, ``close``: characters from the
    sentence's start, half-open. ``left``, ``right``: bytes in ``data``, half-open.
    """

    data: Bytes
    offsets: Longs
    first: Longs
    kind: npt.NDArray[np.uint8]
    word: Ints
    spaced: npt.NDArray[np.bool_]
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
        for party in word_list("party_nouns"):
            last = party.split(" ")[-1]
            for word in (last, last + "s"):
                known[word] = known.get(word, 0) | PARTY_WORD
        for demonym in demonyms():
            word = demonym.split(" ")[0]
            known[word] = known.get(word, 0) | NATION_WORD
        table = WordTable(known)
        self.keys, self.values = table.keys, table.values


def buffers(sentences: pl.Series) -> tuple[Bytes, Longs]:
    """The UTF-8 bytes of a column of strings and the offsets of its rows."""
    array = sentences.rechunk().to_arrow(compat_level=pl.CompatLevel.oldest())
    array = array if pa.types.is_large_string(array.type) else array.cast(pa.large_string())
    _, where, what = array.buffers()
    offsets = np.frombuffer(where, np.int64, len(array) + 1, array.offset * 8)
    data = np.frombuffer(what, np.uint8) if what else np.zeros(0, np.uint8)
    data.flags.writeable = offsets.flags.writeable = False  # or machine code is made for both sorts
    return data, offsets


def words_of(text: str) -> list[str]:
    """Cut text without spaces, as it stands in a template, into the items it will be.

    >>> words_of("(born"), words_of("Ph.D."), words_of("co-founder,")
    (['(', 'born'], ['Ph', '.', 'D', '.'], ['co-founder', ','])
    """
    return _ITEM.findall(text)
