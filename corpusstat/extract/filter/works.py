"""Titles and authors read again: a title without quotation marks ends where its sentence goes on, not at a small word.

*Alice in Wonderland* is cut into tokens as three; what follows a title decides whether more of it does.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.checks import NONE, OWNER, SUBJECT_TYPE, UNASSERTED, VALUE_TYPE
from corpusstat.extract.filter.lives import narrowed
from corpusstat.extract.filter.seen import Seen, alternatives
from corpusstat.extract.filter.types import GIVEN_NAMES, has_type, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import months, word_list

__all__ = ["work_reason"]

_MONTH: Final = rf"(?:{'|'.join(months(short=False))}|(?:Spring|Summer|Autumn|Fall|Winter) \d)\b"
_LINK: Final = rf"(?:{alternatives('small_title_words')}|&)"
_TITLE_WORD: Final = rf"(?!{_MONTH})[A-ZÀ-Þ][\w’'&-]*"
_GOES_ON: Final = re.compile(rf"(?:['’]s?)?(?: {_LINK}){{0,3}} {_TITLE_WORD}")
_MAY_PART: Final = re.compile(r" (?:and|or) ")
_LISTED: Final = re.compile(
    rf"(?:, {_TITLE_WORD}(?: {_TITLE_WORD})*)+,? (?:and|&) {_TITLE_WORD}(?: (?:{_LINK} )*{_TITLE_WORD})*"
)
_OWNER_BEFORE: Final = re.compile(r"(?:\b[A-ZÀ-Þ][\w-]*(?: (?:of|the|and|in|to|for|a) )?)+['’]s? $")
_NAME_BEFORE: Final = re.compile(r"(?:^|[\s“\"])[A-ZÀ-Þ][\w’']*[:,]? (?:a )?$")
_SERIES: Final = re.compile(
    rf"['’]?s? (?:(?!(?:{_LINK}|is|was|his|her|by|which|who) )[a-z-]+ ){{0,3}}(?:{alternatives('series_nouns')})\b"
)
_FOREIGN_NEXT: Final = re.compile(r" (?:de|del|di|du|der|und|et|en|y|och|van|von|dos|da|do|la|las|los|le|les|el) ")
"""After a title cut short: *Cuestión de dados*."""
_OWNS: Final = re.compile(r"['’]s? (?![A-ZÀ-Þ])")
_NOUN_BEHIND: Final = re.compile(r" ([a-z]+)")
_AFTER_TITLES: Final = (
    word_list("function_words") | word_list("common_words") | {"published", "became", "has", "won", "first", "written"}
)
_MARKS: Final = frozenset("\"“‘'*_")
_POINTING: Final = re.compile(
    r"\b(?:this|these|those|each|every|our|your|my|an?|some|any|other) (?:\w+ )?$", re.IGNORECASE
)
_GENERIC_WORKS: Final = word_list("generic_works")
_PLAY: Final = re.compile(r"\b[Pp]lay,? $")
_A_PLAY: Final = re.compile(
    r"(?:\b(?:an?|the|his|her|their|its|this|that|new|first|second|third|last|early|late|stage|radio|hit|own)"
    r"|['’]s|\d{4}|\b\w+(?:ing|al|ic|ed|ous|ful|est|ish|ian|ean|act)) [Pp]lay,? $"
)
_SHOUT: Final = re.compile(r"[A-Z]{4,}$")
_ENDS_SMALL: Final = re.compile(r"(?:^| )(?:With|From|The|A|An|Of|In|To|And|For|On|By)$")
_ASKED: Final = re.compile(r"\b(?:Who|Which|What)\b(?: \w+)?$")
_NO_AUTHORS: Final = word_list("no_authors")
_GENERIC_PEOPLE: Final = word_list("generic_people")
_FELLOW: Final = re.compile(r" (?:and|&) [A-ZÀ-Þ][\w.’-]+ [A-ZÀ-Þ]|-")
_NOT_BY: Final = re.compile(rf"\b(?:of|{alternatives('no_authors_work')}) (?:\w+ ){{0,3}}$")
_NOT_OWNED: Final = re.compile(r"['’]s? .*\b(?:an?|the|death|and|of|was|is|by)\b")


def work_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse an author; the title is made whole."""
    return _author_reason(fact, seen) or _title_reason(fact, seen)


def _author_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a value that names no author; cut what runs into the name."""
    if fact.value is None or is_pronoun(fact.value.text):
        return NONE
    asked = _ASKED.search(fact.value.text)
    fact.value = narrowed(fact.value)
    name = fact.value.text
    if asked or name in _GENERIC_PEOPLE or not _NO_AUTHORS.isdisjoint(name.split()) or not has_type(name, "person"):
        return VALUE_TYPE
    if name in GIVEN_NAMES and _FELLOW.match(seen.text, seen.value[1]):
        return VALUE_TYPE
    other = _NOT_OWNED.match(seen.between) if seen.subject > seen.value else _NOT_BY.search(seen.between)
    return OWNER if other else NONE


def _title_reason(fact: Fact, seen: Seen) -> int:
    """Refuse what is no title of one written work; make a title whole that goes on behind a small word."""
    start, end = seen.subject
    quoted = seen.text[start - 1 : start] in _MARKS and seen.text[end : end + 1] not in ("", " ")
    lead = seen.text[: start - quoted]
    if _PLAY.search(lead) and not _A_PLAY.search(lead):
        return UNASSERTED
    if quoted:
        return SUBJECT_TYPE if _SERIES.match(seen.text, end + 1) else NONE
    return _bare_title_reason(fact, seen, lead)


def _bare_title_reason(fact: Fact, seen: Seen, lead: str) -> int:
    """The same for a title without quotation marks, after the text ``lead``."""
    start, end = seen.subject
    article = lead[-4:].lower() == "the "
    led = lead[: len(lead) - 4 * article]
    leads = seen.subject < seen.value
    end = _whole_end(seen.text, start, end, listed=not leads and not led.endswith(" of "))
    start = _whole_start(seen.text, start) if leads else start
    title = seen.text[start:end]
    if leads and _NAME_BEFORE.search(re.sub("[Tt]he $", "", seen.text[:start])):
        return SUBJECT_TYPE
    if _is_no_title(title, seen.text[end:], article=article) or _POINTING.search(seen.text[:start]):
        return SUBJECT_TYPE
    if (start, end) != seen.subject:
        moved = fact.subject.start + start - seen.subject[0]
        fact.subject = Span(title, moved, moved + len(title), fact.subject.is_name)
    return NONE


def _is_no_title(title: str, behind: str, *, article: bool) -> bool:
    """Whether the words of a title, or those behind it, say that it is none, or that of a series."""
    noun = _NOUN_BEHIND.match(behind) if article else None  # "the Tarsk guide", but "The Tarsk Guide is"
    if (
        (noun and noun[1] not in _AFTER_TITLES)
        or _SERIES.match(behind)
        or _OWNS.match(behind)
        or _FOREIGN_NEXT.match(behind)
    ):
        return True
    shape = _ENDS_SMALL.search(title) or _SHOUT.match(title)
    return bool(shape) or title.lower().split()[-1] in _GENERIC_WORKS


def _whole_end(text: str, start: int, end: int, *, listed: bool) -> int:
    """Where a title in title case ends that starts and goes on here; ``listed``: it may have commas."""
    while found := _GOES_ON.match(text, end):
        new = _MAY_PART.match(found[0]) and found[0].split()[-1] in GIVEN_NAMES  # "Emma and Ann Lee"
        if new and " " not in text[start:end]:
            break
        end = found.end()
    more = _LISTED.match(text, end) if listed else None
    return more.end() if more else end


def _whole_start(text: str, start: int) -> int:
    """Where a title starts whose first word is a possessive: *Harrow's Gate*."""
    found = _OWNER_BEFORE.search(text, 0, start)
    return found.start() if found else start
