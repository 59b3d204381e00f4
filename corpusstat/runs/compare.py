"""Two runs side by side: each domain's singleton rate, the difference, and its error."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any, Final

import polars as pl

from corpusstat.errors import BadRequest
from corpusstat.estimate.shares import Z95, student95
from corpusstat.estimate.sizes import alone, at_common
from corpusstat.runs.lookup import asked
from corpusstat.runs.opened import open_report

__all__ = ["compare", "difference"]


_SCHEMA: Final[dict[str, pl.DataType | type[pl.DataType]]] = {
    "domain": pl.String,
    "n_a": pl.Int64,
    "n_b": pl.Int64,
    "sr_a": pl.Float64,
    "sr_b": pl.Float64,
    "difference": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
    "floor_a": pl.Float64,
    "floor_b": pl.Float64,
    "common_n": pl.Int64,
    "sr_common_a": pl.Float64,
    "sr_common_b": pl.Float64,
    "floor_common_a": pl.Float64,
    "floor_common_b": pl.Float64,
    "left_a": pl.List(pl.String),
    "left_b": pl.List(pl.String),
}


Groups = Mapping[int, tuple[int, int]]
"""f_1 and N of an estimate without each document group."""


def difference(
    a: Mapping[str, Any] | None, b: Mapping[str, Any] | None, groups: tuple[Groups, Groups] = ({}, {})
) -> dict[str, Any]:
    """Compare two estimates of a report; either may be missing.

    With ``groups`` (of a and b) the error is that of the paired delete-a-group jackknife: documents fall into groups by
    a hash of their id, so that those which both corpora share are deleted together, and what they have in common does
    not count as error. Otherwise standard errors are added in squares, as for corpora drawn independently.
    """
    row: dict[str, Any] = {"domain": (a or b or {})["domain"]}
    row |= {"n_a": (a or {}).get("n", 0), "n_b": (b or {}).get("n", 0)}
    sr_a, sr_b = (a or {}).get("sr"), (b or {}).get("sr")
    row |= {"sr_a": sr_a, "sr_b": sr_b, "difference": None, "low": None, "high": None}
    row |= {"floor_a": _floor(a), "floor_b": _floor(b)} | at_common_n(a, b)
    row |= {"left_a": _left(a), "left_b": _left(b)}
    if a is None or b is None or sr_a is None or sr_b is None:
        return row
    row["difference"] = sr_b - sr_a
    half = _paired(a, b, groups) if all(groups) else _independent(a, b)
    if half is not None:
        row |= {"low": sr_b - sr_a - half, "high": sr_b - sr_a + half}
    return row


def _floor(row: Mapping[str, Any] | None) -> float | None:
    """What is claimed as wrong or declined; 0 where nothing is."""
    floors = (row or {}).get("floors")
    return None if not floors else float(floors["wrong_or_declined"]["value"])


def _left(row: Mapping[str, Any] | None) -> list[str]:
    """Relations that are counted and not in the floors."""
    return sorted(one["relation"] for one in (row or {}).get("left") or ())


def at_common_n(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> dict[str, Any]:
    """Rates and floors of both at the smaller N of the two, for corpora of unequal size; a domain at domain scope."""
    names = ("common_n", "sr_common_a", "sr_common_b", "floor_common_a", "floor_common_b")
    if not a or not b or not a.get("floors") or not b.get("floors"):
        return dict.fromkeys(names)
    size = min(a["n"], b["n"])
    one, two = (at_common(alone(row), size) for row in (a, b))
    return dict(zip(names, (size, one["sr"], two["sr"], one["floor"], two["floor"]), strict=True))


def _independent(a: Mapping[str, Any], b: Mapping[str, Any]) -> float | None:
    """Half the 95 % interval of the difference of corpora that share nothing."""
    errors = [e["interval"]["se"] for e in (a, b)]
    return None if None in errors else Z95 * math.hypot(*errors)


def _paired(a: Mapping[str, Any], b: Mapping[str, Any], groups: tuple[Groups, Groups]) -> float | None:
    """Half the 95 % interval of the paired jackknife: ``t √(v)``, v = (G − 1)/G Σ (d_g − mean d)²."""
    gaps = []
    for group in sorted(groups[0].keys() & groups[1].keys()):
        (f1_a, n_a), (f1_b, n_b) = (g[group] for g in groups)
        if not n_a or not n_b:  # all examples lie in one group
            return None
        gaps.append(f1_b / n_b / b["theta"] - f1_a / n_a / a["theta"])
    size = len(gaps)
    if size < 2:
        return None
    mean = math.fsum(gaps) / size
    return student95(size - 1) * math.sqrt((size - 1) / size * math.fsum((d - mean) ** 2 for d in gaps))


def _groups(folder: str | os.PathLike[str]) -> dict[str, dict[int, tuple[int, int]]]:
    """Per domain, f_1 and N over the floor set without each document group."""
    text = (
        "SELECT domain, \"group\", f1, n FROM jackknife WHERE relation = '*' AND scope = 'corpus' AND unit = 'mentions'"
    )
    found: dict[str, dict[int, tuple[int, int]]] = {}
    for domain, group, f1, n in asked(folder, text).rows():
        found.setdefault(domain, {})[group] = (f1, n)
    return found


def compare(a: str | os.PathLike[str], b: str | os.PathLike[str]) -> pl.DataFrame:
    """Compare two runs.

    Returns
    -------
    polars.DataFrame
        One row for the corpus (domain ``*``) and one per domain of either run, over the floor set: N and sr of both,
        ``difference`` = sr_b − sr_a with its 95 % interval ``low``–``high`` (paired by documents; null where there is
        no error), and what each claims as wrong or declined (``floor_a``, ``floor_b``; 0 = nothing). ``common_n`` is
        the smaller N, and ``…_common_…`` what both show and claim there, by rarefaction (domains at domain scope).
        ``left_a`` and ``left_b``: relations that are counted and not in the floors; floors over other relations are not
        of the same facts.

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
    before, after = _groups(a), _groups(b)
    rows = [
        difference(left.get(name), right.get(name), (before.get(name, {}), after.get(name, {})))
        for name in sorted(left.keys() | right.keys())
    ]
    return pl.DataFrame(rows, schema=_SCHEMA)
