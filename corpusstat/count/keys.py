"""Prompt keys: which are kept, how they are cut into ranges, and how many rows there are to count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Final

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.errors import BadData, BadRequest, printable

__all__ = ["SPACE", "Bounds", "database_share", "in_sample", "key_ranges", "rows_of", "threshold"]

SPACE: Final = 1 << 64

Bounds = tuple[int, int, int, int]
"""Two closed ranges of signed keys; one may be empty."""


def threshold(theta: float) -> int:
    """The number that a kept prompt's key, read as unsigned, is below: θ·2^64.

    >>> threshold(1.0) == 2**64, threshold(0.5) == 2**63
    (True, True)
    """
    if not 0 < theta <= 1:
        raise BadRequest(f"a prompt sample of {theta}", "a share above 0 and at most 1")
    return max(int(theta * SPACE), 1)


def in_sample(theta: float) -> pl.Expr:
    """Return whether the prompt of column ``key`` is kept.

    >>> pl.DataFrame({"key": [0, 2**62, -1]}).filter(in_sample(0.25))["key"].to_list()
    [0]
    """
    kept = threshold(theta)
    if kept == 1 << 64:
        return pl.lit(True)
    return pl.col("key").reinterpret(signed=False) < kept


def key_ranges(theta: float, parts: int) -> list[Bounds]:
    """Cut the kept prompts into ``parts`` ranges of keys, each as two closed ranges of signed integers.

    >>> key_ranges(0.25, 2)
    [(0, 2305843009213693951, 0, -1), (2305843009213693952, 4611686018427387903, 0, -1)]
    """
    top, half = threshold(theta), SPACE // 2
    ranges = []
    for low, high in pairwise(top * i // parts for i in range(parts + 1)):
        positive = (low, min(high, half) - 1) if low < half else (0, -1)
        negative = (max(low, half) - SPACE, high - 1 - SPACE) if high > half else (0, -1)
        ranges.append((*positive, *negative))
    return ranges


def rows_of(files: Sequence[Path]) -> int:
    """Number of rows of Parquet files, from their footers."""
    try:
        return sum(int(pq.read_metadata(path).num_rows) for path in files)
    except (OSError, pa.ArrowException) as error:
        raise BadData(f"unreadable mentions: {printable(error)}", "Parquet files of a run") from error


def database_share(memory: int) -> int:
    """Bytes that DuckDB may be told to use where the process may use ``memory``.

    Python and its libraries take about 250 MB, and DuckDB's limit leaves out its file buffers and what its allocator
    holds back (measured: up to a quarter more, and 5 % above the limit at a share of .7).

    >>> database_share(4 << 30) >> 20
    2330
    """
    return max(int(0.63 * memory) - (250 << 20), memory // 4)
