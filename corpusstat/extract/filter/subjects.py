"""Checks of the subject of a match: it may be a part of a name, a thing, or not what the sentence is about.

Each returns its reason to refuse the match, or `NONE`.
"""

from __future__ import annotations

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import matches
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.lifespans import is_implausible
from corpusstat.extract.filter.matches import NONE, Match
from corpusstat.extract.filter.reading import Sentence
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
    start = matches.after_article(s, start, end)
    end -= end - start > 1 and r.is_cue(s, end - 1, w.POSSESSIVE)
    return end == start + 1 and r.is_cue(s, start, w.PLACE)


@compiled_inner
def no_organisation(s: Sentence, m: Match) -> int:
    """Subject is not {subject}: *Orland's mayor*; a place, unless *it was founded*."""
    if not m.kind & matches.ORG_SUBJECT or m.subject == m.subject_end:
        return NONE
    after = m.subject_end
    if _is_place(s, m.subject, after):
        apart = r.is_word(s, after, w.COMMA) or r.is_spaced_word(s, after, w.OPEN_BRACKET)
        if apart or not m.kind & matches.DATE_VALUE:
            return matches.SUBJECT_TYPE
    if not r.is_cue(s, after, w.POSSESSIVE) or not r.is_glued(s, after) or not r.is_a(s, after + 1, r.SPACED):
        return NONE
    plural = r.length(s, after) == 1
    return matches.SUBJECT_TYPE if plural or r.is_a(s, after + 1, r.NAME) else NONE


@compiled_inner
def implausible_lifespan(s: Sentence, m: Match) -> int:
    """Implausible lifespan: the years of a bracket that are a reign's, a term's or one day's."""
    if not m.kind & matches.PERSON_SUBJECT:
        return NONE
    short = m.subject < m.subject_end and not matches.is_long(s, m.subject, m.subject_end)
    return matches.LIFESPAN if is_implausible(s, m.start, m.end, short) else NONE


@compiled_inner
def _is_no_subject(s: Sentence, m: Match) -> bool:
    """Whether a subject of one word is described or counted: *a famous Jesuit*, *850 Viennese*, *is Orlandic (*."""
    if matches.is_long(s, m.subject, m.subject_end):
        return False
    i = m.subject - 1
    article = (
        r.is_cue(s, i - 1, w.ARTICLE) and not r.is_word(s, i - 1, w.THE) and not r.is_word(s, i - 1, w.CAPITAL_THE)
    )
    counted = r.is_a(s, i, r.NUMBER) and not r.is_a(s, i, r.NAME | r.DATE)
    being = r.is_cue(s, i, w.BEING) and r.is_word(s, m.subject_end, w.OPEN_BRACKET)
    return (article and r.is_small_word(s, i)) or counted or being


@compiled_inner
def _is_locative(s: Sentence, i: int) -> bool:
    return r.is_word(s, i, w.FROM) or r.is_word(s, i, w.IN) or r.is_word(s, i, w.AT) or r.is_word(s, i, w.NEAR)


@compiled_inner
def _is_apart(s: Sentence, i: int) -> bool:
    """Whether a name that ends before token ``i`` is set off from what follows: *president of Y, died*."""
    mark = r.is_word(s, i, w.OPEN_BRACKET) or r.is_word(s, i, w.COMMA) or r.is_a(s, i, r.APOSTROPHE)
    return mark or r.is_a(s, i, r.WHO) or not r.is_inside(s, i)


@compiled_inner
def _is_object(s: Sentence, m: Match) -> bool:
    """Whether the subject is what a preposition asks for: *the father of Lee died*, *the lord of Tarsk (died 1977)*."""
    i, after = m.subject - 1, m.subject_end
    if not r.is_cue(s, i, w.PREPOSITION) or r.is_cue(s, after - 1, w.POSSESSIVE):
        return False  # "after Ann Lee's death"
    if r.is_word(s, i, w.OF) and r.is_word(s, after, w.OPEN_BRACKET):
        return not matches.is_long(s, m.subject, after)
    return not r.is_a(s, i, r.CAPITAL) and not _is_apart(s, after)


@compiled_inner
def _follows_article(s: Sentence, m: Match) -> bool:
    """Whether the subject follows an article that is not a style's: *The Rev Ann Lee*."""
    styled = r.has(s, m.subject, r.FIRST_WORD, w.REVEREND) and matches.is_long(s, m.subject, m.subject_end)
    return r.is_cue(s, m.subject - 1, w.ARTICLE) and not styled


@compiled_inner
def preceded(s: Sentence, m: Match) -> int:
    """Subject follows a preposition or article: *the father of X died*, *850 Viennese died*."""
    i, after = m.subject - 1, m.subject_end
    if not m.kind & matches.PERSON_SUBJECT or m.subject != m.start or not r.is_inside(s, i):
        return NONE
    if not r.is_a(s, m.subject, r.SPACED) or not matches.is_named(s, m):
        return NONE
    if (r.is_a(s, after, r.WHO) and _is_locative(s, i)) or _is_no_subject(s, m):
        return matches.PRECEDED
    return matches.PRECEDED if _is_object(s, m) or _follows_article(s, m) else NONE


@compiled_inner
def _starts_clause(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is the first of a sentence, or of what follows a full stop, a colon or a quotation mark."""
    stop = r.is_word(s, i - 1, w.STOP) or r.is_word(s, i - 1, w.COLON) or r.is_word(s, i - 1, w.SEMICOLON)
    return i == s.first or (r.is_a(s, i, r.SPACED) and (stop or r.is_quote(s, i - 1, w.OPENING_QUOTE)))


@compiled_inner
def _is_tied(s: Sentence, i: int) -> bool:
    """Whether the word at ``i`` ties a name to the one before: *Lee i Brook*, *née Brook*, *the 5th Baronet*."""
    maiden = r.is_cue(s, i, w.MAIDEN) or (r.is_quote(s, i, w.CLOSING_QUOTE) and r.is_cue(s, i - 1, w.MAIDEN))
    numbered = r.is_cue(s, i, w.ORDINAL) and r.is_glued(s, i) and r.is_a(s, i - 1, r.DIGIT_LAST)
    return maiden or numbered or (r.is_cue(s, i, w.NOBLE) and r.is_a(s, i - 1, r.MENTION))


@compiled_inner
def _is_second_of_two(s: Sentence, m: Match) -> bool:
    """Whether the subject is the end of *the Countess of Orland and Tarsk*, or of *Ann and Bo Lee was born*."""
    i = m.subject - 1
    born = r.is_word(s, m.subject_end, w.WAS) and r.is_word(s, m.subject_end + 1, w.BORN)
    return r.is_word(s, i, w.AND) and (r.is_a(s, i - 1, r.WITH_OF) or (born and r.is_a(s, i - 1, r.MENTION)))


@compiled_inner
def _is_set_off(s: Sentence, m: Match) -> bool:
    """Whether a dash between spaces sets the subject off from what precedes: *TARSK - Ann Lee, 84, died*."""
    spaced = (
        r.is_a(s, m.subject - 1, r.SPACED)
        and r.is_a(s, m.subject, r.SPACED)
        and matches.is_long(s, m.subject, m.subject_end)
    )
    return spaced and not r.is_word(s, m.subject_end, w.OPEN_BRACKET)


@compiled_inner
def _follows_hyphen(s: Sentence, m: Match) -> bool:
    """Whether a hyphen joins the subject to what precedes: *Mara Kelling-Brook*, not *1899 – Ann Lee*."""
    i = m.subject - 1
    dated = r.is_a(s, i - 1, r.DATE) and r.is_a(s, m.subject, r.SPACED)
    return r.is_cue(s, i, w.DASH) and not (dated or _is_set_off(s, m))


@compiled_inner
def part_of_name(s: Sentence, m: Match) -> int:
    """Subject is a part of a name: *Will Kelling*, *Mara Kelling-Brook*, *née Brook*, *Ann Lee, Countess of Orland*."""
    i = m.subject - 1
    if not m.kind & matches.PERSON_SUBJECT or not r.is_inside(s, i) or not matches.is_named(s, m):
        return NONE
    mention = r.is_a(s, i - 1, r.MENTION)
    if r.is_word(s, i, w.COMMA):
        start = matches.after_article(s, m.subject, m.subject_end)
        return matches.NAME_PART if mention and r.has(s, start, r.FIRST_WORD, w.PEERAGE) else NONE
    part = mention and _follows_hyphen(s, m)
    if not part and r.is_a(s, m.subject, r.SPACED):
        part = _is_tied(s, i) or _is_second_of_two(s, m) or (r.is_cue(s, i, w.NAMELIKE) and _starts_clause(s, i))
    return matches.NAME_PART if part else NONE


@compiled_inner
def _is_owned(s: Sentence, i: int) -> bool:
    """Whether token ``i`` is a word in small letters with a possessive: *father's*."""
    return r.is_a(s, i, r.OWNED) and r.is_a(s, i, r.SPACED) and r.is_a(s, i + 1, r.SPACED)


@compiled_inner
def of_relative(s: Sentence, m: Match) -> int:
    """Said of a relative of the subject: *Ann Lee's elder brother's death*."""
    if not m.kind & matches.PERSON_SUBJECT:
        return NONE
    i = m.subject_end + (r.is_cue(s, m.subject_end, w.POSSESSIVE) and r.is_glued(s, m.subject_end))
    return matches.RELATIVE_OF if _is_owned(s, i) or (r.is_small_word(s, i) and _is_owned(s, i + 1)) else NONE


@compiled_inner
def described_as_thing(s: Sentence, m: Match) -> int:
    """Subject is described as a thing: *Flam (1925-1947) was a British racehorse*."""
    return matches.NOT_PERSON if m.kind & matches.PERSON_SUBJECT and r.is_described_as_thing(s, m.subject_end) else NONE


@compiled_inner
def _is_listed(s: Sentence, i: int) -> bool:
    """Whether a list goes on at token ``i``, or a sentence or bracket ends: *and*, a comma, an apostrophe."""
    glued = (
        r.is_word(s, i, w.COMMA)
        or r.is_word(s, i, w.STOP)
        or r.is_word(s, i, w.CLOSE_BRACKET)
        or r.is_a(s, i, r.APOSTROPHE)
    )
    listed = r.is_word(s, i, w.AND) or r.is_word(s, i, w.OR) or r.is_word(s, i, w.IN)
    return (glued and r.is_glued(s, i)) or (listed and r.is_a(s, i, r.SPACED))


@compiled_inner
def no_leader(s: Sentence, m: Match) -> int:
    """Subject does not lead its clause: after *Born in Tarsk,* more of a list follows, *Ann and Bo Lee*."""
    if not m.kind & matches.PERSON_SUBJECT or not m.kind & matches.FRONTED or m.subject == m.subject_end:
        return NONE
    if m.subject < m.value and matches.is_named(s, m):
        return NONE
    i = m.subject_end
    if not r.is_inside(s, i) or _is_listed(s, i):
        return matches.NOT_LEADER
    return NONE if s.info[s.last - 1, r.END] - s.info[i - 1, r.END] > 1 else matches.NOT_LEADER
