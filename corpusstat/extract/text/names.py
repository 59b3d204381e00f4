"""Names in the bytes of a sentence: what begins with a capital letter, where it begins and ends.

A name goes on over its words (:mod:`corpusstat.extract.text.name_words`), and its ends are mended
(:mod:`corpusstat.extract.text.name_ends`). A pronoun, a demonym, a sentence's first word and a role (*CEO of Acme*) are
no names.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import tokens as t
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS, month_date, weekday_date
from corpusstat.extract.text.hashtable import fnv_hash, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.name_ends import suffix_end, without_participle, without_role
from corpusstat.extract.text.name_words import next_word, word_end
from corpusstat.extract.text.tokens import Lexer
from corpusstat.extract.text.word_classes import (
    BEGINS,
    BEGINS_ROLE,
    JUNIOR,
    LAND,
    MONTH,
    NATION,
    NOT_A_NAME,
    PARTY,
    SHORT_MONTH,
    SPLITS,
    STARTER,
    STATE,
    WEEKDAY,
)

__all__ = ["capitalised"]

_COMMA_SPACE: Final = tuple(b", ")
_ANNO, _ANNO_DOTTED, _A = tuple(b"AD "), tuple(b"A.D. "), ord("A")
_WHOLE_CLASSES: Final = NOT_A_NAME | NATION | BEGINS | BEGINS_ROLE
_THE_AFTER, _TO_AFTER = tuple(b" the "), tuple(b" to ")
_OPENING_BYTES, _OPENING_CHARS = 12, 3
"""The most that a sentence has before its first word, in bytes and in characters that are not letters."""


@compiled_inner
def _is_initial(data: Bytes, at: int, end: int, stop: int) -> bool:
    return end == at + 1 and u.byte_at(data, end, stop) == u.FULL_STOP


@compiled_inner
def _anno_end(data: Bytes, at: int, stop: int) -> int:
    """One past *AD 14*; 0 for none."""
    if data[at] != _A:
        return 0
    year = at + len(_ANNO) if u.is_at(data, at, stop, _ANNO) else at
    year = at + len(_ANNO_DOTTED) if u.is_at(data, at, stop, _ANNO_DOTTED) else year
    n = u.digits_at(data, year, stop)
    return year + n if 0 < n <= YEAR_DIGITS and year > at and not u.is_word_byte(u.byte_at(data, year + n, stop)) else 0


@compiled_inner
def _calendar_end(lexer: Lexer, end: int, flags: int, stop: int) -> int:
    """One past a date that begins with the month or weekday that ends at ``end``; 0 for none."""
    last = month_date(lexer.data, end, flags, stop) if flags & (MONTH | SHORT_MONTH) else 0
    return last if last or not flags & WEEKDAY else weekday_date(lexer, end, stop)


@compiled_inner
def _follows_stop(data: Bytes, end: int, at: int) -> bool:
    """Whether the word at ``at`` follows a full stop or a quotation mark after the word that ended at ``end``."""
    return bool(data[at - 2] == u.DOUBLE_QUOTE or (data[end - 1] == u.FULL_STOP and at == end + 1))


@compiled_inline
def _name_end(lexer: Lexer, at: int, end: int, flags: int, stop: int) -> tuple[int, int]:
    """One past a name, given one past its first letters; and the classes of all its words together."""
    data = lexer.data
    seen, first = flags, end
    end = word_end(lexer, at, end, flags, stop)
    if end > first and data[first] == u.HYPHEN and without_participle(lexer, at, end) < end:  # *Tarsk-born Ann Lee*
        return end, seen
    while True:
        at = next_word(lexer, end, stop)
        if at < 0:
            return suffix_end(lexer, end, stop), seen
        last, key = u.letters_at(data, at, stop)
        flags = lookup(lexer.classes, key)
        if flags & SPLITS or (flags & (MONTH | SHORT_MONTH | WEEKDAY) and _calendar_end(lexer, last, flags, stop)):
            return end, seen
        if flags & STARTER and _follows_stop(data, end, at) and not _is_initial(data, at, last, stop):
            return end, seen
        seen |= flags
        if data[end] != u.SPACE:
            seen |= PARTY  # it may be in what joins the words
        end = word_end(lexer, at, last, flags, stop)
        if flags & JUNIOR and data[end - 1] == u.FULL_STOP:  # it ends a name, whatever follows
            return end, seen


@compiled_inline
def _at_clause_start(data: Bytes, start: int, at: int, end: int, stop: int, last_number_end: int) -> bool:
    """Whether a word is where a sentence or clause may begin, and is no initial of a name.

    A comma or full stop that ends the last date or number does not count.
    """
    if _is_initial(data, at, end, stop):
        return False
    i = at - 1
    i -= i >= start and u.CHAR_CLASSES[data[i]] & u.SPACING != 0
    if i >= max(start, last_number_end):
        if u.ends_with(data, start, i + 1, u.LEFT_QUOTE):
            return True
        if u.is_ascii(data[i]) and u.CHAR_CLASSES[data[i]] & u.OPENER:
            return True
    if at - start > _OPENING_BYTES:
        return False
    n, i = 0, start
    while i < at:
        if u.char_class_at(data, i, stop) & u.ALNUM:
            return False
        n, i = n + 1, i + u.char_width(data[i])
    return n <= _OPENING_CHARS


@compiled_inner
def _types_of_name(lexer: Lexer, start: int, end: int) -> int:
    """Types of a name, given its content: a party, if a word for one ends it or comes before *of*."""
    data = lexer.data
    party = False
    at = start
    while at < end:
        stop = at
        while stop < end and data[stop] != u.SPACE:
            stop += 1
        word = lookup(lexer.vocabulary, fnv_hash(data, at, stop))
        if party and word & t.WORD_ID_BITS == t.OF_ID:
            return t.NAME_TOKEN | t.PARTY_TOKEN
        party = (word & t.PARTY_FLAG) != 0
        at = stop + 1
    return t.NAME_TOKEN | (t.PARTY_TOKEN if party else 0)


@compiled_inner
def _after_opener(data: Bytes, end: int, stop: int) -> int:
    """The second word with a capital letter in a title like *All the King's Men* or *How to Sing*; 0 for none."""
    word = end + len(_THE_AFTER) if u.is_at(data, end, stop, _THE_AFTER) else 0
    word = end + len(_TO_AFTER) if u.is_at(data, end, stop, _TO_AFTER) else word
    return word if word and u.char_class_at(data, word, stop) & u.UPPER else 0


@compiled_inline
def _name_or_words(lexer: Lexer, at: int, end: int, flags: int, stop: int, last_name_end: int) -> tuple[int, int, int]:
    """The same as `capitalised` for what is neither a date nor a sentence's first word."""
    data = lexer.data
    begin = _after_opener(data, end, stop) if flags & STARTER else 0
    if begin:
        end, key = u.letters_at(data, begin, stop)
        flags = lookup(lexer.classes, key) & ~_WHOLE_CLASSES
    last, seen = _name_end(lexer, begin or at, end, flags, stop)
    whole = flags if last == end else 0
    if flags & BEGINS and last > end:
        whole = lookup(lexer.classes, fnv_hash(data, at, last))
    if whole & NATION:
        return at, last, t.DEMONYM_TOKEN | (t.NAME_TOKEN if whole & LAND else 0)
    if whole & NOT_A_NAME:
        state = whole & STATE and at == last_name_end + 2 and u.is_at(data, last_name_end, stop, _COMMA_SPACE)
        return (at if state else last), last, t.NAME_TOKEN
    if flags & BEGINS_ROLE:
        at = without_role(lexer, at, last)
    name_end = without_participle(lexer, at, last)
    return at, name_end, _types_of_name(lexer, at, name_end) if seen & PARTY else t.NAME_TOKEN


@compiled_inline
def capitalised(
    lexer: Lexer, start: int, at: int, stop: int, last_number_end: int, last_name_end: int
) -> tuple[int, int, int]:
    """What begins with the capital letter at ``at``: where it begins and ends, and its types.

    What precedes the beginning are plain words: all of it, if it is no name. The end of the last name makes a name of
    *MA* after it.
    """
    data = lexer.data
    end, key = u.letters_at(data, at, stop)
    flags = lookup(lexer.classes, key)
    last = _calendar_end(lexer, end, flags, stop) or _anno_end(data, at, stop)
    if last:
        return at, last, t.DATE_TOKEN
    if flags & SPLITS or (flags & STARTER and _at_clause_start(data, start, at, end, stop, last_number_end)):
        return end, end, 0
    return _name_or_words(lexer, at, end, flags, stop, last_name_end)
