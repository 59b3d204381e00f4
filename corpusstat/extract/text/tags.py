r"""Tags of HTML and escapes of program code in a text: a block ends a line, italics are quotation marks, others go.

Pages that were saved as source, and texts in JSON or JavaScript strings, have them. Each function looks at the bytes
around a place and says what is to be done there, with how many bytes, and the character that it asks for, as
`corpusstat.extract.text.sorts` has it. A tag is one only on one line, and by a name that HTML knows: ``<T>`` is kept.
"""

from __future__ import annotations

from typing import Final

from corpusstat.extract.text import utf8 as u
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import HashTable, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled_inner
from corpusstat.extract.text.sorts import BREAK_HERE, CHARACTER, DROP, ESCAPE, KEEP, TAG

__all__ = ["brace_at", "escape_at", "tag_at", "tag_names"]

_BLOCK_TAG, _INLINE, _ITALIC, _SPAN, _HIDDEN = range(1, 6)
"""Kinds of tags: what ends a line, what is within one, what makes a title, what may do so by its class; what has text
inside that the page does not say: code, notes, deletions."""
_KINDS: Final = {
    _BLOCK_TAG: (
        "p br hr li ul ol dl dt dd td th tr table tbody thead tfoot caption div section article aside header footer "
        "nav main figure figcaption blockquote pre h1 h2 h3 h4 h5 h6 title body html head img form option button"
    ),
    _INLINE: "a b strong u sup sub small big font mark abbr code q time label tt ins center",
    _ITALIC: "i em cite",
    _SPAN: "span",
    _HIDDEN: "script style ref del s strike",
}
_LONGEST_TAG, _LONGEST_ITALICS, _LONGEST_TAG_NAME, _LONGEST_HIDDEN = 400, 120, 10, 2000
_MOST_OPENED: Final = 4
"""Tags of one name behind one of that name at which the end of what it hides is not looked for any more."""
_CLOSES_TAG, _OPENING_MARK, _CLOSING_MARK, _QUESTION, _OPENS_COMMENT = map(ord, ">“”?!")
_ITALIC_CLASS, _SPACE_IN_BRACES = tuple(b"italic"), tuple(b'{" "}')
_LETTER_N, _LETTER_U, _STRAIGHT_QUOTE = map(ord, "nu'")
_ESCAPED: Final = 2
_CODE_DIGITS, _CODE_BITS, _PAST_NINE = 4, 4, 10
_NO_BREAK_SPACE, _FIRST_SURROGATE, _PAST_SURROGATES = 0xA0, 0xD800, 0xE000


def tag_names() -> HashTable:
    """Make the table of the kinds of tags by their names."""
    names = {name: kind for kind, words in _KINDS.items() for name in words.split()}
    return hash_table(names | {name.upper(): kind for name, kind in names.items()})


@compiled_inner
def _tag_name_end(data: Bytes, i: int, end: int) -> int:
    """One past the letters and figures of a tag's name."""
    while i < end and (u.is_letter(data[i]) or u.is_digit(data[i])):
        i += 1
    return i


@compiled_inner
def _tag_end(data: Bytes, i: int, end: int) -> int:
    """One past a tag that opens at ``i``; 0 if it does not end on its line."""
    for k in range(i + 1, min(i + _LONGEST_TAG, end)):
        if data[k] == _CLOSES_TAG:
            return k + 1
        if data[k] in (TAG, u.NEWLINE):
            return 0
    return 0


@compiled_inner
def _tag_kind(names: HashTable, data: Bytes, i: int, end: int) -> int:
    """The kind of the tag that opens at ``i``, whatever it closes; 0 for none."""
    begin = i + 1 + (i + 1 < end and data[i + 1] == u.SLASH_MARK)
    stop = _tag_name_end(data, begin, min(begin + _LONGEST_TAG_NAME, end))
    if stop == begin or (stop < end and data[stop] not in (u.SPACE, u.SLASH_MARK, _CLOSES_TAG)):
        return 0
    return int(lookup(names, fnv_hash(data, begin, stop)))


@compiled_inner
def _is_italic(names: HashTable, data: Bytes, i: int, stop: int) -> bool:
    """Whether the tag from ``i`` to ``stop`` opens italics: by its name, or a span by its class."""
    kind = _tag_kind(names, data, i, stop)
    if kind != _SPAN:
        return kind == _ITALIC
    for k in range(i, stop - len(_ITALIC_CLASS)):  # noqa: SIM110 - no generators in compiled code
        if u.is_at(data, k, stop, _ITALIC_CLASS):
            return True
    return False


@compiled_inner
def _title_end(data: Bytes, i: int, end: int) -> int:
    """Where the next tag opens after words at ``i`` that a capital begins and a space parts; 0 if they are no title."""
    if i >= end or not (u.is_upper(data[i]) or data[i] >= u.ASCII_END):
        return 0
    spaced = False
    for k in range(i, min(i + _LONGEST_ITALICS, end)):
        if data[k] == u.NEWLINE:
            return 0
        spaced = spaced or data[k] == u.SPACE
        if data[k] == TAG:
            return k if spaced and data[k - 1] > u.SPACE else 0
    return 0


@compiled_inner
def _opens_title(names: HashTable, data: Bytes, i: int, end: int) -> int:
    """Where the tag is that closes the title in italics which the tag at ``i`` opens; 0 if it opens none."""
    inner = _tag_end(data, i, end)
    if inner == 0 or data[i + 1] == u.SLASH_MARK or not _is_italic(names, data, i, inner):
        return 0
    closing = _title_end(data, inner, end)
    closes = closing > 0 and closing + 1 < end and data[closing + 1] == u.SLASH_MARK
    after = _tag_end(data, closing, end) if closes else 0
    glued = after < end and after > 0 and u.is_word_byte(data[after])
    return (
        closing
        if after > 0 and not glued and _tag_kind(names, data, closing, end) == _tag_kind(names, data, i, end)
        else 0
    )


@compiled_inner
def _closes_title(names: HashTable, data: Bytes, start: int, i: int, end: int) -> bool:
    """Whether the tag at ``i`` closes a title in italics."""
    for k in range(i - 1, max(start, i - _LONGEST_ITALICS - _LONGEST_TAG) - 1, -1):
        if data[k] == u.NEWLINE:
            return False
        if data[k] == TAG:
            return _opens_title(names, data, k, end) == i
    return False


@compiled_inner
def _comment_end(data: Bytes, i: int, end: int) -> int:
    """One past a comment or declaration on one line, ``<!-- … -->`` or ``<?xml …>``; 0 for none."""
    return _tag_end(data, i, end) if i + 1 < end and data[i + 1] in (_OPENS_COMMENT, _QUESTION) else 0


@compiled_inner
def _after_name(data: Bytes, k: int, i: int, size: int) -> int:
    """One past the name of a tag at ``k`` if it is that of the tag at ``i``, of so many bytes; 0 if it is another's."""
    first = k + 1 + (data[k + 1] == u.SLASH_MARK)
    for n in range(size):
        if data[first + n] != data[i + 1 + n]:
            return 0
    after = first + size
    return 0 if u.is_letter(data[after]) or u.is_digit(data[after]) else after


@compiled_inner
def _hidden_end(data: Bytes, i: int, stop: int, end: int) -> int:
    """One past the tag that closes the one from ``i`` to ``stop``, with what is between them; ``stop`` if none does."""
    if data[i + 1] == u.SLASH_MARK or data[stop - 2] == u.SLASH_MARK:
        return stop
    size = _tag_name_end(data, i + 1, stop) - i - 1
    opened = 0
    for k in range(stop, min(stop + _LONGEST_HIDDEN, end - size - 2)):
        if data[k] != TAG:
            continue
        after = _after_name(data, k, i, size)
        if after and data[k + 1] == u.SLASH_MARK and data[after] == _CLOSES_TAG:
            return after + 1
        opened += after > 0 and data[k + 1] != u.SLASH_MARK
        if opened == _MOST_OPENED:
            break  # looking on from each of many that nothing closes would take long
    return stop


@compiled_inner
def tag_at(names: HashTable, data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """What to do with what ``<`` opens."""
    comment = _comment_end(data, i, end)
    if comment:
        return DROP, comment - i, 0
    kind = _tag_kind(names, data, i, end)
    stop = _tag_end(data, i, end) if kind else 0
    if stop == 0:
        return KEEP, 1, 0
    if kind == _HIDDEN:
        return DROP, _hidden_end(data, i, stop, end) - i, 0
    if kind == _BLOCK_TAG:
        return BREAK_HERE, stop - i, 0
    if kind in (_ITALIC, _SPAN):
        if data[i + 1] == u.SLASH_MARK:
            if _closes_title(names, data, start, i, end):
                return CHARACTER, stop - i, _CLOSING_MARK
        elif _opens_title(names, data, i, end):
            return CHARACTER, stop - i, _OPENING_MARK
    return DROP, stop - i, 0


@compiled_inner
def brace_at(data: Bytes, i: int, end: int) -> tuple[int, int, int]:
    """What to do with what ``{`` opens: ``{" "}`` is how JSX writes a space."""
    if u.is_at(data, i, end, _SPACE_IN_BRACES):
        return CHARACTER, len(_SPACE_IN_BRACES), u.SPACE
    return KEEP, 1, 0


@compiled_inner
def _code_point(data: Bytes, i: int, end: int) -> int:
    """The number of four hexadecimal figures at ``i``; 0 if there are others, or if it is no character beyond ASCII."""
    if i + _CODE_DIGITS > end:
        return 0
    code = 0
    for k in range(i, i + _CODE_DIGITS):
        b = int(data[k])
        if u.is_digit(b):
            figure = b - ord("0")
        elif ord("a") <= b | u.SPACE <= ord("f"):
            figure = (b | u.SPACE) - ord("a") + _PAST_NINE
        else:
            return 0
        code = code << _CODE_BITS | figure
    return 0 if code < u.ASCII_END or _FIRST_SURROGATE <= code < _PAST_SURROGATES else code


@compiled_inner
def escape_at(data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    r"""What to do with a backslash: ``\n`` ends a line, ``\"``, ``\'``, ``\u00e9`` are marks; ``\nabla`` stays."""
    after = i + _ESCAPED
    if i + 1 >= end or (i > start and data[i - 1] == ESCAPE):
        return KEEP, 1, 0
    follows = data[after] if after < end else u.SPACE
    if data[i + 1] == _LETTER_N:
        return (KEEP, 1, 0) if u.is_lower(follows) or u.is_digit(follows) else (BREAK_HERE, _ESCAPED, 0)
    if data[i + 1] == _STRAIGHT_QUOTE:
        return DROP, 1, 0
    code = _code_point(data, after, end) if data[i + 1] == _LETTER_U else 0
    if code:
        return CHARACTER, _ESCAPED + _CODE_DIGITS, code if code > _NO_BREAK_SPACE else u.SPACE
    inside = i > start and u.is_word_byte(data[i - 1]) and u.is_word_byte(follows)
    return (DROP, 1, 0) if data[i + 1] == u.DOUBLE_QUOTE and not inside else (KEEP, 1, 0)
