"""What is wrong with a request at first sight: checked before any library is loaded that takes its time."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Final

from corpusstat.errors import BadRequest

__all__ = ["check_files", "check_out", "check_paths", "check_run"]

_LONGEST_NAME: Final = 255
"""Bytes of the name of a file or folder, in any usual file system."""


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
        local = (
            not path.startswith("table:")
            and "://" not in path
            and not path.startswith(("@", "delta+", "iceberg+"))
            and not set("*?[") & set(path)
        )
        if local and not os.path.lexists(path):
            raise BadRequest(f"{path}: no such file or folder", "Parquet files, folders or globs", "check the path")


def check_out(out: str | os.PathLike[str]) -> None:
    """Refuse an output folder that cannot be one.

    >>> check_out("s3:bucket/run")
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: -o s3:bucket/run: a URI with a slash too few; expected a folder, or s3://bucket/run
    """
    path = os.fspath(out)
    if re.match(r"(s3|gs|gcs|abfss?|hf|hdfs|file):/?[^/]", path):
        raise BadRequest(f"-o {path}: a URI with a slash too few", "a folder, or s3://bucket/run")
    if re.fullmatch(r"[a-z0-9+.-]+://[^/]*/*", path):
        raise BadRequest(f"-o {path}: a whole bucket", "a place in it, such as s3://bucket/run")
    try:
        path.encode()
    except UnicodeEncodeError:
        raise BadRequest(f"-o {path}: not UTF-8", "a name in UTF-8", "choose another, or a locale as C.UTF-8") from None
    if any(len(os.fsencode(part)) > _LONGEST_NAME for part in path.split("/")):
        raise BadRequest(f"-o {path}: File name too long", f"at most {_LONGEST_NAME} bytes", "choose a shorter one")
    if not path.strip():
        raise BadRequest("-o with an empty name", "a folder", "check the variable it came from")
    if "://" not in path and "?" in os.path.abspath(path):  # what follows would be options of the database
        raise BadRequest(f"-o {path}: a question mark in its path", "a folder without", "choose another name")


def check_run(folder: str | os.PathLike[str]) -> None:
    """Refuse a folder that is no run.

    >>> check_run("data_samples")
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: data_samples is not a run; expected a folder written by corpusstat audit. To fix:\
 check the path
    """
    if not os.path.isfile(os.path.join(folder, "manifest.json")):
        raise BadRequest(f"{os.fspath(folder)} is not a run", "a folder written by corpusstat audit", "check the path")


def check_files(files: Sequence[str | os.PathLike[str]], what: str) -> None:
    """Refuse files that are not there.

    >>> check_files(["gold.jsonl"], "a gold file of JSON lines")
    Traceback (most recent call last):
    corpusstat.errors.BadRequest: gold.jsonl: no such file; expected a gold file of JSON lines. To fix: check the path
    """
    for file in files:
        if not os.path.exists(file):
            raise BadRequest(f"{os.fspath(file)}: no such file", what, "check the path")
