"""The Hugging Face Hub: a revision is pinned to its commit before anything is listed, so that all is of one state."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote

from corpusstat.errors import BadRequest
from corpusstat.read.systems import first_line, patiently

__all__ = ["pinned", "without_commit"]

_DATASET: Final = re.compile(r"hf://datasets/([^/@]+/[^/@]+)(?:@(refs/(?:convert|pr)/[^/]+|[^/]+))?(/.*)?")
_PINNED: Final = re.compile(r"@[0-9a-f]{40}$")


def pinned(location: str) -> tuple[str, str]:
    """Return a location on the Hub with its revision (default: ``main``) as a commit, and a line that says so.

    What is not a data set on the Hub is returned as it is, with nothing to say.

    >>> pinned("s3://bucket/corpus")
    ('s3://bucket/corpus', '')

    Raises
    ------
    BadRequest
        There is no such data set or revision, or it may not be read.
    TryAgain
        The Hub does not answer.
    """
    match = _DATASET.fullmatch(location)
    if match is None:
        return location, ""
    name, revision, below = match[1], unquote(match[2] or "main"), match[3] or ""
    try:
        from huggingface_hub import HfApi  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        return location, ""  # who opens it will say what is missing
    try:
        commit = patiently(lambda: HfApi().dataset_info(name, revision=revision).sha, location)
    except OSError as error:
        raise BadRequest(
            f"{location}: {first_line(error)}",
            "a data set and revision on the Hub",
            "check the name; for a gated one HF_TOKEN",
        ) from error
    note = f"{name}: revision {revision} of the Hub is commit {commit}" if revision != commit else ""
    return f"hf://datasets/{name}@{commit}{below}", note


def without_commit(part: str) -> str:
    """Return a part of a path without the commit that it was pinned to: names of shards do not change with it.

    >>> without_commit("facts@" + "0" * 40), without_commit("a@b.parquet")
    ('facts', 'a@b.parquet')
    """
    return _PINNED.sub("", part)
