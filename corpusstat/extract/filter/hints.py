"""Hints for resolution: what the words around a subject say about whom it means."""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter.cues import (
    CLOSING_QUOTE,
    COMMA,
    OPEN_BRACKET,
    OPENING_QUOTE,
    OPENING_WORD,
    SEMICOLON,
    STOP,
    THE,
)  # fmt: skip
from corpusstat.extract.filter.matches import Match
from corpusstat.extract.filter.reading import (
    END,
    MENTION,
    NAME,
    PLAIN,
    QUOTE_FIRST,
    QUOTE_LAST,
    SPACED,
    START,
    TRAITS,
    Sentence,
    is_a,
    is_cue,
    is_inside,
    is_quote,
    is_spaced_word,
    is_word,
)  # fmt: skip
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
    if not is_a(s, subject, SPACED) or not (is_quote(s, i, CLOSING_QUOTE) or is_a(s, i, QUOTE_LAST)):
        return False
    end = s.info[i, END]
    i -= not is_a(s, i, PLAIN) or end - s.info[i, START] == 1  # a quotation mark by itself
    while is_inside(s, i) and end - s.info[i, START] <= _LONGEST_NICKNAME and not is_word(s, i, CLOSING_QUOTE):
        if is_quote(s, i, OPENING_QUOTE) or is_a(s, i, QUOTE_FIRST):
            return is_a(s, i, SPACED) and is_a(s, i - 1 - is_word(s, i - 1, COMMA), MENTION)
        i -= 1
    return False


@compiled_inner
def _is_opened(s: Sentence, before: int) -> bool:
    """Whether the first word is one as in *Until his death*, and no name comes before token ``before``."""
    i = s.first
    while is_inside(s, i) and not s.info[i, TRAITS] & (PLAIN | MENTION):
        i += 1
    if i >= before or not is_cue(s, i, OPENING_WORD):
        return False
    for k in range(i, before):  # noqa: SIM110 - no generators in compiled code
        if is_a(s, k, NAME):
            return False
    return True


@compiled_inner
def _is_name_ahead(s: Sentence, m: Match) -> bool:
    """Whether a sentence opens as in *Until his death in 1891, Ann's son wrote*."""
    if not _is_opened(s, m.subject):
        return False
    i = max(m.subject_end, m.value_end)
    start = s.info[i - 1, END]
    while is_inside(s, i) and s.info[i, START] - start <= _FAR:
        if is_word(s, i, COMMA) and is_a(s, i + 1 + is_word(s, i + 1, THE), NAME):
            return True
        if is_word(s, i, STOP) or is_word(s, i, SEMICOLON) or is_a(s, i, MENTION):
            return False
        i += 1
    return False


@compiled_inner
def hints(s: Sentence, m: Match) -> int:
    """Return what resolution asks of the words around a match, as bits."""
    after = m.subject_end
    bits = NICKNAMED if _is_nicknamed(s, m.subject) else 0
    bits |= NAME_AHEAD if _is_name_ahead(s, m) else 0
    bits |= BRACKETED if is_spaced_word(s, after, OPEN_BRACKET) else 0
    return bits | (SURNAME_FIRST if is_word(s, after, COMMA) and is_a(s, after + 1, NAME) else 0)
