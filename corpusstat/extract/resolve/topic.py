"""The person a document is about: the one it opens with, if it opens as a life or as the news of a death."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from corpusstat.extract.filter.lifespans import LONGEST_LIFE, SHORTEST_BY_YEARS
from corpusstat.extract.filter.seen import has_any
from corpusstat.extract.filter.types import TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve import first_lines as f
from corpusstat.extract.resolve.first_lines import Line
from corpusstat.lexicon import alternatives, generations, weekdays, word_list

__all__ = [
    "gender_by_name",
    "gender_by_pronouns",
    "is_said",
    "non_person_topic",
    "speaker",
    "titled_topic",
    "topic_of",
]

_BODY: Final = 5000
"""Characters in which a title's name is looked for."""
_TIMES_NAMED: Final = 2
_REST: Final = r"(?:[^.;\n]|(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.|(?<=\b[A-Z][a-z]{2})\.(?= [A-Z]))"
"""A character of a clause: its full stops are those of abbreviations, *St.*, *N.Y.*."""
_AGED: Final = re.compile(
    rf",? (?:\(?(?:age|aged) )?\d{{1,3}}[),]{{0,2}} (?:{_REST}{{0,140}}?,? )?"
    r"(?:died|passed|entered|departed|succumbed|was called|left this|went (?:home|to be|to))\b"
    rf"|(?:,{_REST}{{0,120}},)? (?:passed (?:away|peacefully|on)|entered (?:into )?(?:eternal )?rest|departed this life"
    r"|went (?:home )?to be with|died (?:(?:early|late) )?(?:on|at|in|peacefully|suddenly|unexpectedly"
    rf"|{alternatives(weekdays(short=False))}))\b"
)
_DEATH_PARTS: Final = ("died", "passed", "entered", "departed", "succumbed", "was called", "left this", "went ")
"""Of which there is one where `_AGED` is found."""
_TITLE_NAME: Final = (
    r"(?:(?:Dr|Prof|Mrs?|Ms|Rev)\.? )?"
    r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ]\.|(?:(?:de|van|von|der|la) )*[A-ZÀ-Þ][\w’'-]+)){1,3})"
)
_HEADLINE: Final = re.compile(
    r"(?:About(?: the (?:Author|Artist))?:?|Meet|Remembering|Obituary(?: for| of)?:?|In (?:[Ll]oving )?[Mm]emory [Oo]f"
    r"|In Memoriam:?|(?:A )?(?:[Ss]hort )?[Bb]iography(?: of|:)|Bio:|Profile(?: of|:)|(?:A )?[Tt]ribute to"
    rf"|Who (?:is|was)|The [Ll]ife (?:and [\w ]{{1,20}} )?of|Celebrating|Honoring) {_TITLE_NAME}(?=\W*$| ?[-–—|:(?])"
    rf"|{_TITLE_NAME.replace('name', 'owner')}(?:['’]s)?(?: (?:Biography|Bio|Obituary|Profile|Wiki)\b| ?[-–—|:] | ?\()"
)
"""A headline that names whom the text is about: *Meet Ann Lee*, *Ann Lee's Biography*, *Ann Lee – Potter*."""
_I_AM: Final = re.compile(rf"\b(?:[Mm]y name is|I am|I['’]m) {_TITLE_NAME}(?=[,.!;–—]| and\b)")
_TOLD_BY_ONESELF: Final = re.compile(r"\s*(?:I|My|I['’]m|Hi|Hello)\b")
_GENERATION_LAST: Final = re.compile(rf",? (?:{alternatives(generations('short', 'numeral'))})\.?$")
_DATED: Final = re.compile(r" \((?:c\.? ?|ca\.? ?)?(\d{4})\s?[-–—]\s?(?:c\.? ?)?(\d{4})\)")
_MALE: Final = word_list("male_names")
_FEMALE: Final = word_list("female_names")
_LIVES: Final = re.compile(r",? (?:was born|died|passed away|grew up|is an?|was an?|\d+, (?:of|passed|died))\b")
_DIES: Final = re.compile(r"\b(?:dies|dead|died|killed|murdered)\b")
_HIS: Final = (" he ", " He ", " his ", " His ", " him ")
_HERS: Final = (" she ", " She ", " her ", " Her ")


@lru_cache(maxsize=1 << 14)
def gender_by_name(name: str) -> str:
    """Return "m" or "f" according to title or given name; "" if neither shows it.

    >>> gender_by_name("Mrs. Bond"), gender_by_name("Ada Lovelace"), gender_by_name("Smith")
    ('f', 'f', '')
    """
    words = name.split()
    while len(words) > 1 and words[0] in TITLES and words[0] not in _MALE and words[0] not in _FEMALE:
        words = words[1:]
    return "f" if words[0] in _FEMALE else "m" if words[0] in _MALE else ""


def gender_by_pronouns(text: str) -> str:
    """Return the gender of the person a text is about, judged by its pronouns; "" if they are few or mixed.

    >>> gender_by_pronouns("She was born in Tarsk. Her father met her there."), gender_by_pronouns("He met her there.")
    ('f', '')
    """
    words = f" {text} ".replace("\n", " ")
    he, she = (sum(map(words.count, pronouns)) for pronouns in (_HIS, _HERS))
    return "m" if he > 2 * she else "f" if she > 2 * he else ""


def topic_of(lines: list[Line]) -> Span | None:
    """Return the person a document opens with, by its first lines.

    A name that its line cuts short, with a nickname or a dash, is taken from the title.
    """
    for line in lines:
        if _tells_of_title(line, lines[0]):
            return _titled(lines[0])
        if _opens_life(line, lines[0]):
            name = line.name.removeprefix("The ")
            if line.bits & f.CUT_SHORT or " " not in name:
                return _titled(lines[0])
            start = line.start + len(line.name) - len(name)
            return Span(name, start, start + len(name), is_name=True)
    return None


def _opens_life(line: Line, title: Line) -> bool:
    """Whether a line begins to tell the life of the person with whose name it begins."""
    if not has_type(line.name, "person"):
        return False
    whole = " " in line.name
    named = whole and line.bits & f.NAME_FIRST > 0
    if named and _tells_of_death(line):
        return True
    if line.bits & f.DESCRIBED:
        return (whole or line.bits & f.CUT_SHORT > 0) and not line.bits & f.AS_THING
    return line.bits & f.WITH_DATES > 0 or (named and _is_news_of_death(line, title))


def _is_news_of_death(line: Line, title: Line) -> bool:
    """Whether a title says that the person dies or died with whose name a line after it begins."""
    return line.text != title.text and line.name in title.text and _DIES.search(title.text) is not None


def _tells_of_death(line: Line) -> bool:
    """Whether a name at the beginning is followed by an age and a death, or the years of a life."""
    end = len(line.name)
    years = _DATED.match(line.text, end)
    if years:
        return SHORTEST_BY_YEARS <= int(years[2]) - int(years[1]) <= LONGEST_LIFE
    return has_any(line.text, _DEATH_PARTS) and _AGED.match(line.text, end) is not None


def _tells_of_title(line: Line, title: Line) -> bool:
    """Whether a line tells the life of the person in the title by a part of the name: *Ann was born*."""
    if line.text is title.text or not line.name or line.name not in title.name.split() or not line.bits & f.NAME_FIRST:
        return False
    return _LIVES.match(line.text, len(line.name)) is not None


def titled_topic(lines: list[Line], text: str) -> Span | None:
    r"""Return the person whose name is the whole title, if the text after it repeats the name at least twice.

    >>> [lines] = f.read_first_lines([text := "Ann Kelling\n\nKelling sang. In May Kelling left."])
    >>> titled_topic(lines, text).text
    'Ann Kelling'
    """
    name = _titled(lines[0]) or _headlined(lines[0])
    if not name:
        return None
    words, rest = _GENERATION_LAST.sub("", name.text).split(), text[name.end : _BODY]
    return name if any(is_said(word, rest, _TIMES_NAMED) for word in (words[0], words[-1])) else None


def speaker(text: str, title: Line) -> Span | None:
    r"""Return the one person who says who they are, or who tells what the headline names.

    >>> speaker("Hello, I am Ann Kelling, a singer. I was born in Tarsk.", Line("Hello, I am Ann", "", 0, 0)).text
    'Ann Kelling'
    """
    named = {found["name"]: found for found in _I_AM.finditer(text, 0, _BODY) if gender_by_name(found["name"])}
    if len(named) == 1:
        (found,) = named.values()
        return Span(found["name"], *found.span("name"), is_name=True)
    return _headlined(title) if not named and _TOLD_BY_ONESELF.match(text, len(title.text)) else None


def is_said(word: str, text: str, times: int) -> bool:
    r"""Whether a word occurs in a text at least this many times, each time as a whole word.

    A regular expression with ``\b`` on both sides would do, but takes longer to compile than the text to search.

    >>> is_said("Lee", "Lee and Ann Lee left Leeds.", 2), is_said("Lee", "Lee left Leeds.", 2)
    (True, False)
    """
    at = text.find(word)
    while times > 0 and at >= 0:
        end = at + len(word)
        whole = _is_boundary(text, at) and _is_boundary(text, end)
        times -= whole
        at = text.find(word, end if whole else at + 1)
    return times <= 0


def _is_boundary(text: str, at: int) -> bool:
    """Whether a word begins or ends here."""
    before, behind = text[at - 1 : at], text[at : at + 1]
    return (before.isalnum() or before == "_") != (behind.isalnum() or behind == "_")


def _headlined(title: Line) -> Span | None:
    """Return the person that a headline says the text is about: *Meet Ann Lee*."""
    found = _HEADLINE.match(title.text)
    if not found:
        return None
    group = "name" if found["name"] else "owner"
    known = gender_by_name(found[group]) and has_type(found[group], "person")
    return Span(found[group], *found.span(group), is_name=True) if known else None


def _titled(title: Line) -> Span | None:
    """Return the name that makes up a whole title, apart from a remark in brackets."""
    if not title.bits & f.NAME_ONLY or " " not in title.name or not has_type(title.name, "person"):
        return None
    return Span(title.name, 0, len(title.name), is_name=True)


def non_person_topic(lines: list[Line]) -> str:
    """Return the thing a document is about if its name could be a person's, such as a horse's; else ""."""
    return next((line.name for line in lines if line.bits & f.THING_TOPIC), "")
