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
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Final

import polars as pl

from corpusstat.extract.filter.hints import BRACKETED, NAME_AHEAD, NICKNAMED, SURNAME_FIRST
from corpusstat.extract.filter.types import has_type, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve.antecedents import BEHIND, BESIDE, LATE, Name, Window, windows
from corpusstat.extract.resolve.full_names import fullest
from corpusstat.extract.resolve.topic import sex_of, tells_thing, thing_of, told, topic_of
from corpusstat.extract.text.marking import mark_text
from corpusstat.extract.text.marks import END_MARK, NAME_MARK
from corpusstat.lexicon import demonyms, word_list

__all__ = ["resolved"]

WINDOW: Final = 500
HEAD: Final = 400
UNRESOLVED: Final = "unresolved pronoun"
UNCLEAR: Final = "name fits several people"
_HE: Final = frozenset(("he", "his", "him"))
_OWN: Final = frozenset(("his", "her"))
_PERSONAL: Final = _HE | {"she", "her", ""}
_DEMONYMS: Final = demonyms()
_TITLES: Final = word_list("titles")
_KINSHIP: Final = "|".join(sorted(word_list("kinship")))
_LETTERS: Final = re.compile(rf",? (?:{'|'.join(sorted(word_list('postnominals')))})(?:,? [A-Z]{{2,}}[a-z]?)*$")
_KIN: Final = re.compile(
    rf"(?:His|Her|Their|The)(?: [{NAME_MARK}]?[\w-]+{END_MARK}?){{0,3}} (?:{_KINSHIP})\b(?!['’]| of\b)"
)
_WHOSE_KIN: Final = re.compile(rf"['’]s? (?:[\w-]+ ){{0,2}}(?:{_KINSHIP})\b")
_CHILD: Final = re.compile(rf"(?:The |An? )?(?:[a-z-]+ ){{0,3}}(?:{_KINSHIP}) of\b", re.IGNORECASE)
_OF_OTHERS: Final = {"m": re.compile(r"\W*She\b"), "f": re.compile(r"\W*He\b")}
"""A sentence that begins with somebody who is not of this sex."""
_PARENTS: Final = re.compile(r"[^.;]*\b(?:sons?|daughters?|child|children|born) (?:of|to)\b[^.;]*")


class _Document:
    """What resolution knows of a document, found when asked for and kept.

    ``head``: its marked beginning; ``windows``: by the place of each pronoun, where the paragraph before it begins
    and what was read there.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.head = ""
        self.windows: dict[int, tuple[int, Window]] = {}
        self.forms: dict[str, list[Span]] = {}
        self.meant: dict[tuple[int, bool], Span | None] = {}

    def mention(self, offset: int, name: Name) -> str:
        """A name of a window that begins at ``offset``."""
        return self.text[offset + name[0] : offset + name[1]]

    @cached_property
    def topic(self) -> Span | None:
        """The person the document is about."""
        return topic_of(self.head)

    @cached_property
    def topic_words(self) -> frozenset[str]:
        """The words of the topic's name."""
        return frozenset(self.topic.text.split() if self.topic else ())

    @cached_property
    def thing(self) -> str:
        """What the document is about if that is a thing that could be a person by its name, a horse; else ""."""
        return thing_of(self.head)

    @cached_property
    def sex(self) -> str:
        """The topic's sex, by name or by the pronouns of the opening; "" if they do not tell."""
        return (sex_of(self.topic.text) or told(self.text[:1000])) if self.topic else ""


def resolved(
    facts: list[Fact],
    texts: pl.DataFrame,
    rejected: Counter[tuple[int, str, str]],
    *,
    keep_unresolved: bool,
) -> Iterator[Fact]:
    """Yield the facts with pronouns and short names replaced by the names they stand for.

    ``texts`` has columns doc, in ascending order, and text.

    Only names of persons are completed: the "Manchester" of a birth place is not the "Manchester Commercial Schools".
    """
    asking = list(map(_asks, facts))
    documents = _documents(facts, asking, texts)
    for fact, (of_subject, of_value) in zip(facts, asking, strict=True):
        subject: Span | None = fact.subject
        value = fact.value
        if of_subject:
            subject = _name_of(fact.subject, fact, documents[fact.doc])
        if value and of_value:
            value = _name_of(value, fact, documents[fact.doc])
        if not keep_unresolved and (subject is None or (value is None and fact.value)):
            lost = fact.value if subject else fact.subject
            reason = UNCLEAR if lost and lost.is_name else UNRESOLVED
            rejected[fact.doc, fact.relation, reason] += 1
            continue
        if subject is None and fact.subject.is_name:
            subject = fact.subject
        if subject and (not subject.text[-3:].islower() or subject.text.count(" ") > 1):  # the others stay as they are
            subject = _trimmed(subject) if fact.origin.relation.subject == "person" else subject
        fact.subject_name = subject
        fact.value_text = value.text if value else fact.value.text if fact.value else None
        yield fact


def _asks(fact: Fact) -> tuple[bool, bool]:
    """Whether it is open whom subject and value mean: a pronoun, a person's single word, or what follows a nickname."""
    relation, subject, value = fact.origin.relation, fact.subject, fact.value
    if relation.subject == "person" and subject.is_name:
        of_subject = " " not in subject.text or fact.hints & NICKNAMED > 0
    else:
        of_subject = not subject.text or is_pronoun(subject.text)
    if value is None:
        return of_subject, False
    if relation.value == "person" and value.is_name:
        return of_subject, " " not in value.text
    return of_subject, not value.text or is_pronoun(value.text)


def _documents(facts: list[Fact], asking: list[tuple[bool, bool]], texts: pl.DataFrame) -> dict[int, _Document]:
    """Take the documents with something to resolve; mark heads and the paragraphs before pronouns in one go."""
    asked = [(fact.doc, fact.subject) for fact, (of_subject, _) in zip(facts, asking, strict=True) if of_subject]
    asked += [(f.doc, f.value) for f, (_, of_value) in zip(facts, asking, strict=True) if of_value and f.value]
    docs = sorted({doc for doc, _ in asked})
    needed = texts["text"].gather(texts["doc"].to_numpy().searchsorted(docs))
    documents = dict(zip(docs, map(_Document, needed.to_list()), strict=True))
    before: dict[tuple[int, int], tuple[int, str]] = {}
    for doc, span in asked:
        if span.text.lower() in _PERSONAL and (doc, span.start) not in before:
            text, first = documents[doc].text, max(0, span.start - WINDOW)
            begin = text.rfind("\n", first, span.start) + 1 or first
            before[doc, span.start] = (begin, text[begin : span.start])
    heads = mark_text(pl.Series([document.text[:HEAD] for document in documents.values()], dtype=pl.String))
    for document, head in zip(documents.values(), heads.to_list(), strict=True):
        document.head = head
    read = windows([text for _, text in before.values()])
    for ((doc, at), (begin, _)), window in zip(before.items(), read, strict=True):
        documents[doc].windows[at] = (begin, window)
    return documents


def _name_of(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Give the name a mention stands for; None for a pronoun without one, or a name that fits several persons."""
    if span.text and not is_pronoun(span.text):
        return _completed(span, fact, document)
    low = span.text.lower()
    if low not in _PERSONAL or fact.hints & NAME_AHEAD:
        return None
    key = (span.start, fact.origin.fronted)
    if key not in document.meant:
        document.meant[key] = _pronoun(low, *document.windows[span.start], document, fronted=key[1])
    return document.meant[key]


def _completed(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Find the fullest form of a name's mention; a name that is introduced by its brackets stands for itself.

    A given name alone says nobody.
    """
    topic = document.topic
    known = document.topic_words
    if " " in span.text or (fact.hints & NICKNAMED and span is fact.subject):
        return topic if span.text.split()[-1] in known else None
    if not has_type(span.text, "person"):
        return span
    if span.text in known:
        return topic
    if span.text == document.thing:
        return None
    if fact.subject is span:
        if fact.hints & BRACKETED:
            return None if sex_of(span.text) else span
        if fact.hints & SURNAME_FIRST:  # which of the Kellings?
            return None
    whole = _whole(span, document)
    if whole and whole.start > span.end and _PARENTS.fullmatch(document.text, span.end, whole.start):
        return span  # "Kelling was born in Tarsk, the son of Paul and Ann Kelling"
    return whole


def _whole(span: Span, document: _Document) -> Span | None:
    """Give the fullest form of a one-word name in its document, the name itself if it has none, None if several."""
    if " " in span.text or not has_type(span.text, "person"):
        return span
    if span.text not in document.forms:
        document.forms[span.text] = fullest(span.text, document.text)
    found = document.forms[span.text]
    return None if len(found) > 1 else found[0] if found else span


def _is_lettered(name: str) -> bool:
    """Whether the second letter of a name's last word is a capital: *OBE*, *FREng*."""
    return name[name.rfind(" ") + 2 :][:1].isupper()


def _trimmed(span: Span) -> Span:
    """Take letters of honour from a name's end, *Ann Lee OBE*, and a demonym from its start, *German Ann Bo Lee*."""
    text, start = span.text, span.start
    if _is_lettered(text):
        text = _LETTERS.sub("", text)
    first, _, rest = text.partition(" ")
    if first in _DEMONYMS and " " in rest and sex_of(rest):
        text, start = rest, start + len(first) + 1
    return span if text is span.text else replace(span, text=text, start=start, end=start + len(text))


def _pronoun(low: str, offset: int, window: Window, document: _Document, *, fronted: bool) -> Span | None:
    """Give the full name a personal pronoun stands for, behind this window that begins at ``offset``."""
    text = document.text
    if low in _OWN and _ambiguous(
        [text[offset + begin : offset + close] for begin, close, _, _ in window.last_names()]
    ):
        return None
    sex = "" if not low else "m" if low in _HE else "f"
    if sex and _OF_OTHERS[sex].match(window.marked, window.sentences[-1][0]) and sex != document.sex:
        return None  # "She wrote to him until his death": the topic may be either
    found = _meant(window, offset, sex, document, fronted=fronted)
    name = _whole(found, document) if found else None
    return name if name and (" " in name.text or sex_of(name.text)) else None


def _ambiguous(names: list[str]) -> bool:
    """Whether the clause before a possessive names two persons: *Langtry lent it to Geolet until his death*."""
    return len(names) > 1 and sum(has_type(name, "person") for name in set(names)) > 1


def _meant(window: Window, offset: int, sex: str, document: _Document, *, fronted: bool) -> Span | None:
    """Whom a pronoun behind this window means; ``fronted``: its own clause is about it (*Born in Tarsk, she ...*)."""
    for start, own, first, last in reversed(window.sentences):
        if _KIN.match(window.marked, start):
            return None
        if own and (fronted or _is_child(window.marked, start)):
            continue
        leader, people = _led(window.names[first:last], offset, sex, document)
        if leader:
            alone = people == 1 and (bool(own) or not document.topic)
            return _trusted(leader, alone, offset, window.marked, document)
    return document.topic if sex in ("", document.sex) or not document.sex else None


def _is_child(marked: str, start: int) -> bool:
    """Whether a sentence begins with whose relative it is about: *The daughter of Paul Brook, she ...*."""
    return marked.find(" of", start) >= 0 and bool(_CHILD.match(marked, start))


def _led(names: list[Name], offset: int, sex: str, document: _Document) -> tuple[Name | None, int]:
    """Tell which of its names leads a sentence and is of this sex, and how many such persons it names."""
    leader, people = None, 0
    for name in names:
        bits = name[3]
        if leader is None and bits & LATE:
            break
        mention = document.mention(offset, name)
        if has_type(mention, "person") and (not sex or sex_of(mention) in ("", sex)):
            people += not bits & BEHIND or bits & BESIDE > 0 or bool(sex_of(mention))
            leader = name if leader is None and not bits & BEHIND else leader
    return leader, people


def _trusted(leader: Name, alone: bool, offset: int, marked: str, document: _Document) -> Span | None:
    """Trust the leader of a sentence if the document is about that person, or nobody else is named."""
    end = leader[2]
    if _WHOSE_KIN.match(marked, end):
        return None
    name, start = document.mention(offset, leader), offset + leader[0]
    if document.topic and _same(name, document.topic_words):
        return document.topic
    if not alone or tells_thing(marked, end):
        return None
    return Span(name, start, start + len(name), is_name=True)


def _same(name: str, topic: frozenset[str]) -> bool:
    """Whether a name can be a form of the topic's: each of its words is one of the topic's.

    >>> _same("Dr. Curie", frozenset(("Marie", "Curie"))), _same("Pierre Curie", frozenset(("Marie", "Curie")))
    (True, False)
    """
    words = {w.rstrip(".") for w in topic}
    return all(w.rstrip(".") in words or w in _TITLES for w in name.split())
