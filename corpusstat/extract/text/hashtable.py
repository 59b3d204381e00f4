"""Tables from words to numbers that compiled code can look into: words are known by a hash of their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text.arrays import Bits, Bytes, Ints
from corpusstat.extract.text.jit import compiled_inner

__all__ = [
    "FNV_BASIS",
    "Bytes",
    "HashTable",
    "byte",
    "fnv_final",
    "fnv_hash",
    "fnv_update",
    "hash_table",
    "lookup",
]

FNV_BASIS: Final = np.uint64(14695981039346656037)
_FNV_PRIME: Final = np.uint64(1099511628211)
_LARGEST: Final = (1 << 64) - 1
_SHIFT: Final = np.uint64(40)
"""The place in a table is taken from the bits above: FNV's prime is 2^40 and little more, they change most.

With those from the 20th on, three words of ten met another in their place; with these, one of fourteen."""
_SPARE: Final = 4
"""A table has at least twice this share of its words as places, so that runs of full places stay short."""


class HashTable(NamedTuple):
    """An open-addressing table: ``keys`` (hashes, 0: empty) and ``values``, of the same length, a power of two."""

    keys: Bits
    values: Ints


@compiled_inner
def byte(data: Bytes, i: int) -> int:
    """The byte at ``i``, never counted from the end: to check the sign of ``i`` takes time."""
    found: int = data[np.uint64(i)]
    return found


@compiled_inner
def fnv_update(h: np.uint64, byte: int) -> np.uint64:
    """Take one more byte into a hash, which is `FNV_BASIS` at first; `fnv_final` ends it."""
    return (h ^ np.uint64(byte)) * _FNV_PRIME


@compiled_inner
def fnv_final(h: np.uint64) -> np.uint64:
    """Return the hash to look up; never 0, which means an empty place in a table."""
    return h | np.uint64(1)


@compiled_inner
def fnv_hash(data: Bytes, start: int, end: int) -> np.uint64:
    """FNV-1a of some bytes, its lowest bit set."""
    h = FNV_BASIS
    for i in range(start, end):
        h = fnv_update(h, byte(data, i))
    return fnv_final(h)


@compiled_inner
def lookup(table: HashTable, key: np.uint64) -> int:
    """Return the number of the word with this hash, 0 if there is none.

    Whether a word is known cannot be foreseen: there is no jump for it, an empty place has the number 0.
    """
    mask = np.uint64(table.keys.size - 1)  # an unsigned index is not checked for counting from the end
    at = (key >> _SHIFT) & mask
    while (table.keys[at] != key) & (table.keys[at] != 0):
        at = (at + np.uint64(1)) & mask
    return int(table.values[at])


def hash_table(words: Mapping[str, int]) -> HashTable:
    """Make a table of distinct words and their numbers, none of them 0."""
    size = 1 << (_SPARE * len(words)).bit_length()
    table = HashTable(np.zeros(size, np.uint64), np.zeros(size, np.int32))
    for word, number in words.items():
        key = _hash(word)
        at = key >> int(_SHIFT) & size - 1
        while table.keys[at]:
            at = at + 1 & size - 1
        table.keys[at], table.values[at] = key, number
    return table


def _hash(word: str) -> int:
    """Do in Python what `fnv_hash` does: a table is filled before anything is compiled."""
    h = int(FNV_BASIS)
    for byte in word.encode():
        h = (h ^ byte) * int(_FNV_PRIME) & _LARGEST
    return h | 1
