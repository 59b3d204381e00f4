"""One pass over narrow rows in the order of prompts: spectra, jackknife, values, and what each document says.

It gives what the queries ``31_pairs`` to ``42_document_pairs`` give (which Spark runs), in a small part of the time:
most prompts are answered once or twice, and what these say needs no sums.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.count.compiled.bits import F1, F1_DOMAIN, F2, F2_DOMAIN, F2_INSIDE
from corpusstat.count.dense import Dense
from corpusstat.count.segments import Column, Flags, Integers, greatest, least, numbers, starts, sums
from corpusstat.schema import GROUPS

__all__ = ["SUMMED", "Found", "Pairs", "Rows", "by_cell", "count_prompts", "sorted_rows", "taken_rows"]

SUMMED: Final = {
    "spectra": ("scope", "cell", "k", "prompts", "examples", "conflicts"),
    "changes": ("scope", "cell", "group", "change"),
    "values": ("relation_id", "value_key", "prompts"),
}
"""Columns of the tables whose rows are added up, those that are not sums first."""
_SCOPES: Final = ("domain", "corpus", "all")
_SHIFT: Final = 32
_MASK: Final = (1 << _SHIFT) - 1
Table = dict[str, Column]
"""Columns by name."""


class Rows(NamedTuple):
    """Examples in the order of prompt and cell; ``low`` and ``high`` say something of answers only.

    An answer lies between ``high`` and ``low``: ``low`` is the end of its range, ``high`` the beginning. Answers
    contradict each other iff the least end is below the greatest beginning.
    """

    key: Integers
    cell: Column
    group: Column
    doc: Integers
    answered: Flags
    low: Integers
    high: Integers

    def where(self, kept: Column) -> Rows:
        """The rows of a mask, or of places."""
        return Rows(*(column[kept] for column in self))  # type: ignore[arg-type]


class Pairs(NamedTuple):
    """Documents that answer a prompt once each; ``kinds`` are bits: `F2`, `F2_INSIDE`, `F2_DOMAIN`."""

    doc: Integers
    other: Integers
    cell: Column
    kinds: Column


class Found(NamedTuple):
    """What was found: tables whose rows are to be added up (`SUMMED`), `F1` and `F1_DOMAIN` of each row, and pairs.

    ``dense`` has more of the tables, if it is there.
    """

    tables: dict[str, pl.DataFrame]
    flags: Column
    pairs: Pairs
    dense: Dense | None = None


class _Runs(NamedTuple):
    """Runs of answers, of a prompt or of a prompt in a cell, and what they say together."""

    n: Integers
    begin: Integers
    low: Integers
    conflicts: Flags
    gained: Integers
    """Places (cell · GROUPS + group) of answers that are singletons without the group, more than with it."""
    lost: Integers
    """Places of answers that are singletons, with the group that they are lost with."""


def sorted_rows(key: Integers, code: Column, columns: Sequence[Column]) -> Rows:
    """Sort examples by prompt and cell; ``code`` is cell · 2, and 1 more for an answer, the others are as in `Rows`."""
    return by_cell(taken_rows(np.argsort(key), key, code, columns))


def taken_rows(order: Integers, key: Integers, code: Column, columns: Sequence[Column]) -> Rows:
    """Rows at some places."""
    code = code[order]
    group, doc, low, high = (column[order] for column in columns)
    return Rows(key[order], code >> 1, group, doc, (code & 1).astype(np.bool_), low, high)


def by_cell(rows: Rows) -> Rows:
    """Sort rows whose prompts lie together by cell too."""
    place = numbers(starts(rows.key)) << _SHIFT | rows.cell
    return rows if (place[1:] >= place[:-1]).all() else rows.where(np.argsort(place))


def count_prompts(rows: Rows, relations: Integers) -> Found:
    """Count whole prompts.

    Parameters
    ----------
    rows
        All rows of some prompts.
    relations
        The number of each cell's relation.

    Returns
    -------
    Found
        Its tables are ``spectra`` (scope, cell, k, prompts, examples, conflicts), ``changes`` (scope, cell, group,
        change) and ``values`` (relation_id, value_key, prompts), as the queries have them.
    """
    by_key = starts(rows.key)
    by_pair = by_key | starts(rows.cell)
    first_row = np.flatnonzero(by_pair)
    of_pair = numbers(by_key)[first_row]
    answers = np.flatnonzero(rows.answered)
    said = rows if len(answers) == len(rows.key) else rows.where(answers)
    in_pair, in_prompt = (_counts(rows.answered, np.flatnonzero(first)) for first in (by_pair, by_key))
    pairs, prompts = _runs(said, in_pair[in_pair > 0]), _runs(said, in_prompt[in_prompt > 0])
    flags = np.zeros(len(rows.key), np.int8)
    flags[answers[prompts.begin[prompts.n == 1]]] |= F1
    flags[answers[pairs.begin[pairs.n == 1]]] |= F1_DOMAIN
    cell = rows.cell[first_row]
    split = _everywhere(in_pair, pairs.conflicts), _everywhere(in_prompt, prompts.conflicts)
    tables = {
        "spectra": _spectra(cell, of_pair, (in_pair, in_prompt), split),
        "changes": [*_changes("domain", pairs), *_changes("corpus", prompts)],
        "values": [_values(said, prompts, relations)],
    }
    shared = _twice(said, pairs, prompts, in_prompt[of_pair[in_pair > 0]])
    return Found({name: pl.concat(map(pl.DataFrame, parts)) for name, parts in tables.items()}, flags, shared)


def together(name: str, tables: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """One frame of the rows of several, with those of the same name added up."""
    whole = pl.concat(tables)
    by = [column for column in SUMMED[name] if column not in {"prompts", "examples", "conflicts", "change"}]
    return whole.group_by(by).agg(pl.exclude(by).sum())


def named_scopes(table: pl.DataFrame) -> pl.DataFrame:
    """Put the names of scopes for their numbers."""
    return table.with_columns(pl.Series(_SCOPES)[table["scope"]].alias("scope"))


def _counts(answered: Flags, begin: Integers) -> Integers:
    """How many rows of each run are answers."""
    before = np.concatenate([[0], np.cumsum(answered)])
    found: Integers = np.diff(before[np.append(begin, len(answered))])
    return found


def _everywhere(n: Integers, of_answered: Flags) -> Flags:
    """Put what is known of runs with answers to all runs."""
    if len(of_answered) == len(n):
        return of_answered
    found = np.zeros(len(n), np.bool_)
    found[n > 0] = of_answered
    return found


def _runs(said: Rows, n: Integers) -> _Runs:
    """Look at runs of so many answers, one after the other."""
    begin = np.cumsum(n) - n
    low, high = said.low[begin], said.high[begin]
    one, two, many = begin[n == 1], begin[n == 2], n > 2
    other = two + 1
    low[n == 2] = np.minimum(said.low[two], said.low[other])
    high[n == 2] = np.maximum(said.high[two], said.high[other])
    group, cell = said.group, said.cell
    lost = _place(cell[one], group[one])
    apart = group[two] != group[other]
    two, other = two[apart], other[apart]
    gained = [_place(cell[two], group[other]), _place(cell[other], group[two])]
    if many.any():
        inside = np.flatnonzero(np.repeat(many, n))
        first = np.zeros(len(inside), np.bool_)
        first[np.cumsum(n[many]) - n[many]] = True
        low[many], high[many] = least(said.low[inside], first), greatest(said.high[inside], first)
        gained += _gained_of_many(group[inside].astype(np.int64), cell[inside], first, n[many])
    return _Runs(n, begin, low, low < high, np.concatenate(gained), lost)


def _place(cell: Column, group: Column) -> Integers:
    """A cell and a document group as one number."""
    found: Integers = cell.astype(np.int64) * GROUPS + group
    return found


def _gained_of_many(group: Integers, cell: Column, first: Flags, n: Integers) -> list[Integers]:
    """As ``34_jackknife.sql``: all answers but the first lie in the last group, or all but the last in the first."""
    place = (group << _SHIFT) + cell
    low, high, groups = least(place, first), greatest(place, first), sums(group, first)
    apart = low >> _SHIFT < high >> _SHIFT
    low, high, groups, n = low[apart], high[apart], groups[apart], n[apart]
    low_group, high_group = low >> _SHIFT, high >> _SHIFT
    only_first = groups == low_group + (n - 1) * high_group
    only_last = groups == high_group + (n - 1) * low_group
    return [
        _place(low[only_first] & _MASK, high_group[only_first]),
        _place(high[only_last] & _MASK, low_group[only_last]),
    ]


def _spectra(
    cell: Column, of_pair: Integers, counts: tuple[Integers, Integers], split: tuple[Flags, Flags]
) -> list[Table]:
    """As ``33_spectrum.sql``: a prompt of one domain lies in its cell, one of several in each where it is answered."""
    in_pair, in_prompt = counts
    alone = np.bincount(of_pair, minlength=len(in_prompt)) == 1
    whole, of_whole = _codes(cell[starts(of_pair)], in_prompt, split[1]), in_prompt[of_pair]
    codes = {"domain": _codes(cell, in_pair, split[0]), "all": whole, "corpus": whole[alone]}
    tables = [_spectrum(scope, code) for scope, code in codes.items()]
    shared = ~alone[of_pair] & ((in_pair > 0) | (of_whole == 0))
    code = _codes(cell[shared], of_whole[shared], split[1][of_pair[shared]])
    return [*tables, _shared(code, in_pair[shared])]


def _codes(cell: Column, k: Integers, conflicts: Flags) -> Integers:
    """Cell, number of answers and whether they differ, as one number."""
    found: Integers = ((cell.astype(np.int64) << _SHIFT | k) << 1) | conflicts
    return found


def _spectrum(scope: str, code: Integers) -> Table:
    """Count prompts all of whose answers lie in the cell."""
    code, prompts = np.unique(code, return_counts=True)
    return _opened(scope, code, prompts, prompts * (code >> 1 & _MASK))


def _shared(code: Integers, examples: Integers) -> Table:
    """Count prompts some of whose answers lie in the cell."""
    order = np.argsort(code)
    first = starts(code[order])
    return _opened("corpus", code[order][first], sums(np.ones(len(code), np.int8), first), sums(examples[order], first))


def _opened(scope: str, code: Integers, prompts: Integers, examples: Integers) -> Table:
    return {
        "scope": _scopes(scope, len(code)),
        "cell": (code >> _SHIFT + 1).astype(np.int32),
        "k": code >> 1 & _MASK,
        "prompts": prompts,
        "examples": examples,
        "conflicts": prompts * (code & 1),
    }


def _scopes(scope: str, rows: int) -> Column:
    return np.full(rows, _SCOPES.index(scope), np.int8)


def _changes(scope: str, runs: _Runs) -> list[Table]:
    """As ``34_jackknife.sql``: how the number of singletons changes in a cell without the documents of a group."""
    return [
        {
            "scope": _scopes(scope, len(place)),
            "cell": (place // GROUPS).astype(np.int32),
            "group": (place % GROUPS).astype(np.int32),
            "change": number * sign,
        }
        for (place, number), sign in ((_tallied(runs.gained), 1), (_tallied(runs.lost), -1))
    ]


def _tallied(numbers_of: Integers) -> tuple[Integers, Integers]:
    """The distinct numbers, and how often each is there; small ones need no sorting."""
    if numbers_of.max(initial=0) > len(numbers_of):
        return np.unique(numbers_of, return_counts=True)
    counts = np.bincount(numbers_of)
    found = np.flatnonzero(counts)
    return found, counts[found]


def _values(said: Rows, prompts: _Runs, relations: Integers) -> Table:
    """As ``35_values.sql``: how many prompts of a relation have each value."""
    order = np.argsort(prompts.low)
    value, relation = prompts.low[order], relations[said.cell[prompts.begin[order]]]
    other = starts(value)
    place, n = np.unique(numbers(other) << _SHIFT | relation, return_counts=True)
    return {"relation_id": (place & _MASK).astype(np.int32), "value_key": value[other][place >> _SHIFT], "prompts": n}


def _twice(said: Rows, pairs: _Runs, prompts: _Runs, of_whole: Integers) -> Pairs:
    """As ``42_document_pairs.sql``: prompts that are answered twice, in the corpus or in a domain.

    ``of_whole`` says how many answers the prompt of each pair has: of two, it is told once.
    """
    whole = prompts.begin[prompts.n == 2]
    inside = said.cell[whole] == said.cell[whole + 1]
    own = pairs.begin[(pairs.n == 2) & (of_whole > 2)]
    kinds = F2 | np.where(inside, F2_INSIDE | F2_DOMAIN, 0)
    begin = np.concatenate([whole, own])
    docs = said.doc[begin], said.doc[begin + 1]
    return Pairs(
        np.minimum(*docs),
        np.maximum(*docs),
        said.cell[begin],  # rows are sorted by cell
        np.concatenate([kinds, np.full(len(own), F2_DOMAIN)]).astype(np.int8),
    )
