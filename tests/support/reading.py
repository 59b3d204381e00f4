"""Reading shards whole, as tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from corpusstat.read.documents import documents
from corpusstat.read.shards import plan


def load(path: Path, **options: Any) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The documents and the rejected rows of the shards of a path."""
    batches = [b for s in plan([path]).shards for b in documents(s, **options)]
    return pl.concat([b.documents for b in batches]), pl.concat([b.rejected for b in batches])
