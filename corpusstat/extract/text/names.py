"""Names in the bytes of a sentence: what begins with a capital letter, where it begins and ends.

A name goes on over what may join its words (a space, *of the*, *van der*, an initial's full stop, a nickname); then it
is looked up whether it is one at all: a pronoun, a demonym, a sentence's first word and a role (*CEO of Acme*) are not.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS, month_date, weekday_date
from corpusstat.extract.text.hashtable import FNV_BASIS, fnv_final, fnv_hash, fnv_update, lookup
from corpusstat.extract.text.jit import compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_TOKEN,
    NAME_TOKEN,
    OF_ID,
    PARTY_FLAG,
    PARTY_TOKEN,
    WORD_ID_BITS,
    Lexer,
)
from corpusstat.extract.text.utf8 import (
    ALNUM,
    AMPERSAND,
    CHAR_CLASSES,
    CLOSE_PAREN,
    COMMA,
    DOUBLE_QUOTE,
    FULL_STOP,
    HYPHEN,
    LEFT_QUOTE,
    OPEN_PAREN,
    OPENER,
    RIGHT_QUOTE,
    SPACE,
    SPACING,
    UPPER,
    apostrophe_at,
    byte_at,
    char_class_at,
    char_width,
    digits_at,
    ends_with,
    is_ascii,
    is_at,
    is_lower,
    is_of,
    is_word_byte,
    letters_at,
    lowers_at,
)
from corpusstat.extract.text.word_classes import (
    BEGINS,
    BEGINS_ROLE,
    CUT,
    DOCTOR,
    HOUSE,
    INNER,
    JOINED,
    JUNIOR,
    LAND,
    MONTH,
    NAME_ARTICLE,
    NATION,
    NOT_A_NAME,
    OF,
    PARTICLE,
    PARTY,
    POSTNOMINAL,
    ROLE,
    SHORT_MONTH,
    SPLITS,
    STARTER,
    STATE,
    SUFFIX,
    THE,
    TITLE,
    WEEKDAY,
)

__all__ = ["NO_NAME", "capitalised", "postnominals_end"]

_D_DOT, _OF_SPACE, _COMMA_SPACE, _D_PREFIX, _POSSESSIVE_S = (
    tuple(text.encode()) for text in ("D.", "of ", ", ", "d", "s")
)
_COMMA_WAS, _COMMA_IS, _COMMA_DIED = (tuple(text.encode()) for text in (", was ", ", is ", ", died "))
_ANNO, _ANNO_DOTTED, _A = tuple(b"AD "), tuple(b"A.D. "), ord("A")
_NUMERAL_ENDS: Final = tuple(b"IV")
_SPACES: Final = 3
"""The most spaces that join the words of a name."""
_NICKNAME_WORDS: Final = 2
_OPENING_BYTES, _OPENING_CHARS = 12, 3
"""The most that a sentence has before its first word, in bytes and in characters that are not letters."""
_SHORTEST_CUT: Final = 3
NO_NAME: Final = -3
"""The end of the last name where there is none: no name begins two bytes later."""


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
def _word_end(lexer: Lexer, at: int, end: int, flags: int, stop: int) -> int:
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
    """The next word of a name after a nickname at ``at``, *"Big Bo"* or *(Bo)*; -1 for none."""
    opened = _opened(data, at, stop)
    if not opened:
        return -1
    bracket = data[at] == OPEN_PAREN
    at = _capitalised_end(data, at + opened, stop, 1 if bracket else _NICKNAME_WORDS)
    if at < 0:
        return -1
    if not bracket and is_at(data, at, stop, RIGHT_QUOTE):
        at += len(RIGHT_QUOTE)
    elif byte_at(data, at, stop) == (CLOSE_PAREN if bracket else DOUBLE_QUOTE):
        at += 1
    else:
        return -1
    return at + 1 if byte_at(data, at, stop) == SPACE and char_class_at(data, at + 1, stop) & UPPER else -1


@compiled_inline
def _next_word(lexer: Lexer, end: int, stop: int) -> int:
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


@compiled_inline
def _suffix_end(lexer: Lexer, end: int, stop: int) -> int:
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


@compiled_inner
def _is_initial(data: Bytes, at: int, end: int, stop: int) -> bool:
    return end == at + 1 and byte_at(data, end, stop) == FULL_STOP


@compiled_inner
def _anno_end(data: Bytes, at: int, stop: int) -> int:
    """One past *AD 14*; 0 for none."""
    if data[at] != _A:
        return 0
    year = at + len(_ANNO) if is_at(data, at, stop, _ANNO) else at
    year = at + len(_ANNO_DOTTED) if is_at(data, at, stop, _ANNO_DOTTED) else year
    n = digits_at(data, year, stop)
    return year + n if 0 < n <= YEAR_DIGITS and year > at and not is_word_byte(byte_at(data, year + n, stop)) else 0


@compiled_inner
def _calendar_end(lexer: Lexer, end: int, flags: int, stop: int) -> int:
    """One past a date that begins with the month or weekday that ends at ``end``; 0 for none."""
    last = month_date(lexer.data, end, flags, stop) if flags & (MONTH | SHORT_MONTH) else 0
    return last if last or not flags & WEEKDAY else weekday_date(lexer, end, stop)


@compiled_inner
def _follows_stop(data: Bytes, end: int, at: int) -> bool:
    """Whether the word at ``at`` follows a full stop or a quotation mark after the word that ended at ``end``."""
    return bool(data[at - 2] == DOUBLE_QUOTE or (data[end - 1] == FULL_STOP and at == end + 1))


@compiled_inline
def _without_participle(lexer: Lexer, at: int, end: int) -> int:
    """Where a name ends before *-based* and the like."""
    data = lexer.data
    hyphen = end - 1
    while hyphen > at and is_lower(data[hyphen]):
        hyphen -= 1
    if hyphen == at or data[hyphen] != HYPHEN or end - hyphen < _SHORTEST_CUT:
        return end
    return hyphen if lookup(lexer.classes, fnv_hash(data, hyphen + 1, end)) & CUT else end


@compiled_inline
def _name_end(lexer: Lexer, at: int, end: int, flags: int, stop: int) -> tuple[int, int]:
    """One past a name, given one past its first letters; and the classes of all its words together."""
    data = lexer.data
    seen, first = flags, end
    end = _word_end(lexer, at, end, flags, stop)
    if end > first and data[first] == HYPHEN and _without_participle(lexer, at, end) < end:  # *Tarsk-born Ann Lee*
        return end, seen
    while True:
        at = _next_word(lexer, end, stop)
        if at < 0:
            return _suffix_end(lexer, end, stop), seen
        last, key = letters_at(data, at, stop)
        flags = lookup(lexer.classes, key)
        if flags & SPLITS or (flags & (MONTH | SHORT_MONTH | WEEKDAY) and _calendar_end(lexer, last, flags, stop)):
            return end, seen
        if flags & STARTER and _follows_stop(data, end, at) and not _is_initial(data, at, last, stop):
            return end, seen
        seen |= flags
        if data[end] != SPACE:
            seen |= PARTY  # it may be in what joins the words
        end = _word_end(lexer, at, last, flags, stop)
        if flags & JUNIOR and data[end - 1] == FULL_STOP:  # it ends a name, whatever follows
            return end, seen


@compiled_inline
def _at_clause_start(data: Bytes, start: int, at: int, end: int, stop: int, last_number_end: int) -> bool:
    """Whether a word is where a sentence or clause may begin, and is no initial of a name.

    A comma or full stop that ends the last date or number does not count.
    """
    if _is_initial(data, at, end, stop):
        return False
    i = at - 1
    i -= i >= start and CHAR_CLASSES[data[i]] & SPACING != 0
    if i >= max(start, last_number_end):
        if ends_with(data, start, i + 1, LEFT_QUOTE):
            return True
        if is_ascii(data[i]) and CHAR_CLASSES[data[i]] & OPENER:
            return True
    if at - start > _OPENING_BYTES:
        return False
    n, i = 0, start
    while i < at:
        if char_class_at(data, i, stop) & ALNUM:
            return False
        n, i = n + 1, i + char_width(data[i])
    return n <= _OPENING_CHARS


@compiled_inner
def _without_role(lexer: Lexer, at: int, end: int) -> int:
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


@compiled_inner
def _types_of_name(lexer: Lexer, start: int, end: int) -> int:
    """Types of a name, given its content: a party, if a word for one ends it or comes before *of*."""
    data = lexer.data
    party = False
    at = start
    while at < end:
        stop = at
        while stop < end and data[stop] != SPACE:
            stop += 1
        word = lookup(lexer.vocabulary, fnv_hash(data, at, stop))
        if party and word & WORD_ID_BITS == OF_ID:
            return NAME_TOKEN | PARTY_TOKEN
        party = (word & PARTY_FLAG) != 0
        at = stop + 1
    return NAME_TOKEN | (PARTY_TOKEN if party else 0)


@compiled_inline
def _name_or_words(lexer: Lexer, at: int, end: int, flags: int, stop: int, last_name_end: int) -> tuple[int, int, int]:
    """The same as `capitalised` for what is neither a date nor a sentence's first word."""
    data = lexer.data
    last, seen = _name_end(lexer, at, end, flags, stop)
    whole = flags if last == end else 0
    if flags & BEGINS and last > end:
        whole = lookup(lexer.classes, fnv_hash(data, at, last))
    if whole & NATION:
        return at, last, DEMONYM_TOKEN | (NAME_TOKEN if whole & LAND else 0)
    if whole & NOT_A_NAME:
        state = whole & STATE and at == last_name_end + 2 and is_at(data, last_name_end, stop, _COMMA_SPACE)
        return (at if state else last), last, NAME_TOKEN
    if flags & BEGINS_ROLE:
        at = _without_role(lexer, at, last)
    name_end = _without_participle(lexer, at, last)
    return at, name_end, _types_of_name(lexer, at, name_end) if seen & PARTY else NAME_TOKEN


@compiled_inline
def capitalised(
    lexer: Lexer, start: int, at: int, stop: int, last_number_end: int, last_name_end: int
) -> tuple[int, int, int]:
    """What begins with the capital letter at ``at``: where it begins and ends, and its types.

    What precedes the beginning are plain words: all of it, if it is no name. The end of the last name makes a name of
    *MA* after it.
    """
    data = lexer.data
    end, key = letters_at(data, at, stop)
    flags = lookup(lexer.classes, key)
    last = _calendar_end(lexer, end, flags, stop) or _anno_end(data, at, stop)
    if last:
        return at, last, DATE_TOKEN
    if flags & SPLITS or (flags & STARTER and _at_clause_start(data, start, at, end, stop, last_number_end)):
        return end, end, 0
    return _name_or_words(lexer, at, end, flags, stop, last_name_end)
