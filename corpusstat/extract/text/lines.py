"""Which ends of lines are breaks, and which only wrap a text: decided by how long lines are and how they go on.

A text that was wrapped at some width has no line into which the next line's first word would still have fitted. Lines
of a list, a menu or a poem do not keep to that. Where neither this nor the words around it tell what a line's end is,
it is `UNSURE`: a break, and no fact may touch it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import (
    ASCII_END,
    CARRIAGE_RETURN,
    COLON_MARK,
    COMMA,
    EN_DASH,
    FULL_STOP,
    HYPHEN,
    NEWLINE,
    OPEN_PAREN,
    RIGHT_QUOTE,
    RIGHT_SINGLE_QUOTE,
    SPACE,
    TAB,
    ends_with,
    is_at,
    is_continuation,
    is_digit,
    is_letter,
    is_lower,
    is_upper,
    is_word_byte,
)
from corpusstat.lexicon import word_list

__all__ = [
    "BREAK",
    "DEHYPHEN",
    "FATE",
    "GLUE",
    "HEAD",
    "JOIN",
    "LINE_FIELDS",
    "SIGN_FIELDS",
    "SIZE_BITS",
    "UNSURE",
    "WORDS",
    "decide",
    "line_end_size",
]

BREAK, JOIN, GLUE, DEHYPHEN, UNSURE = range(5)
"""What the end of a line is: a break, a space, nothing, nothing with the hyphen before it, a break or a space."""
HEAD, _END, _LENGTH, _FIRST, _BITS, FATE = range(6)
LINE_FIELDS: Final = 6
"""Of a line: first byte after blanks, one past the last before blanks, characters, those of its first word, bits, and
what its end is."""
_STOPPED, _OPEN, _LOWER, _BULLET, _NAME_CUT, _TALKS, _STARTER, _EMPTY = (1 << i for i in range(8))
"""It ends a sentence; its end asks for more; it begins with a small letter or the bracket of a life; with a bullet or
label; its last word may be one of a name or date that goes on; it has words that headings do not have; its first word
begins a sentence; nothing is in it."""
_HEAD_CUT: Final = 1 << 8
"""Its first word may be one of a name or date that began before."""

SIZE_BITS, _SIZE = 2, 3
"""Bits of how many bytes the end of a line has, and their mask."""
_FIRST_LETTERS: Final = 0xC3
"""The lowest first byte of a character beyond ASCII that may be a letter with a capital."""
_FORM_FEED, _VERTICAL_TAB, _QUOTED = map(ord, "\f\v>")
_NEXT_LINE, _LINE_SEPARATOR, _PARAGRAPH_SEPARATOR = (tuple(c.encode()) for c in "\u0085\u2028\u2029")
_SOFT_HYPHEN, _BULLETS = tuple("\u00ad".encode()), tuple(b"*#|")
_BORN, _B_DOT = tuple(b"born"), tuple(b"b. ")
_ROUND_BULLET: Final = tuple("•".encode())
_LINE_STOPS: Final = np.zeros(256, np.bool_)
_LINE_STOPS[list(b".!?:;")] = True
_CLOSERS: Final = np.zeros(256, np.bool_)
_CLOSERS[list(b"\"')]*_")] = True
_CLOSER_BYTES: Final = len("”".encode())
_MID_SENTENCE, _TITLE, _STARTS, _PREFIX, _PARTICIPLE, _INNER, _IN_HEADINGS = (1 << i for i in range(7))
_WORD_SPAN: Final = 30
_LEAST_WIDTH, _WIDEST = 12, 400
_RAGGED, _LOOSE = 8, 4
"""Of the width of a text, this part may be left free where lines were broken by hand; and more if nothing is sure."""
_NO_HEADING: Final = 60
"""Characters of a line that is too long for a heading."""
_ENDS, _BAD, _FLOW, _EVIDENCE = range(4)
SIGN_FIELDS: Final = 4
"""Line ends: all; no wraps; after which a sentence goes on; of a full line that is not the longest."""
_BAD_SHARE, _FLOW_SHARE, _EVIDENCE_SHARE = 5, 6, 4
"""Of a wrapped block's line ends: one in five may be no wrap, one in six goes on with a small letter, one in four is
of a line that is not the longest."""


def _words() -> HashTable:
    bits: dict[str, int] = {}
    no_start = {"Jr", "Sr", "Inc", "Ltd", "Co", "Corp", "Bros"}
    lists = (
        (_MID_SENTENCE, word_list("common_words") | word_list("particles") | word_list("prepositions")),
        (_TITLE, word_list("name_abbreviations") - no_start),
        (_STARTS, word_list("sentence_starters") | {"He", "She", "They", "It", "His", "Her", "Their", "We", "You"}),
        (_PREFIX, word_list("kept_prefixes")),
        (_PARTICIPLE, word_list("hyphenated_participles")),
        (
            _IN_HEADINGS,
            word_list("particles") | {"of", "the", "and", "in", "a", "an", "for", "to", "on", "at", "by", "with"},
        ),
        (_INNER, word_list("hyphenated_particles")),
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
    if b == NEWLINE:
        return 1 + (i + 1 < end and data[i + 1] == _FORM_FEED)
    if b == CARRIAGE_RETURN:
        return 1 + (i + 1 < end and data[i + 1] == NEWLINE)
    if b in (_FORM_FEED, _VERTICAL_TAB):
        return 1
    if is_at(data, i, end, _NEXT_LINE):
        return len(_NEXT_LINE)
    wide = is_at(data, i, end, _LINE_SEPARATOR) or is_at(data, i, end, _PARAGRAPH_SEPARATOR)
    return len(_LINE_SEPARATOR) if wide else 0


@compiled_inner
def _is_blank(b: int) -> bool:
    return b in (SPACE, TAB)


@compiled_inner
def _word_before(data: Bytes, start: int, stop: int) -> int:
    """Where the letters that end before ``stop`` begin."""
    least = max(start, stop - _WORD_SPAN)
    while stop > least and (is_letter(data[stop - 1]) or data[stop - 1] >= ASCII_END):
        stop -= 1
    return stop


@compiled_inner
def _without_closers(data: Bytes, start: int, stop: int) -> int:
    """Where a line ends without closing quotation marks and brackets."""
    while stop > start:
        if _CLOSERS[data[stop - 1]]:
            stop -= 1
        elif ends_with(data, start, stop, RIGHT_QUOTE) or ends_with(data, start, stop, RIGHT_SINGLE_QUOTE):
            stop -= _CLOSER_BYTES
        else:
            break
    return stop


@compiled_inner
def _is_cut_word(data: Bytes, start: int, stop: int) -> bool:
    """Whether a name or a date may go on before or after this word: a capital, figures."""
    if stop <= start:
        return False
    return is_upper(data[start]) or is_digit(data[start]) or data[start] >= _FIRST_LETTERS


@compiled_inner
def _stop_bits(data: Bytes, words: HashTable, start: int, stop: int, bare: int) -> int:
    """Bits of a line with a stop before ``bare``, where what closes with it begins: *by J.* goes on."""
    word = _word_before(data, start, bare - 1)
    one = bare - 1 - word == 1 and is_upper(data[word])
    short = one or lookup(words, fnv_hash(data, word, bare - 1)) & _TITLE
    return _OPEN if short and bare == stop and data[bare - 1] == FULL_STOP else _STOPPED


@compiled_inner
def _is_joint(data: Bytes, start: int, stop: int) -> bool:
    """Whether a line ends with a mark that joins it to the next."""
    b = data[stop - 1]
    if b in (COMMA, OPEN_PAREN):
        return True
    dash = b == HYPHEN or ends_with(data, start, stop, EN_DASH) or ends_with(data, start, stop, _SOFT_HYPHEN)
    return bool(dash and stop - start > len(EN_DASH))


@compiled_inner
def _end_bits(data: Bytes, words: HashTable, start: int, stop: int) -> int:
    """Bits of a line by its end."""
    if _is_joint(data, start, stop):
        return _OPEN
    bare = _without_closers(data, start, stop)
    if bare > start and _LINE_STOPS[data[bare - 1]]:
        return _stop_bits(data, words, start, stop, bare)
    word = stop
    while word > start and not _is_blank(data[word - 1]) and stop - word < _WORD_SPAN:
        word -= 1
    if lookup(words, fnv_hash(data, word, stop)) & _MID_SENTENCE:
        return _OPEN
    return _NAME_CUT if _is_cut_word(data, word, stop) else 0


@compiled_inner
def _first_word_end(data: Bytes, start: int, stop: int) -> int:
    while start < stop and not _is_blank(data[start]):
        start += 1
    return start


@compiled_inner
def _is_bullet(data: Bytes, start: int, stop: int, end: int) -> bool:
    """Whether a line begins with a bullet, or its first word is a label."""
    b = data[start]
    if b == HYPHEN and end == start + 1:
        return not (end + 1 < stop and is_digit(data[end + 1]))
    return bool(b in _BULLETS or is_at(data, start, stop, _ROUND_BULLET) or data[end - 1] == COLON_MARK)


@compiled_inner
def _opens_bracket_of_life(data: Bytes, i: int, stop: int) -> bool:
    """Whether what follows a bracket can be the years of a life: *1901*, *b. 1901*, *born*."""
    if i + 1 >= stop:
        return False
    return (
        bool(is_digit(data[i]) and is_digit(data[i + 1])) or is_at(data, i, stop, _BORN) or is_at(data, i, stop, _B_DOT)
    )


@compiled_inner
def _start_bits(data: Bytes, words: HashTable, start: int, stop: int, end: int) -> int:
    """Bits of a line by its first word, which ends at ``end``."""
    if is_lower(data[start]) or (data[start] == OPEN_PAREN and _opens_bracket_of_life(data, start + 1, stop)):
        return _LOWER
    if _is_bullet(data, start, stop, end):
        return _BULLET
    last = end
    while last > start and not is_word_byte(data[last - 1]) and data[last - 1] < ASCII_END:
        last -= 1
    if lookup(words, fnv_hash(data, start, last)) & _STARTS:
        return _STARTER
    return _HEAD_CUT if _is_cut_word(data, start, last) else 0


@compiled_inner
def _talks(data: Bytes, words: HashTable, start: int, stop: int) -> bool:
    """Whether a line has a word that begins with a small letter, and is none of those that headings have."""
    for i in range(start + 1, stop):
        if data[i - 1] == SPACE and is_lower(data[i]):
            last = i
            while last < stop and is_letter(data[last]):
                last += 1
            if not lookup(words, fnv_hash(data, i, last)) & _IN_HEADINGS:
                return True
    return False


@compiled_inner
def _chars(data: Bytes, start: int, stop: int) -> int:
    n = 0
    for i in range(start, stop):
        n += not is_continuation(byte(data, i))
    return n


@compiled_inner
def _measure(data: Bytes, words: HashTable, start: int, stop: int, line: Longs) -> None:
    """Write what is known of the line between two line ends."""
    first = start
    while start < stop and (_is_blank(data[start]) or data[start] == _QUOTED):
        start += 1
    while stop > start and _is_blank(data[stop - 1]):
        stop -= 1
    line[HEAD], line[_END], line[FATE] = start, stop, BREAK
    if start == stop:
        line[_LENGTH] = line[_FIRST] = 0
        line[_BITS] = _EMPTY
        return
    end = _first_word_end(data, start, stop)
    line[_LENGTH], line[_FIRST] = _chars(data, first, stop), _chars(data, start, end)
    bits = _end_bits(data, words, start, stop) | _start_bits(data, words, start, stop, end)
    line[_BITS] = bits | (_TALKS if _talks(data, words, start, stop) else 0)


@compiled_inner
def _measure_lines(data: Bytes, words: HashTable, start: int, end: int, ends: Longs, lines: Longs) -> int:
    """Measure the lines of a document; return how many there are."""
    first = start
    for n in range(len(ends)):
        at = ends[n] >> SIZE_BITS
        _measure(data, words, first, at, lines[n])
        first = at + (ends[n] & _SIZE)
    _measure(data, words, first, end, lines[len(ends)])
    return len(ends) + 1


@compiled_inner
def _is_full(lines: Longs, i: int, width: int) -> bool:
    """Whether the next line's first word would not have fitted into line ``i``, or hardly if its sentence goes on."""
    needed = lines[i, _LENGTH] + 1 + lines[i + 1, _FIRST]
    return bool(needed > width or (not lines[i, _BITS] & _STOPPED and needed * _RAGGED > width * (_RAGGED - 1)))


@compiled_inner
def _width(lines: Longs, first: int, last: int) -> int:
    """The length of the longest of some lines."""
    most = 0
    for i in range(first, last):
        most = max(most, lines[i, _LENGTH])
    return most


@compiled_inner
def _weigh(lines: Longs, first: int, last: int, width: int, signs: Longs) -> None:
    """Add the signs for and against a block's being wrapped at a width (`_ENDS` …)."""
    for i in range(first, last - 1):
        full = _is_full(lines, i, width)
        bits = lines[i, _BITS]
        signs[_ENDS] += 1
        signs[_BAD] += not full and bits & _STOPPED == 0
        signs[_FLOW] += bits & _OPEN != 0 or (bits & _STOPPED == 0 and lines[i + 1, _BITS] & _LOWER != 0)
        signs[_EVIDENCE] += full and lines[i, _LENGTH] < width


@compiled_inner
def _is_wrapped(signs: Longs, width: int) -> bool:
    """Whether lines with these signs look like running text that was wrapped at this width."""
    n = signs[_ENDS]
    if width < _LEAST_WIDTH or width > _WIDEST or n < 2:
        return False
    sound = signs[_BAD] * _BAD_SHARE <= n + 2 and signs[_FLOW] * _FLOW_SHARE >= n
    return bool(sound and signs[_EVIDENCE] * _EVIDENCE_SHARE >= n)


@compiled_inner
def _block_end(lines: Longs, first: int, n: int) -> int:
    """One past the lines from ``first`` on with none between that is empty."""
    while first < n and lines[first, _BITS] != _EMPTY:
        first += 1
    return first


@compiled_inner
def _document_width(lines: Longs, n: int, signs: Longs) -> int:
    """The width that a whole document was wrapped at; 0 if it was not, or not at one."""
    width, first = 0, 0
    while first < n:
        last = _block_end(lines, first, n)
        width = max(width, _width(lines, first, last) if last - first > 1 else 0)
        first = last + 1
    signs[:] = 0
    first = 0
    while first < n:
        last = _block_end(lines, first, n)
        _weigh(lines, first, last, width, signs)
        signs[_BAD] += last - first == 1 and lines[first, _LENGTH] > width
        first = last + 1
    return width if _is_wrapped(signs, width) else 0


@compiled_inner
def _joint(data: Bytes, words: HashTable, line: Longs, after: Longs) -> int:
    """How two lines of running text are joined."""
    start, stop, head = line[HEAD], line[_END], after[HEAD]
    if ends_with(data, start, stop, _SOFT_HYPHEN):
        return GLUE
    if ends_with(data, start, stop, EN_DASH):
        before = stop - len(EN_DASH)
        return GLUE if before > start and not _is_blank(data[before - 1]) else JOIN
    if stop - start < 2 or data[stop - 1] != HYPHEN:
        return JOIN
    before = data[stop - 2]
    if not (is_word_byte(before) or before >= ASCII_END):
        return JOIN
    if is_digit(before) or not is_lower(data[head]):
        return GLUE
    return GLUE if _keeps_hyphen(data, words, start, stop - 1, head, after[_END]) else DEHYPHEN


@compiled_inner
def _keeps_hyphen(data: Bytes, words: HashTable, start: int, stop: int, head: int, end: int) -> bool:
    """Whether the hyphen at ``stop`` is that of a compound: *co-founder*, *Tarsk-born*, *Stoke-on-Trent*."""
    before = lookup(words, fnv_hash(data, _word_before(data, start, stop), stop))
    last = head
    while last < end and (is_letter(data[last]) or data[last] >= ASCII_END):
        last += 1
    after = lookup(words, fnv_hash(data, head, last))
    inner = after & _INNER and last < end and data[last] == HYPHEN
    return bool(before & _PREFIX or after & _PARTICIPLE or inner)


@compiled_inner
def _fate_in_wrapped(data: Bytes, words: HashTable, lines: Longs, i: int, width: int) -> int:
    """What the end of line ``i`` is in a text that was wrapped at this width."""
    after, bits = lines[i + 1], lines[i, _BITS]
    if after[_BITS] & _BULLET and (data[after[HEAD]] != HYPHEN or not _is_full(lines, i, width)):
        return BREAK
    flows = bits & _OPEN or (after[_BITS] & _LOWER and not bits & _STOPPED)
    return _joint(data, words, lines[i], after) if flows or _is_full(lines, i, width) else BREAK


@compiled_inner
def _fate_elsewhere(data: Bytes, words: HashTable, lines: Longs, i: int, width: int) -> int:
    """What the end of line ``i`` is in a block that need not be wrapped, and whose longest line has this width."""
    bits, after = lines[i, _BITS], lines[i + 1, _BITS]
    if bits & _STOPPED or after & _BULLET:
        return BREAK
    if after & _LOWER or bits & _OPEN:
        return _joint(data, words, lines[i], lines[i + 1])
    if not bits & _NAME_CUT or not after & _HEAD_CUT or not bits & _TALKS:
        return BREAK
    needed = lines[i, _LENGTH] + 1 + lines[i + 1, _FIRST]
    if lines[i, _LENGTH] >= _NO_HEADING and after & _STOPPED and _is_full(lines, i, width):
        return _joint(data, words, lines[i], lines[i + 1])
    return UNSURE if needed * _LOOSE > width * (_LOOSE - 1) else BREAK


@compiled_inner
def _decide_block(data: Bytes, words: HashTable, lines: Longs, first: int, last: int, wrapped_at: int) -> bool:
    """Write what the line ends of a block are, if it is wrapped at ``wrapped_at`` (0: not wrapped)."""
    width, joins = wrapped_at or _width(lines, first, last), False
    for i in range(first, last - 1):
        if wrapped_at:
            lines[i, FATE] = _fate_in_wrapped(data, words, lines, i, width)
        else:
            lines[i, FATE] = _fate_elsewhere(data, words, lines, i, width)
        joins = joins or lines[i, FATE] != BREAK
    return joins


@compiled_inner
def decide(data: Bytes, words: HashTable, start: int, end: int, ends: Longs, lines: Longs, signs: Longs) -> bool:
    """Write what the line ends of a document are into the last column of ``lines``; return whether any is no break.

    ``ends``: the first byte of each, times four, and how many it has.
    """
    n = _measure_lines(data, words, start, end, ends, lines)
    document = _document_width(lines, n, signs)
    first, joins = 0, False
    while first < n:
        last = _block_end(lines, first, n)
        if last - first > 1:
            width = _width(lines, first, last)
            signs[:] = 0
            _weigh(lines, first, last, width, signs)
            own = width if _is_wrapped(signs, width) else 0
            at = document if document >= width else own
            joins = _decide_block(data, words, lines, first, last, at) or joins
        first = last + 1
    return joins
