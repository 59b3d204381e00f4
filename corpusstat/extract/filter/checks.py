"""The checks of a match by the words around it: one compiled function a check, which returns a reason to refuse it.

Each looks at the tokens of one sentence and returns its reason, or 0. `first_reason` asks them in order, so that a fact
is refused for one reason. What checks need to know of words is in :mod:`corpusstat.extract.filter.cues`; what they
refuse by the words of a name alone is in :mod:`corpusstat.extract.filter.types`.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter.lifespans import is_implausible
from corpusstat.extract.filter.reading import (
    APOSTROPHE,
    BYTE_END,
    BYTE_START,
    CAPITAL,
    DATE,
    DIGIT_LAST,
    END,
    FIRST_WORD,
    HYPHENATED,
    LAST_WORD,
    MENTION,
    NAME,
    NUMBER,
    OWNED,
    QUESTION,
    SEVERAL,
    SPACED,
    WHO,
    WITH_OF,
    YEAR,
    Sentence,
    has,
    is_a,
    is_cue,
    is_described_as_thing,
    is_glued,
    is_inside,
    is_quote,
    is_small_word,
    is_spaced_word,
    is_word,
    length,
)  # fmt: skip
from corpusstat.extract.text.hashtable import byte
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.utf8 import SPACE

__all__ = ["FLOOR", "REASONS", "Match", "first_reason"]

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

_D: Final = ord("d")
_LONGEST_LINK: Final = 3
"""Letters of a word that joins names, *am*, *an*, and of the article after it."""
_WORDS_BEFORE_PART: Final = 2
"""Words between the first and the last word of an organisation's name that may be missed."""


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
def _is_named(s: Sentence, m: Match) -> bool:
    """Whether there is a name in the subject."""
    for i in range(m.subject, m.subject_end):  # noqa: SIM110 - no generators in compiled code
        if is_a(s, i, NAME):
            return True
    return False


@compiled_inner
def _after_article(s: Sentence, start: int, end: int) -> int:
    """Where a mention starts without *the*."""
    return start + (end - start > 1 and (is_word(s, start, w.THE) or is_word(s, start, w.CAPITAL_THE)))


@compiled_inner
def _is_place(s: Sentence, start: int, end: int) -> bool:
    """Whether a mention is a place by its name, without article and possessive."""
    start = _after_article(s, start, end)
    end -= end - start > 1 and is_cue(s, end - 1, w.POSSESSIVE)
    return end == start + 1 and is_cue(s, start, w.PLACE)


@compiled_inner
def _is_long(s: Sentence, start: int, end: int) -> bool:
    """Whether a mention has several words, without article."""
    start = _after_article(s, start, end)
    for i in range(start, end):  # noqa: SIM110 - no generators in compiled code
        if is_a(s, i, SEVERAL) or (i > start and is_a(s, i, SPACED)):
            return True
    return False


@compiled_inner
def no_organisation(s: Sentence, m: Match) -> int:
    """Subject is not {subject}: *Orland's mayor*; a place, unless *it was founded*."""
    if not m.kind & ORG_SUBJECT or m.subject == m.subject_end:
        return NONE
    after = m.subject_end
    if _is_place(s, m.subject, after):
        apart = is_word(s, after, w.COMMA) or is_spaced_word(s, after, w.OPEN_BRACKET)
        if apart or not m.kind & DATE_VALUE:
            return SUBJECT_TYPE
    if not is_cue(s, after, w.POSSESSIVE) or not is_glued(s, after) or not is_a(s, after + 1, SPACED):
        return NONE
    plural = length(s, after) == 1
    return SUBJECT_TYPE if plural or is_a(s, after + 1, NAME) else NONE


@compiled_inner
def cut_organisation(s: Sentence, m: Match) -> int:
    """Value is not {value}: what is only the beginning of one, *Orland Grammar school*, or an owner, *Lee's firm*."""
    if not m.kind & ORG_VALUE or m.value == m.value_end or has(s, m.value_end - 1, LAST_WORD, w.ORG_NOUN):
        return NONE
    i = m.value_end
    if is_a(s, i, APOSTROPHE) and is_glued(s, i):
        return VALUE_TYPE
    for _ in range(_WORDS_BEFORE_PART + 1):
        if is_cue(s, i, w.PART) and is_a(s, i, SPACED):
            return VALUE_TYPE
        if not is_small_word(s, i) or is_cue(s, i, w.FUNCTION):
            return NONE
        i += 1
    return NONE


@compiled_inner
def implausible_lifespan(s: Sentence, m: Match) -> int:
    """Implausible lifespan: the years of a bracket that are a reign's, a term's or one day's."""
    if not m.kind & PERSON_SUBJECT:
        return NONE
    short = m.subject < m.subject_end and not _is_long(s, m.subject, m.subject_end)
    return LIFESPAN if is_implausible(s, m.start, m.end, short) else NONE


@compiled_inner
def _is_no_subject(s: Sentence, m: Match) -> bool:
    """Whether a subject of one word is described or counted: *a famous Jesuit*, *850 Viennese*, *is Orlandic (*."""
    if _is_long(s, m.subject, m.subject_end):
        return False
    i = m.subject - 1
    article = is_cue(s, i - 1, w.ARTICLE) and not is_word(s, i - 1, w.THE) and not is_word(s, i - 1, w.CAPITAL_THE)
    counted = is_a(s, i, NUMBER) and not is_a(s, i, NAME | DATE)
    being = is_cue(s, i, w.BEING) and is_word(s, m.subject_end, w.OPEN_BRACKET)
    return (article and is_small_word(s, i)) or counted or being


@compiled_inner
def _is_locative(s: Sentence, i: int) -> bool:
    return is_word(s, i, w.FROM) or is_word(s, i, w.IN) or is_word(s, i, w.AT) or is_word(s, i, w.NEAR)


@compiled_inner
def _is_apart(s: Sentence, i: int) -> bool:
    """Whether a name that ends before token ``i`` is set off from what follows: *president of Y, died*."""
    mark = is_word(s, i, w.OPEN_BRACKET) or is_word(s, i, w.COMMA) or is_a(s, i, APOSTROPHE)
    return mark or is_a(s, i, WHO) or not is_inside(s, i)


@compiled_inner
def _is_object(s: Sentence, m: Match) -> bool:
    """Whether the subject is what a preposition asks for: *the father of Lee died*, *the lord of Tarsk (died 1977)*."""
    i, after = m.subject - 1, m.subject_end
    if not is_cue(s, i, w.PREPOSITION):
        return False
    if is_word(s, i, w.OF) and is_word(s, after, w.OPEN_BRACKET):
        return not _is_long(s, m.subject, after)
    return not is_a(s, i, CAPITAL) and not _is_apart(s, after)


@compiled_inner
def preceded(s: Sentence, m: Match) -> int:
    """Subject follows a preposition or article: *the father of X died*, *850 Viennese died*."""
    i, after = m.subject - 1, m.subject_end
    if not m.kind & PERSON_SUBJECT or m.subject != m.start or not is_inside(s, i):
        return NONE
    if not is_a(s, m.subject, SPACED) or not _is_named(s, m):
        return NONE
    if (is_a(s, after, WHO) and _is_locative(s, i)) or _is_no_subject(s, m):
        return PRECEDED
    return PRECEDED if _is_object(s, m) or is_cue(s, i, w.ARTICLE) else NONE


@compiled_inner
def _starts_clause(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is the first of a sentence, or of what follows a full stop, a colon or a quotation mark."""
    stop = is_word(s, i - 1, w.STOP) or is_word(s, i - 1, w.COLON) or is_word(s, i - 1, w.SEMICOLON)
    return i == s.first or (is_a(s, i, SPACED) and (stop or is_quote(s, i - 1, w.OPENING_QUOTE)))


@compiled_inner
def _is_tied(s: Sentence, i: int) -> bool:
    """Whether the word at ``i`` ties a name to the one before: *Lee i Brook*, *née Brook*, *the 5th Baronet*."""
    maiden = is_cue(s, i, w.MAIDEN) or (is_quote(s, i, w.CLOSING_QUOTE) and is_cue(s, i - 1, w.MAIDEN))
    numbered = is_cue(s, i, w.ORDINAL) and is_glued(s, i) and is_a(s, i - 1, DIGIT_LAST)
    return maiden or numbered or (is_cue(s, i, w.NOBLE) and is_a(s, i - 1, MENTION))


@compiled_inner
def _is_second_of_two(s: Sentence, m: Match) -> bool:
    """Whether the subject is the end of *the Countess of Orland and Tarsk*, or of *Ann and Bo Lee was born*."""
    i = m.subject - 1
    born = is_word(s, m.subject_end, w.WAS) and is_word(s, m.subject_end + 1, w.BORN)
    return is_word(s, i, w.AND) and (is_a(s, i - 1, WITH_OF) or (born and is_a(s, i - 1, MENTION)))


@compiled_inner
def part_of_name(s: Sentence, m: Match) -> int:
    """Subject is a part of a name: *Will Kelling*, *Mara Kelling-Brook*, *née Brook*, *Ann Lee, Countess of Orland*."""
    i = m.subject - 1
    if not m.kind & PERSON_SUBJECT or not is_inside(s, i) or not _is_named(s, m):
        return NONE
    mention = is_a(s, i - 1, MENTION)
    if is_word(s, i, w.COMMA):
        start = _after_article(s, m.subject, m.subject_end)
        return NAME_PART if mention and has(s, start, FIRST_WORD, w.PEERAGE) else NONE
    part = mention and is_cue(s, i, w.DASH)
    if not part and is_a(s, m.subject, SPACED):
        part = _is_tied(s, i) or _is_second_of_two(s, m) or (is_cue(s, i, w.NAMELIKE) and _starts_clause(s, i))
    return NAME_PART if part else NONE


@compiled_inner
def _is_owned(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a word in small letters with a possessive: *father's*."""
    return is_a(s, i, OWNED) and is_a(s, i, SPACED) and is_a(s, i + 1, SPACED)


@compiled_inner
def of_relative(s: Sentence, m: Match) -> int:
    """Said of a relative of the subject: *Ann Lee's elder brother's death*."""
    if not m.kind & PERSON_SUBJECT:
        return NONE
    i = m.subject_end + (is_cue(s, m.subject_end, w.POSSESSIVE) and is_glued(s, m.subject_end))
    return RELATIVE_OF if _is_owned(s, i) or (is_small_word(s, i) and _is_owned(s, i + 1)) else NONE


@compiled_inner
def described_as_thing(s: Sentence, m: Match) -> int:
    """Subject is described as a thing: *Flam (1925-1947) was a British racehorse*."""
    return NOT_PERSON if m.kind & PERSON_SUBJECT and is_described_as_thing(s, m.subject_end) else NONE


@compiled_inner
def _is_listed(s: Sentence, i: int) -> bool:
    """Whether a list goes on at token ``i``, or a sentence or bracket ends: *and*, a comma, an apostrophe."""
    glued = is_word(s, i, w.COMMA) or is_word(s, i, w.STOP) or is_word(s, i, w.CLOSE_BRACKET) or is_a(s, i, APOSTROPHE)
    listed = is_word(s, i, w.AND) or is_word(s, i, w.OR) or is_word(s, i, w.IN)
    return (glued and is_glued(s, i)) or (listed and is_a(s, i, SPACED))


@compiled_inner
def no_leader(s: Sentence, m: Match) -> int:
    """Subject does not lead its clause: after *Born in Tarsk,* more of a list follows, *Ann and Bo Lee*."""
    if not m.kind & PERSON_SUBJECT or not m.kind & FRONTED or m.subject == m.subject_end:
        return NONE
    if m.subject < m.value and _is_named(s, m):
        return NONE
    i = m.subject_end
    if not is_inside(s, i) or _is_listed(s, i):
        return NOT_LEADER
    return NONE if s.info[s.last - 1, END] - s.info[i - 1, END] > 1 else NOT_LEADER


@compiled_inner
def other_clause(s: Sentence, m: Match) -> int:
    """Another clause between subject and value: *Brook, where her sister was born*."""
    if not m.kind & PERSON_SUBJECT or not m.kind & GAPPED:
        return NONE
    for i in range(m.subject_end, m.value):
        if is_cue(s, i, w.RELATIVE):
            return OTHER_CLAUSE
    for i in range(s.first, s.first if m.kind & FRONTED else m.subject):
        if is_a(s, i, NAME):
            return OTHER_CLAUSE
    return NONE


@compiled_inner
def _is_aside(s: Sentence, i: int, m: Match) -> bool:
    """Whether the word of a claim at ``i`` is an aside of two or three words: *, they said,*."""
    comma = i - 2
    opened = is_word(s, comma, w.COMMA) or (is_word(s, comma - 1, w.COMMA) and comma > m.start)
    return comma >= m.start and i + 1 < m.end and is_word(s, i + 1, w.COMMA) and opened


@compiled_inner
def unasserted(s: Sentence, m: Match) -> int:
    """Hedged, quoted or denied: *was probably born*, *, they said, was*, *whether Ann*, *wrote, "Ann*."""
    for i in range(m.start, m.end):
        if is_cue(s, i, w.HEDGE) or (is_cue(s, i, w.CLAIM) and _is_aside(s, i, m)):
            return UNASSERTED
    i = m.start - 1
    i -= is_word(s, i, w.THE)
    i -= is_word(s, i, w.THAT)
    if is_a(s, m.start, SPACED) and is_cue(s, i, w.GUESS):
        return UNASSERTED
    i = m.start - 1
    quoted = is_quote(s, i, w.OPENING_QUOTE)
    i -= quoted
    i -= is_word(s, i, w.COMMA) or is_word(s, i, w.COLON)
    return UNASSERTED if (quoted or is_a(s, m.start, SPACED)) and is_cue(s, i, w.QUOTING) else NONE


@compiled_inner
def bounded_date(s: Sentence, m: Match) -> int:
    """Date is one of two, or only a bound: *1951 or 1952*, *before 1951*."""
    if not m.kind & DATE_VALUE:
        return NONE
    i = m.value_end
    if is_a(s, i, QUESTION) and is_glued(s, i):
        return DATE_BOUND
    if is_word(s, i, w.SLASH) or is_word(s, i, w.OR):
        i += 1
        i += is_word(s, i, w.IN) or is_word(s, i, w.ABOUT) or is_word(s, i, w.EARLY) or is_word(s, i, w.LATE)
        if is_a(s, i, DATE):
            return DATE_BOUND
    return DATE_BOUND if is_cue(s, m.value - 1, w.BOUND) and is_a(s, m.value, SPACED) else NONE


@compiled_inner
def _is_followed_by_years(s: Sentence, i: int) -> bool:
    """Whether only years follow, to the end of a bracket: *Damages (UK, 1969-1974)*."""
    dash = i + 2
    years = is_word(s, i, w.COMMA) and is_a(s, dash - 1, YEAR) and is_cue(s, dash, w.DASH)
    return years and is_a(s, dash + 1, YEAR) and is_word(s, dash + 2, w.CLOSE_BRACKET)


@compiled_inner
def _is_last_word_in(s: Sentence, i: int, start: int, end: int) -> bool:
    """Whether the last word of token ``i`` is one of those of a mention."""
    stop = s.info[i, BYTE_END]
    word = stop
    while word > s.info[i, BYTE_START] and byte(s.data, word - 1) != SPACE:
        word -= 1
    for token in range(start, end):
        n = 0
        for at in range(s.info[token, BYTE_START], s.info[token, BYTE_END] + 1):
            if at == s.info[token, BYTE_END] or s.data[at] == SPACE:
                if n == stop - word:
                    return True
                n = 0
            else:
                n = n + 1 if 0 <= n < stop - word and s.data[at] == s.data[word + n] else -1
    return False


@compiled_inner
def _is_no_place(s: Sentence, m: Match) -> bool:
    """Whether the words of a value are an event's, a rank's, or a name given at birth."""
    start, last = _after_article(s, m.value, m.value_end), m.value_end - 1
    if has(s, start, FIRST_WORD, w.EVENT | w.RANK) or has(s, last, LAST_WORD, w.EVENT):
        return True
    if not _is_long(s, start, m.value_end):
        return False
    if _is_last_word_in(s, last, m.subject, m.subject_end):
        return True  # "Julian Nott (born Julian Keith Nott, 1960)"
    born = is_word(s, m.value - 1, w.BORN) and is_word(s, m.value - 2, w.OPEN_BRACKET)
    return born and start == last and not is_cue(s, start, w.PLACE)


@compiled_inner
def _is_joined(s: Sentence, i: int) -> bool:
    """Whether the short word at ``i`` joins a name to the one before: *Zell am See*, *Frankfurt an der Oder*."""
    if length(s, i) > _LONGEST_LINK:
        return False
    i += 1
    i += is_small_word(s, i) and length(s, i) == _LONGEST_LINK and s.data[s.info[i, BYTE_START]] == _D
    return is_a(s, i, SPACED) and is_a(s, i, CAPITAL | NAME)


@compiled_inner
def _is_dashed(s: Sentence, i: int) -> bool:
    """Whether a dash follows a name without a space."""
    return is_glued(s, i) and (is_cue(s, i, w.DASH) or is_a(s, i, HYPHENATED))


@compiled_inner
def _has_article(s: Sentence, i: int) -> bool:
    """Whether a mention at ``i`` begins with *the*, or comes after it."""
    return is_word(s, i, w.THE) or is_word(s, i - 1, w.THE) or is_word(s, i - 1, w.CAPITAL_THE)


@compiled_inner
def no_place(s: Sentence, m: Match) -> int:
    """Value is a part of a name, or not a place: *Zell am See*, *the Tarsk shooting*; but *Tarsk's East End* is one."""
    if not m.kind & PLACE_VALUE:
        return NONE
    i = m.value_end
    dashed = _is_dashed(s, i) and not is_word(s, i, w.BORN_THERE)
    if dashed or _is_no_place(s, m) or _is_followed_by_years(s, i):
        return NOT_PLACE
    if is_cue(s, i, w.POSSESSIVE) and is_glued(s, i) and length(s, i) > 1:
        return NONE if is_a(s, i + 1, NAME) and is_a(s, i + 1, SPACED) else NOT_PLACE
    if not is_small_word(s, i) or is_cue(s, i, w.FUNCTION):
        return NONE
    return NOT_PLACE if _has_article(s, m.value) or _is_joined(s, i) else NONE


@compiled_inner
def owner(s: Sentence, m: Match) -> int:
    """Value names a relative's owner, not the author: *a novel by the husband of Ann Lee*."""
    owned = m.subject < m.value and is_word(s, m.value - 1, w.OF) and is_a(s, m.value, SPACED)
    return OWNER if m.kind & PERSON_VALUE and owned else NONE


@compiled_inner
def _first_of_floor(s: Sentence, m: Match) -> int:
    reason = part_of_name(s, m) or of_relative(s, m) or described_as_thing(s, m) or no_leader(s, m)
    return reason or other_clause(s, m) or unasserted(s, m) or bounded_date(s, m) or no_place(s, m) or owner(s, m)


@compiled_inner
def first_reason(s: Sentence, m: Match) -> int:
    """Return the first reason to refuse a match, 0 if there is none. Facts of the floor set are asked more."""
    reason = no_organisation(s, m) or cut_organisation(s, m) or implausible_lifespan(s, m) or preceded(s, m)
    return reason or (_first_of_floor(s, m) if m.kind & FLOOR and m.value < m.value_end else NONE)
