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
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import polars as pl

from corpusstat.extract.forms import fullest
from corpusstat.extract.lexicon import ABBREVIATIONS, DEMONYMS, KIN, LETTERS, TITLES
from corpusstat.extract.marking import marked
from corpusstat.extract.slots import CLOSE, NAME, unmarked_length
from corpusstat.extract.spans import Fact, Span
from corpusstat.extract.topic import sex_of, thing_of, told, topic_of
from corpusstat.extract.veto import fits, is_pronoun, tells_thing

__all__ = ["resolved"]

WINDOW: Final = 500
HEAD: Final = 400
UNRESOLVED: Final = "unresolved pronoun"
UNCLEAR: Final = "which of several persons is not clear"
_HE: Final = frozenset(("he", "his", "him"))
_OWN: Final = frozenset(("his", "her"))
_PERSONAL: Final = _HE | {"she", "her", ""}
_STOP: Final = r"[\"”’)]*(?:[^\S\n]|(?=\n))"
_PIECES: Final = re.compile(  # each way begins with a character, which the search skips to
    rf"{NAME}(?P<name>[^{CLOSE}]*){CLOSE}|\n(?P<line>)"
    rf"|\.(?P<end>{_STOP})|!(?P<end2>{_STOP})|\?(?P<end3>{_STOP})"
    r"|H(?P<he>(?<!\w.)(?:e|is|er)\b)|h(?P<he2>(?<!\w.)e\b)|S(?P<he3>(?<!\w.)he\b)|s(?P<he4>(?<!\w.)he\b)"
)
_ENDS: Final = frozenset(("end", "end2", "end3"))
_BEHIND: Final = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]o|[Ff]rom|of|[Ff]or|[Bb]y|[Oo]n|into|onto|[Ww]ith|[Tt]he|an?|under|after|and)[ \"“]$"
)
_APART: Final = frozenset(' "“')
_SHORTENED: Final = re.compile(rf"\b(?:{'|'.join(ABBREVIATIONS)}|[A-Z]){CLOSE}?$")
_BESIDE: Final = re.compile(r"\b(?:and|with|by) $")
_QUOTES: Final = frozenset("\"”'’")
_DEMONYMS: Final = frozenset(DEMONYMS)
_NICKNAMED: Final = re.compile(rf"{CLOSE},? [\"“'‘][^\"”]{{1,30}}[\"”'’] $")
_LETTERS: Final = re.compile(rf",? (?:{'|'.join(sorted(LETTERS))})(?:,? [A-Z]{{2,}}[a-z]?)*$")
_KIN: Final = re.compile(
    rf"(?:His|Her|Their|The)(?: [{NAME}]?[\w-]+{CLOSE}?){{0,3}} (?:{'|'.join(sorted(KIN))})\b(?!['’]| of\b)"
)
_WHOSE_KIN: Final = re.compile(rf"['’]s? (?:[\w-]+ ){{0,2}}(?:{'|'.join(sorted(KIN))})\b")
_CHILD: Final = re.compile(rf"(?:The |An? )?(?:[a-z-]+ ){{0,3}}(?:{'|'.join(sorted(KIN))}) of\b", re.IGNORECASE)
_FRONTED: Final = re.compile(
    r"\W*(?:Until|Upon|After|Before|At|On|From|By|Following|Since|Prior|With|In|For|During|Despite|Shortly|Even)\b"
)
_NEXT: Final = re.compile(rf"[^.;{CLOSE}]{{0,40}}, (?:the )?{NAME}")


class _Document:
    """What resolution knows of a document, found when asked for and kept.

    ``head``: its marked beginning; ``windows``: by the place of each pronoun, where the paragraph before it begins
    and its marked text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.head = ""
        self.windows: dict[int, tuple[int, str]] = {}
        self.forms: dict[str, list[Span]] = {}
        self.meant: dict[tuple[int, bool], Span | None] = {}

    @cached_property
    def topic(self) -> Span | None:
        """The person the document is about."""
        return topic_of(self.head)

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

    ``texts`` has columns doc and text.

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
        if subject and (subject.text[-2:-1].isupper() or subject.text.count(" ") > 1):
            subject = _trimmed(subject) if fact.origin.relation.subject == "person" else subject
        fact.subject_name = subject
        fact.value_text = value.text if value else fact.value.text if fact.value else None
        yield fact


def _asks(fact: Fact) -> tuple[bool, bool]:
    """Whether it is open whom subject and value mean: a pronoun, a person's single word, or what follows a nickname."""
    relation, subject, value = fact.origin.relation, fact.subject, fact.value
    if relation.subject == "person" and subject.is_name:
        of_subject = " " not in subject.text or _nicknamed(fact)
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
    needed = texts.filter(pl.col("doc").is_in(list({doc for doc, _ in asked})))
    documents = {doc: _Document(text) for doc, text in needed.iter_rows()}
    windows: dict[tuple[int, int], tuple[int, str]] = {}
    for doc, span in asked:
        if span.text.lower() in _PERSONAL and (doc, span.start) not in windows:
            text, first = documents[doc].text, max(0, span.start - WINDOW)
            begin = text.rfind("\n", first, span.start) + 1 or first
            windows[doc, span.start] = (begin, text[begin : span.start])
    heads = [document.text[:HEAD] for document in documents.values()]
    found = marked(pl.Series(heads + [text for _, text in windows.values()], dtype=pl.String)).to_list()
    for document, head in zip(documents.values(), found, strict=False):
        document.head = head
    for (doc, at), text in zip(windows, found[len(heads) :], strict=True):
        documents[doc].windows[at] = (windows[doc, at][0], text)
    return documents


def _name_of(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Give the name a mention stands for; None for a pronoun without one, or a name that fits several persons."""
    if span.text and not is_pronoun(span.text):
        return _completed(span, fact, document)
    low = span.text.lower()
    if low not in _PERSONAL or _looks_ahead(fact):
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
    if " " in span.text or _nicknamed(fact, span):
        return topic if topic and span.text.split()[-1] in topic.text.split() else None
    if not fits(span.text, "person"):
        return span
    if topic and span.text in topic.text.split():
        return topic
    if span.text == document.thing:
        return None
    if fact.subject is span:
        end = fact.places[1]
        if fact.marked.startswith(" (", end):
            return None if sex_of(span.text) else span
        if fact.marked.startswith(f", {NAME}", end):  # surname first: which of the Kellings?
            return None
    return _whole(span, document)


def _whole(span: Span, document: _Document) -> Span | None:
    """Give the fullest form of a one-word name in its document, the name itself if it has none, None if several."""
    if " " in span.text or not fits(span.text, "person"):
        return span
    if span.text not in document.forms:
        document.forms[span.text] = fullest(span.text, document.text)
    found = document.forms[span.text]
    return None if len(found) > 1 else found[0] if found else span


def _trimmed(span: Span) -> Span:
    """Take letters of honour from a name's end, *Ann Lee OBE*, and a demonym from its start, *German Ann Bo Lee*."""
    text, start = span.text, span.start
    if text[-2:-1].isupper():
        text = _LETTERS.sub("", text)
    first, _, rest = text.partition(" ")
    if first in _DEMONYMS and " " in rest and sex_of(rest):
        text, start = rest, start + len(first) + 1
    return span if text is span.text else replace(span, text=text, start=start, end=start + len(text))


def _nicknamed(fact: Fact, span: Span | None = None) -> bool:
    """Whether the subject is what follows a nickname: *Kelling* in *Mara "Mimi" Kelling*."""
    at = fact.places[0]
    if at < 2 or fact.marked[at - 2] not in _QUOTES or (span and span is not fact.subject):
        return False
    return bool(_NICKNAMED.search(fact.marked[max(0, at - 40) : at]))


def _looks_ahead(fact: Fact) -> bool:
    """Whether a pronoun means a name that follows: *Until his death in 1891, Ann's son wrote*."""
    start = fact.places[0]
    return (
        start > 0
        and fact.marked.find(NAME, 0, start) < 0
        and bool(_FRONTED.match(fact.marked, 0, start))
        and bool(_NEXT.match(fact.marked, max(fact.places[:4])))
    )


@dataclass(slots=True)
class _Sentence:
    """A sentence before a pronoun, and the names and pronouns in it."""

    start: int
    pieces: list[re.Match[str]] = field(default_factory=list)


def _pronoun(low: str, offset: int, window: str, document: _Document, *, fronted: bool) -> Span | None:
    """Give the full name a personal pronoun stands for, behind this window that begins at ``offset``."""
    sentences = _paragraph(window)
    if low in _OWN and _ambiguous(sentences[-1]):
        return None
    sex = "" if not low else "m" if low in _HE else "f"
    found = _meant(sentences, window, offset, sex, document, fronted=fronted)
    name = _whole(found, document) if found else None
    return name if name and (" " in name.text or sex_of(name.text)) else None


def _paragraph(window: str) -> list[_Sentence]:
    """Cut the paragraph before a pronoun into sentences; the last is the pronoun's own."""
    sentences = [_Sentence(0)]
    for piece in _PIECES.finditer(window):
        sort = piece.lastgroup
        if sort == "line":
            sentences = [_Sentence(piece.end())]
        elif sort not in _ENDS:
            sentences[-1].pieces.append(piece)
        elif not _SHORTENED.search(window, max(0, piece.start() - 8), piece.start()):
            sentences.append(_Sentence(piece.end()))
    return sentences


def _ambiguous(sentence: _Sentence) -> bool:
    """Whether the clause before a possessive names two persons: *Langtry lent it to Geolet until his death*."""
    names = {piece["name"] for piece in sentence.pieces if piece.lastgroup == "name"}
    return len(names) > 1 and sum(fits(name, "person") for name in names) > 1


def _meant(
    sentences: list[_Sentence], window: str, offset: int, sex: str, document: _Document, *, fronted: bool
) -> Span | None:
    """Whom a pronoun behind this window means; ``fronted``: its own clause is about it (*Born in Tarsk, she ...*)."""
    topic = document.topic if sex in ("", document.sex) or not document.sex else None
    for i, sentence in enumerate(reversed(sentences)):
        if _KIN.match(window, sentence.start):
            return None
        fronted = fronted or (i == 0 and bool(_CHILD.match(window, sentence.start)))
        if fronted and i == 0:
            continue
        leader, people = _led(sentence, window, sex)
        if leader:
            alone = people == 1 and (i == 0 or not document.topic)
            return _trusted(leader, alone, offset, window, document)
    return topic


def _led(sentence: _Sentence, window: str, sex: str) -> tuple[re.Match[str] | None, int]:
    """Tell by whom of this sex a sentence is led, unless by a pronoun, and how many such persons it names."""
    leader, people, place = None, 0, -1  # where a name behind a preposition ends: what follows its comma is behind too
    for piece in sentence.pieces:
        if piece.lastgroup != "name":
            if leader is None:
                return None, 0
            continue
        behind = _is_behind(window, place, piece.start())
        place = piece.end() if behind else place
        name = piece["name"]
        if fits(name, "person") and (not sex or sex_of(name) in ("", sex)):
            people += not behind or _stands_beside(window, piece)
            leader = piece if leader is None and not behind else leader
    return leader, people


def _trusted(leader: re.Match[str], alone: bool, offset: int, window: str, document: _Document) -> Span | None:
    """Trust the leader of a sentence if the document is about that person, or nobody else is named."""
    name = leader["name"]
    if _WHOSE_KIN.match(window, leader.end()):
        return None
    if document.topic and _same(name, document.topic.text):
        return document.topic
    if not alone or tells_thing(window, leader.end()):
        return None
    start = offset + unmarked_length(window, 0, leader.start())
    return Span(name, start, start + len(name), is_name=True)


def _stands_beside(window: str, piece: re.Match[str]) -> bool:
    """Whether a name behind a preposition is a person's nevertheless: *with Ann*, *and Ann*."""
    return bool(sex_of(piece["name"]) or _BESIDE.search(window[max(0, piece.start() - 5) : piece.start()]))


def _is_behind(window: str, place: int, start: int) -> bool:
    """Whether a name stands behind a preposition, or goes on one that does: *in Tarsk, Orland*, *by Gov. Lee*."""
    before = window[max(0, start - 8) : start]
    if before[-1:] in _APART and _BEHIND.search(before):
        return True
    gap = window[place:start] if place >= 0 else ""
    return gap == ", " or (gap == ". " and bool(_SHORTENED.search(before[:-2])))


def _same(name: str, topic: str) -> bool:
    """Whether a name can be a form of the topic's: each of its words is one of the topic's.

    >>> _same("Dr. Curie", "Marie Curie"), _same("Pierre Curie", "Marie Curie")
    (True, False)
    """
    words = {w.rstrip(".") for w in topic.split()}
    return all(w.rstrip(".") in words or w in TITLES for w in name.split())
