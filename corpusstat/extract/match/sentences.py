r"""From documents to the sentences that some template may match, with their place in the text.

One pass over the bytes finds words, sentence ends and what templates need: the sentences of a document that provide
all that a template needs are taken, the others are never looked at again. A sentence ends behind ``.``, ``!`` or ``?``
and a space, unless an abbreviation or an initial stands before it, or letters as in *U.S.* and a small letter after it;
an empty line ends it, and a line break too, except in a text whose lines are 40 to 100 characters long on average: that
is hard-wrapped, and there a break is a space.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from corpusstat.extract.match.compiler import TemplateIndex
from corpusstat.extract.match.matcher import has_all
from corpusstat.extract.text.hashtable import FNV_BASIS, FNV_PRIME, Bytes, Keys, WordTable, byte, fnv_hash, lookup
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_FLAG,
    DEMONYM_TOKEN,
    DIGITS_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    PARTY_FLAG,
    PARTY_TOKEN,
    YEAR_TOKEN,
    Vocabulary,
    string_buffers,
)
from corpusstat.lexicon import months, word_list

__all__ = ["MAX_SENTENCE", "Sentences", "sentences"]

MAX_SENTENCE: Final = 1_000
"""Characters; a longer sentence is a table or a list, and is not looked at."""

_STOPS: Final = WordTable(dict.fromkeys((*word_list("abbreviations"), *months(short=True), *string.ascii_uppercase), 1))
_FIGURES: Final = DATE_TOKEN | NUMBER_TOKEN | DIGITS_TOKEN | YEAR_TOKEN
_NUMBER: Final = DEMONYM_FLAG - 1
_WORDS: Final = 1200
_PLAIN, _SIGN, _WIDE, _GAP = 0, 1, 2, 3
_SORTS: Final = np.zeros(256, np.uint8)
"""Sorts of bytes: of a word, punctuation, the first byte of a wide space, quote or dash, and space or control."""
_SORTS[list(b'.,;:()"!?')] = _SIGN
_SORTS[[0xC2, 0xE2, 0xE3]] = _WIDE
_SORTS[[*range(7), 9, 10, 13, 30, 32]] = _GAP
_ENDS: Final = np.zeros(256, np.uint8)
"""Bytes that can end a sentence."""
_ENDS[list(b".!?\n\t\x1e")] = 1
_QUOTES: Final = np.zeros(256, np.bool_)
"""Closing quotes and brackets, which belong to the sentence that ends before them."""
_QUOTES[list(b"\"')]")] = True
_UPPER, _FIGURE, _LONG, _ODD = np.uint8(1), np.uint8(2), np.uint8(4), np.uint8(14)
_TRAITS: Final = np.zeros(256, np.uint8)
"""Traits of the bytes of words: a capital, a figure, part of a longer character; _ODD: also hyphen and apostrophe."""
_TRAITS[65:91] = 1
_TRAITS[48:58] = 2
_TRAITS[128:] = 4
_TRAITS[0xC3:] = 5
_TRAITS[[39, 45]] = 8
_LONGEST_STOP: Final = 8
_LONGEST_WORD: Final = 100
"""Bytes; longer runs without a space are no words, and looking at their parts would take the square of the time."""
_LEADS: Final = np.zeros(256, np.bool_)
"""What stands before an abbreviation."""
_LEADS[[*b" (.-", 10, 30]] = True

Longs = npt.NDArray[np.int64]
Ints = npt.NDArray[np.int32]
Bits = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Sentences:
    """``frame``: columns doc, start (character), sentence, in the order of the text; ``too_long``: their documents."""

    frame: pl.DataFrame
    too_long: list[int]


@compiled_inner
def _looked_over(data: Bytes, start: int, end: int) -> tuple[bool, int]:
    """Whether a text is hard-wrapped, and how many sentences it can have at most."""
    lines, blank, chars, ends, i = 0, 0, 0, 1, start
    while i < end:
        c = byte(data, i)
        ends += _ENDS[c]
        chars += (c & 0xC0) != 0x80
        if c == 10:
            lines += 1
            if i + 1 < end and byte(data, i + 1) == 10:
                lines, blank, i, chars = lines + 1, blank + 1, i + 1, chars + 1
        i += 1
    single = lines - 2 * blank
    return bool(single > 4 and 40 * single <= chars and chars <= 100 * single), ends


@compiled_inner
def _wide(data: Bytes, i: int, end: int) -> int:
    """Tell a wide character: 1 a space of two bytes, 2 one of three, 3 a quote or dash, 0 another."""
    if data[i] == 0xC2:
        return 1 if i + 1 < end and data[i + 1] == 0xA0 else 0
    if i + 2 >= end:
        return 0
    b, c = data[i + 1], data[i + 2]
    if data[i] == 0xE3:
        return 2 if b == 0x80 and c == 0x80 else 0
    if b != 0x80:
        return 0
    if c == 0x87 or c == 0xAF or c == 0x89:
        return 2
    return 3 if c == 0x93 or c == 0x94 or c == 0x9C or c == 0x9D else 0


@compiled_inner
def _flags(number: int) -> int:
    """The kinds of names a word makes, given its entry in the vocabulary's table."""
    return (PARTY_TOKEN if number & PARTY_FLAG else 0) | (DEMONYM_TOKEN if number & DEMONYM_FLAG else 0)


@compiled_inner
def _inner(data: Bytes, start: int, end: int) -> int:
    """How many bytes are not the first of their character."""
    n = 0
    for i in range(start, end):
        n += (data[i] & 0xC0) == 0x80
    return n


@compiled_inner
def _parts(
    data: Bytes, start: int, end: int, numbers: Ints, n: int, hyphen: int, keys: Keys, values: Ints
) -> tuple[int, int, int]:
    """Note the parts of a run that can be words of their own: from a hyphen, behind a figure, before an apostrophe.

    Gives the number of words, the start of the part behind the last hyphen, and what kinds of names the parts tell.
    """
    last, kinds = start, 0
    for i in range(start, end):
        c = data[i]
        if c == 45:
            numbers[n], last = hyphen, i + 1
            n = min(n + (hyphen != 0), _WORDS)
        elif c == 39 or c == 0xE2:
            kinds |= _flags(lookup(keys, values, fnv_hash(data, start, i)))
        behind = i > start and data[i - 1] >= 48 and data[i - 1] <= 57 and (c < 48 or c > 57)
        if c == 45 or behind:
            numbers[n] = lookup(keys, values, fnv_hash(data, i, end)) & _NUMBER
            n = min(n + (numbers[n] != 0), _WORDS)
    return n, last, kinds


@compiled_inner
def _protected(data: Bytes, run: int, stop: int, lead: int, taken: int, keys: Keys, values: Ints) -> bool:
    """Whether a full stop at ``stop`` belongs to an abbreviation: the letters from ``run`` on, behind a free lead.

    ``lead``: the byte before them; ``taken``: up to where bytes belong to an abbreviation or a sentence end before.
    The last of several letters (*U.S.*, *B.A.*) is one if the sentence goes on with a small letter.
    """
    if stop - run < 1 or stop - run > 6:
        return False
    if lead < taken:
        goes_on = stop + 2 < len(data) and data[stop + 1] == 32 and data[stop + 2] >= 97 and data[stop + 2] <= 122
        return stop - run == 1 and data[lead] == 46 and goes_on and data[run] >= 65 and data[run] <= 90
    return lookup(keys, values, fnv_hash(data, run, stop)) != 0


@compiled_inner
def _quote(data: Bytes, i: int, end: int) -> int:
    """Length of a closing quotation mark or bracket at ``i``, 0 if there is none."""
    if i >= end:
        return 0
    if _QUOTES[data[i]]:
        return 1
    if data[i] == 0xE2 and i + 2 < end and data[i + 1] == 0x80 and (data[i + 2] == 0x9D or data[i + 2] == 0x99):
        return 3
    return 0


@compiled_inner
def _taken(
    numbers: Ints, n: int, kinds: int, present: Bits, by_word: Bits, by_kind: Bits, wakes: Ints, wake_at: Longs,
    needs: Bits,
) -> bool:  # fmt: skip
    """Whether some template finds all it needs among these words and kinds."""
    for w in range(len(present)):
        present[w] = by_kind[kinds, w]
    for i in range(n):
        for w in range(len(present)):
            present[w] |= by_word[numbers[i], w]
    for i in range(-1, n):
        v = numbers[i] if i >= 0 else 0  # the templates of word 0 are always awake
        for k in range(wake_at[v], wake_at[v + 1]):
            if has_all(wakes[k], needs, present):
                return True
    return False


@compiled_inner
def _sentences_of(  # noqa: C901 - one pass, one branch for each sort of byte
    doc: int, out: Longs, data: Bytes, start: int, end: int, wrapped: bool, numbers: Ints, present: Bits, keys: Keys,
    values: Ints, stops: Keys, is_stop: Ints, signs: Ints, needs: Bits, by_word: Bits, by_kind: Bits, wakes: Ints,
    wake_at: Longs, n: int,
) -> int:  # fmt: skip
    """Append a document's sentences to the n rows of ``out`` (see `_triage`); give the new n.

    No array is assigned to within the loop: that would count its references at each turn.
    """
    i, chars, first, since, taken = start, 0, start, 0, start - 1
    words, kinds = 0, 0
    while i <= end:
        stop, size = i == end, 1  # stop: the sentence ends before byte i, which is a break
        words = min(words, _WORDS)
        c = byte(data, i) if i < end else np.uint8(30)
        sort = _SORTS[c]
        if sort == _WIDE:
            wide = _wide(data, i, end)
            sort = _PLAIN if wide == 0 else _SIGN
            size = 1 if wide == 0 else 2 if wide == 1 else 3
        if sort == _PLAIN:
            run, seen, whole = i, np.uint8(0), FNV_BASIS
            while i < end:
                c = byte(data, i)
                if _SORTS[c] != _PLAIN and (_SORTS[c] != _WIDE or _wide(data, i, end) != 0):
                    break
                seen |= _TRAITS[c]
                whole = (whole ^ np.uint64(c)) * FNV_PRIME
                i += 1
            number = lookup(keys, values, whole | np.uint64(1))
            numbers[words], kinds = number & _NUMBER, kinds | _flags(number)
            words += (number & _NUMBER) != 0
            kinds |= NAME_TOKEN if seen & _UPPER else 0
            chars += i - run
            piece = run
            if seen & _ODD:
                chars -= _inner(data, run, i) if seen & _LONG else 0
                kinds |= _FIGURES if seen & _FIGURE else 0
                if i - run < _LONGEST_WORD:
                    words, piece, more = _parts(data, run, i, numbers, words, signs[45], keys, values)
                    kinds |= more
            if i < end and data[i] == 46 and i - piece < _LONGEST_STOP:
                lead = data[piece - 1] if piece > start else np.uint8(30)
                if _LEADS[lead] and _protected(data, piece, i, piece - 1, taken, stops, is_stop):
                    numbers[words] = signs[46]
                    i, chars, taken, words = i + 1, chars + 1, i + 1, words + 1
            continue
        if sort == _SIGN:
            numbers[words] = signs[c] if size == 1 else signs[data[i + 2]] if size == 3 else 0
            words += numbers[words] > 0
            i, chars = i + size, chars + 1
            if c == 46 or c == 33 or c == 63:
                closing = _quote(data, i, end)
                after = i + closing
                if after < end and (data[after] == 32 or data[after] == 10):
                    chars += closing > 0
                    i, stop, taken = after, True, after
            if not stop:
                continue
            size = 1
        elif c == 9 or c == 30 or c == 10:
            blank = c == 10 and i + 1 < end and data[i + 1] == 10
            stop = c != 10 or blank or not wrapped
            size = 1 + blank
        if stop:
            if words and _taken(numbers, words, kinds, present, by_word, by_kind, wakes, wake_at, needs):
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = doc, first, i, since, chars - since
                n += 1
            words, kinds = 0, 0
            first, since = i + size, chars + size
        i, chars = i + size, chars + size
    return n


@compiled
def _triage(
    data: Bytes, offsets: Longs, keys: Keys, values: Ints, stops: Keys, is_stop: Ints, signs: Ints, needs: Bits,
    by_word: Bits, by_kind: Bits, wakes: Ints, wake_at: Longs,
) -> Longs:  # fmt: skip
    """Give (document, first byte, one past the last, first character, characters) of sentences."""
    out, n = np.empty((1024, 5), np.int64), 0
    numbers, present = np.empty(_WORDS + 8, np.int32), np.zeros(needs.shape[1], np.uint64)
    for doc in range(len(offsets) - 1):
        start, end = offsets[doc], offsets[doc + 1]
        wrapped, ends = _looked_over(data, start, end)
        if n + ends > len(out):
            more = np.empty((2 * (n + ends), 5), np.int64)
            more[:n] = out[:n]
            out = more
        n = _sentences_of(
            doc, out, data, start, end, wrapped, numbers, present, keys, values, stops, is_stop,
            signs, needs, by_word, by_kind, wakes, wake_at, n,
        )  # fmt: skip
    return out[:n].copy()


@compiled
def _copied(data: Bytes, rows: Longs) -> tuple[Bytes, Longs]:
    """Copy sentences into one buffer, with every sort of space as a plain one."""
    size = 0
    for row in range(len(rows)):
        size += rows[row, 2] - rows[row, 1]
    out, offsets, n = np.empty(size, np.uint8), np.zeros(len(rows) + 1, np.int64), 0
    for row in range(len(rows)):
        i, end = rows[row, 1], rows[row, 2]
        while i < end:
            wide = _wide(data, i, end) if _SORTS[data[i]] == _WIDE else 0
            space = wide == 1 or wide == 2 or data[i] == 10 or data[i] == 13
            out[n] = 32 if space else data[i]
            n, i = n + 1, i + (1 + wide if space else 1)
        offsets[row + 1] = n
    return out[:n], offsets


def _signs(vocabulary: Vocabulary) -> Ints:
    """Numbers of punctuation marks, by their only byte or by their last."""
    signs = np.zeros(256, np.int32)
    for sign in ("-", *'.,;:()"!?', "–", "—", "“", "”"):
        signs[sign.encode()[-1]] = vocabulary.ids.get(sign, 0)
    return signs


def sentences(
    documents: pl.DataFrame, machine: TemplateIndex, vocabulary: Vocabulary, most: int = MAX_SENTENCE
) -> Sentences:
    """Cut documents (columns ``doc``, ``text``) into sentences; give those that provide what some template needs."""
    data, offsets = string_buffers(documents["text"])
    rows = _triage(
        data,
        offsets,
        vocabulary.keys,
        vocabulary.values,
        _STOPS.keys,
        _STOPS.values,
        _signs(vocabulary),
        machine.needs,
        machine.by_word,
        machine.by_kind,
        machine.wakes,
        machine.wake_at,
    )
    fits = rows[:, 4] <= most
    docs, too_long = (documents["doc"].gather(part[:, 0]) for part in (rows[fits], rows[~fits]))
    text, ends = _copied(data, rows[fits])
    array = pa.LargeStringArray.from_buffers(len(ends) - 1, pa.py_buffer(ends), pa.py_buffer(text))
    frame = pl.DataFrame({"doc": docs, "start": rows[fits, 3], "sentence": pl.Series(pl.from_arrow(array))})
    return Sentences(frame, too_long.to_list())
