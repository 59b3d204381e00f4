"""MENTION -> COUNT -> SPECTRUM: how many prompts are answered once, twice, … , per domain and relation.

The counting itself is SQL (``queries/*.sql``). Every statistic is a sum over prompts, so the prompts are cut into
ranges of their keys and the ranges are counted one after the other: memory is bounded by a range, whatever the
corpus. A prompt sample is one shorter range: a prompt is kept iff its key, read as unsigned, is below θ·2^64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.database import query_text, workspace
from corpusstat.errors import BadData, printable
from corpusstat.keys import PROCESS_BYTES, Bounds, key_ranges, rows_of
from corpusstat.relations import RelationSet
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET, MENTION, TALLY, polars_schema
from corpusstat.strata import Strata, with_floor_set

if TYPE_CHECKING:
    from corpusstat.database import Connection

__all__ = ["Counts", "count", "read_tallies"]

BYTES_PER_MENTION = 200
"""Upper estimate of what one mention needs in DuckDB's tables while its range is counted (measured: about 130)."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted. All tables hold integers of the prompts kept; divide f and m by ``theta``, never N.

    ``spectrum`` and ``jackknife`` are as in the schema. ``prompts`` has one row per (domain, relation, scope, unit):
    ``n`` and ``n_idk`` examples (exact, whatever θ), ``distinct`` prompts answered, ``idk_only`` prompts never
    answered, ``repeated`` prompts with two answers or more, ``conflicts`` those of them with two values or more.
    ``values`` has one row per relation: ``prompts`` answered, ``distinct`` values (|E_c| + 1 where a relation does not
    say), ``pairs_equal`` Σ n_v(n_v-1) and ``pairs`` n(n-1), whose ratio is Simpson's λ (THEORY §2).
    """

    spectrum: pl.DataFrame
    jackknife: pl.DataFrame
    prompts: pl.DataFrame
    values: pl.DataFrame
    theta: float
    ranges: int


def count(
    mentions: Sequence[Path],
    tallies: Sequence[Path],
    relations: RelationSet,
    *,
    memory: int,
    temp: Path,
    theta: float = 1.0,
    copies: Sequence[Path] = (),
    threads: int | None = None,
    disk: int | None = None,
) -> Counts:
    """Count the prompts of MENTION files.

    Parameters
    ----------
    mentions, tallies
        Parquet files (MENTION and TALLY) of the same inputs, in any order.
    relations
        Says which relations belong to the floor set.
    memory, temp, disk
        Bytes the whole process may use; the folder for what does not fit, and how many bytes may go there.
    theta
        Share of prompts kept.
    threads
        Threads to use; all cores by default.
    copies
        Parquet files (COPY) of :mod:`corpusstat.copies`; without any, ``sources`` equal ``mentions``. A source belongs
        to the domain and group of the mention that represents its copies; copied IDK examples leave N the same way.

    Raises
    ------
    BadData
        A file that cannot be read, or mentions that are not those the tallies counted.
    """
    tally = read_tallies(tallies)
    limit = max(memory - PROCESS_BYTES, memory // 2)
    kept = min(rows_of(mentions), int(int(tally["n"].sum()) * theta))  # files may hold the sample only, or all
    parts = max(1, -(-kept * BYTES_PER_MENTION // limit))
    with workspace(limit, temp, disk, threads) as con:
        open_tables(con, tally, mentions, copies)
        for bounds in key_ranges(theta, parts):
            count_range(con, bounds)
        relation_ids, domain_ids = (con.sql(f"SELECT * FROM {t}").pl() for t in ("relation_ids", "domain_ids"))
        tables = [con.sql(f"SELECT * FROM {t}").pl() for t in ("all_spectra", "all_changes", "all_copied")]
        values = con.sql(query_text("simpson")).pl()
    spectra, changes, copied = (named(table, relation_ids, domain_ids) for table in tables)
    floor = frozenset(r.name for r in relations.relations if r.in_floor)
    strata = Strata.of(tally, added(copied, ["group"]), floor, theta)
    counted = layered(added(spectra, ["scope", "unit", "k"]), ["k"], floor)
    everywhere = changes.filter(pl.col("scope") == "corpus").with_columns(pl.lit(ALL_DOMAINS).alias("domain"))
    changed = layered(added(pl.concat([changes, everywhere]), ["scope", "unit", "group"]), ["group"], floor)
    if theta == 1.0:
        strata.check(counted)
    return Counts(
        spectrum=strata.spectrum(counted),
        jackknife=strata.jackknife(counted, changed),
        prompts=strata.statistics(counted),
        values=named(values, relation_ids, domain_ids).sort("relation"),
        theta=theta,
        ranges=parts,
    )


def read_tallies(paths: Sequence[Path]) -> pl.DataFrame:
    """Add up TALLY files: domain, relation (without the floor set's own rows), group, n, n_idk."""
    try:
        tables = [pl.DataFrame(pq.read_table(path, columns=TALLY.names)) for path in paths]
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"an unreadable tally: {printable(error)}", "Parquet files of a run") from error
    return (
        pl.concat([pl.DataFrame(schema=polars_schema(TALLY)), *tables])
        .filter(pl.col("relation") != FLOOR_SET)
        .group_by("domain", "relation", "group")
        .agg(pl.col("n", "n_idk").sum())
        .filter(pl.col("n") > 0)
        .sort("domain", "relation", "group")
    )


def open_tables(con: Connection, tally: pl.DataFrame, mentions: Sequence[Path], copies: Sequence[Path]) -> None:
    """Make what the queries read: the two files' views, the numbers of names, and empty totals."""
    for view, paths in (("mentions", mentions), ("copies", copies)):
        if paths:
            con.read_parquet([str(path) for path in paths]).create_view(view)
        else:
            con.from_arrow(MENTION.empty_table()).create(view)
    for column in ("relation", "domain"):
        ids = tally.select(pl.col(column).unique().sort().alias("name")).with_row_index("id")
        con.from_arrow(ids.cast({"id": pl.Int32}).to_arrow()).create(f"{column}_ids")
    layer = "unit VARCHAR, scope VARCHAR, domain INTEGER, relation INTEGER"
    con.execute(
        f"CREATE TABLE all_spectra ({layer}, k BIGINT, prompts BIGINT, examples BIGINT, idk BIGINT, conflicts BIGINT)"
    )
    con.execute(f'CREATE TABLE all_changes ({layer}, "group" TINYINT, change BIGINT)')
    con.execute('CREATE TABLE all_copied (domain INTEGER, relation INTEGER, "group" TINYINT, n BIGINT, n_idk BIGINT)')
    con.execute("CREATE TABLE all_values (relation INTEGER, value_key BIGINT, prompts BIGINT)")


def count_range(con: Connection, bounds: Bounds) -> None:
    """Count the prompts of one range of keys, and add them to the totals."""
    make(con, "count_rows", "examples", bounds)
    make(con, "copy_rows", "copies", bounds)
    count_unit(con, "mentions")
    con.execute(f"INSERT INTO all_values {query_text('values')}")
    copied = con.sql("SELECT count(*) FROM copy_rows").fetchall()[0][0]
    if copied:
        con.execute(f"INSERT INTO all_copied {query_text('copied')}")
        make(con, "source_rows", "sources")
        con.execute("DROP TABLE count_rows")
        con.execute("ALTER TABLE source_rows RENAME TO count_rows")
        count_unit(con, "sources")
    else:  # without copies, sources are mentions
        for table in ("all_spectra", "all_changes"):
            con.execute(f"INSERT INTO {table} SELECT 'sources', * FROM last_{table}")
    for table in ("count_rows", "copy_rows", "pairs", "prompts", "last_all_spectra", "last_all_changes"):
        con.execute(f"DROP TABLE {table}")


def count_unit(con: Connection, unit: str) -> None:
    """Count ``count_rows`` as one unit."""
    make(con, "pairs", "pairs")
    make(con, "prompts", "prompts")
    for table, query in (("all_spectra", "spectrum"), ("all_changes", "jackknife")):
        make(con, f"last_{table}", query)
        con.execute(f"INSERT INTO {table} SELECT ?, * FROM last_{table}", [unit])


def make(con: Connection, table: str, query: str, parameters: Sequence[int] = ()) -> None:
    """Create or replace a table from a shipped query."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {query_text(query)}", list(parameters))


def added(rows: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """Add up what the ranges counted of the same stratum."""
    by = ["domain", "relation", *by]
    return rows.group_by(by).agg(pl.exclude(by).sum())


def layered(rows: pl.DataFrame, by: list[str], floor: frozenset[str]) -> pl.DataFrame:
    """Add the rows of the floor set, and those of the whole corpus as a domain of its own (the same in both scopes)."""
    whole = rows.filter(pl.col("domain") == ALL_DOMAINS).with_columns(pl.lit("domain").alias("scope"))
    sums = [column for column in rows.columns if column not in {"domain", "relation", "scope", "unit", *by}]
    return with_floor_set(pl.concat([rows, whole]), ["scope", "unit", *by], sums, floor)


def named(rows: pl.DataFrame, relation_ids: pl.DataFrame, domain_ids: pl.DataFrame) -> pl.DataFrame:
    """Put names in the place of numbers; domain -1 is the whole corpus."""
    for column, ids in (("relation", relation_ids), ("domain", domain_ids)):
        if column in rows.columns:
            names = dict(zip(ids["id"], ids["name"], strict=True)) | {-1: ALL_DOMAINS}
            rows = rows.with_columns(pl.col(column).replace_strict(names, return_dtype=pl.String))
    return rows
