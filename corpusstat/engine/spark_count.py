"""Counting in Spark SQL: the queries of ``queries/count/``, over the same mention files; the integers of one machine.

Only spectra and sums reach the driver: a row for each cell and count, for each cell and document group, for each
stratum. Spark spills and spreads what is between, so that neither the driver's memory nor its disk is a limit.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.count.count import Counts, assembled, check_rows, floor_set, number_cells, read_tallies
from corpusstat.count.documents import SUM_QUERIES, Members, Together, documents_of
from corpusstat.count.keys import key_ranges
from corpusstat.count.pooling import Pool
from corpusstat.count.questions import query_text
from corpusstat.engine.spark import error_line
from corpusstat.errors import BadData
from corpusstat.relations import RelationSet
from corpusstat.schema import DOCUMENTS, OTHER_DOMAINS

__all__ = ["count_on_spark", "in_spark"]

_TABLE: Final = re.compile(r"\b(FROM|JOIN)(\s+)([a-z_]+)\b")
_PATTERN: Final = re.compile(r"[\[\]{}*?\\]")
"""What Hadoop takes for a pattern in a path."""
_QUOTED: Final = re.compile(r'"(\w+)"')
_COPIED: Final = {"cell": pl.Int32, "group": pl.Int8, "n": pl.Int64, "n_idk": pl.Int64}


def in_spark(query: str, prefix: str, views: Sequence[str]) -> str:
    """Return a query as Spark takes it: the views by their names in this session, other names in backticks.

    >>> in_spark('SELECT "group" FROM pairs AS p INNER JOIN w ON true', "x_", ["pairs"])
    'SELECT `group` FROM x_pairs AS p INNER JOIN w ON true'
    """
    named = _TABLE.sub(lambda m: f"{m[1]}{m[2]}{prefix if m[3] in views else ''}{m[3]}", query)
    return _QUOTED.sub(r"`\1`", named)


class _Steps:
    """The tables of one counting, as temporary views whose names are in nobody's way."""

    def __init__(self, session: Any) -> None:
        self.session = session
        self.prefix = f"corpusstat_{secrets.token_hex(4)}_"
        self.views: dict[str, Any] = {}
        self.kept: list[Any] = []

    def put(self, name: str, frame: Any, *, keep: bool = False) -> None:
        """Name a table; ``keep`` what is read several times, where the session can."""
        if keep:
            with contextlib.suppress(Exception):  # not everywhere; it would be computed again
                frame = frame.persist()
                self.kept.append(frame)
        frame.createOrReplaceTempView(self.prefix + name)
        self.views[name] = frame

    def ask(self, name: str) -> Any:
        """The rows of a query, not yet computed."""
        return self.session.sql(in_spark(query_text(name), self.prefix, list(self.views)))

    def step(self, table: str, query: str, *, keep: bool = False) -> None:
        """Make a table of a query."""
        self.put(table, self.ask(query), keep=keep)

    def fetch(self, query: str) -> pl.DataFrame:
        """Compute the rows of a query, and bring them here."""
        found = pl.from_arrow(self.ask(query).toArrow())
        assert isinstance(found, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
        return found

    def close(self) -> None:
        """Leave nothing behind."""
        for frame in self.kept:
            frame.unpersist()
        for name in self.views:
            self.session.catalog.dropTempView(self.prefix + name)


@contextlib.contextmanager
def _steps(session: Any) -> Iterator[_Steps]:
    steps = _Steps(session)
    try:
        yield steps
    except BadData:
        raise
    except Exception as error:  # Spark's come in many kinds
        todo = "the executors must see the run folder; or leave --counting out"
        raise BadData(f"counting on Spark failed: {error_line(error)}", "", todo) from error
    finally:
        with contextlib.suppress(Exception):
            steps.close()


def count_on_spark(
    session: Any,
    mentions: Sequence[Path],
    tallies: Sequence[Path],
    relations: RelationSet,
    *,
    theta: float = 1.0,
    copies: Sequence[Path] = (),
    pool: Pool | None = None,
    together: Together = (),
    **_: object,
) -> Counts:
    """Count the prompts of MENTION files as `count.count` does, in the SQL of a Spark session.

    Parameters
    ----------
    session
        Classic or Connect. Its executors open the files.
    mentions, tallies, relations, theta, copies, pool, together
        As for `count.count`; the share of prompts is never halved.

    Returns
    -------
    Counts
        The same integers.

    Raises
    ------
    BadData
        The mentions are not those the tallies counted, or the job fails.
    """
    tally = read_tallies(tallies, pool)
    cells = number_cells(tally)
    members = Members.of(cells, floor_set(relations), together)
    if theta == 1.0:
        check_rows(mentions, tally)
    with _steps(session) as steps:
        steps.put("cells", session.createDataFrame(cells.rows(), _fields(cells)))
        steps.put("members", session.createDataFrame(members.cells.rows(), _fields(members.cells)))
        for table, files in (("mentions", mentions), ("copies", copies)):
            steps.put(table, _read(session, files or mentions, pool))
        for table in ("examples", "copied_examples"):
            found = steps.ask(table)
            steps.put(table, found if theta == 1.0 else found.where(_kept(theta)), keep=True)
        totals, sums = _units(steps, copied=bool(copies))
    found = documents_of(sums, members)
    if not copies:
        found = pl.concat([found, found.with_columns(pl.lit("sources").alias("unit"))])
    totals["documents"] = found.sort(DOCUMENTS.names[:4])
    return assembled(totals, tally, cells, relations, theta, 1)


def _units(steps: _Steps, *, copied: bool) -> tuple[dict[str, pl.DataFrame], list[tuple[str, pl.DataFrame]]]:
    """Count mentions, then sources: what `count.totals_of` gives, and the sums over documents by unit."""
    spectra: list[pl.DataFrame] = []
    changes: list[pl.DataFrame] = []
    sums: list[tuple[str, pl.DataFrame]] = []
    totals: dict[str, pl.DataFrame] = {"copied": pl.DataFrame(schema=_COPIED)}
    for unit, rows in (("mentions", "count_rows"), ("sources", "source_rows")):
        if unit == "mentions" or copied:
            steps.step("count_rows", rows)
            steps.step("pairs", "pairs", keep=True)
            steps.step("prompts", "prompts", keep=True)
            last = [steps.fetch("spectrum"), steps.fetch("jackknife")]
            for table in ("document_rows", "document_pairs"):
                steps.step(table, table)
            sums += [(unit, steps.fetch(query)) for query in SUM_QUERIES]
        if unit == "mentions":
            steps.step("all_values", "values")
            totals["values"] = steps.fetch("simpson")
        for found, counted in zip((spectra, changes), last, strict=True):
            found.append(counted.with_columns(pl.lit(unit).alias("unit")))
    if copied:
        totals["copied"] = steps.fetch("copied")
    return totals | {"spectra": pl.concat(spectra), "changes": pl.concat(changes)}, sums


def _fields(frame: pl.DataFrame) -> str:
    kinds = {pl.String: "string", pl.Int32: "int", pl.Int64: "bigint"}
    return ", ".join(f"{name} {kinds[type(dtype)]}" for name, dtype in frame.schema.items())


def _read(session: Any, files: Sequence[Path], pool: Pool | None) -> Any:
    """The rows of Parquet files, with the domains of the pool."""
    paths = (_PATTERN.sub(r"\\\g<0>", str(file.absolute())) for file in files)
    frame = session.read.parquet(*(f"file://{path}" for path in paths))
    if pool is None or not pool.tail:
        return frame
    kept = session.createDataFrame(
        pool.kept.select("domain", pl.lit(1, pl.Int32).alias("kept")).rows(), "domain string, kept int"
    )
    named = frame.join(kept, "domain", "left")
    others = [f"`{name}`" for name in frame.columns if name != "domain"]
    return named.selectExpr(*others, f"CASE WHEN kept = 1 THEN domain ELSE '{OTHER_DOMAINS}' END AS domain")


def _kept(theta: float) -> str:
    """SQL of whether a prompt is kept."""
    low, high, negative_low, negative_high = key_ranges(theta, 1)[0]
    return f"key BETWEEN {low} AND {high} OR key BETWEEN {_long(negative_low)} AND {_long(negative_high)}"


def _long(number: int) -> str:
    """A 64-bit number as SQL: the least one has no literal."""
    return f"CAST('{number}' AS BIGINT)"
