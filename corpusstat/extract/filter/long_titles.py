"""Titles without quotation marks that tokens cut: *the book Mills: A Life and Times, by Ann Lee* is one title."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.extract.filter.seen import TITLE_MARKS, Seen
from corpusstat.lexicon import word_list

__all__ = ["is_title_case", "title_up_to"]

_TAIL: Final = re.compile(
    r",?(?: \([^()]{1,60}\))?,? (?:(?:co-)?(?:written|authored|penned|published) )?by (?:the )?(?:[a-z-]+ ){0,3}$"
)
"""What may stand between a title and its author."""
_PUBLISHED: Final = re.compile(r" (?:is|was) (?:first |originally )?published ")
"""What may follow a title after its author: *Ann Lee's Mills: A Life was published in 1951*."""
_NO_TITLE: Final = re.compile(r"[;\"“”()\[\]]|[a-z]\. ")
_WORD: Final = re.compile(r"[^\s–—]+")
_SMALL: Final = word_list("small_title_words")
_MOST_WORDS: Final = 25


def is_title_case(text: str) -> bool:
    """Whether each word begins with a capital letter or a figure, but for the small words of titles.

    >>> is_title_case("Mills: A Life and Times"), is_title_case("Mills are 2 old"), is_title_case("Mills of")
    (True, False, False)
    """
    words = [word.strip(",:!?.'’‘-") for word in _WORD.findall(text)]
    words = [word for word in words if word]
    if not words or len(words) > _MOST_WORDS or _NO_TITLE.search(text) or words[-1] in _SMALL or words[0] in _SMALL:
        return False
    return all(word[0].isupper() or word[0].isdigit() or word in _SMALL or word == "&" for word in words)


def title_up_to(seen: Seen) -> int:
    """Where a title ends whose first words were found up to *by* and its author, or *was published*; 0 for no title."""
    start, end = seen.subject
    tail = _TAIL.search(seen.text, end, seen.value[0]) if start < seen.value[0] else _PUBLISHED.search(seen.text, end)
    if tail is None:
        return 0
    if seen.text[start - 1 : start] in TITLE_MARKS:
        return end if seen.text[end : tail.start()].strip(",.\"”’'") == "" else 0
    return tail.start() if is_title_case(seen.text[start : tail.start()]) else 0
