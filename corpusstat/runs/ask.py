"""Questions to a finished run, answered only from files that are as the run has written them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from corpusstat.count.database import FILE_NAME, run_query
from corpusstat.engine.runfolder import read_run, refuse_damage

__all__ = ["ask"]


def ask(folder: str | os.PathLike[str], query: str, parameters: Mapping[str, object] | None = None) -> pl.DataFrame:
    """Ask a run: a question by its name, or one SELECT (`run_query`). What it reads is checked first.

    Raises
    ------
    BadRequest
        The folder is no run, no such question, or the SQL is wrong.
    BadData
        The run is not finished, or a file that the query would read is not as it was written.
    """
    path = Path(folder)
    manifest = read_run(path)
    refuse_damage(path, manifest, (), (FILE_NAME,))
    return run_query(path, query, parameters, check=lambda kinds: refuse_damage(path, manifest, kinds))
