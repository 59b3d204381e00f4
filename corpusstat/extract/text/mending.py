"""What is to be mended in the characters of a text, one place at a time: odd marks, lost spaces, residue of markup.

`action_at` looks at the bytes around a place and says what is to be done there. Nothing is remembered from place to
place, so the same function says whether there is anything to do in a text at all.
"""

from __future__ import annotations

import unicodedata
from typing import Final, NamedTuple

from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import HashTable, byte, hash_table
from corpusstat.extract.text.jit import compiled_inline
from corpusstat.extract.text.marks import dashes, lost_space, parenthesis, quotes, wide_character
from corpusstat.extract.text.markup import Markup, markup_at, markup_tables
from corpusstat.extract.text.sorts import DASH_SORT, PAREN, QUOTE_SORT, SORTS, STOP_SORT, WIDE
from corpusstat.lexicon import kin, word_list

__all__ = ["Mending", "action_at", "mending"]

_COMPOSED: Final = range(0xC0, 0x1F00)
"""Characters that may be made of a letter and a mark."""


class Mending(NamedTuple):
    """Tables: of markup; composed letters by their parts; words in capitals that are written small."""

    markup: Markup
    composed: HashTable
    small: HashTable


def mending() -> Mending:
    """Make the tables."""
    pairs = {}
    for code in _COMPOSED:
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            pair = "".join(chr(int(part, base=16)) for part in parts)
            if unicodedata.normalize("NFC", pair) == chr(code):
                pairs[pair] = code
    small = dict.fromkeys((w.upper() for w in _small_words()), 1)
    return Mending(markup_tables(), hash_table(pairs), hash_table(small))


def _small_words() -> frozenset[str]:
    """Words that are written small within a name or a sentence."""
    words = word_list("function_words") | word_list("common_words") | word_list("prepositions") | word_list("particles")
    return words | word_list("small_words") | word_list("jobs") | kin()


@compiled_inline
def action_at(tables: Mending, data: Bytes, start: int, i: int, end: int) -> tuple[int, int, int]:
    """What is to be done at a byte that is not plain, with how many bytes, and the character it asks for.

    ``start`` and ``end`` are those of the text.
    """
    sort = SORTS[byte(data, i)]
    if sort == STOP_SORT:
        return lost_space(data, start, i, end)
    if sort == WIDE:
        return wide_character(data, start, i, end)
    if sort == DASH_SORT:
        return dashes(data, start, i, end)
    if sort == QUOTE_SORT:
        return quotes(data, start, i, end)
    if sort == PAREN:
        return parenthesis(data, start, i, end)
    return markup_at(tables.markup, data, start, i, end, int(sort))
