"""One pass over COUNT rows in the order of prompts: spectra, jackknife, values, and what each document says.

It gives what the queries ``31_pairs`` to ``42_document_pairs`` give (which Spark runs), in a third of the time: DuckDB
sorts, within its memory, and a block of whole prompts is added up here by NumPy.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
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
_SUMS: Final = {"prompts", "examples", "conflicts", "change"}
_SORTED: Final = """
SELECT key, cell, doc_group, doc, examples, n,
    COALESCE(value_min, 9223372036854775807) AS low, COALESCE(value_max, -9223372036854775807 - 1) AS high
FROM count_rows
ORDER BY key, cell
"""
_SHIFT: Final = 32
_CELL: Final = (1 << _SHIFT) - 1


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
    found: dict[str, list[pl.DataFrame]] = {}
    for block in chain([_NOTHING], rows):
        for name, table in _counted(block, relations).items():
            found.setdefault(name, []).append(table)
    return {name: _together(name, tables) for name, tables in found.items()}


_NOTHING: Final = Rows(*(np.zeros(0, dtype) for dtype in ("i8", "i4", "i1", "i8", "i8", "i8", "i8", "i8")))
"""A block without rows: its tables have their columns."""


def _together(name: str, tables: list[pl.DataFrame]) -> pl.DataFrame:
    whole = pl.concat(tables)
    by = [column for column in SUMMED.get(name, ()) if column not in _SUMS]
    return whole.group_by(by).agg(pl.exclude(by).sum()) if by else whole


def _counted(rows: Rows, relations: Integers) -> dict[str, pl.DataFrame]:
    by_key = starts(rows.key)
    by_pair = by_key | starts(rows.cell)
    prompt, pair = numbers(by_key), numbers(by_pair)
    answered = rows.n > 0
    pairs = _answers(rows, answered).over(by_pair)
    of_pair = prompt[by_pair]
    prompts = pairs.over(starts(of_pair))
    once = answered & (prompts.n[prompt] == 1), answered & (pairs.n[pair] == 1)
    said = prompts.n > 0
    return {
        "spectra": _spectra(pairs, prompts, of_pair),
        "changes": pl.concat([_changes("domain", pairs), _changes("corpus", prompts)]),
        "values": _grouped(
            {"relation_id": relations[prompts.cell[said]].astype(np.int32), "value_key": prompts.low[said]},
            {"prompts": pl.len().cast(pl.Int64)},
        ),
        "document_rows": pl.DataFrame(
            {
                "doc": rows.doc,
                "cell": rows.cell,
                "n": rows.examples.astype(np.int64),
                "f1": once[0].astype(np.int8),
                "f1_domain": once[1].astype(np.int8),
            }
        ),
        "document_pairs": pl.concat([_pairs_of_corpus(prompts), _pairs_of_domains(pairs)]),
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


def _grouped(by: dict[str, Column], sums_of: dict[str, pl.Expr], **columns: Column) -> pl.DataFrame:
    return pl.DataFrame({**by, **columns}).group_by(list(by)).agg(e.alias(name) for name, e in sums_of.items())


def _spectra(pairs: Answers, prompts: Answers, of_pair: Integers) -> pl.DataFrame:
    """As ``33_spectrum.sql``: a prompt of one domain lies in its cell, one of several in each where it is answered."""
    alone = np.bincount(of_pair, minlength=len(prompts.n)) == 1
    whole, split = prompts.n[of_pair], prompts.conflicts[of_pair]
    shared = ~alone[of_pair] & ((pairs.n > 0) | (whole == 0))
    return pl.concat(
        [
            _spectrum("domain", pairs.cell, pairs.n, pairs.n, pairs.conflicts),
            _spectrum("all", prompts.cell, prompts.n, prompts.n, prompts.conflicts),
            _spectrum("corpus", prompts.cell[alone], prompts.n[alone], prompts.n[alone], prompts.conflicts[alone]),
            _spectrum("corpus", pairs.cell[shared], whole[shared], pairs.n[shared], split[shared]),
        ]
    )


def _spectrum(scope: str, cell: Column, k: Integers, examples: Integers, conflicts: Flags) -> pl.DataFrame:
    counted = {
        "prompts": pl.len().cast(pl.Int64),
        "examples": pl.col("examples").sum(),
        "conflicts": pl.col("conflicts").sum().cast(pl.Int64),
    }
    found = _grouped({"cell": cell, "k": k}, counted, examples=examples, conflicts=conflicts)
    return found.select(pl.lit(scope).alias("scope"), pl.all())


def _changes(scope: str, answers: Answers) -> pl.DataFrame:
    """As ``34_jackknife.sql``: how the number of singletons changes in a cell without the documents of a group."""
    one, several = answers.where(answers.n == 1), answers.where((answers.n > 1) & (answers.first < answers.last))
    first, last = several.first >> _SHIFT, several.last >> _SHIFT
    apart = first < last
    only_first = apart & (several.groups == first + (several.n - 1) * last)
    only_last = apart & (several.groups == last + (several.n - 1) * first)
    places = [
        (one.first & _CELL, one.first >> _SHIFT, -1),  # the one answer is lost with its group
        (several.first[only_first] & _CELL, last[only_first], 1),  # all answers but the first lie in the last group
        (several.last[only_last] & _CELL, first[only_last], 1),  # all but the last lie in the first
    ]
    cell, group = (np.concatenate([place[i] for place in places]) for i in (0, 1))
    change = np.concatenate([np.full(len(place[0]), place[2], np.int64) for place in places])
    by = {"cell": cell.astype(np.int32), "group": group.astype(np.int32)}
    found = _grouped(by, {"change": pl.col("change").sum()}, change=change)
    return found.select(pl.lit(scope).alias("scope"), pl.all())


def _pairs_of_corpus(prompts: Answers) -> pl.DataFrame:
    """As ``42_document_pairs.sql``: prompts that are answered twice in the corpus."""
    twice = prompts.where(prompts.n == 2)
    cells = twice.first & _CELL, twice.last & _CELL
    return _document_pairs(twice, np.minimum(*cells), 1, (cells[0] == cells[1]).astype(np.int8), 0)


def _pairs_of_domains(pairs: Answers) -> pl.DataFrame:
    """Prompts that are answered twice in a domain."""
    twice = pairs.where(pairs.n == 2)
    return _document_pairs(twice, twice.cell, 0, np.zeros(len(twice.n), np.int8), 1)


def _document_pairs(twice: Answers, cell: Column, f2: int, inside: Column, f2_domain: int) -> pl.DataFrame:
    return pl.DataFrame(
        {"doc": twice.low_doc, "other": twice.high_doc, "cell": cell.astype(np.int32), "f2_inside": inside}
    ).with_columns(pl.lit(f2, pl.Int8).alias("f2"), pl.lit(f2_domain, pl.Int8).alias("f2_domain"))
