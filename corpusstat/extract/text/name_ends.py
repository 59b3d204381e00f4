"""What is added to a name or taken from it: *, Inc.*, letters of honour, *-based*, the role before it (*CEO of*)."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text.hashtable import FNV_BASIS, fnv_final, fnv_hash, fnv_update, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.utf8 import (
    COMMA,
    FULL_STOP,
    HYPHEN,
    SPACE,
    UPPER,
    byte_at,
    char_class_at,
    is_at,
    is_lower,
    is_of,
    is_word_byte,
    letters_at,
    lowers_at,
)
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
    if byte_at(data, end, stop) != COMMA or byte_at(data, end + 1, stop) != SPACE:
        return end
    if not char_class_at(data, end + 2, stop) & UPPER:
        return end
    last, key = letters_at(data, end + 2, stop)
    if not lookup(lexer.classes, key) & SUFFIX or is_word_byte(byte_at(data, last, stop)):
        return end
    numeral = data[last - 1] in _NUMERAL_ENDS
    return last + (byte_at(data, last, stop) == FULL_STOP and not numeral)


@compiled_inner
def postnominals_end(lexer: Lexer, end: int, stop: int) -> int:
    """One past the letters of honour after a name, *, CC OOnt FRSC*, and the comma that ends them before a verb."""
    data = lexer.data
    if byte_at(data, end, stop) != COMMA:
        return end
    first = at = end
    if data[end - 1] == FULL_STOP:  # *, Jr.,*
        first = NO_NAME
    while True:
        begin = at + (byte_at(data, at, stop) == COMMA)
        if byte_at(data, begin, stop) != SPACE:
            break
        last, key = letters_at(data, begin + 1, stop)
        if not lookup(lexer.classes, key) & POSTNOMINAL or is_word_byte(byte_at(data, last, stop)):
            break
        at = last
    verb = is_at(data, at, stop, _COMMA_WAS) or is_at(data, at, stop, _COMMA_IS) or is_at(data, at, stop, _COMMA_DIED)
    return at + 1 if verb and at > first else at


@compiled_inline
def without_participle(lexer: Lexer, at: int, end: int) -> int:
    """Where a name ends before *-based* and the like."""
    data = lexer.data
    hyphen = end - 1
    while hyphen > at and is_lower(data[hyphen]):
        hyphen -= 1
    if hyphen == at or data[hyphen] != HYPHEN or end - hyphen < _SHORTEST_CUT:
        return end
    return hyphen if lookup(lexer.classes, fnv_hash(data, hyphen + 1, end)) & CUT else end


@compiled_inner
def without_role(lexer: Lexer, at: int, end: int) -> int:
    """Where a name begins after the role that opens it: *CEO of*, *Professor*."""
    data = lexer.data
    role, key = at, FNV_BASIS
    for i in range(at, end):
        if byte_at(data, i, end) == SPACE and lookup(lexer.classes, fnv_final(key)) & ROLE:
            role = i
        key = fnv_update(key, data[i])
    if role == at:
        return at
    while byte_at(data, role, end) == SPACE:
        role += 1
    if not is_of(data, role, end):
        return role
    role += len(_OF_SPACE)
    the, key = lowers_at(data, role, end)
    article = byte_at(data, the, end) == SPACE and lookup(lexer.classes, key) & THE
    return the + 1 if article else role
