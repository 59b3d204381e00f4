"""What names say: which files of a folder are shards, and why the others are not."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

__all__ = ["in_utf8", "is_hidden", "is_run", "kind_of", "reasons"]

_PARQUET: Final = re.compile(r"\.(parquet|parq|pq)$", re.IGNORECASE)
_JSONL: Final = re.compile(r"\.(jsonl|ndjson|json)(\.(gz|gzip|bz2|zst|zstd|lz4))?$", re.IGNORECASE)
_MANIFEST: Final = "manifest.json"
_TALLY: Final = "tally"
"""What the folder of a run has: a file and a folder of these names."""


def kind_of(name: str) -> str:
    """Return what a file's name says that it is: ``parquet``, ``jsonl`` or nothing.

    >>> kind_of("A.PARQUET"), kind_of("part.json.gz"), kind_of("notes.md")
    ('parquet', 'jsonl', '')
    """
    return "parquet" if _PARQUET.search(name) else "jsonl" if _JSONL.search(name) else ""


def is_hidden(name: str) -> bool:
    """Whether the name of a file or folder begins with a dot or an underscore."""
    return name.startswith((".", "_"))


def is_run(folder: str) -> bool:
    """Whether a local folder is a run of corpusstat."""
    return os.path.isfile(os.path.join(folder, _MANIFEST)) and os.path.isdir(os.path.join(folder, _TALLY))


def reasons(below: Sequence[tuple[str, ...]]) -> list[str]:
    """Say why each file of a folder is not a shard, by the parts of its path below it; empty for those that are.

    The files of a test split are shards if there are no others.

    >>> reasons([("test", "a.parquet")]), reasons([("test", "a.parquet"), ("b.parquet",), ("README.md",)])
    ([''], ['a test split', '', 'neither Parquet nor JSON lines'])
    """
    runs = {parts[:-1] for parts in below if parts[-1] == _MANIFEST}
    runs = {run for run in runs if any(parts[: len(run) + 1] == (*run, _TALLY) for parts in below)}
    plain = [_reason(parts, runs) for parts in below]
    pairs = zip(below, plain, strict=True)
    without_tests = [why or ("a test split" if "test" in parts[:-1] else "") for parts, why in pairs]
    return without_tests if "" in without_tests else plain


def _reason(parts: tuple[str, ...], runs: set[tuple[str, ...]]) -> str:
    """Why a file is not a shard; empty if it is."""
    if any(parts[: len(run)] == run for run in runs):
        return "a run of corpusstat"
    if any(p.endswith("_removed") for p in parts[:-1]):
        return "removed by the data set's makers"
    if any(is_hidden(p) for p in parts):
        return "hidden: the name begins with . or _"
    return "" if kind_of(parts[-1]) else "neither Parquet nor JSON lines"


def in_utf8(path: str) -> str:
    r"""Return a path with backslash escapes in place of what is not UTF-8 in it.

    >>> in_utf8("caf\udce9.parquet")
    'caf\\xe9.parquet'
    """
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
