"""The forms of a person's name in a document: *Curie* is *Marie Curie*, unless there is a *Pierre Curie* too."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES, TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.topic import gender_by_name
from corpusstat.extract.text.word_classes import sentence_starters
from corpusstat.lexicon import alternatives, generations, word_list

__all__ = ["full_name_candidates"]

_CAPITAL: Final = r"(?:(?:[A-ZÀ-Þ]\.)+|[A-ZÀ-Þ][\w’'-]+)"
_PARTICLES: Final = word_list("particles")
_PARTICLE: Final = rf"(?:{alternatives(_PARTICLES)})"
_CALLED: Final = r"(?:[\"“(][A-ZÀ-Þ][^\"”()]{0,20}[\"”)] )?"
_WORDS_BEFORE: Final = re.compile(rf"(?<!\w)(?:{_CAPITAL} {_CALLED}(?:{_PARTICLE} ){{0,2}}){{1,4}}$")
_WORDS_AFTER: Final = re.compile(rf"(?: (?:{_PARTICLE} ){{0,2}}{_CAPITAL}){{1,4}}")
_JUNIOR: Final = re.compile(rf" (?:{alternatives(generations('short'))})\b")
_REGNAL: Final = re.compile(r" [IVX]+$")
_PREPOSED: Final = re.compile(r"\b(?:of|the|The|in|at|for) $")
_OPENING: Final = 100_000
_STARTERS: Final = sentence_starters()
_LOOKS: Final = 40
"""Occurrences of a word that are looked at."""
_NEGATED: Final = ("n't", "n’t")
"""The ends of *Wasn't*, which no name has."""
_SHORTEST_PART: Final = 3
"""Letters of the beginning of a given name by which somebody is called."""


def full_name_candidates(word: str, text: str) -> list[Span]:
    """Return the longer forms of a one-word name: none if there is none, two if it may be several persons' name.

    Of several forms that may be one person's, the first is returned. Kings of one name are several persons.
    """
    found = _without_authors(_longer(word, text))
    if len(found) < 2:
        return found * (1 + bool(found and _REGNAL.search(found[0].text)))
    names = {_bare(f.text) for f in found}
    longest = max(names, key=len)
    one = all(_is_short_of(n, longest) for n in names) and not any(_REGNAL.search(f.text) for f in found)
    return found[:1] if one else found[:2]


def _without_authors(found: list[Span]) -> list[Span]:
    """Leave out what is an author and a title: *Irving H. Mara Kelling*, where there is *Mara Kelling*."""
    texts = {f.text for f in found if " " in f.text}
    return [f for f in found if not any(f.text.endswith(f". {text}") for text in texts)]


def _is_short_of(name: frozenset[str], longest: frozenset[str]) -> bool:
    """Whether a name can be a short form of another: *Ron Kelling* of *Ronald Bo Kelling*."""
    rest = name - longest
    if len(rest) != 1:
        return not rest
    (word,) = rest
    return any(_is_called(word, other) for other in longest - name)


def _is_called(one: str, other: str) -> bool:
    """Whether one given name is the beginning of another, for somebody of the same sex: *Ron* and *Ronald*."""
    shorter, longer = sorted((one, other), key=len)
    alike = len(shorter) >= _SHORTEST_PART and longer.startswith(shorter)
    return alike and {gender_by_name(one), gender_by_name(other)} != {"f", "m"}


def _bare(name: str) -> frozenset[str]:
    """Return the words of a name without titles and initials."""
    return frozenset(w for w in name.split() if w not in TITLES and len(w.rstrip(".")) > 1)


def _longer(word: str, text: str) -> list[Span]:
    """Return the longer forms of a word that may be persons' names."""
    found = []
    at = text.find(word)
    for _ in range(_LOOKS):
        if at < 0:
            break
        end = at + len(word)
        before = text.startswith(" ", at - 1) and _may_go_before(text, at)
        after = text.startswith(" ", end) and _may_go_behind(text, end)
        if (before or after) and _is_whole(text, at, end):
            span = _around(word, text, at, before=before, after=after)
            found += [span] if span else []
        at = text.find(word, end)
    return found


def _is_whole(text: str, at: int, end: int) -> bool:
    """Whether no letter or figure comes directly before or after."""
    return not (at and text[at - 1].isalnum()) and not text[end : end + 1].isalnum()


def _around(word: str, text: str, at: int, *, before: bool, after: bool) -> Span | None:
    """Return the name around the word at a place, where more may stand before or after; None if none does."""
    end = at + len(word)
    head = _WORDS_BEFORE.search(text, max(0, at - 50), at) if before else None
    tail = _WORDS_AFTER.match(text, end, end + 50) if after and not head else None
    if not head and not tail:
        return None
    junior = _JUNIOR.match(text, end) if head else None
    found = (head[0] if head else "") + word + (tail or junior or [""])[0]
    return _cleaned(found, word, text, head.start() if head else at)


def _cleaned(found: str, word: str, text: str, start: int) -> Span | None:
    """Return the name in what was found at ``start``, if the word is still one of its words; None if it is not."""
    name = _clean(found, text)
    if not name or word not in name.split() or _PREPOSED.search(text[max(0, start - 5) : start]):
        return None
    if name.endswith(f". {word}") and (gender_by_name(name), gender_by_name(word)) == ("m", "f"):
        return None  # "of the late Stanley H. Ann sang": a full stop is missing
    start += found.index(name)
    return Span(name, start, start + len(name), is_name=True)


def _may_go_before(text: str, at: int) -> bool:
    """Whether the word and the space before ``at`` can be a name's: it has a capital letter, or is a particle."""
    if at < 2 or not (text[at - 2].isalnum() or text[at - 2] in "._’'-\"”)"):
        return False
    word = text[text.rfind(" ", 0, at - 1) + 1 : at - 1]
    return not word.islower() or word in _PARTICLES


def _may_go_behind(text: str, end: int) -> bool:
    """Whether the word after ``end`` and a space can be one of a name."""
    first = text[end + 1 : end + 2]
    return not first.islower() or text[end + 1 : end + 5].split(" ", 1)[0] in _PARTICLES


def _clean(name: str, text: str) -> str:
    """Drop leading words that are not part of a person's name; return "" if no name is left.

    A first word that the text also has in small letters, *Novelist*, is such a word, unless it is a given name.
    """
    words = name.split()
    while words and _no_part(words[0], text):
        words = words[1:]
    name = " ".join(words)
    return name if len(words) > 1 and has_type(name, "person") else ""


def _no_part(word: str, text: str) -> bool:
    if word in _STARTERS or word.endswith(_NEGATED):
        return True
    if word in TITLES or len(word) <= 2 or "." in word or word in GIVEN_NAMES:
        return False
    return not has_type(word, "person") or text.find(f" {word.lower()} ", 0, _OPENING) >= 0
