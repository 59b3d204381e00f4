"""Whom a pronoun means, and the fullest form of a short name.

A document that opens as a life has a topic: the person it opens with. There a personal pronoun means the topic, if it
begins a paragraph or if nobody else leads the sentences before it; elsewhere it means the person who leads them,
if no other person is named. Whatever is less clear is not resolved: a false fact looks like a rare one, a fact
not taken only thins the counts. "It" and "its" are never resolved: measured on gold, that is right less than half
the time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from corpusstat.extract.filter.hints import BRACKETED, NAME_AHEAD, NICKNAMED, SURNAME_FIRST
from corpusstat.extract.filter.lives import narrowed
from corpusstat.extract.filter.types import GIVEN_NAMES, TITLES, has_type, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve.antecedents import (
    AFTER_PREPOSITION,
    AFTER_PRONOUN,
    CHILD_FIRST,
    COORDINATED,
    HE_FIRST,
    KIN_FIRST,
    OWN,
    OWNS_KIN,
    SHE_FIRST,
    THING_NAME,
    Name,
    Window,
    read_windows,
)  # fmt: skip
from corpusstat.extract.resolve.entries import (
    entry_of,
    heading_before,
    headings,
    is_listed_child,
    surname_last,
    turned_title,
)
from corpusstat.extract.resolve.full_names import full_name_candidates
from corpusstat.extract.resolve.only_person import only_person
from corpusstat.extract.resolve.particles import with_particle
from corpusstat.extract.resolve.topic import (
    Line,
    gender_by_name,
    gender_by_pronouns,
    non_person_topic,
    read_openings,
    titled_topic,
    topic_of,
)  # fmt: skip
from corpusstat.lexicon import demonyms, word_list

__all__ = ["resolved"]

WINDOW: Final = 500
"""Characters before a pronoun that are read."""
OPENING: Final = 1000
"""Characters in whose pronouns a topic's gender shows."""
UNRESOLVED: Final = "unresolved pronoun"
UNCLEAR: Final = "name fits several people"
_FIRST_WORDS: Final = 4
"""Characters before the first name of a paragraph that begins with it: a number, a quotation mark."""
_TIMES_KNOWN: Final = 3
_NAMES_TRIMMED: Final = 1 << 14
_HE: Final = frozenset(("he", "his", "him"))
_SUBJECTS: Final = frozenset(("he", "she"))
_OWN: Final = frozenset(("his", "her"))
_PERSONAL: Final = _HE | {"she", "her", ""}
_DEMONYMS: Final = demonyms()
_PLAIN_TITLES: Final = word_list("plain_titles")
_ROYAL: Final = word_list("royal_titles")
_POSTNOMINALS: Final = re.compile(rf",? (?:{'|'.join(sorted(word_list('postnominals')))})(?:,? [A-Z]{{2,}}[a-z]?)*$")
_OTHERS_FIRST: Final = {"m": SHE_FIRST, "f": HE_FIRST}
"""A sentence that begins with somebody who is not of this gender."""
_OTHERS: Final = {
    gender: re.compile(rf"\b(?:{others}|[Tt]hey|[Tt]heir|them)\b")
    for gender, others in {"m": "him|[Ss]he|[Hh]er", "f": "[Hh]e|[Hh]im|[Hh]is|her", "": "[Hh]im|[Hh]er"}.items()
}
"""Pronouns that may mean somebody else than the man or woman with whom a paragraph begins."""
_PARENTS: Final = re.compile(r"[^.;]*\b(?:sons?|daughters?|child|children|born) (?:of|to)\b[^.;]*")


class _Document:
    """What resolution knows of a document, found when asked for and kept.

    ``lines``: its first; ``windows``: by the place of each pronoun, where the paragraph before it begins and what was
    read there.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: list[Line] = []
        self.windows: dict[int, tuple[int, Window]] = {}
        self.forms: dict[str, list[Span]] = {}
        self.meant: dict[tuple[int, bool], Span | None] = {}

    def mention(self, offset: int, name: Name) -> str:
        """A name of a window that begins at ``offset``."""
        return self.text[offset + name.start : offset + name.end]

    @cached_property
    def topic(self) -> Span | None:
        """The person the document is about."""
        return topic_of(self.lines) or titled_topic(self.lines, self.text)

    @cached_property
    def topic_words(self) -> frozenset[str]:
        """The words of the topic's name, a nickname's with its quotation marks and without."""
        words = self.topic.text.split() if self.topic else []
        return frozenset(form for word in words for form in (word, word.strip('"“”(),')))

    @cached_property
    def headings(self) -> list[Span]:
        """Other persons than the topic whose lives the document tells under their names."""
        return [
            h for h in headings(self.text) if not self.topic_words.issuperset((h.text.split()[0], h.text.split()[-1]))
        ]

    def topic_at(self, at: int) -> Span | None:
        """Whom the document is about at a place: the person of the last heading before it, else its topic."""
        before = [heading for heading in self.headings if heading.end <= at]
        return before[-1] if before else self.topic

    def knows(self, name: str) -> bool:
        """Whether a name of one word is said so often that *he* may be who bears it, and is no word: *Needless*."""
        told = len(re.findall(rf"\b{re.escape(name)}\b", self.text)) >= _TIMES_KNOWN
        return told and f" {name.lower()} " not in self.text

    @cached_property
    def thing(self) -> str:
        """What the document is about if that is a thing that could be a person by its name, a horse; else ""."""
        return non_person_topic(self.lines)

    @cached_property
    def gender(self) -> str:
        """The topic's gender, by name or by the pronouns of the opening; "" if they do not tell."""
        return (gender_by_name(self.topic.text) or gender_by_pronouns(self.text[:OPENING])) if self.topic else ""


def resolved(
    facts: list[Fact],
    texts: Mapping[int, str],
    rejected: Counter[tuple[int, str, str]],
    *,
    keep_unresolved: bool,
) -> Iterator[Fact]:
    """Yield the facts with pronouns and short names replaced by the names they stand for.

    ``texts``: those of the facts' documents, by number.

    Only names of persons are completed: the "Manchester" of a birth place is not the "Manchester Commercial Schools".
    """
    asking = list(map(_needs_resolution, facts))
    documents = _documents(facts, asking, texts)
    for fact, (of_subject, of_value) in zip(facts, asking, strict=True):
        value = fact.value
        subject = _subject_of(fact, texts[fact.doc], documents[fact.doc] if of_subject else None)
        if value and of_value:
            value = _name_of(value, fact, documents[fact.doc])
            value = narrowed(value) if value and fact.origin.relation.value == "person" else value
        kept = keep_unresolved and not fact.origin.elided
        if not kept and (subject is None or (value is None and fact.value)):
            lost = fact.value if subject else fact.subject
            reason = UNCLEAR if lost and lost.is_name else UNRESOLVED
            rejected[fact.doc, fact.relation, reason] += 1
            continue
        if subject is None and fact.subject.is_name:
            subject = fact.subject
        if subject and fact.origin.elided:
            fact.subject = subject
        _complete(fact, subject, value, texts[fact.doc])
        yield fact


def _subject_of(fact: Fact, text: str, document: _Document | None) -> Span | None:
    """Return the name of a fact's subject, None if nobody knows whose; ``document``: given if that is open."""
    is_person, subject = fact.origin.relation.subject == "person", fact.subject
    if is_person and fact.hints & BRACKETED and subject.is_name:
        if is_listed_child(subject, text):
            return None
        subject = surname_last(subject, text)
    found = _name_of(subject, fact, document) if document and subject is fact.subject else subject
    if found and is_person:
        found = _trimmed(narrowed(found))
        return found if has_type(found.text, "person") else None
    return found


def _complete(fact: Fact, subject: Span | None, value: Span | None, text: str) -> None:
    """Give a fact the names that its subject and value stand for: those of persons with the particles before them."""
    relation = fact.origin.relation
    if subject and relation.subject == "person":
        subject = with_particle(subject, text)
    fact.subject_name, own = subject, fact.value
    if own and own.is_name and relation.value == "person" and (value is None or value.text == own.text):
        fact.value = value = with_particle(own, text)
    fact.value_text = value.text if value else own.text if own else None


def _needs_resolution(fact: Fact) -> tuple[bool, bool]:
    """Whether it is open whom subject and value mean: a pronoun, a person's single word, or what follows a nickname."""
    relation, subject, value = fact.origin.relation, fact.subject, fact.value
    if relation.subject == "person" and subject.is_name:
        of_subject = _is_open(subject.text, fact.hints)
    else:
        of_subject = not subject.text or is_pronoun(subject.text)
    if value is None:
        return of_subject, False
    if relation.value == "person" and value.is_name:
        return of_subject, " " not in value.text
    return of_subject, not value.text or is_pronoun(value.text)


def _is_open(name: str, hints: int) -> bool:
    """Whether a person's name may be short for another: two words with brackets of their own are not."""
    spaces = name.count(" ")
    if spaces > 1 or hints & NICKNAMED:
        return hints & NICKNAMED > 0
    return not (spaces and hints & (BRACKETED | SURNAME_FIRST))


def _documents(facts: list[Fact], asking: list[tuple[bool, bool]], texts: Mapping[int, str]) -> dict[int, _Document]:
    """Take the documents with something to resolve; read openings and the paragraphs before pronouns in one go."""
    asked = [(fact.doc, fact.subject) for fact, (of_subject, _) in zip(facts, asking, strict=True) if of_subject]
    asked += [(f.doc, f.value) for f, (_, of_value) in zip(facts, asking, strict=True) if of_value and f.value]
    documents = {doc: _Document(texts[doc]) for doc in sorted({doc for doc, _ in asked})}
    openings = read_openings([document.text for document in documents.values()])
    for document, lines in zip(documents.values(), openings, strict=True):
        document.lines = lines
    _read_before_pronouns(documents, asked)
    return documents


def _read_before_pronouns(documents: dict[int, _Document], asked: list[tuple[int, Span]]) -> None:
    """Read the paragraph before each pronoun that is asked for, all in one go."""
    before: dict[tuple[int, int], tuple[int, str]] = {}
    for doc, span in asked:
        if span.text.lower() in _PERSONAL and (doc, span.start) not in before:
            text, first = documents[doc].text, max(0, span.start - WINDOW)
            begin = text.rfind("\n", first, span.start) + 1 or first
            before[doc, span.start] = (begin, text[begin : span.start])
    read = read_windows([text for _, text in before.values()])
    for ((doc, at), (begin, _)), window in zip(before.items(), read, strict=True):
        documents[doc].windows[at] = (begin, window)


def _name_of(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Return the name a mention stands for; None for a pronoun without one, or a name that fits several persons."""
    if span.text and not is_pronoun(span.text):
        return _completed(span, fact, document)
    if fact.origin.elided:
        return _owner(fact, document)
    low = span.text.lower()
    if low not in _PERSONAL or fact.hints & NAME_AHEAD:
        return None
    key = (span.start, fact.origin.fronted)
    if key not in document.meant:
        found = _person_meant(low, span.start, document, fronted=key[1])
        document.meant[key] = found or _entry_meant(low, span, fact, document)
    return _full(document.meant[key], fact, document)


def _full(name: Span | None, fact: Fact, document: _Document) -> Span | None:
    """Return the name that a pronoun means if it says who that is: of *Mr. Lee* the name, of *Rufus* none."""
    if name is None or not fact.origin.floor:
        return name
    title, _, last = name.text.partition(" ")
    if title in _PLAIN_TITLES and last and " " not in last:
        return _titled_name(name, last, document)
    return None if _is_given_only(name.text) else name


def _owner(fact: Fact, document: _Document) -> Span | None:
    """Whose birth or death is told that has no subject: of whose entry it is part, or whom the document is about."""
    found = entry_of(document.text, fact.start, fact.relation)
    if found or not fact.origin.fronted:
        return found
    return heading_before(document.text, fact.start, fact.relation) or (
        document.topic if fact.start < OPENING else None
    )


def _entry_meant(low: str, span: Span, fact: Fact, document: _Document) -> Span | None:
    """Whom *he* or *she* means in an entry of a directory."""
    if low not in _SUBJECTS:
        return None
    found = entry_of(document.text, span.start, fact.relation)
    gender = gender_by_name(found.text) if found else ""
    return found if gender in ("", "m" if low in _HE else "f") else None


def _completed(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Find the fullest form of a name's mention; a name that is introduced by its brackets stands for itself.

    A given name alone says nobody.
    """
    topic, known = document.topic, document.topic_words
    if fact.hints & NICKNAMED and span is fact.subject:
        return topic if span.text.split()[-1] in known else None
    if " " in span.text:
        return _of_two_words(span, fact, document)
    return _of_one_word(span, fact, document)


def _of_one_word(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Find the fullest form of a name of one word."""
    topic, known = document.topic, document.topic_words
    if not has_type(span.text, "person"):
        return span
    if span.text in known:
        return topic
    if span.text == document.thing:
        return None
    if fact.subject is span and fact.hints & (BRACKETED | SURNAME_FIRST):
        is_whole = fact.hints & BRACKETED and not gender_by_name(span.text)
        return span if is_whole else None  # "Kelling, Ann": which of the Kellings?
    whole = _whole(span, document)
    if whole and span.text in GIVEN_NAMES and fact.origin.floor and _is_given_only(whole.text):
        return None
    if whole and whole.start > span.end and _PARENTS.fullmatch(document.text, span.end, whole.start):
        return span  # "Kelling was born in Tarsk, the son of Paul and Ann Kelling"
    if whole and (whole is span or _is_titled(whole.text, span.text)):
        return turned_title(span.text, document.text) or span
    return whole


def _of_two_words(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Find the fullest form of a name of two words: the topic, if first and last are the same; of *Mr. Lee* the name.

    A bracket of its own, or a title that gives it rank, introduces another person of the name.
    """
    first, _, last = span.text.partition(" ")
    if fact.hints & (BRACKETED | SURNAME_FIRST):
        return span
    words = document.topic.text.split() if document.topic else [""]
    if first not in TITLES:
        return document.topic if len(words) > 2 and (words[0], words[-1]) == (first, last) else span
    return document.topic if last == words[-1] else _titled_name(span, last, document)


def _titled_name(span: Span, last: str, document: _Document) -> Span | None:
    """Find the name of which a document says the last word with a title, *Mr. Lee*; None if that names nobody."""
    whole = None if last in GIVEN_NAMES else _whole(Span(last, span.end - len(last), span.end, is_name=True), document)
    if whole and " " in whole.text and not _is_titled(whole.text, last):
        return whole
    return None if span.text.split()[0] in _PLAIN_TITLES or _is_given_only(span.text) else span


def _is_titled(name: str, last: str) -> bool:
    """Whether a name is one word with a title that names nobody: *Mr. Lee*."""
    title, _, rest = name.partition(" ")
    return rest == last and title in _PLAIN_TITLES


def _is_given_only(name: str) -> bool:
    """Whether a name with a given name has nothing but titles besides: *Miss Nancy*."""
    *titles, last = name.split()
    return last in GIVEN_NAMES and all(word in TITLES and word not in _ROYAL for word in titles)


def _whole(span: Span, document: _Document) -> Span | None:
    """Return the fullest form of a one-word name in its document, the name itself if it has none, None if several."""
    if " " in span.text or not has_type(span.text, "person"):
        return span
    if span.text not in document.forms:
        document.forms[span.text] = full_name_candidates(span.text, document.text)
    found = document.forms[span.text]
    return None if len(found) > 1 else found[0] if found else span


def _is_lettered(name: str) -> bool:
    """Whether the second letter of a name's last word is a capital: *OBE*, *FREng*."""
    return name[name.rfind(" ") + 2 :][:1].isupper()


def _trimmed(span: Span) -> Span:
    """Take letters of honour from a name's end, *Ann Lee OBE*, and a demonym from its start, *German Ann Bo Lee*."""
    if span.text[-3:].islower() and span.text.count(" ") < 2:
        return span
    before, text = _plain_name(span.text)
    start = span.start + before
    return span if text == span.text else Span(text, start, start + len(text), span.is_name)


@lru_cache(maxsize=_NAMES_TRIMMED)
def _plain_name(name: str) -> tuple[int, str]:
    """A name without letters of honour and demonym, and how many characters before it go."""
    text = _POSTNOMINALS.sub("", name) if _is_lettered(name) else name
    first, _, rest = text.partition(" ")
    demonym = first in _DEMONYMS and " " in rest and gender_by_name(rest)
    return (len(first) + 1, rest) if demonym else (0, text)


def _person_meant(low: str, at: int, document: _Document, *, fronted: bool) -> Span | None:
    """Return the full name that a personal pronoun at this place means."""
    offset, window = document.windows[at]
    if low in _OWN and _ambiguous([document.mention(offset, name) for name in window.own_names()]):
        return None
    gender = "" if not low else "m" if low in _HE else "f"
    if gender and window.clauses[-1].bits & _OTHERS_FIRST[gender] and gender != document.gender:
        return None  # "She wrote to him until his death": the topic may be either
    found = _antecedent(at, gender, document, fronted=fronted)
    name = _whole(found, document) if found else None
    return name if name and (" " in name.text or gender_by_name(name.text) or document.knows(name.text)) else None


def _ambiguous(names: list[str]) -> bool:
    """Whether the clause before a possessive names two persons: *Langtry lent it to Geolet until his death*."""
    return len(names) > 1 and sum(has_type(name, "person") for name in set(names)) > 1


def _antecedent(at: int, gender: str, document: _Document, *, fronted: bool) -> Span | None:
    """Whom a pronoun at this place means; ``fronted``: its own clause is about it (*Born in Tarsk, she ...*)."""
    offset, window = document.windows[at]
    for bits, first, last in reversed(window.clauses):
        if bits & KIN_FIRST:
            return None
        own = bits & OWN > 0
        if own and (fronted or bits & CHILD_FIRST):
            continue
        leader, people = _sentence_leader(window.names[first:last], offset, gender, document)
        if leader:
            alone = people == 1 and (own or not document.topic or _is_told_alone(leader, at, gender, document))
            return _accept_leader(leader, alone, offset, document)
    return _topic_meant(offset, gender, document) or _only_person_meant(at, gender, document)


def _topic_meant(offset: int, gender: str, document: _Document) -> Span | None:
    """Whom the document is about here, if a pronoun of this gender can mean that person."""
    topic = document.topic_at(offset)
    its = document.gender if topic is document.topic else gender_by_name(topic.text) if topic else ""
    return topic if gender in ("", its) or not its else None


def _only_person_meant(at: int, gender: str, document: _Document) -> Span | None:
    """Whom a document that has no topic names alone before the pronoun at ``at``."""
    return None if document.topic or not gender else only_person(document.text, at, gender)


def _is_told_alone(leader: Name, at: int, gender: str, document: _Document) -> bool:
    """Whether a paragraph, up to the pronoun at ``at``, is about its first name alone, and that is the leader."""
    offset, window = document.windows[at]
    told = window.names[window.clauses[0].first : window.clauses[-1].last]
    begins = not offset or document.text[offset - 1] == "\n"
    if not begins or not told or told[0].start > _FIRST_WORDS:
        return False
    if _OTHERS[gender].search(document.text, offset, at):
        return False
    words = frozenset(document.mention(offset, told[0]).split())
    return not any(_may_be_another(name, document.mention(offset, name), words) for name in (leader, *told))


def _may_be_another(name: Name, mention: str, words: frozenset[str]) -> bool:
    """Whether a name that is not of these words may be a person's: where it says a place, only by its given name."""
    placed = name.bits & AFTER_PREPOSITION and not name.bits & COORDINATED
    return not _same(mention, words) and has_type(mention, "person") and (not placed or bool(gender_by_name(mention)))


def _sentence_leader(names: list[Name], offset: int, gender: str, document: _Document) -> tuple[Name | None, int]:
    """Return which of its names leads a sentence and is of this gender, and how many such persons it names."""
    leader, people = None, 0
    for name in names:
        if leader is None and name.bits & AFTER_PRONOUN:
            break
        mention = document.mention(offset, name)
        if has_type(mention, "person") and (not gender or gender_by_name(mention) in ("", gender)):
            may_lead = not name.bits & AFTER_PREPOSITION
            people += may_lead or name.bits & COORDINATED > 0 or bool(gender_by_name(mention))
            leader = name if leader is None and may_lead else leader
    return leader, people


def _accept_leader(leader: Name, alone: bool, offset: int, document: _Document) -> Span | None:
    """Trust the leader of a sentence if the document is about that person, or nobody else is named."""
    if leader.bits & OWNS_KIN:
        return None
    name, start = document.mention(offset, leader), offset + leader.start
    if document.topic and _same(name, document.topic_words):
        return document.topic
    if not alone or leader.bits & THING_NAME:
        return None
    return Span(name, start, start + len(name), is_name=True)


def _same(name: str, topic: frozenset[str]) -> bool:
    """Whether a name can be a form of the topic's: each of its words is one of the topic's.

    >>> _same("Dr. Curie", frozenset(("Marie", "Curie"))), _same("Pierre Curie", frozenset(("Marie", "Curie")))
    (True, False)
    """
    words = {w.rstrip(".") for w in topic}
    return all(w.rstrip(".") in words or w in TITLES for w in name.split())
