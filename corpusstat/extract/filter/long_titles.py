"""Titles without quotation marks that tokens cut: *the book Mills: A Life and Times, by Ann Lee* is one title."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.seen import TITLE_MARKS, Seen
from corpusstat.extract.filter.title_lists import TITLE_LINK, TITLE_WORD
from corpusstat.extract.filter.types import GIVEN_NAMES
from corpusstat.lexicon import months, weekdays, word_list

__all__ = ["LONGEST_JOINED", "OTHER_TITLE", "UNDATED_WORD", "is_title_case", "title_up_to", "whole_end", "whole_start"]

_TAIL: Final = re.compile(
    r",?(?: \([^()]{1,60}\))?,? (?:is |was )?(?:(?:co-)?(?:written|authored|penned|published) )?by"
    r" (?:the )?(?:[a-z-]+ ){0,3}$"
)
"""What may stand between a title and its author."""
_INSIDE_TAIL: Final = re.compile(
    r",[\"”’']?(?: \([^()]{1,60}\))? (?:the )?(?:[a-z-]+ ){0,3}$|[\"”’'],? (?:the )?(?:[a-z-]+ ){0,3}$"
)
"""The same where the author says something in it: *In Salt and Tin, the miller Ann Lee argues*."""
_NO_TITLE: Final = re.compile(r"[;\"“”()\[\]]|[a-z]\. ")
_TITLE_PART: Final = re.compile(r"[^\s–—]+")
_LINK_WORDS: Final = word_list("small_title_words")
_WORDS_OF_A_TITLE: Final = 25
_MONTH: Final = rf"(?:{'|'.join(months(short=False))}|(?:Spring|Summer|Autumn|Fall|Winter) \d)\b"
_DAY: Final = rf"(?:{'|'.join(weekdays(short=False))})\b"
UNDATED_WORD: Final = rf"(?!{_MONTH}|{_DAY}){TITLE_WORD}"
_GOES_ON: Final = re.compile(rf"(?:['’](?:s|t|re|ve|ll|d|m)?(?!\w))?(?: {TITLE_LINK}){{0,3}} {UNDATED_WORD}")
OTHER_TITLE: Final = re.compile(r" (?:and|or|&) (?:The|An?) ")
"""*Salt and The Tin Road* are two titles."""
_TWO_WORDS: Final = re.compile(rf"{TITLE_WORD} {TITLE_WORD}")
"""Who wrote with somebody: *She wrote Salt with Bo Lee*."""
_MAY_PART: Final = re.compile(r" (?:and|or) ")
_LISTED: Final = re.compile(
    rf"(?:, {UNDATED_WORD}(?: {UNDATED_WORD})*)+,? (?:and|&) {UNDATED_WORD}(?: (?:{TITLE_LINK} )*{UNDATED_WORD})*"
)
_OWNER_BEFORE: Final = re.compile(r"(?:\b[A-ZÀ-Þ][\w-]*(?: (?:of|the|and|in|to|for|a) )?)+['’]s? $")
_JOINED_BEFORE: Final = re.compile(
    rf"(?:^|(?<=[a-z:“\"] ))(?:(?:The|An?) )?{TITLE_WORD}(?: (?:(?:of|the|in|to) )*{TITLE_WORD})*"
    r" (?:and|&|or) (?:the |an? )?$"
)
"""Before the last words of a title: *Salt and Iron is a novel*."""
_LISTED_BEFORE: Final = re.compile(
    rf"(?:(?:The|An?) )?{TITLE_WORD}(?: {TITLE_WORD})*(?:, {TITLE_WORD}(?: {TITLE_WORD})*)+,? (?:and|&|or) $"
)
"""The same at the front of a sentence: *Salt, Tin, and Iron is a novel*."""
_JOINTS: Final = (" and ", " & ", " or ", " and the ", " or the ", " and a ", " or a ", " and an ", " or an ")
_LED_TITLE: Final = re.compile(
    rf"(?:(?:The|An?) )?(?!(?i:{TITLE_LINK}) ){TITLE_WORD}(?: (?:{TITLE_LINK} )*{TITLE_WORD})* (?:{TITLE_LINK} )+$"
)
"""The text before the last words of a title that begins a sentence: *Alice in Velda is a novel*."""
_OPENED_BEFORE: Final = re.compile(
    rf"(?:\d{{1,4}}|How|What|Why|Who|Where|My|No|All|Every|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Only|Not|Living"
    rf"|Growing|Being)(?: (?:{TITLE_WORD}|{TITLE_LINK}))* $"
)
"""The first words of a title that begins a sentence: *Seven Days is a novel*, *How to Mend a Mill is a guide*."""
LONGEST_JOINED: Final = 100
"""Characters of a title before its last *and*."""


def is_title_case(text: str) -> bool:
    """Whether each word begins with a capital letter or a figure, but for the small words of titles.

    >>> is_title_case("Mills: A Life and Times"), is_title_case("Mills are 2 old"), is_title_case("Mills of")
    (True, False, False)
    """
    words = [word.strip(",:!?.'’‘-") for word in _TITLE_PART.findall(text)]
    words = [word for word in words if word]
    if (
        not 0 < len(words) <= _WORDS_OF_A_TITLE
        or not _LINK_WORDS.isdisjoint((words[0], words[-1]))
        or _NO_TITLE.search(text)
    ):
        return False
    return all(word in _LINK_WORDS or word[0].isupper() or word[0].isdigit() or word == "&" for word in words)


def title_up_to(seen: Seen, *, inside: bool) -> int:
    """Where a title ends whose first words were found up to its author; 0 if that is not so.

    ``inside``: the author says something in it, else *by* precedes the name.
    """
    start, end = seen.subject
    tail = (_INSIDE_TAIL if inside else _TAIL).search(seen.text, end, seen.value[0])
    if tail is None:
        return 0
    if seen.text[start - 1 : start] in TITLE_MARKS:
        return end if seen.text[end : tail.start()].strip(",.\"”’'") == "" else 0
    return tail.start() if is_title_case(seen.text[start : tail.start()]) else 0


def whole_end(text: str, start: int, end: int, *, listed: bool) -> int:
    """Where a title in title case ends that starts and goes on here; ``listed``: it may have commas."""
    while found := _GOES_ON.match(text, end):
        if _is_another(text, start, end, found[0]):
            break
        end = found.end()
    more = _LISTED.match(text, end) if listed else None
    return more.end() if more else end


def _is_another(text: str, start: int, end: int, more: str) -> bool:
    """Whether what follows a title names somebody or another title: *Emma and Ann Lee*, *Emma with Ann Lee*."""
    if more.startswith(" with ") and _TWO_WORDS.match(text, end + len(" with ")):
        return True
    if more.split()[-1] not in GIVEN_NAMES:
        return OTHER_TITLE.match(more) is not None
    return _MAY_PART.match(more) is not None and " " not in text[start:end]


def whole_start(text: str, start: int) -> int:
    """Where a title starts that begins with a possessive or goes on with *and*: *Harrow's Gate*, *Salt and Iron*."""
    found = _OWNER_BEFORE.search(text, 0, start)
    lead = text[:start] if not found and start < LONGEST_JOINED else ""
    if lead and (_LED_TITLE.match(lead) or _LISTED_BEFORE.match(lead) or _OPENED_BEFORE.match(lead)):
        return 0
    if not found and text.endswith(_JOINTS, 0, start):
        found = _JOINED_BEFORE.search(text, max(0, start - LONGEST_JOINED), start)
    return found.start() if found else start
