"""Characters in UTF-8: the class of one, where the letters or digits that begin somewhere end."""

from __future__ import annotations

from typing import Final
from unicodedata import category

import numpy as np

from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import FNV_BASIS, byte, fnv_final, fnv_update
from corpusstat.extract.text.jit import compiled_inner

UPPER, LETTER, PUNCTUATION, DIGIT, SPACING, OPENER, ALNUM = (1 << i for i in range(7))
"""Bits of the class of a character. `OPENER`: what may come before a sentence's first word, as if it began there."""
_LETTER_RANGES: Final = "ªª ºº øʯ \u0300\u036f \u0370\u04ff \u1e00\u1eff"
"""Ranges of what goes on in a name's word, besides letters that have capitals."""
_PUNCTUATION_MARKS: Final = '.,;:()"\u201c\u201d\u2013\u2014'
_OPENERS: Final = '.,;:("\u201c'
_MIXED: Final = ((0, 0x3400), (0xA48D, 0xAC00), (0xF900, 0x10000))
_UNIFORM: Final = ((0x3400, 0x4DC0), (0x4E00, 0xA48D), (0xAC00, 0xD7A4))
"""Blocks of characters of several categories; and of Chinese, Yi and Korean ones, which are letters without case."""
_LAST_MARK: Final = 6
"""Characters up to this one look like the marks of marked text, and count as spaces."""

SPACE, COMMA, HYPHEN, FULL_STOP, NEWLINE = map(ord, " ,-.\n")
DOUBLE_QUOTE, AMPERSAND, APOSTROPHE, OPEN_PAREN, CLOSE_PAREN = map(ord, "\"&'()")
_ZERO, _NINE, _UPPER_A, _UPPER_Z, _LOWER_A, _LOWER_Z, UNDERSCORE = map(ord, "09AZaz_")
TAB, CARRIAGE_RETURN, COLON_MARK, SLASH_MARK = map(ord, "\t\r:/")
LEFT_QUOTE, RIGHT_QUOTE, LEFT_SINGLE_QUOTE, RIGHT_SINGLE_QUOTE = (tuple(c.encode()) for c in "\u201c\u201d\u2018\u2019")
EN_DASH, EM_DASH = (tuple(c.encode()) for c in "\u2013\u2014")
"""Bytes of characters of three, for `is_at` and `ends_with`."""

ASCII_END, CONTINUATION, _TWO_BYTES, _THREE_BYTES, _FOUR_BYTES = 0x80, 0x80, 0xC0, 0xE0, 0xF0
"""The lowest first bytes of characters; a byte from `CONTINUATION` to `_TWO_BYTES` is inside of one."""
PAYLOAD, PAYLOAD_BITS, _OF_TWO, _OF_THREE = 0x3F, 6, 0x1F, 0xF
"""The bits of a byte inside of a character, and of the first byte of two and of three, that are its number's."""
CASE: Final = ord("a") - ord("A")
_LONGEST_LINK_WORD: Final = 5
"""Letters of the longest word between the words of a name that is looked up."""
_OF_WORD: Final = tuple(b"of")


def _char_classes() -> Bytes:
    table = np.zeros(_MIXED[-1][1], np.uint8)
    classes = dict.fromkeys(("Lm", "Lo", "Nd", "Nl", "No"), ALNUM) | dict.fromkeys(("Ll", "Lt"), ALNUM | LETTER)
    classes["Lu"] = UPPER | ALNUM | LETTER
    for start, end in _MIXED:
        table[start:end] = [classes.get(category(chr(c)), 0) for c in range(start, end)]
    for start, end in _UNIFORM:
        table[start:end] = ALNUM
    for start, end in (tuple(map(ord, r)) for r in _LETTER_RANGES.split(" ")):
        table[start : end + 1] |= LETTER
    table[ord("0") : ord("9") + 1] |= DIGIT
    table[[*range(1, _LAST_MARK + 1), SPACE]] = SPACING
    table[[ord(c) for c in _PUNCTUATION_MARKS]] |= PUNCTUATION
    table[[ord(c) for c in _OPENERS]] |= OPENER
    return table


CHAR_CLASSES: Final = _char_classes()
"""Classes of the characters up to U+FFFF; above, nothing is a letter. A constant of the compiled code."""


@compiled_inner
def is_digit(b: int) -> bool:
    """Whether a byte is one of 0 to 9."""
    return _ZERO <= b <= _NINE


@compiled_inner
def is_lower(b: int) -> bool:
    """Whether a byte is one of a to z."""
    return _LOWER_A <= b <= _LOWER_Z


@compiled_inner
def is_upper(b: int) -> bool:
    """Whether a byte is one of A to Z."""
    return _UPPER_A <= b <= _UPPER_Z


@compiled_inner
def is_letter(b: int) -> bool:
    """Whether a byte is one of a to z or A to Z."""
    return _LOWER_A <= b | CASE <= _LOWER_Z


@compiled_inner
def is_word_byte(b: int) -> bool:
    """Whether a byte is an ASCII letter, a digit or _."""
    return is_digit(b) or is_letter(b) or b == UNDERSCORE


@compiled_inner
def is_ascii(b: int) -> bool:
    """Whether a byte is a character of its own."""
    return b < ASCII_END


@compiled_inner
def is_continuation(b: int) -> bool:
    """Whether a byte is not the first of its character."""
    return b & _TWO_BYTES == CONTINUATION


@compiled_inner
def char_width(lead: int) -> int:
    """Bytes of the character that begins with such a byte."""
    return 1 + (lead >= ASCII_END) + (lead >= _THREE_BYTES) + (lead >= _FOUR_BYTES)


@compiled_inner
def char_class_at(data: Bytes, i: int, stop: int) -> int:
    """Class of the character that begins at ``i``; 0 inside of one, after the end, and above U+FFFF."""
    if i >= stop:
        return 0
    b = byte(data, i)
    if b < ASCII_END:
        return int(CHAR_CLASSES[b])
    lead = np.int64(b)
    if lead < _TWO_BYTES or lead >= _FOUR_BYTES:
        return 0
    second = np.int64(data[i + 1]) & PAYLOAD
    if lead < _THREE_BYTES:
        return int(CHAR_CLASSES[(lead & _OF_TWO) << PAYLOAD_BITS | second])
    high = (lead & _OF_THREE) << PAYLOAD_BITS | second
    return int(CHAR_CLASSES[high << PAYLOAD_BITS | data[i + 2] & PAYLOAD])


@compiled_inner
def byte_at(data: Bytes, i: int, stop: int) -> int:
    """The byte at ``i``: a space for what counts as one, 0 after the end."""
    if i >= stop:
        return 0
    b = int(byte(data, i))
    return SPACE if 0 < b <= _LAST_MARK else b


@compiled_inner
def is_at(data: Bytes, i: int, stop: int, text: tuple[int, ...]) -> bool:
    """Whether these bytes are the next from ``i`` on."""
    if i + len(text) > stop:
        return False
    for k in range(len(text)):  # noqa: SIM110 - no generators in compiled code
        if data[i + k] != text[k]:
            return False
    return True


@compiled_inner
def ends_with(data: Bytes, first: int, stop: int, text: tuple[int, ...]) -> bool:
    """Whether what begins at ``first`` ends, before ``stop``, with these bytes."""
    start = stop - len(text)
    return start >= first and is_at(data, start, stop, text)


@compiled_inner
def digits_at(data: Bytes, i: int, stop: int) -> int:
    """Count the digits from ``i`` on."""
    n = 0
    while i + n < stop and is_digit(data[i + n]):
        n += 1
    return n


@compiled_inner
def letters_at(data: Bytes, i: int, stop: int) -> tuple[int, np.uint64]:
    """One past the letters from ``i`` on, and the hash they are looked up by."""
    key = FNV_BASIS
    while i < stop:
        b = byte(data, i)
        if not (CHAR_CLASSES[b] & LETTER if b < ASCII_END else b < _TWO_BYTES or char_class_at(data, i, stop) & LETTER):
            break
        key = fnv_update(key, b)
        i += 1
    return i, fnv_final(key)


@compiled_inner
def lowers_at(data: Bytes, i: int, stop: int) -> tuple[int, np.uint64]:
    """One past the letters a to z from ``i`` on, `_LONGEST_LINK_WORD` at most, and the hash they are looked up by."""
    end, key = min(i + _LONGEST_LINK_WORD, stop), FNV_BASIS
    while i < end and is_lower(byte(data, i)):
        key = fnv_update(key, byte(data, i))
        i += 1
    return i, fnv_final(key)


@compiled_inner
def apostrophe_at(data: Bytes, i: int, stop: int) -> int:
    """Length in bytes of an apostrophe at ``i``, 0 for none."""
    if byte_at(data, i, stop) == APOSTROPHE:
        return 1
    return len(RIGHT_SINGLE_QUOTE) if is_at(data, i, stop, RIGHT_SINGLE_QUOTE) else 0


@compiled_inner
def is_of(data: Bytes, i: int, stop: int) -> bool:
    """Whether *of* and a space come at ``i``."""
    return is_at(data, i, stop, _OF_WORD) and byte_at(data, i + len(_OF_WORD), stop) == SPACE
