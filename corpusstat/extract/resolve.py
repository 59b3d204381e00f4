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
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Final

import polars as pl

from corpusstat.extract.lexicon import ABBREVIATIONS, FEMALE, KIN, LETTERS, MALE, TITLES
from corpusstat.extract.marking import marked
from corpusstat.extract.slots import CLOSE, NAME, unmarked_length
from corpusstat.extract.spans import Fact, Span
from corpusstat.extract.veto import fits, is_pronoun, is_thing, tells_thing
from corpusstat.relations import Relation

__all__ = ["resolved"]

WINDOW: Final = 500
HEAD: Final = 400
OPENING: Final = 100_000
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
_SHORTENED: Final = re.compile(rf"\b(?:{'|'.join(ABBREVIATIONS)}|[A-Z]){CLOSE}?$")
_BESIDE: Final = re.compile(r"\b(?:and|with|by) $")
_DATES: Final = r"\((?:[^()]|\([^()]*\)){0,80}(?:born|b\. |died|[0-9]{4} ?[–—-])[^()]{0,120}\)"
_LIFE: Final = re.compile(
    rf"[ \"“]*{NAME}(?P<name>[^{CLOSE}]*){CLOSE}"
    rf"(?:[^.;(\n]{{0,60}}(?P<dates>{_DATES})|[^.;\n]{{0,90}}?,? (?:is|was) (?=an? |the )(?P<what>[^.;\n]{{0,80}}))"
)
_TITLE: Final = re.compile(rf"{NAME}([^{CLOSE}]*){CLOSE}(?: \([^()]*\))?")
_DIES: Final = re.compile(r"\b(?:dies|dead|died|killed|murdered)\b")
_CUT: Final = re.compile(r" ?[–—\"“'‘-]| i ")
_QUOTED: Final = ('" ', "” ", "' ", "’ ")
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
_SEXES: Final = (("he", "He", "his", "His", "him"), ("she", "She", "her", "Her"))


class _Document:
    """What resolution knows of a document, found when asked for and kept.

    ``head``: its marked beginning; ``windows``: by the place of each pronoun, where the paragraph before it begins
    and its marked text.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.head = ""
        self.windows: dict[int, tuple[int, str]] = {}
        self.longer: dict[str, list[Span]] = {}
        self.meant: dict[tuple[int, bool], Span | None] = {}

    @cached_property
    def topic(self) -> Span | None:
        """The person the document is about."""
        return _topic(self.head)

    @cached_property
    def thing(self) -> str:
        """What the document is about if that is a thing that could be a person by its name, a horse; else ""."""
        for line in self.head.split("\n")[:4]:
            first = _PIECES.match(line)
            if first and first["name"] and tells_thing(line, first.end()):
                return first["name"]
        return ""

    @cached_property
    def sex(self) -> str:
        """The topic's sex, by name or by the pronouns of the opening; "" if they do not tell."""
        return (_sex(self.topic.text) or _told(self.text[:1000])) if self.topic else ""


def resolved(
    facts: list[Fact],
    relations: Mapping[str, Relation],
    texts: dict[int, str],
    rejected: Counter[tuple[int, str, str]],
    *,
    keep_unresolved: bool,
) -> Iterator[Fact]:
    """Yield the facts with pronouns and short names replaced by the names they stand for.

    Only names of persons are completed: the "Manchester" of a birth place is not the "Manchester Commercial Schools".
    """
    documents = _documents(facts, relations, texts)
    for fact in facts:
        relation, document = relations[fact.relation], documents[fact.doc]
        subject = _name_of(fact.subject, relation.subject, fact, document)
        subject = _trimmed(subject) if relation.subject == "person" else subject
        value = _name_of(fact.value, relation.value, fact, document) if fact.value else None
        if not keep_unresolved and (subject is None or (fact.value and value is None)):
            lost = fact.value if subject else fact.subject
            reason = UNCLEAR if lost and lost.is_name else UNRESOLVED
            rejected[fact.doc, fact.relation, reason] += 1
            continue
        if subject is None and fact.subject.is_name:
            subject = fact.subject
        text = value.text if value else fact.value.text if fact.value else None
        fact.subject_name, fact.value_text = subject, text
        yield fact


def _documents(facts: list[Fact], relations: Mapping[str, Relation], texts: dict[int, str]) -> dict[int, _Document]:
    """Mark the paragraph before each pronoun, and the heads of the documents with something to resolve, in one go."""
    documents = {doc: _Document(texts[doc]) for doc in dict.fromkeys(f.doc for f in facts)}
    wanted: dict[tuple[int, int], tuple[int, int]] = {}
    for fact in facts:
        relation, text = relations[fact.relation], texts[fact.doc]
        for span, kind in ((fact.subject, relation.subject), (fact.value, relation.value)):
            if span and span.text.lower() in _PERSONAL:
                begin = max(text.rfind("\n", 0, span.start) + 1, span.start - WINDOW)
                wanted[fact.doc, span.start] = (begin, span.start)
            elif not span or kind != "person" or not (" " not in span.text or _nicknamed(span, fact)):
                continue
            wanted[fact.doc, -1] = (0, HEAD)
    raw = [texts[doc][begin:end] for (doc, _), (begin, end) in wanted.items()]
    texts_marked = marked(pl.Series(raw, dtype=pl.String)).to_list()
    for ((doc, at), (begin, _)), text in zip(wanted.items(), texts_marked, strict=True):
        if at < 0:
            documents[doc].head = text
        else:
            documents[doc].windows[at] = (begin, text)
    return documents


def _told(text: str) -> str:
    """Tell the sex of the person a text is about by its pronouns; "" if they are too few or too mixed."""
    words = Counter(text.split())
    he, she = (sum(words[p] for p in pronouns) for pronouns in _SEXES)
    return "m" if he > 2 * she else "f" if she > 2 * he else ""


def _name_of(span: Span, kind: str, fact: Fact, document: _Document) -> Span | None:
    """Give the name a mention stands for; None for a pronoun without one, or a name that fits several persons."""
    if not is_pronoun(span.text) and span.text:
        return _fullest(span, fact, document) if span.is_name and kind == "person" else span
    low = span.text.lower()
    if low not in _PERSONAL or _looks_ahead(fact):
        return None
    key = (span.start, fact.written.startswith("^"))
    if key not in document.meant:
        document.meant[key] = _pronoun(low, *document.windows[span.start], document, fronted=key[1])
    return document.meant[key]


def _pronoun(low: str, offset: int, window: str, document: _Document, *, fronted: bool) -> Span | None:
    """Give the full name a personal pronoun stands for, behind this window that begins at ``offset``."""
    if low in _OWN and _ambiguous(window):
        return None
    sex = "" if not low else "m" if low in _HE else "f"
    found = _meant(window, offset, sex, document, fronted=fronted)
    name = _whole(found, document) if found else None
    return name if name and (" " in name.text or _sex(name.text)) else None


def _trimmed(span: Span | None) -> Span | None:
    """Take letters of honour from a name's end: *Ann Lee OBE*."""
    if span is None or not span.text[-2:-1].isupper() or not _LETTERS.search(span.text):
        return span
    text = _LETTERS.sub("", span.text)
    return replace(span, text=text, end=span.start + len(text))


def _nicknamed(span: Span, fact: Fact) -> bool:
    """Whether a subject is what follows a nickname: *Kelling* in *Mara "Mimi" Kelling*."""
    at = fact.places[0]
    if fact.subject is not span or fact.marked[max(0, at - 2) : at] not in _QUOTED:
        return False
    return bool(_NICKNAMED.search(fact.marked[max(0, at - 40) : at]))


def _looks_ahead(fact: Fact) -> bool:
    """Whether a pronoun means a name that follows: *Until his death in 1891, Ann's son wrote*."""
    start = fact.places[0]
    end = max(fact.places)
    return (
        bool(_FRONTED.match(fact.marked[:start]))
        and NAME not in fact.marked[:start]
        and bool(_NEXT.match(fact.marked, end))
    )


def _ambiguous(window: str) -> bool:
    """Whether the clause before a possessive names two persons: *Langtry lent it to Geolet until his death*."""
    people: set[str] = set()
    for piece in _PIECES.finditer(window):
        if piece.lastgroup == "name":
            people |= {piece["name"]} if fits(piece["name"], "person") else set()
        elif piece.lastgroup == "line" or piece.lastgroup in _ENDS:
            people.clear()
    return len(people) > 1


@dataclass(slots=True)
class _Sentence:
    """A sentence before a pronoun: whom it is led by, whether by a pronoun, and the persons it names."""

    start: int
    leader: re.Match[str] | None = None
    led: bool = False
    people: int = 0


def _meant(window: str, offset: int, sex: str, document: _Document, *, fronted: bool) -> Span | None:
    """Whom a pronoun behind this window means; ``fronted``: its own clause is about it (*Born in Tarsk, she ...*)."""
    topic = document.topic if sex in ("", document.sex) or not document.sex else None
    paragraph = _paragraph(window, sex)
    for i, sentence in enumerate(reversed(paragraph)):
        opening = window[sentence.start : sentence.start + 80]
        if _KIN.match(opening):
            return None
        fronted = fronted or (i == 0 and bool(_CHILD.match(opening)))
        if sentence.led or not sentence.leader or (fronted and i == 0):
            continue
        alone = sentence.people == 1 and (i == 0 or not document.topic)
        return _trusted(sentence.leader, alone, offset, window, document)
    return topic


def _trusted(leader: re.Match[str], alone: bool, offset: int, window: str, document: _Document) -> Span | None:
    """Trust the leader of a sentence if the document is about that person, or nobody else is named."""
    name = leader["name"]
    if _WHOSE_KIN.match(window, leader.end()):
        return None
    start = offset + unmarked_length(window, 0, leader.start())
    span = Span(name, start, start + len(name), is_name=True)
    if document.topic and _same(name, document.topic.text):
        return document.topic
    return span if alone and not tells_thing(window, leader.end()) else None


def _paragraph(window: str, sex: str) -> list[_Sentence]:
    """Read the sentences from the paragraph's start to the window's end; the last is the pronoun's own."""
    sentences = [_Sentence(0)]
    place = -1  # where a name behind a preposition ends: what follows its comma is behind it too
    for piece in _PIECES.finditer(window):
        last, sort = sentences[-1], piece.lastgroup
        if sort == "name":
            behind = _is_behind(window, place, piece.start())
            place = piece.end() if behind else place
            name = piece["name"]
            if fits(name, "person") and (not sex or _sex(name) in ("", sex)):
                last.people += not behind or _stands_beside(window, piece)
                last.leader = piece if last.leader is None and not behind else last.leader
        elif sort == "line":
            sentences = [_Sentence(piece.end())]
        elif sort in _ENDS:
            if not _SHORTENED.search(window[max(0, piece.start() - 8) : piece.start()]):
                sentences.append(_Sentence(piece.end()))
        else:
            last.led = last.led or last.leader is None
    return sentences


def _stands_beside(window: str, piece: re.Match[str]) -> bool:
    """Whether a name behind a preposition is a person's nevertheless: *with Ann*, *and Ann*."""
    return bool(_sex(piece["name"]) or _BESIDE.search(window[max(0, piece.start() - 5) : piece.start()]))


def _is_behind(window: str, place: int, start: int) -> bool:
    """Whether a name stands behind a preposition, or goes on one that does: *in Tarsk, Orland*, *by Gov. Lee*."""
    before = window[max(0, start - 8) : start]
    gap = window[place:start] if place >= 0 else ""
    return bool(_BEHIND.search(before)) or gap == ", " or (gap == ". " and bool(_SHORTENED.search(before[:-2])))


def _same(name: str, topic: str) -> bool:
    """Whether a name can be a form of the topic's: each of its words is one of the topic's.

    >>> _same("Dr. Curie", "Marie Curie"), _same("Pierre Curie", "Marie Curie")
    (True, False)
    """
    words = {w.rstrip(".") for w in topic.split()}
    return all(w.rstrip(".") in words or w in TITLES for w in name.split())


@lru_cache(maxsize=1 << 14)
def _sex(name: str) -> str:
    """Tell "m" or "f" by title or given name, "" if neither says.

    >>> _sex("Mrs. Bond"), _sex("Ada Lovelace"), _sex("Smith")
    ('f', 'f', '')
    """
    words = name.split()
    while len(words) > 1 and words[0] in TITLES and words[0] not in FEMALE | MALE:
        words = words[1:]
    return "f" if words[0] in FEMALE else "m" if words[0] in MALE else ""


def _topic(head: str) -> Span | None:
    """Give the person a document opens with, if its first lines are the start of a life, or the news of a death.

    A name that its line cuts short, with a nickname or a dash, is taken from the title.
    """
    title = head.split("\n", 1)[0]
    begin = 0
    for line in head.split("\n")[:4]:
        if name := _opens(line, title).removeprefix("The "):
            at = line.index(name)
            if _CUT.match(line[at + len(name) + 1 :]) or " " not in name:
                return _titled(title)
            start = unmarked_length(head, 0, begin + at)
            return Span(name, start, start + len(name), is_name=True)
        begin += len(line) + 1
    return None


def _opens(line: str, title: str) -> str:
    """Give the name of the person whose life a line begins to tell; "" if it does not."""
    life = _LIFE.match(line)
    if life and fits(life["name"], "person"):
        short = " " not in life["name"] and not _CUT.match(line, life.end("name") + 1)
        return "" if life["what"] and (short or is_thing(life["what"])) else life["name"]
    first = _PIECES.match(line)
    if first and first["name"] and line != title and f"{NAME}{first['name']}{CLOSE}" in title and _DIES.search(title):
        return first["name"] if " " in first["name"] and fits(first["name"], "person") else ""
    return ""


def _titled(title: str) -> Span | None:
    """Take the name from a title that is nothing else, but for a remark in brackets."""
    whole = _TITLE.fullmatch(title)
    if not whole or " " not in whole[1] or not fits(whole[1], "person"):
        return None
    return Span(whole[1], 0, len(whole[1]), is_name=True)


_CAPITAL: Final = r"(?:(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]+)"
_PARTICLES: Final = ("de", "da", "van", "von", "der", "den", "bin", "ibn", "al", "di", "la", "le", "du", "del")
_PARTICLE: Final = rf"(?:{'|'.join(_PARTICLES)})"
_BEFORE: Final = re.compile(rf"(?:{_CAPITAL} (?:{_PARTICLE} ){{0,2}}){{1,4}}$")
_AFTER: Final = re.compile(rf"(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}){{1,4}}")
_JUNIOR: Final = re.compile(r" (?:Jr|Sr)\b")
_REGNAL: Final = re.compile(r" [IVX]+$")
_PREPOSED: Final = re.compile(r"\b(?:of|the|The|in|at|for) $")
_LOOKS: Final = 40


def _fullest(span: Span, fact: Fact, document: _Document) -> Span | None:
    """Find the fullest form of a name's mention; a name that is introduced by its brackets stands for itself.

    A given name alone says nobody.
    """
    nicknamed = _nicknamed(span, fact)
    if not nicknamed and (" " in span.text or not fits(span.text, "person")):
        return span
    topic = document.topic
    if nicknamed:
        return topic if topic and span.text.split()[-1] in topic.text.split() else None
    if topic and span.text in topic.text.split():
        return topic
    if span.text == document.thing:
        return None
    after = fact.marked[fact.places[1] :] if fact.subject is span else ""
    if after.startswith(" ("):
        return None if _sex(span.text) else span
    if after.startswith(f", {NAME}"):  # surname first: which of the Kellings?
        return None
    return _whole(span, document)


def _whole(span: Span, document: _Document) -> Span | None:
    """Find the fullest form of a one-word name in its document: *Curie* becomes *Marie Curie*; None if it has several.

    Of forms that can be one person's, the first counts. Kings of one name are several persons.
    """
    if " " in span.text or not fits(span.text, "person"):
        return span
    if span.text not in document.longer:
        document.longer[span.text] = _longer(span.text, document.text)
    found = document.longer[span.text]
    names = {_bare(f.text) for f in found}
    longest = max(names, key=len, default=frozenset())
    if not all(n <= longest for n in names) or any(_REGNAL.search(f.text) for f in found):
        return None
    return found[0] if found else span


def _bare(name: str) -> frozenset[str]:
    """Give the words of a name without titles and initials."""
    return frozenset(w for w in name.split() if w not in TITLES and len(w.rstrip(".")) > 1)


def _longer(word: str, text: str) -> list[Span]:
    """Find the longer forms of a word that may be persons."""
    found = []
    at = text.find(word)
    for _ in range(_LOOKS):
        if at < 0:
            break
        end = at + len(word)
        if text[max(0, at - 1) : at].isalnum() is False and not text[end : end + 1].isalnum():
            span = _around(word, text, at, end)
            found += [span] if span else []
        at = text.find(word, end)
    return found


def _around(word: str, text: str, at: int, end: int) -> Span | None:
    before = _BEFORE.search(text[max(0, at - 50) : at]) if _may_go_before(text, at) else None
    after = _AFTER.match(text[end : end + 50]) if not before else None
    if not before and not after:
        return None
    junior = _JUNIOR.match(text[end : end + 6]) if before else None
    found = (before[0] if before else "") + word + (after or junior or [""])[0]
    start = at - (len(before[0]) if before else 0)
    name = _clean(found, text)
    if not name or word not in name.split() or _PREPOSED.search(text[max(0, start - 5) : start]):
        return None
    start += found.index(name)
    return Span(name, start, start + len(name), is_name=True)


def _may_go_before(text: str, at: int) -> bool:
    """Whether the word before ``at`` can be one of a name: with a capital letter, or a particle."""
    if text[at - 1 : at] != " ":
        return False
    word = text[text.rfind(" ", 0, at - 1) + 1 : at - 1]
    return not word.islower() or word in _PARTICLES


def _clean(name: str, text: str) -> str:
    """Drop leading words that are no part of a person's name; "" if what is left is none.

    A first word that the text also has in small letters, *Novelist*, is such a word, unless it is a given name.
    """
    words = name.split()
    while words and _no_part(words[0], text):
        words = words[1:]
    text = " ".join(words)
    return text if len(words) > 1 and fits(text, "person") else ""


def _no_part(word: str, text: str) -> bool:
    if word in TITLES or len(word) <= 2 or "." in word or word in MALE | FEMALE:
        return False
    return not fits(word, "person") or text.find(f" {word.lower()} ", 0, OPENING) >= 0
