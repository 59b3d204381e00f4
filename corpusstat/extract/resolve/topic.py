"""Whom a document is about: the person it opens with, if it opens as a life or as the news of a death."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.extract.filter import cues as w
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.cues import CueWords, cue_words
from corpusstat.extract.filter.reading import Sentence
from corpusstat.extract.filter.seen import has_any
from corpusstat.extract.filter.types import TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.jit import compiled, compiled_inner
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import Tokens
from corpusstat.extract.text.utf8 import FULL_STOP
from corpusstat.lexicon import weekdays, word_list

__all__ = [
    "Line",
    "gender_by_name",
    "gender_by_pronouns",
    "is_said",
    "non_person_topic",
    "read_openings",
    "titled_topic",
    "topic_of",
]

NAME_FIRST, NAME_ONLY, WITH_DATES, DESCRIBED, AS_THING, CUT_SHORT, THING_TOPIC = (1 << i for i in range(7))
"""Bits of lines: a name is first; it is all, but for a remark in brackets; the dates of a life follow; a description
does, it is that of a thing; a nickname or a dash cuts the name short; the name is a thing's."""

_ODD_SPACES: Final = re.compile(r"[^\S\n ]")
_LINES: Final = 8
_HEAD: Final = 400
"""Characters of a document, in which its first lines are read."""
_FAR_DATES, _FAR_VERB, _LONGEST_BRACKET = 60, 90, 200
"""Characters between a name and the bracket with its dates, or its verb; and of the bracket."""
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
    rf"|{'|'.join(sorted(weekdays(short=False)))}))\b"
)
_DEATH_PARTS: Final = ("died", "passed", "entered", "departed", "succumbed", "was called", "left this", "went ")
"""Of which there is one where `_AGED` is found."""
_TITLE_NAME: Final = r"(?P<name>[A-ZÀ-Þ][\w’'-]+(?: (?:[A-ZÀ-Þ]\.|(?:(?:de|van|von|der|la) )*[A-ZÀ-Þ][\w’'-]+)){1,3})"
_HEADLINE: Final = re.compile(
    r"(?:About(?: the (?:Author|Artist))?:?|Meet|Remembering|Obituary(?: for| of)?:?|In (?:[Ll]oving )?[Mm]emory [Oo]f"
    r"|In Memoriam:?|(?:A )?(?:[Ss]hort )?[Bb]iography(?: of|:)|Bio:|Profile(?: of|:)|(?:A )?[Tt]ribute to"
    rf"|Who (?:is|was)|The [Ll]ife (?:and [\w ]{{1,20}} )?of|Celebrating|Honoring) {_TITLE_NAME}(?=\W*$| ?[-–—|:(?])"
    rf"|{_TITLE_NAME.replace('name', 'owner')}(?:['’]s)?(?: (?:Biography|Bio|Obituary|Profile|Wiki)\b| ?[-–—|:] | ?\()"
)
"""A headline that names whom the text is about: *Meet Ann Lee*, *Ann Lee's Biography*, *Ann Lee – Potter*."""
_SUFFIX: Final = re.compile(r",? (?:Jr|Sr|II|III|IV)\.?$")
_DATED: Final = re.compile(r" \((?:c\.? ?|ca\.? ?)?(\d{4})\s?[-–—]\s?(?:c\.? ?)?(\d{4})\)")
_SHORTEST_LIFE, _LONGEST_LIFE = 25, 112
_MALE: Final = word_list("male_names")
_FEMALE: Final = word_list("female_names")
_LIVES: Final = re.compile(r",? (?:was born|died|passed away|grew up|is an?|was an?|\d+, (?:of|passed|died))\b")
_DIES: Final = re.compile(r"\b(?:dies|dead|died|killed|murdered)\b")
_HIS: Final = (" he ", " He ", " his ", " His ", " him ")
_HERS: Final = (" she ", " She ", " her ", " Her ")


class Line(NamedTuple):
    """A line at a document's beginning: its text, the name it opens with, where that starts there, its bits."""

    text: str
    name: str
    start: int
    bits: int


@compiled_inner
def _ends_clause(s: Sentence, i: int) -> bool:
    """Whether a full stop or a semicolon is, or is within, token ``i``."""
    if r.is_word(s, i, w.STOP) or r.is_word(s, i, w.SEMICOLON):
        return True
    for at in range(s.info[i, r.BYTE_START], s.info[i, r.BYTE_END]):  # noqa: SIM110 - no generators in compiled code
        if s.data[at] == FULL_STOP:
            return True
    return False


@compiled_inner
def _tells_life(s: Sentence, i: int) -> bool:
    """Whether token ``i``, in brackets, tells of a birth or a death: *born*, *b.*, *died*."""
    short = r.is_word(s, i, w.LETTER_B) and r.is_word(s, i + 1, w.STOP)
    return short or r.is_word(s, i, w.BORN) or r.is_word(s, i, w.DIED)


@compiled_inner
def _has_dates(s: Sentence, i: int) -> bool:
    """Whether the bracket that opens at ``i`` has the dates of a life."""
    end, depth, told = s.info[i, r.START] + _LONGEST_BRACKET, 0, False
    while r.is_inside(s, i) and s.info[i, r.START] <= end:
        if r.is_word(s, i, w.OPEN_BRACKET):
            depth, told = depth + 1, False
        elif r.is_word(s, i, w.CLOSE_BRACKET):
            depth -= 1
            if depth == 0:
                return told
        elif depth == 1:
            told = told or _tells_life(s, i)
        i += 1
    return False


@compiled_inner
def _is_followed_by_dates(s: Sentence, name: int) -> bool:
    i = name + 1
    while r.is_inside(s, i) and s.info[i, r.START] - s.info[name, r.END] <= _FAR_DATES and not _ends_clause(s, i):
        if r.is_word(s, i, w.OPEN_BRACKET):
            return _has_dates(s, i)
        i += 1
    return False


@compiled_inner
def _description(s: Sentence, name: int) -> int:
    """The token after *is a*, *was the* and the like in the clause of a name; 0 if there is none."""
    i = name + 1
    while r.is_inside(s, i) and s.info[i, r.START] - s.info[name, r.END] <= _FAR_VERB and not _ends_clause(s, i):
        article = r.is_word(s, i + 1, w.A) or r.is_word(s, i + 1, w.AN) or r.is_word(s, i + 1, w.THE)
        if article and (r.is_word(s, i, w.IS) or r.is_word(s, i, w.WAS)):
            return i + 2
        i += 1
    return 0


@compiled_inner
def _is_cut_short(s: Sentence, i: int) -> bool:
    """Whether token ``i``, after a name, says that more of it is to come: a dash, a quotation mark, *i*."""
    quote = r.is_quote(s, i, w.OPENING_QUOTE) or r.is_a(s, i, r.QUOTE_FIRST)
    return (
        quote
        or r.is_cue(s, i, w.DASH)
        or r.is_a(s, i, r.HYPHENATED)
        or (r.is_cue(s, i, w.NOBLE) and r.length(s, i) == 1)
    )


@compiled_inner
def _line_bits(s: Sentence, name: int, start: int) -> int:
    """Bits of a line that starts at this character, and whose first name is token ``name``."""
    after = name + 1
    bits = CUT_SHORT if _is_cut_short(s, after) else 0
    if name == s.first and s.info[name, r.START] == start:
        bits |= NAME_FIRST | (THING_TOPIC if r.is_described_as_thing(s, after) else 0)
        bits |= NAME_ONLY if r.after_brackets(s, after) == s.last else 0
    if _is_followed_by_dates(s, name):
        return bits | WITH_DATES
    what = _description(s, name)
    return bits | (DESCRIBED if what else 0) | (AS_THING if r.is_inside(s, what) and r.is_thing(s, what) else 0)


@compiled
def _read_lines(tokens: Tokens, words: CueWords, lines: Longs, out: Longs) -> None:
    """Write start and end of the name that each line opens with (-1: none), and the line's bits.

    ``lines``: the text of each, and where it starts and ends there.
    """
    info, before = np.empty((len(tokens.types), r.COLUMNS), np.int64), -1
    for row in range(len(lines)):
        text, start, end = lines[row]
        i, stop = tokens.sentence_start[text], tokens.sentence_start[text + 1]
        if text != before:
            r.look_up(tokens, words, info, i, stop)
            before = text
        while i < stop and tokens.char_start[i] < start:
            i += 1
        last = i
        while last < stop and tokens.char_start[last] < end:
            last += 1
        s = Sentence(tokens.data, info, i, last)
        while r.is_quote(s, i, w.OPENING_QUOTE):
            i += 1
        if r.is_a(s, i, r.NAME):
            out[row, 0], out[row, 1], out[row, 2] = s.info[i, r.START], s.info[i, r.END], _line_bits(s, i, start)


def read_openings(texts: list[str]) -> list[list[Line]]:
    """Read the first lines of documents: the very first, and those that open with a name.

    >>> [line] = read_openings(["Ada Lovelace (born 1815) was a mathematician."])[0]
    >>> line.name, line.bits & WITH_DATES > 0
    ('Ada Lovelace', True)
    """
    heads = [_plain(text[:_HEAD]) for text in texts]
    lines = [(row, *line) for row, head in enumerate(heads) for line in _lines_of(head)]
    table = np.array(lines, np.int64).reshape(-1, 3)
    out = np.full((len(lines), 3), -1, np.int64)
    out[:, 2] = 0
    _read_lines(tokenize(pl.Series(heads, dtype=pl.String)), cue_words(), table, out)
    found: list[list[Line]] = [[] for _ in heads]
    for (row, start, end), (name, name_end, bits) in zip(lines, out.tolist(), strict=True):
        if name >= 0 or not found[row]:
            text = heads[row]
            found[row].append(Line(text[start:end], text[name:name_end] if name >= 0 else "", name, bits))
    return found


def _plain(head: str) -> str:
    """A text with no other spaces than line breaks and plain ones."""
    return head if head.replace("\n", " ").isprintable() else _ODD_SPACES.sub(" ", head)


def _lines_of(head: str) -> Iterator[tuple[int, int]]:
    """Where the first lines start and end."""
    at = 0
    for line in head.split("\n", _LINES)[:_LINES]:
        yield at, at + len(line)
        at += len(line) + 1


@lru_cache(maxsize=1 << 14)
def gender_by_name(name: str) -> str:
    """Return "m" or "f" by title or given name, "" if neither says.

    >>> gender_by_name("Mrs. Bond"), gender_by_name("Ada Lovelace"), gender_by_name("Smith")
    ('f', 'f', '')
    """
    words = name.split()
    while len(words) > 1 and words[0] in TITLES and words[0] not in _MALE and words[0] not in _FEMALE:
        words = words[1:]
    return "f" if words[0] in _FEMALE else "m" if words[0] in _MALE else ""


def gender_by_pronouns(text: str) -> str:
    """Return the gender of the person a text is about by its pronouns; "" if they are too few or too mixed.

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
            if line.bits & CUT_SHORT or " " not in name:
                return _titled(lines[0])
            start = line.start + len(line.name) - len(name)
            return Span(name, start, start + len(name), is_name=True)
    return None


def _opens_life(line: Line, title: Line) -> bool:
    """Whether a line begins to tell the life of the person with whose name it begins."""
    if line.bits & NAME_FIRST and " " in line.name and has_type(line.name, "person") and _tells_of_death(line):
        return True
    if line.bits & (WITH_DATES | DESCRIBED) and has_type(line.name, "person"):
        short = " " not in line.name and not line.bits & CUT_SHORT
        return not line.bits & DESCRIBED or not (short or line.bits & AS_THING)
    news = line.bits & NAME_FIRST and line.text != title.text and line.name in title.text and _DIES.search(title.text)
    return bool(news) and " " in line.name and has_type(line.name, "person")


def _tells_of_death(line: Line) -> bool:
    """Whether a name at the beginning is followed by an age and a death, or the years of a life."""
    end = len(line.name)
    years = _DATED.match(line.text, end)
    if years:
        return _SHORTEST_LIFE <= int(years[2]) - int(years[1]) <= _LONGEST_LIFE
    return has_any(line.text, _DEATH_PARTS) and _AGED.match(line.text, end) is not None


def _tells_of_title(line: Line, title: Line) -> bool:
    """Whether a line tells a life by a part of the name that is the whole title: *Ann Lee*, then *Ann was born*."""
    if line.text is title.text or not line.name or line.name not in title.name.split() or not line.bits & NAME_FIRST:
        return False
    return _LIVES.match(line.text, len(line.name)) is not None


def titled_topic(lines: list[Line], text: str) -> Span | None:
    r"""Return the person whose name is the whole title, if the text after it says the name again, and again.

    >>> [lines] = read_openings([text := "Ann Kelling\n\nKelling sang. In May Kelling left."])
    >>> titled_topic(lines, text).text
    'Ann Kelling'
    """
    name = _titled(lines[0]) or _headlined(lines[0])
    if not name:
        return None
    words, rest = _SUFFIX.sub("", name.text).split(), text[name.end : _BODY]
    return name if any(is_said(word, rest, _TIMES_NAMED) for word in (words[0], words[-1])) else None


def is_said(word: str, text: str, times: int) -> bool:
    r"""Whether a word is in a text so many times at least, each time as a whole word.

    An expression with ``\b`` on both sides says the same, but takes longer to compile than to look once.

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
    """Take the name from a headline that says that the text is about this person."""
    found = _HEADLINE.match(title.text)
    if not found:
        return None
    group = "name" if found["name"] else "owner"
    known = gender_by_name(found[group]) and has_type(found[group], "person")
    return Span(found[group], *found.span(group), is_name=True) if known else None


def _titled(title: Line) -> Span | None:
    """Take the name from a title that is nothing else, but for a remark in brackets."""
    if not title.bits & NAME_ONLY or " " not in title.name or not has_type(title.name, "person"):
        return None
    return Span(title.name, 0, len(title.name), is_name=True)


def non_person_topic(lines: list[Line]) -> str:
    """Return what a document is about if that is a thing that could be a person by its name, a horse; else ""."""
    return next((line.name for line in lines if line.bits & THING_TOPIC), "")
