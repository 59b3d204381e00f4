"""Whom a pronoun means, and the fullest form of a short name.

A personal pronoun means the leading person of its own clause, else of the sentence before, and so on back through
the passage; else the document's topic, if the document opens as a life does. Names behind a preposition are
no candidates: they are places, or not the subject. "It" and "its" are not resolved: measured on gold, that is
right less than half the time.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

import polars as pl

from corpusstat.extract.lexicon import FEMALE, MALE, TITLES
from corpusstat.extract.marking import marked
from corpusstat.extract.slots import CLOSE, NAME, unmarked_length
from corpusstat.extract.spans import Fact, Span
from corpusstat.extract.veto import fits, is_pronoun
from corpusstat.relations import Relation

__all__ = ["resolved"]

WINDOW: Final = 500
TOPIC: Final = 250
UNRESOLVED: Final = "unresolved pronoun"
_HE: Final = frozenset(("he", "his", "him"))
_OWN: Final = frozenset(("his", "her"))
_PERSONAL: Final = _HE | {"she", "her", ""}
_PIECES: Final = re.compile(rf"{NAME}(?P<name>[^{CLOSE}]*){CLOSE}|(?P<end>[.!?][\"”’)]*\s|\n)|\b(?P<he>[Hh]e|[Ss]he)\b")
_BEHIND: Final = re.compile(
    r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]o|[Ff]rom|of|[Ff]or|[Bb]y|[Oo]n|into|onto|[Ww]ith|[Tt]he|an?|under|after|and)[ \"“]$"
)
_LIFE: Final = re.compile(
    rf"{NAME}[^{CLOSE}]*{CLOSE}[^.;]{{0,40}}(?:\(.{{0,80}}(?:born|[0-9]{{4}}).{{0,120}}\)|,? (?:is|was) an? )"
)


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
    windows = _windows(facts, texts)
    known: dict[tuple[int, str], Span | None] = {}
    for fact in facts:
        relation = relations[fact.relation]
        subject = _name_of(fact.subject, relation.subject, fact.doc, windows, texts, known)
        value = _name_of(fact.value, relation.value, fact.doc, windows, texts, known) if fact.value else None
        if not keep_unresolved and (subject is None or (fact.value and value is None)):
            rejected[fact.doc, fact.relation, UNRESOLVED] += 1
            continue
        text = value.text if value else fact.value.text if fact.value else None
        yield replace(fact, subject_name=subject, value_text=text)


def _windows(facts: list[Fact], texts: dict[int, str]) -> dict[tuple[int, int], str]:
    """Mark what precedes each pronoun, and the head of its document (key: end 0), in one go."""
    spans = [(f.doc, s) for f in facts for s in (f.subject, f.value) if s and s.text.lower() in _PERSONAL]
    keys = sorted({(doc, s.start) for doc, s in spans} | {(doc, 0) for doc, _ in spans})
    raw = [texts[doc][max(0, end - WINDOW) : end] if end else texts[doc][:TOPIC] for doc, end in keys]
    frame = pl.DataFrame({"text": raw}, schema={"text": pl.String}).select(marked(pl.col("text")))
    return dict(zip(keys, frame["text"].to_list(), strict=True))


def _name_of(
    span: Span,
    kind: str,
    doc: int,
    windows: dict[tuple[int, int], str],
    texts: dict[int, str],
    known: dict[tuple[int, str], Span | None],
) -> Span | None:
    """Give the name a mention stands for; None for a pronoun without one.

    A pronoun is not trusted to a lone word that is no given name, and of which the document has no fuller form.
    """
    if is_pronoun(span.text) or not span.text:
        low = span.text.lower()
        if low not in _PERSONAL:
            return None
        sex = "" if not low else "m" if low in _HE else "f"
        window = windows[doc, span.start]
        if low in _OWN and _ambiguous(window):
            return None
        found = _antecedent(window, max(0, span.start - WINDOW), sex) or _topic(windows[doc, 0], sex)
        name = _fullest(found, doc, texts, known) if found else None
        return name if name and (" " in name.text or _sex(name.text)) else None
    return _fullest(span, doc, texts, known) if span.is_name and kind == "person" else span


def _ambiguous(window: str) -> bool:
    """Whether the clause before a possessive names two persons: *Langtry lent it to Geolet until his death*."""
    people: set[str] = set()
    for piece in _PIECES.finditer(window):
        if piece["end"]:
            people.clear()
        elif piece["name"] and fits(piece["name"], "person"):
            people.add(piece["name"])
    return len(people) > 1


def _antecedent(window: str, offset: int, sex: str) -> Span | None:
    """Find the leading person of the nearest sentence that has one; a sentence led by a pronoun has none."""
    best: Span | None = None
    led = False
    last: Span | None = None
    for piece in _PIECES.finditer(window):
        if piece["end"]:
            last, best, led = best or last, None, False
        elif piece["he"]:
            led = led or best is None
        elif best is None and not led and _may_be(piece, window, sex):
            start = offset + unmarked_length(window, 0, piece.start())
            best = Span(piece["name"], start, start + len(piece["name"]), is_name=True)
    return best or last


def _may_be(piece: re.Match[str], window: str, sex: str) -> bool:
    name = piece["name"]
    if not fits(name, "person") or _BEHIND.search(window[max(0, piece.start() - 8) : piece.start()]):
        return False
    return not sex or _sex(name) in ("", sex)


def _sex(name: str) -> str:
    """Tell "m" or "f" by title or given name, "" if neither says.

    >>> _sex("Mrs. Bond"), _sex("Ada Lovelace"), _sex("Smith")
    ('f', 'f', '')
    """
    words = name.split()
    while len(words) > 1 and words[0] in TITLES and words[0] not in FEMALE | MALE:
        words = words[1:]
    return "f" if words[0] in FEMALE else "m" if words[0] in MALE else ""


def _topic(head: str, sex: str) -> Span | None:
    """Give the name a document opens with, if its first sentence is the start of a life."""
    life = _LIFE.match(head.lstrip()) if head else None
    first = _PIECES.search(head) if life else None
    if first and first["name"] and fits(first["name"], "person") and (not sex or _sex(first["name"]) in ("", sex)):
        start = unmarked_length(head, 0, first.start())
        return Span(first["name"], start, start + len(first["name"]), is_name=True)
    return None


_CAPITAL: Final = r"(?:(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]+)"
_PARTICLE: Final = r"(?:de|da|van|von|der|den|bin|ibn|al|di|la|le|du|del)"
_BEFORE: Final = re.compile(rf"(?:{_CAPITAL} (?:{_PARTICLE} ){{0,2}}){{1,4}}$")
_AFTER: Final = re.compile(rf"(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}){{1,4}}")
_JUNIOR: Final = re.compile(r" (?:Jr|Sr)\b")
_REGNAL: Final = re.compile(r" [IVX]+$")
_LOOKS: Final = 12


def _fullest(span: Span, doc: int, texts: dict[int, str], known: dict[tuple[int, str], Span | None]) -> Span:
    """Find the fullest form of a one-word name in its document: *Curie* becomes *Marie Curie*.

    The name's first occurrences are looked at; of longer forms that may be persons, the first counts.
    """
    if " " in span.text or not fits(span.text, "person"):
        return span
    key = (doc, span.text)
    if key not in known:
        known[key] = _longer(span.text, texts[doc])
    return known[key] or span


def _longer(word: str, text: str) -> Span | None:
    at = text.find(word)
    for _ in range(_LOOKS):
        if at < 0:
            return None
        end = at + len(word)
        whole = text[max(0, at - 1) : at].isalnum() is False and not text[end : end + 1].isalnum()
        before = _BEFORE.search(text[max(0, at - 50) : at]) if whole else None
        after = _AFTER.match(text[end : end + 50]) if whole and not before else None
        if before or after:
            junior = _JUNIOR.match(text[end : end + 6]) if before else None
            found = (before[0] if before else "") + word + (after or junior or [""])[0]
            start = at - (len(before[0]) if before else 0)
            marks = _clean(found)
            if marks and word in marks.split() and not _REGNAL.search(marks):  # which of the Roberts?
                start += found.index(marks)
                return Span(marks, start, start + len(marks), is_name=True)
        at = text.find(word, end)
    return None


def _clean(name: str) -> str:
    """Drop leading words that are no part of a person's name; "" if what is left is none."""
    words = name.split()
    while words and (not fits(words[0].rstrip("."), "person") and words[0] not in TITLES and len(words[0]) > 2):
        words = words[1:]
    text = " ".join(words)
    return text if len(words) > 1 and fits(text, "person") else ""
