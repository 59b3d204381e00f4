"""From documents to the sentences that some template may match, with their place in the text.

One pass over the bytes finds words, sentence ends (:mod:`corpusstat.extract.match.cutting`) and what templates require:
the sentences of a document that have all that some template requires are taken, the others are never looked at again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.extract.match import cutting
from corpusstat.extract.match.compiler import TemplateIndex
from corpusstat.extract.match.cutting import Abbreviated
from corpusstat.extract.match.likely import (
    ANY_TYPE,
    BEGIN,
    LAST_CAPITAL,
    SENTENCE_FIELDS,
    UPPER_TRAIT,
    capital_types,
    figure_types,
    run_types,
    types_of_sentence,
)
from corpusstat.extract.match.matcher import has_all, may_follow
from corpusstat.extract.text import tokens as t
from corpusstat.extract.text.arrays import Bits, Bytes, Ints, Longs, copy_rows
from corpusstat.extract.text.hashtable import (
    FNV_BASIS,
    HashTable,
    byte,
    fnv_final,
    fnv_hash,
    fnv_update,
    lookup,
)
from corpusstat.extract.text.hinges import is_hinge
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.tokens import Vocabulary
from corpusstat.extract.text.utf8 import (
    APOSTROPHE,
    FULL_STOP,
    HYPHEN,
    is_continuation,
    is_digit,
)

__all__ = ["MAX_SENTENCE", "Sentences", "sentences"]

MAX_SENTENCE: Final = 1_000
"""Characters; a longer sentence is a table or a list, and is not looked at."""

_WORD_ROOM: Final = 4000
"""Words of a sentence that are taken into account: far more than fit in one that is not too long."""
_SPARE_WORDS: Final = 8
_FAR_BEFORE: Final = -100
"""Far before any text."""
_ROWS, _BYTES_PER_ROW, _SHORTEST_SENTENCE = 1024, 64, 2
"""Room for sentences at first: so many, and one for so many bytes; bytes that one has at least, with its break."""

_FIGURE, _LONG, _ODD, _NO_WORD, _ENDS_RUN = (np.uint8(bits) for bits in (2, 4, 14, 64, 128))
_TRAITS: Final = np.zeros(256, np.uint8)
"""Traits of bytes: a capital, a figure, part of a longer character; _ODD: also hyphen and apostrophe; another sign.

_NO_WORD: maybe none of a word, _ENDS_RUN: certainly none."""
_TRAITS[33:127] = 16
_TRAITS[97:123] = 0
_TRAITS[65:91] = UPPER_TRAIT
_TRAITS[48:58] = 2
_TRAITS[128:] = 4
_TRAITS[0xC3:] = 5
_TRAITS[[HYPHEN, APOSTROPHE]] = 8
_TRAITS[cutting.BYTE_CLASSES == cutting.WIDE_CLASS] |= _NO_WORD
_TRAITS[(cutting.BYTE_CLASSES == cutting.MARK_CLASS) | (cutting.BYTE_CLASSES == cutting.GAP_CLASS)] = (
    _NO_WORD | _ENDS_RUN
)
_LONGEST_WORD: Final = 100
"""Bytes; longer runs without a space are no words, and looking at their parts would take the square of the time."""


@dataclass(frozen=True)
class Sentences:
    """``frame``: columns doc, start (character), sentence, in the order of the text; ``too_long``: their documents."""

    frame: pl.DataFrame
    too_long: list[int]


class _Triage(NamedTuple):
    """What the pass over the documents needs.

    ``data``: their bytes. ``marks``: numbers of punctuation by its only byte, or its last. ``word_ids``, ``run_types``,
    ``triggering``, ``features``: the runs of bytes without a space and the marks of the sentence that is
    read, as numbers of words and as types that they may be; which of them trigger a template; what all have.
    ``sentence``: what is known of its capital letters. ``surely_up_to``: in sentences of so many characters all is
    looked for that can be told; in longer ones, which will be cut or counted, words, capitals and figures.
    """

    data: Bytes
    templates: TemplateIndex
    vocabulary: HashTable
    abbreviated: Abbreviated
    marks: Ints
    word_ids: Ints
    run_types: Ints
    triggering: Ints
    features: Bits
    sentence: Longs
    surely_up_to: int


@compiled_inner
def _name_types(word: int) -> int:
    """The types of names a word makes, given its entry in the vocabulary's table."""
    return (t.PARTY_TOKEN if word & t.PARTY_FLAG else 0) | (t.DEMONYM_TOKEN if word & t.DEMONYM_FLAG else 0)


@compiled_inner
def _continuations(data: Bytes, start: int, end: int) -> int:
    """Count the bytes that are not the first of their character."""
    n = 0
    for i in range(start, end):
        n += is_continuation(data[i])
    return n


@compiled_inner
def _possessive_hinge(triage: _Triage, at: int, end: int, stop: int) -> int:
    """The number of the possessive *'s* from ``at`` to ``end`` as a hinge; 0 if it is none."""
    word = lookup(triage.vocabulary, fnv_hash(triage.data, at, end))
    return (word & t.WORD_ID_BITS) + 1 if word & t.HINGE_FLAG and is_hinge(triage.data, at, at, end, stop) else 0


@compiled_inner
def _parts(triage: _Triage, start: int, end: int, stop: int, n: int) -> tuple[int, int, int]:
    """Note the parts of a run that can be words of their own: from a hyphen, after a figure, around an apostrophe.

    The text ends at ``stop``. Returns the number of words, the start of the part after the last hyphen, and the types
    of names that parts make.
    """
    data, word_ids, hyphen = triage.data, triage.word_ids, triage.marks[HYPHEN]
    last, types = start, 0
    for i in range(start, end):
        c = data[i]
        triage.run_types[n] = triage.run_types[n + 1] = ANY_TYPE  # a hyphen and what follows it are two
        if c == HYPHEN:
            word_ids[n], last = hyphen, i + 1
            n = min(n + (hyphen != 0), _WORD_ROOM)
        elif c in (APOSTROPHE, cutting.WIDE_LEAD):
            types |= _name_types(lookup(triage.vocabulary, fnv_hash(data, start, i)))
            word_ids[n] = _possessive_hinge(triage, i, end, stop)
            n = min(n + (word_ids[n] != 0), _WORD_ROOM)
        if c == HYPHEN or (i > start and is_digit(data[i - 1]) and not is_digit(c)):
            word_ids[n] = lookup(triage.vocabulary, fnv_hash(data, i, end)) & t.WORD_ID_BITS
            n = min(n + (word_ids[n] != 0), _WORD_ROOM)
    return n, last, types


@compiled_inner
def _note_triggers(triage: _Triage, n: int) -> int:
    """Note which of the first ``n`` words trigger a template, in order; return how many there are."""
    starts, kept = triage.templates.trigger_start, 0
    for i in range(n):
        word = np.uint64(triage.word_ids[np.uint64(i)])
        triage.triggering[kept] = i
        kept += starts[word] != starts[word + np.uint64(1)]
    return kept


@compiled_inner
def _note_features(triage: _Triage, n: int, types: int) -> None:
    """Collect what the first ``n`` words and these types are, of what templates require."""
    index, features = triage.templates, triage.features
    for w in range(len(features)):
        bits = index.type_features[types | t.WORD_TOKEN, w]  # there is a plain word, as far as one can tell
        for i in range(n):
            bits |= index.word_features[np.uint64(triage.word_ids[np.uint64(i)]), w]
        features[w] = bits


@compiled_inner
def _may_match(triage: _Triage, n: int, types: int, is_long: bool) -> bool:
    """Whether some template finds all it requires among the first ``n`` words and these types.

    Of a sentence that is too long, which will be cut or counted, only the words and the types are asked for.
    """
    index, ids, gathered = triage.templates, triage.word_ids, False
    ids[n] = triage.run_types[n] = 0
    lacking = ~(types | t.WORD_TOKEN)
    for at in range(-1, _note_triggers(triage, n)):
        i = triage.triggering[at] if at >= 0 else -1
        word = ids[i] if at >= 0 else 0  # word 0 triggers templates on every sentence
        follower = triage.run_types[i + 1]
        sure = at >= 0 and not is_long and follower != ANY_TYPE and triage.run_types[i] != ANY_TYPE
        for k in range(index.trigger_start[word], index.trigger_start[word + 1]):
            if index.needs[k] & lacking:
                continue
            if not sure or may_follow(index, k, follower, ids[i + 1]):
                if not gathered:
                    _note_features(triage, n, types)
                    gathered = True
                if has_all(index, index.triggers[k], triage.features):
                    return True
    return False


@compiled_inline
def _run_end(data: Bytes, i: int, end: int) -> tuple[int, np.uint8, np.uint64]:
    """One past the bytes of words from ``i`` on, their traits, and the hash they are looked up by."""
    traits, key = np.uint8(0), FNV_BASIS
    while i < end:
        c = byte(data, i)
        trait = _TRAITS[c]
        if trait >= _NO_WORD and (trait >= _ENDS_RUN or cutting.is_wide_mark(data, i, end)):
            break
        traits |= trait
        key = fnv_update(key, c)
        i += 1
    return i, traits, fnv_final(key)


@compiled_inline
def _read_run(
    triage: _Triage, start: int, i: int, end: int, n: int, types: int, taken: int
) -> tuple[int, int, int, int, int]:
    """Read what has no space from ``i`` on, with the full stop of an abbreviation.

    ``n`` words precede it, which have these types. Returns one past it, its characters, and the new n, types and
    ``taken`` (see `is_abbreviation`).
    """
    data, word_ids = triage.data, triage.word_ids
    run = piece = i
    i, traits, key = _run_end(data, i, end)
    word = lookup(triage.vocabulary, key)
    word_ids[n], triage.run_types[n] = word & t.WORD_ID_BITS, run_types(word, traits)
    if word & t.HINGE_FLAG and is_hinge(data, start, run, i, end):
        word_ids[n] += 1
    n += 1
    types |= _name_types(word)
    if traits & UPPER_TRAIT:
        types |= capital_types(data, triage.sentence, run, i, word, traits == UPPER_TRAIT)
    chars = i - run
    if traits & _ODD:
        chars -= _continuations(data, run, i) if traits & _LONG else 0
        types |= figure_types(data, run, i) if traits & _FIGURE else 0
        if i - run < _LONGEST_WORD:
            n, piece, more = _parts(triage, run, i, end, n)
            types |= more
    if i < end and data[i] == FULL_STOP and cutting.is_abbreviation(triage.abbreviated, data, start, piece, i, taken):
        word_ids[n], triage.run_types[n] = triage.marks[FULL_STOP], 0
        i, chars, n, taken = i + 1, chars + 1, n + 1, i + 1
    return i, chars, n, types, taken


@compiled_inner
def _sentences_of(triage: _Triage, out: Longs, n: int, doc: int, start: int, end: int) -> int:
    """Append a document's sentences to the n rows of ``out`` (see `_select`); return the new n."""
    data, words, types = triage.data, 0, 0
    i, chars, first, first_char, taken = start, 0, start, 0, start - 1
    triage.sentence[BEGIN], triage.sentence[LAST_CAPITAL] = first, _FAR_BEFORE
    while i <= end:
        words = min(words, _WORD_ROOM)
        sort, size = cutting.class_at(data, i, end)
        if sort == cutting.WORD_CLASS:
            i, more, words, types, taken = _read_run(triage, start, i, end, words, types, taken)
            chars += more
            continue
        if sort == cutting.GAP_CLASS:
            size = cutting.break_size(data, i, end)
            i, chars = (i, chars) if size else (i + 1, chars + 1)
        else:
            triage.word_ids[words], triage.run_types[words] = triage.marks[data[i + size - 1]], 0
            words += 1
            after = cutting.after_stop(data, i + 1, end) if cutting.STOPS[data[i]] else -1
            i, chars, size = i + size, chars + 1, 0
            if after >= 0:
                chars += after > i
                i, taken, size = after, after, 1
        if size:  # the sentence ends before byte i, where a break of this size is
            is_long = chars - first_char > triage.surely_up_to
            if words and _may_match(triage, words, types_of_sentence(types, is_long), is_long):
                out[n, 0], out[n, 1], out[n, 2], out[n, 3], out[n, 4] = doc, first, i, first_char, chars - first_char
                n += 1
            i, chars, words, types = i + size, chars + size, 0, 0
            first, first_char = i, chars
            triage.sentence[BEGIN], triage.sentence[LAST_CAPITAL] = first, _FAR_BEFORE
    return n


@compiled
def _select(triage: _Triage, offsets: Longs) -> Longs:
    """Return (document, first byte, one past the last, first character, characters) of sentences."""
    out, n = np.empty((_ROWS + len(triage.data) // _BYTES_PER_ROW, cutting.ROW_FIELDS), np.int64), 0
    for doc in range(len(offsets) - 1):
        start, end = offsets[doc], offsets[doc + 1]
        most = (end - start) // _SHORTEST_SENTENCE + 1
        if n + most > len(out):  # nearly always far too many
            most = cutting.most_sentences(triage.data, start, end)
        if n + most > len(out):
            more = np.empty((2 * (n + most), cutting.ROW_FIELDS), np.int64)
            copy_rows(out, n, more)
            out = more
        n = _sentences_of(triage, out, n, doc, start, end)
    return out[:n].copy()


def _mark_ids(vocabulary: Vocabulary) -> Ints:
    """Numbers of punctuation marks, by their only byte or by their last."""
    marks = np.zeros(len(cutting.BYTE_CLASSES), np.int32)
    for mark in ("-", *'.,;:()"!?', "–", "—", "“", "”"):
        marks[mark.encode()[-1]] = vocabulary.ids.get(mark, 0)
    return marks


def sentences(
    documents: pl.DataFrame,
    index: TemplateIndex,
    vocabulary: Vocabulary,
    most: int = MAX_SENTENCE,
    buffers: tuple[Bytes, Longs] | None = None,
    *,
    by_words: bool = False,
) -> Sentences:
    """Cut clean documents (columns ``doc``, ``text``) into sentences; return those that have what a template requires.

    ``buffers``: the bytes and offsets of the texts, if they are known. ``by_words``: also those that have no more than
    the words, a capital where a name must be, and a figure where a date must be.
    """
    data, offsets = buffers or t.string_buffers(documents["text"])
    ids, types = (np.empty(_WORD_ROOM + _SPARE_WORDS, np.int32) for _ in range(2))
    triggering = np.empty_like(ids)
    features = np.zeros(index.required.shape[1], np.uint64)
    tables = index, vocabulary.table, cutting.ABBREVIATED, _mark_ids(vocabulary)
    capitals = np.empty(SENTENCE_FIELDS, np.int64)
    surely_up_to = -1 if by_words else MAX_SENTENCE
    rows = _select(_Triage(data, *tables, ids, types, triggering, features, capitals, surely_up_to), offsets)
    if (rows[:, 4] > most).any():
        rows = cutting.cut_long(data, rows, most)
    fits = rows[:, 4] <= most
    docs, too_long = (documents["doc"].gather(part[:, 0]) for part in (rows[fits], rows[~fits]))
    texts = t.cut_strings(data, rows[fits, 1], rows[fits, 2])
    frame = pl.DataFrame({"doc": docs, "start": rows[fits, 3], "sentence": texts})
    return Sentences(frame, too_long.to_list())
