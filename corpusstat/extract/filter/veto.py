"""Refuse what cannot be a fact: subjects and values of the wrong type.

A birth needs a person; a capitalised common word, an acronym, a region or a job title is none. The checks look
at the words of a name only, so they are cheap and say why.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.context import ARTICLES, BEING, BOUNDS, ENDS, GUESSING, PREPOSITIONS, REIGNS, SAYING
from corpusstat.extract.filter.looks import BEHIND, BOUND, CLAIMED, DOUBTED, LIFE, OTHERS, PART, THING
from corpusstat.extract.match.facts import Fact
from corpusstat.extract.text.marks import DATE_MARK, END_MARK, NAME_MARK, NUMBER_MARK, unmark
from corpusstat.extract.text.word_classes import not_names
from corpusstat.lexicon import demonyms, hedges, pronouns, word_list

__all__ = ["fits", "is_pronoun", "is_thing", "tells_thing", "typed"]

_PLACES: Final = word_list("places")
_REGIONS: Final = word_list("regions")
_TITLES: Final = word_list("titles")
_JOBS: Final = word_list("jobs")
_MALE: Final = word_list("male_names")
_FEMALE: Final = word_list("female_names")
_ORG_NOUNS: Final = word_list("organisation_nouns")
_PLACE_NOUNS: Final = word_list("place_nouns")
_THINGS: Final = word_list("non_person_nouns")
_PEERAGE: Final = word_list("peerage")
_FIELDS: Final = word_list("fields_of_study")
_OFFICES: Final = word_list("office_nouns")
_LANDS = _PLACES | _REGIONS
_SHORT_PLACES: Final = word_list("short_places")
_NOT_NAMES = frozenset(w.lower() for w in not_names() | demonyms())
_PRONOUNS = frozenset(p.lower() for p in pronouns("subject", "object", "possessive", "relative"))
_LONGEST: Final = max(map(len, _PRONOUNS))

_ARTICLE = re.compile(rf"\b(?:{'|'.join(ARTICLES)})[ \"“]$")
_PREPOSITION = re.compile(rf"\b(?:{'|'.join((*ARTICLES, *PREPOSITIONS))})[ \"“]$")
_REIGN = re.compile(rf"\b(?:{'|'.join(REIGNS)}) of ")
_OFFICE = re.compile(
    r"\b(?:reign(?:ed)?|ruled|r\.|fl\.|active|in office|served|term|lines?|pages?|pp\.|verses?|vv\.) ?[\x03\x04]"
)
_DESCRIBED = re.compile(r"\b[Aa]n? [a-z]+ $")
_BEING = re.compile(rf"\b(?:{'|'.join(BEING)}) $")
_COUNTED = re.compile(rf"{NUMBER_MARK}[^{END_MARK}]*{END_MARK} $")
_PLACED = re.compile(r"\b(?:from|in|at|near) $")
_SPAN = re.compile(r"\([^0-9\n]*[0-9].*?(?:[–—-]| to )[^0-9\n]*[0-9].*")
_YEAR = re.compile(r"(?<![0-9])[0-9]{3,4}(?![0-9])")
_SAME_DAY = re.compile(r"\b([A-Z][a-z]+ [0-9]+|[0-9]+ [A-Z][a-z]+),? [0-9]{4} ?(?:[–—-]| to ) ?\1\b")
_SMALL = re.compile(r"[a-z]{3}")
_SHORT_SPAN = re.compile(
    r"\((?:\x03|\x04)?(1[0-9]{3}|20[0-9]{2})\x02? ?[–—-] ?(?:\x03|\x04)?([12][0-9]{3}|present|)\x02? ?\)"
)
_YOUNG: Final = 25
"""Years between two bare years in brackets that are rather a term of office than a life."""

_IS = re.compile(r"(?: \([^()]*(?:\([^()]*\)[^()]*)*\))?,? (?:is|was) (an? [^.;]{0,80})")
_PHRASE = re.compile(rf",| (?:{'|'.join(ENDS)})\b")
_LEFT = re.compile(
    rf"(?:{END_MARK} ?[–—-] ?|{END_MARK} (?:i|dit) |\b[Nn][ée]e[\"”]? |[0-9]{END_MARK}?(?:st|nd|rd|th) |{END_MARK}, "
    rf"|{NAME_MARK}[^{END_MARK}]* of [^{END_MARK}]*{END_MARK} and )$"
)
_HEDGE = re.compile(rf"\b(?:{'|'.join(sorted(hedges('within')))})\b")
_OTHERS = re.compile(r"(?:['’]s?)?(?: [a-z-]+){1,2}['’]s? ")
"""Behind a subject: *his father's death*, *Ann Lee's elder brother's death*."""
_GUESS = re.compile(rf"\b(?:{'|'.join(GUESSING)})(?: that)? (?:the )?$")
_EITHER = re.compile(rf"[?]| ?/ ?{DATE_MARK}| or (?:in |about |early |late )?{DATE_MARK}")
_BETWEEN = re.compile(rf"\b(?:{'|'.join(BOUNDS)}) $")
_WHOSE = re.compile(rf"['’]s(?! {NAME_MARK})|[–—-]")
_FUNCTION_WORDS: Final = "|".join(sorted(word_list("function_words")))
_WORD = rf"(?!(?:{_FUNCTION_WORDS})\b)[a-zà-ÿ]"
_YEARS_ONLY = re.compile(rf", {DATE_MARK}?[0-9]{{4}}{END_MARK}? ?[–—-] ?{DATE_MARK}?[0-9]{{4}}{END_MARK}?\)")
"""Behind what may be a place or anything else in brackets: a show's country (UK, 1969–1974), another spelling."""
_OWNS = re.compile(rf"['’](?:s {NAME_MARK}| )")
_PARTS: Final = "|".join(sorted(word_list("parts_of_organisations")))
_CUT_SHORT = re.compile(rf"['’]|(?: {_WORD}+){{0,2}} (?:{_PARTS})\b")
"""Behind what may be but a part of an organisation's name."""
_FOLLOWS = re.compile(rf" {_WORD}+")
_JOINED = re.compile(rf" {_WORD}{{1,3}} (?:d[a-z]{{2}} )?[{NAME_MARK}A-Z]")  # Zell am See
_CLAIM = re.compile(rf"\b(?:{'|'.join(SAYING)})[,:]? [\"“]?$")
_APART: Final = frozenset(' "“')
_SAID = re.compile(rf", (?:\w+ ){{1,2}}(?:{'|'.join(sorted(hedges('aside')))}),")
_NAMED = re.compile(rf"(?:^|[.:;\"“] |\n)(?:{'|'.join(sorted(word_list('starters_or_given_names')))}) $")
_ABSTRACT = re.compile(r"(?:[ts]ions?|ness|ity|ments|isms?)$")
_PARTISANS: Final = frozenset(name for party in word_list("party_nouns") for name in (party, f"{party}s"))
_SAINTS: Final = frozenset(("St", "St.", "Saint"))
_RANKS: Final = _TITLES - _SAINTS
_NO_TITLES: Final = frozenset(("the", "a", "an", "it", "this", "music", "score", "soundtrack", "lyrics", "songs"))
_NO_SURNAMES: Final = _ORG_NOUNS | _PLACE_NOUNS | word_list("work_nouns") | _JOBS
_EVENTS: Final = word_list("events")
_RELATIVE = re.compile(rf"\b(?:{'|'.join(sorted(word_list('relative_words')))})\b")


def is_pronoun(text: str) -> bool:
    """Whether the mention is a pronoun.

    >>> is_pronoun("his"), is_pronoun("Hiss")
    (True, False)
    """
    return len(text) <= _LONGEST and text.lower() in _PRONOUNS


def typed(facts: Iterable[Fact], rejected: Counter[tuple[int, str, str]]) -> Iterator[Fact]:
    """Yield the facts whose subject and value fit their types; count the others by reason."""
    for fact in facts:
        reason = _refused(fact)
        if reason:
            rejected[fact.doc, fact.relation, reason] += 1
        else:
            yield fact


def _refused(fact: Fact) -> str:
    """Say why a fact cannot be one; "" if it can."""
    relation, value = fact.origin.relation, fact.value
    if not fits(fact.subject.text, relation.subject) or (value and not fact.subject.text):
        return f"subject is no {relation.subject}"
    if relation.subject == "org" and _is_no_body(fact):
        return "subject is no org"
    if value and not (fits(value.text, relation.value) and (relation.value != "org" or _is_whole_org(fact))):
        return f"value is no {relation.value}"
    if relation.subject == "person":
        if fact.looks & LIFE and not _lifespan(fact):
            return "no life is so short or so long"
        if fact.looks & BEHIND and fact.subject.is_name and _behind(fact):
            return "subject stands behind a preposition or article"
    return _unsure(fact) if fact.origin.floor and value else ""


def _is_no_body(fact: Fact) -> bool:
    """Whether a subject cannot be an organisation: a place, unless *it was founded*; whoever is based somewhere."""
    text, relation = fact.subject.text, fact.origin.relation
    if text in _LANDS:
        return relation.value != "date" or fact.marked[fact.places[1] : fact.places[1] + 2] in (", ", " (")
    if relation.value == "place" and not _is_org(text):
        return True
    return _OWNS.match(fact.marked, fact.places[1]) is not None


def _is_whole_org(fact: Fact) -> bool:
    """Whether a value can be an organisation and is not cut from one's name: *Lee's Corp*, *Orland Grammar school*."""
    text = fact.value.text if fact.value else ""
    whole = text.rpartition(" ")[2].lower() in _ORG_NOUNS
    return _is_org(text) and (whole or not _CUT_SHORT.match(fact.marked, fact.places[3]))


def _lifespan(fact: Fact) -> bool:
    """Whether the two dates of a bracket can be a life: reigns, terms and periods look the same.

    Years alone are trusted only behind a name of two words.
    """
    found = _SPAN.search(fact.marked, *fact.places[4:])
    if not found:
        return True
    text = unmark(found[0])
    years = [int(y) for y in _YEAR.findall(text)]
    if len(years) < 2:
        return True
    whole = fact.places[4]
    if _REIGN.search(fact.marked, max(0, whole - 30), whole) or _OFFICE.search(found[0]):
        return False
    if _SAME_DAY.search(text):
        return False
    span = years[-1] - years[0]
    if _SMALL.search(text):
        return 10 <= span <= 112
    return _YOUNG <= span <= 112 and " " in fact.subject.text and not _terms(fact.marked)


def _terms(sentence: str) -> bool:
    """Whether the brackets of a sentence tell terms of office: one is too short for a life, or open.

    >>> _terms("Ann Lee (1901–1950), Bo Lee (1950–1956) and Cy Lee (1956–) held it")
    True
    """
    return any(not m[2].isdigit() or int(m[2]) - int(m[1]) < _YOUNG for m in _SHORT_SPAN.finditer(sentence))


def _behind(fact: Fact) -> bool:
    """Whether the subject cannot be the sentence's: *the father of X died*, *president of Y, died*, *the X was*."""
    start, end = fact.places[:2]
    if start != fact.places[4]:
        return False
    after = fact.marked[end : end + 6].lstrip(" ")
    apart = after[:1] in "('’," or after.startswith("who")
    if " " not in fact.subject.text:
        before = fact.marked[max(0, start - 20) : start]
        if _DESCRIBED.search(before) or _COUNTED.search(before) or (after[:1] == "(" and _BEING.search(before)):
            return True  # "a famous Jesuit, born at Paris", "850 Viennese died", "Kelling was Orlandic (born 1951)"
    if after.startswith("who") and _PLACED.search(fact.marked[max(0, start - 8) : start]):
        return True  # "Ann from Tarsk who died in 1951"
    return bool((_ARTICLE if apart else _PREPOSITION).search(fact.marked[max(0, start - 8) : start]))


def _unsure(fact: Fact) -> str:
    """Say why a fact of the floor set is not to be trusted; "" if it is."""
    relation = fact.origin.relation
    if relation.subject == "person":
        if fact.looks & PART and _part(fact):
            return "subject is a part of a name"
        if fact.looks & OTHERS and _OTHERS.match(fact.marked, fact.places[1]):
            return "said of a relative of the subject"
        if fact.looks & THING and tells_thing(fact.marked, fact.places[1]):
            return "subject is described as no person"
        if fact.origin.fronted and not _leads(fact):
            return "subject does not lead its clause"
        if fact.origin.gapped and not _apposed(fact):
            return "another clause between subject and value"
    if fact.looks & (DOUBTED | CLAIMED) and _hedged(fact):
        return "hedged, quoted or denied"
    if relation.value == "date" and fact.looks & BOUND and (_EITHER.match(fact.marked, fact.places[3]) or _open(fact)):
        return "one of two dates, or open"
    if relation.value == "place" and not _located(fact):
        return "value is a part of a name, or no place"
    if (
        relation.value == "person"
        and 0 <= fact.places[0] < fact.places[2]
        and fact.marked.endswith(" of ", 0, fact.places[2])
    ):
        return "value is whose another is"  # "a novel by the husband of Ann Lee"
    return ""


def _apposed(fact: Fact) -> bool:
    """Whether the open gap of a template holds but an apposition to the name that leads the sentence."""
    if _RELATIVE.search(fact.marked, fact.places[1], fact.places[2]):
        return False
    return fact.origin.fronted or NAME_MARK not in fact.marked[: fact.places[0]]


def _hedged(fact: Fact) -> bool:
    """Whether the fact is doubted, denied, or somebody's claim."""
    start, end = fact.places[4:]
    if fact.looks & DOUBTED:
        inside = unmark(fact.marked[start:end])
        if _HEDGE.search(inside) or _SAID.search(inside):
            return True
    if not fact.looks & CLAIMED or start == 0 or fact.marked[start - 1] not in _APART:
        return False
    before = fact.marked[max(0, start - 48) : start]
    return bool(_GUESS.search(before) or _CLAIM.search(before))


def _part(fact: Fact) -> bool:
    """Whether the subject is cut from a longer name: a surname's second half, a title, a maiden name."""
    if not fact.subject.is_name or not fact.places[0]:
        return False
    before = fact.marked[max(0, fact.places[0] - 60) : fact.places[0]]
    if _NAMED.search(before):  # "Will Kelling was born"
        return True
    if before.endswith(f"{END_MARK} and ") and fact.marked.startswith(" was born", fact.places[1]):
        return True  # "the son of Ann and Bo Kelling was born"
    found = _LEFT.search(before)
    if not found:
        return False
    return not found[0].endswith(f"{END_MARK}, ") or fact.subject.text.split()[0] in _PEERAGE


def tells_thing(marked: str, end: int) -> bool:
    """Whether a sentence goes on to say that the name ending there is no person's: *Flam (1925–1947) was a horse*."""
    found = _IS.match(marked, end)
    return bool(found and is_thing(found[1]))


def is_thing(text: str) -> bool:
    """Whether a description's noun is one of a thing: *a British racehorse by Flam*, not *a racehorse trainer*.

    >>> is_thing("a film about Ann Lee"), is_thing("a film director"), is_thing("a film and stage actor")
    (True, False, False)
    """
    phrase = _PHRASE.split(unmark(text), maxsplit=1)[0]
    first, both, second = phrase.replace(" or ", " and ").partition(" and ")
    if both and second.split()[-1:] and second.split()[-1].lower() in _JOBS:
        return False  # "a film and stage actor"
    words = first.split()
    return bool(words) and words[-1] in _THINGS


def _leads(fact: Fact) -> bool:
    """Whether the subject of *Born in Paris, Ann Lee ...* is followed by its verb, and not by more of a list."""
    start, end = fact.places[:2]
    if fact.subject.is_name and start < fact.places[2]:
        return True
    return not re.match(r",| and\b| or\b| in\b|\.|\)|['’]", fact.marked[end:]) and end < len(fact.marked) - 1


def _open(fact: Fact) -> bool:
    """Whether the date is but a bound: *before 1951*, *between 1951 and 1953*."""
    return bool(_BETWEEN.search(fact.marked[max(0, fact.places[2] - 9) : fact.places[2]]))


def _located(fact: Fact) -> bool:
    """Whether a place is named whole, and is not what a following noun is called by."""
    start, end = fact.places[2:4]
    words = unmark(fact.marked[start:end]).removeprefix("the ").split()
    if words[0] in _EVENTS or words[-1] in _EVENTS or words[0] in _RANKS:
        return False
    if len(words) > 1 and words[-1] in fact.subject.text.split():  # "Julian Nott (born Julian Keith Nott, 1960)"
        return False
    if fact.marked.endswith("(born ", 0, start) and _is_birth_name(words):
        return False
    after = fact.marked[end : end + 30]
    if _WHOSE.match(after) or _YEARS_ONLY.match(after):
        return False
    the = fact.marked[start : start + 4] == "the " or fact.marked[max(0, start - 4) : start].lower() == "the "
    return not (_JOINED.match(after) or (the and _FOLLOWS.match(after)))


def _is_birth_name(words: list[str]) -> bool:
    """Whether what stands behind *(born* and before a date is a name rather than a place: several words, no region.

    >>> _is_birth_name(["Mara", "de", "Brook"]), _is_birth_name(["Los", "Angeles"]), _is_birth_name(["Tarsk,", "Java"])
    (True, False, False)
    """
    first = list(itertools.takewhile(lambda word: word[-1] != ",", words))
    return len(first) > 1 and len(first) == len(words) and " ".join(first) not in _LANDS


@lru_cache(maxsize=1 << 16)
def fits(text: str, kind: str) -> bool:
    """Whether a mention can be of this type.

    >>> fits("North Africa", "person"), fits("CFO", "person"), fits("Ada Lovelace", "person")
    (False, False, True)
    """
    if not text:  # an IDK template without a subject: the passage says whose
        return True
    if kind == "person":
        return is_pronoun(text) or _is_person(text)
    if kind == "org" and is_pronoun(text):
        return True
    if kind == "title":
        return any(c.isalpha() for c in text) and text.lower() not in _NO_TITLES
    if kind in ("place", "org", "name"):
        words = text.split()
        if kind == "place" and text.isupper() and 1 < len(text) < 5 and text not in _SHORT_PLACES:
            return False  # "Damages (FX, 2007–)"
        return not (len(words) == 1 and (words[0].lower() in _NOT_NAMES or len(words[0]) < 2)) and len(text) <= 100
    return True


@lru_cache(maxsize=1 << 16)
def _is_org(text: str) -> bool:
    """Whether a mention can be what somebody belongs to: no region, no person.

    >>> _is_org("Acme"), _is_org("University of Texas"), _is_org("Texas"), _is_org("Sir Paul Brook")
    (True, True, False, False)
    """
    if text in _LANDS:
        return False
    words = text.split()
    if words and words[-1].lower() in _FIELDS and not any(w.lower() in _ORG_NOUNS for w in words):
        return False
    if not words or (words[0] not in _TITLES and words[0] not in _MALE and words[0] not in _FEMALE):
        return True
    return (
        words[0] in _SAINTS or len(words) not in (2, 3) or "&" in words or any(w.lower() in _ORG_NOUNS for w in words)
    )


def _is_person(text: str) -> bool:
    words = text.replace(",", "").split()
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    if not words or len(words) > 7 or text in _REGIONS:
        return False
    low = [w.lower() for w in words]
    if len(words) == 1 and (_ABSTRACT.search(words[0]) or words[0] in _PARTISANS):
        return False
    if len(words) == 1 and (words[0].isupper() or words[0] in _PLACES or low[0] in _NOT_NAMES or low[0] in _JOBS):
        return False
    if "of" in low and low[low.index("of") - 1] in _OFFICES:
        return False
    if low[0] in _PLACE_NOUNS or low[-1] in _NO_SURNAMES:
        return False
    return not any(
        w in _ORG_NOUNS for w in low[:-1] if w not in ("court", "church", "bank", "park", "school", "brothers")
    )
