"""MENTION -> COUNT -> SPECTRUM: how many prompts are answered once, twice, … , per domain and relation.

The counting itself is SQL (``queries/*.sql``); what needs the prompts or documents in order is done here by NumPy
(`prompts`, `documents`), while Spark runs all of it as SQL. Every statistic is a sum over prompts, so a large corpus is
cut into parts by the prompts' keys and the parts are counted one after the other: memory is bounded by a part, whatever
the corpus. A prompt sample is a shorter range of keys: a prompt is kept iff its key, read as unsigned, is below θ·2^64.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import TYPE_CHECKING, Final

import numpy as np
import polars as pl
import pyarrow as pa

from corpusstat.count.database import NoRoom, literally, workspace
from corpusstat.count.documents import Members, documents
from corpusstat.count.keys import database_share, rows_of
from corpusstat.count.partition import ByDocument, by_document, by_prompt
from corpusstat.count.pooling import Pool, read_tally
from corpusstat.count.prompts import SUMMED, count_prompts, sorted_rows
from corpusstat.count.questions import query_text
from corpusstat.count.segments import Integers
from corpusstat.count.strata import Strata, disagreement, with_floor_set
from corpusstat.relations import RelationSet
from corpusstat.schema import ALL_DOMAINS, COPY, DOCUMENTS, FLOOR_SET, MENTION, OTHER_DOMAINS

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["Counts", "count", "read_tallies"]

BYTES_PER_MENTION: Final = 500
"""Of DuckDB's memory, for a mention of the part that is counted. It needs about 150, but smaller parts are faster."""
BYTES_PER_EXAMPLE: Final = 64
"""Most that a mention needs on disk where the parts are written apart, by prompt and by document (measured: 45)."""
VALUES: Final = (
    "prompts", "distinct", "commonest", "second_commonest", "third_commonest", "pairs_equal", "pairs",
)  # fmt: skip
"""Integers per relation about the answers of its prompts."""
FEWEST_KEPT: Final = 1000
"""A sample is not halved below as many mentions: what does not hold them does not hold the program."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted. All tables hold integers of the prompts kept; divide f and m by ``theta``, never N.

    ``spectrum`` and ``jackknife`` are as in the schema. ``prompts`` has one row per (domain, relation, scope, unit):
    ``n`` and ``n_idk`` examples (exact, whatever θ), ``distinct`` prompts answered, ``idk_only`` prompts never
    answered, ``repeated`` prompts with two answers or more, ``conflicts`` those of them with two values or more.
    ``documents`` has the sums over documents that a floor's variance is made of.
    ``values`` has one row per relation: ``prompts`` answered, ``distinct`` values (|E_c| + 1 where a relation does not
    say), how many prompts have the ``commonest``, ``second_commonest`` and ``third_commonest`` of them,
    ``pairs_equal`` Σ n_v(n_v-1) and ``pairs`` n(n-1), whose ratio is Simpson's λ.
    """

    spectrum: pl.DataFrame
    jackknife: pl.DataFrame
    prompts: pl.DataFrame
    values: pl.DataFrame
    documents: pl.DataFrame
    theta: float
    parts: int


def count(
    mentions: Sequence[Path],
    tallies: Sequence[Path],
    relations: RelationSet,
    *,
    memory: int,
    temp: Path,
    theta: float = 1.0,
    halve: bool = False,
    copies: Sequence[Path] = (),
    threads: int | None = None,
    disk: int | None = None,
    pool: Pool | None = None,
) -> Counts:
    """Count the prompts of MENTION files.

    Parameters
    ----------
    mentions, tallies
        Parquet files (MENTION and TALLY) of the same inputs, in any order.
    relations
        Says which relations belong to the floor set.
    memory, temp, disk
        Bytes the whole process may use; the folder for what does not fit, and how many bytes may go there (default:
        what is free).
    theta, halve
        Share of prompts kept, and whether to halve it where memory or disk do not hold them (``auto``).
    threads
        Threads to use; all cores by default.
    copies
        Parquet files (COPY) of `count.copies`; without any, ``sources`` equal ``mentions``. A source belongs
        to the domain and group of the mention that represents its copies; copied IDK examples leave N the same way.
    pool
        Which domains are counted by themselves (default: all).

    Raises
    ------
    BadData
        A file that cannot be read, or mentions that are not those the tallies counted.
    NoRoom
        Memory or disk do not hold the prompts kept, and ``halve`` is false.
    """
    tally = read_tallies(tallies, pool)
    cells, files = number_cells(tally), (mentions, copies)
    members = Members.of(cells, floor_set(relations))
    expected, rows = int(tally["n"].sum()), rows_of(mentions)
    if theta == 1.0:
        check_rows(mentions, tally)
    limit = database_share(memory)
    while True:
        kept = min(rows, int(expected * theta))  # files may hold the sample only, or all
        parts = max(1, -(-kept * BYTES_PER_MENTION // limit))
        try:
            enough_disk(kept if parts > 1 else 0, temp, disk)
            with workspace(limit, temp, disk, threads) as con:
                open_tables(con, cells)
                open_files(con, *files, pool)
                totals = count_parts(con, theta, parts, temp, (cells, members), copied=bool(copies))
            return assembled(totals, tally, cells, relations, theta, parts)
        except NoRoom:
            if not halve or kept < FEWEST_KEPT:
                raise
            theta /= 2


def check_rows(mentions: Sequence[Path], tally: pl.DataFrame) -> None:
    """Refuse files with another number of mentions than the tallies counted."""
    expected, rows = int(tally["n"].sum()), rows_of(mentions)
    if rows != expected:
        raise disagreement(f"{rows} mentions", str(expected))


def totals_of(con: Connection) -> dict[str, pl.DataFrame]:
    """What all parts counted together."""
    layers = {"spectra": "unit, scope, cell, k", "changes": 'unit, scope, cell, "group"', "copied": 'cell, "group"'}
    sums = {"spectra": ("prompts", "examples", "conflicts"), "changes": ("change",), "copied": ("n", "n_idk")}
    tables = {}
    for name, layer in layers.items():
        added = ", ".join(f"CAST(SUM({column}) AS BIGINT) AS {column}" for column in sums[name])
        tables[name] = con.sql(f"SELECT {layer}, {added} FROM all_{name} GROUP BY {layer}").pl()
    return tables | {"values": con.sql(query_text("simpson")).pl()}


def assembled(
    totals: dict[str, pl.DataFrame],
    tally: pl.DataFrame,
    cells: pl.DataFrame,
    relations: RelationSet,
    theta: float,
    parts: int,
) -> Counts:
    """Put the tables together, with names and with the rows of all domains and of the floor set."""
    floor = floor_set(relations)
    spectra, changes, copied = (named(totals[name], cells) for name in ("spectra", "changes", "copied"))
    strata = Strata.of(tally, copied, floor, theta)
    counted = layered(spectra, ["k"], floor)
    if theta == 1.0:
        strata.check(counted)
    values = totals["values"].join(cells.select("relation_id", "relation").unique(), on="relation_id")
    return Counts(
        spectrum=strata.spectrum(counted),
        jackknife=strata.jackknife(counted, layered(with_everywhere(changes), ["group"], floor)),
        prompts=strata.statistics(counted),
        values=values.select("relation", *VALUES).sort("relation"),
        documents=totals["documents"],
        theta=theta,
        parts=parts,
    )


def enough_disk(rows: int, temp: Path, disk: int | None) -> None:
    """Refuse to begin what the disk cannot hold: ``rows`` examples written apart."""
    temp.mkdir(parents=True, exist_ok=True)
    free = disk_usage(temp).free if disk is None else min(disk, disk_usage(temp).free)
    if rows * BYTES_PER_EXAMPLE > free:
        raise NoRoom(
            f"{free >> 20} MiB of disk at {temp} for {rows} mentions",
            f"{rows * BYTES_PER_EXAMPLE >> 20} MiB",
            "free the disk, or count a sample: --sample-prompts auto",
        )


def read_tallies(paths: Sequence[Path], pool: Pool | None = None) -> pl.DataFrame:
    """Add up TALLY files: domain, relation (without the floor set's own rows), group, n, n_idk."""
    examples = (pl.col("relation") != FLOOR_SET) & (pl.col("n") > 0)
    return read_tally(paths, pool).filter(examples).select("domain", "relation", "group", "n", "n_idk")


def number_cells(tally: pl.DataFrame) -> pl.DataFrame:
    """Number the cells (domain, relation) that have examples, and the relations: id, domain, relation, relation_id."""
    cells = tally.select("domain", "relation").unique().sort("domain", "relation").with_row_index("id")
    ids = pl.col("relation").rank("dense").cast(pl.Int32).alias("relation_id")
    return cells.with_columns(pl.col("id").cast(pl.Int32), ids)


def open_files(con: Connection, mentions: Sequence[Path], copies: Sequence[Path], pool: Pool | None = None) -> None:
    """Make the views of the files, with the domains of the pool."""
    tail = pool is not None and pool.tail > 0
    if pool is not None and tail:
        con.from_arrow(pool.kept.select("domain").to_arrow()).create("kept_domains")
    for view, paths, schema in (("mentions", mentions, MENTION), ("copies", copies, COPY)):
        if paths:
            con.read_parquet(literally(paths)).create_view(f"all_{view}" if tail else view)
            if tail:
                named = f"COALESCE(k.domain, '{OTHER_DOMAINS}') AS domain"
                con.execute(
                    f"CREATE VIEW {view} AS SELECT m.* REPLACE ({named}) FROM all_{view} AS m "
                    "LEFT JOIN kept_domains AS k ON k.domain = m.domain"
                )
        else:
            con.from_arrow(pa.Table.from_batches([], schema)).create(view)


def open_tables(con: Connection, cells: pl.DataFrame) -> None:
    """Make the numbers of cells, and empty totals."""
    con.from_arrow(cells.to_arrow()).create("cells")
    layer = "unit VARCHAR, scope VARCHAR, cell INTEGER"
    con.execute(f"CREATE TABLE all_spectra ({layer}, k BIGINT, prompts BIGINT, examples BIGINT, conflicts BIGINT)")
    con.execute(f'CREATE TABLE all_changes ({layer}, "group" INTEGER, change BIGINT)')
    con.execute('CREATE TABLE all_copied (cell INTEGER, "group" TINYINT, n BIGINT, n_idk BIGINT)')
    con.execute("CREATE TABLE all_values (relation_id INTEGER, value_key BIGINT, prompts BIGINT)")


def floor_set(relations: RelationSet) -> frozenset[str]:
    """Names of the relations of the floor set."""
    return frozenset(r.name for r in relations.relations if r.in_floor)


def count_parts(
    con: Connection, theta: float, parts: int, temp: Path, known: tuple[pl.DataFrame, Members], *, copied: bool
) -> dict[str, pl.DataFrame]:
    """Count one part of the prompts after the other, then what their documents say; ``known`` are cells and strata."""
    units = ["mentions", "sources"] if copied else ["mentions"]
    cells, members = known
    relations = cells.sort("id")["relation_id"].to_numpy().astype(np.int64)
    with by_document(con, parts, temp, units) as gathered:
        for _ in by_prompt(con, theta, parts, temp):
            count_part(con, gathered, relations)
        found = documents(con, gathered, members)
    if not copied:
        found = pl.concat([found, found.with_columns(pl.lit("sources").alias("unit"))])
    return totals_of(con) | {"documents": found.sort(DOCUMENTS.names[:4])}


def count_part(con: Connection, gathered: ByDocument, relations: Integers) -> None:
    """Count the prompts of one part, and add them to the totals."""
    found = count_unit(con, "count_rows", relations)
    gathered.gather("mentions", found)
    add(con, found, "mentions")
    add(con, found, None)
    if con.sql("SELECT COUNT(*) FROM copied_examples").fetchall()[0][0]:
        con.execute(f"INSERT INTO all_copied {query_text('copied')}")
        found = count_unit(con, "source_rows", relations)
    add(con, found, "sources")  # without copies, sources are mentions
    if "sources" in gathered.units:
        gathered.gather("sources", found)


def count_unit(con: Connection, rows: str, relations: Integers) -> dict[str, pl.DataFrame]:
    """Count the part's COUNT rows as one unit."""
    con.execute(f"CREATE OR REPLACE TEMP VIEW count_rows AS {query_text(rows)}")
    return count_prompts(sorted_rows(con), relations)


def add(con: Connection, found: dict[str, pl.DataFrame], unit: str | None) -> None:
    """Add what was found to the totals of a unit; without one, the values."""
    for table in ("values",) if unit is None else ("spectra", "changes"):
        named = [] if unit is None else [pl.lit(unit).alias("unit")]
        rows = found[table].select(*named, *SUMMED[table])
        con.from_arrow(rows.to_arrow()).insert_into(f"all_{table}")


def named(rows: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Put domain and relation in the place of the cell's number, and add up; scope ``all`` becomes the domain ``*``."""
    rows = rows.join(cells.select(pl.col("id").alias("cell"), "domain", "relation"), on="cell").drop("cell")
    if "scope" in rows.columns:
        whole = pl.col("scope") == "all"
        rows = rows.with_columns(
            pl.when(whole).then(pl.lit(ALL_DOMAINS)).otherwise("domain").alias("domain"),
            pl.when(whole).then(pl.lit("corpus")).otherwise("scope").alias("scope"),
        )
    by = [column for column in ("domain", "relation", "scope", "unit", "k", "group") if column in rows.columns]
    return rows.group_by(by).agg(pl.exclude(by).sum())


def with_everywhere(changes: pl.DataFrame) -> pl.DataFrame:
    """Add the changes of the whole corpus: the sums over domains."""
    whole = changes.filter(pl.col("scope") == "corpus").with_columns(pl.lit(ALL_DOMAINS).alias("domain"))
    return pl.concat(
        [changes, whole.group_by(pl.exclude("change")).agg(pl.col("change").sum()).select(changes.columns)]
    )


def layered(rows: pl.DataFrame, by: list[str], floor: frozenset[str]) -> pl.DataFrame:
    """Add the rows of the floor set, and those of the whole corpus as a domain of its own (the same in both scopes)."""
    whole = rows.filter(pl.col("domain") == ALL_DOMAINS).with_columns(pl.lit("domain").alias("scope"))
    sums = [column for column in rows.columns if column not in {"domain", "relation", "scope", "unit", *by}]
    return with_floor_set(pl.concat([rows, whole]), ["scope", "unit", *by], sums, floor)
