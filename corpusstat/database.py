"""DuckDB, set up to keep its promises: a memory limit, a spill folder with a limit, no network, no extensions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from corpusstat.errors import BadRequest

if TYPE_CHECKING:
    import duckdb

__all__ = ["query_folder", "query_names", "query_text", "workspace"]

OFFLINE = ("autoinstall_known_extensions", "autoload_known_extensions", "allow_community_extensions")


def query_folder() -> Path:
    """Folder of the SQL files: inside the installed package, or next to it in a checkout."""
    inside = Path(__file__).parent / "queries"
    return inside if inside.is_dir() else Path(__file__).parent.parent / "queries"


@cache
def query_text(name: str) -> str:
    """Give the text of a query by its file's name, without ``.sql``.

    >>> query_text("values").splitlines()[0]
    '-- PROMPT -> how many prompts of a relation have each value. A prompt with several values stands for its smallest.'
    """
    path = query_folder() / f"{name}.sql"
    if name not in query_names():
        raise BadRequest(f"no query named {name!r}", "one of " + ", ".join(query_names()))
    return path.read_text(encoding="utf-8")


def query_names() -> list[str]:
    """List the names of all shipped queries."""
    return sorted(path.stem for path in query_folder().glob("*.sql"))


@contextmanager
def workspace(
    memory: int, temp: Path, disk: int | None = None, threads: int | None = None, file: Path | None = None
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a DuckDB connection that stays under ``memory`` bytes and spills to ``temp`` (at most ``disk`` bytes)."""
    import duckdb

    temp.mkdir(parents=True, exist_ok=True)
    options: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": f"{max(memory, 32 << 20)}B",
        "temp_directory": str(temp),
        "preserve_insertion_order": "false",
        "python_enable_replacements": "false",
    }
    if disk is not None:
        options["max_temp_directory_size"] = f"{disk}B"
    if threads is not None:
        options["threads"] = threads
    connection = duckdb.connect(":memory:" if file is None else str(file), config=options)
    try:
        for option in OFFLINE:
            connection.execute(f"SET {option} = false")
        yield connection
    finally:
        connection.close()


def marks(values: Sequence[object]) -> str:
    """Give as many ``?`` as there are values."""
    return ", ".join("?" * len(values))
