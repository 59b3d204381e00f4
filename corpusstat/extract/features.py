"""What a proposal looks like, as numbers: the words between and around its mentions, and the mentions' shapes.

Each feature is hashed to one of `BUCKETS`; a proposal is the set of its buckets. The acceptor's training and its use
call the same machine code.
"""

from __future__ import annotations

import zlib
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from corpusstat.extract.hashed import Bytes, Keys, WordTable, look, lowered
from corpusstat.extract.items import KIND_DATE, KIND_NAME, KIND_NATION, KIND_NUMBER, Items
from corpusstat.extract.jit import compiled_bare, compiled_once
from corpusstat.extract.lexicon import ORG_HEADS, PLACE_HEADS, PLACES

__all__ = ["BUCKETS", "Features", "features", "named"]

BUCKETS: Final = 1 << 16
_MOST: Final = 512
"""Features per proposal; a gap of 120 characters has less than a hundred words."""
_TOKENS: Final = 120
_ORG, _PLACE, _OF = 1, 2, 4
_FRONT, _BACK, _NOTHING = np.uint64(11), np.uint64(13), np.uint64(17)
_PRIME: Final = np.uint64(0x9E3779B97F4A7C15)

_HEADS: Final = WordTable(
    dict.fromkeys((*PLACE_HEADS, *(p.lower() for p in PLACES)), _PLACE) | dict.fromkeys(ORG_HEADS, _ORG) | {"of": _OF}
)

Table = npt.NDArray[np.int32]
Column = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Kinds = npt.NDArray[np.uint8]


class Features(NamedTuple):
    """Buckets of proposals, one after the other: those of proposal i are ``buckets[at[i]:at[i + 1]]``, distinct."""

    at: Longs
    buckets: Column


def named(text: str) -> int:
    """Hash a name of a relation or template, the same on every machine."""
    return zlib.crc32(text.encode())


@compiled_bare
def _mixed(sort: int, a: np.uint64, b: np.uint64, c: np.uint64) -> int:
    """Hash a feature of some sort to its bucket."""
    h = (np.uint64(sort) * _PRIME) ^ a
    h = (h ^ (h >> np.uint64(29))) * _PRIME ^ b
    h = (h ^ (h >> np.uint64(31))) * _PRIME ^ c
    h = (h ^ (h >> np.uint64(27))) * _PRIME
    return int(h >> np.uint64(48))


@compiled_bare
def _token(i: int, data: Bytes, kind: Kinds, left: Longs, right: Longs) -> np.uint64:
    """An item as a feature sees it: its kind, or its word in small letters."""
    thing = kind[i] & (KIND_NAME | KIND_DATE | KIND_NUMBER | KIND_NATION)
    return np.uint64(thing) if thing else lowered(data, left[i], right[i])


@compiled_bare
def _is_capital(data: Bytes, start: int, end: int) -> bool:
    some = False
    for i in range(start, end):
        if data[i] >= 97 and data[i] <= 122:
            return False
        some = some or (data[i] >= 65 and data[i] <= 90)
    return some


@compiled_bare
def _shape(
    i: int, side: int, relation: np.uint64, data: Bytes, kind: Kinds, left: Longs, right: Longs, keys: Keys,
    values: Column, out: Column, n: int,
) -> int:  # fmt: skip
    """Describe a mention by item ``i``: a pronoun, or words, the sort of the last one, capitals; give the new n."""
    who = np.uint64(side)
    if kind[i] & KIND_NAME == 0:
        out[n] = _mixed(20, relation, who, _token(i, data, kind, left, right))
        return n + 1
    words, heads, last, final = 0, 0, 0, np.uint64(0)
    at = left[i]
    while at < right[i]:
        stop = at
        while stop < right[i] and data[stop] != 32:
            stop += 1
        till = stop
        while till > at and (data[till - 1] == 44 or data[till - 1] == 46):
            till -= 1
        final = lowered(data, at, till)
        last = look(keys, values, final)
        heads, words, at = heads | last, words + 1, stop + 1
    out[n] = _mixed(21, relation, who, np.uint64(min(words, 4)))
    out[n + 1] = _mixed(22, relation, who, np.uint64(last & (_ORG | _PLACE)))
    out[n + 2] = _mixed(23, relation, who, final if last & _ORG else np.uint64(0))
    out[n + 3] = _mixed(24, relation, who, np.uint64(heads & (_ORG | _OF)))
    out[n + 4] = _mixed(25, relation, who, np.uint64(_is_capital(data, left[i], right[i])))
    return n + 5


@compiled_bare
def _mention(start: int, end: int, kind: Kinds) -> int:
    """The item that stands for a mention: its first name, or its first item."""
    for i in range(start, end):
        if kind[i] & KIND_NAME:
            return i
    return start


@compiled_bare
def _between(
    start: int, end: int, order: np.uint64, relation: np.uint64, data: Bytes, kind: Kinds, left: Longs, right: Longs,
    out: Column, n: int,
) -> int:  # fmt: skip
    """Describe what stands between the mentions."""
    names, first, last = 0, _NOTHING, _NOTHING
    for i in range(start, min(end, start + _TOKENS)):
        token = _token(i, data, kind, left, right)
        first = token if i == start else first
        last = token
        names += kind[i] & KIND_NAME != 0
        out[n] = _mixed(1, relation, order, token)
        out[n + 1] = _mixed(2, token, np.uint64(0), np.uint64(0))
        n += 2
    length, few = np.uint64(min(end - start, 24) // 3), np.uint64(min(names, 4))
    out[n] = _mixed(3, relation, few, np.uint64(0))
    out[n + 1] = _mixed(4, few, np.uint64(0), np.uint64(0))
    out[n + 2] = _mixed(5, relation, length, np.uint64(0))
    out[n + 3] = _mixed(6, length, np.uint64(0), np.uint64(0))
    out[n + 4] = _mixed(7, order, first, np.uint64(0))
    out[n + 5] = _mixed(8, relation, order, last)
    return n + 6


@compiled_bare
def _distinct(out: Column, n: int) -> int:
    """Sort the first n numbers and drop repeated ones; give how many are left."""
    kept = 0
    for i in range(n):  # one after the other goes to its place among those before: they are few
        number, at = out[i], kept
        while at > 0 and out[at - 1] > number:
            at -= 1
        if at > 0 and out[at - 1] == number:
            continue
        for j in range(kept, at, -1):
            out[j] = out[j - 1]
        out[at] = number
        kept += 1
    return kept


@compiled_once
def _described(
    table: Table, relations: Keys, templates: Keys, data: Bytes, first: Longs, kind: Kinds, left: Longs, right: Longs,
    keys: Keys, values: Column,
) -> tuple[Longs, Column]:  # fmt: skip
    at, out = np.zeros(len(table) + 1, np.int64), np.empty(64 * len(table) + _MOST, np.int32)
    some, total = np.empty(_MOST, np.int32), 0
    for row in range(len(table)):
        relation, template = relations[table[row, 1]], templates[table[row, 1]]
        s0, s1, v0, v1 = table[row, 2], table[row, 3], table[row, 4], table[row, 5]
        order = np.uint64(s0 <= v0)
        start, end = min(s1, v1), max(s0, v0)
        front, back = first[table[row, 0]], first[table[row, 0] + 1]
        lead, tail = min(s0, v0), max(s1, v1)
        before = _token(lead - 1, data, kind, left, right) if lead > front else _FRONT
        after = _token(tail, data, kind, left, right) if tail < back else _BACK
        some[0] = _mixed(9, relation, np.uint64(0), np.uint64(0))
        some[1] = _mixed(10, relation, template, np.uint64(0))
        some[2] = _mixed(11, relation, order, np.uint64(0))
        some[3] = _mixed(12, before, np.uint64(0), np.uint64(0))
        some[4] = _mixed(13, after, np.uint64(0), np.uint64(0))
        some[5] = _mixed(14, relation, after, np.uint64(0))
        n = _between(start, end, order, relation, data, kind, left, right, some, 6)
        subject, value = _mention(s0, s1, kind), _mention(v0, v1, kind)
        n = _shape(subject, 0, relation, data, kind, left, right, keys, values, some, n)
        n = _shape(value, 1, relation, data, kind, left, right, keys, values, some, n)
        n = _distinct(some, n)
        if total + n > len(out):
            more = np.empty(2 * len(out) + n, np.int32)
            more[:total] = out[:total]
            out = more
        out[total : total + n] = some[:n]
        total += n
        at[row + 1] = total
    return at, out[:total]


def features(table: Table, items: Items, relations: Keys, templates: Keys) -> Features:
    """Describe proposals that have a value.

    Parameters
    ----------
    table
        Rows of `matching.Matches`.
    items
        Those of their sentences.
    relations, templates
        For each template, the hash (`named`) of its relation and of its text.
    """
    return Features(
        *_described(
            table,
            relations,
            templates,
            items.data,
            items.first,
            items.kind,
            items.left,
            items.right,
            _HEADS.keys,
            _HEADS.values,
        )
    )
