"""The only person whom a text has named so far: whom *she* means where nothing else says it."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES, LANDS, TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import word_list

__all__ = ["only_person"]

REACH: Final = 1500
"""Characters before a pronoun in which persons are looked for."""
_NEAR: Final = 500
"""Characters between the person's last mention and the pronoun."""
_LEAD: Final = 60
"""Characters before the name where kin is looked for: *the son of Owen Lee*."""
_PRONOUNS: Final = {"m": re.compile(r"\b(?:[Hh]e|[Hh]is|[Hh]im)\b"), "f": re.compile(r"\b(?:[Ss]he|[Hh]ers?)\b")}
_WORD: Final = r"[A-ZÀ-Þ](?:\.(?:[A-ZÀ-Þ]\.)*|[\w’'-]*)"
_PARTICLE: Final = rf"(?:{'|'.join(sorted(word_list('particles')))})"
_TITLE: Final = r"(?:(?:Mrs?|Ms|Dr|Prof|Rev|Fr|Sr|Capt|Col|Gen|Lt|Sgt|Hon|St)\. )?"
_RUN: Final = re.compile(rf"(?<![\w’'-]){_TITLE}{_WORD}(?: (?:{_PARTICLE} ){{0,2}}{_WORD})*")
_KIN: Final = re.compile(
    r"\b(?:wife|husband|mother|father|parents|brothers?|sisters?|sons?|daughters?|child|children|friends?|girlfriend"
    r"|boyfriend|partner|uncle|aunt|cousin|nephew|niece|grand(?:mother|father|ma|pa)|man|woman|boy|girl|lady|baby)\b"
)
_BYLINE: Final = (" by ", "By ")
"""What comes before the name of a writer or of whoever did something to somebody."""
_STARTERS: Final = sentence_starters()


def only_person(text: str, at: int, gender: str) -> Span | None:
    r"""Return the one person of this gender whom a text names before a pronoun; None if there may be another.

    Others are persons of another name, names that may be a person's, and men and women without a name.

    >>> only_person("Nora Quill lives in Leeds.\n\nShe was born in York.", 28, "f").text
    'Nora Quill'
    >>> only_person("Nora Quill met Ann Lee.\n\nShe was born in York.", 25, "f") is None
    True
    """
    first = max(0, at - REACH)
    found: Span | None = None
    for run in _RUN.finditer(text, first, at):
        name, start = _without_lead(run[0], run.start())
        if not name or name in LANDS:
            continue
        if text.endswith(_BYLINE, 0, start):
            return None
        its = gender_by_name(name)
        if its and its != gender:
            continue
        if found and _is_same(name, found.text):
            continue
        if its and found is None:
            found = Span(name, start, start + len(name), is_name=True)
        elif its or _may_be_person(name):
            return None
    if found is None or _KIN.search(text, max(first, found.start - _LEAD), at):
        return None
    if _PRONOUNS[gender].search(text, first, found.start):
        return None  # "He succeeded Owen Lee until his death"
    last = found.text.rsplit(" ", 1)[-1]
    return found if at - max(text.rfind(last, first, at), found.start) <= _NEAR else None


def _without_lead(run: str, start: int) -> tuple[str, int]:
    """Take sentence starters and words that are no name's from the front of words with capitals."""
    while " " in run and run.split(" ", 1)[0] in _STARTERS:
        word, run = run.split(" ", 1)
        start += len(word) + 1
    return (run, start) if " " in run and has_type(run, "person") else ("", start)


def _may_be_person(name: str) -> bool:
    """Whether a name without a given name that is known may be a person's: two or three words, the first a title."""
    return name.split(" ", 1)[0] in TITLES or len(name.split()) <= 3


def _is_same(name: str, other: str) -> bool:
    """Whether one name is a form of the other: all words of one are words of the other, but for titles."""
    one = {word for word in name.split() if word not in TITLES}
    two = {word for word in other.split() if word not in TITLES}
    return one <= two or two <= one or (one & two == one - GIVEN_NAMES and bool(one & two))
