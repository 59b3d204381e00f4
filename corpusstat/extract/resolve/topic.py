"""Whom a document is about: the person it opens with, if it opens as a life or as the news of a death."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.types import has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.text.marks import END_MARK, NAME_MARK, unmark, unmarked_length
from corpusstat.lexicon import word_list

__all__ = ["sex_of", "tells_thing", "thing_of", "told", "topic_of"]

_LINES: Final = 4
_MALE: Final = word_list("male_names")
_FEMALE: Final = word_list("female_names")
_GIVEN: Final = _MALE | _FEMALE
_TITLES: Final = word_list("titles")
_NAME: Final = re.compile(rf"{NAME_MARK}([^{END_MARK}]*){END_MARK}")
_DATES: Final = r"\((?:[^()]|\([^()]*\)){0,80}?(?:born|b\. |died|[0-9]{4} ?[–—-])[^()]{0,120}\)"
_LIFE: Final = re.compile(
    rf"[ \"“]*{NAME_MARK}(?P<name>[^{END_MARK}]*){END_MARK}"
    rf"(?:[^.;(\n]{{0,60}}(?P<dates>{_DATES})|[^.;\n]{{0,90}}?,? (?:is|was) (?=an? |the )(?P<what>[^.;\n]{{0,80}}))"
)
_TITLE: Final = re.compile(rf"{NAME_MARK}([^{END_MARK}]*){END_MARK}(?: \([^()]*\))?")
_DIES: Final = re.compile(r"\b(?:dies|dead|died|killed|murdered)\b")
_CUT: Final = re.compile(r" ?[–—\"“'‘-]| i ")
_IS = re.compile(r"(?: \([^()]*(?:\([^()]*\)[^()]*)*\))?,? (?:is|was) (an? [^.;]{0,80})")
_ENDS: Final = "|".join(sorted(word_list("description_ends")))
_PHRASE = re.compile(rf",| (?:{_ENDS})\b")
_THINGS: Final = word_list("non_person_nouns")
_JOBS: Final = word_list("jobs")
_HIS: Final = (" he ", " He ", " his ", " His ", " him ")
_HERS: Final = (" she ", " She ", " her ", " Her ")


@lru_cache(maxsize=1 << 14)
def sex_of(name: str) -> str:
    """Tell "m" or "f" by title or given name, "" if neither says.

    >>> sex_of("Mrs. Bond"), sex_of("Ada Lovelace"), sex_of("Smith")
    ('f', 'f', '')
    """
    words = name.split()
    while len(words) > 1 and words[0] in _TITLES and words[0] not in _GIVEN:
        words = words[1:]
    return "f" if words[0] in _FEMALE else "m" if words[0] in _MALE else ""


def told(text: str) -> str:
    """Tell the sex of the person a text is about by its pronouns; "" if they are too few or too mixed.

    >>> told("She was born in Tarsk. Her father met her there."), told("He met her there.")
    ('f', '')
    """
    words = f" {text} ".replace("\n", " ")
    he, she = (sum(map(words.count, pronouns)) for pronouns in (_HIS, _HERS))
    return "m" if he > 2 * she else "f" if she > 2 * he else ""


def topic_of(head: str) -> Span | None:
    """Give the person a document opens with, by its marked first lines.

    A name that its line cuts short, with a nickname or a dash, is taken from the title.
    """
    title, begin = head.split("\n", 1)[0], 0
    for line in head.split("\n", _LINES)[:_LINES]:
        if name := _opens(line, title).removeprefix("The "):
            at = line.index(name)
            if _CUT.match(line, at + len(name) + 1) or " " not in name:
                return _titled(title)
            start = unmarked_length(head, 0, begin + at)
            return Span(name, start, start + len(name), is_name=True)
        begin += len(line) + 1
    return None


def _opens(line: str, title: str) -> str:
    """Give the name of the person whose life a line begins to tell; "" if it does not."""
    life = _LIFE.match(line)
    if life and has_type(life["name"], "person"):
        short = " " not in life["name"] and not _CUT.match(line, life.end("name") + 1)
        return "" if life["what"] and (short or is_thing(life["what"])) else life["name"]
    first = _NAME.match(line)
    if first and first[1] and line != title and first[0] in title and _DIES.search(title):
        return first[1] if " " in first[1] and has_type(first[1], "person") else ""
    return ""


def _titled(title: str) -> Span | None:
    """Take the name from a title that is nothing else, but for a remark in brackets."""
    whole = _TITLE.fullmatch(title)
    if not whole or " " not in whole[1] or not has_type(whole[1], "person"):
        return None
    return Span(whole[1], 0, len(whole[1]), is_name=True)


def thing_of(head: str) -> str:
    """Give what a document is about if that is a thing that could be a person by its name, a horse; else ""."""
    for line in head.split("\n", _LINES)[:_LINES]:
        first = _NAME.match(line)
        if first and first[1] and tells_thing(line, first.end()):
            return first[1]
    return ""


def tells_thing(marked: str, end: int) -> bool:
    """Whether a sentence goes on to say that the name ending there is no person's: *Flam (1925–1947) was a horse*."""
    found = _IS.match(marked, end)
    return bool(found and is_thing(found[1]))


def is_thing(text: str) -> bool:
    """Whether a description's noun is one of a thing: *a British racehorse by Flam*, not *a racehorse trainer*.

    >>> is_thing("a film about Ann Lee"), is_thing("a film director"), is_thing("a film and stage actor")
    (True, False, False)
    """
    phrase = _PHRASE.split(unmark(text), maxsplit=1)[0]
    first, both, second = phrase.replace(" or ", " and ").partition(" and ")
    if both and second.split()[-1:] and second.split()[-1].lower() in _JOBS:
        return False  # "a film and stage actor"
    words = first.split()
    return bool(words) and words[-1] in _THINGS
