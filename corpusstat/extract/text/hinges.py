"""Hinges: words where a title and a name meet, *Salt by Ann Lee*, *Ann Lee's "Salt"*; by the bytes around them alone.

*By* is in every twelfth sentence, a hinge in every three-hundredth: templates that have nothing else to search for
ask for one.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.jit import compiled_inner

__all__ = ["is_hinge"]

_B: Final = ord("b")
_TITLE_THE, _TITLE_A, _TITLE_AN = (tuple(article.encode()) for article in ("The ", "A ", "An "))
_TITLE_ENDS: Final = tuple(ord(mark) for mark in "\"')!?")
_LONGEST_LAST_WORD: Final = 40
"""Bytes of the word before a hinge that are looked through for its beginning."""


@compiled_inner
def _opens(data: Bytes, at: int, stop: int) -> bool:
    """Whether a quotation mark opens at ``at``."""
    b = u.byte_at(data, at, stop)
    if b in (u.DOUBLE_QUOTE, u.APOSTROPHE):
        return True
    return u.is_at(data, at, stop, u.LEFT_QUOTE) or u.is_at(data, at, stop, u.LEFT_SINGLE_QUOTE)


@compiled_inner
def _is_title_next(data: Bytes, at: int, stop: int) -> bool:
    """Whether a quotation mark or a title's article comes at ``at``: *"Salt*, *The Tin Road*."""
    if _opens(data, at, stop):
        return True
    width = u.is_at(data, at, stop, _TITLE_THE) * len(_TITLE_THE)
    width += u.is_at(data, at, stop, _TITLE_A) * len(_TITLE_A)
    width += u.is_at(data, at, stop, _TITLE_AN) * len(_TITLE_AN)
    return width > 0 and u.char_class_at(data, at + width, stop) & u.UPPER != 0


@compiled_inner
def _is_title_before(data: Bytes, start: int, end: int) -> bool:
    """Whether the word that ends before ``end`` can end a title: it has a capital or a figure, or closes something."""
    end -= u.byte_at(data, end - 1, end) == u.COMMA
    last = u.byte_at(data, end - 1, end)
    if (
        last in _TITLE_ENDS
        or u.ends_with(data, start, end, u.RIGHT_QUOTE)
        or u.ends_with(data, start, end, u.RIGHT_SINGLE_QUOTE)
    ):
        return True
    if u.CHAR_CLASSES[last] & u.DIGIT:
        return True
    at = end - 1
    least = max(start, end - _LONGEST_LAST_WORD)
    while at > least and data[at - 1] > u.SPACE:
        at -= 1
    while at < end and u.is_continuation(data[at]):
        at += 1
    return u.char_class_at(data, at, end) & u.UPPER != 0


@compiled_inner
def is_hinge(data: Bytes, start: int, at: int, end: int, stop: int) -> bool:
    """Whether the word from ``at`` to ``end``, *by* or *'s*, is where a title and a name meet in this text."""
    if u.byte_at(data, end, stop) != u.SPACE:
        return False
    if data[at] != _B:
        return _is_title_next(data, end + 1, stop)
    if at - 1 <= start or data[at - 1] != u.SPACE or not u.char_class_at(data, end + 1, stop) & u.UPPER:
        return False
    return _is_title_before(data, start, at - 1)
