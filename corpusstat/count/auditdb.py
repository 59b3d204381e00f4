"""The run's database, audit.duckdb: documented tables and views, written once, queried read-only.

Small tables are in it; MENTION, COPY, TALLY and REJECTED stay in the Parquet files beside it, as views with relative
paths (open it from the run's folder: ``cd RUN && duckdb audit.duckdb``). COUNT is a table up to
``MOST_COUNTED`` mentions, above that a view that counts again.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from corpusstat.atomic import cannot_write
from corpusstat.count.database import FILE_NAME, IN_FILES, literally, workspace
from corpusstat.count.keys import rows_of
from corpusstat.count.questions import query_text
from corpusstat.schema import HASH_NAME, SCHEMA_VERSION

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["write"]

_NAMES: Final = ("relation", "domain")
MOST_COUNTED: Final = 20_000_000
COMMENTS: Final = {
    "about": "One row: version of the tables' form, name of the hash, theta (the share of prompts kept).",
    "files": "The Parquet files behind mentions, copies, tally and rejected, relative to this database.",
    "mentions": "One row per (document, prompt, response). value_key null = IDK. start and end are characters.",
    "copies": "One row per mention that repeats a near-duplicate sentence of its prompt, with the mention it repeats.",
    "tally": "Exact counts per (domain, relation, group), also when prompts are sampled; relation * is the floor set.",
    "rejected": "What was skipped and why.",
    "grades": "Judged mentions of each grade, and how many were right (confidence, 95 % limits).",
    "counts": "COUNT: one row per (relation, key, domain, group); merges by sums, minima and maxima.",
    "spectrum": "Frequencies of frequencies: f prompts have k answers, m of those mentions lie in the domain.",
    "jackknife": "f1 and n once the documents of a group are deleted, for the delete-a-group jackknife.",
    "documents": "Sums over documents per (domain, relation, scope, unit): what a floor's variance is made of.",
    "strata": "Mentions (exact), prompts and conflicts per (domain, relation, scope, unit); * is all.",
    "reported_domains": "The domains that are reported by themselves; the others are pooled (query: pooled).",
    "values": "Distinct values per relation; pairs_equal / pairs is Simpson's index.",
}


def write(
    folder: Path,
    files: Mapping[str, Sequence[Path]],
    tables: Mapping[str, pl.DataFrame],
    *,
    theta: float,
    memory: int,
    temp: Path,
    few: Sequence[Path] = (),
) -> Path:
    """Write audit.duckdb to a run's folder; it takes the place of an older one only when it is whole.

    Parameters
    ----------
    folder
        The run.
    files
        For each of mentions, copies, tally, rejected its Parquet files inside the folder (none: left out or empty).
    tables
        ``spectrum``, ``jackknife``, ``documents``, ``strata``, ``values``, ``grades`` and ``reported_domains``.
    theta
        Share of prompts kept.
    memory, temp
        Bytes to use, and the folder for what does not fit.
    few
        Fewer files with the same mentions, from which they are counted.
    """
    target = folder / FILE_NAME
    temporary = folder / f".{FILE_NAME}.{os.getpid()}-{secrets.token_hex(4)}.tmp"
    try:
        with workspace(memory, temp, file=temporary) as con, _plainly(folder) as place:
            con.execute("SET file_search_path = ?", [str(place)])
            fill(con, folder, files, tables, theta, few)
            con.execute("CHECKPOINT")
        temporary.replace(target)
    except OSError as error:
        raise cannot_write(target, error) from error
    finally:
        for left in (temporary, temporary.with_name(temporary.name + ".wal")):
            left.unlink(missing_ok=True)
    return target


def _literals(paths: Iterable[str]) -> str:
    return ", ".join("'" + path.replace("'", "''") + "'" for path in paths)


@contextmanager
def _plainly(folder: Path) -> Iterator[Path]:
    """The folder by a path that DuckDB takes as it is: a comma would part it in two, a pattern name others."""
    path = str(folder.absolute())
    if "," not in path and literally([path]) == [path]:
        yield folder
        return
    with TemporaryDirectory(prefix="corpusstat-") as temporary:
        link = Path(temporary, "run")
        link.symlink_to(folder.absolute())
        yield link


def _count_in_numbers(con: Connection, counted: str) -> None:
    """Make the table of counts; relations and domains are numbers meanwhile, in their order: that sorts much faster."""
    rows = query_text("counts")
    for column in _NAMES:
        named = "SELECT DISTINCT {0} FROM (SELECT {0} FROM mentions UNION ALL SELECT {0} FROM copies) ORDER BY 1"
        con.execute(f"CREATE TEMP TYPE number_of_{column} AS ENUM ({named.format(column)})")
        rows = f"SELECT * REPLACE ({column}::number_of_{column} AS {column}) FROM ({rows})"
    con.execute(f"CREATE TEMP VIEW counts_to_merge AS {rows}")
    name, _, query = counted.partition(" AS ")
    texts = ", ".join(f"{column}::VARCHAR AS {column}" for column in _NAMES)
    con.execute(f"CREATE TABLE {name} AS SELECT * REPLACE ({texts}) FROM ({query})")
    con.execute("DROP VIEW temp.counts_to_merge")


def fill(
    con: Connection,
    folder: Path,
    files: Mapping[str, Sequence[Path]],
    tables: Mapping[str, pl.DataFrame],
    theta: float,
    few: Sequence[Path] = (),
) -> None:
    """Create every table and view, and say what it is."""
    con.execute(
        "CREATE TABLE about AS SELECT ?::INTEGER AS schema_version, ?::VARCHAR AS hash, ?::DOUBLE AS theta",
        [SCHEMA_VERSION, HASH_NAME, theta],
    )
    con.execute("CREATE TABLE files (kind VARCHAR, path VARCHAR)")
    for kind, schema in IN_FILES.items():
        paths = [str(path.relative_to(folder)) for path in files.get(kind, ())]
        if paths:
            con.from_arrow(pl.DataFrame({"kind": [kind] * len(paths), "path": paths}).to_arrow()).insert_into("files")
            con.execute(f"CREATE VIEW {kind} AS SELECT * FROM read_parquet([{_literals(paths)}])")
        else:
            con.from_arrow(pa.Table.from_batches([], schema)).create(kind)
    for name, frame in tables.items():
        con.from_arrow(frame.to_arrow()).create(f'"{name}"')
    con.execute(f"CREATE VIEW counts_to_merge AS {query_text('counts')}")
    small = rows_of(few or files.get("mentions", ())) <= MOST_COUNTED
    if few and small:
        con.execute(f"CREATE TEMP VIEW mentions AS SELECT * FROM read_parquet([{_literals(literally(few))}])")
    counted = f"counts AS {query_text('count')} ORDER BY 1, 2, 3, 4"
    if small:
        _count_in_numbers(con, counted)
    else:
        con.execute(f"CREATE VIEW {counted}")
    for name, kind in con.sql("SELECT table_name, table_type FROM information_schema.tables").fetchall():
        if name in COMMENTS:
            text = COMMENTS[name].replace("'", "''")
            con.execute(f"COMMENT ON {'VIEW' if kind == 'VIEW' else 'TABLE'} \"{name}\" IS '{text}'")
