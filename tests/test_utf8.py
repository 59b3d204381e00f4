"""Characters in UTF-8: compiled code sees in bytes what Python sees in characters."""

from __future__ import annotations

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.text.arrays import Bytes, Ints
from corpusstat.extract.text.jit import compiled
from corpusstat.extract.text.utf8 import (
    ALNUM,
    CHAR_CLASSES,
    DIGIT,
    LETTER,
    PUNCTUATION,
    SPACING,
    UPPER,
    apostrophe_at,
    byte_at,
    char_class_at,
    char_width,
    digits_at,
    is_continuation,
    is_letter,
    is_lower,
    is_upper,
    is_word_byte,
    letters_at,
)


@compiled
def read(data: Bytes, out: Ints) -> None:
    """What is at each byte: class, width, whether inside a character, digits, end of the letters, apostrophe."""
    for i in range(len(data)):
        out[i, 0], out[i, 1] = char_class_at(data, i, len(data)), char_width(data[i])
        out[i, 2], out[i, 3] = is_continuation(data[i]), digits_at(data, i, len(data))
        out[i, 4], out[i, 5] = letters_at(data, i, len(data))[0], apostrophe_at(data, i, len(data))
        out[i, 6] = is_lower(data[i]) + 2 * is_upper(data[i]) + 4 * is_letter(data[i]) + 8 * is_word_byte(data[i])
        out[i, 7] = byte_at(data, i, len(data))


def rows(text: str) -> np.ndarray:
    data = np.frombuffer(text.encode(), np.uint8)
    out = np.zeros((len(data), 8), np.int32)
    read(data, out)
    return out


def places(text: str) -> list[int]:
    """The first byte of each character."""
    return np.cumsum([0, *(len(c.encode()) for c in text)])[:-1].tolist()


def of_class(c: str) -> int:
    return int(CHAR_CLASSES[ord(c)]) if ord(c) < len(CHAR_CLASSES) else 0


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20))
def test_bytes_are_read_as_their_characters(text: str) -> None:
    found, begins = rows(text), places(text)
    assert [i for i in range(len(found)) if not found[i, 2]] == begins
    for i, at in enumerate(begins):
        assert found[at, 0] == of_class(text[i])
        assert found[at, 1] == len(text[i].encode())
        run = next((k for k in range(i, len(text)) if text[k] not in "0123456789"), len(text))
        assert found[at, 3] == run - i
        last = next((k for k in range(i, len(text)) if not of_class(text[k]) & LETTER), len(text))
        assert found[at, 4] == at + len(text[i:last].encode())
        assert found[at, 5] == {"'": 1, "’": 3}.get(text[i], 0)


def test_bytes_of_ascii() -> None:
    text = "".join(map(chr, range(1, 128)))
    for c, row in zip(text, rows(text), strict=True):
        word = c.isalnum() or c == "_"
        assert row[6] == c.islower() + 2 * c.isupper() + 4 * c.isalpha() + 8 * word
        assert row[7] == (ord(" ") if c <= "\x06" else ord(c))


@pytest.mark.parametrize("block", range(0, 0x10000, 0x1000))
def test_classes_follow_unicode(block: int) -> None:
    for n in range(block, block + 0x1000):
        c, bits = chr(n), int(CHAR_CLASSES[n])
        if 0xD7A4 <= n < 0xF900:
            continue  # surrogates and private use
        assert bool(bits & UPPER) == (unicodedata.category(c) == "Lu"), hex(n)
        assert bool(bits & DIGIT) == (c in "0123456789")
        if unicodedata.category(c) != "Cn":  # a newer Python knows more characters
            assert bool(bits & ALNUM) == c.isalnum() or c in "ªº", hex(n)
        assert not bits & SPACING or c in " \x01\x02\x03\x04\x05\x06"
        assert not bits & PUNCTUATION or not c.isalnum()
