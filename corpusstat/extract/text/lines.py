"""The lines of a text: where their ends are, how long they are, and how they begin and end."""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.lexicon import word_list

__all__ = [
    "BITS",
    "BREAK",
    "BULLET",
    "DEHYPHEN",
    "EMPTY",
    "FATE",
    "FIRST",
    "GLUE",
    "HEAD",
    "HEAD_CUT",
    "INNER_PARTICLE",
    "JOIN",
    "LAST",
    "LENGTH",
    "LINE_FIELDS",
    "LOWER",
    "NAME_CUT",
    "OPEN",
    "PARTICIPLE",
    "PREFIX",
    "SIZE_BITS",
    "SOFT_HYPHEN",
    "STOPPED",
    "TALKS",
    "UNSURE",
    "WORDS",
    "is_blank",
    "line_end_size",
    "measure_lines",
    "word_before",
]

BREAK, JOIN, GLUE, DEHYPHEN, UNSURE = range(5)
"""What the end of a line is: a break, a space, nothing, nothing with the hyphen before it, a break or a space."""
HEAD, LAST, LENGTH, FIRST, BITS, FATE = range(6)
LINE_FIELDS: Final = 6
"""Of a line: first byte after blanks, one past the last before blanks, characters, those of its first word, bits, and
what its end is."""
STOPPED, OPEN, LOWER, BULLET, NAME_CUT, TALKS, _STARTER, EMPTY = (1 << i for i in range(8))
"""It ends a sentence; its end asks for more; it begins with a small letter or the bracket of a life; with a bullet or
label; its last word may be one of a name or date that goes on; it has words that headings do not have; its first word
begins a sentence; nothing is in it."""
HEAD_CUT: Final = 1 << 8
"""Its first word may be one of a name or date that began before."""

SIZE_BITS, _SIZE = 2, 3
"""Bits of how many bytes the end of a line has, and their mask."""
_FIRST_LETTERS: Final = 0xC3
"""The lowest first byte of a character beyond ASCII that may be a letter with a capital."""
_FORM_FEED, _VERTICAL_TAB, _QUOTED = map(ord, "\f\v>")
_NEXT_LINE, _LINE_SEPARATOR, _PARAGRAPH_SEPARATOR = (tuple(c.encode()) for c in "\u0085\u2028\u2029")
SOFT_HYPHEN, _BULLETS = tuple("\u00ad".encode()), tuple(b"*#|")
_BORN, _B_DOT = tuple(b"born"), tuple(b"b. ")
_ROUND_BULLET: Final = tuple("•".encode())
_LINE_STOPS: Final = np.zeros(256, np.bool_)
_LINE_STOPS[list(b".!?:;")] = True
_CLOSERS: Final = np.zeros(256, np.bool_)
_CLOSERS[list(b"\"')]*_")] = True
_CLOSER_BYTES: Final = len("”".encode())
_MID_SENTENCE, _SHORT_TITLE, _STARTS, PREFIX, PARTICIPLE, INNER_PARTICLE, _IN_HEADINGS = (1 << i for i in range(7))
_WORD_SPAN: Final = 30
_LONGEST_LABEL, _LABEL_WORDS = 24, 3
"""Bytes of a label with its colon, and its words."""


def _words() -> HashTable:
    bits: dict[str, int] = {}
    no_start = {"Jr", "Sr", "Inc", "Ltd", "Co", "Corp", "Bros"}
    lists = (
        (_MID_SENTENCE, word_list("common_words") | word_list("particles") | word_list("prepositions")),
        (_SHORT_TITLE, word_list("name_abbreviations") - no_start),
        (_STARTS, word_list("sentence_starters") | {"He", "She", "They", "It", "His", "Her", "Their", "We", "You"}),
        (PREFIX, word_list("kept_prefixes")),
        (PARTICIPLE, word_list("hyphenated_participles")),
        (
            _IN_HEADINGS,
            word_list("particles") | {"of", "the", "and", "in", "a", "an", "for", "to", "on", "at", "by", "with"},
        ),
        (INNER_PARTICLE, word_list("hyphenated_particles")),
    )
    for bit, words in lists:
        for word in words:
            bits[word] = bits.get(word, 0) | bit
    return hash_table(bits)


WORDS: Final = _words()


@compiled_inner
def line_end_size(data: Bytes, i: int, end: int) -> int:
    """Bytes of the end of a line at ``i``, one or two characters; 0 for none."""
    b = data[i]
    if b == u.NEWLINE:
        return 1 + (i + 1 < end and data[i + 1] == _FORM_FEED)
    if b == u.CARRIAGE_RETURN:
        return 1 + (i + 1 < end and data[i + 1] == u.NEWLINE)
    if b in (_FORM_FEED, _VERTICAL_TAB):
        return 1
    if u.is_at(data, i, end, _NEXT_LINE):
        return len(_NEXT_LINE)
    wide = u.is_at(data, i, end, _LINE_SEPARATOR) or u.is_at(data, i, end, _PARAGRAPH_SEPARATOR)
    return len(_LINE_SEPARATOR) if wide else 0


@compiled_inner
def is_blank(b: int) -> bool:
    """Whether a byte is a space or a tab."""
    return b in (u.SPACE, u.TAB)


@compiled_inner
def word_before(data: Bytes, start: int, stop: int) -> int:
    """Where the letters that end before ``stop`` begin."""
    least = max(start, stop - _WORD_SPAN)
    while stop > least and (u.is_letter(data[stop - 1]) or data[stop - 1] >= u.ASCII_END):
        stop -= 1
    return stop


@compiled_inner
def _without_closers(data: Bytes, start: int, stop: int) -> int:
    """Where a line ends without closing quotation marks and brackets."""
    while stop > start:
        if _CLOSERS[data[stop - 1]]:
            stop -= 1
        elif u.ends_with(data, start, stop, u.RIGHT_QUOTE) or u.ends_with(data, start, stop, u.RIGHT_SINGLE_QUOTE):
            stop -= _CLOSER_BYTES
        else:
            break
    return stop


@compiled_inner
def _is_cut_word(data: Bytes, start: int, stop: int) -> bool:
    """Whether a name or a date may go on before or after this word: a capital, figures."""
    if stop <= start:
        return False
    return u.is_upper(data[start]) or u.is_digit(data[start]) or data[start] >= _FIRST_LETTERS


@compiled_inner
def _stop_bits(data: Bytes, words: HashTable, start: int, stop: int, bare: int) -> int:
    """Bits of a line with a stop before ``bare``, where what closes with it begins: *by J.* goes on."""
    word = word_before(data, start, bare - 1)
    one = bare - 1 - word == 1 and u.is_upper(data[word])
    short = one or lookup(words, fnv_hash(data, word, bare - 1)) & _SHORT_TITLE
    return OPEN if short and bare == stop and data[bare - 1] == u.FULL_STOP else STOPPED


@compiled_inner
def _is_joint(data: Bytes, start: int, stop: int) -> bool:
    """Whether a line ends with a mark that joins it to the next."""
    b = data[stop - 1]
    if b in (u.COMMA, u.OPEN_PAREN):
        return True
    dash = b == u.HYPHEN or u.ends_with(data, start, stop, u.EN_DASH) or u.ends_with(data, start, stop, SOFT_HYPHEN)
    return bool(dash and stop - start > len(u.EN_DASH))


@compiled_inner
def _end_bits(data: Bytes, words: HashTable, start: int, stop: int) -> int:
    """Bits of a line by its end."""
    if _is_joint(data, start, stop):
        return OPEN
    bare = _without_closers(data, start, stop)
    if bare > start and _LINE_STOPS[data[bare - 1]]:
        return _stop_bits(data, words, start, stop, bare)
    word = stop
    while word > start and not is_blank(data[word - 1]) and stop - word < _WORD_SPAN:
        word -= 1
    if lookup(words, fnv_hash(data, word, stop)) & _MID_SENTENCE:
        return OPEN
    return NAME_CUT if _is_cut_word(data, word, stop) else 0


@compiled_inner
def _first_word_end(data: Bytes, start: int, stop: int) -> int:
    while start < stop and not is_blank(data[start]):
        start += 1
    return start


@compiled_inner
def _is_bullet(data: Bytes, start: int, stop: int, end: int) -> bool:
    """Whether a line begins with a bullet or a label."""
    b = data[start]
    if b == u.HYPHEN and end == start + 1:
        return not (end + 1 < stop and u.is_digit(data[end + 1]))
    return bool(b in _BULLETS or u.is_at(data, start, stop, _ROUND_BULLET) or _begins_with_label(data, start, stop))


@compiled_inner
def _begins_with_label(data: Bytes, start: int, stop: int) -> bool:
    """Whether a line begins with a label of up to three words: *Born:*, *Place of birth:*."""
    words = 1
    for i in range(start, min(stop, start + _LONGEST_LABEL)):
        if data[i] == u.COLON_MARK:
            return i + 1 == stop or is_blank(data[i + 1])
        words += is_blank(data[i])
        if words > _LABEL_WORDS or not (is_blank(data[i]) or u.is_word_byte(data[i])):
            return False
    return False


@compiled_inner
def _opens_bracket_of_life(data: Bytes, i: int, stop: int) -> bool:
    """Whether what follows a bracket can be the years of a life: *1901*, *b. 1901*, *born*."""
    if i + 1 >= stop:
        return False
    return (
        bool(u.is_digit(data[i]) and u.is_digit(data[i + 1]))
        or u.is_at(data, i, stop, _BORN)
        or u.is_at(data, i, stop, _B_DOT)
    )


@compiled_inner
def _start_bits(data: Bytes, words: HashTable, start: int, stop: int, end: int) -> int:
    """Bits of a line by its first word, which ends at ``end``."""
    if u.is_lower(data[start]) or (data[start] == u.OPEN_PAREN and _opens_bracket_of_life(data, start + 1, stop)):
        return LOWER
    if _is_bullet(data, start, stop, end):
        return BULLET
    last = end
    while last > start and not u.is_word_byte(data[last - 1]) and data[last - 1] < u.ASCII_END:
        last -= 1
    if lookup(words, fnv_hash(data, start, last)) & _STARTS:
        return _STARTER
    return HEAD_CUT if _is_cut_word(data, start, last) else 0


@compiled_inner
def _talks(data: Bytes, words: HashTable, start: int, stop: int) -> bool:
    """Whether a line has a word that begins with a small letter, and is none of those that headings have."""
    for i in range(start + 1, stop):
        if data[i - 1] == u.SPACE and u.is_lower(data[i]):
            last = i
            while last < stop and u.is_letter(data[last]):
                last += 1
            if not lookup(words, fnv_hash(data, i, last)) & _IN_HEADINGS:
                return True
    return False


@compiled_inner
def _chars(data: Bytes, start: int, stop: int) -> int:
    n = 0
    for i in range(start, stop):
        n += not u.is_continuation(byte(data, i))
    return n


@compiled_inner
def _measure(data: Bytes, words: HashTable, start: int, stop: int, line: Longs) -> None:
    """Write what is known of the line between two line ends."""
    first = start
    while start < stop and (is_blank(data[start]) or data[start] == _QUOTED):
        start += 1
    while stop > start and is_blank(data[stop - 1]):
        stop -= 1
    line[HEAD], line[LAST], line[FATE] = start, stop, BREAK
    if start == stop:
        line[LENGTH] = line[FIRST] = 0
        line[BITS] = EMPTY
        return
    end = _first_word_end(data, start, stop)
    line[LENGTH], line[FIRST] = _chars(data, first, stop), _chars(data, start, end)
    bits = _end_bits(data, words, start, stop) | _start_bits(data, words, start, stop, end)
    line[BITS] = bits | (TALKS if _talks(data, words, start, stop) else 0)


@compiled_inner
def measure_lines(data: Bytes, words: HashTable, start: int, end: int, ends: Longs, lines: Longs) -> int:
    """Measure the lines of a document; return how many there are."""
    first = start
    for n in range(len(ends)):
        at = ends[n] >> SIZE_BITS
        _measure(data, words, first, at, lines[n])
        first = at + (ends[n] & _SIZE)
    _measure(data, words, first, end, lines[len(ends)])
    return len(ends) + 1
