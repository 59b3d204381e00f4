"""Replace the pronouns and short names of facts by the full names they refer to.

Pronouns are in :mod:`corpusstat.extract.resolve.pronouns`, short names in
:mod:`corpusstat.extract.resolve.short_names`. Facts whose subject or value is not found are rejected.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.hints import BRACKETED
from corpusstat.extract.filter.name_edges import narrowed
from corpusstat.extract.filter.types import TITLES, has_type, is_pronoun
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve.document import Document, read_documents
from corpusstat.extract.resolve.entries import is_listed_child, surname_last
from corpusstat.extract.resolve.particles import with_particle
from corpusstat.extract.resolve.pronouns import referent, subject_left_out
from corpusstat.extract.resolve.short_names import completed, is_short, titled_name
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.extract.resolve.writers import writer, writer_in_sentence
from corpusstat.lexicon import demonyms, word_list

__all__ = ["resolved"]

UNRESOLVED: Final = "unresolved pronoun"
UNCLEAR: Final = "name fits several people"
_NAMES_TRIMMED: Final = 1 << 14
_DEMONYMS: Final = demonyms()
_POSTNOMINALS: Final = re.compile(rf",? (?:{'|'.join(sorted(word_list('postnominals')))})(?:,? [A-Z]{{2,}}[a-z]?)*$")


def resolved(
    facts: list[Fact],
    texts: Mapping[int, str],
    rejected: Counter[tuple[int, str, str]],
    *,
    keep_unresolved: bool,
) -> Iterator[Fact]:
    """Yield the facts, with pronouns and short names replaced by full names.

    ``texts``: those of the facts' documents, by number.

    Only names of persons are completed: the *Manchester* of a birth place is not the *Manchester Commercial Schools*.
    """
    needs = list(map(_needs_resolution, facts))
    documents = read_documents(list(_mentions(facts, needs)), texts)
    for fact, (of_subject, of_value) in zip(facts, needs, strict=True):
        text, document = texts[fact.doc], documents.get(fact.doc)
        subject = _subject_of(fact, text, document if of_subject else None)
        value = _value_of(fact, document if of_value else None)
        kept = keep_unresolved and not fact.origin.elided
        if not kept and (subject is None or (value is None and fact.value)):
            lost = fact.value if subject else fact.subject
            rejected[fact.doc, fact.relation, UNCLEAR if lost and lost.is_name else UNRESOLVED] += 1
            continue
        _complete(fact, subject, value, text)
        yield fact


def _needs_resolution(fact: Fact) -> tuple[bool, bool]:
    """Whether subject and value of a fact need resolution: pronouns, short names, what follows a nickname."""
    relation, subject, value = fact.origin.relation, fact.subject, fact.value
    if relation.subject == "person" and subject.is_name:
        of_subject = is_short(subject.text, fact.hints)
    else:
        of_subject = not subject.text or is_pronoun(subject.text)
    if value is None:
        return of_subject, False
    if relation.value == "person" and value.is_name:
        return of_subject, " " not in value.text or _has_title(value.text)
    return of_subject, not value.text or is_pronoun(value.text)


def _has_title(name: str) -> bool:
    """Whether a name is a title and one word, *Dr. Lee*."""
    title, _, rest = name.partition(" ")
    return title in TITLES and " " not in rest


def _mentions(facts: list[Fact], needs: list[tuple[bool, bool]]) -> Iterator[tuple[int, Span]]:
    """Yield the subjects and values that need resolution, with the numbers of their documents."""
    for fact, (of_subject, of_value) in zip(facts, needs, strict=True):
        if of_subject:
            yield fact.doc, fact.subject
        if of_value and fact.value:
            yield fact.doc, _before_title(fact.value, fact)


def _name_of(span: Span, fact: Fact, document: Document) -> Span | None:
    """Return the full name that a mention of a fact refers to, None if that is not clear."""
    if span is fact.value and _has_title(span.text):
        return titled_name(span, span.text.split()[-1], document)
    if span.text and not is_pronoun(span.text):
        return completed(span, fact, document)
    if fact.origin.elided:
        return subject_left_out(fact, document)
    if span is not fact.value:
        return referent(span, fact, document)
    before = _before_title(span, fact)
    return writer_in_sentence(fact, document) or referent(before, fact, document) or writer(fact, document)


def _before_title(span: Span, fact: Fact) -> Span:
    """A pronoun as if it stood before the title that is no person's name: *Salt Roads is her first novel*."""
    if fact.origin.relation.subject != "title" or span.start < fact.subject.start or not is_pronoun(span.text):
        return span
    return Span(span.text, fact.subject.start, fact.subject.start)


def _subject_of(fact: Fact, text: str, document: Document | None) -> Span | None:
    """Return the name of a fact's subject, None if that is not clear; ``document``: given if it needs resolution."""
    is_person, subject = fact.origin.relation.subject == "person", fact.subject
    if is_person and fact.hints & BRACKETED and subject.is_name:
        if is_listed_child(subject, text):
            return None
        subject = surname_last(subject, text)
    found = _name_of(subject, fact, document) if document and subject is fact.subject else subject
    return _person_of(found) if found and is_person else found


def _value_of(fact: Fact, document: Document | None) -> Span | None:
    """Return the name of a fact's value, None if that is not clear; ``document``: given if it needs resolution."""
    found = _name_of(fact.value, fact, document) if fact.value and document else fact.value
    return narrowed(found) if found and document and fact.origin.relation.value == "person" else found


def _complete(fact: Fact, subject: Span | None, value: Span | None, text: str) -> None:
    """Store the full names of subject and value in a fact; names of persons with the particles before them."""
    relation, written = fact.origin.relation, fact.value
    if subject and fact.origin.elided:
        fact.subject = subject
    name = subject or (fact.subject if fact.subject.is_name else None)
    fact.subject_name = with_particle(name, text) if name and relation.subject == "person" else name
    if written is None:
        return
    found = value or written
    if relation.value == "person" and written.is_name and found.text == written.text:
        fact.value = found = with_particle(written, text)
    fact.value_text = found.text


def _person_of(span: Span) -> Span | None:
    """Cut what is no part of a person's name from a mention; None if what is left names no person."""
    before, text = _person_in(span.text)
    if text == span.text:
        return span
    start = span.start + before
    return Span(text, start, start + len(text), span.is_name) if text else None


@lru_cache(maxsize=_NAMES_TRIMMED)
def _person_in(name: str) -> tuple[int, str]:
    """Return the person's name in a mention, "" if there is none, and how many characters come before it."""
    narrow = narrowed(Span(name, 0, len(name)))
    before, text = _plain_name(narrow.text)
    return narrow.start + before, text if has_type(text, "person") else ""


def _plain_name(name: str) -> tuple[int, str]:
    """Remove postnominals from a name's end, *Ann Lee OBE*, and a demonym from its start, *German Ann Bo Lee*.

    Returned is also how many characters the demonym takes. Two words of which the last is in small letters are left.
    """
    if name[-3:].islower() and name.count(" ") < 2:
        return 0, name
    text = _POSTNOMINALS.sub("", name) if _is_lettered(name) else name
    first, _, rest = text.partition(" ")
    demonym = first in _DEMONYMS and " " in rest and gender_by_name(rest)
    return (len(first) + 1, rest) if demonym else (0, text)


def _is_lettered(name: str) -> bool:
    """Whether the second letter of a name's last word is a capital: *OBE*, *FREng*."""
    return name[name.rfind(" ") + 2 :][:1].isupper()
