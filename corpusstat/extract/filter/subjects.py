"""Checks of the subject of a match: it may be a part of a name, a thing, or not what the sentence is about.

Each returns its reason to refuse the match, or `NONE`.
"""

from __future__ import annotations

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter.lifespans import is_implausible
from corpusstat.extract.filter.matches import (
    DATE_VALUE,
    FRONTED,
    LIFESPAN,
    NAME_PART,
    NONE,
    NOT_LEADER,
    NOT_PERSON,
    ORG_SUBJECT,
    PERSON_SUBJECT,
    PRECEDED,
    RELATIVE_OF,
    SUBJECT_TYPE,
    Match,
    after_article,
    is_long,
    is_named,
)
from corpusstat.extract.filter.reading import (
    APOSTROPHE,
    CAPITAL,
    DATE,
    DIGIT_LAST,
    END,
    FIRST_WORD,
    MENTION,
    NAME,
    NUMBER,
    OWNED,
    SPACED,
    WHO,
    WITH_OF,
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
)
from corpusstat.extract.text.jit import compiled_inner

__all__ = [
    "described_as_thing",
    "implausible_lifespan",
    "no_leader",
    "no_organisation",
    "of_relative",
    "part_of_name",
    "preceded",
]


@compiled_inner
def _is_place(s: Sentence, start: int, end: int) -> bool:
    """Whether a mention is a place by its name, without article and possessive."""
    start = after_article(s, start, end)
    end -= end - start > 1 and is_cue(s, end - 1, w.POSSESSIVE)
    return end == start + 1 and is_cue(s, start, w.PLACE)


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
def implausible_lifespan(s: Sentence, m: Match) -> int:
    """Implausible lifespan: the years of a bracket that are a reign's, a term's or one day's."""
    if not m.kind & PERSON_SUBJECT:
        return NONE
    short = m.subject < m.subject_end and not is_long(s, m.subject, m.subject_end)
    return LIFESPAN if is_implausible(s, m.start, m.end, short) else NONE


@compiled_inner
def _is_no_subject(s: Sentence, m: Match) -> bool:
    """Whether a subject of one word is described or counted: *a famous Jesuit*, *850 Viennese*, *is Orlandic (*."""
    if is_long(s, m.subject, m.subject_end):
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
    if not is_cue(s, i, w.PREPOSITION) or is_cue(s, after - 1, w.POSSESSIVE):
        return False  # "after Ann Lee's death"
    if is_word(s, i, w.OF) and is_word(s, after, w.OPEN_BRACKET):
        return not is_long(s, m.subject, after)
    return not is_a(s, i, CAPITAL) and not _is_apart(s, after)


@compiled_inner
def _follows_article(s: Sentence, m: Match) -> bool:
    """Whether the subject follows an article that is not a style's: *The Rev Ann Lee*."""
    styled = has(s, m.subject, FIRST_WORD, w.REVEREND) and is_long(s, m.subject, m.subject_end)
    return is_cue(s, m.subject - 1, w.ARTICLE) and not styled


@compiled_inner
def preceded(s: Sentence, m: Match) -> int:
    """Subject follows a preposition or article: *the father of X died*, *850 Viennese died*."""
    i, after = m.subject - 1, m.subject_end
    if not m.kind & PERSON_SUBJECT or m.subject != m.start or not is_inside(s, i):
        return NONE
    if not is_a(s, m.subject, SPACED) or not is_named(s, m):
        return NONE
    if (is_a(s, after, WHO) and _is_locative(s, i)) or _is_no_subject(s, m):
        return PRECEDED
    return PRECEDED if _is_object(s, m) or _follows_article(s, m) else NONE


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
def _is_set_off(s: Sentence, m: Match) -> bool:
    """Whether a dash between spaces sets the subject off from what precedes: *TARSK - Ann Lee, 84, died*."""
    spaced = is_a(s, m.subject - 1, SPACED) and is_a(s, m.subject, SPACED) and is_long(s, m.subject, m.subject_end)
    return spaced and not is_word(s, m.subject_end, w.OPEN_BRACKET)


@compiled_inner
def _follows_hyphen(s: Sentence, m: Match) -> bool:
    """Whether a hyphen joins the subject to what precedes: *Mara Kelling-Brook*, not *1899 – Ann Lee*."""
    i = m.subject - 1
    dated = is_a(s, i - 1, DATE) and is_a(s, m.subject, SPACED)
    return is_cue(s, i, w.DASH) and not (dated or _is_set_off(s, m))


@compiled_inner
def part_of_name(s: Sentence, m: Match) -> int:
    """Subject is a part of a name: *Will Kelling*, *Mara Kelling-Brook*, *née Brook*, *Ann Lee, Countess of Orland*."""
    i = m.subject - 1
    if not m.kind & PERSON_SUBJECT or not is_inside(s, i) or not is_named(s, m):
        return NONE
    mention = is_a(s, i - 1, MENTION)
    if is_word(s, i, w.COMMA):
        start = after_article(s, m.subject, m.subject_end)
        return NAME_PART if mention and has(s, start, FIRST_WORD, w.PEERAGE) else NONE
    part = mention and _follows_hyphen(s, m)
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
    if m.subject < m.value and is_named(s, m):
        return NONE
    i = m.subject_end
    if not is_inside(s, i) or _is_listed(s, i):
        return NOT_LEADER
    return NONE if s.info[s.last - 1, END] - s.info[i - 1, END] > 1 else NOT_LEADER
