"""DuckDB, set up to keep its promises; the only place that knows it.

For counting: a memory limit, a spill folder with a limit. For questions: a run's tables, read-only, and nothing else.
Always: no network, no extensions.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import polars as pl
import pyarrow as pa

from corpusstat.count.questions import defaulted, query_text, questions
from corpusstat.errors import BadData, BadRequest, printable, unknown
from corpusstat.schema import COPY, MENTION, REJECTED, TALLY

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection as Connection
    from duckdb import DuckDBPyRelation as Relation

__all__ = [
    "FILE_NAME",
    "IN_FILES",
    "Connection",
    "NoRoom",
    "kinds_read",
    "literally",
    "opened_run",
    "run_query",
    "workspace",
]

FILE_NAME: Final = "audit.duckdb"
IN_FILES: Final = {"mentions": MENTION, "copies": COPY, "tally": TALLY, "rejected": REJECTED}
"""The tables that stay in a run's Parquet files."""
_PLAIN: Final = r"BOOLEAN|U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|VARCHAR|DECIMAL\(\d+,\d+\)|\"NULL\""
_STRANGE: Final = (
    "BLOB|BIT|DATE|TIME|TIMESTAMP|TIMESTAMP_N?S|TIMESTAMP_MS|INTERVAL|UUID|MAP|UNION|BIGNUM|VARINT|ENUM|JSON"
)
_ONE_AT_A_TIME: Final = threading.Lock()
"""Connections of one process to one file share what they are forbidden: a second one could not be set up."""
_PATTERN: Final = re.compile(r"[\[*?]")
_ROWS_AT_ONCE: Final = 50_000
LEAST_MEMORY: Final = 32 << 20
_OF_A_THREAD: Final = 64 << 20
"""Bytes for each thread of DuckDB: more threads than that would hold them all, and what they work on would not fit."""
QUIET: Final = (
    "autoinstall_known_extensions",
    "autoload_known_extensions",
    "allow_community_extensions",
    "enable_progress_bar",  # it would go to stdout, among the results
)


class NoRoom(BadData):
    """Stop: memory or disk does not hold what is counted; a smaller prompt sample would fit."""


@contextmanager
def workspace(
    memory: int, temp: Path, disk: int | None = None, threads: int | None = None, file: Path | None = None
) -> Iterator[Connection]:
    """Open a DuckDB connection that stays under ``memory`` bytes and spills to ``temp`` (at most ``disk`` bytes)."""
    import duckdb

    temp.mkdir(parents=True, exist_ok=True)
    memory = max(memory, LEAST_MEMORY)
    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{memory}B",
        "temp_directory": str(temp),
        "preserve_insertion_order": "false",
        "python_enable_replacements": "false",
    }
    options["threads"] = threads_for(memory, threads)
    connection = duckdb.connect(":memory:" if file is None else str(file), config=options)
    try:
        keep_quiet(connection)
        if disk is not None:  # given to connect(), it would be shown by current_setting but not kept
            connection.execute("SET max_temp_directory_size = ?", [f"{disk}B"])
        yield connection
    except duckdb.InterruptException as error:
        raise KeyboardInterrupt from error
    except duckdb.OutOfMemoryException as error:
        room = f"DuckDB's {memory >> 20} MiB of memory" + (f" and {disk >> 20} MiB of disk" if disk else f" and {temp}")
        raise NoRoom(
            f"{room} do not hold what is being counted ({first_line(error, 120)})",
            "more of both",
            "raise --memory, free the disk, or count a sample: --sample-prompts auto",
        ) from error
    except (duckdb.IOException, duckdb.SerializationException) as error:
        todo = "look for damaged files among the parts of the run"
        raise BadData(f"DuckDB could not go on: {first_line(error)}", "whole Parquet files", todo) from error
    except duckdb.Error as error:
        raise BadData(f"DuckDB could not go on: {first_line(error)}", "", "--debug shows where") from error
    finally:
        connection.close()


def threads_for(memory: int, most: int | None = None) -> int:
    """Return how many threads DuckDB is to have where it may use so many bytes.

    >>> threads_for(96 << 20), threads_for(4 << 30, most=2)
    (1, 2)
    """
    return max(1, min(most or len(os.sched_getaffinity(0)), memory // _OF_A_THREAD))


def run_query(
    run: Path,
    query: str,
    parameters: Mapping[str, object] | None = None,
    *,
    memory: int = 2 << 30,
    files: Mapping[str, Sequence[Path]] | None = None,
    most: int | None = None,
) -> pl.DataFrame:
    """Ask a run's database: a question by its name, or one SELECT of your own.

    The connection can read the run's tables and nothing else: no other file, no network, no extension, no writing.

    Parameters
    ----------
    run
        Folder of a run.
    query
        A name of `database.questions`, or SQL.
    parameters
        Values of ``$name`` in the query. A question has defaults for most of its own (`questions.defaulted`).
    memory
        Bytes that DuckDB may use.
    files
        By kind (of `IN_FILES`), files inside the run with the same rows as its own, but fewer of them.
    most
        The first so many rows only; None: all of them.

    Returns
    -------
    polars.DataFrame

    Raises
    ------
    BadRequest
        No database there, no such question, a parameter that is missing or too many, or DuckDB's own message if the
        SQL is wrong; its rows take more than ``memory``.
    BadData
        The database or a file behind it is damaged or missing.
    """
    path = run / FILE_NAME
    if not path.is_file():
        raise BadRequest(f"{run} holds no {FILE_NAME}", "the folder of a finished run", "finish the audit first")
    text = query_text(query) if query in questions() else query
    if " " not in query.strip() and query not in questions():
        raise unknown("question", query, list(questions()))
    with _ONE_AT_A_TIME:
        may_lack = defaulted(query) if query in questions() else frozenset()
        return _answer(path, text, dict(parameters or {}), may_lack, memory, files or {}, most)


def _answer(
    path: Path,
    text: str,
    given: Mapping[str, object],
    may_lack: Set[str],
    memory: int,
    instead: Mapping[str, Sequence[Path]],
    most: int | None,
) -> pl.DataFrame:
    with _opened(path) as con:
        close_off(con, path.parent, memory, kinds_read(text), instead)
        expected = named_parameters(con, text)
        _check(given, expected, may_lack)
        result = con.sql(text, params={name: given.get(name) for name in expected} or None)
        return readable(result if most is None else result.limit(most), memory)


@contextmanager
def opened_run(
    run: Path, memory: int, files: Mapping[str, Sequence[Path]], tables: Mapping[str, pl.DataFrame] | None = None
) -> Iterator[Connection]:
    """Open a run's database for queries of our own, whose rows may be too many for a frame; see `run_query`.

    ``tables`` are there beside the run's. DuckDB reads the files itself, which is faster than by way of Arrow.
    """
    with _ONE_AT_A_TIME, _opened(run / FILE_NAME) as con:
        for name, frame in (tables or {}).items():
            con.register(name, frame.to_arrow())
        for kind, paths in _files_of(con, run, IN_FILES, files).items():
            listed = ", ".join("'" + path.replace("'", "''") + "'" for path in literally(paths))
            con.execute(f"CREATE TEMP VIEW {kind} AS SELECT * FROM read_parquet([{listed}])")
        _count_again(con)
        con.execute("SET memory_limit = ?", [f"{memory}B"])
        con.execute("SET threads = ?", [threads_for(memory)])
        keep_quiet(con)
        yield con


@contextmanager
def _opened(path: Path) -> Iterator[Connection]:
    """Open a database for reading."""
    import duckdb

    try:
        con = duckdb.connect(str(path), read_only=True, config={"python_enable_replacements": "false"})
    except duckdb.Error as error:
        raise BadData(f"{path} cannot be opened: {first_line(error)}", "a whole database", "audit again") from error
    try:
        yield con
    except (duckdb.IOException, duckdb.SerializationException) as error:
        raise BadData(f"the query met a file that cannot be read: {first_line(error)}", "the parts of a run") from error
    except duckdb.Error as error:
        raise BadRequest(f"the query failed: {first_line(error)}", "", "see the tables with: SHOW TABLES") from error
    except (pa.ArrowException, OSError) as error:
        raise BadData(f"the query met a file that cannot be read: {first_line(error)}", "the parts of a run") from error
    finally:
        con.close()


def _check(given: Mapping[str, object], expected: set[str], may_lack: Set[str]) -> None:
    """Refuse parameters that a query has not, and a query without one that it needs."""
    known = ", ".join(sorted(expected)) or "none"
    if strange := sorted(set(given) - expected):
        raise BadRequest(f"parameter {strange[0]!r}", f"one that the query has ({known})")
    if missing := sorted(expected - set(given) - may_lack):
        raise BadRequest(f"no value of the parameter {missing[0]!r}", f"all of {known}", f"--param {missing[0]}=VALUE")


def kinds_read(text: str) -> list[str]:
    """Return the kinds of files (of `IN_FILES`) that a query may read: those it names, and what COUNT is made of.

    >>> kinds_read("SELECT f FROM spectrum WHERE unit = 'mentions'"), kinds_read("FROM counts")
    ([], ['mentions', 'copies'])
    """
    if not re.search(r"\bquery(_table)?\s*\(", text, re.IGNORECASE):  # which take names, and SQL, as strings
        text = re.sub(r"'(?:[^']|'')*'", "", text)
    words = set(re.findall(r"\w+", text.lower()))
    if words & {"counts", "counts_to_merge"}:  # a view, where there are many mentions
        words |= {"mentions", "copies"}
    return [kind for kind in IN_FILES if kind in words]


def literally(paths: Iterable[str | Path]) -> list[str]:
    """Write paths so that DuckDB takes none for a pattern: "run [1]" would be read from the folder "run 1".

    >>> literally(["run [1]/part.parquet", "run/part.parquet"])
    ['run [[]1]/part.parquet', 'run/part.parquet']
    """
    return [_PATTERN.sub(lambda mark: f"[{mark[0]}]", str(path)) for path in paths]


def keep_quiet(con: Connection) -> None:
    """Take away the network, extensions and the progress bar, which would go to stdout, among the results.

    In a notebook without ipywidgets there is no progress bar, and DuckDB refuses to be told so.
    """
    for option in QUIET:
        if con.execute("SELECT current_setting(?)", [option]).fetchall() != [(False,)]:
            con.execute(f"SET {option} = false")


def readable(result: Relation, memory: int | None = None) -> pl.DataFrame:
    """Turn the result of a query into a frame; what a frame cannot hold or print becomes text, as DuckDB writes it.

    Raises
    ------
    BadRequest
        It takes more than ``memory`` bytes.

    >>> import duckdb
    >>> readable(duckdb.sql("SELECT INTERVAL 1 DAY AS i, 'x'::BLOB AS b, [1, 2] AS l")).rows()
    [('1 day', 'x', [1, 2])]
    """
    kinds = [str(kind) for kind in result.types]
    if all(map(is_plain, kinds)):
        return _frame(result, memory)
    columns = [f"#{i}" if is_plain(k) else f"#{i}::VARCHAR" for i, k in enumerate(kinds, 1)]
    names: list[str] = []
    for name in result.columns:
        names.append(name if name not in names else f"{name}_{len(names)}")
    quoted = ('"' + name.replace('"', '""') + '"' for name in names)
    shown = result.project(", ".join(f"{c} AS {q}" for c, q in zip(columns, quoted, strict=True)))
    return _frame(shown, memory)


def _frame(result: Relation, memory: int | None) -> pl.DataFrame:
    """The rows of a query, read batch by batch as long as they fit into ``memory`` bytes."""
    if memory is None:
        whole: pl.DataFrame = result.pl()
        return whole
    held: list[pl.DataFrame] = []
    size = 0
    with result.to_arrow_reader(_ROWS_AT_ONCE) as reader:
        for batch in reader:
            size += batch.nbytes
            if size > memory:
                raise BadRequest(
                    f"a query whose rows take more than {memory / 2**30:.1f} GiB", "fewer rows", "add LIMIT, or sum up"
                )
            held.append(pl.DataFrame(batch))
        return pl.concat(held) if held else pl.DataFrame(reader.schema.empty_table())


def is_plain(kind: str) -> bool:
    """Whether Polars takes a type of DuckDB as it is, and can print it and write it as JSON.

    >>> is_plain("STRUCT(a INTEGER, b VARCHAR[])"), is_plain("INTERVAL"), is_plain("MAP(VARCHAR, INTEGER)")
    (True, False, False)
    """
    if kind.startswith("STRUCT("):
        return not re.search(rf"\b({_STRANGE})\b", kind)
    return re.fullmatch(rf"({_PLAIN})(\[\])*", kind) is not None


def close_off(
    con: Connection, run: Path, memory: int, kinds: Collection[str], instead: Mapping[str, Sequence[Path]]
) -> None:
    """Return the connection the run's own files of some kinds, then take away all others.

    The files come in as Arrow datasets: DuckDB itself may then open nothing, for reading or for writing.
    """
    files = _files_of(con, run, kinds, instead)
    if files:
        import pyarrow.dataset as ds  # which imports pandas where it is

        for kind, paths in files.items():
            con.register(kind, ds.dataset(paths, schema=IN_FILES[kind]))
    if {"mentions", "copies"} <= set(kinds):
        _count_again(con)
    con.execute("SET memory_limit = ?", [f"{memory}B"])
    keep_quiet(con)
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def _files_of(
    con: Connection, run: Path, kinds: Collection[str], instead: Mapping[str, Sequence[Path]]
) -> dict[str, list[str]]:
    """The files of some kinds behind a run's database; all that it names are there, inside the run.

    ``instead`` may stand for them: not even the names of the others are read then, there may be very many.
    """
    files: dict[str, list[str]] = {}
    inside = run.resolve()
    for (kind,) in con.sql("SELECT DISTINCT kind FROM files").fetchall():
        if kind in instead:
            paths = [str(path) for path in instead[kind]]
        else:
            named = con.execute("SELECT path FROM files WHERE kind = ? ORDER BY rowid", [kind]).fetchall()
            paths = [str(run / name) for (name,) in named]
        strange = [path for path in paths if kind not in IN_FILES or not Path(path).resolve().is_relative_to(inside)]
        if strange:  # a database that someone else has made could name any file of this machine
            raise BadData(f"{run / FILE_NAME} names {strange[0]}", "files of the run", "audit again")
        missing = [path for path in paths if not Path(path).is_file()]
        if missing:
            raise BadData(f"{missing[0]} is missing", "the files of the run beside its database", "audit again")
        if kind in kinds:
            files[kind] = paths
    return files


def _count_again(con: Connection) -> None:
    """Make views of COUNT where it is not stored."""
    stored = {name for (name,) in con.sql("SELECT table_name FROM duckdb_tables()").fetchall()}
    if "counts" not in stored:
        con.execute(f"CREATE TEMP VIEW counts_to_merge AS {query_text('counts')}")
        con.execute(f"CREATE TEMP VIEW counts AS {query_text('count')}")


def named_parameters(con: Connection, text: str) -> set[str]:
    """Check that the text is one SELECT (or EXPLAIN); give the names of its parameters."""
    import duckdb

    statements = con.extract_statements(text)
    allowed = {duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN}
    if len(statements) != 1 or statements[0].type not in allowed:
        raise BadRequest("a query that is not one SELECT", "one SELECT, WITH, FROM, DESCRIBE or SHOW TABLES")
    return set(statements[0].named_parameters)


def first_line(error: Exception, limit: int = 400) -> str:
    """Say DuckDB's message in one line."""
    return printable(" ".join(str(error).split()), limit)
