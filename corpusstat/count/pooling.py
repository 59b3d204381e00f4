"""Which domains are counted by themselves, where there are very many: the largest by documents, the rest as one.

Decided from the summed tallies when all units are finished, so workers, order and resuming change nothing. MENTION and
TALLY keep every domain: the pooled ones are found again by query.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from corpusstat.errors import BadData, printable
from corpusstat.schema import FLOOR_SET, OTHER_DOMAINS, TALLY, polars_schema

__all__ = ["Pool", "pooled", "read_tally"]


@dataclass(frozen=True, slots=True)
class Pool:
    """The domains that are counted by themselves (domain, documents), largest first; and how many there are in all."""

    kept: pl.DataFrame
    domains: int

    @property
    def tail(self) -> int:
        """How many domains are pooled."""
        return self.domains - self.kept.height

    def named(self) -> pl.Expr:
        """The domain, or that of all pooled ones."""
        if not self.tail:
            return pl.col("domain")
        kept = pl.col("domain").is_in(self.kept["domain"].to_list())
        return pl.when(kept).then("domain").otherwise(pl.lit(OTHER_DOMAINS)).alias("domain")


def pooled(tallies: Sequence[Path], most: int) -> Pool:
    """Choose the ``most`` domains with most documents, ties by name.

    Raises
    ------
    BadData
        A tally cannot be read.
    """
    of_documents = _scan(tallies).filter(pl.col("relation") == FLOOR_SET)
    sums = _collected(of_documents.group_by("domain").agg(pl.col("documents").sum()))
    return Pool(sums.sort("documents", "domain", descending=[True, False]).head(most), sums.height)


def read_tally(tallies: Sequence[Path], pool: Pool | None = None) -> pl.DataFrame:
    """Add up TALLY files, with the domains of ``pool``; sorted.

    Raises
    ------
    BadData
        A tally cannot be read.
    """
    key, sums = ["domain", "relation", "group"], ["documents", "bytes", "n", "n_idk", "n_sq"]
    rows = _scan(tallies)
    named = rows if pool is None else rows.with_columns(pool.named())
    return _collected(named.group_by(key).agg(pl.col(sums).sum())).select(TALLY.names).sort(key)


def _scan(tallies: Sequence[Path]) -> pl.LazyFrame:
    empty = pl.LazyFrame(schema=polars_schema(TALLY))
    return pl.scan_parquet(list(tallies), glob=False).select(TALLY.names) if tallies else empty


def _collected(rows: pl.LazyFrame) -> pl.DataFrame:
    """A part at a time: a tally can have a row for every document, the sums are small."""
    try:
        return rows.collect(engine="streaming")
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadData(f"an unreadable tally: {printable(error)}", "Parquet files of a run") from error
