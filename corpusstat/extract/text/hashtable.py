"""Tables from words to numbers that machine code can look into: words are known by a hash of their bytes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.text.jit import compiled_inner

__all__ = [
    "FNV_BASIS",
    "FNV_PRIME",
    "Bytes",
    "Keys",
    "WordTable",
    "byte",
    "fnv_final",
    "fnv_hash",
    "fnv_update",
    "lookup",
    "lowered",
]

Bytes = npt.NDArray[np.uint8]
Keys = npt.NDArray[np.uint64]
Values = npt.NDArray[np.int32]

FNV_BASIS: Final = np.uint64(14695981039346656037)
FNV_PRIME: Final = np.uint64(1099511628211)
_LARGEST: Final = (1 << 64) - 1


@compiled_inner
def byte(data: Bytes, i: int) -> int:
    """The byte at ``i``, never counted from the end: to look whether ``i`` has a sign takes its time."""
    found: int = data[np.uint64(i)]
    return found


@compiled_inner
def fnv_update(h: np.uint64, byte: int) -> np.uint64:
    """Take one more byte into a hash, which is `FNV_BASIS` at first; `fnv_final` ends it."""
    return (h ^ np.uint64(byte)) * FNV_PRIME


@compiled_inner
def fnv_final(h: np.uint64) -> np.uint64:
    """Never 0, which means an empty place in a table."""
    return h | np.uint64(1)


@compiled_inner
def fnv_hash(data: Bytes, start: int, end: int) -> np.uint64:
    """FNV-1a of some bytes; never 0, which means an empty place in a table."""
    h = FNV_BASIS
    for i in range(start, end):
        h = (h ^ np.uint64(byte(data, i))) * FNV_PRIME
    return h | np.uint64(1)


@compiled_inner
def lowered(data: Bytes, start: int, end: int) -> np.uint64:
    """The same as if A to Z were small."""
    h = FNV_BASIS
    for i in range(start, end):
        c = byte(data, i)
        h = (h ^ np.uint64(c + 32 if c >= 65 and c <= 90 else c)) * FNV_PRIME
    return h | np.uint64(1)


@compiled_inner
def lookup(keys: Keys, values: Values, key: np.uint64) -> int:
    """Give the number of the word with this hash, 0 if there is none."""
    mask = np.uint64(keys.size - 1)  # what is unsigned need not be looked at as counting from the end
    at = (key >> np.uint64(20)) & mask
    while keys[at] != 0:
        if keys[at] == key:
            return int(values[at])
        at = (at + np.uint64(1)) & mask
    return 0


class WordTable:
    """An open-addressing table: ``keys`` (hashes, 0: empty) and ``values``, of the same length, a power of two."""

    def __init__(self, words: Mapping[str, int]) -> None:
        """Fill the table with distinct words and their numbers, none of them 0."""
        size = 1 << (4 * len(words)).bit_length()
        self.keys, self.values = np.zeros(size, np.uint64), np.zeros(size, np.int32)
        for word, number in words.items():
            key = _hash(word)
            at = key >> 20 & size - 1
            while self.keys[at]:
                at = at + 1 & size - 1
            self.keys[at], self.values[at] = key, number


def _hash(word: str) -> int:
    """Do in Python what `fnv_hash` does: a table is filled before there is machine code."""
    h = int(FNV_BASIS)
    for byte in word.encode():
        h = (h ^ byte) * int(FNV_PRIME) & _LARGEST
    return h | 1
