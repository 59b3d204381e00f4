"""What would the corpus-wide rate be with other mixture weights? Answered from a run's counts alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from corpusstat.count.questions import query_text
from corpusstat.errors import BadRequest, unknown
from corpusstat.estimate.claimed import claimed_row
from corpusstat.estimate.intervals import Interval, missing_mass
from corpusstat.estimate.mixture import mixture
from corpusstat.estimate.sizes import at_common, floor_of_mixture
from corpusstat.estimate.stratum import Counts
from corpusstat.runs.lookup import asked
from corpusstat.runs.opened import open_report
from corpusstat.schema import GROUPS, OTHER_DOMAINS

__all__ = ["Reweighted", "whatif"]

_MOST_ROWS = 1_000_000
"""Above so many (prompt, domain, group) rows the error is that of the corpus as it is: 64 more passes take long."""


@dataclass(frozen=True, slots=True)
class Reweighted:
    """The corpus with other weights: expected singletons ``f1`` and mentions ``n``; what it was; the error.

    ``floor`` is *wrong or declined* there (0: it claims nothing); ``sr_same_n`` and ``floor_same_n`` are the corpus as
    it is, drawn down to as many of its ``n_before`` mentions. ``exposures`` counts mentions with their
    repeats: repeats are the same draws and do not change sr.
    """

    weights: Mapping[str, float]
    sr: float
    f1: float
    n: float
    exposures: float
    sr_before: float
    interval: Interval
    floor: float = 0.0
    sr_same_n: float = 0.0
    floor_same_n: float = 0.0
    n_before: int = 0


def whatif(folder: str | os.PathLike[str], weights: Mapping[str, float]) -> Reweighted:
    """Compute the corpus-scope singleton rate over the floor set with other weights of domains.

    Parameters
    ----------
    folder
        Folder of a finished run.
    weights
        Domain → weight: 0 drops it, below 1 keeps that share of its mentions at random (thinning: exact in
        expectation), 1 leaves it, above 1 repeats it. Domains that are not named keep weight 1.

    Returns
    -------
    Reweighted
        With an interval for the missing mass of that corpus, from the delete-a-group jackknife.

    Raises
    ------
    BadRequest
        A domain is unknown, a weight is negative, or nothing is left.
    """
    report = open_report(folder).report
    corpus, domains = report["corpus"], report["domains"]
    names = [d["domain"] for d in domains]
    strange = next((w for w in weights if w not in names), None)
    if strange is not None:
        raise unknown("domain", strange, names)
    sizes = [d["n"] for d in domains]
    try:
        each = [float(weights.get(name, 1.0)) for name in names]
    except (TypeError, ValueError):
        raise BadRequest(f"weights {dict(weights)}", "a number for each domain named") from None
    if not sum(n * w for n, w in zip(sizes, each, strict=True)):
        raise BadRequest("weights that leave no mention", "at least one domain with mentions and a weight above 0")
    rows = _rows(Path(folder), corpus["floor_set"], names)
    found = _mixed(rows, sizes, each)
    theta = corpus["theta"]
    interval = _error(Path(folder), rows, sizes, each, report)
    sr = min(1.0, found.f1 / theta / found.n)
    floor = _floor(Path(folder), report, found, each)
    same = at_common(corpus, min(corpus["n"], max(1, round(found.n))))
    return Reweighted(
        dict(weights), sr, found.f1 / theta, found.n, found.exposures, corpus["sr"], interval, floor,
        same["sr"], same["floor"], corpus["n"],
    )  # fmt: skip


def _floor(folder: Path, report: Mapping[str, Any], found: Any, weights: list[float]) -> float:
    """*Wrong or declined* of the mixture ``found``; counted again over the relations that floors are over."""
    corpus, names = report["corpus"], [d["domain"] for d in report["domains"]]
    if not corpus["floors"]:
        return 0.0
    if corpus.get("claimed"):
        corpus = claimed_row(corpus)
        held = {(c["domain"], c["relation"]): c["n"] for c in report["cells"]}
        sizes = [sum(held.get((name, relation), 0) for relation in corpus["relations"]) for name in names]
        found = _mixed(_rows(folder, corpus["relations"], names), sizes, weights)
    if not found.n:
        return 0.0
    effective = corpus["n_eff"] * found.n / corpus["n"]  # documents keep their shape, nearly
    return floor_of_mixture(corpus, min(found.f1, found.n), found.n, effective)


def _rows(folder: Path, relations: list[str], names: list[str]) -> pl.DataFrame:
    rows = asked(folder, query_text("prompt_domains"), {"relations": relations})
    codes = {name: i for i, name in enumerate(names)}
    other = codes.get(OTHER_DOMAINS)  # a domain that is not reported is one of the pooled
    return rows.with_columns(pl.col("domain").replace_strict(codes, default=other, return_dtype=pl.Int64))


def _mixed(rows: pl.DataFrame, sizes: list[int], weights: list[float]) -> Any:
    prompts, domains, counts = (rows[c].to_numpy() for c in ("key", "domain", "n"))
    return mixture(prompts, domains, counts, sizes, weights)


def _error(
    folder: Path, rows: pl.DataFrame, sizes: list[int], weights: list[float], report: Mapping[str, Any]
) -> Interval:
    """The jackknife over document groups, done again with the weights; beyond `_MOST_ROWS` that of the report."""
    theta, corpus = report["corpus"]["theta"], report["corpus"]
    if rows.height > _MOST_ROWS:
        return _moved(corpus, _mixed(rows, sizes, weights))
    pairs = []
    for group, left in enumerate(_sizes_without(folder, report)):
        found = _mixed(rows.filter(pl.col("group") != group), left, weights)
        pairs.append((found.f1, found.n))
    whole = _mixed(rows, sizes, weights)
    effective = corpus["n_eff"] * whole.n / corpus["n"]  # documents keep their shape, nearly
    return missing_mass(Counts(whole.f1, 0.0, whole.n, theta=theta), pairs, n_eff=effective)


def _moved(corpus: Mapping[str, Any], found: Any) -> Interval:
    """The interval of the corpus as it is, around another rate."""
    old = corpus["interval"]
    by = min(1.0, found.f1 / corpus["theta"] / found.n) - corpus["sr"]
    low, high = max(0.0, old["low"] + by), min(1.0, old["high"] + by)
    return Interval(low, high, old["level"], old["target"], "of the corpus as it is", old["se"])


def _sizes_without(folder: Path, report: Mapping[str, Any]) -> list[list[int]]:
    """N of every domain without each document group: shape (groups, domains)."""
    text = (
        """SELECT domain, "group", n FROM jackknife WHERE relation = '*' AND scope = 'corpus' AND unit = 'mentions'"""
    )
    left = {(domain, group): n for domain, group, n in asked(folder, text).rows()}
    names = [(d["domain"], d["n"]) for d in report["domains"]]
    return [[left.get((name, group), n) for name, n in names] for group in range(GROUPS)]
