"""The only person whom a text has named so far: whom *she* means where nothing else says it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES, LANDS, TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import alternatives, kin, pronouns

__all__ = ["CAPITALISED_WORDS", "KINSPEOPLE", "only_person", "persons_named"]

PERSONS_WITHIN: Final = 1500
"""Characters before a pronoun in which persons are looked for."""
_LAST_MENTION: Final = 500
"""Characters between the person's last mention and the pronoun."""
_KIN_BEFORE: Final = 60
"""Characters before the name where kin is looked for: *the son of Owen Lee*."""
_FORMS: Final = ("subject", "object", "possessive", "possessed")
_PRONOUNS_OF: Final = {
    gender: re.compile(rf"\b(?:{alternatives(pronouns(*_FORMS, gender=gender), any_case=True)})\b") for gender in "mf"
}
_CAPITAL_WORD: Final = r"[A-ZÀ-Þ](?:\.(?:[A-ZÀ-Þ]\.)*|[\w’'-]*)"
_NAME_PARTICLE: Final = rf"(?:{alternatives('particles')})"
_TITLE_AHEAD: Final = r"(?:(?:Mrs?|Ms|Dr|Prof|Rev|Fr|Sr|Capt|Col|Gen|Lt|Maj|Sgt|Gov|Sen|Rep|Pres|Hon|St)\. )?"
CAPITALISED_WORDS: Final = rf"{_TITLE_AHEAD}{_CAPITAL_WORD}(?: (?:{_NAME_PARTICLE} ){{0,2}}{_CAPITAL_WORD})*"
"""What may be a name, as part of a regular expression."""
_CAPITALISED: Final = re.compile(rf"(?<![\w’'-]){CAPITALISED_WORDS}")
_WORDS_OF_A_NAME: Final = 3
KINSPEOPLE: Final = re.compile(rf"\b(?:{alternatives(kin())}|man|woman|boy|girl|lady|baby)\b")
_BYLINE: Final = (" by ", "By ")
"""What comes before the name of a writer or of whoever did something to somebody."""
_NO_FIRST_WORDS: Final = sentence_starters()


def only_person(text: str, at: int, gender: str) -> Span | None:
    r"""Return the one person of this gender whom a text names before a pronoun; None if there may be another.

    Others are persons of another name, names that may be a person's, and men and women without a name.

    >>> only_person("Nora Quill lives in Leeds.\n\nShe was born in York.", 28, "f").text
    'Nora Quill'
    >>> only_person("Nora Quill met Ann Lee.\n\nShe was born in York.", 25, "f") is None
    True
    """
    first = max(0, at - PERSONS_WITHIN)
    found = _one_named(text, first, at, gender)
    if found is None or KINSPEOPLE.search(text, max(first, found.start - _KIN_BEFORE), at):
        return None
    if _PRONOUNS_OF[gender].search(text, first, found.start):
        return None  # "He succeeded Owen Lee until his death"
    last = found.text.rsplit(" ", 1)[-1]
    return found if at - max(text.rfind(last, first, at), found.start) <= _LAST_MENTION else None


def persons_named(text: str, first: int, at: int) -> Iterator[Span]:
    """Yield the names of two or more words between two places that may be persons'.

    >>> [name.text for name in persons_named("When Nora Quill met Ann Lee in York", 0, 35)]
    ['Nora Quill', 'Ann Lee']
    """
    for run in _CAPITALISED.finditer(text, first, at):
        name, start = _without_starters(run[0], run.start())
        if name and name not in LANDS:
            yield Span(name, start, start + len(name), is_name=True)


def _one_named(text: str, first: int, at: int, gender: str) -> Span | None:
    """Return the first name of a person of this gender between two places, unless another may be named, too."""
    found: Span | None = None
    for named in persons_named(text, first, at):
        name = named.text
        if gender_by_name(name) not in ("", gender):
            continue
        if text.endswith(_BYLINE, 0, named.start):
            return None
        if found is None and gender_by_name(name):
            found = named
        elif _is_another_person(name, found):
            return None
    return found


def _is_another_person(name: str, found: Span | None) -> bool:
    """Whether a name is that of a person, or may be, and no form of the name that was found."""
    if found and _is_form_of(name, found.text):
        return False
    return bool(gender_by_name(name)) or name.split(" ", 1)[0] in TITLES or len(name.split()) <= _WORDS_OF_A_NAME


def _without_starters(run: str, start: int) -> tuple[str, int]:
    """Take sentence starters and words that are no name's from the front of words with capitals."""
    while " " in run and run.split(" ", 1)[0] in _NO_FIRST_WORDS:
        word, run = run.split(" ", 1)
        start += len(word) + 1
    return (run, start) if " " in run and has_type(run, "person") else ("", start)


def _is_form_of(name: str, other: str) -> bool:
    """Whether one name is a form of the other: all words of one are words of the other, but for titles."""
    one = {word for word in name.split() if word not in TITLES}
    two = {word for word in other.split() if word not in TITLES}
    return one <= two or two <= one or (one & two == one - GIVEN_NAMES and bool(one & two))
