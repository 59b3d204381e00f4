"""Residue of markup in a text: marks of Markdown and wikis, notes in brackets, entities of HTML.

Each function looks at the bytes around a mark and says what is to be done there, with how many bytes, and the character
that it asks for.
"""

from __future__ import annotations

from html.entities import name2codepoint
from typing import Final, NamedTuple

from corpusstat.extract.text import sorts
from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.dates_numbers import YEAR_DIGITS
from corpusstat.extract.text.hashtable import HashTable, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.marks import CLOSE_QUOTE, OPEN_QUOTE, odd_character
from corpusstat.extract.text.tags import brace_at, escape_at, tag_at, tag_names

__all__ = ["Markup", "markup_at", "markup_tables"]

_TITLE_SPAN, _LINK_SPAN, _LONGEST_NOTE, _LONGEST_ENTITY = 80, 200, 24, 10
"""Bytes within which the partner of a mark is looked for; of a note in brackets; of an entity."""
_LONGEST_DATES, _FIRST_OF_DASHES = 60, 0xE2
_DECIMAL, _HEXADECIMAL, _LAST_CODE = 10, 16, 0x10FFFF
_SURROGATES, _AFTER_SURROGATES = 0xD800, 0xE000
_STAR, _TILDE, _BAR, _ENTITY_END, _NUMBER_SIGN, _OPEN_SQUARE, _CLOSE_SQUARE, _CARET = map(ord, "*~|;#[]^")
_AMP, _LINK_MIDDLE = tuple(b"amp;"), tuple(b"](http")
_NOTES: Final = {"edit", "citation needed", "who?", "when?", "note", "update", "sic", "clarification needed"}
_MEDIA: Final = {"File", "Image", "Category", "file", "image", "category"}


class Markup(NamedTuple):
    """Entities by name, notes that are left out, kinds of links that are none, tags."""

    entities: HashTable
    notes: HashTable
    media: HashTable
    tags: HashTable


def markup_tables() -> Markup:
    """Make the tables."""
    entities = dict(name2codepoint) | {"apos": u.APOSTROPHE}
    return Markup(
        hash_table(entities),
        hash_table(dict.fromkeys(_NOTES, 1)),
        hash_table(dict.fromkeys(_MEDIA, 1)),
        tag_names(),
    )


@compiled_inner
def _closing_star(data: Bytes, i: int, end: int) -> int:
    """Where a mark like that at ``i`` closes what it opens: words with a capital first, and a space; 0: nowhere."""
    if i + 1 >= end or not u.is_upper(data[i + 1]):
        return 0
    spaced = False
    for k in range(i + 1, min(i + _TITLE_SPAN, end)):
        if data[k] == u.NEWLINE:
            return 0
        spaced = spaced or data[k] == u.SPACE
        if data[k] == data[i]:
            return k if spaced and data[k - 1] > u.SPACE and not sorts.is_letterlike(data, k + 1, i, end) else 0
    return 0


@compiled_inner
def _opened_star(data: Bytes, start: int, i: int, end: int) -> bool:
    """Whether the mark at ``i`` closes one that is as `_closing_star` wants it."""
    for k in range(i - 1, max(start, i - _TITLE_SPAN) - 1, -1):
        if data[k] == data[i]:
            return not sorts.is_letterlike(data, k - 1, start, end) and _closing_star(data, k, end) == i
    return False


@compiled_inner
def _star(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """One star or underscore: around a title it is a quotation mark, around a word it goes."""
    star, after = data[i] == _STAR, sorts.is_letterlike(data, i + 1, start, end)
    if not sorts.is_letterlike(data, i - 1, start, end):
        if _closing_star(data, i, end):
            return sorts.CHARACTER, 1, OPEN_QUOTE
        if after:
            return sorts.DROP if star else sorts.KEEP, 1, 0
    if _opened_star(data, start, i, end):
        return sorts.CHARACTER, 1, CLOSE_QUOTE
    return sorts.DROP if star and not after and sorts.is_letterlike(data, i - 1, start, end) else sorts.KEEP, 1, 0


@compiled_inner
def _struck_end(data: Bytes, i: int, end: int) -> int:
    """One past ``~~words~~`` that are struck out on a line; 0 if nothing is."""
    if sorts.repeats(data, i, end) != sorts.DOUBLE or sorts.is_blank_at(data, i + sorts.DOUBLE, i, end):
        return 0
    for k in range(i + sorts.DOUBLE, min(i + _LINK_SPAN, end - 1)):
        if data[k] == u.NEWLINE:
            return 0
        if data[k] == _TILDE:
            closes = data[k - 1] > u.SPACE and sorts.repeats(data, k, end) == sorts.DOUBLE
            return k + sorts.DOUBLE if closes else 0
    return 0


@compiled_inner
def _stars(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """Marks of Markdown: ``**bold**`` and ``__bold__`` go, ``*The Title*`` is quoted, ``~~struck~~`` is left out."""
    n = sorts.repeats(data, i, end)
    if data[i] == _TILDE:
        struck = _struck_end(data, i, end)
        return sorts.DROP if struck else sorts.KEEP, max(struck - i, n), 0
    if n == 1:
        return _star(data, start, i, end)
    if data[i] == _STAR:
        return sorts.DROP if n <= sorts.TRIPLE else sorts.KEEP, n, 0
    edge = not sorts.is_letterlike(data, i - 1, start, end) or not sorts.is_letterlike(data, i + n, start, end)
    return sorts.DROP if n == sorts.DOUBLE and edge else sorts.KEEP, n, 0


@compiled_inner
def _partner(data: Bytes, i: int, end: int, wanted: int, most: int) -> int:
    """Where a byte is, within ``most`` bytes and before the end of the line; -1: nowhere."""
    for k in range(i, min(i + most, end)):
        if data[k] == wanted:
            return k
        if data[k] == u.NEWLINE:
            return -1
    return -1


@compiled_inner
def _wiki_link(tables: Markup, data: Bytes, i: int, end: int) -> tuple[int, int, int]:
    """``[[page|words]]``: the opening goes with the page, the words stay; links to pictures go as a whole."""
    close = _partner(data, i + 2, end, _CLOSE_SQUARE, _LINK_SPAN)
    if close < 0 or close + 1 >= end or data[close + 1] != _CLOSE_SQUARE:
        return sorts.KEEP, 2, 0
    colon = _partner(data, i + 2, close, u.COLON_MARK, _LONGEST_NOTE)
    if colon > 0 and lookup(tables.media, fnv_hash(data, i + 2, colon)):
        return sorts.DROP, close + 2 - i, 0
    bar = _partner(data, i + 2, close, _BAR, _LINK_SPAN)
    return sorts.DROP, (bar + 1 - i) if bar > 0 and bar + 1 < close else 2, 0


@compiled_inner
def _is_note(tables: Markup, data: Bytes, i: int, close: int) -> bool:
    """Whether ``[1]``, ``[a]``, ``[^5]``, ``[edit]`` is a note: what is between the brackets."""
    if data[i] == _CARET:
        return _partner(data, i, close, u.SPACE, _LONGEST_NOTE) < 0
    figures = close
    while figures > i and u.is_digit(data[figures - 1]):
        figures -= 1
    if figures == i:
        return 0 < close - i <= sorts.TRIPLE
    if close - i == 1:
        return u.is_lower(data[i])
    stop = figures - 1 if figures < close and data[figures - 1] == u.SPACE else close
    return lookup(tables.notes, fnv_hash(data, i, stop)) != 0


@compiled_inner
def _follows_name(data: Bytes, start: int, i: int) -> bool:
    """Whether a word and a space precede ``i``."""
    return i - 2 >= start and data[i - 1] == u.SPACE and sorts.is_letterlike(data, i - 2, start, i)


@compiled_inner
def _ends_year(data: Bytes, k: int) -> bool:
    """Whether four figures end at ``k``, or a space before it."""
    k -= data[k - 1] == u.SPACE
    return u.digits_at(data, k - YEAR_DIGITS, k) == YEAR_DIGITS


@compiled_inner
def _life_end(data: Bytes, start: int, i: int, end: int) -> int:
    """Where ``[1901–1971]`` closes, a bracket of dates alone that opens at ``i`` behind a name; 0: it is none."""
    if i + 1 >= end or not u.is_digit(data[i + 1]) or not _follows_name(data, start, i):
        return 0
    ranges = False
    for k in range(i + 1, min(i + _LONGEST_DATES, end)):
        if data[k] == _CLOSE_SQUARE:
            return k if ranges and _ends_year(data, k) else 0
        if data[k] in (u.HYPHEN, _FIRST_OF_DASHES):
            ranges = ranges or _ends_year(data, k)
        elif not sorts.is_letterlike(data, k, start, end) and data[k] not in (u.SPACE, u.COMMA, u.FULL_STOP):
            return 0
    return 0


@compiled_inner
def _bracket(tables: Markup, data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    if i + 1 < end and data[i + 1] == _OPEN_SQUARE:
        return _wiki_link(tables, data, i, end)
    close = _partner(data, i + 1, end, _CLOSE_SQUARE, _LONGEST_NOTE)
    if close > 0 and _is_note(tables, data, i + 1, close):
        stopped = (
            i > start
            and sorts.SORTS[data[i - 1]] == sorts.STOP_SORT
            and sorts.is_letterlike(data, close + 1, start, end)
        )
        return sorts.CHARACTER if stopped else sorts.DROP, close + 1 - i, u.SPACE
    if _life_end(data, start, i, end):
        return sorts.CHARACTER, 1, u.OPEN_PAREN
    middle = _partner(data, i + 1, end, _CLOSE_SQUARE, _LINK_SPAN)
    return sorts.DROP if middle > 0 and u.is_at(data, middle, end, _LINK_MIDDLE) else sorts.KEEP, 1, 0


@compiled_inner
def _closes_life(data: Bytes, start: int, i: int, end: int) -> bool:
    """Whether the bracket that closes at ``i`` is one of `_life_end`."""
    if not u.is_digit(data[i - 1]):
        return False
    for k in range(i - 1, max(start, i - _LONGEST_DATES), -1):
        if data[k] == _OPEN_SQUARE:
            return _life_end(data, start, k, end) == i
    return False


@compiled_inner
def _closing_bracket(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """The end of a link of a wiki or of a life, or the address of a link of Markdown."""
    if u.is_at(data, i, end, _LINK_MIDDLE):
        close = _partner(data, i, end, u.CLOSE_PAREN, _LINK_SPAN)
        return sorts.DROP if close > 0 else sorts.KEEP, max(close + 1 - i, 1), 0
    if i + 1 >= end or data[i + 1] != _CLOSE_SQUARE:
        return sorts.CHARACTER if _closes_life(data, start, i, end) else sorts.KEEP, 1, u.CLOSE_PAREN
    for k in range(i - 1, max(start, i - _LINK_SPAN), -1):
        if data[k] == _OPEN_SQUARE:
            return sorts.DROP if data[k - 1] == _OPEN_SQUARE else sorts.KEEP, 2, 0
        if data[k] == u.NEWLINE:
            break
    return sorts.KEEP, 2, 0


@compiled_inner
def _equals(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """The marks around a heading of a wiki end a line."""
    n = sorts.repeats(data, i, end)
    edge = sorts.is_blank_at(data, i - 1, start, end) or sorts.is_blank_at(data, i + n, start, end)
    return sorts.BREAK_HERE if sorts.DOUBLE <= n <= sorts.DOUBLE * sorts.DOUBLE and edge else sorts.KEEP, n, 0


@compiled_inner
def _code_number(data: Bytes, i: int, stop: int, base: int) -> int:
    """Read digits; -1 if there are others."""
    value = 0
    for k in range(i, stop):
        b = int(data[k])
        digit = b - ord("0") if u.is_digit(b) else (b | u.SPACE) - ord("a") + _DECIMAL if u.is_letter(b) else base
        if digit >= base:
            return -1
        value = min(value * base + digit, _LAST_CODE + 1)
    return value if stop > i else -1


@compiled_inner
def _entity(tables: Markup, data: Bytes, i: int, end: int) -> tuple[int, int]:
    """The character of an entity, and its size in bytes; 0 and 1 for none. *&amp;nbsp;* was escaped twice."""
    at = i + 1
    while u.is_at(data, at, end, _AMP):
        at += len(_AMP)
    stop = _partner(data, at, end, _ENTITY_END, _LONGEST_ENTITY)
    code = -1
    if stop > at and data[at] == _NUMBER_SIGN:
        hexadecimal = data[at + 1] | u.SPACE == ord("x")
        code = _code_number(data, at + 1 + hexadecimal, stop, _HEXADECIMAL if hexadecimal else _DECIMAL)
    elif stop > at:
        code = lookup(tables.entities, fnv_hash(data, at, stop)) or -1
    if 0 < code <= _LAST_CODE and not _SURROGATES <= code < _AFTER_SURROGATES:
        return code, stop + 1 - i
    return (u.AMPERSAND, at - i) if at > i + 1 else (0, 1)


@compiled_inner
def markup_at(tables: Markup, data: Bytes, start: int, i: int, end: int, sort: int) -> tuple[int, int, int]:
    """What is to be done at a mark of markup, of this sort."""
    if sort == sorts.TAG_SORT:
        return tag_at(tables.tags, data, start, i, end)
    if sort == sorts.BRACE_SORT:
        return brace_at(data, i, end)
    if sort == sorts.ESCAPE_SORT:
        return escape_at(data, start, i, end)
    if sort == sorts.STARS:
        return _stars(data, start, i, end)
    if sort == sorts.BRACKET:
        return _bracket(tables, data, start, i, end)
    if sort == sorts.CLOSE:
        return _closing_bracket(data, start, i, end)
    if sort == sorts.EQUALS:
        return _equals(data, start, i, end)
    code, size = _entity(tables, data, i, end)
    if code == 0:
        return sorts.KEEP, 1, 0
    action, _, mended = odd_character(data, start, i, size, end, code)
    return (sorts.CHARACTER, size, code) if action == sorts.KEEP else (action, size, mended)
