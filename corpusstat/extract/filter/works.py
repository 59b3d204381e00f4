"""Titles and authors read again: a title without quotation marks ends where its sentence goes on, not at a small word.

*Alice in Wonderland* is cut into tokens as three; what follows a title decides whether more of it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from corpusstat.extract.filter.authors import PART_OF_WORK, POSSESSED, WROTE_IN, YEAR_BEHIND, author_reason
from corpusstat.extract.filter.hinged import hinged_reason, is_no_book
from corpusstat.extract.filter.long_titles import (
    OTHER_TITLE,
    UNDATED_WORD,
    is_title_case,
    title_up_to,
    whole_end,
    whole_start,
)
from corpusstat.extract.filter.matches import NONE, SUBJECT_TYPE, UNASSERTED
from corpusstat.extract.filter.seen import MARKS, Seen, lead_end
from corpusstat.extract.filter.title_lists import TITLE_LINK, first_of_list, is_list_ahead, listed_titles
from corpusstat.extract.filter.types import GIVEN_NAMES
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import alternatives, word_list

__all__ = ["more_titles", "work_reason"]

_NUMBERED: Final = 2
"""Spaces of a title that begins with a number."""
_WRITTEN_BY: Final = re.compile(r",? (?:co-)?(?:written|authored|penned) ")
"""After *the Tarsk Church*, which is no title."""
_NAME_BEFORE: Final = re.compile(r"(?:^|[\s“\"])[A-ZÀ-Þ][\w’']*[:,]? (?:a )?$")
_SERIES: Final = re.compile(
    rf"['’]?s? (?:(?!(?:{TITLE_LINK}|is|was|his|her|by|which|who) )[a-z-]+ ){{0,3}}(?:{alternatives('series_nouns')})\b"
)
_FOREIGN_NEXT: Final = re.compile(r" (?:de|del|di|du|der|und|et|en|y|och|van|von|dos|da|do|la|las|los|le|les|el) ")
"""After a title cut short: *Cuestión de dados*."""
_OWNS: Final = re.compile(r"['’]s? (?![A-ZÀ-Þ])")
_NOUN_BEHIND: Final = re.compile(r" ([a-z]+)")
_AFTER_TITLES: Final = (
    word_list("function_words") | word_list("common_words") | {"published", "became", "has", "won", "first", "written"}
)
_POINTING: Final = re.compile(
    r"\b(?:this|these|those|each|every|our|your|my|an?|some|any|other) (?:\w+ )?$", re.IGNORECASE
)
_GENERIC_WORKS: Final = word_list("generic_works")
_PLAY: Final = re.compile(r"\b[Pp]lay,? $")
_A_PLAY: Final = re.compile(
    r"(?:\b(?:[Aa]n?|[Tt]he|[Hh]is|her|their|its|this|that|new|first|second|third|last|early|late|stage|radio|hit|own)"
    r"|['’]s|\d{4}|\b\w+(?:ing|al|ic|ed|ous|ful|est|ish|ian|ean)|\bact) [Pp]lay,? $"
)
_SHOUT: Final = re.compile(r"[A-Z]{4,}$")
_OTHER_BEHIND: Final = re.compile(
    r"[\"”’']?,?[\"”’']?(?: \([^()]*\))?,? (?:(?:is|was) )?(?:an?|his|her) (?:[\w-]+ ){0,3}?"
    rf"(?:{alternatives('other_works')})\b"
)
"""After a title: *is a series of books*, *, a song of*."""
_OTHERS_OWN: Final = re.compile(r"[.]?[\"”’']*(?: \([^()]*\))? (?:is|was|by|has)\b")
"""After a title that begins a clause of its own: *Ann Lee wrote “Salt”, and “Iron” was written by Bo Lee*."""
_SAME_NAME: Final = " of the same name"
"""What makes of a film's title also that of a book."""
_PERIODICAL: Final = re.compile(rf"(?:The )?(?:[A-ZÀ-Þ]\w* ){{0,3}}(?:{alternatives('periodicals')})$")
_TITLE_CLOSES: Final = re.compile(r" ?[,.:;()—–]|$| (?:which|who|in \d|by|about)\b")
_NUMBER_BEHIND: Final = re.compile(r" \d")
_SHORT_LIST: Final = re.compile(
    rf"(?:, {UNDATED_WORD})+, (?:and|&) {UNDATED_WORD}(?: {UNDATED_WORD})*(?=[.!;),]|$| [(–—])"
)
"""The rest of a title of single words, *Guns, Tar, and Salt*."""
_LIST_LABEL: Final = re.compile(
    r"(?:(?:[Nn]on-?)?[Ff]iction|Books?|(?:Book )?[Rr]eview|Poetry|Memoir|(?:Currently )?[Rr]eading|Title): (?=\S)"
)
"""What a list says before each title: *Fiction: Salt by Ann Lee*."""
_CUT_SHORT: Final = re.compile(r" (?:that|against|after|without|among|under|beyond) (?:the |a )?[A-ZÀ-Þ]")
"""After a title that does not end here: *Ten Days that Shook Tarsk*."""
_NAMED: Final = re.compile(
    r"\b(?:novel|book|memoir|novella|collection|autobiography|story|poem|play|essay|treatise|textbook),? $"
)
_WRITINGS: Final = frozenset(
    ("book", "essays", "letter", "letters", "play", "plays", "poems", "song", "stories", "story")
)


def work_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse an author; the title is made whole, and loses a label before it."""
    start = fact.subject.start - seen.subject[0]
    if seen.subject < seen.value and is_no_book(seen.before):
        return SUBJECT_TYPE
    if _gapped_reason(fact, seen):
        return SUBJECT_TYPE
    seen = Seen.of(fact, seen.text, start)
    reason = author_reason(fact, seen) or (hinged_reason(fact, seen) if fact.origin.hinged else NONE)
    if not reason and not (fact.origin.hinged and seen.subject < seen.value):
        reason = _title_reason(fact, seen)
    label = None if reason else _LIST_LABEL.match(fact.subject.text)
    if label:
        rest, start = fact.subject.text[label.end() :], fact.subject.start + label.end()
        fact.subject = Span(rest, start, start + len(rest), fact.subject.is_name)
    return reason


def _gapped_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title up to its author, where the template lets anything through; make it whole."""
    inside = seen.text.startswith("In ")
    if not fact.origin.gapped or seen.value < seen.subject or (fact.origin.fronted and not inside):
        return NONE
    end = title_up_to(seen, inside=inside)
    if not end:
        return SUBJECT_TYPE
    start, text = seen.subject[0], seen.text
    if end > seen.subject[1]:
        fact.subject = Span(text[start:end], fact.subject.start, fact.subject.start + end - start, is_name=True)
    return NONE


def more_titles(fact: Fact, seen: Seen) -> Iterator[Fact]:
    """Yield the facts of the titles that are listed after a fact's."""
    offset = fact.subject.start - seen.subject[0]
    if fact.value is None or seen.subject < seen.value:
        return
    quoted = seen.text[seen.subject[0] - 1] in MARKS
    titles = list(listed_titles(seen.text, seen.subject[1]))
    if not quoted and not is_list_ahead(seen.precedes) and not _are_titles(seen, titles):
        return
    for number, (start, end) in enumerate(titles, 1):
        title = seen.text[start:end]
        if _SHOUT.match(title):
            continue
        if quoted and (title[:1].islower() or _OTHERS_OWN.match(seen.text, end)):
            return
        if _is_no_title(title, seen.text[end:], article=False, named=False):
            return
        yield replace(fact, subject=Span(title, start + offset, end + offset, is_name=True), listed=number)


def _are_titles(seen: Seen, others: list[tuple[int, int]]) -> bool:
    """Whether what follows a title is others and nobody's names: *author of Salt, The Tin Road and Iron Mills*."""
    text, (start, end) = seen.text, seen.subject
    if not lead_end(seen.precedes).endswith(" of") or any(text[a:].split()[0] in GIVEN_NAMES for a, _ in others):
        return False
    return OTHER_TITLE.match(text, end) is not None or (len(others) > 1 and " " in text[start:end])


def _title_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title of one written work; make a title whole that goes on behind a small word."""
    start, end = seen.subject
    if (_OTHER_BEHIND.match(seen.text, end) and _SAME_NAME not in seen.between) or _is_periodical(fact, seen):
        return SUBJECT_TYPE
    quoted = seen.text[start - 1 : start] in MARKS and seen.text[end : end + 1] not in ("", " ")
    lead = seen.text[: start - quoted]
    if _PLAY.search(lead) and not _A_PLAY.search(lead):
        return UNASSERTED
    if quoted:
        phrase = seen.value < seen.subject and seen.text[start].islower()
        return SUBJECT_TYPE if phrase or _SERIES.match(seen.text, end + 1) else NONE
    return _bare_title_reason(fact, seen, lead)


def _is_periodical(fact: Fact, seen: Seen) -> bool:
    """Whether somebody wrote in a newspaper: *Ann Lee wrote in “The Tarsk Gazette”*."""
    in_it = seen.value < seen.subject and WROTE_IN.search(seen.between)
    return bool(in_it) and bool(_PERIODICAL.match(fact.subject.text))


def _bare_title_reason(fact: Fact, seen: Seen, lead: str) -> int:
    """The same for a title without quotation marks, after the text ``lead``."""
    article = lead.endswith("the ")
    led = lead[: len(lead) - 4 * (lead[-4:].lower() == "the ")]
    start, end = _whole_title(seen, lead, led)
    title = seen.text[start:end]
    if _is_open(seen, led, start, end):
        return SUBJECT_TYPE
    if title[0].isdigit() and (seen.subject < seen.value or title.count(" ") < _NUMBERED):
        return SUBJECT_TYPE
    named = _NAMED.search(led) and (" " in title or YEAR_BEHIND.match(seen.text, end))
    alone = article or seen.between in POSSESSED
    if _is_no_title(title, seen.text[end:], article=alone, named=bool(named)) or _is_pointed_at(seen, start, title):
        return SUBJECT_TYPE
    if (start, end) != seen.subject:
        moved = fact.subject.start + start - seen.subject[0]
        fact.subject = Span(title, moved, moved + len(title), fact.subject.is_name)
    return NONE


def _is_open(seen: Seen, led: str, start: int, end: int) -> bool:
    """Whether a title may be another's, before its author, or may go on, after it."""
    if seen.subject < seen.value:
        articled = seen.text.endswith("the ", 0, seen.subject[0])
        return _is_led_to_another(seen, start) or (articled and _WRITTEN_BY.match(seen.between) is not None)
    cut = _CUT_SHORT.match(seen.text, end) or _SERIES.match(seen.text, end)
    return cut is not None or not _is_closed(seen, led, end)


def _is_pointed_at(seen: Seen, start: int, title: str) -> bool:
    """Whether what precedes a title says that it is one of a kind, *a Tarsk novel*; not *An Essay Concerning Salt*."""
    before = seen.text[:start]
    begins = before in ("A ", "An ") and title.count(" ") > 1 and seen.subject < seen.value
    return not begins and _POINTING.search(before) is not None


def _is_led_to_another(seen: Seen, start: int) -> bool:
    """Whether what precedes a title is a part of a name or of a work: *the foreword to Salt was written by*."""
    before = seen.text[:start]
    if before.endswith((", and ", ", or ", ", & ")) or (start < seen.subject[0] and PART_OF_WORK.search(before)):
        return True
    return _NAME_BEFORE.search(re.sub(r"\b(?:[Tt]he|An?) $", "", before)) is not None


def _whole_title(seen: Seen, lead: str, led: str) -> tuple[int, int]:
    """Where a title without quotation marks starts and ends; ``led``: what precedes it without an article."""
    start, end = seen.subject
    if seen.subject < seen.value:
        line = ":" in lead and is_title_case(seen.text[:end])
        return 0 if line else whole_start(seen.text, start), whole_end(seen.text, start, end, listed=False)
    many = is_list_ahead(lead)
    listed = not many and (not led.endswith((" of ", "'s ", "’s ")) or bool(_SHORT_LIST.match(seen.text, end)))
    end = whole_end(seen.text, start, end, listed=listed)
    return start, first_of_list(seen.text, start, end) if many else end


def _is_closed(seen: Seen, led: str, end: int) -> bool:
    """Whether what follows a title shows that it ends here: *in his essay, Miller expands* has none."""
    if _NUMBER_BEHIND.match(seen.text, end):
        return False
    if not led.endswith(", "):
        return True
    if is_list_ahead(led):
        return any(listed_titles(seen.text, end))
    return _TITLE_CLOSES.match(seen.text, end) is not None


def _is_no_title(title: str, behind: str, *, article: bool, named: bool) -> bool:
    """Whether the words of a title, or those behind it, say that it is none, or that of a series.

    ``named``: what it is was said before it, *the memoir Burn Book*.
    """
    noun = _NOUN_BEHIND.match(behind) if article else None  # "the Tarsk guide", but "The Tarsk Guide is"
    if (noun and noun[1] not in _AFTER_TITLES) or _OWNS.match(behind) or _FOREIGN_NEXT.match(behind):
        return True
    last = title.lower().split()[-1]
    return bool(_SHOUT.match(title)) or (last in _GENERIC_WORKS and not (named and last in _WRITINGS))
