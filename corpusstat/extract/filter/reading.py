"""How checks read a sentence: its tokens with the classes of their words, in compiled code.

Everything that checks ask of the bytes of a token is found once, by `look_up`; after that only numbers are compared.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.filter import cues
from corpusstat.extract.filter.cues import CueWords
from corpusstat.extract.text import tokens as t
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes, Longs
from corpusstat.extract.text.hashtable import FNV_BASIS, byte, fnv_final, fnv_update, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.tokens import Tokens

CLASSES, FIRST_WORD, LAST_WORD, WORD, TRAITS, START, END, BYTE_START, BYTE_END = map(np.int64, range(9))
"""Columns of `Sentence.info`: classes of the token's word, or of a name's first and last word; the number of the word;
traits and type; where it is in characters of the sentence and in bytes."""
COLUMNS: Final = 9

(
    SPACED, SMALL, SEVERAL, APOSTROPHE, OWNED, HYPHENATED, QUESTION, DIGIT_LAST, CAPITAL, WITH_OF, QUOTE_FIRST,
    QUOTE_LAST, WHO, EXCLAIMED,
) = (np.int64(1 << i) for i in range(8, 22))  # fmt: skip
"""Traits, as bits above those of the types of tokens: a space comes before; all letters are small; several words; an
apostrophe comes first; a word in small letters with a possessive; a hyphen, a question mark come first; a digit comes
last; a capital comes first; *of* is within; a single quotation mark comes first, last; *who* comes first; an
exclamation or question mark comes last."""
NAME, DATE, NUMBER, YEAR, PLAIN = map(
    np.int64, (t.NAME_TOKEN, t.DATE_TOKEN, t.NUMBER_TOKEN, t.YEAR_TOKEN, t.WORD_TOKEN)
)
MENTION: Final = np.int64(t.NAME_TOKEN | t.DATE_TOKEN | t.NUMBER_TOKEN | t.DEMONYM_TOKEN)
"""Types of tokens, in the same 64 bits."""

_QUESTION_MARK: Final = tuple(b"?")
_S, _EXCLAMATION = map(ord, "s!")
_SINGLE_QUOTE, _LEFT_SINGLE, _RIGHT_SINGLE = (tuple(mark.encode()) for mark in "'‘’")
_WHO, _OF = tuple(b"who"), tuple(b" of ")
_LONGEST_PRONOUN: Final = 3
_DESCRIPTION: Final = 80
"""Characters of a description that are read."""


class Sentence(NamedTuple):
    """The tokens ``first`` to ``last`` (half-open) of a sentence; ``info``: a row for each token of the text.

    Outside of its tokens a sentence has nothing.
    """

    data: Bytes
    info: Longs
    first: int
    last: int


@compiled_inner
def _number(data: Bytes, start: int, end: int, words: CueWords) -> int:
    h = FNV_BASIS
    for i in range(start, end):
        h = fnv_update(h, byte(data, i))
    return lookup(words.table, fnv_final(h))


@compiled_inner
def _pronoun(data: Bytes, start: int, end: int, words: CueWords) -> int:
    """The number of a pronoun that is written together with its verb, *He's*; 0 for any other word."""
    for at in range(start + 1, min(end, start + _LONGEST_PRONOUN + 1)):
        if u.apostrophe_at(data, at, end):
            number = _number(data, start, at, words)
            return number if words.classes[number] & cues.PERSONAL else 0
    return 0


@compiled_inner
def _is_possessive(data: Bytes, at: int, end: int) -> bool:
    """Whether an apostrophe, and *s* or nothing after it, is all that is left of a token."""
    n = u.apostrophe_at(data, at, end)
    return n > 0 and (at + n == end or (at + n + 1 == end and data[at + n] == _S))


@compiled_inner
def _small_end(data: Bytes, at: int, end: int) -> int:
    """One past the small letters and hyphens."""
    while at < end and (u.is_lower(data[at]) or data[at] == u.HYPHEN):
        at += 1
    return at


@compiled_inner
def _is_exclaimed(data: Bytes, start: int, end: int) -> bool:
    """Whether ``!`` or ``?`` comes last, but for closing quotation marks."""
    while end > start and (
        u.ends_with(data, start, end, _SINGLE_QUOTE) or u.ends_with(data, start, end, _RIGHT_SINGLE)
    ):
        end -= 1 if u.ends_with(data, start, end, _SINGLE_QUOTE) else len(_RIGHT_SINGLE)
    return end > start and (data[end - 1] == _EXCLAMATION or data[end - 1] == _QUESTION_MARK[0])


@compiled_inner
def _word_traits(data: Bytes, start: int, end: int) -> int:
    """Traits of a token that is a word or a punctuation mark."""
    traits = (u.apostrophe_at(data, start, end) > 0) * APOSTROPHE
    traits |= (data[start] == u.HYPHEN) * HYPHENATED
    traits |= u.is_at(data, start, end, _QUESTION_MARK) * QUESTION
    traits |= u.is_at(data, start, end, _WHO) * WHO
    traits |= (u.is_at(data, start, end, _SINGLE_QUOTE) or u.is_at(data, start, end, _LEFT_SINGLE)) * QUOTE_FIRST
    traits |= (
        u.ends_with(data, start, end, _SINGLE_QUOTE) or u.ends_with(data, start, end, _RIGHT_SINGLE)
    ) * QUOTE_LAST
    traits |= _is_exclaimed(data, start, end) * EXCLAIMED
    stop = _small_end(data, start, end)
    traits |= (start < stop < end and _is_possessive(data, stop, end)) * OWNED
    for at in range(start, end):
        if u.is_ascii(data[at]) and not u.is_lower(data[at]):
            return int(traits)
    return int(traits | SMALL)


@compiled_inner
def _name_traits(data: Bytes, start: int, end: int) -> int:
    """Traits of a token that may have several words."""
    several, of = False, False
    for at in range(start, end):
        if byte(data, at) == u.SPACE:
            several, of = True, of or u.is_at(data, at, end, _OF)
    return int(several * SEVERAL | of * WITH_OF)


@compiled_inner
def look_up(tokens: Tokens, words: CueWords, info: Longs, first: int, last: int) -> None:
    """Fill the rows of a sentence's tokens."""
    data = tokens.data
    for i in range(first, last):
        start, end, types = tokens.byte_start[i], tokens.byte_end[i], int(tokens.types[i])
        number = _number(data, start, end, words)
        if number == 0 and types & t.WORD_TOKEN:
            number = _pronoun(data, start, end, words)
        traits = types | tokens.space_before[i] * SPACED | u.is_upper(data[start]) * CAPITAL
        traits |= u.is_digit(data[end - 1]) * DIGIT_LAST
        one, other = start, end
        if types & MENTION:
            traits |= _name_traits(data, start, end)
            while one < end and data[one] != u.SPACE:
                one += 1
            while other > start and data[other - 1] != u.SPACE:
                other -= 1
        else:
            traits |= _word_traits(data, start, end)
            one = _small_end(data, start, end) if traits & OWNED else end
        several = traits & SEVERAL != 0
        info[i, CLASSES], info[i, WORD], info[i, TRAITS] = words.classes[number], number, traits
        info[i, FIRST_WORD] = words.classes[_number(data, start, one, words) if several else number]
        info[i, LAST_WORD] = words.classes[_number(data, other, end, words) if several else number]
        if traits & OWNED:
            info[i, LAST_WORD] = words.classes[_number(data, start, one, words)]
        info[i, START], info[i, END] = tokens.char_start[i], tokens.char_end[i]
        info[i, BYTE_START], info[i, BYTE_END] = start, end


@compiled_inner
def is_inside(s: Sentence, i: int) -> bool:
    """Whether the sentence has a token ``i``."""
    return s.first <= i < s.last


@compiled_inner
def has(s: Sentence, i: int, column: np.int64, bits: np.int64) -> bool:
    """Whether token ``i`` has one of the bits in a column."""
    return is_inside(s, i) and s.info[i, column] & bits != 0


@compiled_inner
def is_cue(s: Sentence, i: int, classes: np.int64) -> bool:
    """Whether token ``i`` is of one of the classes."""
    return has(s, i, CLASSES, classes)


@compiled_inner
def is_a(s: Sentence, i: int, traits: np.int64) -> bool:
    """Whether token ``i`` is of one of the types, or has one of the traits."""
    return has(s, i, TRAITS, traits)


@compiled_inner
def is_glued(s: Sentence, i: int) -> bool:
    """Whether there is a token ``i``, without a space before it."""
    return is_inside(s, i) and not s.info[i, TRAITS] & SPACED


@compiled_inner
def is_word(s: Sentence, i: int, word: np.int64) -> bool:
    """Whether token ``i`` is this word or mark, one of those with a name of their own."""
    return is_inside(s, i) and s.info[i, WORD] == word


@compiled_inner
def is_spaced_word(s: Sentence, i: int, word: np.int64) -> bool:
    """The same with a space before it."""
    return is_word(s, i, word) and is_a(s, i, SPACED)


@compiled_inner
def is_quote(s: Sentence, i: int, curly: np.int64) -> bool:
    """Whether token ``i`` is a quotation mark, plain or of this form."""
    return is_word(s, i, cues.QUOTE) or is_word(s, i, curly)


@compiled_inner
def is_small_word(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a word in small letters, with a space before it."""
    return is_a(s, i, SMALL) and is_a(s, i, SPACED) and is_a(s, i, PLAIN)


@compiled_inner
def length(s: Sentence, i: int) -> int:
    """Characters of token ``i``."""
    return int(s.info[i, END] - s.info[i, START])


@compiled_inner
def after_brackets(s: Sentence, i: int) -> int:
    """The token after the brackets, and brackets within them, that open at ``i``; ``i`` if none do."""
    if not is_spaced_word(s, i, cues.OPEN_BRACKET):
        return i
    depth, at = 0, i
    while at < s.last:
        depth += is_word(s, at, cues.OPEN_BRACKET) - is_word(s, at, cues.CLOSE_BRACKET)
        at += 1
        if depth == 0:
            return at
    return i


@compiled_inner
def is_thing(s: Sentence, i: int) -> bool:
    """Whether the description from ``i`` on is that of a thing: *racehorse by Flam*, not *racehorse trainer*.

    Of *a film and stage actor* the noun after *and* counts if it is a job.
    """
    end, head, joined = s.info[i, START] + _DESCRIPTION, -1, -1
    while is_inside(s, i) and s.info[i, START] < end and not is_cue(s, i, cues.DESCRIPTION_END):
        word = s.info[i, WORD]
        if word == cues.COMMA or word == cues.STOP or word == cues.SEMICOLON:
            break
        joined = i if joined < 0 and (word == cues.AND or word == cues.OR) else joined
        head, i = head if joined >= 0 else i, i + 1
    if 0 <= joined < i - 1 and is_cue(s, i - 1, cues.JOB):
        return False
    return is_cue(s, head, cues.THING)


@compiled_inner
def is_described_as_thing(s: Sentence, i: int) -> bool:
    """Whether, from token ``i`` on, a sentence goes on to say that what it began with is a thing.

    *Flam (1925-1947) was a British racehorse*: ``i`` is the token after the name.
    """
    i = after_brackets(s, i)
    i += is_word(s, i, cues.COMMA)
    verb = is_word(s, i, cues.IS) or is_word(s, i, cues.WAS)
    article = is_word(s, i + 1, cues.A) or is_word(s, i + 1, cues.AN)
    return verb and article and is_inside(s, i + 2) and is_thing(s, i + 2)
