"""Hints for resolution: what the words around a subject say about whom it means."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.matches import Match
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.text.jit import compiled_inner

__all__ = ["BRACKETED", "NAME_AHEAD", "NICKNAMED", "SURNAME_FIRST", "hints"]

NICKNAMED, NAME_AHEAD, BRACKETED, SURNAME_FIRST = (1 << i for i in range(4))
"""A nickname comes before the subject (*Mara "Mimi" Kelling*); a pronoun may mean a name that follows (*Until his death
in 1891, Ann's son wrote*); brackets follow the subject; a comma and a name do (*Kelling, Ann, a singer*)."""

_LONGEST_NICKNAME: Final = 34
_FAR: Final = 40
"""Characters between a match and the name ahead."""


@compiled_inner
def _is_nicknamed(s: Sentence, subject: int) -> bool:
    """Whether a nickname in quotation marks, and before it a name, come before the subject."""
    i = subject - 1
    if not r.is_a(s, subject, r.SPACED) or not (r.is_quote(s, i, w.CLOSING_QUOTE) or r.is_a(s, i, r.QUOTE_LAST)):
        return False
    end = s.info[i, r.END]
    i -= not r.is_a(s, i, r.PLAIN) or end - s.info[i, r.START] == 1  # a quotation mark by itself
    while r.is_inside(s, i) and end - s.info[i, r.START] <= _LONGEST_NICKNAME and not r.is_word(s, i, w.CLOSING_QUOTE):
        if r.is_quote(s, i, w.OPENING_QUOTE) or r.is_a(s, i, r.QUOTE_FIRST):
            return r.is_a(s, i, r.SPACED) and r.is_a(s, i - 1 - r.is_word(s, i - 1, w.COMMA), r.MENTION)
        i -= 1
    return False


@compiled_inner
def _is_opened(s: Sentence, before: int) -> bool:
    """Whether the first word is one as in *Until his death*, and no name comes before token ``before``."""
    i = s.first
    while r.is_inside(s, i) and not s.info[i, r.TRAITS] & (r.PLAIN | r.MENTION):
        i += 1
    if i >= before or not r.is_cue(s, i, w.OPENING_WORD):
        return False
    for k in range(i, before):  # noqa: SIM110 - no generators in compiled code
        if r.is_a(s, k, r.NAME):
            return False
    return True


@compiled_inner
def _is_name_ahead(s: Sentence, m: Match) -> bool:
    """Whether a sentence opens as in *Until his death in 1891, Ann's son wrote*."""
    if not _is_opened(s, m.subject):
        return False
    i = max(m.subject_end, m.value_end)
    start = s.info[i - 1, r.END]
    while r.is_inside(s, i) and s.info[i, r.START] - start <= _FAR:
        if r.is_word(s, i, w.COMMA) and r.is_a(s, i + 1 + r.is_word(s, i + 1, w.THE), r.NAME):
            return True
        if r.is_word(s, i, w.STOP) or r.is_word(s, i, w.SEMICOLON) or r.is_a(s, i, r.MENTION):
            return False
        i += 1
    return False


@compiled_inner
def hints(s: Sentence, m: Match) -> int:
    """Return what resolution asks of the words around a match, as bits."""
    after = m.subject_end
    bits = NICKNAMED if _is_nicknamed(s, m.subject) else 0
    bits |= NAME_AHEAD if _is_name_ahead(s, m) else 0
    bits |= BRACKETED if r.is_spaced_word(s, after, w.OPEN_BRACKET) else 0
    return bits | (SURNAME_FIRST if r.is_word(s, after, w.COMMA) and r.is_a(s, after + 1, r.NAME) else 0)
