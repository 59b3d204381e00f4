"""What is to be mended in the characters of a text, one place at a time: residue of markup, odd marks, lost spaces.

`action_at` looks at the bytes around a place and says what is to be done there. Nothing is remembered from place to
place, so the same function says whether there is anything to do in a text at all.
"""

from __future__ import annotations

import unicodedata
from html.entities import name2codepoint
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tags import BRACE, ESCAPE, TAG, brace_at, escape_at, tag_at, tag_names
from corpusstat.extract.text.utf8 import (
    AMPERSAND,
    APOSTROPHE,
    ASCII_END,
    CLOSE_PAREN,
    COLON_MARK,
    COMMA,
    FULL_STOP,
    HYPHEN,
    NEWLINE,
    OPEN_PAREN,
    PAYLOAD,
    PAYLOAD_BITS,
    SLASH_MARK,
    SPACE,
    UNDERSCORE,
    char_width,
    digits_at,
    is_ascii,
    is_at,
    is_digit,
    is_letter,
    is_lower,
    is_upper,
    is_word_byte,
)
from corpusstat.lexicon import word_list

__all__ = [
    "ADD_CENTURY", "ADD_SPACE", "BREAK_HERE", "CAPITAL_SORT", "CHARACTER", "COMPOSE", "DROP", "KEEP", "LINE_END",
    "PLAIN_SORT", "SORTS", "TIGHT", "WIDE", "Mending", "action_at", "mending",
]  # fmt: skip

KEEP, DROP, CHARACTER, ADD_SPACE, COMPOSE, BREAK_HERE, TIGHT, ADD_CENTURY = range(8)
"""What to do with some bytes: nothing; leave them out; write a character for them; write a space after them; join them
with the letter before; end the line; leave out the space before or after them; write the century of the year before."""

(
    PLAIN_SORT,
    LINE_END,
    _STOP,
    _DASH_SORT,
    _QUOTE_SORT,
    _STARS,
    _BRACKET,
    _EQUALS,
    _ENTITY,
    WIDE,
    _PAREN,
    _CLOSE,
    CAPITAL_SORT,
    _TAG_SORT,
    _BRACE_SORT,
    _ESCAPE_SORT,
) = range(16)
SORTS: Final = np.zeros(256, np.uint8)
"""Sorts of bytes; nothing is to be done at plain ones."""
SORTS[[NEWLINE, 11, 12, 13]] = LINE_END
SORTS[list(b".,!?")] = _STOP
SORTS[HYPHEN] = _DASH_SORT
SORTS[list(b"'`")] = _QUOTE_SORT
SORTS[list(b"*_")] = _STARS
SORTS[ord("[")] = _BRACKET
SORTS[ord("]")] = _CLOSE
SORTS[ord("=")] = _EQUALS
SORTS[AMPERSAND] = _ENTITY
SORTS[[TAG, BRACE, ESCAPE]] = _TAG_SORT, _BRACE_SORT, _ESCAPE_SORT
SORTS[[OPEN_PAREN, CLOSE_PAREN]] = _PAREN
SORTS[ord("A") : ord("Z") + 1] = CAPITAL_SORT
SORTS[[0x1E, 0xC2, 0xCA, 0xCC, 0xCD, 0xE2, 0xE3, 0xEF]] = WIDE

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
_EN, _EM, _OPEN_QUOTE, _CLOSE_QUOTE, _MINUS = map(ord, "–—“”−")

_NEAR, _LINK_SPAN, _LONGEST_NOTE, _LONGEST_ENTITY = 80, 200, 24, 10
"""Bytes within which the partner of a mark is looked for; of a note in brackets; of an entity."""
_DOUBLE, _TRIPLE = 2, 3
_DECIMAL, _HEXADECIMAL, _LAST_CODE = 10, 16, 0x10FFFF
_SURROGATES, _AFTER_SURROGATES, _LEAD_BITS = 0xD800, 0xE000, 0x7F
_COMPOSED: Final = range(0xC0, 0x1F00)
"""Characters that may be made of a letter and a mark."""
_STAR, _BAR, _ENTITY_END, _NUMBER_SIGN, _BACKTICK, _CARET = map(ord, "*|;#`^")
_OPEN_SQUARE, _CLOSE_SQUARE, _AT = map(ord, "[]@")
_AMP: Final = tuple(b"amp;")
_LINK_MIDDLE, _WWW = tuple(b"](http"), tuple(b"www")
_NOTES: Final = {"edit", "citation needed", "who?", "when?", "note", "update", "sic", "clarification needed"}
_MEDIA: Final = {"File", "Image", "Category", "file", "image", "category"}


class Mending(NamedTuple):
    """Entities by name, composed letters by their parts, notes that are left out, links that are none, tags."""

    entities: HashTable
    composed: HashTable
    notes: HashTable
    media: HashTable
    small: HashTable
    tags: HashTable


def mending() -> Mending:
    """Make the tables."""
    pairs = {}
    for code in _COMPOSED:
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == _DOUBLE and not parts[0].startswith("<"):
            pair = "".join(chr(int(part, base=_HEXADECIMAL)) for part in parts)
            if unicodedata.normalize("NFC", pair) == chr(code):
                pairs[pair] = code
    entities = dict(name2codepoint) | {"apos": APOSTROPHE}
    return Mending(
        hash_table(entities),
        hash_table(pairs),
        hash_table(dict.fromkeys(_NOTES, 1)),
        hash_table(dict.fromkeys(_MEDIA, 1)),
        hash_table(dict.fromkeys((w.upper() for w in _small_words()), 1)),
        tag_names(),
    )


def _small_words() -> frozenset[str]:
    """Words that are written small within a name or a sentence."""
    words = word_list("function_words") | word_list("common_words") | word_list("prepositions") | word_list("particles")
    return words | word_list("small_words") | word_list("jobs") | word_list("kinship")


@compiled_inner
def _letterlike(data: Bytes, i: int, start: int, end: int) -> bool:
    """Whether a letter, a figure or part of a longer character is at ``i``."""
    return start <= i < end and (is_word_byte(data[i]) or data[i] >= ASCII_END)


@compiled_inner
def _is_blank_at(data: Bytes, i: int, start: int, end: int) -> bool:
    return i < start or i >= end or data[i] <= SPACE


@compiled_inner
def _repeats(data: Bytes, i: int, end: int) -> int:
    """How often the byte at ``i`` stands there in a row."""
    n = 1
    while i + n < end and data[i + n] == data[i]:
        n += 1
    return n


@compiled_inner
def _is_address(data: Bytes, i: int, start: int) -> bool:
    """Whether what precedes ``i`` without a space has a mark of addresses, or a full stop of its own."""
    least = max(start, i - _NEAR)
    while i > least and data[i - 1] > SPACE:
        i -= 1
        if data[i] in (SLASH_MARK, _AT, COLON_MARK, UNDERSCORE, FULL_STOP):
            return True
    return is_at(data, i, i + len(_WWW), _WWW)


@compiled_inner
def _ends_word(data: Bytes, i: int) -> bool:
    """Whether a word that can end a sentence, a year or a bracket ends before the stop at ``i``."""
    before, b = data[i - 1], data[i - 2]
    return bool((is_lower(before) and is_letter(b)) or (is_digit(before) and is_digit(b)) or before == CLOSE_PAREN)


@compiled_inner
def _lost_space(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """A full stop or comma without the space after it: *in 1901.She*, *Lindmouth,Orland*."""
    if i + 2 >= end or i - 2 < start or not is_letter(data[i + 1]):
        return KEEP, 1, 0
    if data[i] == COMMA:
        lost = is_lower(data[i - 1]) and (is_lower(data[i + 2]) or data[i + 2] == SPACE)
    else:
        lost = is_upper(data[i + 1]) and is_lower(data[i + 2]) and _ends_word(data, i)
    return ADD_SPACE if lost and not _is_address(data, i, start) else KEEP, 1, 0


@compiled_inner
def _is_short_range(data: Bytes, start: int, i: int, size: int, end: int) -> bool:
    """Whether a dash is that of *(1901–71)*: years of different tens."""
    first, last = i - YEAR_DIGITS, i + size
    if first - 1 < start or last + 2 >= end or data[last + 2] != CLOSE_PAREN:
        return False
    if data[first - 1] != OPEN_PAREN or digits_at(data, first, i) < YEAR_DIGITS:
        return False
    return bool(data[last] > data[i - 2] and digits_at(data, last, last + 2) == 2)


@compiled_inner
def _dashes(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Two or three hyphens for a dash; one in *(1901-71)*."""
    n = _repeats(data, i, end)
    if n == 1:
        return ADD_CENTURY if _is_short_range(data, start, i, 1, end) else KEEP, 1, 0
    edge = i == start or i + n >= end or data[i - 1] == NEWLINE or data[i + n] <= NEWLINE
    if edge or n > _TRIPLE or data[i - 1] == HYPHEN:
        return KEEP, n, 0
    glued = is_digit(data[i + n]) and is_digit(data[i - 1])
    spaced = data[i - 1] == SPACE and i + n + 1 < end and is_digit(data[i + n + 1])
    return CHARACTER, n, _EN if n == _DOUBLE and (glued or spaced) else _EM


@compiled_inner
def _tick(data: Bytes, start: int, i: int, size: int, end: int) -> tuple[int, int, int]:
    """A mark that stands for an apostrophe if letters are on both sides, or an s before it."""
    before = _letterlike(data, i - 1, start, end) and not is_digit(data[i - 1])
    inside = before and _letterlike(data, i + size, start, end)
    plural = before and data[i - 1] == ord("s") and _is_blank_at(data, i + size, start, end)
    return CHARACTER if inside or plural else KEEP, size, APOSTROPHE


@compiled_inner
def _quotes(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Two apostrophes (italics of a wiki, or a closing quotation mark), three (bold), two backticks."""
    n = _repeats(data, i, end)
    if n == 1:
        return _tick(data, start, i, 1, end) if data[i] == _BACKTICK else (KEEP, 1, 0)
    if n == _TRIPLE:
        return DROP, n, 0
    if n > _TRIPLE + _DOUBLE or n == _DOUBLE * _DOUBLE or (i > start and is_digit(data[i - 1])):
        return KEEP, n, 0
    opens = not _letterlike(data, i - 1, start, end) and i + n < end and data[i + n] > SPACE
    return CHARACTER, n, _OPEN_QUOTE if opens else _CLOSE_QUOTE


@compiled_inner
def _closing_star(data: Bytes, i: int, end: int) -> int:
    """Where a mark like that at ``i`` closes what it opens: words with a capital first, and a space; 0: nowhere."""
    if i + 1 >= end or not is_upper(data[i + 1]):
        return 0
    spaced = False
    for k in range(i + 1, min(i + _NEAR, end)):
        if data[k] == NEWLINE:
            return 0
        spaced = spaced or data[k] == SPACE
        if data[k] == data[i]:
            return k if spaced and data[k - 1] > SPACE and not _letterlike(data, k + 1, i, end) else 0
    return 0


@compiled_inner
def _opened_star(data: Bytes, start: int, i: int, end: int) -> bool:
    """Whether the mark at ``i`` closes one that is as `_closing_star` wants it."""
    for k in range(i - 1, max(start, i - _NEAR) - 1, -1):
        if data[k] == data[i]:
            return not _letterlike(data, k - 1, start, end) and _closing_star(data, k, end) == i
    return False


@compiled_inner
def _star(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """One star or underscore: around a title it is a quotation mark, around a word it goes."""
    star, after = data[i] == _STAR, _letterlike(data, i + 1, start, end)
    if not _letterlike(data, i - 1, start, end):
        if _closing_star(data, i, end):
            return CHARACTER, 1, _OPEN_QUOTE
        if after:
            return DROP if star else KEEP, 1, 0
    if _opened_star(data, start, i, end):
        return CHARACTER, 1, _CLOSE_QUOTE
    return DROP if star and not after and _letterlike(data, i - 1, start, end) else KEEP, 1, 0


@compiled_inner
def _stars(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Marks of Markdown: ``**bold**`` and ``__bold__`` go, ``*The Title*`` and ``_The Title_`` are quoted."""
    n = _repeats(data, i, end)
    if n == 1:
        return _star(data, start, i, end)
    if data[i] == _STAR:
        return DROP if n <= _TRIPLE else KEEP, n, 0
    edge = not _letterlike(data, i - 1, start, end) or not _letterlike(data, i + n, start, end)
    return DROP if n == _DOUBLE and edge else KEEP, n, 0


@compiled_inner
def _partner(data: Bytes, i: int, end: int, wanted: int, most: int) -> int:
    """Where a byte is, within ``most`` bytes and before the end of the line; -1: nowhere."""
    for k in range(i, min(i + most, end)):
        if data[k] == wanted:
            return k
        if data[k] == NEWLINE:
            return -1
    return -1


@compiled_inner
def _wiki_link(tables: Mending, data: Bytes, i: int, end: int) -> tuple[int, int, int]:
    """``[[page|words]]``: the opening goes with the page, the words stay; links to pictures go as a whole."""
    close = _partner(data, i + 2, end, _CLOSE_SQUARE, _LINK_SPAN)
    if close < 0 or close + 1 >= end or data[close + 1] != _CLOSE_SQUARE:
        return KEEP, 2, 0
    colon = _partner(data, i + 2, close, COLON_MARK, _LONGEST_NOTE)
    if colon > 0 and lookup(tables.media, fnv_hash(data, i + 2, colon)):
        return DROP, close + 2 - i, 0
    bar = _partner(data, i + 2, close, _BAR, _LINK_SPAN)
    return DROP, (bar + 1 - i) if bar > 0 and bar + 1 < close else 2, 0


@compiled_inner
def _is_note(tables: Mending, data: Bytes, i: int, close: int) -> bool:
    """Whether ``[1]``, ``[a]``, ``[^5]``, ``[edit]`` is a note: what is between the brackets."""
    if data[i] == _CARET:
        return _partner(data, i, close, SPACE, _LONGEST_NOTE) < 0
    figures = close
    while figures > i and is_digit(data[figures - 1]):
        figures -= 1
    if figures == i:
        return 0 < close - i <= _TRIPLE
    if close - i == 1:
        return is_lower(data[i])
    stop = figures - 1 if figures < close and data[figures - 1] == SPACE else close
    return lookup(tables.notes, fnv_hash(data, i, stop)) != 0


@compiled_inner
def _bracket(tables: Mending, data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    if i + 1 < end and data[i + 1] == _OPEN_SQUARE:
        return _wiki_link(tables, data, i, end)
    close = _partner(data, i + 1, end, _CLOSE_SQUARE, _LONGEST_NOTE)
    if close > 0 and _is_note(tables, data, i + 1, close):
        stopped = i > start and SORTS[data[i - 1]] == _STOP and _letterlike(data, close + 1, start, end)
        return CHARACTER if stopped else DROP, close + 1 - i, SPACE
    middle = _partner(data, i + 1, end, _CLOSE_SQUARE, _LINK_SPAN)
    return DROP if middle > 0 and is_at(data, middle, end, _LINK_MIDDLE) else KEEP, 1, 0


@compiled_inner
def _closing_bracket(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """The end of a link of a wiki, or the address of one of Markdown."""
    if is_at(data, i, end, _LINK_MIDDLE):
        close = _partner(data, i, end, CLOSE_PAREN, _LINK_SPAN)
        return DROP if close > 0 else KEEP, max(close + 1 - i, 1), 0
    if i + 1 >= end or data[i + 1] != _CLOSE_SQUARE:
        return KEEP, 1, 0
    for k in range(i - 1, max(start, i - _LINK_SPAN), -1):
        if data[k] == _OPEN_SQUARE:
            return DROP if data[k - 1] == _OPEN_SQUARE else KEEP, 2, 0
        if data[k] == NEWLINE:
            break
    return KEEP, 2, 0


@compiled_inner
def _equals(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """The marks around a heading of a wiki end a line."""
    n = _repeats(data, i, end)
    edge = _is_blank_at(data, i - 1, start, end) or _is_blank_at(data, i + n, start, end)
    return BREAK_HERE if _DOUBLE <= n <= _DOUBLE * _DOUBLE and edge else KEEP, n, 0


@compiled_inner
def _parenthesis(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """A space inside a bracket."""
    if data[i] == OPEN_PAREN:
        return TIGHT if i + 1 < end and data[i + 1] == SPACE else KEEP, 1, 0
    return TIGHT if i > start and data[i - 1] == SPACE else KEEP, 1, 0


@compiled_inner
def _code_number(data: Bytes, i: int, stop: int, base: int) -> int:
    """Read digits; -1 if there are others."""
    value = 0
    for k in range(i, stop):
        b = int(data[k])
        digit = b - ord("0") if is_digit(b) else (b | SPACE) - ord("a") + _DECIMAL if is_letter(b) else base
        if digit >= base:
            return -1
        value = min(value * base + digit, _LAST_CODE + 1)
    return value if stop > i else -1


@compiled_inner
def _entity(tables: Mending, data: Bytes, i: int, end: int) -> tuple[int, int]:
    """The character of an entity, and its size in bytes; 0 and 1 for none. *&amp;nbsp;* was escaped twice."""
    at = i + 1
    while is_at(data, at, end, _AMP):
        at += len(_AMP)
    stop = _partner(data, at, end, _ENTITY_END, _LONGEST_ENTITY)
    code = -1
    if stop > at and data[at] == _NUMBER_SIGN:
        hexadecimal = data[at + 1] | SPACE == ord("x")
        code = _code_number(data, at + 1 + hexadecimal, stop, _HEXADECIMAL if hexadecimal else _DECIMAL)
    elif stop > at:
        code = lookup(tables.entities, fnv_hash(data, at, stop)) or -1
    if 0 < code <= _LAST_CODE and not _SURROGATES <= code < _AFTER_SURROGATES:
        return code, stop + 1 - i
    return (AMPERSAND, at - i) if at > i + 1 else (0, 1)


@compiled_inner
def _dash(data: Bytes, start: int, i: int, size: int, end: int, code: int) -> tuple[int, int, int]:
    """An odd dash or hyphen: a hyphen within a word, a minus before a figure, else a dash."""
    figure = i + size < end and is_digit(data[i + size])
    if not figure and _letterlike(data, i - 1, start, end) and _letterlike(data, i + size, start, end):
        return CHARACTER, size, HYPHEN
    minus = code == _MINUS and figure and _is_blank_at(data, i - 1, start, end)
    return KEEP if minus else CHARACTER, size, _EN


@compiled_inner
def _character(data: Bytes, start: int, i: int, size: int, end: int, code: int) -> tuple[int, int, int]:
    """What to do with a character by what it is and by what is around it."""
    meaning = int(_MEANINGS[code]) if code < len(_MEANINGS) else _NOTHING
    if meaning == _TICK:
        return _tick(data, start, i, size, end)
    if meaning == _SHORT_DASH:
        return _dash(data, start, i, size, end, code)
    if meaning == _COMBINING:
        return COMPOSE, size, code
    if meaning == _BLANK or (code < SPACE and meaning == _NOTHING):
        return CHARACTER, size, SPACE
    if meaning == _LONG_DASH:
        return CHARACTER, size, _EM
    return DROP if meaning == _UNSEEN else BREAK_HERE if meaning == _SEPARATOR else KEEP, size, 0


@compiled_inner
def _decode(data: Bytes, i: int) -> tuple[int, int]:
    """The character at ``i`` and its size."""
    b, size = int(data[i]), int(char_width(data[i]))
    code = b if is_ascii(b) else b & (_LEAD_BITS >> size)
    for k in range(1, size):
        code = code << PAYLOAD_BITS | int(data[i + k]) & PAYLOAD
    return code, size


@compiled_inner
def _markup(tables: Mending, data: Bytes, start: int, i: int, end: int, sort: int) -> tuple[int, int, int]:
    if sort == _TAG_SORT:
        return tag_at(tables.tags, data, start, i, end)
    if sort == _BRACE_SORT:
        return brace_at(data, i, end)
    if sort == _ESCAPE_SORT:
        return escape_at(data, start, i, end)
    if sort == _STARS:
        return _stars(data, start, i, end)
    if sort == _BRACKET:
        return _bracket(tables, data, start, i, end)
    if sort == _CLOSE:
        return _closing_bracket(data, start, i, end)
    if sort == _EQUALS:
        return _equals(data, start, i, end)
    code, size = _entity(tables, data, i, end)
    if code == 0:
        return KEEP, 1, 0
    action, _, mended = _character(data, start, i, size, end, code)
    return (CHARACTER, size, code) if action == KEEP else (action, size, mended)


@compiled_inline
def action_at(tables: Mending, data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """What is to be done at a byte that is not plain, with how many bytes, and the character it asks for.

    ``start`` and ``end`` are those of the text.
    """
    sort = SORTS[byte(data, i)]
    if sort == _STOP:
        return _lost_space(data, start, i, end)
    if sort == WIDE:
        code, size = _decode(data, i)
        if code == _EN and _is_short_range(data, start, i, size, end):
            return ADD_CENTURY, size, 0
        if code < len(_MEANINGS) and _MEANINGS[code] == _NOTHING:
            return KEEP, size, 0
        return _character(data, start, i, size, end, code)
    if sort == _DASH_SORT:
        return _dashes(data, start, i, end)
    if sort == _QUOTE_SORT:
        return _quotes(data, start, i, end)
    if sort == _PAREN:
        return _parenthesis(data, start, i, end)
    return _markup(tables, data, start, i, end, int(sort))
