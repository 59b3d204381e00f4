"""Globs over the paths of a store: they match what they would match in a local folder."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

__all__ = ["is_match"]


def is_match(path: Sequence[str], pattern: Sequence[str]) -> bool:
    """Whether a glob matches a file or a folder that it is in; both are given by their parts.

    ``**`` is any number of folders, and at the end what is in them; ``*``, ``?`` and ``[…]`` stay within a part.

    >>> [is_match(path.split("/"), ["**", "*.parquet"]) for path in ("a.parquet", "b/c/a.parquet", "b/a.csv")]
    [True, True, False]
    >>> [is_match(path.split("/"), ["*", "**"]) for path in ("a/b.parquet", "a.parquet")]
    [True, False]
    """
    if not pattern:
        return True
    if pattern[0] == "**":
        return bool(path) and any(is_match(path[i:], pattern[1:]) for i in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and is_match(path[1:], pattern[1:])
