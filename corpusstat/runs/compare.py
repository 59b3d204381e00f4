"""Two runs side by side: each domain's singleton rate, the difference, and its error."""

from __future__ import annotations

import math
import os
from typing import Any

import polars as pl

from corpusstat.errors import BadRequest
from corpusstat.estimate.shares import Z95
from corpusstat.runs.run import open_report

__all__ = ["compare", "difference"]


_SCHEMA = {
    "domain": pl.String,
    "n_a": pl.Int64,
    "n_b": pl.Int64,
    "sr_a": pl.Float64,
    "sr_b": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}


def difference(a: dict[str, Any] | None, b: dict[str, Any] | None) -> dict[str, Any]:
    """Compare two estimates of a report; either may be missing.

    The standard errors are added in squares, as for corpora drawn independently; for corpora that share documents
    the interval is too wide.
    """
    row: dict[str, Any] = {"domain": (a or b or {})["domain"]}
    row |= {"n_a": (a or {}).get("n", 0), "n_b": (b or {}).get("n", 0)}
    sr_a, sr_b = (a or {}).get("sr"), (b or {}).get("sr")
    row |= {"sr_a": sr_a, "sr_b": sr_b, "difference": None, "low": None, "high": None}
    if a is None or b is None or sr_a is None or sr_b is None:
        return row
    row["difference"] = sr_b - sr_a
    errors = [e["interval"]["se"] for e in (a, b)]
    if None not in errors:
        half = Z95 * math.hypot(*errors)
        row |= {"low": sr_b - sr_a - half, "high": sr_b - sr_a + half}
    return row


def compare(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> pl.DataFrame:
    """Compare two runs.

    Returns
    -------
    polars.DataFrame
        One row for the corpus (domain ``*``) and one per domain of either run, over the floor set: N and sr of both,
        ``difference`` = sr_b − sr_a with its 95 % interval ``low``–``high`` (null where there is no error).

    Raises
    ------
    BadRequest
        The runs are over different floor sets: their rates are not of the same facts.
    """
    one, two = open_report(a).report, open_report(b).report
    sets = [set(r["corpus"]["floor_set"]) for r in (one, two)]
    if sets[0] != sets[1]:
        odd = ", ".join(sorted(sets[0] ^ sets[1]))
        raise BadRequest(f"{a} and {b} have different floor sets (only in one: {odd})", "runs over the same relations")
    left, right = ({d["domain"]: d for d in [r["corpus"], *r["domains"]]} for r in (one, two))
    rows = [difference(left.get(name), right.get(name)) for name in sorted(left.keys() | right.keys())]
    return pl.DataFrame(rows, schema=_SCHEMA)
