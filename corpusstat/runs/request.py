"""What is wrong with a request at first sight: checked before any library is loaded that takes its time."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence

from corpusstat.errors import BadRequest

__all__ = ["check_out", "check_paths", "check_run"]


def check_paths(paths: Sequence[str | os.PathLike[str]]) -> None:
    """Refuse local paths that name nothing.

    >>> check_paths(["data_samples/nothing.parquet"])
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: data_samples/nothing.parquet: no such file or folder; expected Parquet files, folders\
 or globs. To fix: check the path
    """
    for path in (os.fspath(p) for p in paths):
        if not path.strip():
            raise BadRequest("an empty path", "Parquet files, folders or globs", "check the variable it came from")
        local = "://" not in path and not path.startswith("@") and not set("*?[") & set(path)
        if local and not os.path.lexists(path):
            raise BadRequest(f"{path}: no such file or folder", "Parquet files, folders or globs", "check the path")


def check_out(out: str | os.PathLike[str]) -> None:
    """Refuse an output folder that cannot be one.

    >>> check_out("s3://bucket/run")
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: -o s3://bucket/run: a run cannot be written to object storage; expected a local\
 folder. To fix: write it locally, then copy the folder
    """
    path = os.fspath(out)
    uri = re.match(r"([a-z][a-z0-9+.-]+):/+(.*)", path)  # a Path has lost one of the slashes
    if uri:
        raise BadRequest(
            f"-o {uri[1]}://{uri[2]}: a run cannot be written to object storage",
            "a local folder",
            "write it locally, then copy the folder",
        )
    if not path.strip():
        raise BadRequest("-o with an empty name", "a folder", "check the variable it came from")


def check_run(folder: str | os.PathLike[str]) -> None:
    """Refuse a folder that is no run.

    >>> check_run("data_samples")
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: data_samples is not a run; expected a folder written by corpusstat audit. To fix:\
 check the path
    """
    if not os.path.isfile(os.path.join(folder, "manifest.json")):
        raise BadRequest(f"{os.fspath(folder)} is not a run", "a folder written by corpusstat audit", "check the path")
