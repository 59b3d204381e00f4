r"""Sentences as arrays of items, in one pass over their bytes: names, dates, numbers, demonyms, words, punctuation.

``Ada was born in 1815.`` has six items: a name, three words, a date, a full stop. A name begins at a capital letter
and goes on over what may join its words (a space, *of the*, *van der*, an initial's full stop); then it is looked up
whether it is one at all: a pronoun, a demonym, a sentence's first word and a role (*CEO of Acme*) are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from itertools import takewhile
from typing import Final
from unicodedata import category

import numpy as np
import numpy.typing as npt
import polars as pl

from corpusstat.extract.hashed import BASIS, Bytes, Keys, WordTable, hashed, look, mixed, sealed
from corpusstat.extract.items import (
    KIND_DATE,
    KIND_DIGITS,
    KIND_NAME,
    KIND_NATION,
    KIND_NUMBER,
    KIND_PARTY,
    KIND_PLAIN,
    KIND_YEAR,
    NATION_WORD,
    PARTY_WORD,
    Items,
    Vocabulary,
    buffers,
)
from corpusstat.extract.jit import compiled_bare, compiled_inline, compiled_once
from corpusstat.extract.lexicon import DEMONYMS, LONE, MONTHS, PARTIES, PRONOUNS, ROLES, STARTERS

__all__ = ["scanned"]

Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]
Flags = npt.NDArray[np.bool_]


# Sorts of characters.
_UPPER, _LETTER, _SIGN, _DIGIT, _SPACE, _FRONT, _ALNUM = (1 << i for i in range(7))
_LETTERS: Final = "ªª ºº øʯ \u0300\u036f \u0370\u04ff \u1e00\u1eff"
"""Ranges of what goes on in a name's word, besides letters that have capitals."""
_SIGNS: Final = '.,;:()"\u201c\u201d\u2013\u2014'
_FRONTS: Final = '.,;:("\u201c'
"""What a sentence's first word may stand behind, as if the sentence began there."""

# What is known of words: those of a name, of the links between them, and of whole names.
_STARTER, _PLAIN, _NATION, _ROLE, _MONTH, _SHORT_MONTH, _TITLE, _PARTY = (1 << i for i in range(8))
_OF, _PARTICLE, _THE, _ARTICLE, _INNER, _HOUSE, _SUFFIX, _CUT, _STATE, _DOCTOR = (1 << i for i in range(8, 18))
_BEGINS, _BEGINS_ROLE, _JUNIOR = 1 << 18, 1 << 19, 1 << 20
_WORDS: Final = {
    _TITLE: "St Dr Mr Mrs Ms Mt Ft Jr Sr Inc Ltd Co Corp Gen Col Capt Lt Prof Rev Sgt Maj Adm Bros",
    _JUNIOR: "Jr Sr",
    _DOCTOR: "Ph",
    _SHORT_MONTH: "Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec",
    _OF: "of",
    _THE: "the",
    _PARTICLE: "de da do dos das del della di du van von der den ter ten la le el al bin bint ibn ben y e zu zur af av"
    " et",
    _ARTICLE: "la las los der den dem le al les",
    _INNER: "à de la le du sur en les lès aux di am an der on upon by",
    _HOUSE: "College University School Hospital Church Cathedral Party",
    _SUFFIX: "Inc Jr Sr Ltd LLC",
    _CUT: "based born educated trained owned style led",
    _STATE: "MA MD OH",
}

_OF_NUMBER: Final = 1
_NUMBER: Final = NATION_WORD - 1
"""The bits of a word's number; those above are flags."""

_BLANK, _COMMA, _DASH, _STOP = 32, 44, 45, 46
_AMPERSAND, _QUOTE = 38, 39


def _known() -> dict[str, int]:
    """Words and whole entries with what is known of them."""
    known: dict[str, int] = {}

    def add(words: Iterable[str], flag: int) -> None:
        for word in words:
            known[word] = known.get(word, 0) | flag

    def begin(entries: Iterable[str], flag: int) -> None:
        heads = ((e, "".join(takewhile(str.isalpha, e))) for e in entries)
        add((head for e, head in heads if flag != _BEGINS or head != e), flag)

    for flag, words in _WORDS.items():
        add(words.split(), flag)
    for entries, flag in ((STARTERS, _STARTER), ((*STARTERS, *LONE, *PRONOUNS), _PLAIN), (DEMONYMS, _NATION)):
        add(dict.fromkeys(entries), flag)
        begin(entries, _BEGINS)
    add(ROLES, _ROLE | _PLAIN)
    begin(ROLES, _BEGINS)
    begin(ROLES, _BEGINS_ROLE)
    add(dict.fromkeys(MONTHS), _MONTH)
    add({p.split(" ")[-1] + s for p in PARTIES for s in ("", "s")}, _PARTY)
    return known


@cache
def _word_table() -> WordTable:
    return WordTable(_known())


@cache
def _character_table() -> Bytes:
    """Sorts of the characters up to U+FFFF; above, nothing is a letter."""
    table = np.zeros(1 << 16, np.uint8)
    sorts = dict.fromkeys(("Lm", "Lo", "Nd", "Nl", "No"), _ALNUM) | dict.fromkeys(("Ll", "Lt"), _ALNUM | _LETTER)
    sorts["Lu"] = _UPPER | _ALNUM | _LETTER
    for start, end in ((0, 0x3400), (0xA48D, 0xAC00), (0xF900, 0x10000)):
        table[start:end] = [sorts.get(category(chr(c)), 0) for c in range(start, end)]
    table[0x3400:0x4DC0] = table[0x4E00:0xA48D] = table[0xAC00:0xD7A4] = _ALNUM  # Chinese, Yi and Korean
    for start, end in (tuple(map(ord, r)) for r in _LETTERS.split(" ")):
        table[start : end + 1] |= _LETTER
    table[ord("0") : ord("9") + 1] |= _DIGIT
    table[[*range(1, 7), _BLANK]] = _SPACE  # characters that looked like marks count as spaces
    table[[ord(c) for c in _SIGNS]] |= _SIGN
    table[[ord(c) for c in _FRONTS]] |= _FRONT
    return table


# --- Bytes -----------------------------------------------------------------------------------------------------------


@compiled_bare
def _width(lead: int) -> int:
    """Bytes of the character that begins with such a byte."""
    if lead < 0x80:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


@compiled_bare
def _sort(data: Bytes, i: int, stop: int, chars: Bytes) -> int:
    """Sort of the character that begins at ``i``; 0 inside of one, behind the end, and above U+FFFF."""
    if i >= stop:
        return 0
    b = data[i]
    if b < 0x80:
        return int(chars[b])
    lead = np.int64(b)
    if lead < 0xC0:
        return 0
    if lead < 0xE0:
        return int(chars[(lead & 0x1F) << 6 | data[i + 1] & 0x3F])
    if lead < 0xF0:
        return int(chars[(lead & 0xF) << 12 | (np.int64(data[i + 1]) & 0x3F) << 6 | data[i + 2] & 0x3F])
    return 0


@compiled_bare
def _byte(data: Bytes, i: int, stop: int) -> int:
    """The byte at ``i``: a space for what counts as one, 0 behind the end."""
    if i >= stop:
        return 0
    b = int(data[i])
    return _BLANK if 0 < b <= 6 else b


@compiled_bare
def _wordy(b: int) -> bool:
    """Whether a byte is an ASCII letter, a digit or _."""
    return 48 <= b <= 57 or 65 <= b <= 90 or 97 <= b <= 122 or b == 95


@compiled_bare
def _digits(data: Bytes, i: int, stop: int) -> int:
    """How many digits stand from ``i`` on."""
    n = 0
    while i + n < stop and 48 <= data[i + n] <= 57:
        n += 1
    return n


@compiled_bare
def _letters(data: Bytes, i: int, stop: int, chars: Bytes) -> tuple[int, np.uint64]:
    """One past the letters from ``i`` on, and the number they are looked up by."""
    key = BASIS
    while i < stop:
        b = data[i]
        if not (chars[b] & _LETTER if b < 0x80 else b < 0xC0 or _sort(data, i, stop, chars) & _LETTER):
            break
        key = mixed(key, b)
        i += 1
    return i, sealed(key)


@compiled_bare
def _lowers(data: Bytes, i: int, stop: int) -> tuple[int, np.uint64]:
    """One past the letters a to z from ``i`` on, five at most, and the number they are looked up by."""
    end, key = min(i + 5, stop), BASIS
    while i < end and 97 <= data[i] <= 122:
        key = mixed(key, data[i])
        i += 1
    return i, sealed(key)


@compiled_bare
def _apostrophe(data: Bytes, i: int, stop: int) -> int:
    """Length in bytes of an apostrophe at ``i``, 0 for none."""
    b = _byte(data, i, stop)
    if b == _QUOTE:
        return 1
    return 3 if b == 0xE2 and data[i + 1] == 0x80 and data[i + 2] == 0x99 else 0


@compiled_bare
def _is_of(data: Bytes, i: int, stop: int) -> bool:
    return _byte(data, i, stop) == 111 and _byte(data, i + 1, stop) == 102 and _byte(data, i + 2, stop) == _BLANK


# --- Dates and numbers -----------------------------------------------------------------------------------------------


@compiled_bare
def _day(data: Bytes, i: int, stop: int) -> int:
    """One past the day of a month at ``i``, with its *st*, *nd*, *rd*, *th*; 0 for none."""
    n = _digits(data, i, stop)
    if n == 0 or n > 2 or (n == 2 and data[i] > 51):
        return 0
    i += n
    a, b = _byte(data, i, stop), _byte(data, i + 1, stop)
    ordinal = (a == 115 and b == 116) or (a == 110 and b == 100) or (a == 114 and b == 100) or (a == 116 and b == 104)
    if ordinal and not _wordy(_byte(data, i + 2, stop)):
        return i + 2
    return 0 if _wordy(a) else i


@compiled_bare
def _year(data: Bytes, i: int, stop: int, least: int) -> int:
    """One past a space (or comma and space) and a year of so many digits, or four; 0 for none."""
    i += _byte(data, i, stop) == _COMMA
    if _byte(data, i, stop) != _BLANK:
        return 0
    n = _digits(data, i + 1, stop)
    return i + 1 + n if least <= n <= 4 and not _wordy(_byte(data, i + 1 + n, stop)) else 0


@compiled_bare
def _era(data: Bytes, i: int, stop: int, common: bool) -> int:
    """One past BC, BCE, B.C., AD, A.D. (or CE), with a space before or not; ``i`` if there is none."""
    at = i + (_byte(data, i, stop) == _BLANK)
    a, b, c = _byte(data, at, stop), _byte(data, at + 1, stop), _byte(data, at + 2, stop)
    before, after = a == 66, a == 65
    if b == _STOP and ((before and c == 67) or (after and c == 68)) and _byte(data, at + 3, stop) == _STOP:
        return at + 4
    if before and b == 67 and c == 69:
        at, c = at + 1, _byte(data, at + 3, stop)
    elif not ((before and b == 67) or (after and b == 68) or (common and a == 67 and b == 69)):
        return i
    return i if _wordy(c) else at + 2


@compiled_bare
def _month_date(data: Bytes, end: int, flags: int, stop: int) -> int:
    """One past a date that begins with a month, given the month's end; 0 for none."""
    end += flags & _SHORT_MONTH != 0 and _byte(data, end, stop) == _STOP
    if _byte(data, end, stop) == _BLANK:
        day = _day(data, end + 1, stop)
        if day:
            return max(_year(data, day, stop, 4), day)
    end += _byte(data, end, stop) == _COMMA
    if _byte(data, end, stop) != _BLANK:
        return 0
    return _year(data, end + (3 if _is_of(data, end + 1, stop) else 0), stop, 4)


@compiled_bare
def _day_date(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a date that begins with a day; 0 for none."""
    day = _day(data, at, stop)
    if day == 0 or _byte(data, day, stop) != _BLANK:
        return 0
    month = day + (4 if _is_of(data, day + 1, stop) else 1)
    if not _sort(data, month, stop, chars) & _UPPER:
        return 0
    end, key = _letters(data, month, stop, chars)
    flags = look(keys, known, key)
    if not flags & (_MONTH | _SHORT_MONTH):
        return 0
    end += flags & _SHORT_MONTH != 0 and _byte(data, end, stop) == _STOP
    year = _year(data, end, stop, 3)
    return _era(data, year, stop, True) if year else end


@compiled_bare
def _iso(data: Bytes, at: int, stop: int) -> bool:
    """Whether a year at ``at`` goes on as in 1951-05-04."""
    if at + 10 > stop or data[at + 4] != _DASH or data[at + 7] != _DASH or _wordy(_byte(data, at + 10, stop)):
        return False
    if _digits(data, at + 5, at + 7) < 2 or _digits(data, at + 8, at + 10) < 2:
        return False
    return bool(data[at + 5] <= 49 and data[at + 8] <= 51)


@compiled_bare
def _date(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a date that begins with the digits at ``at``; 0 for none."""
    end = _day_date(data, at, stop, chars, keys, known)
    if end or (at > start and _wordy(data[at - 1])):
        return end
    n = _digits(data, at, stop)
    if n < 4:
        end = _era(data, at + n, stop, False)
        return end if end > at + n else 0
    if n > 4 or data[at] < 49 or data[at] > 50:
        return 0
    if _iso(data, at, stop):
        return at + 10
    return 0 if _wordy(_byte(data, at + 4, stop)) else _era(data, at + 4, stop, True)


@compiled_bare
def _number(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a number; a date may begin behind a comma or full stop of it."""
    end = at + _digits(data, at, stop)
    while _byte(data, end, stop) == _COMMA:
        n = _digits(data, end + 1, stop)
        if n > 0 and n != 3 and _date(data, start, end + 1, stop, chars, keys, known):
            return end + 1
        end += 1 + n
    n = _digits(data, end + 1, stop) if _byte(data, end, stop) == _STOP else 0
    return end + 1 + n if n and not _date(data, start, end + 1, stop, chars, keys, known) else end


# --- Names -----------------------------------------------------------------------------------------------------------


@compiled_bare
def _initials(data: Bytes, i: int, stop: int, chars: Bytes) -> int:
    """One past initials, given the place behind the first's full stop."""
    while True:
        letter = i + (_byte(data, i, stop) == _DASH)
        if not _sort(data, letter, stop, chars) & _UPPER:
            return i
        dot = letter + _width(data[letter])
        if _byte(data, dot, stop) != _STOP:
            return i
        i = dot + 1


@compiled_inline
def _hyphened(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past what a hyphen, an apostrophe or & joins to a word: two letters at least, no date."""
    while True:
        b = _byte(data, end, stop)
        part = end + (1 if b in (_DASH, _AMPERSAND) else _apostrophe(data, end, stop))
        if part == end:
            return end
        last, key = _letters(data, part, stop, chars)
        if last == part or last == part + _width(data[part]):
            return end
        if _sort(data, part, stop, chars) & _UPPER:
            flags = look(keys, known, key)
            if flags & (_MONTH | _SHORT_MONTH) and _month_date(data, last, flags, stop):
                return end
        end = last


@compiled_inline
def _word_end(data: Bytes, at: int, end: int, flags: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past a word of a name, given one past its first letters and what is known of them."""
    if _byte(data, end, stop) == _STOP:
        if end == at + _width(data[at]):
            return _initials(data, end + 1, stop, chars)
        if flags & _TITLE:
            return end + 1
        if flags & _DOCTOR and _byte(data, end + 1, stop) == 68 and _byte(data, end + 2, stop) == _STOP:
            return end + 3
    return _hyphened(data, end, stop, chars, keys, known)


@compiled_inline
def _linked(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name behind *of the*, *van der*, *&*, *d'*, *al-* at ``at``; -1 for none."""
    end, key = _lowers(data, at, stop)
    b = _byte(data, end, stop)
    if end == at:
        ampersand = b == _AMPERSAND and _byte(data, at + 1, stop) == _BLANK
        return at + 2 if ampersand and _sort(data, at + 2, stop, chars) & _UPPER else -1
    if b != _BLANK:
        quote = _apostrophe(data, end, stop) if end == at + 1 and data[at] == 100 else 0
        dash = b == _DASH and end == at + 2 and data[at + 1] == 108 and (data[at] == 97 or data[at] == 101)
        end += quote + dash
        return end if quote + dash and _sort(data, end, stop, chars) & _UPPER else -1
    flags = look(keys, known, key)
    if not flags & (_OF | _PARTICLE):
        return -1
    end += 1
    if _sort(data, end, stop, chars) & _UPPER:
        return end
    second, key = _lowers(data, end, stop)
    if _byte(data, second, stop) != _BLANK or not _sort(data, second + 1, stop, chars) & _UPPER:
        return -1
    fits = look(keys, known, key) & (_THE if flags & _OF else _ARTICLE)
    return second + 1 if fits else -1


@compiled_bare
def _inner(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name like Pont-à-Mousson, given the place behind the first hyphen; -1 for none."""
    end, key = _letters(data, at, stop, chars)
    if _byte(data, end, stop) != _DASH or not look(keys, known, key) & _INNER:
        return -1
    at = end + 1
    end, key = _lowers(data, at, stop)
    if end > at and _byte(data, end, stop) == _DASH and look(keys, known, key) & _ARTICLE:
        at = end + 1
    return at if _sort(data, at, stop, chars) & _UPPER else -1


@compiled_bare
def _owned(data: Bytes, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """The next word of a name like St. John's College of Music, given the place of the s; -1 for none."""
    if _byte(data, at, stop) != 115 or _byte(data, at + 1, stop) != _BLANK:
        return -1
    end, key = _letters(data, at + 2, stop, chars)
    if not look(keys, known, key) & _HOUSE:
        return -1
    end += _byte(data, end, stop) == _BLANK
    end += 3 if _is_of(data, end, stop) else 0
    return end if _sort(data, end, stop, chars) & _UPPER else -1


@compiled_inline
def _joined(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """Where the next word of a name begins, given the end of one; -1 if there is none."""
    b = _byte(data, end, stop)
    if b == _BLANK:
        at = end + 1
        while at < end + 3 and _byte(data, at, stop) == _BLANK:
            at += 1
        if _sort(data, at, stop, chars) & _UPPER:
            return at
        return _linked(data, at, stop, chars, keys, known) if at == end + 1 else -1
    if b == _DASH:
        return _inner(data, end + 1, stop, chars, keys, known)
    quote = _apostrophe(data, end, stop)
    return _owned(data, end + quote, stop, chars, keys, known) if quote else -1


@compiled_inline
def _suffixed(data: Bytes, end: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> int:
    """One past *, Inc.* and the like behind a name."""
    if _byte(data, end, stop) != _COMMA or _byte(data, end + 1, stop) != _BLANK:
        return end
    if not _sort(data, end + 2, stop, chars) & _UPPER:
        return end
    last, key = _letters(data, end + 2, stop, chars)
    if not look(keys, known, key) & _SUFFIX or _wordy(_byte(data, last, stop)):
        return end
    return last + (_byte(data, last, stop) == _STOP)


@compiled_bare
def _is_initial(data: Bytes, at: int, end: int, stop: int) -> bool:
    return end == at + 1 and _byte(data, end, stop) == _STOP


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
        last, key = _letters(data, at, stop, chars)
        flags = look(keys, known, key)
        if flags & (_MONTH | _SHORT_MONTH) and _month_date(data, last, flags, stop):
            return end, seen
        if flags & _STARTER and data[end - 1] == _STOP and at == end + 1 and not _is_initial(data, at, last, stop):
            return end, seen
        seen |= flags
        if data[end] != _BLANK:
            seen |= _PARTY  # it may stand in what joins the words
        end = _word_end(data, at, last, flags, stop, chars, keys, known)
        if flags & _JUNIOR and data[end - 1] == _STOP:  # it ends a name, whatever follows
            return end, seen


@compiled_inline
def _fronted(data: Bytes, start: int, at: int, end: int, stop: int, fence: int, chars: Bytes) -> bool:
    """Whether a word stands where a sentence or clause may begin, and is no initial of a name.

    ``fence``: the end of the last date or number, whose comma or full stop does not count.
    """
    if _is_initial(data, at, end, stop):
        return False
    i = at - 1
    i -= i >= start and chars[data[i]] & _SPACE != 0
    if i >= max(start, fence):
        if data[i] == 0x9C and data[i - 1] == 0x80 and data[i - 2] == 0xE2:
            return True
        if data[i] < 0x80 and chars[data[i]] & _FRONT:
            return True
    if at - start > 12:
        return False
    n, i = 0, start
    while i < at:
        if _sort(data, i, stop, chars) & _ALNUM:
            return False
        n, i = n + 1, i + _width(data[i])
    return n <= 3


@compiled_bare
def _unroled(data: Bytes, at: int, end: int, keys: Keys, known: Ints) -> int:
    """Where a name begins behind the role that opens it: *CEO of*, *Professor*."""
    role, key = at, BASIS
    for i in range(at, end):
        if _byte(data, i, end) == _BLANK and look(keys, known, sealed(key)) & _ROLE:
            role = i
        key = mixed(key, data[i])
    if role == at:
        return at
    while _byte(data, role, end) == _BLANK:
        role += 1
    if not _is_of(data, role, end):
        return role
    role += 3
    the, key = _lowers(data, role, end)
    article = _byte(data, the, end) == _BLANK and look(keys, known, key) & _THE
    return the + 1 if article else role


@compiled_inline
def _cut(data: Bytes, at: int, end: int, keys: Keys, known: Ints) -> int:
    """Where a name ends before *-based* and the like."""
    dash = end - 1
    while dash > at and 97 <= data[dash] <= 122:
        dash -= 1
    if dash == at or data[dash] != _DASH or end - dash < 3:
        return end
    return dash if look(keys, known, hashed(data, dash + 1, end)) & _CUT else end


@compiled_bare
def _name_kind(data: Bytes, start: int, end: int, keys: Keys, values: Ints) -> int:
    """Bits of a name, given its content: a party, if a word for one ends it or stands before *of*."""
    party = False
    at = start
    while at < end:
        stop = at
        while stop < end and data[stop] != _BLANK:
            stop += 1
        number = look(keys, values, hashed(data, at, stop))
        if party and number & _NUMBER == _OF_NUMBER:
            return KIND_NAME | KIND_PARTY
        party = (number & PARTY_WORD) != 0
        at = stop + 1
    return KIND_NAME | (KIND_PARTY if party else 0)


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
    end, key = _letters(data, at, stop, chars)
    flags = look(keys, known, key)
    if flags & (_MONTH | _SHORT_MONTH):
        last = _month_date(data, end, flags, stop)
        if last:
            return at, last, KIND_DATE
    if flags & _STARTER and _fronted(data, start, at, end, stop, fence, chars):
        return end, end, 0
    last, seen = _name_end(data, at, end, flags, stop, chars, keys, known)
    whole = flags if last == end else 0
    if flags & _BEGINS and last > end:
        whole = look(keys, known, hashed(data, at, last))
    if whole & _NATION:
        return at, last, KIND_NATION
    if whole & _PLAIN:
        state = whole & _STATE and at == city + 2 and data[city] == _COMMA and data[city + 1] == _BLANK
        return (at if state else last), last, KIND_NAME
    if flags & _BEGINS_ROLE:
        at = _unroled(data, at, last, keys, known)
    till = _cut(data, at, last, keys, known)
    kind = _name_kind(data, at, till, word_keys, words) if seen & _PARTY else KIND_NAME
    return at, till, kind


# --- Sentences -------------------------------------------------------------------------------------------------------


@compiled_inline
def _plain_end(data: Bytes, at: int, stop: int, quiet: int, chars: Bytes) -> tuple[int, np.uint64]:
    """One past a plain word, and the number it is looked up by; capital letters before ``quiet`` begin no name."""
    key = BASIS
    while at < stop:
        b = data[at]
        sort = int(chars[b]) if b < 0x80 else _sort(data, at, stop, chars)
        if sort & (_SPACE | _SIGN | _DIGIT | _UPPER) and (at >= quiet or not sort & _UPPER):
            break
        key = mixed(key, b)
        at += 1
    return at, sealed(key)


@compiled_bare
def _numeric(data: Bytes, start: int, at: int, stop: int, chars: Bytes, keys: Keys, known: Ints) -> tuple[int, int]:
    """End and kind of a date or number."""
    end = _date(data, start, at, stop, chars, keys, known)
    if end == 0:
        return _number(data, start, at, stop, chars, keys, known), KIND_NUMBER
    year = end == at + 4 and _digits(data, at, end) == 4
    return end, KIND_DATE | (KIND_DIGITS | KIND_YEAR if year else 0)


@compiled_bare
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
    key = BASIS
    while at < stop:
        bits = _sort(data, at, stop, chars)
        if bits & _SPACE:
            at, space = at + 1, True
            continue
        if at == name:
            end, sort = name_end, name_kind
        elif bits & _SIGN:
            end, sort = at + _width(data[at]), 0
            key = hashed(data, at, end)
        elif bits & _DIGIT:
            end, sort = _numeric(data, start, at, stop, chars, keys, known)
        elif bits & _UPPER and at >= quiet:
            name, name_end, name_kind = _named(data, start, at, stop, fence, city, chars, keys, known, word_keys, words)
            quiet, name = name, (name if name < name_end else -1)
            continue
        else:
            end, key = _plain_end(data, at, stop, quiet, chars)
            sort = KIND_PLAIN
        if sort & (KIND_DATE | KIND_NUMBER):
            fence = end
        elif sort & KIND_NAME:
            city = end
        if sort == KIND_PLAIN and n > first and kind[n - 1] == KIND_PLAIN and right[n - 1] == at:
            n -= 1  # a plain word goes on
            key = hashed(data, left[n], end)
        else:
            kind[n], spaced[n], left[n], begin[n] = sort, space, at, at - start
        right[n], close[n] = end, end - start
        word[n] = look(word_keys, words, key) & _NUMBER if sort == 0 or sort == KIND_PLAIN else 0
        at, space, n = end, False, n + 1
    return n


@compiled_bare
def _is_ascii(data: Bytes, start: int, stop: int) -> bool:
    bits = np.uint8(0)
    for i in range(start, stop):
        bits |= data[i]
    return bool(bits < 0x80)


@compiled_bare
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


@compiled_once
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


def scanned(sentences: pl.Series, vocabulary: Vocabulary) -> Items:
    """Cut sentences into items.

    >>> items = scanned(pl.Series(["Ada Lovelace was born in 1815."]), Vocabulary(["born", "."]))
    >>> items.word.tolist(), items.begin.tolist(), items.close.tolist()
    ([0, 0, 2, 0, 0, 3], [0, 13, 17, 22, 25, 29], [12, 16, 21, 24, 29, 30])
    """
    data, offsets = buffers(sentences)
    first, most = np.zeros(len(offsets), np.int64), int(offsets[-1] - offsets[0])
    kind, word, spaced = np.empty(most, np.uint8), np.empty(most, np.int32), np.empty(most, np.bool_)
    begin, close = np.empty(most, np.int32), np.empty(most, np.int32)
    left, right = np.empty(most, np.int64), np.empty(most, np.int64)
    known = _word_table()
    tables = (_character_table(), known.keys, known.values, vocabulary.keys, vocabulary.values)
    n = _scan(data, offsets, *tables, first, kind, word, spaced, begin, close, left, right)
    return Items(data, offsets, first, kind[:n], word[:n], spaced[:n], begin[:n], close[:n], left[:n], right[:n])
