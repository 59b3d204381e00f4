"""Where sentences end, as bytes tell it: at stops that belong to no abbreviation, at ends of lines, at empty lines.

A sentence ends after ``.``, ``!`` or ``?`` and a space, unless an abbreviation or an initial precedes it, or letters as
in *U.S.* and a small letter follows; a line break ends it too. Texts are clean (`corpusstat.extract.text.clean`): what
only wrapped a line is a space in them. What is too long for a sentence may be cut before its semicolons.
"""

from __future__ import annotations

import string
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.hashtable import HashTable, byte, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import months, word_list

ROW_FIELDS: Final = 5
"""Of a sentence: document, first byte, one past the last, first character, characters."""
_LONGEST_ABBREVIATION: Final = 6
_RECORD_SEPARATOR: Final = 30
_SEMICOLON: Final = ord(";")

WORD_CLASS, MARK_CLASS, WIDE_CLASS, GAP_CLASS = range(4)
WIDE_LEAD: Final = 0xE2
BYTE_CLASSES: Final = np.zeros(256, np.uint8)
"""Classes of bytes: of a word, punctuation, the first of a wide quote or dash, and space or control."""
BYTE_CLASSES[list(b'.,;:()"!?')] = MARK_CLASS
BYTE_CLASSES[WIDE_LEAD] = WIDE_CLASS
BYTE_CLASSES[[*range(7), u.TAB, u.NEWLINE, u.CARRIAGE_RETURN, _RECORD_SEPARATOR, u.SPACE]] = GAP_CLASS
_WIDE_SIZE: Final = len("–".encode())
_GENERAL_PUNCTUATION: Final = tuple("\u2000".encode()[:2])
_WIDE_MARKS: Final = np.zeros(256, np.bool_)
"""By the third byte of general punctuation: dashes and double quotation marks."""
_WIDE_MARKS[[c.encode()[2] for c in "\u2013\u2014\u201c\u201d"]] = True
_SENTENCE_ENDS: Final = np.zeros(256, np.uint8)
"""Bytes that can end a sentence."""
_SENTENCE_ENDS[list(b".!?\n\t\x1e")] = 1
STOPS: Final = np.zeros(256, np.bool_)
STOPS[list(b".!?")] = True
_CLOSING: Final = np.zeros(256, np.bool_)
"""Closing quotes and brackets, which belong to the sentence that ends before them."""
_CLOSING[list(b"\"')]")] = True
_LEADS: Final = np.zeros(256, np.bool_)
"""What may precede an abbreviation."""
_LEADS[[*b" (.-", u.NEWLINE, _RECORD_SEPARATOR]] = True


class Abbreviated(NamedTuple):
    """Tables of what a full stop may follow within a sentence, and of what may follow it.

    ``words``: abbreviations; ``letters``: those with full stops that are no initials; ``starters``: words that begin
    sentences.
    """

    words: HashTable
    letters: HashTable
    starters: HashTable


ABBREVIATED: Final = Abbreviated(
    hash_table(dict.fromkeys((*word_list("abbreviations"), *months(short=True), *string.ascii_uppercase), 1)),
    hash_table(dict.fromkeys(word_list("letters_of_no_names"), 1)),
    hash_table(dict.fromkeys(sentence_starters(), 1)),
)


@compiled_inner
def most_sentences(data: Bytes, start: int, end: int) -> int:
    """How many sentences a text can have at most."""
    ends = 1
    for i in range(start, end):
        ends += _SENTENCE_ENDS[byte(data, i)]
    return ends


@compiled_inner
def is_wide_mark(data: Bytes, i: int, end: int) -> bool:
    """Whether a byte of class `WIDE_CLASS` begins a quotation mark or a dash."""
    return i + 2 < end and u.is_at(data, i, end, _GENERAL_PUNCTUATION) and _WIDE_MARKS[data[i + 2]]


@compiled_inline
def class_at(data: Bytes, i: int, end: int) -> tuple[int, int]:
    """The class of the byte at ``i``, or of the wide mark that begins there, and its size in bytes."""
    if i >= end:
        return GAP_CLASS, 1
    sort = int(BYTE_CLASSES[byte(data, i)])
    if sort != WIDE_CLASS:
        return sort, 1
    return (MARK_CLASS, _WIDE_SIZE) if is_wide_mark(data, i, end) else (WORD_CLASS, 1)


@compiled_inline
def break_size(data: Bytes, i: int, end: int) -> int:
    """Bytes of a break between sentences at ``i``: the end of the text, a tab, a line break, an empty line; 0: none."""
    if i >= end or data[i] == u.TAB or data[i] == _RECORD_SEPARATOR:
        return 1
    if data[i] != u.NEWLINE:
        return 0
    return 1 + (i + 1 < end and data[i + 1] == u.NEWLINE)


@compiled_inner
def _closing_size(data: Bytes, i: int, end: int) -> int:
    """Length of a closing quotation mark or bracket at ``i``, 0 if there is none."""
    if i >= end:
        return 0
    if _CLOSING[data[i]]:
        return 1
    wide = u.is_at(data, i, end, u.RIGHT_QUOTE) or u.is_at(data, i, end, u.RIGHT_SINGLE_QUOTE)
    return len(u.RIGHT_QUOTE) if wide else 0


@compiled_inline
def after_stop(data: Bytes, i: int, end: int) -> int:
    """Where the space or line break is after a full stop that ends before ``i``, and what closes with it; -1: none."""
    after = i + _closing_size(data, i, end)
    return after if after < end and (data[after] == u.SPACE or data[after] == u.NEWLINE) else -1


@compiled_inner
def _is_letter_of_many(known: Abbreviated, data: Bytes, letter: int, stop: int) -> bool:
    """Whether a letter is the last of several (*U.S.*, *B.A.*), and the sentence goes on with a small letter.

    After initials, *T.S.*, it also goes on with a name.
    """
    if stop - letter != 1 or data[letter - 1] != u.FULL_STOP or not u.is_upper(data[letter]):
        return False
    after = stop + 2
    if after + 1 >= len(data) or data[stop + 1] != u.SPACE:
        return False
    return u.is_lower(data[after]) or (u.is_upper(data[after]) and _is_name_next(known, data, letter, stop))


@compiled_inner
def _is_name_next(known: Abbreviated, data: Bytes, letter: int, stop: int) -> bool:
    """Whether letters with full stops, the last of which is this, are initials of the name that follows."""
    first, after = letter, stop + 2
    while first > 1 and data[first - 1] == u.FULL_STOP and u.is_upper(data[first - 2]):
        first -= 2
    if first == letter or lookup(known.letters, fnv_hash(data, first, stop)):
        return False
    end = after
    while end < len(data) and (u.is_upper(data[end]) or u.is_lower(data[end])):
        end += 1
    return end > after + 1 and lookup(known.starters, fnv_hash(data, after, end)) == 0


@compiled_inner
def is_abbreviation(known: Abbreviated, data: Bytes, start: int, run: int, stop: int, taken: int) -> bool:
    """Whether a full stop at ``stop`` belongs to an abbreviation: the letters from ``run`` on.

    ``start``: where the text starts; ``taken``: bytes before it belong to an earlier abbreviation or sentence end.
    """
    lead = data[run - 1] if run > start else _RECORD_SEPARATOR
    if not _LEADS[lead] or stop == run or stop - run > _LONGEST_ABBREVIATION:
        return False
    if run - 1 < taken:
        return _is_letter_of_many(known, data, run, stop)
    return lookup(known.words, fnv_hash(data, run, stop)) != 0


@compiled_inner
def _part_end(data: Bytes, first: int, end: int, most: int) -> tuple[int, int]:
    """Where the longest part from ``first`` on ends that has at most so many characters, and how many it has.

    It ends before a semicolon; if there is none so near, before the first.
    """
    stop, kept, chars = end, -1, 0
    for i in range(first, end):
        if data[i] == _SEMICOLON and i > first:
            if chars > most and kept >= 0:
                return stop, kept
            stop, kept = i, chars
        chars += not u.is_continuation(data[i])
    return (end, chars) if chars <= most or kept < 0 else (stop, kept)


@compiled
def cut_long(data: Bytes, rows: Longs, most: int) -> Longs:
    """Cut sentences longer than ``most`` characters before semicolons: a directory tells a life in one sentence."""
    room = 0
    for row in range(len(rows)):
        room += 1
        if rows[row, 4] > most:
            for i in range(rows[row, 1], rows[row, 2]):
                room += data[i] == _SEMICOLON
    out, n = np.empty((room, ROW_FIELDS), np.int64), 0
    for row in range(len(rows)):
        doc, first, end, char, chars = rows[row]
        while first < end:
            stop, size = _part_end(data, first, end, most) if chars > most else (end, chars)
            out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = doc, first, stop, char, size
            n, first, char, chars = n + 1, stop, char + size, chars - size
    return out[:n].copy()
