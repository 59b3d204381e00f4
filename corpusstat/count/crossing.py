"""How prompts lie across domains and document groups: one pass over COUNT in the order of its keys.

The rows come sorted from the run's database, which spills what it does not hold; here they are taken a block at a time,
and a block cuts no prompt. All that is kept are integers per domain and document group, and a few prompts to show.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
import polars as pl

from corpusstat.count.database import opened_run
from corpusstat.count.questions import query_text
from corpusstat.count.segments import BLOCK, Column, Flags, Integers, blocks, greatest, least, numbers, starts, sums
from corpusstat.schema import GROUPS

__all__ = ["CHOSEN", "KINDS", "Crossing", "crossed", "rows_of", "sentences"]

KINDS: Final = ("singletons", "conflicts")
_SLOTS: Final = GROUPS + 1
"""Places for the changes of a domain: the whole corpus, and without each document group."""


class Rows(NamedTuple):
    """Answered COUNT rows in the order of prompt, domain (by number) and document group."""

    key: Integers
    domain: Integers
    group: Integers
    n: Integers
    low: Integers
    high: Integers


CHOSEN: Final = pl.Schema({"kind": pl.String, "domain": pl.String, "place": pl.Int64, "key": pl.Int64})
"""Prompts that were chosen to be shown; ``place`` counts from 1 in each domain."""


class Cells(NamedTuple):
    """Answers of prompts (by number) in a domain, a document group or both; the other is whatever it is."""

    prompt: Integers
    domain: Integers
    group: Integers
    n: Integers


class _Crosses(NamedTuple):
    """Each domain of a prompt with each of its document groups: numbers of the prompt, the pair and the part."""

    prompt: Integers
    pair: Integers
    part: Integers
    begin: Integers
    """Of a prompt, the place of its first cross."""
    first_pair: Integers
    first_part: Integers
    parts: Integers

    @classmethod
    def of(cls, pairs: Cells, parts: Cells, prompts: int) -> _Crosses:
        """Cross the pairs and parts of prompts, both in the order of these."""
        many_pairs, many_parts = (np.bincount(table.prompt, minlength=prompts) for table in (pairs, parts))
        first_pair, first_part = (np.cumsum(many) - many for many in (many_pairs, many_parts))
        each = many_parts[pairs.prompt]
        pair = np.repeat(np.arange(len(pairs.n)), each)
        within = np.arange(len(pair)) - np.repeat(np.cumsum(each) - each, each)
        prompt = pairs.prompt[pair]
        sizes = many_pairs * many_parts
        begin = np.cumsum(sizes) - sizes
        return cls(prompt, pair, first_part[prompt] + within, begin, first_pair, first_part, many_parts)

    def spread(self, cells: Cells, parts: Cells) -> Integers:
        """Put the answers of cells to their crosses; elsewhere there are none."""
        pair = numbers(starts(cells.prompt) | starts(cells.domain))
        part = np.searchsorted(parts.prompt * GROUPS + parts.group, cells.prompt * GROUPS + cells.group)
        one = cells.prompt
        place = self.begin[one] + (pair - self.first_pair[one]) * self.parts[one] + part - self.first_part[one]
        found = np.zeros(len(self.pair), np.int64)
        found[place] = cells.n
        return found


@dataclass(slots=True)
class Crossing:
    """What domains add to each other.

    ``prompts`` that each domain answers, ``only_here`` those that no other domain does; ``change`` of the number of
    singletons once the domain is left out: column 0 of the corpus, g + 1 of the corpus without document group g.
    ``domains`` are the reported ones by name; one more row is for all others. ``chosen`` has some prompts of each
    domain: kind, domain, place (from 1), key.
    """

    domains: list[str]
    each: int
    prompts: Integers = field(init=False)
    only_here: Integers = field(init=False)
    change: Integers = field(init=False)
    chosen: list[pl.DataFrame] = field(default_factory=list)
    _taken: dict[str, Integers] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        size = len(self.domains) + 1
        self.prompts, self.only_here = np.zeros(size, np.int64), np.zeros(size, np.int64)
        self.change = np.zeros((size, _SLOTS), np.int64)
        self._taken = {kind: np.zeros(size, np.int64) for kind in KINDS}

    def add(self, rows: Rows) -> None:
        """Add the prompts of a block, all of whose rows are in it."""
        first = starts(rows.key)
        prompt = numbers(first)
        cells = _cells(prompt, rows)
        pairs = _added_up(cells, starts(cells.prompt) | starts(cells.domain))
        n = sums(rows.n, first)
        size = len(self.domains) + 1
        domains = np.bincount(pairs.prompt, minlength=len(n))
        alone, here = domains[pairs.prompt] == 1, n[pairs.prompt]
        self.prompts += np.bincount(pairs.domain, minlength=size)
        self.only_here += np.bincount(pairs.domain[alone], minlength=size)
        self.change[:, 0] += np.bincount(pairs.domain[here - pairs.n == 1], minlength=size)
        self.change[:, 0] -= np.bincount(pairs.domain[here == 1], minlength=size)
        self._without_groups(cells, pairs, n)
        key = rows.key[first]
        split = least(rows.low, first) < greatest(rows.high, first)
        self._choose(KINDS[0], pairs.domain[here == 1], key[pairs.prompt[here == 1]])
        self._choose(KINDS[1], pairs.domain[split[pairs.prompt]], key[pairs.prompt[split[pairs.prompt]]])

    def _without_groups(self, cells: Cells, pairs: Cells, n: Integers) -> None:
        """Add by how much a change differs once a document group is deleted.

        With group g deleted and domain d left out a prompt has n - n_d - n_g + n_dg answers. Prompts for which neither
        this nor n - n_g can be 1 are left out early; of a prompt with one answer all of it is known.
        """
        once = n[cells.prompt] == 1
        changes = self.change.reshape(-1)  # the same numbers, not a copy
        np.add.at(changes, cells.domain[once] * _SLOTS + cells.group[once] + 1, 1)
        parts = _parts(cells)
        most_pair, most_part = (greatest(table.n, starts(table.prompt)) for table in (pairs, parts))
        few = (n > 1) & (n - most_pair - most_part <= 1)
        cells, pairs, parts = (_kept(table, few) for table in (cells, pairs, parts))
        if not len(cells.n):
            return
        crosses = _Crosses.of(pairs, parts, len(n))
        whole, n_d, n_g = n[crosses.prompt], pairs.n[crosses.pair], parts.n[crosses.part]
        n_dg = crosses.spread(cells, parts)
        change = (
            (whole - n_d - n_g + n_dg == 1).astype(np.int64)
            - (whole - n_d == 1).astype(np.int64)
            - (whole - n_g == 1).astype(np.int64)
        )
        told = change != 0
        places = pairs.domain[crosses.pair[told]] * _SLOTS + parts.group[crosses.part[told]] + 1
        np.add.at(changes, places, change[told])

    def _choose(self, kind: str, domain: Integers, key: Integers) -> None:
        """Take the prompts with the least keys of each domain, as long as it has fewer than ``each``."""
        taken = self._taken[kind]
        wanted = (domain < len(self.domains)) & (taken[domain] < self.each)
        domain, key = domain[wanted], key[wanted]
        order = np.argsort(domain, kind="stable")
        domain, key = domain[order], key[order]
        first = starts(domain)
        place = np.arange(len(domain)) - np.flatnonzero(first)[numbers(first)] + taken[domain] + 1
        np.add.at(taken, domain, 1)
        kept = place <= self.each
        names = pl.Series(self.domains, dtype=pl.String)[domain[kept]]
        self.chosen.append(
            pl.DataFrame({"kind": kind, "domain": names, "place": place[kept], "key": key[kept]}, schema=CHOSEN)
        )


def _cells(prompt: Integers, rows: Rows) -> Cells:
    """Add up rows of the same prompt, domain and group: pooled domains have several."""
    cells = Cells(prompt, rows.domain, rows.group, rows.n)
    return _added_up(cells, starts(prompt) | starts(rows.domain) | starts(rows.group))


def _added_up(cells: Cells, first: Flags) -> Cells:
    """The first of each run of cells, with the answers of all."""
    return Cells(cells.prompt[first], cells.domain[first], cells.group[first], sums(cells.n, first))


def _parts(cells: Cells) -> Cells:
    """Add up cells by prompt and group, in the order of these."""
    place = cells.prompt * GROUPS + cells.group
    order = np.argsort(place, kind="stable")
    return _added_up(Cells(*(column[order] for column in cells)), starts(place[order]))


def _kept(cells: Cells, prompts: Flags) -> Cells:
    kept = prompts[cells.prompt]
    return Cells(*(column[kept] for column in cells))


def rows_of(columns: Sequence[Column], others: int) -> Rows:
    """Columns of a block as rows; domains that are not reported have the last number, ``others``."""
    key, domain, group, n, low, high = columns
    domain = np.where(domain < 0, others, domain).astype(np.int64)
    return Rows(key, domain, group.astype(np.int64), n, low, high)


def crossed(
    run: Path,
    relations: Sequence[str],
    *,
    each: int,
    memory: int,
    files: Mapping[str, Sequence[Path]] | None = None,
) -> Crossing:
    """Count how the prompts of some relations lie across the domains that a run reports.

    Parameters
    ----------
    run
        Folder of a run with its database.
    relations
        Those whose prompts are counted.
    each
        Singletons, and conflicts, to choose of each domain: those with the least keys.
    memory
        Bytes that DuckDB may use.
    files
        As for `database.run_query`.
    """
    with opened_run(run, memory, files or {}) as con:
        domains = con.sql("SELECT domain FROM reported_domains ORDER BY domain").fetchall()
        found = Crossing([name for (name,) in domains], each)
        rows = con.sql(query_text("answered"), params={"relations": list(relations)}).to_arrow_reader(BLOCK)
        for block in blocks(rows):
            found.add(rows_of(block, len(found.domains)))
    return found


def sentences(
    run: Path, chosen: pl.DataFrame, *, memory: int, files: Mapping[str, Sequence[Path]] | None = None
) -> pl.DataFrame:
    """Read the sentences of chosen prompts (kind, domain, place, key), in the order of kind, domain and place."""
    with opened_run(run, memory, files or {}, {"chosen": chosen}) as con:
        found: pl.DataFrame = con.sql(query_text("example_sentences")).pl()
    return found
