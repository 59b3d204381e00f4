"""The words of a name: where each ends, and where the next one begins.

Words are joined by a space, *of the*, *van der*, *&*, *d'*, hyphens, a possessive (*St. John's College*) or a nickname.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import month_date
from corpusstat.extract.text.hashtable import lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.utf8 import (
    AMPERSAND,
    CLOSE_PAREN,
    DOUBLE_QUOTE,
    FULL_STOP,
    HYPHEN,
    LEFT_QUOTE,
    OPEN_PAREN,
    RIGHT_QUOTE,
    SPACE,
    UPPER,
    apostrophe_at,
    byte_at,
    char_class_at,
    char_width,
    is_at,
    is_lower,
    letters_at,
    lowers_at,
)
from corpusstat.extract.text.word_classes import (
    DOCTOR,
    HOUSE,
    INNER,
    JOINED,
    MONTH,
    NAME_ARTICLE,
    OF,
    PARTICLE,
    SHORT_MONTH,
    THE,
    TITLE,
)

__all__ = ["next_word", "word_end"]

_D_DOT, _D_PREFIX, _POSSESSIVE_S = (tuple(text.encode()) for text in ("D.", "d", "s"))
_SPACES: Final = 2
"""The most spaces that join the words of a name; more part columns."""
_NICKNAME_WORDS: Final = 2


@compiled_inner
def _initials(data: Bytes, i: int, stop: int) -> int:
    """One past initials, given the place after the first's full stop."""
    while True:
        letter = i + (byte_at(data, i, stop) == HYPHEN)
        if not char_class_at(data, letter, stop) & UPPER:
            return i
        dot = letter + char_width(data[letter])
        if byte_at(data, dot, stop) != FULL_STOP:
            return i
        i = dot + 1


@compiled_inline
def _compound_end(lexer: Lexer, end: int, stop: int) -> int:
    """One past what a hyphen, an apostrophe or & joins to a word: no date, and two letters at least but for &."""
    data = lexer.data
    while True:
        b = byte_at(data, end, stop)
        part = end + (1 if b in (HYPHEN, AMPERSAND) else apostrophe_at(data, end, stop))
        if part == end:
            return end
        last, key = letters_at(data, part, stop)
        if last == part or (b != AMPERSAND and last == part + char_width(data[part])):
            return end
        if char_class_at(data, part, stop) & UPPER:
            flags = lookup(lexer.classes, key)
            if flags & (MONTH | SHORT_MONTH) and month_date(data, last, flags, stop):
                return end
        end = last


@compiled_inline
def word_end(lexer: Lexer, at: int, end: int, flags: int, stop: int) -> int:
    """One past a word of a name, given one past its first letters and their classes."""
    data = lexer.data
    if byte_at(data, end, stop) == FULL_STOP:
        if end == at + char_width(data[at]):
            return _initials(data, end + 1, stop)
        if flags & TITLE:
            return end + 1
        if flags & DOCTOR and is_at(data, end + 1, stop, _D_DOT):
            return end + 1 + len(_D_DOT)
    return _compound_end(lexer, end, stop)


@compiled_inner
def _next_after_particle(data: Bytes, at: int, end: int, flags: int, stop: int) -> int:
    """The next word of a name after a joined particle, *d'*, *de'* or *al-*, from ``at`` to ``end``; -1 for none."""
    link = 0
    if byte_at(data, end, stop) == HYPHEN:
        link = int(flags & JOINED != 0)
    elif flags & PARTICLE or (end == at + len(_D_PREFIX) and is_at(data, at, end, _D_PREFIX)):
        link = apostrophe_at(data, end, stop)
        link += link > 0 and byte_at(data, end + link, stop) == SPACE
    return end + link if link and char_class_at(data, end + link, stop) & UPPER else -1


@compiled_inline
def _next_after_link(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name after *of the*, *van der*, *&*, *d'*, *al-* at ``at``; -1 for none."""
    data = lexer.data
    end, key = lowers_at(data, at, stop)
    b = byte_at(data, end, stop)
    if end == at:
        ampersand = b == AMPERSAND and byte_at(data, at + 1, stop) == SPACE
        return at + 2 if ampersand and char_class_at(data, at + 2, stop) & UPPER else -1
    flags = lookup(lexer.classes, key)
    if b != SPACE:
        return _next_after_particle(data, at, end, flags, stop)
    if not flags & (OF | PARTICLE):
        return -1
    end += 1
    if char_class_at(data, end, stop) & UPPER:
        return end
    second, key = lowers_at(data, end, stop)
    if flags & PARTICLE and byte_at(data, second, stop) == HYPHEN:
        return _next_after_particle(data, end, second, lookup(lexer.classes, key), stop)
    if byte_at(data, second, stop) != SPACE or not char_class_at(data, second + 1, stop) & UPPER:
        return -1
    follows = lookup(lexer.classes, key) & (THE if flags & OF else NAME_ARTICLE)
    return second + 1 if follows else -1


@compiled_inner
def _next_after_hyphen(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name like Pont-à-Mousson, given the place after the first hyphen; -1 for none."""
    data = lexer.data
    end, key = letters_at(data, at, stop)
    if byte_at(data, end, stop) != HYPHEN or not lookup(lexer.classes, key) & INNER:
        return -1
    at = end + 1
    end, key = lowers_at(data, at, stop)
    if end > at and byte_at(data, end, stop) == HYPHEN and lookup(lexer.classes, key) & NAME_ARTICLE:
        at = end + 1
    return at if char_class_at(data, at, stop) & UPPER else -1


@compiled_inner
def _next_after_possessive(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name like St. John's College, given the place after the apostrophe; -1 for none."""
    data = lexer.data
    at += is_at(data, at, stop, _POSSESSIVE_S)
    if byte_at(data, at, stop) != SPACE:
        return -1
    _, key = letters_at(data, at + 1, stop)
    return at + 1 if lookup(lexer.classes, key) & HOUSE else -1


@compiled_inner
def _opened(data: Bytes, at: int, stop: int) -> int:
    """Length of a quotation mark or bracket that opens at ``at``; 0 for none."""
    b = byte_at(data, at, stop)
    if b in (OPEN_PAREN, DOUBLE_QUOTE):
        return 1
    return len(LEFT_QUOTE) if is_at(data, at, stop, LEFT_QUOTE) else 0


@compiled_inner
def _capitalised_end(data: Bytes, at: int, stop: int, most: int) -> int:
    """One past up to ``most`` words that begin with a capital and a small letter; -1 if another begins first."""
    for _ in range(most):
        second = at + char_width(data[at]) if char_class_at(data, at, stop) & UPPER else stop
        if not is_lower(byte_at(data, second, stop)):
            return -1
        at, _key = letters_at(data, at, stop)
        if byte_at(data, at, stop) != SPACE:
            break
        at += 1
    return at


@compiled_inner
def _next_after_nickname(data: Bytes, at: int, stop: int) -> int:
    """The next word of a name after a nickname at ``at``, *"Big Bo"*, *(Bo)* or *("Bo")*; -1 for none."""
    opened = _opened(data, at, stop)
    if not opened:
        return -1
    bracket = data[at] == OPEN_PAREN
    quote = _opened(data, at + 1, stop) if bracket and byte_at(data, at + 1, stop) != OPEN_PAREN else 0
    at = _capitalised_end(data, at + opened + quote, stop, 1 if bracket else _NICKNAME_WORDS)
    if at < 0:
        return -1
    at += quote  # its closing mark is as long
    if not bracket and is_at(data, at, stop, RIGHT_QUOTE):
        at += len(RIGHT_QUOTE)
    elif byte_at(data, at, stop) == (CLOSE_PAREN if bracket else DOUBLE_QUOTE):
        at += 1
    else:
        return -1
    return at + 1 if byte_at(data, at, stop) == SPACE and char_class_at(data, at + 1, stop) & UPPER else -1


@compiled_inline
def next_word(lexer: Lexer, end: int, stop: int) -> int:
    """Where the next word of a name begins, given the end of one; -1 if there is none."""
    data = lexer.data
    b = byte_at(data, end, stop)
    if b == SPACE:
        at = end + 1
        while at < end + _SPACES and byte_at(data, at, stop) == SPACE:
            at += 1
        if char_class_at(data, at, stop) & UPPER:
            return at
        if at > end + 1:
            return -1
        linked = _next_after_link(lexer, at, stop)
        return linked if linked >= 0 else _next_after_nickname(data, at, stop)
    if b == HYPHEN:
        return _next_after_hyphen(lexer, end + 1, stop)
    quote = apostrophe_at(data, end, stop)
    return _next_after_possessive(lexer, end + quote, stop) if quote else -1
