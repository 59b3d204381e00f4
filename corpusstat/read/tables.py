"""Tables kept in files (Delta, Iceberg, Hudi): a folder of one also holds files with rows that are no longer in it."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterable, Sequence
from typing import Final

from corpusstat.errors import BadRequest

__all__ = ["LOGS", "refuse", "refuse_inside"]

LOGS: Final = {"_delta_log": "a Delta", ".hoodie": "a Hudi"}
"""Folders among the files of a table that say which of the files are in it."""
_ICEBERG: Final = re.compile(r"\.metadata\.json(\.gz)?$")
_TODO: Final = (
    "give a whole Delta table, or iceberg+CATALOG/NAMESPACE.TABLE; else list the paths that are in it (@list)"
)


def _table(parts: Sequence[str]) -> str:
    """The kind of table that the path of a file shows; empty if none.

    >>> _table(("t", "_delta_log", "0.json")), _table(("metadata", "v1.metadata.json")), _table(("metadata", "a.json"))
    ('a Delta', 'an Iceberg', '')
    """
    logs = [LOGS[part] for part in parts if part in LOGS]
    iceberg = len(parts) > 1 and parts[-2] == "metadata" and _ICEBERG.search(parts[-1])
    return logs[0] if logs else "an Iceberg" if iceberg else ""


def refuse(root: str, below: Iterable[Sequence[str]], chosen: Sequence[Sequence[str]] | None = None) -> None:
    """Refuse a folder with a table in it, by the paths below it; with ``chosen`` only if one of those is in a table.

    Raises
    ------
    BadRequest
        There is one.
    """
    for parts in below:
        found = _table(parts)
        if not found or (chosen is not None and not any(_is_beside(parts, path) for path in chosen)):
            continue
        raise BadRequest(
            f"{root} is {found} table: its files hold rows that were deleted or replaced",
            "the files of one version",
            _TODO,
        )


def _is_beside(log: Sequence[str], path: Sequence[str]) -> bool:
    """Whether a path is in the table that has this path of a log."""
    depth = next(i for i, part in enumerate(log) if part in LOGS or part == "metadata")
    return list(path[:depth]) == list(log[:depth])


def refuse_inside(folders: Iterable[str]) -> None:
    """Refuse local folders that are tables, or are in one.

    Raises
    ------
    BadRequest
        One does.
    """
    seen: set[str] = set()
    for folder in folders:
        while folder not in seen:
            seen.add(folder)
            refuse(folder, [(log,) for log in LOGS if os.path.isdir(os.path.join(folder, log))])
            with contextlib.suppress(OSError):
                names = os.listdir(os.path.join(folder, "metadata"))
                refuse(folder, [("metadata", name) for name in names])
            folder = os.path.dirname(folder)
