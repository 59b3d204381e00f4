"""The person that a personal pronoun refers to.

A document that opens as a life has a topic, the person it opens with. In it, a pronoun refers to the topic if it begins
a paragraph, or if nobody else leads the sentences before it. In other documents it refers to the person who leads them,
if no other person is named. Whatever is less clear is not resolved: a wrong fact looks like a rare one, while a fact
that is left out only lowers the counts.

"It" and "its" are never resolved: measured on gold, that is right less than half the time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.hints import NAME_AHEAD
from corpusstat.extract.filter.types import TITLES, has_type
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve import antecedents
from corpusstat.extract.resolve.antecedents import Name
from corpusstat.extract.resolve.document import OPENING, PRONOUNS, Document
from corpusstat.extract.resolve.entries import entry_of, heading_before
from corpusstat.extract.resolve.only_person import only_person
from corpusstat.extract.resolve.short_names import PLAIN_TITLES, fullest_form, is_given_only, titled_name
from corpusstat.extract.resolve.topic import gender_by_name, speaker
from corpusstat.lexicon import pronouns

__all__ = ["referent", "subject_left_out"]

_FIRST_WORDS: Final = 4
"""Characters before the first name of a paragraph that begins with it: a number, a quotation mark."""
_NAMES_KEPT: Final = 1 << 10
_HE: Final = pronouns(gender="m")
_SUBJECTS: Final = pronouns("subject", gender="m f")
_POSSESSIVES: Final = pronouns("possessive", gender="m f")
_LEFT: Final = ("death of ", "resignation of ", "removal of ", "retirement of ", "expulsion of ", " by ")
"""What comes before the name of whoever had a place before the person of an entry, or gave it."""
_OTHERS_FIRST: Final = {"m": antecedents.SHE_FIRST, "f": antecedents.HE_FIRST}
"""By gender, the bit of sentences that begin with a pronoun of the other gender."""
_OTHERS: Final = {
    gender: re.compile(rf"[hHsStT](?<!\w.)(?:{others}|(?<=[Tt])hey|(?<=[Tt])heir|(?<=t)hem)\b")
    for gender, others in {
        "m": "(?<=h)im|(?<=[Ss])he|(?<=[Hh])er",
        "f": "(?<=[Hh])e|(?<=[Hh])im|(?<=[Hh])is|(?<=h)er",
        "": "(?<=[Hh])im|(?<=[Hh])er",
    }.items()
}
"""By gender, the pronouns that may refer to somebody other than the man or woman with whom a paragraph begins. They
begin with a set of letters, which is looked for fast: a third of the time of words behind a boundary."""


def referent(span: Span, fact: Fact, document: Document) -> Span | None:
    """Return the name of the person that a pronoun of a fact refers to, None if that is not clear."""
    low = span.text.lower()
    if span.text == "I":
        return speaker(document.text, document.lines[0]) if document.lines else None
    if low not in PRONOUNS or fact.hints & NAME_AHEAD:
        return None
    key = (span.start, fact.origin.fronted)
    if key not in document.antecedents:
        found = _person_meant(low, span.start, document, fronted=key[1])
        document.antecedents[key] = found or _entry_meant(low, span, fact, document)
    return _identified(document.antecedents[key], fact, document)


def subject_left_out(fact: Fact, document: Document) -> Span | None:
    """Return the person of a fact without a subject: that of its entry or heading, or the topic."""
    found = entry_of(document.text, fact.start, fact.relation)
    if found or not fact.origin.fronted:
        return found
    return heading_before(document.text, fact.start, fact.relation) or (
        document.topic if fact.start < OPENING else None
    )


def _identified(name: Span | None, fact: Fact, document: Document) -> Span | None:
    """Return a referent's name if it identifies a person: for *Mr. Lee* the full name, for *Rufus* None."""
    if name is None or not fact.origin.floor:
        return name
    title, _, last = name.text.partition(" ")
    if title in PLAIN_TITLES and last and " " not in last:
        return titled_name(name, last, document)
    return None if is_given_only(name.text) else name


def _entry_meant(low: str, span: Span, fact: Fact, document: Document) -> Span | None:
    """Return the person to whom *he* or *she*, *his* or *her* refers in an entry of a directory."""
    if low not in _SUBJECTS and low not in _POSSESSIVES:
        return None
    found = entry_of(document.text, span.start, fact.relation)
    gender = gender_by_name(found.text) if found else ""
    if found is None or gender not in ("", "m" if low in _HE else "f"):
        return None
    return None if low in _POSSESSIVES and _is_other_named(span.start, found, document) else found


def _is_other_named(at: int, owner: Span, document: Document) -> bool:
    """Whether another person is named in an entry since the last semicolon: *; secretary to Ann Lee until her death*.

    Not who left a place: *; elected to fill the vacancy caused by the death of Ann Lee and served until his death*.
    """
    offset, window = document.windows[at]
    begin, words = document.text.rfind(";", 0, at), frozenset(owner.text.split())
    for name in window.own_names():
        start, mention = offset + name.start, document.mention(offset, name)
        if start < begin or document.text.endswith(_LEFT, 0, start):
            continue
        if (" " in mention or gender_by_name(mention)) and _may_be_another(name, mention, words):
            return True
    return False


def _person_meant(low: str, at: int, document: Document, *, fronted: bool) -> Span | None:
    """Return the full name of the person to whom a pronoun at a place refers, by the sentences before it."""
    offset, window = document.windows[at]
    if low in _POSSESSIVES and _names_two(document.mention(offset, name) for name in window.own_names()):
        return None
    gender = "" if not low else "m" if low in _HE else "f"
    if gender and window.clauses[-1].bits & _OTHERS_FIRST[gender] and gender != document.gender:
        return None  # "She wrote to him until his death": the topic may be either
    found = _antecedent(at, gender, document, fronted=fronted)
    name = fullest_form(found, document) if found else None
    return name if name and _is_known(name.text, document) else None


def _is_known(name: str, document: Document) -> bool:
    """Whether a name is certainly a person's: it has several words, is a given name, or is frequent."""
    return " " in name or bool(gender_by_name(name)) or document.is_frequent_name(name)


def _names_two(names: Iterable[str]) -> bool:
    """Whether two of the names may be persons': *Langtry lent it to Geolet until his death*."""
    return sum(has_type(name, "person") for name in set(names)) > 1


def _antecedent(at: int, gender: str, document: Document, *, fronted: bool) -> Span | None:
    """Return the antecedent of a pronoun; ``fronted``: its own clause is about it (*Born in Tarsk, she ...*)."""
    offset, window = document.windows[at]
    for bits, first, last in reversed(window.clauses):
        if bits & antecedents.KIN_FIRST:
            return None
        own = bits & antecedents.OWN > 0
        if own and (fronted or bits & antecedents.CHILD_FIRST):
            continue
        leader, people = _sentence_leader(window.names[first:last], offset, gender, document)
        if leader:
            alone = people == 1 and (own or not document.topic or _is_about_one(leader, at, gender, document))
            return _accept_leader(leader, alone, offset, document)
    return _topic_meant(offset, gender, document) or _only_person_meant(at, gender, document)


def _topic_meant(offset: int, gender: str, document: Document) -> Span | None:
    """Return the topic at a place if a pronoun of this gender can refer to it."""
    topic = document.topic_at(offset)
    its = document.gender if topic is document.topic else gender_by_name(topic.text) if topic else ""
    return topic if gender in ("", its) or not its else None


def _only_person_meant(at: int, gender: str, document: Document) -> Span | None:
    """Return the only person named before a pronoun, in a document without a topic."""
    return None if document.topic or not gender else only_person(document.text, at, gender)


def _is_about_one(leader: Name, at: int, gender: str, document: Document) -> bool:
    """Whether a paragraph, up to the pronoun, begins with the leader's name and names no other person."""
    offset, window = document.windows[at]
    names = window.names[window.clauses[0].first : window.clauses[-1].last]
    begins = not offset or document.text[offset - 1] == "\n"
    if not begins or not names or names[0].start > _FIRST_WORDS:
        return False
    if _OTHERS[gender].search(document.text, offset, at):
        return False
    words = frozenset(document.mention(offset, names[0]).split())
    return not any(_may_be_another(name, document.mention(offset, name), words) for name in (leader, *names))


def _may_be_another(name: Name, mention: str, words: frozenset[str]) -> bool:
    """Whether a name may be that of a person whose name has not these words; after *in*, only with a given name."""
    if not has_type(mention, "person"):
        return False
    placed = name.bits & antecedents.AFTER_PREPOSITION and not name.bits & antecedents.COORDINATED
    return (not placed or bool(gender_by_name(mention))) and not _consists_of(mention, words)


def _sentence_leader(names: list[Name], offset: int, gender: str, document: Document) -> tuple[Name | None, int]:
    """Return the first name of this gender that may be a sentence's subject, and how many such persons it names."""
    leader, people = None, 0
    for name in names:
        bits = name.bits
        if leader is None and bits & antecedents.AFTER_PRONOUN:
            break
        mention = document.mention(offset, name)
        its = gender_by_name(mention)
        if (gender and its not in ("", gender)) or not has_type(mention, "person"):
            continue
        may_lead = not bits & antecedents.AFTER_PREPOSITION
        people += may_lead or bits & antecedents.COORDINATED > 0 or its != ""
        leader = name if leader is None and may_lead else leader
    return leader, people


def _accept_leader(leader: Name, alone: bool, offset: int, document: Document) -> Span | None:
    """Return the leader of a sentence if it is the topic, or if no other person is named; else None."""
    if leader.bits & antecedents.OWNS_KIN:
        return None
    name, start = document.mention(offset, leader), offset + leader.start
    if document.topic and _consists_of(name, document.topic_words):
        return document.topic
    if not alone or leader.bits & antecedents.THING_NAME:
        return None
    return Span(name, start, start + len(name), is_name=True)


def _consists_of(name: str, words: frozenset[str]) -> bool:
    """Whether each word of a name is a title or one of these words.

    >>> _consists_of("Dr. Lee", frozenset(("Ann", "Lee"))), _consists_of("Ada Lee", frozenset(("Ann", "Lee")))
    (True, False)
    """
    bare = _without_stops(words)
    return all(w.rstrip(".") in bare or w in TITLES for w in name.split())


@lru_cache(maxsize=_NAMES_KEPT)
def _without_stops(words: frozenset[str]) -> frozenset[str]:
    return frozenset(word.rstrip(".") for word in words)
