"""Births and deaths read again: what a range in brackets means, whose clause a date is of, where names end.

A range that the words around it leave open (reign, office, *active*, editions) is not taken.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.matches import LIFESPAN, NONE, NOT_PLACE, OTHER_CLAUSE, SUBJECT_TYPE
from corpusstat.extract.filter.name_edges import narrowed
from corpusstat.extract.filter.seen import Seen, has_any
from corpusstat.extract.filter.types import GIVEN_NAMES, LANDS, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.lexicon import alternatives, kin, word_list

__all__ = ["life_reason", "opened_bracket"]

_DASH: Final = r"\s*(?:[-–—−‑‒]{1,2}|to|until)\s*"
_RANGE_BEHIND: Final = re.compile(rf"{_DASH}(?:(?:c|ca|circa|about)\.?\s*)?\d")
_RANGE_BEFORE: Final = re.compile(rf"\d\s*\??{_DASH}(?:(?:c|ca|circa|about)\.?\s*)?$")
_TOLD: Final = re.compile(r"\b(?:born|died|[bd]\.|by \d)")
_OTHER_DIED: Final = re.compile(r"[A-ZÀ-Þ][\w.’'-]*(?: [A-ZÀ-Þ][\w.’'-]*)+ (?:had |has |was )?(?:died|killed)\b")
"""In brackets: *Ann Lee (Bo Brook had died in 1951)*."""
_TERMS: Final = word_list("terms_in_brackets")
_TWO_RANGES: Final = re.compile(
    r"\b\d{4}\s*[-–—]\s*\d{2,4}\s*(?:[,;&/]|and)\s*(?:and )?(?:[Ff]rom )?\d{4}\b|[-–—]\s*\d{2,4}\s*[-–—]\s*\d{4}"
)
_BARE_YEARS: Final = re.compile(r"\D*(\d{3,4})\D+(\d{3,4})\D*")
_WORD_INSIDE: Final = re.compile(r"\w+")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_ALLOWED: Final = frozenset(("born", "died", "circa", "née", "nee", "about", "also", "known", "real", "name", "aka"))
_WHO_RULED: Final = re.compile(r",? (?:who|which) (?:ruled|reigned|governed|served|held)\b")
_OFFICE_BEFORE: Final = re.compile(
    rf"\b(?:{alternatives('offices_before_lives')})s?[,:] ?$|\b(?:under|(?:succeeded|followed) by) $", re.IGNORECASE
)
_MONARCH: Final = re.compile(rf"(?:{alternatives('royal_titles')}) ")
_SHORTEST, _LONGEST = 25, 112
_SURE_LIFE, _SURE_REIGN = 46, 40
"""Years between two bare years that no office holder serves, or no monarch reigns, but for a few."""

_EVENT: Final = re.compile(r"\b(?:born|birth|died|death|dies|killed|executed|murdered|passed|away|rest)\b")
_NEW_CLAUSE: Final = re.compile(
    r"\b(?:and (?!raised|bred|brought|grew|lived|died|educated|buried|christened)"
    rf"|(?:{alternatives('new_clauses')})\b(?! (?:an?|his|her|on|\w+ing|suffering) ))"
)
_PARENT: Final = r"(?:[A-ZÀ-Þ][\w.'’-]*|\([A-ZÀ-Þ][^()]*\))"
_TO_PARENTS: Final = re.compile(
    rf"\b(?:to|of) (?:[a-z]+ ){{0,3}}{_PARENT}(?: {_PARENT})* (?:and|&) (?=(?:his wife |the late )?[A-ZÀ-Þ])"
)
"""After *born*: *to Ann and Bo Lee* begins no clause."""
_OPENS_NEXT: Final = re.compile(r" (?!(?:and|to|into|as|the (?:\w+ ){0,2}(?:son|daughter|child))\b)[a-z]")
_ALSO_BORN: Final = re.compile(r",? (?:who was )?born\b")
_FAMILY: Final = alternatives(kin("parent", "child", "sibling", "spouse", "grand"))
_KIN_OF: Final = re.compile(rf"\b(?:{_FAMILY}) of [^.;()]*$")
_BORN_KIN: Final = re.compile(rf"\b(?:{_FAMILY}) (?:of|to) [^,;()]*\b(?<!and )(?:was )?(?<!and was )born\b")
_SETTLED: Final = re.compile(r" (?:county|district|parish|province|region|township)\b")
"""What follows a place: *Born in Tarsk, Orland province, Ann*."""
_KIN_REACH, _CLOSE_REACH = 160, 40
_MAY_BE_CLOSE: Final = ("near ", "nr ", "nr. ", "outside ", "off ", "close to ", "far from ")
"""Of which there is one where `_CLOSE_BY` is found."""
_CLOSE_BY: Final = re.compile(r"\b(?:near|nr\.?|outside|off|close to|not far from) (?:the (?:[\w-]+ ){1,4}of |the )?$")
_OR_NAME: Final = re.compile(r",? or (?:in |at |near )?(?:the )?[A-ZÀ-Þ]")
_LANDMARK: Final = re.compile(
    r"['’]s (?:Bluff|Cove|Creek|Crossing|Ferry|Ford|Fork|Grove|Hollow|Island|Landing|Mills?|Point|Ranch|Run|Station)\b"
)
_RUN_ON: Final = re.compile(r" (?:[A-Z][a-z]+ed|Born|Children|Height|Nationality|Occupation|Parents|Position)$")
_ABBREVIATED: Final = re.compile(r",? [A-Z]\.$")
"""The beginning of *N.Mex.*, which is cut into two."""
_CALLED_THE: Final = re.compile(r"(?:Hague|Bronx|Gambia|Bahamas|Netherlands|Philippines|Dalles|Woodlands|Villages)\b")
_NO_PLACES: Final = word_list("no_birth_places")

_ENDS_ENTRY: Final = re.compile(
    r"(?:[\s,:()|–—]|[A-ZÀ-Þ][\w’'.-]*|\d[\w,]*|\([^()]*\)|(?:in|at|near|on|of|the|age|aged|years?|old|USA"
    rf"|(?:[a-z]+ ){{0,3}}(?:{alternatives('kinds_of_settlement')}))\b)*(?:[;.]|$)"
)
"""What may follow in *Born: 4 May 1871, in Tarsk.*, where nothing says of whom."""
_BORN_FIRST: Final = re.compile(r"(?:Born|Died|Birth|Death|[bd]\.|Date|Place|DOB)\b")
_OF_THE_DAY: Final = re.compile(r"^\W*\d{3,4} [–—~-] $")
"""A year at a line's beginning, in a list of what happened on a day: *1899 – Ann Lee, flyer (d. 1983)*."""
_PHRASE: Final = re.compile(rf"(?:{alternatives('no_heads_of_names')}) of\b")
_INITIAL_LAST: Final = re.compile(r".* [A-HJ-UWYZ]\.?$")
_LETTERS: Final = re.compile(r"(?:[A-Z]{1,3}[a-z]{0,2}[A-Z]{1,3}[a-z]{0,2}(?: |$))+$")
_STYLE: Final = re.compile(r", (?!n[ée]e )([^,()]+) \(")
_ORDINAL: Final = re.compile(r"^\d+(?:st|nd|rd|th) ")
_STYLES: Final = word_list("styles")
_LIFE_LETTER: Final = re.compile(r", [bd]\. ")
_OF_TITLE: Final = re.compile(r"(?:^|\s)[A-ZÀ-Þ][\w’']* (?:on|in|for|about) $")
_WITHIN_TITLES: Final = (" on ", " in ", " for ", " about ")
_LISTED_SURNAME: Final = re.compile(r"(?:^|\n)\s*[A-ZÀ-Þ][A-ZÀ-Þ’'-]+, $")
_NAMES_READ: Final = 1 << 14
"""Names whose reading is remembered: most are the subjects of several facts."""


def opened_bracket(between: str) -> str | None:
    """Return what comes after a bracket that is opened and not closed in what stands between subject and value.

    >>> opened_bracket(" (born "), opened_bracket(" (1871) was born in ")
    ('born ', None)
    """
    _, bracket, inside = between.rpartition("(")
    return inside if bracket and ")" not in inside else None


def life_reason(fact: Fact, seen: Seen) -> int:
    """Return the reason to refuse a birth or a death; the subject's name and the place may be mended."""
    inside = opened_bracket(seen.between) if seen.subject < seen.value else None
    if inside is not None:
        reason = _bracket_reason(fact, seen, inside)
    else:
        reason = OTHER_CLAUSE if _is_of_next(fact, seen) else _clause_reason(fact, seen)
    return reason or _subject_reason(fact, seen) or _place_reason(fact, seen)


def _is_of_next(fact: Fact, seen: Seen) -> bool:
    """Whether a sentence that begins *Born in Tarsk* goes on and may say who was: *Born in Tarsk, Ann sang*."""
    loose = fact.origin.elided and fact.origin.fronted and _BORN_FIRST.match(seen.between)
    return bool(loose) and not _ENDS_ENTRY.match(seen.after)


def _bracket_reason(fact: Fact, seen: Seen, inside: str) -> int:
    """Refuse a range in brackets that need not be a life; ``inside``: what stands before the value."""
    second = False
    if inside:
        if _OTHER_DIED.search(inside):
            return OTHER_CLAUSE
        if _TOLD.search(inside):
            return NONE
        second = _RANGE_BEFORE.search(inside) is not None
    if not second and not _RANGE_BEHIND.match(seen.after):
        return NONE
    value = seen.text[slice(*seen.value)]
    fact.is_half = second and fact.relation == "death_date" and value.isdigit()
    rest, _, behind = seen.after.partition(")")
    whole = inside + value + rest
    if not _TERMS.isdisjoint(_WORD_INSIDE.findall(inside.lower())) or _TWO_RANGES.search(whole):
        return LIFESPAN
    bare = _BARE_YEARS.fullmatch(whole)
    if not bare:
        return NONE
    span = int(bare[2]) - int(bare[1])
    return NONE if _may_be_life(fact, span) and _is_decided(seen, inside, behind, span) else LIFESPAN


def _may_be_life(fact: Fact, span: int) -> bool:
    """Whether two bare years after a fact's subject may be a life's at all."""
    name = fact.subject.text
    least = _SURE_REIGN if _MONARCH.match(name) else _SHORTEST
    return least <= span <= _LONGEST and (" " in name or fact.origin.elided)


def _is_decided(seen: Seen, inside: str, behind: str, span: int) -> bool:
    """Whether nothing around two bare years leaves open that they are a life's."""
    odd = any(word.lower() not in _ALLOWED for word in _WORD.findall(inside))
    value, after = seen.text[slice(*seen.value)], seen.after.partition(")")[0]  # "(London 1901 – Paris 1971)"
    placed = _WORD.search(inside) and (value.replace(" ", "").isalpha() or _WORD.search(after))
    if odd and not placed and not re.search("[:;]", inside):
        return False
    return not _WHO_RULED.match(behind) and (span >= _SURE_LIFE or not _OFFICE_BEFORE.search(seen.precedes))


def _clause_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a date or place of a neighbouring clause."""
    if seen.subject > seen.value:
        return _fronted_reason(fact, seen)
    tail = _end_of_clause(seen.between)
    if tail is None:
        return OTHER_CLAUSE
    if fact.relation == "birth_date" and tail.endswith(", in ") and _OPENS_NEXT.match(seen.after):
        return OTHER_CLAUSE
    of_kin = _ALSO_BORN.match(seen.between) and _KIN_OF.search(seen.precedes[-_KIN_REACH:])
    return OTHER_CLAUSE if of_kin else NONE


@lru_cache(maxsize=_NAMES_READ)
def _end_of_clause(between: str) -> str | None:
    """Return what follows *born* or *died* between subject and value; None if it begins another clause.

    It is remembered, for *was born in* and the like come again and again.
    """
    if _BORN_KIN.search(between):
        return None
    events = list(_EVENT.finditer(between))
    tail = between[events[-1].end() :] if events else ""
    if " and " in tail and events[-1][0] == "born":
        tail = _TO_PARENTS.sub("", tail)
    return None if _NEW_CLAUSE.search(tail) else tail


def _fronted_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a subject behind its value that is part of a place, or of which it is open what it is."""
    unclear = " " not in fact.subject.text and re.match(r" \((?!\d|born)", seen.follows)
    return SUBJECT_TYPE if unclear or _SETTLED.match(seen.follows) else NONE


def _subject_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a subject that names no person; cut what does not belong to its name."""
    if not fact.subject.text or is_pronoun(fact.subject.text):
        return NONE
    fact.subject = _without_place(narrowed(fact.subject), seen)
    name = fact.subject.text
    if _is_nobody(name, seen):
        return SUBJECT_TYPE
    start, end = seen.subject
    if seen.text.startswith(" (", end) and seen.text.endswith(", ", 0, start) and _is_style(name):
        return SUBJECT_TYPE
    style = _STYLE.match(seen.between) if seen.subject < seen.value else None
    plain = style is None or style[1].islower() or _is_style(style[1])
    return NONE if plain or _OF_THE_DAY.search(seen.precedes) else SUBJECT_TYPE


def _is_nobody(name: str, seen: Seen) -> bool:
    """Whether a name is a given name in a list, *1. Nancy, b. 1775*, a part of another, a place, or none."""
    alone = " " not in name and _LIFE_LETTER.match(seen.text, seen.subject[1]) is not None
    return alone or _is_no_name(name) or _is_part(name, seen) or _is_place_before(name, seen)


def _without_place(name: Span, seen: Seen) -> Span:
    """Cut from a name the place before it: *In Orland Ann Lee was born*."""
    place, _, rest = name.text.partition(" ")
    if " " not in rest or place not in LANDS or not seen.precedes.endswith(("In ", "in ", "At ")):
        return name
    return Span(rest, name.start + len(place) + 1, name.end, name.is_name)


@lru_cache(maxsize=_NAMES_READ)
def _is_no_name(name: str) -> bool:
    """Whether these words name no person, or cut a name short: *First Wife of Ann Lee*, *Sarah J.*."""
    return bool(_PHRASE.search(name) or _INITIAL_LAST.match(name))


def _is_part(name: str, seen: Seen) -> bool:
    """Whether a name is the end of a title, *Grammar on Historical Principles*, or of another name: *KELLING, ANN*."""
    before = seen.precedes
    if before.endswith(", ") and _LISTED_SURNAME.search(before):
        return True
    if not before.endswith(_WITHIN_TITLES) or name.split(" ", 1)[0] in GIVEN_NAMES:
        return False
    return "." not in name and bool(_OF_TITLE.search(before))


def _is_place_before(name: str, seen: Seen) -> bool:
    """Whether a word before *, born* is a place: *a singer from Tarsk, born in 1901*."""
    placed = " " not in name and name not in GIVEN_NAMES and seen.between.startswith(", ") and seen.subject < seen.value
    return placed and seen.precedes.endswith((" from ", " in ", " at ", " near ", ", of "))


def _is_style(words: str) -> bool:
    """Whether these are post-nominals or a style and no name: *CC OOnt FRSC*, *Holy Roman Emperor*, *Prince of X*."""
    first, *_, last = _ORDINAL.sub("", words).split() * 2
    return bool(_LETTERS.match(words)) or first in _STYLES or last in _STYLES


def _place_reason(fact: Fact, seen: Seen) -> int:
    """Refuse a place that is one of two or none; make its name end where it does."""
    value, (start, end) = fact.value, seen.value
    if fact.origin.relation.value != "place" or value is None:
        return NONE
    if _OR_NAME.match(seen.text, end) or value.text.split(",")[0] in _NO_PLACES or _is_close_by(seen):
        return NOT_PLACE
    landmark = _LANDMARK.match(seen.text, end)
    called = landmark or _CALLED_THE.match(value.text) or seen.text.startswith("-born", end)
    if not called and seen.text.endswith("The ", 0, start):
        return NOT_PLACE  # "died in The Salt Road"
    name = value.text + landmark[0] if landmark else _without_run_on(value.text, seen.text[end : end + 1])
    if name != value.text:
        fact.value = Span(name, value.start, value.start + len(name), value.is_name)
    return NONE


def _without_run_on(name: str, follows: str) -> str:
    """A place without what ran into it from what follows, of which the first character is given."""
    return (_ABBREVIATED if follows.isalpha() else _RUN_ON).sub("", name) if " " in name else name


def _is_close_by(seen: Seen) -> bool:
    """Whether a place is only near: *born near Tarsk*."""
    before = seen.text[max(0, seen.value[0] - _CLOSE_REACH) : seen.value[0]]
    return has_any(before, _MAY_BE_CLOSE) and _CLOSE_BY.search(before) is not None
