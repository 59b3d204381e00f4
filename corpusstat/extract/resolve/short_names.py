"""The full name that a short name stands for in its document: *Lee* for *Ann Lee*, if nobody else there is called Lee.

A name of one word or two may be the topic's, or a part of a longer name (:mod:`corpusstat.extract.resolve.full_names`).
A given name alone identifies nobody.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.hints import BRACKETED, NICKNAMED, SURNAME_FIRST
from corpusstat.extract.filter.types import GIVEN_NAMES, TITLES, has_type
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve.document import Document
from corpusstat.extract.resolve.entries import turned_name
from corpusstat.extract.resolve.full_names import full_name_candidates
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.lexicon import alternatives, kin, word_list

__all__ = ["PLAIN_TITLES", "completed", "fullest_form", "is_given_only", "is_short", "titled_name"]

PLAIN_TITLES: Final = word_list("plain_titles")
_ROYAL: Final = word_list("royal_titles")
_PARENTS: Final = re.compile(rf"[^.;]*\b(?:{alternatives(kin('child'))}|born) (?:of|to)\b[^.;]*")


def is_short(name: str, hints: int) -> bool:
    """Whether a person's name may be short for another; two words followed by their own brackets are not."""
    spaces = name.count(" ")
    if spaces > 1 or hints & NICKNAMED:
        return hints & NICKNAMED > 0
    return not (spaces and hints & (BRACKETED | SURNAME_FIRST))


def completed(span: Span, fact: Fact, document: Document) -> Span | None:
    """Return the full name that a mention of a fact stands for, or None if it may be several persons' or nobody's.

    A name that is introduced by its own brackets stands for itself.
    """
    if fact.hints & NICKNAMED and span is fact.subject:
        return document.topic if span.text.split()[-1] in document.topic_words else None
    if " " in span.text:
        return _of_two_words(span, fact, document)
    return _of_one_word(span, fact, document)


def _of_one_word(span: Span, fact: Fact, document: Document) -> Span | None:
    """Complete a name of one word."""
    if not has_type(span.text, "person"):
        return span
    if span.text in document.topic_words:
        return document.topic
    if span.text == document.thing:
        return None
    if fact.subject is span and fact.hints & (BRACKETED | SURNAME_FIRST):
        is_whole = fact.hints & BRACKETED and not gender_by_name(span.text)
        return span if is_whole else turned_name(span.text, document.text, span.start)
    whole = fullest_form(span, document)
    return _accepted(whole, span, fact, document) if whole else None


def _accepted(whole: Span, span: Span, fact: Fact, document: Document) -> Span | None:
    """Return the longer form of a one-word name; the name itself if that form is a relative's or only adds a title."""
    if span.text in GIVEN_NAMES and fact.origin.floor and is_given_only(whole.text):
        return None
    if whole.start > span.end and _PARENTS.fullmatch(document.text, span.end, whole.start):
        return span  # "Kelling was born in Tarsk, the son of Paul and Ann Kelling"
    if whole is span or _is_titled(whole.text, span.text):
        return turned_name(span.text, document.text) or document.heading_of(span.text, span.start) or span
    return whole


def _of_two_words(span: Span, fact: Fact, document: Document) -> Span | None:
    """Complete a name of two words: to the topic if its first and last words are these; *Mr. Lee* to Lee's full name.

    A bracket of its own, or a title of rank, introduces another person of that name.
    """
    first, _, last = span.text.partition(" ")
    if fact.hints & (BRACKETED | SURNAME_FIRST):
        return span
    words = document.topic.text.split() if document.topic else [""]
    if first not in TITLES:
        return document.topic if len(words) > 2 and (words[0], words[-1]) == (first, last) else span
    return document.topic if last == words[-1] else titled_name(span, last, document)


def titled_name(span: Span, last: str, document: Document) -> Span | None:
    """Return the full name of somebody called by a title and the word ``last``, *Mr. Lee*; None if it is not known."""
    whole = None
    if last not in GIVEN_NAMES:
        whole = fullest_form(Span(last, span.end - len(last), span.end, is_name=True), document)
    if whole and " " in whole.text and not _is_titled(whole.text, last):
        return whole
    return None if span.text.split()[0] in PLAIN_TITLES or is_given_only(span.text) else span


def _is_titled(name: str, last: str) -> bool:
    """Whether a name is a title that identifies nobody, and one word: *Mr. Lee*."""
    title, _, rest = name.partition(" ")
    return rest == last and title in PLAIN_TITLES


def is_given_only(name: str) -> bool:
    """Whether a name is a given name, with titles or without, and no king's or queen's.

    >>> is_given_only("Miss Nancy"), is_given_only("Queen Anne"), is_given_only("Nancy Lee")
    (True, False, False)
    """
    *titles, last = name.split()
    return last in GIVEN_NAMES and all(word in TITLES and word not in _ROYAL for word in titles)


def fullest_form(span: Span, document: Document) -> Span | None:
    """Return the longest form of a one-word name in its document; the name itself if none is longer, None if several.

    >>> text = "Ann Lee sings. Lee was born in York."
    >>> fullest_form(Span("Lee", 15, 18, is_name=True), Document(text)).text
    'Ann Lee'
    """
    if " " in span.text or not has_type(span.text, "person"):
        return span
    if span.text not in document.full_names:
        document.full_names[span.text] = full_name_candidates(span.text, document.text)
    found = document.full_names[span.text]
    return None if len(found) > 1 else found[0] if found else span
