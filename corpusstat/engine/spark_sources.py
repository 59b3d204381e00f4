"""What names a table of Spark, told without loading anything that Spark needs."""

from __future__ import annotations

from typing import Final

from corpusstat.errors import BadRequest

__all__ = ["PREFIX", "is_frame", "table_of"]

PREFIX: Final = "table:"
"""What the name of a table begins with among PATHS."""


def is_frame(source: object) -> bool:
    """Whether something is a Spark DataFrame."""
    return hasattr(source, "mapInArrow") and hasattr(source, "sparkSession")


def table_of(paths: object) -> object:
    """Return the DataFrame or the table's name that is to be audited; None if these are paths of files.

    >>> table_of(["table:lake.web"]), table_of(["data_samples"])
    ('table:lake.web', None)
    """
    sources = list(paths) if isinstance(paths, list | tuple) else [paths]
    tables = [s for s in sources if is_frame(s) or (isinstance(s, str) and s.startswith(PREFIX))]
    if tables and len(sources) > 1:
        raise BadRequest("a table beside other paths", "one table, or files", "join tables by a view")
    return tables[0] if tables else None
