"""Checks of the value of a match: it may be only a part of a name, uncertain, or of another type.

Each returns its reason to refuse the match, or `NONE`.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import matches
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.matches import NONE, Match
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import SPACE

__all__ = ["bounded_date", "cut_organisation", "no_place", "owner"]

_D: Final = ord("d")
_LONGEST_LINK: Final = 3
"""Letters of a word that joins names, *am*, *an*, and of the article after it."""
_WORDS_BEFORE_PART: Final = 2
"""Words between the first and the last word of an organisation's name that may be missed."""


@compiled_inner
def cut_organisation(s: Sentence, m: Match) -> int:
    """Value is not {value}: what is only the beginning of one, *Orland Grammar school*, or an owner, *Lee's firm*."""
    if not m.kind & matches.ORG_VALUE or m.value == m.value_end or r.has(s, m.value_end - 1, r.LAST_WORD, w.ORG_NOUN):
        return NONE
    i = m.value_end
    if r.is_a(s, i, r.APOSTROPHE) and r.is_glued(s, i):
        return matches.VALUE_TYPE
    for _ in range(_WORDS_BEFORE_PART + 1):
        if r.is_cue(s, i, w.PART) and r.is_a(s, i, r.SPACED):
            return matches.VALUE_TYPE
        if not r.is_small_word(s, i) or r.is_cue(s, i, w.FUNCTION):
            return NONE
        i += 1
    return NONE


@compiled_inner
def bounded_date(s: Sentence, m: Match) -> int:
    """Date is one of two, or only a bound: *1951 or 1952*, *before 1951*."""
    if not m.kind & matches.DATE_VALUE:
        return NONE
    i = m.value_end
    if r.is_a(s, i, r.QUESTION) and r.is_glued(s, i):
        return matches.DATE_BOUND
    if r.is_word(s, i, w.SLASH) or r.is_word(s, i, w.OR):
        i += 1
        i += r.is_word(s, i, w.IN) or r.is_word(s, i, w.ABOUT) or r.is_word(s, i, w.EARLY) or r.is_word(s, i, w.LATE)
        if r.is_a(s, i, r.DATE):
            return matches.DATE_BOUND
    return matches.DATE_BOUND if r.is_cue(s, m.value - 1, w.BOUND) and r.is_a(s, m.value, r.SPACED) else NONE


@compiled_inner
def _is_followed_by_years(s: Sentence, i: int) -> bool:
    """Whether only years follow, to the end of a bracket: *Damages (UK, 1969-1974)*."""
    dash = i + 2
    years = r.is_word(s, i, w.COMMA) and r.is_a(s, dash - 1, r.YEAR) and r.is_cue(s, dash, w.DASH)
    return years and r.is_a(s, dash + 1, r.YEAR) and r.is_word(s, dash + 2, w.CLOSE_BRACKET)


@compiled_inner
def _is_last_word_in(s: Sentence, i: int, start: int, end: int) -> bool:
    """Whether the last word of token ``i`` is one of those of a mention."""
    stop = s.info[i, r.BYTE_END]
    word = stop
    while word > s.info[i, r.BYTE_START] and byte(s.data, word - 1) != SPACE:
        word -= 1
    for token in range(start, end):
        n = 0
        for at in range(s.info[token, r.BYTE_START], s.info[token, r.BYTE_END] + 1):
            if at == s.info[token, r.BYTE_END] or s.data[at] == SPACE:
                if n == stop - word:
                    return True
                n = 0
            else:
                n = n + 1 if 0 <= n < stop - word and s.data[at] == s.data[word + n] else -1
    return False


@compiled_inner
def _is_no_place(s: Sentence, m: Match) -> bool:
    """Whether the words of a value are an event's, a rank's, or a name given at birth."""
    start, last = matches.after_article(s, m.value, m.value_end), m.value_end - 1
    if r.has(s, start, r.FIRST_WORD, w.EVENT | w.RANK) or r.has(s, last, r.LAST_WORD, w.EVENT):
        return True
    if not matches.is_long(s, start, m.value_end):
        return False
    if _is_last_word_in(s, last, m.subject, m.subject_end):
        return True  # "Julian Nott (born Julian Keith Nott, 1960)"
    born = r.is_word(s, m.value - 1, w.BORN) and r.is_word(s, m.value - 2, w.OPEN_BRACKET)
    return born and start == last and not r.is_cue(s, start, w.PLACE)


@compiled_inner
def _is_joined(s: Sentence, i: int) -> bool:
    """Whether the short word at ``i`` joins a name to the one before: *Zell am See*, *Frankfurt an der Oder*."""
    if r.length(s, i) > _LONGEST_LINK:
        return False
    i += 1
    i += r.is_small_word(s, i) and r.length(s, i) == _LONGEST_LINK and s.data[s.info[i, r.BYTE_START]] == _D
    return r.is_a(s, i, r.SPACED) and r.is_a(s, i, r.CAPITAL | r.NAME)


@compiled_inner
def _is_dashed(s: Sentence, i: int) -> bool:
    """Whether a dash follows a name without a space."""
    return r.is_glued(s, i) and (r.is_cue(s, i, w.DASH) or r.is_a(s, i, r.HYPHENATED))


@compiled_inner
def _has_article(s: Sentence, i: int) -> bool:
    """Whether a mention at ``i`` begins with *the*, or comes after it."""
    return r.is_word(s, i, w.THE) or r.is_word(s, i - 1, w.THE) or r.is_word(s, i - 1, w.CAPITAL_THE)


@compiled_inner
def no_place(s: Sentence, m: Match) -> int:
    """Value is a part of a name, or not a place: *Zell am See*, *the Tarsk shooting*; but *Tarsk's East End* is one."""
    if not m.kind & matches.PLACE_VALUE:
        return NONE
    i = m.value_end
    dashed = _is_dashed(s, i) and not r.is_word(s, i, w.BORN_THERE)
    if dashed or _is_no_place(s, m) or _is_followed_by_years(s, i):
        return matches.NOT_PLACE
    if r.is_cue(s, i, w.POSSESSIVE) and r.is_glued(s, i) and r.length(s, i) > 1:
        return NONE if r.is_a(s, i + 1, r.NAME) and r.is_a(s, i + 1, r.SPACED) else matches.NOT_PLACE
    if not r.is_small_word(s, i) or r.is_cue(s, i, w.FUNCTION):
        return NONE
    return matches.NOT_PLACE if _has_article(s, m.value) or _is_joined(s, i) else NONE


@compiled_inner
def owner(s: Sentence, m: Match) -> int:
    """Value names a relative's owner, not the author: *a novel by the husband of Ann Lee*."""
    owned = m.subject < m.value and r.is_word(s, m.value - 1, w.OF) and r.is_a(s, m.value, r.SPACED)
    return matches.OWNER if m.kind & matches.PERSON_VALUE and owned else NONE
