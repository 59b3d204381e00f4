"""The words of a name: where each ends, and where the next one begins.

Words are joined by a space, *of the*, *van der*, *&*, *d'*, hyphens, a possessive (*St. John's College*) or a nickname.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import month_date
from corpusstat.extract.text.hashtable import lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.word_classes import (
    BYNAME,
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
        letter = i + (u.byte_at(data, i, stop) == u.HYPHEN)
        if not u.char_class_at(data, letter, stop) & u.UPPER:
            return i
        dot = letter + u.char_width(data[letter])
        if u.byte_at(data, dot, stop) != u.FULL_STOP:
            return i
        i = dot + 1


@compiled_inline
def _compound_end(lexer: Lexer, end: int, stop: int) -> int:
    """One past what a hyphen, an apostrophe or & joins to a word: no date, and two letters at least but for &."""
    data = lexer.data
    while True:
        b = u.byte_at(data, end, stop)
        part = end + (1 if b in (u.HYPHEN, u.AMPERSAND) else u.apostrophe_at(data, end, stop))
        if part == end:
            return end
        last, key = u.letters_at(data, part, stop)
        if last == part or (b != u.AMPERSAND and last == part + u.char_width(data[part])):
            return end
        if u.char_class_at(data, part, stop) & u.UPPER:
            flags = lookup(lexer.classes, key)
            if flags & (MONTH | SHORT_MONTH) and month_date(data, last, flags, stop):
                return end
        end = last


@compiled_inline
def word_end(lexer: Lexer, at: int, end: int, flags: int, stop: int) -> int:
    """One past a word of a name, given one past its first letters and their classes."""
    data = lexer.data
    if u.byte_at(data, end, stop) == u.FULL_STOP:
        if end == at + u.char_width(data[at]):
            return _initials(data, end + 1, stop)
        if flags & TITLE:
            return end + 1
        if flags & DOCTOR and u.is_at(data, end + 1, stop, _D_DOT):
            return end + 1 + len(_D_DOT)
    return _compound_end(lexer, end, stop)


@compiled_inner
def _next_after_particle(data: Bytes, at: int, end: int, flags: int, stop: int) -> int:
    """The next word of a name after a joined particle, *d'*, *de'* or *al-*, from ``at`` to ``end``; -1 for none."""
    link = 0
    if u.byte_at(data, end, stop) == u.HYPHEN:
        link = int(flags & JOINED != 0)
    elif flags & PARTICLE or (end == at + len(_D_PREFIX) and u.is_at(data, at, end, _D_PREFIX)):
        link = u.apostrophe_at(data, end, stop)
        link += link > 0 and u.byte_at(data, end + link, stop) == u.SPACE
    return end + link if link and u.char_class_at(data, end + link, stop) & u.UPPER else -1


@compiled_inner
def _byname(lexer: Lexer, at: int, stop: int) -> int:
    """The place ``at``, after *the*, if a byname is all that is there: *the Great*, not *the Great War*; else -1."""
    end, key = u.letters_at(lexer.data, at, stop)
    if not lookup(lexer.classes, key) & BYNAME:
        return -1
    longer = u.byte_at(lexer.data, end, stop) == u.SPACE and u.char_class_at(lexer.data, end + 1, stop) & u.UPPER
    return -1 if longer or u.byte_at(lexer.data, end, stop) == u.HYPHEN else at


@compiled_inline
def _next_after_link(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name after *of the*, *van der*, *the*, *&*, *d'*, *al-* at ``at``; -1 for none."""
    data = lexer.data
    end, key = u.lowers_at(data, at, stop)
    b = u.byte_at(data, end, stop)
    if end == at:
        ampersand = b == u.AMPERSAND and u.byte_at(data, at + 1, stop) == u.SPACE
        return at + 2 if ampersand and u.char_class_at(data, at + 2, stop) & u.UPPER else -1
    flags = lookup(lexer.classes, key)
    if b != u.SPACE:
        return _next_after_particle(data, at, end, flags, stop)
    if not flags & (OF | PARTICLE):
        return _byname(lexer, end + 1, stop) if flags & THE else -1
    end += 1
    if u.char_class_at(data, end, stop) & u.UPPER:
        return end
    second, key = u.lowers_at(data, end, stop)
    if flags & PARTICLE and u.byte_at(data, second, stop) == u.HYPHEN:
        return _next_after_particle(data, end, second, lookup(lexer.classes, key), stop)
    if u.byte_at(data, second, stop) != u.SPACE or not u.char_class_at(data, second + 1, stop) & u.UPPER:
        return -1
    follows = lookup(lexer.classes, key) & (THE if flags & OF else NAME_ARTICLE)
    return second + 1 if follows else -1


@compiled_inner
def _next_after_hyphen(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name like Pont-à-Mousson, given the place after the first hyphen; -1 for none."""
    data = lexer.data
    end, key = u.letters_at(data, at, stop)
    if u.byte_at(data, end, stop) != u.HYPHEN or not lookup(lexer.classes, key) & INNER:
        return -1
    at = end + 1
    end, key = u.lowers_at(data, at, stop)
    if end > at and u.byte_at(data, end, stop) == u.HYPHEN and lookup(lexer.classes, key) & NAME_ARTICLE:
        at = end + 1
    return at if u.char_class_at(data, at, stop) & u.UPPER else -1


@compiled_inner
def _next_after_possessive(lexer: Lexer, at: int, stop: int) -> int:
    """The next word of a name like St. John's College, given the place after the apostrophe; -1 for none."""
    data = lexer.data
    at += u.is_at(data, at, stop, _POSSESSIVE_S)
    if u.byte_at(data, at, stop) != u.SPACE:
        return -1
    _, key = u.letters_at(data, at + 1, stop)
    return at + 1 if lookup(lexer.classes, key) & HOUSE else -1


@compiled_inner
def _opened(data: Bytes, at: int, stop: int) -> int:
    """Length of a quotation mark or bracket that opens at ``at``; 0 for none."""
    b = u.byte_at(data, at, stop)
    if b in (u.OPEN_PAREN, u.DOUBLE_QUOTE):
        return 1
    return len(u.LEFT_QUOTE) if u.is_at(data, at, stop, u.LEFT_QUOTE) else 0


@compiled_inner
def _capitalised_end(data: Bytes, at: int, stop: int, most: int) -> int:
    """One past up to ``most`` words that begin with a capital and a small letter; -1 if another begins first."""
    for _ in range(most):
        second = at + u.char_width(data[at]) if u.char_class_at(data, at, stop) & u.UPPER else stop
        if not u.is_lower(u.byte_at(data, second, stop)):
            return -1
        at, _key = u.letters_at(data, at, stop)
        if u.byte_at(data, at, stop) != u.SPACE:
            break
        at += 1
    return at


@compiled_inner
def _next_after_nickname(data: Bytes, at: int, stop: int) -> int:
    """The next word of a name after a nickname at ``at``, *"Big Bo"*, *(Bo)* or *("Bo")*; -1 for none."""
    opened = _opened(data, at, stop)
    if not opened:
        return -1
    bracket = data[at] == u.OPEN_PAREN
    quote = _opened(data, at + 1, stop) if bracket and u.byte_at(data, at + 1, stop) != u.OPEN_PAREN else 0
    at = _capitalised_end(data, at + opened + quote, stop, 1 if bracket else _NICKNAME_WORDS)
    if at < 0:
        return -1
    at += quote  # its closing mark is as long
    if not bracket and u.is_at(data, at, stop, u.RIGHT_QUOTE):
        at += len(u.RIGHT_QUOTE)
    elif u.byte_at(data, at, stop) == (u.CLOSE_PAREN if bracket else u.DOUBLE_QUOTE):
        at += 1
    else:
        return -1
    return at + 1 if u.byte_at(data, at, stop) == u.SPACE and u.char_class_at(data, at + 1, stop) & u.UPPER else -1


@compiled_inline
def next_word(lexer: Lexer, end: int, stop: int) -> int:
    """Where the next word of a name begins, given the end of one; -1 if there is none."""
    data = lexer.data
    b = u.byte_at(data, end, stop)
    if b == u.SPACE:
        at = end + 1
        while at < end + _SPACES and u.byte_at(data, at, stop) == u.SPACE:
            at += 1
        if u.char_class_at(data, at, stop) & u.UPPER:
            return at
        if at > end + 1:
            return -1
        linked = _next_after_link(lexer, at, stop)
        return linked if linked >= 0 else _next_after_nickname(data, at, stop)
    if b == u.HYPHEN:
        return _next_after_hyphen(lexer, end + 1, stop)
    quote = u.apostrophe_at(data, end, stop)
    return _next_after_possessive(lexer, end + quote, stop) if quote else -1
