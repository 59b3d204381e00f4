"""Titles without quotation marks that tokens cut: *the book Mills: A Life and Times, by Ann Lee* is one title."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.seen import TITLE_MARKS, Seen
from corpusstat.lexicon import word_list

__all__ = ["is_title_case", "title_up_to"]

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
