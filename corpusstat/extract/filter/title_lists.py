"""Titles that are listed after the first: *the author of the novels Salt, The Tin Road and Iron*.

Whether titles with commas between them are one or several is said by the words before them: *novels*, *books
including*. Then the last *and* parts two titles; a comma before it shows that other *and* are parts of titles.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from corpusstat.extract.filter.seen import lead_end
from corpusstat.lexicon import alternatives, word_list

__all__ = ["TITLE_LINK", "TITLE_WORD", "first_of_list", "is_list_ahead", "listed_titles"]

TITLE_LINK: Final = rf"(?:{alternatives('small_title_words')}|&)"
TITLE_WORD: Final = r"[A-ZÀ-Þ][\w’'&-]*"
_ONE_TITLE: Final = rf"{TITLE_WORD}(?: (?:{TITLE_LINK} ){{0,3}}{TITLE_WORD}|-{TITLE_WORD})*"
_REMARK: Final = r"(?:: [A-ZÀ-Þ\d][^,;:.()\"“”]{2,90}?)?(?: \([^()]{1,60}\))?"
"""What may follow a title in a list: a sub-title, brackets."""
_PRAISED: Final = (
    r"(?:the (?:(?:highly|critically|acclaimed|best-?selling|award-winning|forthcoming|upcoming|recent|classic|novel"
    r"|memoir|book) )*)?"
)
_NEXT_TITLE: Final = re.compile(rf"{_REMARK}[,;] ((?:and |& )?){_PRAISED}({_ONE_TITLE})(?![\w’'])")
_LAST_TITLE: Final = re.compile(rf"{_REMARK}[,;]? (?:and|&) {_PRAISED}({_ONE_TITLE})(?![\w’'])")
_NEXT_QUOTED: Final = re.compile(
    rf"[,.]?[\"”’']{_REMARK}[,;]?(?: (?:and|&))?(?: in \d{{4}},?(?: and)?)? (?:[\"“]([^\"“”]{{2,150}}?)[,.]?(?=[\"”])"
    r"|[‘']([A-ZÀ-Þ][^‘’'\"“”]{2,100}?)[,.]?(?=[’'](?:[\s,.;:)]|$)))"
)
_LAST_AND: Final = re.compile(r"^(.*[^,]) and (.*)$")
_SEVERAL_WORKS: Final = alternatives("several_works")
_LIST_AHEAD: Final = re.compile(
    rf"\b(?:{_SEVERAL_WORKS}|work(?= includes))(?: by [A-Z][^.;:!?]{{1,60}})?[,:]?"
    r"(?: (?:are|were|such as|called|titled|entitled|including|include[sd]?))*:?"
    r"(?: the)? ?[\"“‘']?$"
    rf"|\b(?:{_SEVERAL_WORKS})\b[^.;:!?\"“”]{{0,120}},? (?:including|such as)(?: the)? ?[\"“‘']?$",
    re.IGNORECASE,
)
_ONE_OF_SEVERAL: Final = re.compile(
    r"\b(?:book|collection|volume) of (?:short |new )?(?:poems|essays|stories|plays)[,:]? ?[\"“‘']?$", re.IGNORECASE
)
"""Before one title: *her book of poems, Salt*."""
_LIST_ENDS: Final = (
    *sorted({works.split()[-1] for works in word_list("several_works")}), "are", "were", "as", "called", "titled",
    "entitled", "including", "include", "includes", "included",
)  # fmt: skip
"""The last words of what `_LIST_AHEAD` finds."""
_MOST_TITLES: Final = 30


def is_list_ahead(lead: str) -> bool:
    """Whether the text before a title says that several follow.

    >>> is_list_ahead("the author of the novels "), is_list_ahead("the author of the novel ")
    (True, False)
    """
    if not lead_end(lead).endswith(_LIST_ENDS) or not _LIST_AHEAD.search(lead):
        return False
    return not _ONE_OF_SEVERAL.search(lead)


def first_of_list(text: str, start: int, end: int) -> int:
    """Where the first of several titles without quotation marks ends, if it was read from start to end.

    >>> text = "Salt and Iron"
    >>> text[: first_of_list(text, 0, len(text))]
    'Salt'
    """
    parted = None if _NEXT_TITLE.match(text, end) else _LAST_AND.match(text[start:end])
    return start + parted.end(1) if parted else end


def listed_titles(text: str, end: int) -> Iterator[tuple[int, int]]:
    """Where the titles are that follow a first one which ends here, in a list.

    >>> text = "the novels Salt, War and Iron, and The Tin Road."
    >>> [text[a:b] for a, b in listed_titles(text, 15)]
    ['War and Iron', 'The Tin Road']
    """
    if text[end : end + 1] in "\"”’'" or text[end + 1 : end + 2] in "\"”’'":
        yield from _quoted_titles(text, end)
        return
    found: list[tuple[int, int]] = []
    last = False
    while not last and len(found) < _MOST_TITLES and (more := _NEXT_TITLE.match(text, end)):
        found.append(more.span(2))
        last, end = bool(more[1]), more.end()
    if last:
        yield from found
        return
    second = _LAST_TITLE.match(text, end)
    if second:
        yield from [*found, second.span(1)]
    elif found:
        start, stop = found.pop()
        parted = _LAST_AND.match(text[start:stop])
        if parted:
            yield from [*found, (start, start + parted.end(1)), (start + parted.start(2), stop)]


def _quoted_titles(text: str, end: int) -> Iterator[tuple[int, int]]:
    """The same for titles in quotation marks, of which the first ends before its closing one."""
    for _ in range(_MOST_TITLES):
        more = _NEXT_QUOTED.match(text, end)
        if not more:
            return
        group = 1 if more[1] else 2
        yield more.span(group)
        end = more.end(group)
