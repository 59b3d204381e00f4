"""What is added to a name or taken from it: *, Inc.*, letters of honour, *-based*, the role before it (*CEO of*)."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.hashtable import FNV_BASIS, fnv_final, fnv_hash, fnv_update, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.word_classes import CUT, POSTNOMINAL, ROLE, SUFFIX, THE

__all__ = ["NO_NAME", "postnominals_end", "suffix_end", "without_participle", "without_role"]

NO_NAME: Final = -3
"""The end of the last name where there is none: no name begins two bytes later."""
_OF_SPACE: Final = tuple(b"of ")
_COMMA_WAS, _COMMA_IS, _COMMA_DIED = (tuple(text.encode()) for text in (", was ", ", is ", ", died "))
_NUMERAL_ENDS: Final = tuple(b"IV")
_SHORTEST_CUT: Final = 3


@compiled_inline
def suffix_end(lexer: Lexer, end: int, stop: int) -> int:
    """One past *, Inc.* and the like after a name."""
    data = lexer.data
    if u.byte_at(data, end, stop) != u.COMMA or u.byte_at(data, end + 1, stop) != u.SPACE:
        return end
    if not u.char_class_at(data, end + 2, stop) & u.UPPER:
        return end
    last, key = u.letters_at(data, end + 2, stop)
    if not lookup(lexer.classes, key) & SUFFIX or u.is_word_byte(u.byte_at(data, last, stop)):
        return end
    numeral = data[last - 1] in _NUMERAL_ENDS
    return last + (u.byte_at(data, last, stop) == u.FULL_STOP and not numeral)


@compiled_inner
def postnominals_end(lexer: Lexer, end: int, stop: int) -> int:
    """One past the letters of honour after a name, *, CC OOnt FRSC*, and the comma that ends them before a verb."""
    data = lexer.data
    if u.byte_at(data, end, stop) != u.COMMA:
        return end
    first = at = end
    if data[end - 1] == u.FULL_STOP:  # *, Jr.,*
        first = NO_NAME
    while True:
        begin = at + (u.byte_at(data, at, stop) == u.COMMA)
        if u.byte_at(data, begin, stop) != u.SPACE:
            break
        last, key = u.letters_at(data, begin + 1, stop)
        if not lookup(lexer.classes, key) & POSTNOMINAL or u.is_word_byte(u.byte_at(data, last, stop)):
            break
        at = last
    verb = (
        u.is_at(data, at, stop, _COMMA_WAS)
        or u.is_at(data, at, stop, _COMMA_IS)
        or u.is_at(data, at, stop, _COMMA_DIED)
    )
    return at + 1 if verb and at > first else at


@compiled_inline
def without_participle(lexer: Lexer, at: int, end: int) -> int:
    """Where a name ends before *-based* and the like."""
    data = lexer.data
    hyphen = end - 1
    while hyphen > at and u.is_lower(data[hyphen]):
        hyphen -= 1
    if hyphen == at or data[hyphen] != u.HYPHEN or end - hyphen < _SHORTEST_CUT:
        return end
    return hyphen if lookup(lexer.classes, fnv_hash(data, hyphen + 1, end)) & CUT else end


@compiled_inner
def without_role(lexer: Lexer, at: int, end: int) -> int:
    """Where a name begins after the role that opens it: *CEO of*, *Professor*."""
    data = lexer.data
    role, key = at, FNV_BASIS
    for i in range(at, end):
        if u.byte_at(data, i, end) == u.SPACE and lookup(lexer.classes, fnv_final(key)) & ROLE:
            role = i
        key = fnv_update(key, data[i])
    if role == at:
        return at
    while u.byte_at(data, role, end) == u.SPACE:
        role += 1
    if not u.is_of(data, role, end):
        return role
    role += len(_OF_SPACE)
    the, key = u.lowers_at(data, role, end)
    article = u.byte_at(data, the, end) == u.SPACE and lookup(lexer.classes, key) & THE
    return the + 1 if article else role
