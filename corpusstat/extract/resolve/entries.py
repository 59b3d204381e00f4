"""Entries of directories: the person whose life a line tells, by the name at its beginning.

In *KELLING, Mara Jane, a Representative from Orland; born in Tarsk; died there* what follows the semicolons has no
subject: the person is named at the beginning of the line, with the surname first or last.
"""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.types import GIVEN_NAMES, LANDS, TITLES, has_type
from corpusstat.extract.match.facts import Span
from corpusstat.lexicon import alternatives, generations, kin, pronouns, word_list

__all__ = ["entry_of", "heading_before", "headings", "is_listed_child", "surname_last", "titled_entry", "turned_name"]

_LINKS: Final = r"(?:(?:[Dd]e|[Dd]u|[Ll]a|[Ll]e|[Vv]an|[Vv]on|[Dd]er|ST\.|St\.) ){0,2}"
_IN_CAPITALS: Final = rf"{_LINKS}[A-ZÀ-Þ][a-zà-ÿ]{{0,4}}['’]?[A-ZÀ-Þ][A-ZÀ-Þ'’-]*(?: [A-ZÀ-Þ][A-ZÀ-Þ'’-]+)?"
_IN_SMALL: Final = rf"{_LINKS}[A-ZÀ-Þ][\w'’]+(?:-[A-ZÀ-Þ][\w'’]+)?"
_NAME_WORD: Final = r"(?:[A-ZÀ-Þ]\.(?:[ -]?[A-ZÀ-Þ]\.)*|(?:[dl]['’])?[A-ZÀ-Þ][\w’'-]+\.?)"
_NICKNAME: Final = r"(?: [\"“(][^\"”()\n]{1,20}[\"”)])?"
_SUFFIX: Final = rf"(?:,? (?P<suffix>{alternatives(generations('short', 'numeral'))})\b\.?)?"
_RANKS: Final = "Pte|Private|Cpl|L/?Cpl|Corporal|Sgt|Sergeant|Lieut|Lieutenant|Lt|Capt|Captain|Gunner|Driver"
_RANK: Final = rf"(?:,? (?:{_RANKS})\b\.?[ \d]*)?"
"""What follows the given names in a roll of honour: *KELLING, Mara, Pte 20114,*."""
_HEAD_END: Final = r"(?=,? ?[,;(:]|[,.]? (?:[bd]\.|[Bb]orn\b|was born\b)|\.?\s*(?:\n|$)| {3})"
_MEMORY: Final = r"(?:In|IN) (?:[Ll]oving |LOVING )?(?:[Mm]emory of|MEMORY OF):? |Remembering |Obituary (?:of|for) "
_ITEM: Final = (
    r"[^\w\n]{0,3}(?:\d{1,4}[.)] )?(?:[\"“][^\"”\n]{1,20}[\"”] )?"
    rf"(?:(?:Full )?[Nn]ame: |{_MEMORY})?"
)
"""What may come before a name at a line's beginning: a bullet, a number, a nickname, a label."""
_TURNED: Final = re.compile(
    rf"{_ITEM}(?:(?P<capitals>{_IN_CAPITALS})|(?P<plain>{_IN_SMALL})), "
    rf"(?P<given>{_NAME_WORD}(?: (?:{_LINKS})?{_NAME_WORD}){{0,4}}){_NICKNAME}{_SUFFIX}{_RANK}{_HEAD_END}"
)
"""A surname, a comma, and given names."""
_STRAIGHT: Final = re.compile(
    rf"{_ITEM}(?P<name>{_NAME_WORD}{_NICKNAME}(?: {_LINKS}{_NAME_WORD}){{1,4}}){_SUFFIX}"
    rf"(?=,? \(|, (?:an?|the|[bd]\.|born)(?!\w)|: | [bd]\. |\s*(?:\n|$)| {{3}})"
)
_SHORT_GIVEN_NAMES: Final = frozenset(("Chas", "Edw", "Geo", "Jas", "Jno", "Jos", "Robt", "Thos", "Wm"))
"""Given names that are written short."""
_PLAIN_TITLES: Final = word_list("plain_titles")
_SHOUTED: Final = re.compile(r"(?<=[A-ZÀ-Þ])[A-ZÀ-Þ]+")
_OF_OTHERS: Final = re.compile(
    rf"\b(?:married|m\.|{alternatives(kin('spouse', 'sibling', 'parent') | {'children', 'issue'})}"
    r"|(?:sons?|daughters?)(?! of))\b"
)
_OF_CHILDREN: Final = re.compile(
    rf"\b(?:{alternatives(kin('child', several=True))}|(?<!death of )(?:his wife|her husband))\b"
)
_BRACKETED: Final = re.compile(r"\([^()]*\)")
_HEADING_LINE: Final = re.compile(
    rf"[^\w\n]{{0,6}}(?:\d{{1,3}}[.)] {{1,2}})?(?P<name>{_NAME_WORD}{_NICKNAME}(?: {_LINKS}{_NAME_WORD}){{1,4}})"
    r"(?:,? ?\([^()\n]{3,60}\))?[^\w\n]{0,6}\n\s*(?P<prose>[^\n]{60,})"
)
"""A line that consists of a name, with or without a bracket, and the line of prose after it."""
_PROSE_BELOW: Final = re.compile(r"\.?\s*\n\s*[^\n]{40}")
_TOLD_AGAIN: Final = {
    "birth": re.compile(r"\n\W*(?:[Bb]orn|[Bb]irth|[Dd]ate [Oo]f [Bb]irth|DOB)\b"),
    "death": re.compile(r"\n\W*(?:[Dd]ied|[Dd]eath|[Dd]ate [Oo]f [Dd]eath)\b"),
    "birth_place": re.compile(r"\n\W*(?:[Pp]lace [Oo]f [Bb]irth|[Bb]irth ?[Pp]lace)\b"),
    "death_place": re.compile(r"\n\W*(?:[Pp]lace [Oo]f [Dd]eath|[Dd]eath ?[Pp]lace)\b"),
}
"""A line that tells the same about somebody: a second one below a heading is about somebody else."""
_LEADING_MARKS: Final = "#*•·>|-–—“\"' 0123456789.)"
"""Marks and numbers before a name that is a heading."""
_OF_ONE: Final = re.compile(
    rf"(?:{alternatives(map(str.capitalize, pronouns('subject', 'possessive', gender='m f')))}|Born)\b"
)
_INITIALS: Final = re.compile(r"(?:[A-ZÀ-Þ]\.[ -]?){2}[A-ZÀ-Þ]")
_LONGEST_HEAD: Final = 120
"""Characters of a name and what comes before it."""
_SURNAME_AHEAD: Final = re.compile(rf"(?:^|\n)[^\w\n]{{0,6}}(?P<surname>{_IN_SMALL}), $")
"""A line's beginning up to a given name: *Kelling, Ann (born 1901)*."""
_COMMA_AHEAD: Final = (", ", ", \n")
_LONGEST_SURNAME: Final = 40
_LIFE_BEHIND: Final = re.compile(r" \([^()]{0,40}\d{4} ?[–-] ?[^()]{0,40}\d{4}\)")
_LISTS_OF_NO_SURNAMES: Final = ("sentence_starters", "common_words", "jobs", "jobs_before_names", "not_names_alone")
_NO_SURNAMES: Final = frozenset(
    word.lower() for words in (kin(), *map(word_list, _LISTS_OF_NO_SURNAMES)) for word in words
)
_GENERATION: Final = re.compile(rf" (?:{alternatives(generations('short', 'numeral') | {'I'})})\.?$")
_CHILDREN_AHEAD: Final = re.compile(
    r"\b(?:[Cc]hild(?:ren)?|[Dd]aughters?|[Ss]ons?|[Ii]ssue)\b(?:(?:: |, )(?:[^\n;.]|\b\w{1,3}\.)*)?[:,;]? (?:and )?$"
)
"""What begins a list of children who are called by their given names."""
_LONGEST_LIST: Final = 300
_LINES_BEFORE: Final = 4
_LONGEST_LEAD: Final = 400
"""Characters between a name and a birth."""


def entry_of(text: str, at: int, relation: str) -> Span | None:
    """Return the person whose entry a birth or death at this place is in, by the beginning of its line.

    >>> entry_of("KELLING, Mara Jane, a singer; born in Tarsk", 29, "birth_place").text
    'Mara Jane Kelling'
    """
    begin = text.rfind("\n", 0, at) + 1
    found = _head_of_line(text, begin)
    if found is None:
        return None
    between = _BRACKETED.sub("", text[found.end : at])
    if relation.startswith("birth"):
        return None if len(between) > _LONGEST_LEAD or _OF_OTHERS.search(between) else found
    return None if _OF_CHILDREN.search(between) else found


def heading_before(text: str, at: int, relation: str) -> Span | None:
    r"""Return the person named in one of the short lines above the line at this place, which tells of a birth or death.

    >>> heading_before("Bo Lee\nAnn Kelling\nBorn in Tarsk", 19, "birth_place").text
    'Ann Kelling'
    """
    found = _heading_above(text, at)
    begin = text.rfind("\n", 0, at) + 1
    labelled = relation in _TOLD_AGAIN and _TOLD_AGAIN[relation].match(text, max(0, begin - 1))  # apart from the date
    again = found and _TOLD_AGAIN[relation if labelled else relation.partition("_")[0]].search(
        text, found.end, begin - 1
    )
    return None if again else found


def surname_last(name: Span, text: str) -> Span:
    """Return the full name at the beginning of an entry, where a surname precedes the given names in ``name``.

    >>> text = "Kelling, Idda Jane (b. 1871)"
    >>> surname_last(Span("Idda Jane", 9, 18, is_name=True), text).text
    'Idda Jane Kelling'
    """
    if not text.endswith(_COMMA_AHEAD, 0, name.start):
        return name
    found = _SURNAME_AHEAD.search(text, max(0, name.start - _LONGEST_SURNAME), name.start)
    number = _GENERATION.search(name.text)
    given = name.text[: number.start()] if number else name.text
    if not found or found["surname"] in LANDS or not _may_be_turned(found["surname"], given, text, name.end):
        return name
    whole = f"{given} {found['surname']}{number[0] if number else ''}"
    return Span(whole, found.start("surname"), name.end, is_name=True) if has_type(whole, "person") else name


def _may_be_turned(surname: str, given: str, text: str, end: int) -> bool:
    """Whether the words after a line's first and a comma are given names: *Kelling, Ann Brook (4 May 1871 – 1951)*."""
    first, _, last = given.rpartition(" ")
    if not first or last in GIVEN_NAMES:
        return True
    lived = first.split(" ", 1)[0] in GIVEN_NAMES and _LIFE_BEHIND.match(text, end)
    return bool(lived) and surname.lower() not in _NO_SURNAMES and has_type(surname, "person")


def turned_name(surname: str, text: str, at: int = 0) -> Span | None:
    r"""Return the person named at the beginning of the line at a place, surname first, if the surname is this one.

    >>> turned_name("Kelling", "Kelling, Ann\n\nKelling was born in Tarsk.").text
    'Ann Kelling'
    """
    begin = text.rfind("\n", 0, at) + 1
    if not text.startswith(f"{surname}, ", begin):
        return None
    found = _TURNED.match(text, begin, begin + _LONGEST_HEAD)
    return _turned(found) if found and found["plain"] == surname else None


def titled_entry(text: str) -> Span | None:
    r"""Return the person whose name, the surname first, is all of a text's first line, or in capitals begins it.

    >>> titled_entry("KELLING, MARA\nMara Kelling sang.").text, titled_entry("KELLING, Anna, a singer. She").text
    ('Mara Kelling', 'Anna Kelling')
    """
    found = _TURNED.match(text, 0, _LONGEST_HEAD)
    if not found:
        return None
    begins = found["capitals"] and _unshouted(found["given"]).split(" ", 1)[0] in GIVEN_NAMES
    return _turned(found) if text.startswith(("\n", ",") if begins else "\n", found.end()) else None


def is_listed_child(name: Span, text: str) -> bool:
    """Whether a name is in a list of children, who are named without their surname.

    >>> text = "Children: Ann (b. 1901), Mary Ann (b. 1903)"
    >>> is_listed_child(Span("Mary Ann", 25, 33, is_name=True), text)
    True
    """
    if name.text.rsplit(" ", 1)[-1] not in GIVEN_NAMES:
        return False
    return _CHILDREN_AHEAD.search(text, max(0, name.start - _LONGEST_LIST), name.start) is not None


def _heading_above(text: str, at: int) -> Span | None:
    """Return the person whose name is one of the short lines above the line at this place."""
    end = text.rfind("\n", 0, at)
    for _ in range(_LINES_BEFORE):
        while end > 0 and text[end - 1].isspace():
            end -= 1
        if end <= 0:
            return None
        begin = text.rfind("\n", 0, end) + 1
        found = _head_of_line(text, begin) if end - begin <= _LONGEST_HEAD else None
        if found or end - begin > _LONGEST_HEAD:
            return found
        end = begin - 1
    return None


def headings(text: str) -> list[Span]:
    r"""Return the persons whose names are lines of their own above prose about them, as on a page with several lives.

    >>> [span.text for span in headings("Ann Lee (1901–1977)\n\nShe sang in Tarsk" + " and in Orland" * 4)]
    ['Ann Lee']
    >>> [span.text for span in headings("Lee, Ann\n\nA singer of Tarsk" + " and of Orland" * 4)]
    ['Ann Lee']
    """
    found, at = [], 0
    for line in text.split("\n"):
        if " " in line and len(line) <= _LONGEST_HEAD:
            heading = _turned_heading(text, at) if ", " in line else _heading(text, line, at)
            found += [heading] if heading else []
        at += len(line) + 1
    return found


def _turned_heading(text: str, at: int) -> Span | None:
    """The person whose name is all of a line, the surname first, above a line of prose."""
    found = _TURNED.match(text, at, at + _LONGEST_HEAD)
    return _turned(found) if found and _PROSE_BELOW.match(text, found.end()) else None


def _heading(text: str, line: str, at: int) -> Span | None:
    """The person whose name is a line, perhaps with a bracket, above prose about that person."""
    if line.lstrip(_LEADING_MARKS).split(" ", 1)[0] not in GIVEN_NAMES:
        return None
    heading = _HEADING_LINE.match(text, at)
    return _heading_name(heading) if heading and _is_of_one(heading) else None


def _heading_name(heading: re.Match[str]) -> Span:
    return Span(heading["name"], heading.start("name"), heading.end("name"), is_name=True)


def _is_of_one(heading: re.Match[str]) -> bool:
    """Whether a heading is a person's name, and the prose below is about that person."""
    told = _OF_ONE.match(heading["prose"]) or heading["name"].rsplit(" ", 1)[-1] in heading["prose"][:_LONGEST_LEAD]
    return bool(told) and has_type(heading["name"], "person")


def _head_of_line(text: str, begin: int) -> Span | None:
    """Return the person named at the beginning of the line that begins here."""
    stop = min(len(text), begin + _LONGEST_HEAD)
    found = _TURNED.match(text, begin, stop)
    if found:
        return _turned(found)
    found = _STRAIGHT.match(text, begin, stop)
    if not found:
        return None
    name = _unshouted(found["name"])
    if not _is_surely_named(name) or not has_type(name, "person"):
        return None
    return Span(name, found.start("name"), found.end("name"), is_name=True)


def _is_surely_named(name: str) -> bool:
    """Whether a line is a person's name: it begins with a given name, a plain title, or two initials."""
    words = name.split()
    first = next((word for word in words if word not in TITLES), "")
    return first.split("-")[0] in GIVEN_NAMES or words[0] in _PLAIN_TITLES or _INITIALS.match(name) is not None


def _unshouted(name: str) -> str:
    """Return a name in capitals as it is usually written."""
    return _SHOUTED.sub(lambda m: m[0] if m[0] in ("I", "II", "V") else m[0].lower(), name)


def _turned(found: re.Match[str]) -> Span | None:
    """Return the name with the given names first; None if they may be something else."""
    surname, words = found["capitals"] or found["plain"], found["given"].split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    first = _SHOUTED.sub(lambda m: m[0].lower(), words[0])
    whole = "." not in first or first.removesuffix(".") in _SHORT_GIVEN_NAMES
    if first not in GIVEN_NAMES and (found["plain"] or not whole or not has_type(first, "person")):
        return None
    name = " ".join([*words, surname, *filter(None, [found["suffix"]])])
    name = _unshouted(name)
    start = found.start("capitals" if found["capitals"] else "plain")
    return Span(name, start, found.end("given"), is_name=True) if has_type(name, "person") else None
