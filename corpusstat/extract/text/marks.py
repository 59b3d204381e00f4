"""Single marks of a text that are mended: lost spaces, dashes, apostrophes, brackets, odd characters.

Each function looks at the bytes around a mark and says what is to be done there, with how many bytes, and the character
that it asks for.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text import sorts
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS
from corpusstat.extract.text.jit import compiled_inner

__all__ = [
    "CLOSE_QUOTE",
    "OPEN_QUOTE",
    "dashes",
    "lost_space",
    "odd_character",
    "parenthesis",
    "quotes",
    "wide_character",
]

_NOTHING, _UNSEEN, _BLANK, _TICK, _SHORT_DASH, _LONG_DASH, _COMBINING, _SEPARATOR = range(8)
_MEANINGS: Final = np.zeros(0x10000, np.uint8)
"""What a character of a sort that is mended is."""
_MEANINGS[[0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]] = _UNSEEN
_MEANINGS[[0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000]] = _BLANK
_MEANINGS[list(map(ord, "`´ʹʻʼʽˈ‘‛′＇"))] = _TICK
_MEANINGS[list(map(ord, "‐‑‒−﹣－"))] = _SHORT_DASH
_MEANINGS[ord("―")] = _LONG_DASH
_MEANINGS[0x300:0x370] = _COMBINING
_MEANINGS[0x1E] = _SEPARATOR
_EN, _EM, OPEN_QUOTE, CLOSE_QUOTE, _MINUS = map(ord, "–—“”−")
_ADDRESS_SPAN: Final = 80
"""Bytes within which marks of an address are looked for."""
_LONGEST_DATELINE: Final = 40
"""Bytes of a place and an agency before a dash."""
_LEAD_BITS: Final = 0x7F
_AT, _BACKTICK = map(ord, "@`")
_WWW: Final = tuple(b"www")


@compiled_inner
def _is_address(data: Bytes, i: int, start: int) -> bool:
    """Whether what precedes ``i`` without a space has a mark of addresses, or a full stop of its own."""
    least = max(start, i - _ADDRESS_SPAN)
    while i > least and data[i - 1] > u.SPACE:
        i -= 1
        if data[i] in (u.SLASH_MARK, _AT, u.COLON_MARK, u.UNDERSCORE, u.FULL_STOP):
            return True
    return u.is_at(data, i, i + len(_WWW), _WWW)


@compiled_inner
def _ends_word(data: Bytes, i: int) -> bool:
    """Whether a word that can end a sentence, a year or a bracket ends before the stop at ``i``."""
    before, b = data[i - 1], data[i - 2]
    return bool(
        (u.is_lower(before) and u.is_letter(b)) or (u.is_digit(before) and u.is_digit(b)) or before == u.CLOSE_PAREN
    )


@compiled_inner
def lost_space(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """A full stop or comma without the space after it: *in 1901.She*, *Lindmouth,Orland*."""
    if i + 2 >= end or i - 2 < start or not u.is_letter(data[i + 1]):
        return sorts.KEEP, 1, 0
    if data[i] == u.COMMA:
        lost = u.is_lower(data[i - 1]) and (u.is_lower(data[i + 2]) or data[i + 2] == u.SPACE)
    else:
        lost = u.is_upper(data[i + 1]) and u.is_lower(data[i + 2]) and _ends_word(data, i)
    return sorts.ADD_SPACE if lost and not _is_address(data, i, start) else sorts.KEEP, 1, 0


@compiled_inner
def _is_short_range(data: Bytes, start: int, i: int, size: int, end: int) -> bool:
    """Whether a dash is that of *(1901–71)*: years of different tens."""
    first, last = i - YEAR_DIGITS, i + size
    if first - 1 < start or last + 2 >= end or data[last + 2] != u.CLOSE_PAREN:
        return False
    if data[first - 1] != u.OPEN_PAREN or u.digits_at(data, first, i) < YEAR_DIGITS:
        return False
    return bool(data[last] > data[i - 2] and u.digits_at(data, last, last + 2) == 2)


@compiled_inner
def _is_upper_all(data: Bytes, start: int, stop: int) -> bool:
    """Whether all these bytes are capital letters."""
    for i in range(start, stop):  # noqa: SIM110 - no generators in compiled code
        if not u.is_upper(data[i]):
            return False
    return True


@compiled_inner
def _is_dateline(data: Bytes, start: int, i: int, after: int, end: int) -> bool:
    """Whether the dash before ``after`` ends a dateline: *TARSK, N.J. — Ann*, at the start of a line, in capitals."""
    i -= i > start and data[i - 1] == u.SPACE
    after += after < end and data[after] == u.SPACE
    if after >= end or not u.is_upper(data[after]):
        return False
    least = max(start, i - _LONGEST_DATELINE)
    first = i
    while first > least and data[first - 1] > u.NEWLINE:
        first -= 1
    begins = first == start or data[first - 1] <= u.NEWLINE
    return bool(begins and i - first > sorts.TRIPLE and _is_upper_all(data, first, first + sorts.TRIPLE))


@compiled_inner
def dashes(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Two or three hyphens for a dash; one in *(1901-71)*."""
    n = sorts.repeats(data, i, end)
    if n == 1:
        return sorts.ADD_CENTURY if _is_short_range(data, start, i, 1, end) else sorts.KEEP, 1, 0
    if n == sorts.DOUBLE and _is_dateline(data, start, i, i + n, end):
        return sorts.BREAK_HERE, n + (data[i + n] == u.SPACE), 0
    edge = i == start or i + n >= end or data[i - 1] == u.NEWLINE or data[i + n] <= u.NEWLINE
    if edge or n > sorts.TRIPLE or data[i - 1] == u.HYPHEN:
        return sorts.KEEP, n, 0
    glued = u.is_digit(data[i + n]) and u.is_digit(data[i - 1])
    spaced = data[i - 1] == u.SPACE and i + n + 1 < end and u.is_digit(data[i + n + 1])
    return sorts.CHARACTER, n, _EN if n == sorts.DOUBLE and (glued or spaced) else _EM


@compiled_inner
def _tick(data: Bytes, start: int, i: int, size: int, end: int) -> tuple[int, int, int]:
    """A mark that stands for an apostrophe if letters are on both sides, or an s before it."""
    before = sorts.is_letterlike(data, i - 1, start, end) and not u.is_digit(data[i - 1])
    inside = before and sorts.is_letterlike(data, i + size, start, end)
    plural = before and data[i - 1] == ord("s") and sorts.is_blank_at(data, i + size, start, end)
    return sorts.CHARACTER if inside or plural else sorts.KEEP, size, u.APOSTROPHE


@compiled_inner
def quotes(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Two apostrophes (italics of a wiki, or a closing quotation mark), three (bold), two backticks."""
    n = sorts.repeats(data, i, end)
    if n == 1:
        return _tick(data, start, i, 1, end) if data[i] == _BACKTICK else (sorts.KEEP, 1, 0)
    if n == sorts.TRIPLE:
        return sorts.DROP, n, 0
    if n > sorts.TRIPLE + sorts.DOUBLE or n == sorts.DOUBLE * sorts.DOUBLE or (i > start and u.is_digit(data[i - 1])):
        return sorts.KEEP, n, 0
    opens = not sorts.is_letterlike(data, i - 1, start, end) and i + n < end and data[i + n] > u.SPACE
    return sorts.CHARACTER, n, OPEN_QUOTE if opens else CLOSE_QUOTE


@compiled_inner
def parenthesis(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """A space inside a bracket."""
    if data[i] == u.OPEN_PAREN:
        return sorts.TIGHT if i + 1 < end and data[i + 1] == u.SPACE else sorts.KEEP, 1, 0
    return sorts.TIGHT if i > start and data[i - 1] == u.SPACE else sorts.KEEP, 1, 0


@compiled_inner
def _dash(data: Bytes, start: int, i: int, size: int, end: int, code: int) -> tuple[int, int, int]:
    """An odd dash or hyphen: a hyphen within a word, a minus before a figure, else a dash."""
    figure = i + size < end and u.is_digit(data[i + size])
    if not figure and sorts.is_letterlike(data, i - 1, start, end) and sorts.is_letterlike(data, i + size, start, end):
        return sorts.CHARACTER, size, u.HYPHEN
    minus = code == _MINUS and figure and sorts.is_blank_at(data, i - 1, start, end)
    return sorts.KEEP if minus else sorts.CHARACTER, size, _EN


@compiled_inner
def odd_character(data: Bytes, start: int, i: int, size: int, end: int, code: int) -> tuple[int, int, int]:
    """What to do with a character by what it is and by what is around it."""
    meaning = int(_MEANINGS[code]) if code < len(_MEANINGS) else _NOTHING
    if meaning == _TICK:
        return _tick(data, start, i, size, end)
    if meaning == _SHORT_DASH:
        return _dash(data, start, i, size, end, code)
    if meaning == _COMBINING:
        return sorts.COMPOSE, size, code
    if meaning == _BLANK or (code < u.SPACE and meaning == _NOTHING):
        return sorts.CHARACTER, size, u.SPACE
    if meaning == _LONG_DASH:
        return sorts.CHARACTER, size, _EM
    return sorts.DROP if meaning == _UNSEEN else sorts.BREAK_HERE if meaning == _SEPARATOR else sorts.KEEP, size, 0


@compiled_inner
def _decode(data: Bytes, i: int) -> tuple[int, int]:
    """The character at ``i`` and its size."""
    b, size = int(data[i]), int(u.char_width(data[i]))
    code = b if u.is_ascii(b) else b & (_LEAD_BITS >> size)
    for k in range(1, size):
        code = code << u.PAYLOAD_BITS | int(data[i + k]) & u.PAYLOAD
    return code, size


@compiled_inner
def wide_character(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """A character of several bytes, or one that is not seen."""
    code, size = _decode(data, i)
    if code == _EN and _is_short_range(data, start, i, size, end):
        return sorts.ADD_CENTURY, size, 0
    if code in (_EN, _EM) and _is_dateline(data, start, i, i + size, end):
        return sorts.BREAK_HERE, size + (data[i + size] == u.SPACE), 0
    if code >= len(_MEANINGS) or _MEANINGS[code] == _NOTHING:
        return sorts.KEEP, size, 0
    return odd_character(data, start, i, size, end, code)
