"""One pass over COUNT rows in the order of prompts: spectra, jackknife, values, and what each document says.

It gives what the queries ``31_pairs`` to ``42_document_pairs`` give (which Spark runs), in a third of the time: DuckDB
sorts, within its memory, and a block of whole prompts is added up here by NumPy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.count.segments import BLOCK, Column, Flags, Integers, blocks, greatest, least, numbers, starts, sums
from corpusstat.schema import GROUPS

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["SUMMED", "count_prompts", "sorted_rows"]

SUMMED: Final = {
    "spectra": ("scope", "cell", "k", "prompts", "examples", "conflicts"),
    "changes": ("scope", "cell", "group", "change"),
    "values": ("relation_id", "value_key", "prompts"),
}
"""Columns of the tables whose rows are added up, those that are not sums first."""
_SCOPES: Final = ("domain", "corpus", "all")
_SUMS: Final = {"prompts", "examples", "conflicts", "change"}
_SORTED: Final = """
SELECT key, cell, doc_group, doc, examples, n,
    COALESCE(value_min, 9223372036854775807) AS low, COALESCE(value_max, -9223372036854775807 - 1) AS high
FROM count_rows
ORDER BY key, cell
"""
_SHIFT: Final = 32
_MASK: Final = (1 << _SHIFT) - 1


Table = dict[str, Column]
"""Columns by name: frames are made once, of the rows of all blocks."""


class Rows(NamedTuple):
    """COUNT rows in the order of prompt and cell; ``low`` and ``high`` of no answer are above and below all others."""

    key: Integers
    cell: Column
    group: Column
    doc: Integers
    examples: Column
    n: Column
    low: Integers
    high: Integers


class Answers(NamedTuple):
    """Answers of prompts, or of prompts in a cell. Where there are none, ``first`` is above ``last``.

    ``first`` and ``last`` are the least and the greatest of their places (document group and cell), ``low_doc`` and
    ``high_doc`` of their documents; ``groups`` is the sum of their groups.
    """

    cell: Column
    n: Integers
    low: Integers
    high: Integers
    first: Integers
    last: Integers
    groups: Integers
    low_doc: Integers
    high_doc: Integers

    def over(self, first: Flags) -> Answers:
        """Add up runs of rows; the cell is the first."""
        return Answers(
            self.cell[first],
            sums(self.n, first),
            least(self.low, first),
            greatest(self.high, first),
            least(self.first, first),
            greatest(self.last, first),
            sums(self.groups, first),
            least(self.low_doc, first),
            greatest(self.high_doc, first),
        )

    def where(self, kept: Flags) -> Answers:
        """The rows of a mask."""
        return Answers(*(column[kept] for column in self))

    @property
    def conflicts(self) -> Flags:
        """Whether their values differ."""
        found: Flags = self.low < self.high
        return found


def sorted_rows(con: Connection) -> Iterator[Rows]:
    """The view ``count_rows``, in blocks that cut no prompt."""
    return (Rows(*block) for block in blocks(con.sql(_SORTED).to_arrow_reader(BLOCK)))


def count_prompts(rows: Iterable[Rows], relations: Integers) -> dict[str, pl.DataFrame]:
    """Count prompts.

    Parameters
    ----------
    rows
        Blocks of whole prompts.
    relations
        The number of each cell's relation.

    Returns
    -------
    dict
        ``spectra`` (scope, cell, k, prompts, examples, conflicts), ``changes`` (scope, cell, group, change), ``values``
        (relation_id, value_key, prompts), ``document_rows`` and ``document_pairs``, as the queries have them.
    """
    found: dict[str, list[Table]] = {}
    for block in chain([_NOTHING], rows):
        for name, tables in _counted(block, relations).items():
            found.setdefault(name, []).extend(tables)
    return {name: _together(name, tables) for name, tables in found.items()}


_NOTHING: Final = Rows(*(np.zeros(0, dtype) for dtype in ("i8", "i4", "i1", "i8", "i8", "i8", "i8", "i8")))
"""A block without rows: its tables have their columns."""


def _together(name: str, tables: Sequence[Table]) -> pl.DataFrame:
    """One frame of the rows of all blocks, with those of the same name added up."""
    whole = pl.DataFrame({column: np.concatenate([table[column] for table in tables]) for column in tables[0]})
    if "scope" in whole.columns:
        whole = whole.with_columns(pl.Series(_SCOPES)[whole["scope"]].alias("scope"))
    by = [column for column in SUMMED.get(name, ()) if column not in _SUMS]
    return whole.group_by(by).agg(pl.exclude(by).sum()) if by else whole


def _counted(rows: Rows, relations: Integers) -> dict[str, list[Table]]:
    by_key = starts(rows.key)
    by_pair = by_key | starts(rows.cell)
    prompt, pair = numbers(by_key), numbers(by_pair)
    answered = rows.n > 0
    pairs = _answers(rows, answered).over(by_pair)
    of_pair = prompt[by_pair]
    prompts = pairs.over(starts(of_pair))
    said = prompts.n > 0
    values = prompts.low[said]
    return {
        "spectra": _spectra(pairs, prompts, of_pair),
        "changes": [*_changes("domain", pairs), *_changes("corpus", prompts)],
        "values": [
            {
                "relation_id": relations[prompts.cell[said]].astype(np.int32),
                "value_key": values,
                "prompts": np.ones(len(values), np.int64),
            }
        ],
        "document_rows": [
            {
                "doc": rows.doc,
                "cell": rows.cell,
                "n": rows.examples.astype(np.int32),
                "f1": (answered & (prompts.n == 1)[prompt]).astype(np.int8),
                "f1_domain": (answered & (pairs.n == 1)[pair]).astype(np.int8),
            }
        ],
        "document_pairs": [_pairs_of_corpus(prompts), _pairs_of_domains(pairs)],
    }


def _answers(rows: Rows, answered: Flags) -> Answers:
    """Rows as answers of their own."""
    group, most = rows.group.astype(np.int64), np.iinfo(np.int64)
    n = rows.n.astype(np.int64)
    return Answers(
        rows.cell,
        n,
        rows.low,
        rows.high,
        (np.where(answered, group, GROUPS) << _SHIFT) + rows.cell,
        (np.where(answered, group, -1) << _SHIFT) + rows.cell,
        n * group,
        np.where(answered, rows.doc, most.max),
        np.where(answered, rows.doc, most.min),
    )


def _spectra(pairs: Answers, prompts: Answers, of_pair: Integers) -> list[Table]:
    """As ``33_spectrum.sql``: a prompt of one domain lies in its cell, one of several in each where it is answered."""
    alone = np.bincount(of_pair, minlength=len(prompts.n)) == 1
    whole, split = prompts.n[of_pair], prompts.conflicts[of_pair]
    shared = ~alone[of_pair] & ((pairs.n > 0) | (whole == 0))
    codes = {"domain": _codes(pairs.cell, pairs.n, pairs.conflicts)}
    codes["all"] = _codes(prompts.cell, prompts.n, prompts.conflicts)
    codes["corpus"] = codes["all"][alone]
    tables = [_spectrum(scope, code) for scope, code in codes.items()]
    return [*tables, _shared(_codes(pairs.cell, whole, split)[shared], pairs.n[shared])]


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


def _changes(scope: str, answers: Answers) -> list[Table]:
    """As ``34_jackknife.sql``: how the number of singletons changes in a cell without the documents of a group."""
    one = answers.first[answers.n == 1]
    apart = (answers.n > 1) & (answers.first >> _SHIFT < answers.last >> _SHIFT)
    n, first, last, groups = (c[apart] for c in (answers.n, answers.first, answers.last, answers.groups))
    first_group, last_group = first >> _SHIFT, last >> _SHIFT
    only_first = groups == first_group + (n - 1) * last_group
    only_last = groups == last_group + (n - 1) * first_group
    places = [  # all answers but the first lie in the last group, or all but the last in the first
        (first[only_first] & _MASK) * GROUPS + last_group[only_first],
        (last[only_last] & _MASK) * GROUPS + first_group[only_last],
    ]
    lost = (one & _MASK) * GROUPS + (one >> _SHIFT)  # the one answer is lost with its group
    counted = [(_tallied(np.concatenate(places)), 1), (_tallied(lost), -1)]
    return [
        {
            "scope": _scopes(scope, len(code)),
            "cell": (code // GROUPS).astype(np.int32),
            "group": (code % GROUPS).astype(np.int32),
            "change": number * sign,
        }
        for (code, number), sign in counted
    ]


def _tallied(numbers_of: Integers) -> tuple[Integers, Integers]:
    """The distinct numbers, and how often each is there; small ones need no sorting."""
    if numbers_of.max(initial=0) > len(numbers_of):
        return np.unique(numbers_of, return_counts=True)
    counts = np.bincount(numbers_of)
    found = np.flatnonzero(counts)
    return found, counts[found]


def _pairs_of_corpus(prompts: Answers) -> Table:
    """As ``42_document_pairs.sql``: prompts that are answered twice in the corpus."""
    twice = prompts.where(prompts.n == 2)
    cells = twice.first & _MASK, twice.last & _MASK
    return _document_pairs(twice, np.minimum(*cells), (1, cells[0] == cells[1], 0))


def _pairs_of_domains(pairs: Answers) -> Table:
    """Prompts that are answered twice in a domain."""
    twice = pairs.where(pairs.n == 2)
    return _document_pairs(twice, twice.cell, (0, 0, 1))


def _document_pairs(twice: Answers, cell: Column, numbers_of: tuple[int, int | Flags, int]) -> Table:
    ones = np.ones(len(cell), np.int8)
    f2, inside, f2_domain = (ones * number for number in numbers_of)
    named: Table = {"doc": twice.low_doc, "other": twice.high_doc, "cell": cell.astype(np.int32)}
    return named | {"f2": f2, "f2_inside": inside, "f2_domain": f2_domain}
