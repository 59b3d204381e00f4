r"""Sentences as arrays of items, in one pass over their bytes: names, dates, numbers, demonyms, words, punctuation.

``Ada was born in 1815.`` has six items: a name, three words, a date, a full stop. A name begins at a capital letter
and goes on over what may join its words (a space, *of the*, *van der*, an initial's full stop); then it is looked up
whether it is one at all: a pronoun, a demonym, a sentence's first word and a role (*CEO of Acme*) are not.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.extract.text.dates_numbers import date_at, month_date, number_at, weekday_date
from corpusstat.extract.text.hashtable import FNV_BASIS, Bytes, Keys, byte, fnv_final, fnv_hash, fnv_update, lookup
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_FLAG,
    DEMONYM_TOKEN,
    DIGITS_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    PARTY_FLAG,
    PARTY_TOKEN,
    WORD_TOKEN,
    YEAR_TOKEN,
    Tokens,
    Vocabulary,
    string_buffers,
)
from corpusstat.extract.text.utf8 import (
    ALNUM,
    AMPERSAND,
    CLOSE_PAREN,
    COMMA,
    DIGIT,
    DOUBLE_QUOTE,
    FULL_STOP,
    HYPHEN,
    OPEN_PAREN,
    OPENER,
    PUNCTUATION,
    SPACE,
    SPACING,
    UPPER,
    apostrophe_at,
    byte_at,
    char_class_at,
    char_classes,
    char_width,
    digits_at,
    is_of,
    is_word_byte,
    letters_at,
    lowers_at,
)
from corpusstat.extract.text.word_classes import (
    ARTICLE,
    BEGINS,
    BEGINS_ROLE,
    CUT,
    DOCTOR,
    HOUSE,
    INNER,
    JUNIOR,
    LAND,
    MONTH,
    NATION,
    OF,
    PARTICLE,
    PARTY,
    PLAIN,
    ROLE,
    SHORT_MONTH,
    SPLITS,
    STARTER,
    STATE,
    SUFFIX,
    THE,
    TITLE,
    WEEKDAY,
    word_table,
)

__all__ = ["tokenize"]

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


_OF_NUMBER: Final = 1
_NUMBER: Final = DEMONYM_FLAG - 1
"""The bits of a word's number; those above are flags."""


@compiled_inner
def _initials(data: Bytes, i: int, stop: int, chars: Bytes) -> int:
    """One past initials, given the place behind the first's full stop."""
    while True:
        letter = i + (byte_at(data, i, stop) == HYPHEN)
        if not char_class_at(data, letter, stop, chars) & UPPER:
            return i
        dot = letter + char_width(data[letter])
        if byte_at(data, dot, stop) != FULL_STOP:
            return i
        i = dot + 1


@compiled_inline
def _hyphened(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past what a hyphen, an apostrophe or & joins to a word: no date, and two letters at least but for &."""
    while True:
        b = byte_at(data, end, stop)
        part = end + (1 if b in (HYPHEN, AMPERSAND) else apostrophe_at(data, end, stop))
        if part == end:
            return end
        last, key = letters_at(data, part, stop, chars)
        if last == part or (b != AMPERSAND and last == part + char_width(data[part])):
            return end
        if char_class_at(data, part, stop, chars) & UPPER:
            flags = lookup(keys, known, key)
            if flags & (MONTH | SHORT_MONTH) and month_date(data, last, flags, stop):
                return end
        end = last


@compiled_inline
def _word_end(data: Bytes, at: int, end: int, flags: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a word of a name, given one past its first letters and what is known of them."""
    if byte_at(data, end, stop) == FULL_STOP:
        if end == at + char_width(data[at]):
            return _initials(data, end + 1, stop, chars)
        if flags & TITLE:
            return end + 1
        if flags & DOCTOR and byte_at(data, end + 1, stop) == 68 and byte_at(data, end + 2, stop) == FULL_STOP:
            return end + 3
    return _hyphened(data, end, stop, chars, keys, known)


@compiled_inline
def _linked(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name behind *of the*, *van der*, *&*, *d'*, *al-* at ``at``; -1 for none."""
    end, key = lowers_at(data, at, stop)
    b = byte_at(data, end, stop)
    if end == at:
        ampersand = b == AMPERSAND and byte_at(data, at + 1, stop) == SPACE
        return at + 2 if ampersand and char_class_at(data, at + 2, stop, chars) & UPPER else -1
    if b != SPACE:
        quote = apostrophe_at(data, end, stop) if end == at + 1 and data[at] == 100 else 0
        dash = b == HYPHEN and end == at + 2 and data[at + 1] == 108 and (data[at] == 97 or data[at] == 101)
        end += quote + dash
        return end if quote + dash and char_class_at(data, end, stop, chars) & UPPER else -1
    flags = lookup(keys, known, key)
    if not flags & (OF | PARTICLE):
        return -1
    end += 1
    if char_class_at(data, end, stop, chars) & UPPER:
        return end
    second, key = lowers_at(data, end, stop)
    if byte_at(data, second, stop) != SPACE or not char_class_at(data, second + 1, stop, chars) & UPPER:
        return -1
    fits = lookup(keys, known, key) & (THE if flags & OF else ARTICLE)
    return second + 1 if fits else -1


@compiled_inner
def _inner(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name like Pont-à-Mousson, given the place behind the first hyphen; -1 for none."""
    end, key = letters_at(data, at, stop, chars)
    if byte_at(data, end, stop) != HYPHEN or not lookup(keys, known, key) & INNER:
        return -1
    at = end + 1
    end, key = lowers_at(data, at, stop)
    if end > at and byte_at(data, end, stop) == HYPHEN and lookup(keys, known, key) & ARTICLE:
        at = end + 1
    return at if char_class_at(data, at, stop, chars) & UPPER else -1


@compiled_inner
def _owned(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name like St. John's College, given the place behind the apostrophe; -1 for none."""
    at += byte_at(data, at, stop) == 115
    if byte_at(data, at, stop) != SPACE:
        return -1
    _, key = letters_at(data, at + 1, stop, chars)
    return at + 1 if lookup(keys, known, key) & HOUSE else -1


@compiled_inner
def _nicked(data: Bytes, at: int, stop: int, chars: Bytes) -> int:
    """The next word of a name behind a nickname at ``at``, *"Big Bo"* or *(Bo)*; -1 for none."""
    b = byte_at(data, at, stop)
    wide = b == 0xE2 and at + 2 < stop and data[at + 1] == 0x80 and data[at + 2] == 0x9C
    if b != OPEN_PAREN and b != DOUBLE_QUOTE and not wide:
        return -1
    at += 3 if wide else 1
    for _ in range(1 if b == OPEN_PAREN else 2):
        second = at + char_width(data[at]) if char_class_at(data, at, stop, chars) & UPPER else stop
        if not 97 <= byte_at(data, second, stop) <= 122:
            return -1
        at, _key = letters_at(data, at, stop, chars)
        if byte_at(data, at, stop) != SPACE:
            break
        at += 1
    if b == OPEN_PAREN:
        closed = byte_at(data, at, stop) == CLOSE_PAREN
    else:
        wide = at + 2 < stop and data[at] == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0x9D
        closed = wide or byte_at(data, at, stop) == DOUBLE_QUOTE
        at += 2 if wide else 0
    fits = closed and byte_at(data, at + 1, stop) == SPACE and char_class_at(data, at + 2, stop, chars) & UPPER
    return at + 2 if fits else -1


@compiled_inline
def _joined(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """Where the next word of a name begins, given the end of one; -1 if there is none."""
    b = byte_at(data, end, stop)
    if b == SPACE:
        at = end + 1
        while at < end + 3 and byte_at(data, at, stop) == SPACE:
            at += 1
        if char_class_at(data, at, stop, chars) & UPPER:
            return at
        if at > end + 1:
            return -1
        linked = _linked(data, at, stop, chars, keys, known)
        return linked if linked >= 0 else _nicked(data, at, stop, chars)
    if b == HYPHEN:
        return _inner(data, end + 1, stop, chars, keys, known)
    quote = apostrophe_at(data, end, stop)
    return _owned(data, end + quote, stop, chars, keys, known) if quote else -1


@compiled_inline
def _suffixed(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past *, Inc.* and the like behind a name."""
    if byte_at(data, end, stop) != COMMA or byte_at(data, end + 1, stop) != SPACE:
        return end
    if not char_class_at(data, end + 2, stop, chars) & UPPER:
        return end
    last, key = letters_at(data, end + 2, stop, chars)
    if not lookup(keys, known, key) & SUFFIX or is_word_byte(byte_at(data, last, stop)):
        return end
    return last + (byte_at(data, last, stop) == FULL_STOP)


@compiled_inner
def _is_initial(data: Bytes, at: int, end: int, stop: int) -> bool:
    return end == at + 1 and byte_at(data, end, stop) == FULL_STOP


@compiled_inline
def _name_end(
    data: Bytes, at: int, end: int, flags: int, stop: int, chars: Bytes, keys: Keys, known: Ints
) -> tuple[int, int]:
    """One past a name, given one past its first letters; and what is known of all its words together."""
    seen = flags
    end = _word_end(data, at, end, flags, stop, chars, keys, known)
    while True:
        at = _joined(data, end, stop, chars, keys, known)
        if at < 0:
            return _suffixed(data, end, stop, chars, keys, known), seen
        last, key = letters_at(data, at, stop, chars)
        flags = lookup(keys, known, key)
        if flags & (MONTH | SHORT_MONTH) and month_date(data, last, flags, stop):
            return end, seen
        if flags & WEEKDAY and weekday_date(data, last, stop, chars, keys, known):
            return end, seen
        if flags & SPLITS:
            return end, seen
        apart = data[at - 2] == DOUBLE_QUOTE or (data[end - 1] == FULL_STOP and at == end + 1)
        if flags & STARTER and apart and not _is_initial(data, at, last, stop):
            return end, seen
        seen |= flags
        if data[end] != SPACE:
            seen |= PARTY  # it may stand in what joins the words
        end = _word_end(data, at, last, flags, stop, chars, keys, known)
        if flags & JUNIOR and data[end - 1] == FULL_STOP:  # it ends a name, whatever follows
            return end, seen


@compiled_inline
def _fronted(data: Bytes, start: int, at: int, end: int, stop: int, fence: int, chars: Bytes) -> bool:
    """Whether a word stands where a sentence or clause may begin, and is no initial of a name.

    ``fence``: the end of the last date or number, whose comma or full stop does not count.
    """
    if _is_initial(data, at, end, stop):
        return False
    i = at - 1
    i -= i >= start and chars[data[i]] & SPACING != 0
    if i >= max(start, fence):
        if data[i] == 0x9C and data[i - 1] == 0x80 and data[i - 2] == 0xE2:
            return True
        if data[i] < 0x80 and chars[data[i]] & OPENER:
            return True
    if at - start > 12:
        return False
    n, i = 0, start
    while i < at:
        if char_class_at(data, i, stop, chars) & ALNUM:
            return False
        n, i = n + 1, i + char_width(data[i])
    return n <= 3


@compiled_inner
def _unroled(data: Bytes, at: int, end: int, keys: Keys, known: Ints) -> int:
    """Where a name begins behind the role that opens it: *CEO of*, *Professor*."""
    role, key = at, FNV_BASIS
    for i in range(at, end):
        if byte_at(data, i, end) == SPACE and lookup(keys, known, fnv_final(key)) & ROLE:
            role = i
        key = fnv_update(key, data[i])
    if role == at:
        return at
    while byte_at(data, role, end) == SPACE:
        role += 1
    if not is_of(data, role, end):
        return role
    role += 3
    the, key = lowers_at(data, role, end)
    article = byte_at(data, the, end) == SPACE and lookup(keys, known, key) & THE
    return the + 1 if article else role


@compiled_inline
def _cut(data: Bytes, at: int, end: int, keys: Keys, known: Ints) -> int:
    """Where a name ends before *-based* and the like."""
    dash = end - 1
    while dash > at and 97 <= data[dash] <= 122:
        dash -= 1
    if dash == at or data[dash] != HYPHEN or end - dash < 3:
        return end
    return dash if lookup(keys, known, fnv_hash(data, dash + 1, end)) & CUT else end


@compiled_inner
def _name_kind(data: Bytes, start: int, end: int, keys: Keys, values: Ints) -> int:
    """Bits of a name, given its content: a party, if a word for one ends it or stands before *of*."""
    party = False
    at = start
    while at < end:
        stop = at
        while stop < end and data[stop] != SPACE:
            stop += 1
        number = lookup(keys, values, fnv_hash(data, at, stop))
        if party and number & _NUMBER == _OF_NUMBER:
            return NAME_TOKEN | PARTY_TOKEN
        party = (number & PARTY_FLAG) != 0
        at = stop + 1
    return NAME_TOKEN | (PARTY_TOKEN if party else 0)


@compiled_inline
def _named(
    data: Bytes,
    start: int,
    at: int,
    stop: int,
    fence: int,
    city: int,
    chars: Bytes,
    keys: Keys,
    known: Ints,
    word_keys: Keys,
    words: Ints,
) -> tuple[int, int, int]:
    """What begins with the capital letter at ``at``: where it begins and ends, and its kind.

    Before the beginning stand plain words: all of it, if it is no name. ``fence``: see `_fronted`; ``city``: the end of
    the last name, which makes a name of MA behind it.
    """
    end, key = letters_at(data, at, stop, chars)
    flags = lookup(keys, known, key)
    if flags & (MONTH | SHORT_MONTH):
        last = month_date(data, end, flags, stop)
        if last:
            return at, last, DATE_TOKEN
    if flags & WEEKDAY:
        last = weekday_date(data, end, stop, chars, keys, known)
        if last:
            return at, last, DATE_TOKEN
    if flags & SPLITS or (flags & STARTER and _fronted(data, start, at, end, stop, fence, chars)):
        return end, end, 0
    last, seen = _name_end(data, at, end, flags, stop, chars, keys, known)
    whole = flags if last == end else 0
    if flags & BEGINS and last > end:
        whole = lookup(keys, known, fnv_hash(data, at, last))
    if whole & NATION:
        return at, last, DEMONYM_TOKEN | (NAME_TOKEN if whole & LAND else 0)
    if whole & PLAIN:
        state = whole & STATE and at == city + 2 and data[city] == COMMA and data[city + 1] == SPACE
        return (at if state else last), last, NAME_TOKEN
    if flags & BEGINS_ROLE:
        at = _unroled(data, at, last, keys, known)
    till = _cut(data, at, last, keys, known)
    kind = _name_kind(data, at, till, word_keys, words) if seen & PARTY else NAME_TOKEN
    return at, till, kind


@compiled_inline
def _plain_end(data: Bytes, at: int, stop: int, quiet: int, chars: Bytes) -> tuple[int, np.uint64]:
    """One past a plain word, and the number it is looked up by; capital letters before ``quiet`` begin no name."""
    key = FNV_BASIS
    while at < stop:
        b = byte(data, at)
        sort = int(chars[b]) if b < 0x80 else char_class_at(data, at, stop, chars)
        if sort & (SPACING | PUNCTUATION | DIGIT | UPPER) and (at >= quiet or not sort & UPPER):
            break
        key = fnv_update(key, b)
        at += 1
    return at, fnv_final(key)


@compiled_inner
def _numeric(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> tuple[int, int]:
    """End and kind of a date or number."""
    end = date_at(data, start, at, stop, chars, keys, known)
    if end == 0:
        return number_at(data, start, at, stop, chars, keys, known), NUMBER_TOKEN
    year = end == at + 4 and digits_at(data, at, end) == 4
    return end, DATE_TOKEN | (DIGITS_TOKEN | YEAR_TOKEN if year else 0)


@compiled_inner
def _scan_sentence(
    data: Bytes,
    start: int,
    stop: int,
    n: int,
    chars: Bytes,
    keys: Keys,
    known: Ints,
    word_keys: Keys,
    words: Ints,
    kind: Kinds,
    word: Ints,
    spaced: Flags,
    begin: Ints,
    close: Ints,
    left: Longs,
    right: Longs,
) -> int:
    """Find the items of a sentence, and put them from ``n`` on; give one past the last."""
    at, space, fence, city, quiet, name, first = start, False, start, -3, start, -1, n
    end = name_end = start
    sort = name_kind = 0
    key = FNV_BASIS
    while at < stop:
        bits = char_class_at(data, at, stop, chars)
        if bits & SPACING:
            at, space = at + 1, True
            continue
        if at == name:
            end, sort = name_end, name_kind
        elif bits & PUNCTUATION:
            end, sort = at + char_width(data[at]), 0
            key = fnv_hash(data, at, end)
        elif bits & DIGIT:
            end, sort = _numeric(data, start, at, stop, chars, keys, known)
        elif bits & UPPER and at >= quiet:
            name, name_end, name_kind = _named(data, start, at, stop, fence, city, chars, keys, known, word_keys, words)
            quiet, name = name, (name if name < name_end else -1)
            continue
        else:
            end, key = _plain_end(data, at, stop, quiet, chars)
            sort = WORD_TOKEN
        if sort & (DATE_TOKEN | NUMBER_TOKEN):
            fence = end
        elif sort & NAME_TOKEN:
            city = end
        if sort == WORD_TOKEN and n > first and kind[n - 1] == WORD_TOKEN and right[n - 1] == at:
            n -= 1  # a plain word goes on
            key = fnv_hash(data, left[n], end)
        else:
            kind[n], spaced[n], left[n], begin[n] = sort, space, at, at - start
        right[n], close[n] = end, end - start
        word[n] = lookup(word_keys, words, key) & _NUMBER if sort == 0 or sort == WORD_TOKEN else 0
        at, space, n = end, False, n + 1
    return n


@compiled_inner
def _is_ascii(data: Bytes, start: int, stop: int) -> bool:
    bits = np.uint8(0)
    for i in range(start, stop):
        bits |= data[i]
    return bool(bits < 0x80)


@compiled_inner
def _count(data: Bytes, start: int, n: int, last: int, left: Longs, right: Longs, begin: Ints, close: Ints) -> None:
    """Places of items in characters, where not every byte is one."""
    at, more = start, start
    for i in range(n, last):
        for b in range(at, left[i]):
            more += (data[b] & 0xC0) == 0x80
        begin[i], at = left[i] - more, right[i]
        for b in range(left[i], at):
            more += (data[b] & 0xC0) == 0x80
        close[i] = at - more


@compiled
def _scan(
    data: Bytes,
    offsets: Longs,
    chars: Bytes,
    keys: Keys,
    known: Ints,
    word_keys: Keys,
    words: Ints,
    first: Longs,
    kind: Kinds,
    word: Ints,
    spaced: Flags,
    begin: Ints,
    close: Ints,
    left: Longs,
    right: Longs,
) -> int:
    n = 0
    for s in range(len(offsets) - 1):
        start, stop = offsets[s], offsets[s + 1]
        last = _scan_sentence(
            data, start, stop, n, chars, keys, known, word_keys, words, kind, word, spaced, begin, close, left, right
        )
        if not _is_ascii(data, start, stop):
            _count(data, start, n, last, left, right, begin, close)
        n = last
        first[s + 1] = n
    return n


def tokenize(sentences: pl.Series, vocabulary: Vocabulary) -> Tokens:
    """Cut sentences into items.

    >>> tokens = tokenize(pl.Series(["Ada Lovelace was born in 1815."]), Vocabulary(["born", "."]))
    >>> tokens.word_id.tolist(), tokens.char_start.tolist(), tokens.char_end.tolist()
    ([0, 0, 2, 0, 0, 3], [0, 13, 17, 22, 25, 29], [12, 16, 21, 24, 29, 30])
    """
    data, offsets = string_buffers(sentences)
    first, most = np.zeros(len(offsets), np.int64), int(offsets[-1] - offsets[0])
    kind, word, spaced = np.empty(most, np.uint8), np.empty(most, np.int32), np.empty(most, np.bool_)
    begin, close = np.empty(most, np.int32), np.empty(most, np.int32)
    left, right = np.empty(most, np.int64), np.empty(most, np.int64)
    known = word_table()
    tables = (char_classes(), known.keys, known.values, vocabulary.keys, vocabulary.values)
    n = _scan(data, offsets, *tables, first, kind, word, spaced, begin, close, left, right)
    return Tokens(data, offsets, first, kind[:n], word[:n], spaced[:n], begin[:n], close[:n], left[:n], right[:n])
