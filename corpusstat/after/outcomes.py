"""Shares of outcomes with their intervals, and their mean over the corpus' prompts.

A bucket's share is a mean over cells (domain, relation), weighted like the corpus; the whole is a mean over buckets.
Intervals: Wilson's for a bucket, with the effective number of probes ``1 / Σ w²/n``; for the mean over buckets the
square-and-add combination of those (MOVER: Zou and Donner 2008, Statistics in Medicine 27). Prompts of a bucket without
probes are not guessed: the interval reaches from none of them to all of them.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from corpusstat.after.answers import CORRECT, STATUSES, WRONG
from corpusstat.errors import BadRequest
from corpusstat.estimate.shares import wilson

__all__ = ["Cell", "Outcome", "Share", "curve", "mean_over", "per_bucket", "score_of", "share", "statuses_at", "table"]

_WHOLE: Final = 1e6
"""Factor of a bucket that was asked whole."""
Cell = tuple[str, str, str]
"""Domain, relation, bucket of count."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A graded probe."""

    cell: Cell
    status: str
    t: float


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval, and the number of probes (effective, where weighted)."""

    value: float
    low: float
    high: float
    n: float


def share(part: float, n: float) -> Share:
    """Wilson's interval (1927) of a share: ``part`` of ``n`` (which may be an effective number).

    >>> s = share(8, 10)
    >>> round(s.low, 3), round(s.high, 3)
    (0.49, 0.943)
    """
    if not 0 <= part <= n or n <= 0:
        raise BadRequest(f"{part} of {n}", "a part of at least one")
    low, high = wilson(part, n)
    return Share(part / n, min(low, part / n), max(high, part / n), n)


def table(outcomes: Sequence[Outcome], by: int) -> list[dict[str, Any]]:
    """Count outcomes by part ``by`` of their cell: a row each with the four shares, sorted by name."""
    groups: dict[str, Counter[str]] = defaultdict(Counter)
    for outcome in outcomes:
        groups[outcome.cell[by]][outcome.status] += 1
    rows = []
    for name in sorted(groups):
        counts, n = groups[name], groups[name].total()
        shares = {status: {"count": counts[status]} | asdict(share(counts[status], n)) for status in STATUSES}
        rows.append({"name": name, "n": n} | shares)
    return rows


def per_bucket(
    outcomes: Iterable[Outcome],
    weights: Mapping[Cell, float],
    of: Sequence[str],
    populations: Mapping[str, int] | None = None,
) -> dict[str, Share]:
    """Share of the statuses ``of`` in each bucket, its cells weighted like the corpus.

    A cell without weight (a probe of count 0, say, where no prompt was counted once) weighs as its number of probes.
    ``populations``: prompts of each bucket, where finite; n probes of N then count as ``n (N − 1)/(N − n)``.
    """
    counts: dict[Cell, list[int]] = defaultdict(lambda: [0, 0])
    for outcome in outcomes:
        counts[outcome.cell][0] += outcome.status in of
        counts[outcome.cell][1] += 1
    found = {}
    for bucket in sorted({cell[2] for cell in counts}):
        cells = {cell: c for cell, c in counts.items() if cell[2] == bucket}
        found[bucket] = _bucket_share(cells, weights, (populations or {}).get(bucket))
    return found


def _bucket_share(cells: Mapping[Cell, Sequence[int]], weights: Mapping[Cell, float], population: int | None) -> Share:
    """The share over cells, each with its outcomes of interest and all its outcomes."""
    weighed = {cell: weights.get(cell, 0.0) for cell in cells}
    if not any(weighed.values()):
        weighed = {cell: float(c[1]) for cell, c in cells.items()}
    total = sum(weighed.values())
    value = sum(w / total * cells[cell][0] / cells[cell][1] for cell, w in weighed.items())
    n = 1 / sum((w / total) ** 2 / cells[cell][1] for cell, w in weighed.items())
    n *= _finite(sum(c[1] for c in cells.values()), population)
    return share(min(1.0, max(0.0, value)) * n, n)


def _finite(n: int, size: int | None) -> float:
    """By how much n of ``size`` say more than n of infinitely many."""
    if size is None or size <= 1:
        return 1.0 if size is None else _WHOLE
    return min(_WHOLE, (size - 1) / (size - n)) if n < size else _WHOLE


def mean_over(shares: Mapping[str, Share], masses: Mapping[str, float]) -> tuple[Share, float]:
    """Mean of the buckets' shares over the corpus' prompts, and the mass of buckets without probes.

    ``masses``: mass of each bucket, any scale. The value is that over the buckets with probes.

    >>> whole, missing = mean_over({"k0001": Share(0.5, 0.4, 0.6, 100)}, {"k0000": 1.0, "k0001": 3.0})
    >>> round(whole.low, 3), round(whole.high, 3), missing
    (0.3, 0.7, 0.25)
    """
    total = sum(masses.values())
    known = {b: m / total for b, m in masses.items() if b in shares and m > 0} if total > 0 else {}
    covered = sum(known.values())
    if not known:
        return Share(math.nan, 0.0, 1.0, 0), 1.0
    value = sum(m * shares[b].value for b, m in known.items())
    below = math.sqrt(sum((m * (shares[b].value - shares[b].low)) ** 2 for b, m in known.items()))
    above = math.sqrt(sum((m * (shares[b].high - shares[b].value)) ** 2 for b, m in known.items()))
    missing = max(0.0, 1 - covered)
    n = sum(shares[b].n for b in known)
    return Share(value / covered, max(0.0, value - below), min(1.0, value + above + missing), n), missing


def score_of(right: float, wrong: float, t: float) -> float:
    """Mean score at confidence target t: ``right − wrong · t/(1 − t)`` (K25, section 4).

    >>> score_of(0.5, 0.3, 0.5)
    0.2
    """
    return right - wrong * t / (1 - t)


def statuses_at(outcomes: Iterable[Outcome], t: float) -> list[Outcome]:
    """Outcomes under one confidence target."""
    return [o for o in outcomes if o.t == t]


def curve(
    outcomes: Sequence[Outcome],
    weights: Mapping[Cell, float],
    masses: Mapping[str, float],
    populations: Mapping[str, int] | None = None,
) -> list[dict[str, Any]]:
    """Behavioural calibration: for each t what was asked, answered, right, and scored, weighted like the corpus.

    ``best``: the score of a model that answers exactly the buckets in which its answers at the lowest target are right
    more often than t. ``pays``: whether the answers given are right more often than t; above that it should have
    declined.
    """
    targets = sorted({o.t for o in outcomes})
    rows = []
    base: tuple[dict[str, Share], dict[str, Share]] | None = None
    for t in targets:
        here = statuses_at(outcomes, t)
        right, wrong = (per_bucket(here, weights, (status,), populations) for status in (CORRECT, WRONG))
        base = base or (right, wrong)
        r, w = mean_over(right, masses)[0], mean_over(wrong, masses)[0]
        chance = r.value / (r.value + w.value) if r.value + w.value > 0 else None
        rows.append(
            {
                "t": t,
                "n": len(here),
                "right": asdict(r),
                "wrong": asdict(w),
                "answered": r.value + w.value,
                "right_of_answered": chance,
                "score": score_of(r.value, w.value, t),
                "best": _best(base, masses, t),
                "pays": None if chance is None else chance > t,
            }
        )
    return rows


def _best(base: tuple[Mapping[str, Share], Mapping[str, Share]], masses: Mapping[str, float], t: float) -> float:
    """Score of answering exactly the buckets where it pays."""
    right, wrong = base
    total = sum(m for b, m in masses.items() if b in right)
    gained = (m * max(0.0, score_of(right[b].value, wrong[b].value, t)) for b, m in masses.items() if b in right)
    return sum(gained) / total if total else 0.0
