"""MENTION -> COUNT -> SPECTRUM: how many prompts are answered once, twice, … , per domain and relation.

What is counted is written as SQL (``queries/*.sql``), which Spark runs; here the same integers are counted by NumPy,
over rows of integers in the order of prompts and then of documents (`prompts`, `documents`). Every statistic is a sum
over prompts, so the rows are put apart by the prompts' keys, in one pass over the files, and the parts are counted one
after the other: memory is bounded by a part for each thread, whatever the corpus. A prompt sample is a shorter range of
keys: a prompt is kept iff its key, read as unsigned, is below θ·2^64.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from shutil import disk_usage
from typing import Final

import polars as pl

from corpusstat.count.apart import ROWS, Room, bits_for
from corpusstat.count.database import NoRoom, workspace
from corpusstat.count.documents import Kept, Members, Together, documents_of
from corpusstat.count.keys import database_share, rows_of
from corpusstat.count.narrow import Cells, narrow
from corpusstat.count.parts import Totals
from corpusstat.count.passes import passes_for
from corpusstat.count.pooling import Pool, read_tally
from corpusstat.count.strata import Strata, disagreement, with_floor_set
from corpusstat.relations import RelationSet
from corpusstat.schema import ALL_DOMAINS, FLOOR_SET

__all__ = ["Counts", "count", "read_tallies"]

BYTES_PER_ROW: Final = 600
"""Most that a row of the part that is counted needs (measured: 240), and what its memory leaves unused."""
FEWEST_ROWS: Final = 1 << 14
"""Rows of a part, however little memory there is."""
BYTES_PER_EXAMPLE: Final = 64
"""Most that a mention needs where the parts are put apart, by prompt (37) and by document (13, and 21 for a pair)."""
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
    together: Together = (),
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
    together
        Domains, each with relations whose sums over documents are wanted together too.

    Raises
    ------
    BadData
        A file that cannot be read, or mentions that are not those the tallies counted.
    NoRoom
        Memory or disk do not hold the prompts kept, and ``halve`` is false.
    """
    tally = read_tallies(tallies, pool)
    cells, files = number_cells(tally), (mentions, copies)
    members = Members.of(cells, floor_set(relations), together)
    expected, rows = int(tally["n"].sum()), rows_of(mentions)
    if theta == 1.0:
        check_rows(mentions, tally)
    limit, threads = database_share(memory), threads or len(os.sched_getaffinity(0))
    numbered = Cells.of(cells, pool)
    while True:
        kept = min(rows, int(expected * theta))  # files may hold the sample only, or all
        passes = passes_for(kept, len(numbered), memory)
        room, bits = rooms(kept, limit, threads, temp, disk)
        try:
            enough_disk(kept if kept * BYTES_PER_EXAMPLE > room.held else 0, temp, disk)
            with (
                workspace(limit // 4, temp, disk, threads) as con,
                closing(narrow(*files, numbered, theta, bits, room)) as apart,
                closing(Kept(room, bits, members, passes)) as gathered,
            ):
                totals = Totals(con, numbered.relation_of, passes, copied=bool(copies))
                totals.add_all(apart, gathered, threads)
                found = totals.tables() | {"documents": documents_of(gathered.sums(threads), members)}
            return assembled(found, tally, cells, relations, theta, 1 << bits)
        except NoRoom:
            if not halve or kept < FEWEST_KEPT:
                raise
            theta /= 2


def check_rows(mentions: Sequence[Path], tally: pl.DataFrame) -> None:
    """Refuse files with another number of mentions than the tallies counted."""
    expected, rows = int(tally["n"].sum()), rows_of(mentions)
    if rows != expected:
        raise disagreement(f"{rows} mentions", str(expected))


def rooms(rows: int, limit: int, threads: int, temp: Path, disk: int | None) -> tuple[Room, int]:
    """How much is held in memory of what is put apart, and by how many bits, where ``limit`` bytes are there."""
    fitting = limit // (2 * threads * BYTES_PER_ROW)
    return Room(limit // 8, temp, disk), bits_for(rows, max(min(ROWS, fitting), FEWEST_ROWS))


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


def floor_set(relations: RelationSet) -> frozenset[str]:
    """Names of the relations of the floor set."""
    return frozenset(r.name for r in relations.relations if r.in_floor)


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
