"""A match as the checks see it, and the reasons for which they may refuse it."""

from __future__ import annotations

from typing import Final, NamedTuple

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter.reading import NAME, SEVERAL, SPACED, Sentence, is_a, is_word
from corpusstat.extract.text.jit import compiled_inner

PERSON_SUBJECT, ORG_SUBJECT, ORG_VALUE, PERSON_VALUE, PLACE_VALUE, DATE_VALUE = (1 << i for i in range(6))
FLOOR, FRONTED, GAPPED = (1 << i for i in range(6, 9))
"""What a check asks of a template: the types of its slots, and whether its relation is in the floor set, it begins a
sentence, it has an open gap."""

REASONS: Final = (
    "",
    "subject is not {subject}",
    "value is not {value}",
    "implausible lifespan",
    "subject follows a preposition or article",
    "subject is a part of a name",
    "said of a relative of the subject",
    "subject is described as a thing",
    "subject does not lead its clause",
    "another clause between subject and value",
    "hedged, quoted or denied",
    "date is one of two, or only a bound",
    "value is a part of a name, or not a place",
    "value names a relative's owner, not the author",
)
"""Why a fact is refused, in the order in which the checks are asked."""
(
    NONE, SUBJECT_TYPE, VALUE_TYPE, LIFESPAN, PRECEDED, NAME_PART, RELATIVE_OF, NOT_PERSON, NOT_LEADER, OTHER_CLAUSE,
    UNASSERTED, DATE_BOUND, NOT_PLACE, OWNER,
) = range(len(REASONS))  # fmt: skip


class Match(NamedTuple):
    """A match: the bits of its template, and where subject, value and the whole are in tokens (half-open).

    A subject or value that a template does not have starts and ends where the match starts.
    """

    kind: int
    subject: int
    subject_end: int
    value: int
    value_end: int
    start: int
    end: int


@compiled_inner
def is_named(s: Sentence, m: Match) -> bool:
    """Whether there is a name in the subject."""
    for i in range(m.subject, m.subject_end):  # noqa: SIM110 - no generators in compiled code
        if is_a(s, i, NAME):
            return True
    return False


@compiled_inner
def after_article(s: Sentence, start: int, end: int) -> int:
    """Where a mention starts without *the*."""
    return start + (end - start > 1 and (is_word(s, start, w.THE) or is_word(s, start, w.CAPITAL_THE)))


@compiled_inner
def is_long(s: Sentence, start: int, end: int) -> bool:
    """Whether a mention has several words, without article."""
    start = after_article(s, start, end)
    for i in range(start, end):  # noqa: SIM110 - no generators in compiled code
        if is_a(s, i, SEVERAL) or (i > start and is_a(s, i, SPACED)):
            return True
    return False
