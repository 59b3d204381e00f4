"""Characters as the scanner sees them: what sort one is, where the letters or digits that begin somewhere end."""

from __future__ import annotations

from functools import cache
from typing import Final
from unicodedata import category

import numpy as np

from corpusstat.extract.text.hashtable import FNV_BASIS, Bytes, byte, fnv_final, fnv_update
from corpusstat.extract.text.jit import compiled_inner

__all__ = [
    "ALNUM",
    "AMPERSAND",
    "CLOSE_PAREN",
    "COMMA",
    "DIGIT",
    "DOUBLE_QUOTE",
    "FULL_STOP",
    "HYPHEN",
    "OPENER",
    "OPEN_PAREN",
    "PUNCTUATION",
    "SPACE",
    "SPACING",
    "UPPER",
    "apostrophe_at",
    "byte_at",
    "char_class_at",
    "char_classes",
    "char_width",
    "digits_at",
    "is_of",
    "is_word_byte",
    "letters_at",
    "lowers_at",
]

UPPER, LETTER, PUNCTUATION, DIGIT, SPACING, OPENER, ALNUM = (1 << i for i in range(7))
_LETTERS: Final = "ªª ºº øʯ \u0300\u036f \u0370\u04ff \u1e00\u1eff"
"""Ranges of what goes on in a name's word, besides letters that have capitals."""
_SIGNS: Final = '.,;:()"\u201c\u201d\u2013\u2014'
_FRONTS: Final = '.,;:("\u201c'
"""What a sentence's first word may stand behind, as if the sentence began there."""

SPACE, COMMA, HYPHEN, FULL_STOP = 32, 44, 45, 46
DOUBLE_QUOTE, AMPERSAND, APOSTROPHE, OPEN_PAREN, CLOSE_PAREN = 34, 38, 39, 40, 41


@cache
def char_classes() -> Bytes:
    """Sorts of the characters up to U+FFFF; above, nothing is a letter."""
    table = np.zeros(1 << 16, np.uint8)
    sorts = dict.fromkeys(("Lm", "Lo", "Nd", "Nl", "No"), ALNUM) | dict.fromkeys(("Ll", "Lt"), ALNUM | LETTER)
    sorts["Lu"] = UPPER | ALNUM | LETTER
    for start, end in ((0, 0x3400), (0xA48D, 0xAC00), (0xF900, 0x10000)):
        table[start:end] = [sorts.get(category(chr(c)), 0) for c in range(start, end)]
    table[0x3400:0x4DC0] = table[0x4E00:0xA48D] = table[0xAC00:0xD7A4] = ALNUM  # Chinese, Yi and Korean
    for start, end in (tuple(map(ord, r)) for r in _LETTERS.split(" ")):
        table[start : end + 1] |= LETTER
    table[ord("0") : ord("9") + 1] |= DIGIT
    table[[*range(1, 7), SPACE]] = SPACING  # characters that looked like marks count as spaces
    table[[ord(c) for c in _SIGNS]] |= PUNCTUATION
    table[[ord(c) for c in _FRONTS]] |= OPENER
    return table


@compiled_inner
def char_width(lead: int) -> int:
    """Bytes of the character that begins with such a byte."""
    if lead < 0x80:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


@compiled_inner
def char_class_at(data: Bytes, i: int, stop: int, chars: Bytes) -> int:
    """Sort of the character that begins at ``i``; 0 inside of one, behind the end, and above U+FFFF."""
    if i >= stop:
        return 0
    b = byte(data, i)
    if b < 0x80:
        return int(chars[b])
    lead = np.int64(b)
    if lead < 0xC0:
        return 0
    if lead < 0xE0:
        return int(chars[(lead & 0x1F) << 6 | data[i + 1] & 0x3F])
    if lead < 0xF0:
        return int(chars[(lead & 0xF) << 12 | (np.int64(data[i + 1]) & 0x3F) << 6 | data[i + 2] & 0x3F])
    return 0


@compiled_inner
def byte_at(data: Bytes, i: int, stop: int) -> int:
    """The byte at ``i``: a space for what counts as one, 0 behind the end."""
    if i >= stop:
        return 0
    b = int(byte(data, i))
    return SPACE if 0 < b <= 6 else b


@compiled_inner
def is_word_byte(b: int) -> bool:
    """Whether a byte is an ASCII letter, a digit or _."""
    return 48 <= b <= 57 or 65 <= b <= 90 or 97 <= b <= 122 or b == 95


@compiled_inner
def digits_at(data: Bytes, i: int, stop: int) -> int:
    """How many digits stand from ``i`` on."""
    n = 0
    while i + n < stop and 48 <= data[i + n] <= 57:
        n += 1
    return n


@compiled_inner
def letters_at(data: Bytes, i: int, stop: int, chars: Bytes) -> tuple[int, np.uint64]:
    """One past the letters from ``i`` on, and the number they are looked up by."""
    key = FNV_BASIS
    while i < stop:
        b = byte(data, i)
        if not (chars[b] & LETTER if b < 0x80 else b < 0xC0 or char_class_at(data, i, stop, chars) & LETTER):
            break
        key = fnv_update(key, b)
        i += 1
    return i, fnv_final(key)


@compiled_inner
def lowers_at(data: Bytes, i: int, stop: int) -> tuple[int, np.uint64]:
    """One past the letters a to z from ``i`` on, five at most, and the number they are looked up by."""
    end, key = min(i + 5, stop), FNV_BASIS
    while i < end and 97 <= byte(data, i) <= 122:
        key = fnv_update(key, byte(data, i))
        i += 1
    return i, fnv_final(key)


@compiled_inner
def apostrophe_at(data: Bytes, i: int, stop: int) -> int:
    """Length in bytes of an apostrophe at ``i``, 0 for none."""
    b = byte_at(data, i, stop)
    if b == APOSTROPHE:
        return 1
    return 3 if b == 0xE2 and data[i + 1] == 0x80 and data[i + 2] == 0x99 else 0


@compiled_inner
def is_of(data: Bytes, i: int, stop: int) -> bool:
    """Whether *of* and a space stand at ``i``."""
    return byte_at(data, i, stop) == 111 and byte_at(data, i + 1, stop) == 102 and byte_at(data, i + 2, stop) == SPACE
