"""The checks of a match by the words around it, in the order in which they are asked.

A check is a compiled function that looks at the tokens of one sentence and returns its reason to refuse a match, or
`NONE`. Checks of the subject are in :mod:`corpusstat.extract.filter.subjects`, those of the value in
:mod:`corpusstat.extract.filter.values`; here are those of what is said about them. The reasons are in
:mod:`corpusstat.extract.filter.matches`, the classes of words in :mod:`corpusstat.extract.filter.cues`. What is refused
by the words of a name alone is in :mod:`corpusstat.extract.filter.types`.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import matches
from corpusstat.extract.filter.matches import NONE, Match
from corpusstat.extract.filter.reading import NAME, SPACED, Sentence, is_a, is_cue, is_quote, is_word
from corpusstat.extract.filter.subjects import (
    described_as_thing,
    implausible_lifespan,
    no_leader,
    no_organisation,
    of_relative,
    part_of_name,
    preceded,
)
from corpusstat.extract.filter.values import bounded_date, cut_organisation, no_place, owner
from corpusstat.extract.text.jit import compiled_inner

__all__ = ["first_reason", "other_clause", "unasserted"]

_DATELINE: Final = 3
"""Tokens of a dateline, *TARSK, Ohio -*."""


@compiled_inner
def _is_introduced(s: Sentence, i: int) -> bool:
    """Whether the tokens up to ``i`` begin the sentence as a dateline or a job: *TARSK - Ann*, *Tarsk singer Ann*."""
    if is_cue(s, i, w.DASH) and is_a(s, i, SPACED):
        return i - s.first <= _DATELINE
    return is_cue(s, i, w.JOB) and i - s.first < _DATELINE


@compiled_inner
def other_clause(s: Sentence, m: Match) -> int:
    """Another clause between subject and value: *Brook, where her sister was born*."""
    if not m.kind & matches.PERSON_SUBJECT or not m.kind & matches.GAPPED:
        return NONE
    for i in range(m.subject_end, m.value):
        if is_cue(s, i, w.RELATIVE):
            return matches.OTHER_CLAUSE
    named = m.subject < m.subject_end and not m.kind & matches.FRONTED
    for i in range(s.first, m.subject if named and not _is_introduced(s, m.subject - 1) else s.first):
        if is_a(s, i, NAME):
            return matches.OTHER_CLAUSE
    return NONE


@compiled_inner
def unasserted(s: Sentence, m: Match) -> int:
    """Hedged, quoted or denied: *was probably born*, *, they said, was*, *whether Ann*, *wrote, "Ann*.

    Who is named after what he said is not quoted: *“Tin is dear,” says Ann Lee, author of Salt*.
    """
    for i in range(m.start, m.end):
        if is_cue(s, i, w.HEDGE):
            return matches.UNASSERTED
    i = m.start - 1
    i -= is_word(s, i, w.THAT)
    if is_cue(s, i, w.GUESS):
        return matches.UNASSERTED
    i = m.start - 1
    quoted = is_quote(s, i, w.OPENING_QUOTE)
    if not quoted and is_quote(s, i - 1, w.CLOSING_QUOTE):
        return NONE
    i -= quoted
    i -= is_word(s, i, w.COMMA) or is_word(s, i, w.COLON)
    return matches.UNASSERTED if (quoted or is_a(s, m.start, SPACED)) and is_cue(s, i, w.QUOTING) else NONE


@compiled_inner
def _first_of_floor(s: Sentence, m: Match) -> int:
    reason = part_of_name(s, m) or of_relative(s, m) or described_as_thing(s, m) or no_leader(s, m)
    return reason or other_clause(s, m) or unasserted(s, m) or bounded_date(s, m) or no_place(s, m) or owner(s, m)


@compiled_inner
def first_reason(s: Sentence, m: Match) -> int:
    """Return the first reason to refuse a match, 0 if there is none. Facts of the floor set are asked more."""
    reason = no_organisation(s, m) or cut_organisation(s, m) or implausible_lifespan(s, m) or preceded(s, m)
    return reason or (_first_of_floor(s, m) if m.kind & matches.FLOOR and m.value < m.value_end else NONE)
