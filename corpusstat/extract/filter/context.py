r"""What stands in, before and behind mentions, in machine code: words that may make a fact doubtful.

Each function says whether a check of :mod:`~corpusstat.extract.filter.veto` may refuse; none says no where that check
would.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from corpusstat.extract.text.hashtable import (
    FNV_BASIS,
    Bytes,
    HashTable,
    fnv_final,
    fnv_hash,
    fnv_update,
    hash_table,
    lookup,
)
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.lexicon import hedges, word_list

__all__ = [
    "ARTICLES",
    "BEING",
    "BOUNDS",
    "ENDS",
    "GUESSING",
    "LEADING",
    "PREPOSITIONS",
    "REIGNS",
    "SAYING",
    "WORDS",
    "is_behind",
    "is_bound",
    "is_claimed",
    "is_doubted",
    "is_led_in",
    "is_nicknamed",
    "is_part",
    "may_be_no_life",
    "may_be_others",
    "may_be_thing",
]


def _split(words: str) -> tuple[str, ...]:
    return tuple(words.split())


ARTICLES: Final = _split("The the A a An an")
PREPOSITIONS: Final = tuple(sorted(word_list("prepositions")))
"""Words before a name that leads no clause."""
BEING: Final = _split("is was are were be been")
"""Words before what somebody is, which is no name."""
GUESSING: Final = tuple(sorted(hedges("before")))
"""Words before what is not asserted: *whether the ...*, *believed that the ...*."""
SAYING: Final = tuple(sorted(hedges("quoting")))
"""Words before what somebody says: *said, “...*."""
BOUNDS: Final = tuple(sorted(word_list("date_bounds")))
"""Words before a date that is but a bound."""
REIGNS: Final = tuple(sorted(word_list("terms_of_office")))
"""Words, before *of*, for what has a beginning and an end as a life has."""
LEADING: Final = tuple(sorted(word_list("adverbial_openers")))
"""Words that begin a sentence whose first pronoun may mean a name that follows."""
ENDS: Final = tuple(sorted(word_list("description_ends")))
"""What ends the name of a thing in a description."""

_DOUBT, _SAYS, _JOINT, _BOUND, _PART, _THING, _HONOUR = (1 << i for i in range(7))
_REIGN, _OFFICE, _END, _LEAD, _ARTICLE, _PREPOSITION = (1 << i for i in range(7, 13))
_KNOWN: Final = {
    _DOUBT: (*hedges("within"), *hedges("aside")),
    _SAYS: (*GUESSING, *SAYING),
    _JOINT: ("that", "the"),
    _BOUND: BOUNDS,
    _PART: (*word_list("starters_or_given_names"), *_split("and i dit nee née Nee Née st nd rd th")),
    _THING: word_list("non_person_nouns"),
    _HONOUR: word_list("peerage"),
    _REIGN: REIGNS,
    _OFFICE: word_list("range_labels"),
    _END: ENDS,
    _LEAD: LEADING,
    _ARTICLE: ARTICLES,
    _PREPOSITION: (*PREPOSITIONS, *BEING),
}


def _words() -> HashTable:
    known: dict[str, int] = {}
    for bit, words in _KNOWN.items():
        for word in words:
            known[word] = known.get(word, 0) | bit
    return hash_table(known)


WORDS: Final = _words()
"""The table that all functions look into."""
_BEFORE: Final = 120
"""Bytes that 30 characters take at most."""
_PHRASE: Final = 40
"""Bytes that a check looks at in any case, however many marks are among them."""
_SPACE, _QUOTE, _APOSTROPHE, _OPEN, _CLOSE, _COMMA, _DASH, _STOP, _SLASH = 32, 34, 39, 40, 41, 44, 45, 46, 47
_COLON, _SEMICOLON, _QUESTION = 58, 59, 63
_YOUNGEST, _OLDEST = 10, 112

Ints = npt.NDArray[np.int32]


@compiled_inner
def _is_digit(byte: int) -> bool:
    return 48 <= byte <= 57


@compiled_inner
def _is_small(byte: int) -> bool:
    return 97 <= byte <= 122


@compiled_inner
def _is_wide(data: Bytes, first: int, stop: int, last: int) -> bool:
    """Whether a quotation mark or a dash of three bytes, of which this is the last, ends before ``stop``."""
    return bool(stop - first > 2 and data[stop - 1] == last and data[stop - 2] == 0x80 and data[stop - 3] == 0xE2)


@compiled_inner
def _begin(data: Bytes, first: int, stop: int) -> int:
    """Where the word begins that ends before ``stop``: letters from a to z, small or capital, and é."""
    at = stop
    while at > first and (_is_small(data[at - 1] | 32) or data[at - 1] == 0xC3 or data[at - 1] == 0xA9):
        at -= 1
    return at


@compiled_inner
def _quoted(data: Bytes, first: int, stop: int, wide: int) -> int:
    """Where a quotation mark begins that ends before ``stop``; ``stop`` if there is none."""
    if stop > first and data[stop - 1] == _QUOTE:
        return stop - 1
    return stop - 3 if _is_wide(data, first, stop, wide) else stop


@compiled_inner
def _is_dash(data: Bytes, first: int, stop: int) -> bool:
    """Whether a dash ends before ``stop``."""
    dash = stop > first and data[stop - 1] == _DASH
    return dash or _is_wide(data, first, stop, 0x93) or _is_wide(data, first, stop, 0x94)


@compiled_inner
def _may_reign(data: Bytes, first: int, start: int, words: HashTable) -> bool:
    """Whether a word for a term of office stands closely before ``start``."""
    at, last = max(first, start - _BEFORE), start
    while at < last:
        begin = _begin(data, at, last)
        if lookup(words, fnv_hash(data, begin, last)) & _REIGN:
            return True
        last = begin - 1
    return False


@compiled_inner
def _years(data: Bytes, start: int, stop: int) -> tuple[int, int, int]:
    """How many runs of three or four figures stand here, the first and the last of them."""
    n, one, other, at = 0, 0, 0, start
    while at < stop:
        begin, year = at, 0
        while at < stop and _is_digit(data[at]):
            year, at = (10 * year + data[at] - 48) % 10_000, at + 1
        if at - begin == 3 or at - begin == 4:
            one, other, n = one if n else year, year, n + 1
        at += 1
    return n, one, other


@compiled_inner
def _is_odd(data: Bytes, start: int, stop: int, words: HashTable) -> bool:
    """Whether the words here tell of an office, name the same month twice running, or are all very short."""
    at, longest, month = start, 0, np.uint64(0)
    while at < stop:
        begin, key, small = at, FNV_BASIS, 0
        while at < stop and _is_small(data[at] | 32):
            small = small + 1 if _is_small(data[at]) else 0
            longest, key, at = max(longest, small), fnv_update(key, data[at]), at + 1
        if at > begin:
            capital = data[begin] < 97
            if lookup(words, fnv_final(key)) & _OFFICE or (capital and key == month):
                return True
            month = key if capital else month
        at += 1
    return longest < 3


@compiled_inner
def may_be_no_life(data: Bytes, first: int, start: int, stop: int, words: HashTable) -> bool:
    """Whether two years behind a bracket may be something else than those of a birth and a death.

    They are a life's if they are one apart, written with words, and nothing tells of an office or of a single day.
    """
    at = start
    while at < stop and data[at] != _OPEN:
        at += 1
    n, one, other = _years(data, at, stop)
    if n < 2:
        return False
    if not _YOUNGEST <= other - one <= _OLDEST or _is_odd(data, at, stop, words):
        return True
    return _may_reign(data, first, start, words)


@compiled_inner
def _is_short(data: Bytes, start: int, stop: int) -> bool:
    """Whether a name is one word, at least without a quotation mark or *the* that falls off."""
    if data[start] == _QUOTE or data[start] == 0xE2 or (data[start] | 32) == 116:
        return True
    for i in range(start, stop):  # noqa: SIM110 - no generators in machine code
        if data[i] == _SPACE:
            return False
    return True


@compiled_inner
def is_behind(data: Bytes, first: int, start: int, stop: int, words: HashTable) -> bool:
    """Whether a preposition, an article, *is* or a number stands before a name, or *a* and a word before one word."""
    end = _quoted(data, first, start, 0x9C)
    end -= end == start and start > first and data[start - 1] == _SPACE
    if end == start:
        return False
    begin = _begin(data, first, end)
    if lookup(words, fnv_hash(data, begin, end)) & (_ARTICLE | _PREPOSITION):
        return True
    if _is_digit(data[end - 1]):
        return True
    if begin - 1 <= first or data[begin - 1] != _SPACE or not _is_short(data, start, stop):
        return False
    return lookup(words, fnv_hash(data, _begin(data, first, begin - 1), begin - 1)) & _ARTICLE != 0


@compiled_inner
def is_doubted(data: Bytes, start: int, stop: int, words: HashTable) -> bool:
    """Whether a word of doubt, or of somebody's claim, stands here."""
    at = start
    while at < stop:
        key, run = FNV_BASIS, at
        while at < stop and _is_small(data[at]):
            key, at = fnv_update(key, data[at]), at + 1
        if at > run and lookup(words, fnv_final(key)) & _DOUBT:
            return True
        at += 1
    return False


@compiled_inner
def is_claimed(data: Bytes, first: int, start: int, words: HashTable) -> bool:
    """Whether a word of somebody's claim stands before ``start``: *they say that the ...*, *they said, "..."*."""
    end = _quoted(data, first, start, 0x9C)
    if end == first or (end == start and data[end - 1] != _SPACE):
        return False
    end -= data[end - 1] == _SPACE
    end -= end > first and (data[end - 1] == _COMMA or data[end - 1] == _COLON)
    for _ in range(3):
        begin = _begin(data, first, end)
        bits = lookup(words, fnv_hash(data, begin, end))
        if bits & _SAYS:
            return True
        if not bits & _JOINT or begin == first:
            return False
        end = begin - 1
    return False


@compiled_inner
def is_part(data: Bytes, first: int, start: int, stop: int, words: HashTable) -> bool:
    """Whether what stands before a name may belong to it."""
    if start == first:
        return False
    end = start - (data[start - 1] == _SPACE)
    if _is_dash(data, first, end):
        return True
    if end in (start, first):
        return False
    if data[end - 1] == _COMMA:
        at = start
        while at < stop and data[at] != _SPACE:
            at += 1
        article = data[start] == _QUOTE or data[start] == 0xE2 or (data[start] | 32) == 116  # they fall off
        return article or lookup(words, fnv_hash(data, start, at)) & _HONOUR != 0
    end = _quoted(data, first, end, 0x9D)
    return lookup(words, fnv_hash(data, _begin(data, first, end), end)) & _PART != 0


@compiled_inner
def is_nicknamed(data: Bytes, first: int, start: int) -> bool:
    """Whether what may be a nickname in quotation marks stands before a name: *Mara "Mimi" Kelling*."""
    end = start - 1
    if end <= first or data[end] != _SPACE:
        return False
    plain = data[end - 1] == _QUOTE or data[end - 1] == _APOSTROPHE
    return plain or _is_wide(data, first, end, 0x9D) or _is_wide(data, first, end, 0x99)


@compiled_inner
def is_led_in(data: Bytes, first: int, stop: int, words: HashTable) -> bool:
    """Whether a sentence begins with a word as in *Until his death in 1891, Ann's son wrote*."""
    at = first
    while at < stop and not _is_small(data[at] | 32):
        at += 1
    end = at
    while end < stop and _is_small(data[end] | 32):
        end += 1
    return lookup(words, fnv_hash(data, at, end)) & _LEAD != 0


@compiled_inner
def _apostrophe(data: Bytes, at: int, stop: int) -> int:
    """Length in bytes of an apostrophe at ``at``, 0 for none."""
    if at >= stop:
        return 0
    if data[at] == _APOSTROPHE:
        return 1
    return 3 if at + 2 < stop and data[at] == 0xE2 and data[at + 1] == 0x80 and data[at + 2] == 0x99 else 0


@compiled_inner
def may_be_others(data: Bytes, at: int, stop: int) -> bool:
    """Whether one or two small words and an apostrophe follow a name: *his father's*, *Ann Lee's brother's*."""
    quote = _apostrophe(data, at, stop)
    at += quote
    at += quote > 0 and at < stop and data[at] == 115
    for _ in range(2):
        if at >= stop or data[at] != _SPACE:
            return False
        at += 1
        begin = at
        while at < stop and (_is_small(data[at]) or data[at] == _DASH):
            at += 1
        if at == begin:
            return False
        if _apostrophe(data, at, stop):
            return True
    return False


@compiled_inner
def is_bound(data: Bytes, first: int, start: int, stop: int, last: int, words: HashTable) -> bool:
    """Whether a date may be one of two, or open: another follows, or it stands behind *before* and the like."""
    at = stop + (stop < last and data[stop] == _SPACE)
    if at < last and (data[at] == _QUESTION or data[at] == _SLASH):
        return True
    if at + 1 < last and data[at] == 111 and data[at + 1] == 114:
        return True
    if start == first or data[start - 1] != _SPACE:
        return False
    return lookup(words, fnv_hash(data, _begin(data, first, start - 1), start - 1)) & _BOUND != 0


@compiled_inner
def _is_plain(byte: int) -> bool:
    """Whether a byte can be in a word that is looked up: no space, no comma, no end of a description."""
    return _SPACE < byte < 0x80 and byte != _COMMA and byte != _STOP and byte != _SEMICOLON


@compiled_inner
def _is_thing(data: Bytes, at: int, stop: int, words: HashTable) -> bool:
    """Whether a description from ``at`` on may be that of a thing."""
    end = min(stop, at + _PHRASE)
    while at < end:
        begin = at
        while at < stop and _is_plain(data[at]):
            at += 1
        bits = lookup(words, fnv_hash(data, begin, at))
        if bits & _THING or (at < stop and (data[at] < _SPACE or data[at] >= 0x80)):
            return True
        if bits & _END or at == stop or data[at] != _SPACE:
            return False
        at += 1
    return at < stop


@compiled_inner
def may_be_thing(data: Bytes, at: int, stop: int, words: HashTable) -> bool:
    """Whether *is a* or *was a* follows, perhaps behind brackets and a comma, and what may be the word for a thing."""
    if at + 1 < stop and data[at] == _SPACE and data[at + 1] == _OPEN:
        depth, at = 1, at + 2
        while at < stop and depth:
            depth += (data[at] == _OPEN) - (data[at] == _CLOSE)
            at += 1
    at += at < stop and data[at] == _COMMA
    is_ = at + 4 < stop and data[at + 1] == 105 and data[at + 2] == 115
    was = at + 5 < stop and data[at + 1] == 119 and data[at + 2] == 97 and data[at + 3] == 115
    if not is_ and not was:
        return False
    at += 3 if is_ else 4
    return bool(data[at] == _SPACE and data[at + 1] == 97) and _is_thing(data, at + 1, stop, words)
