"""Whose works *his book* and *her novels* are, where pronouns alone are not clear enough.

A work's author is named near by: after the title (*In his book, Salt, Bo Lee argues*), as the only person of the
sentence (*Bo Lee will read from his book, Salt*), or as the person whose life a paragraph tells (*Bo Lee is a miller.
... His books include Salt*).
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.types import TITLES, has_type
from corpusstat.extract.match.facts import Fact, Span
from corpusstat.extract.resolve.document import Document
from corpusstat.extract.resolve.only_person import CAPITALISED_WORDS, KINSPEOPLE, persons_named
from corpusstat.extract.resolve.short_names import fullest_form
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import alternatives, pronouns, word_list

__all__ = ["writer", "writer_in_sentence"]

_OWN_PRONOUNS: Final = {gender: pronouns("subject", "possessive", gender=gender) for gender in "mf"}
_GENDERS: Final = {word: gender for gender, words in _OWN_PRONOUNS.items() for word in words}
_SAME_PERSON: Final = {
    gender: tuple(word.capitalize() for word in sorted(words)) for gender, words in _OWN_PRONOUNS.items()
}
_HIS_OR_HERS: Final = {
    gender: pronouns("subject", "object", "possessive", gender=gender) for gender in ("m", "f", "m f")
}
_ANY_PRONOUN: Final = re.compile(rf"\b(?:{alternatives(_HIS_OR_HERS['m f'], any_case=True)})\b")
_SOMEBODY_ELSE: Final = {
    gender: re.compile(rf"\b(?:{alternatives({*_HIS_OR_HERS[other], 'they', 'their'}, any_case=True)})\b")
    for gender, other in ("mf", "fm")
}
_FIRST_WORD: Final = re.compile(r"[A-ZÀ-Þ][\w’-]+(?= [a-z])")
_LEADS_TO_NAME: Final = ("In ", "With ", "Through ", "Throughout ", "For ", "From ", "Since ")
_NEXT_NAME: Final = re.compile(
    r"[\"”’']?,?[\"”’']?(?: \([^()]{1,60}\))?,?[\"”’']? (?:[A-ZÀ-Þ][\w-]+['’]s (?=[a-z]))?(?:the )?"
    rf"(?:[a-z][\w-]* ){{0,3}}({CAPITALISED_WORDS})(?=,? [a-z(])"
)
_SENTENCE_BEGINS: Final = re.compile(
    r"[.!?\n](?:(?<=\n)|(?<!\b[A-Z].)(?<!\b(?:Mr|Dr|St|Ms|Jr).)(?<!\b(?:Mrs|Rev|Vol|Col|Sen|Gen).)[\"”’)]* +"
    r"(?=[\"“‘(]?[A-ZÀ-Þ]))"
)
"""The end of a sentence; it begins with a set of characters, which is looked for fast."""
_OTHER_CLAUSE: Final = re.compile(r"\b(?:which|that|as|whom|where|when|while|and|but) [A-ZÀ-Þ]")
"""A name that may lead a clause of its own."""
_SENTENCE_REACH: Final = 600
"""Characters before a pronoun that may be its sentence."""
_REACH_OF_LIFE: Final = 2500
"""Characters before a pronoun where a life may begin that a few paragraphs tell."""
_PARAGRAPHS: Final = 4
_WORDS_READ: Final = 60
"""Characters of a sentence that have its first words."""
_LIFE_BEGINS: Final = re.compile(
    rf"(?:About the [Aa]uthor:? )?({CAPITALISED_WORDS})(?:, [^.;\n]{{1,80}}?,| \([^()\n]{{1,80}}\))? [a-z]"
)
_MAY_OPEN: Final = word_list("adverbial_openers")
"""First words of sentences that may go on with a life."""


def writer_in_sentence(fact: Fact, document: Document) -> Span | None:
    """Return the person named in its sentence to whom the pronoun before a fact's title refers; None if unclear.

    >>> from corpusstat.extract.match.facts import Fact
    >>> text = "Peter Lund will read from his novel, Salt, on Monday."
    >>> subject, value = Span("Salt", 37, 41), Span("his", 26, 29)
    >>> writer_in_sentence(Fact(0, None, subject, value, 0, 0), Document(text)).text
    'Peter Lund'
    """
    gender = _gender(fact)
    if fact.value is None or not gender:
        return None
    at, text = fact.value.start, document.text
    begin = _sentence_begin(text, at)
    found = _named_after(fact, text, gender)
    if found or _ANY_PRONOUN.search(text, begin, at):
        return found
    return None if _leader(text, begin, at, document) else _named_before(text, begin, at, gender)


def writer(fact: Fact, document: Document) -> Span | None:
    """Return the person whose last name begins the sentence of a fact's pronoun, or whose life is told there."""
    gender = _gender(fact)
    if fact.value is None or not gender:
        return None
    at, text = fact.value.start, document.text
    begin = _sentence_begin(text, at)
    leader = _leader(text, begin, at, document)
    if leader:
        return leader if _is_alone(text, begin, at) else None
    return _life_of(text, begin, at, gender)


def _gender(fact: Fact) -> str:
    """The gender of the pronoun before a fact's title; "" for none."""
    before = fact.value is not None and fact.value.start < fact.subject.start
    return _GENDERS.get(fact.value.text.lower(), "") if fact.value and before else ""


def _named_after(fact: Fact, text: str, gender: str) -> Span | None:
    """The name that follows a title: *In his book, Salt, the miller Bo Lee argues*."""
    if fact.value is None or not text.endswith(_LEADS_TO_NAME, 0, fact.value.start):
        return None
    found = _NEXT_NAME.match(text, fact.subject.end)
    return _as_person(found[1], found.start(1), gender) if found else None


def _as_person(name: str, start: int, gender: str) -> Span | None:
    is_person = " " in name and has_type(name, "person") and gender_by_name(name) in ("", gender)
    return Span(name, start, start + len(name), is_name=True) if is_person else None


def _sentence_begin(text: str, at: int) -> int:
    """Where the sentence begins in which a place is."""
    first = max(0, at - _SENTENCE_REACH)
    for found in _SENTENCE_BEGINS.finditer(text, first, at + 1):
        first = found.end()
    return first


def _named_before(text: str, begin: int, at: int, gender: str) -> Span | None:
    """The only person whom a sentence names before the pronoun, and no other is meant there."""
    named = list(persons_named(text, begin, at))
    if len(named) != 1 or gender_by_name(named[0].text) != gender:
        return None
    end = named[0].end
    if (
        text[end : end + 1] in ("'", "’")
        or KINSPEOPLE.search(text, end, at)
        or _SOMEBODY_ELSE[gender].search(text, begin, at)
    ):
        return None
    return named[0]


def _leader(text: str, begin: int, at: int, document: Document) -> Span | None:
    """The person whose last name begins a sentence: *Lee came to sell his new book*."""
    word = _FIRST_WORD.match(text, begin, at)
    if not word or word[0] in sentence_starters():
        return None
    found = fullest_form(Span(word[0], begin, begin + len(word[0]), is_name=True), document)
    return found if found and " " in found.text else None


def _is_alone(text: str, begin: int, at: int) -> bool:
    """Whether a sentence names no other person, and has no clause that a name may lead."""
    others = any(gender_by_name(name.text) for name in persons_named(text, begin, at))
    return not others and not _OTHER_CLAUSE.search(text, begin, at)


def _life_of(text: str, begin: int, at: int, gender: str) -> Span | None:
    """The person whose life a paragraph tells, whose sentences are all about him or her."""
    if not text.startswith(_SAME_PERSON[gender], begin):
        return None
    first, least = at, max(0, at - _REACH_OF_LIFE)
    for _ in range(_PARAGRAPHS):
        first = text.rfind("\n", least, first) + 1
        if not text.startswith(_SAME_PERSON[gender], first) or not first:
            break
        while first > 1 and text[first - 1] == "\n":
            first -= 1
    opened = _LIFE_BEGINS.match(text, first, at)
    person = _as_person(opened[1], opened.start(1), gender) if opened else None
    if person is None or _SOMEBODY_ELSE[gender].search(text, first, at):
        return None
    return person if _tells_on(text, person, at, gender) else None


def _tells_on(text: str, person: Span, at: int, gender: str) -> bool:
    """Whether every sentence after a person's name, up to a place, begins with what may go on with this life."""
    own = {*_SAME_PERSON[gender], *_MAY_OPEN, *person.text.split()}
    for found in _SENTENCE_BEGINS.finditer(text, person.end, at + 1):
        words = [
            word.rstrip(",'’s") if "’" in word or "'" in word else word
            for word in text[found.end() : found.end() + _WORDS_READ].split()
        ]
        words = words[1:] if words and words[0] in TITLES else words
        if words and words[0].rstrip(",") not in own:
            return False
    return True
