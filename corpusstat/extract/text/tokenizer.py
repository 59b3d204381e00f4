r"""Sentences as arrays of tokens, in one pass over their bytes: names, dates, numbers, demonyms, words, punctuation.

``Ada was born in 1815.`` has six tokens: a name, three words, a date, a full stop.
:mod:`corpusstat.extract.text.names` says what begins with a capital letter.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import polars as pl

from corpusstat.extract.text import tokens as t
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS, date_at, number_at
from corpusstat.extract.text.hashtable import FNV_BASIS, byte, fnv_final, fnv_hash, fnv_update, lookup
from corpusstat.extract.text.hinges import is_hinge
from corpusstat.extract.text.jit import compiled, compiled_inline, compiled_inner
from corpusstat.extract.text.name_ends import NO_NAME, postnominals_end
from corpusstat.extract.text.names import capitalised
from corpusstat.extract.text.tokens import Lexer, Tokens, Vocabulary
from corpusstat.extract.text.word_classes import CIRCA, word_classes

__all__ = ["tokenize"]

_ARTICLE: Final = tuple(b"the")
_CIRCA_MARK: Final = ord("~")


@compiled_inline
def _plain_end(data: Bytes, at: int, stop: int, no_name_before: int) -> tuple[int, np.uint64]:
    """One past a plain word, and the hash it is looked up by; no capital before ``no_name_before`` begins a name."""
    key = FNV_BASIS
    while at < stop:
        b = byte(data, at)
        bits = int(u.CHAR_CLASSES[b]) if u.is_ascii(b) else u.char_class_at(data, at, stop)
        if bits & (u.SPACING | u.PUNCTUATION | u.DIGIT | u.UPPER) and (at >= no_name_before or not bits & u.UPPER):
            break
        key = fnv_update(key, b)
        at += 1
    return at, fnv_final(key)


@compiled_inner
def _numeric(lexer: Lexer, start: int, at: int, stop: int) -> tuple[int, int]:
    """End and types of a date or number."""
    end = date_at(lexer, start, at, stop)
    if end == 0:
        return number_at(lexer, start, at, stop), t.NUMBER_TOKEN
    year = end == at + YEAR_DIGITS and u.digits_at(lexer.data, at, end) == YEAR_DIGITS
    return end, t.DATE_TOKEN | (t.DIGITS_TOKEN | t.YEAR_TOKEN if year else 0)


@compiled_inner
def _goes_on(data: Bytes, tokens: Tokens, n: int, at: int) -> bool:
    """Whether a plain word at ``at`` is part of the last token: not after an apostrophe that opens a quotation."""
    if n == 0 or tokens.types[n - 1] != t.WORD_TOKEN or tokens.byte_end[n - 1] != at:
        return False
    begin = tokens.byte_start[n - 1]
    return not (begin + 1 == at and data[begin] == u.APOSTROPHE and u.is_upper(data[at]))


@compiled_inline
def _put_token(
    lexer: Lexer, tokens: Tokens, n: int, start: int, at: int, end: int, types: int, key: np.uint64
) -> int:  # fmt: skip
    """Write the n-th token, from ``at`` to ``end``, of a sentence that begins at ``start``; return the new n."""
    if types == t.WORD_TOKEN and at > start and _goes_on(lexer.data, tokens, n, at):
        n -= 1  # a plain word goes on
        key = fnv_hash(lexer.data, tokens.byte_start[n], end)
    else:
        tokens.types[n], tokens.byte_start[n], tokens.char_start[n] = types, at, at - start
        tokens.space_before[n] = at > start and u.CHAR_CLASSES[lexer.data[at - 1]] & u.SPACING != 0
    tokens.byte_end[n], tokens.char_end[n] = end, end - start
    is_word = types == 0 or types == t.WORD_TOKEN
    word = lookup(lexer.vocabulary, key) if is_word else 0
    tokens.word_id[n] = word & t.WORD_ID_BITS
    if word & t.HINGE_FLAG and is_hinge(lexer.data, start, tokens.byte_start[n], end, len(lexer.data)):
        tokens.word_id[n] += 1
    return n + 1


@compiled_inner
def _lead_in(lexer: Lexer, tokens: Tokens, first: int, n: int, at: int) -> int:
    """The first token of *the* before a date (13th of March), of *c.* or *circa* (1901); n if there is none."""
    data, word = lexer.data, n - 1
    if word < first or tokens.byte_end[word] < at - 1:
        return n
    dotted = tokens.types[word] == 0 and data[tokens.byte_start[word]] == u.FULL_STOP
    word -= dotted
    if word < first or tokens.types[word] != t.WORD_TOKEN:
        return n
    begin, end = tokens.byte_start[word], tokens.byte_end[word]
    figures = u.digits_at(data, at, at + 2)
    if not dotted and figures and u.is_letter(data[at + figures]) and end - begin == len(_ARTICLE):
        return word if u.is_at(data, begin, end, _ARTICLE) else n
    return word if lookup(lexer.classes, fnv_hash(data, begin, end)) & CIRCA else n


@compiled_inner
def _put_date(lexer: Lexer, tokens: Tokens, first: int, n: int, start: int, at: int, end: int, types: int) -> int:
    """Write a date as the n-th token, or in the place of what leads it in; *c.*, *circa* and *~* are no tokens."""
    last = n - 1
    tilde = last >= first and tokens.byte_end[last] == at and lexer.data[tokens.byte_start[last]] == _CIRCA_MARK
    lead = last if tilde else _lead_in(lexer, tokens, first, n, at)
    if lead == n:
        return _put_token(lexer, tokens, n, start, at, end, types, FNV_BASIS)
    spaced, begin = tokens.space_before[lead], tokens.byte_start[lead]
    at = begin if u.is_at(lexer.data, begin, end, _ARTICLE) else at
    n = _put_token(lexer, tokens, lead, start, at, end, types, FNV_BASIS)
    tokens.space_before[n - 1] = spaced
    return n


@compiled_inner
def _tokenize_sentence(lexer: Lexer, tokens: Tokens, start: int, stop: int, n: int) -> int:
    """Find the tokens of a sentence, and write them from the n-th on; return one past the last."""
    data, first = lexer.data, n
    at, last_number_end, last_name_end, no_name_before = start, start, NO_NAME, start
    end, types, name, name_end, name_types = start, 0, -1, start, 0
    key = FNV_BASIS
    while at < stop:
        bits = u.char_class_at(data, at, stop)
        if bits & u.SPACING:
            at += 1
            continue
        if at == name:
            end, types = name_end, name_types
        elif bits & u.PUNCTUATION:
            end, types = at + u.char_width(data[at]), 0
            key = fnv_hash(data, at, end)
        elif bits & u.DIGIT:
            end, types = _numeric(lexer, start, at, stop)
        elif bits & u.UPPER and at >= no_name_before:
            name, name_end, name_types = capitalised(lexer, start, at, stop, last_number_end, last_name_end)
            no_name_before, name = name, (name if name < name_end else -1)
            continue
        else:
            end, key = _plain_end(data, at, stop, no_name_before)
            types = t.WORD_TOKEN
        if types & (t.DATE_TOKEN | t.NUMBER_TOKEN):
            last_number_end = end
        elif types & t.NAME_TOKEN:
            last_name_end = end
        if types & t.DATE_TOKEN:
            n = _put_date(lexer, tokens, first, n, start, at, end, types)
        else:
            n = _put_token(lexer, tokens, n, start, at, end, types, key)
        at = postnominals_end(lexer, end, stop) if types & t.NAME_TOKEN else end
    return n


@compiled_inner
def _is_one_byte_each(data: Bytes, start: int, stop: int) -> bool:
    """Whether each character is one byte."""
    bits = 0
    for i in range(start, stop):
        bits |= data[i]
    return u.is_ascii(bits)


@compiled_inner
def _count_characters(data: Bytes, tokens: Tokens, start: int, n: int, last: int) -> None:
    """Places of tokens in characters, where not every byte is one."""
    at, more = start, start
    for i in range(n, last):
        for b in range(at, tokens.byte_start[i]):
            more += u.is_continuation(data[b])
        tokens.char_start[i], at = tokens.byte_start[i] - more, tokens.byte_end[i]
        for b in range(tokens.byte_start[i], at):
            more += u.is_continuation(data[b])
        tokens.char_end[i] = at - more


@compiled
def _tokenize(lexer: Lexer, tokens: Tokens) -> int:
    n = 0
    for s in range(len(tokens.sentence_byte) - 1):
        start, stop = tokens.sentence_byte[s], tokens.sentence_byte[s + 1]
        last = _tokenize_sentence(lexer, tokens, start, stop, n)
        if not _is_one_byte_each(lexer.data, start, stop):
            _count_characters(lexer.data, tokens, start, n, last)
        n = last
        tokens.sentence_start[s + 1] = n
    return n


@cache
def _no_words() -> Vocabulary:
    return Vocabulary([])


def tokenize(sentences: pl.Series, vocabulary: Vocabulary | None = None) -> Tokens:
    """Cut sentences into tokens; without a vocabulary, no word has a number.

    >>> tokens = tokenize(pl.Series(["Ada Lovelace was born in 1815."]), Vocabulary(["born", "."]))
    >>> tokens.word_id.tolist(), tokens.char_start.tolist(), tokens.char_end.tolist()
    ([0, 0, 2, 0, 0, 3], [0, 13, 17, 22, 25, 29], [12, 16, 21, 24, 29, 30])
    """
    data, offsets = t.string_buffers(sentences)
    most = int(offsets[-1] - offsets[0])
    tokens = Tokens(
        data,
        offsets,
        sentence_start=np.zeros(len(offsets), np.int64),
        types=np.empty(most, np.uint8),
        word_id=np.empty(most, np.int32),
        space_before=np.empty(most, np.bool_),
        char_start=np.empty(most, np.int32),
        char_end=np.empty(most, np.int32),
        byte_start=np.empty(most, np.int64),
        byte_end=np.empty(most, np.int64),
    )
    if not most:
        return tokens
    n = _tokenize(Lexer(data, word_classes(), (vocabulary or _no_words()).table), tokens)
    columns = Tokens._fields[Tokens._fields.index("types") :]
    return tokens._replace(**{name: getattr(tokens, name)[:n] for name in columns})
