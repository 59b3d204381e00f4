"""The text before a pronoun: its sentences, and the names in them that the pronoun may mean.

A name after a preposition leads no sentence, nor does one after a pronoun: *In Orland she met Ann Lee*. Sentences in
which no name may lead and that do not begin with a relative (*His father*) are left out: nothing follows from them.
"""

from __future__ import annotations

import itertools
import re
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.cues import CueWords, cue_words
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import Tokens
from corpusstat.extract.text.utf8 import SPACE, is_upper

AFTER_PREPOSITION, COORDINATED, AFTER_PRONOUN, OWNS_KIN, THING_NAME = (1 << i for i in range(5))
"""Bits of names: the name comes after a preposition, *as* or an article, or continues one that does (*in Tarsk,
Orland*, *by Gov. Lee*); after *and*, *with* or *by*, where it may be a person's nevertheless; after a pronoun in its
sentence; before a relative of its own (*Ann's mother*); it is described as a thing."""
OWN, KIN_FIRST, CHILD_FIRST, SHE_FIRST, HE_FIRST = (1 << i for i in range(5))
"""Bits of sentences: the pronoun's own; it begins with a relative (*His father*); by saying whose child
somebody is (*The daughter of*); with *She*; with *He*."""
_WORDS_BEFORE_KIN: Final = 3
_WORDS_AFTER_OWNER: Final = 2
_ANY_SPACE: Final = re.compile(r"\s")


class Name(NamedTuple):
    """A name: where it is in the window, in characters (half-open), and its bits."""

    start: int
    end: int
    bits: int


class Clause(NamedTuple):
    """A sentence of a window: its bits, and its names, from ``first`` to ``last`` (half-open)."""

    bits: int
    first: int
    last: int


class Window(NamedTuple):
    """The sentences before a pronoun that matter, in order; the last is the pronoun's own.

    ``names`` are those of all windows: each clause says which are its own.
    """

    clauses: list[Clause]
    names: list[Name]

    def own_names(self) -> list[Name]:
        """The names in the pronoun's own sentence."""
        own = self.clauses[-1]
        return self.names[own.first : own.last]


@compiled_inner
def _is_shortened(s: Sentence, i: int) -> bool:
    """Whether a full stop after token ``i`` belongs to an abbreviation or an initial."""
    if not r.is_inside(s, i):
        return False
    last, start = s.info[i, r.BYTE_END] - 1, s.info[i, r.BYTE_START]
    initial = is_upper(byte(s.data, last)) and (last == start or byte(s.data, last - 1) == SPACE)
    return initial or r.has(s, i, r.LAST_WORD, w.ABBREVIATION)


@compiled_inner
def _closes(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a closing quotation mark or bracket."""
    single = r.is_a(s, i, r.APOSTROPHE) and r.length(s, i) == 1
    return single or r.is_quote(s, i, w.CLOSING_QUOTE) or r.is_word(s, i, w.CLOSE_BRACKET)


@compiled_inner
def _next_sentence(s: Sentence, i: int, is_open: bool) -> int:
    """The token that begins the next sentence if one ends at ``i``, else 0; ``is_open``: the text ends with a space."""
    if r.is_a(s, i, r.NAME) or not (r.is_word(s, i, w.STOP) or r.is_a(s, i, r.EXCLAIMED)):
        return 0
    if r.is_word(s, i, w.STOP) and _is_shortened(s, i - 1):
        return 0
    i += 1
    while r.is_glued(s, i) and _closes(s, i):
        i += 1
    return i if r.is_a(s, i, r.SPACED) or (is_open and i == s.last) else 0


@compiled_inner
def _introduces_kin(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a word after which a relative may come: *His*, *The*."""
    return (
        r.is_word(s, i, w.HIS) or r.is_word(s, i, w.HER) or r.is_word(s, i, w.THEIR) or r.is_word(s, i, w.CAPITAL_THE)
    )


@compiled_inner
def _is_relative(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a relative, who is not named by another: not *brother's*, nor *son of*."""
    owns = r.is_glued(s, i + 1) and r.is_a(s, i + 1, r.APOSTROPHE)
    return r.is_cue(s, i, w.KIN) and not r.is_a(s, i, r.CAPITAL) and not owns and not r.is_word(s, i + 1, w.OF)


@compiled_inner
def _is_kin_first(s: Sentence, i: int) -> bool:
    """Whether a sentence begins with a relative: *His younger brother*."""
    if not _introduces_kin(s, i):
        return False
    for k in range(i + 1, i + 2 + _WORDS_BEFORE_KIN):
        if _is_relative(s, k):
            return True
        if not r.is_a(s, k, r.PLAIN | r.NAME) or r.is_a(s, k, r.SEVERAL):
            return False
    return False


@compiled_inner
def _is_child_first(s: Sentence, i: int) -> bool:
    """Whether a sentence begins by saying whose relative somebody is: *The daughter of Paul Brook*."""
    article = r.is_word(s, i, w.THE) or r.is_word(s, i, w.CAPITAL_THE) or r.is_word(s, i, w.A) or r.is_word(s, i, w.AN)
    i += article or r.is_word(s, i, w.TITLE_A) or r.is_word(s, i, w.TITLE_AN)
    for k in range(i, i + 1 + _WORDS_BEFORE_KIN):
        if r.is_cue(s, k, w.KIN) and r.is_word(s, k + 1, w.OF):
            return True
        if not r.is_a(s, k, r.PLAIN):
            return False
    return False


@compiled_inner
def _owns_kin(s: Sentence, i: int) -> bool:
    """Whether a possessive and a relative follow a name that ends before token ``i``: *Ann's mother*."""
    if not r.is_cue(s, i, w.POSSESSIVE) or not r.is_glued(s, i):
        return False
    for k in range(i + 1, i + 2 + _WORDS_AFTER_OWNER):
        if r.has(s, k, r.LAST_WORD, w.KIN) and not r.is_a(s, k, r.CAPITAL):
            return True
        if not r.is_a(s, k, r.PLAIN):
            return False
    return False


@compiled_inner
def _continues(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a comma or a full stop after which a name goes on: *in Tarsk, Orland*, *by Gov. Lee*."""
    return r.is_glued(s, i) and (r.is_word(s, i, w.COMMA) or r.is_word(s, i, w.STOP))


@compiled_inner
def _joins_names(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is *and*, *with* or *by*, after which a person may be named."""
    return r.is_word(s, i, w.AND) or r.is_word(s, i, w.WITH) or r.is_word(s, i, w.BY)


@compiled_inner
def _name_bits(s: Sentence, i: int, excluded: int) -> int:
    """Bits of the name at ``i`` by the words around it; ``excluded``: the last that is `AFTER_PREPOSITION`."""
    bits = (OWNS_KIN if _owns_kin(s, i + 1) else 0) | (THING_NAME if r.is_described_as_thing(s, i + 1) else 0)
    b = i - 1
    if not r.is_a(s, i, r.SPACED):
        return bits
    if excluded == b - 1 and _continues(s, b):
        return bits | AFTER_PREPOSITION
    together = _joins_names(s, b)
    if together or r.is_word(s, b, w.AFTER) or r.is_word(s, b, w.AS) or r.is_cue(s, b, w.ARTICLE | w.PREPOSITION):
        bits |= AFTER_PREPOSITION | (COORDINATED if together else 0)
    return bits


@compiled_inner
def _clause_bits(s: Sentence, i: int) -> int:
    """Bits of the sentence that begins at token ``i``."""
    bits = (KIN_FIRST if _is_kin_first(s, i) else 0) | (CHILD_FIRST if _is_child_first(s, i) else 0)
    while r.is_inside(s, i) and not r.is_a(s, i, r.PLAIN | r.MENTION):
        i += 1
    return bits | (SHE_FIRST if r.is_word(s, i, w.SHE) else HE_FIRST if r.is_word(s, i, w.HE) else 0)


@compiled_inner
def _read(s: Sentence, is_open: bool, clauses: Longs, n: int, names: Longs, m: int) -> tuple[int, int]:
    """Append what matters in a window to the n rows of ``clauses`` and the m of ``names``; return the new n and m."""
    begin, first, excluded, late, counts = s.first, m, s.last, False, False
    for i in range(s.first, s.last):
        if r.is_a(s, i, r.NAME):
            bits = _name_bits(s, i, excluded) | (AFTER_PRONOUN if late else 0)
            excluded = i if bits & AFTER_PREPOSITION else excluded
            counts = counts or bits & (AFTER_PREPOSITION | AFTER_PRONOUN) == 0
            names[m, 0], names[m, 1], names[m, 2], m = s.info[i, r.START], s.info[i, r.END], bits, m + 1
        late = late or r.is_cue(s, i, w.PERSONAL)
        after = _next_sentence(s, i, is_open)
        if after:
            bits = _clause_bits(s, begin)
            clauses[n, 0], clauses[n, 1], clauses[n, 2] = bits, first, m
            n, m = (n + 1, m) if counts or bits & KIN_FIRST else (n, first)
            begin, first, excluded, late, counts = after, m, s.last, False, False
    clauses[n, 0], clauses[n, 1], clauses[n, 2] = OWN | _clause_bits(s, begin), first, m
    return n + 1, m


@compiled
def _read_all(tokens: Tokens, words: CueWords, clauses: Longs, names: Longs, ends: Longs) -> int:
    """Read all windows; write to ``ends`` the number of clauses up to each, and return that of the names."""
    info, n, m = np.empty((len(tokens.types), r.COLUMNS), np.int64), 0, 0
    for row in range(len(tokens.sentence_start) - 1):
        first, last = tokens.sentence_start[row], tokens.sentence_start[row + 1]
        stop = tokens.sentence_byte[row + 1]
        r.look_up(tokens, words, info, first, last)
        is_open = last > first and stop > tokens.byte_end[last - 1]
        n, m = _read(Sentence(tokens.data, info, first, last), is_open, clauses, n, names, m)
        ends[row + 1] = n
    return m


def read_windows(texts: list[str]) -> list[Window]:
    """Read the texts before pronouns, which have no line breaks.

    >>> window = read_windows(["Ann Lee paints in Orland. He met Bo Cray. In May she"])[0]
    >>> window.clauses
    [Clause(bits=0, first=0, last=2), Clause(bits=1, first=2, last=2)]
    >>> window.names
    [Name(start=0, end=7, bits=0), Name(start=18, end=24, bits=1)]
    """
    plain = [text if text.isprintable() else _ANY_SPACE.sub(" ", text) for text in texts]
    tokens = tokenize(pl.Series(plain, dtype=pl.String))
    room = len(tokens.types) + len(texts)
    rows, found, ends = np.empty((room, 3), np.int64), np.empty((room, 3), np.int64), np.zeros(len(texts) + 1, np.int64)
    m = _read_all(tokens, cue_words(), rows, found, ends)
    clauses, names = list(map(Clause._make, rows[: ends[-1]].tolist())), list(map(Name._make, found[:m].tolist()))
    return [Window(clauses[a:b], names) for a, b in itertools.pairwise(ends.tolist())]
