"""Floors of another size: of a larger corpus of the same kind, at a common N, and the least that could be told from 0.

A floor at another size is made from expected counts there, and the same four floors are computed from them. Up, sr is
extrapolated and the floor carries the extrapolation's label; down, expected counts are exact (rarefaction). How
examples lie in documents (N_eff/N and what documents make of V) is taken to stay as it is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import special  # scipy.stats would take 1.3 s to import, for these quantiles

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate import slacks
from corpusstat.estimate.intervals import Interval
from corpusstat.estimate.rarefy import rarefied_pairs, rarefied_rate
from corpusstat.estimate.spectrum import SpectrumLike
from corpusstat.estimate.stratum import Counts, Reals, plain

__all__ = ["counts_at", "counts_at_common", "design_of", "difference", "least_sr"]


def design_of(counts: Counts) -> Reals:
    """Return how much larger V is than for independent examples (at least 1; 1 where nothing varies).

    >>> design_of(Counts(f1=190, f2=5, n=200)), design_of(Counts(f1=190, f2=5, n=200, n_eff=50))
    (1.0, 4.0)
    """
    alone = np.asarray(counts.v_independent)
    whole = np.asarray(Counts(counts.f1, counts.f2, counts.n, counts.m2, counts.n_eff, counts.documents, 1.0).v)
    if counts.theta < 1:
        f1 = np.asarray(counts.singletons)
        whole = np.asarray(counts.v) - f1 * (1 - counts.theta) / counts.theta
    return plain(np.where(alone > 0, np.maximum(whole / np.where(alone > 0, alone, 1.0), 1.0), 1.0))


def counts_at(counts: Counts, sr: Reals, t: float, point: Reals | None = None) -> Counts:
    """Return expected counts of a corpus t > 1 times as large whose singleton rate there is ``sr`` (extrapolated).

    ``f_1(t) = sr t N``. Pairs follow from how fast sr falls: ``−d ln sr/d ln t = 2 f_2/f_1`` (*derived*, of expected
    counts): the slope at 1 is known, the mean one up to t is ``ln(sr(1)/sr)/ln t``, and that at t is taken as twice the
    mean less the first (ln sr quadratic in ln t), not less than the first. Use the extrapolation's point for what to
    expect, and its lower end for a cautious floor; give ``point`` then, from which the slope is taken (the distance to
    a lower end is no slope).

    >>> c = counts_at(Counts(f1=300, f2=100, n=1000), 0.21, 2)
    >>> round(c.f1), round(c.f2), c.n
    (420, 140, 2000.0)
    """
    if t <= 1:
        raise BadRequest(f"size {t:g} times the corpus", "more than 1", "use counts_at_common below it")
    n, now, then = np.asarray(counts.n, dtype=float) * t, np.asarray(counts.sr), np.asarray(sr, dtype=float)
    if np.any(then < 0) or np.any(then > 1):
        raise BadData(f"sr {sr} at {t:g} times the corpus", "a number in [0, 1]")
    f1 = np.minimum(then, now) * n
    middle = then if point is None else np.asarray(point, dtype=float)
    held = (middle > 0) & (now > 0)
    slope = np.where(held, np.log(np.where(held, now / np.where(held, middle, 1.0), 1.0)) / math.log(t), 0.0)
    here = np.asarray(counts.singletons)
    known = np.where(here > 0, 2 * np.asarray(counts.pairs) / np.where(here > 0, here, 1.0), 0.0)
    f2 = np.minimum(0.5 * f1 * np.maximum(2 * slope - known, known), (n - f1) / 2)
    return Counts(
        plain(f1), plain(f2), plain(n), n_eff=plain(np.asarray(counts.effective) * t), design=design_of(counts),
        many=plain(np.asarray(counts.held) / counts.theta * t),
    )  # fmt: skip


def counts_at_common(counts: Counts, spectrum: SpectrumLike, m: int) -> Counts:
    """Return expected counts of m of the stratum's examples, drawn at random: exact (rarefaction).

    ``spectrum`` is the stratum's own, of the kept prompts (domain scope for a domain).

    >>> c = counts_at_common(Counts(f1=2, f2=1, n=4), {1: 2, 2: 1}, 3)
    >>> round(c.f1, 6), round(c.f2, 6), c.n
    (2.0, 0.5, 3.0)
    """
    n = round(float(counts.n))
    pairs = list(spectrum.items()) if hasattr(spectrum, "items") else list(spectrum)
    f1 = rarefied_rate(pairs, n, m, theta=counts.theta) * m
    f2 = rarefied_pairs(pairs, n, m, theta=counts.theta)
    # documents are thinned too: of two examples of a document both are drawn with chance m/N
    thin = m / n
    n_eff = m / (1 + (n / float(counts.effective) - 1) * thin)
    design = 1 + (float(design_of(counts)) - 1) * thin
    each = n / (float(counts.held) / counts.theta)  # examples of a document, on average
    return Counts(f1, f2, float(m), n_eff=n_eff, design=design, many=m / (1 + (max(each, 1.0) - 1) * thin))


def least_sr(
    n: float, *, room: float = 0.0, f2_share: float = 0.35, ratio: float = 1.0, design: float = 1.0,
    gamma: float = 0.01, claims: int = 1,
) -> float:  # fmt: skip
    """Return the least singleton rate whose statistical floor is above 0 at N: below it a floor cannot be told from 0.

    Parameters
    ----------
    n
        Examples expected.
    room
        What answers take off (2τ, or 2/|E|).
    f2_share
        f_2/f_1; .35 is that of a power law with exponent 1.3, heavier tails have less.
    ratio, design
        N_eff/N, and V over that of independent examples (`design_of`), of corpora of this kind.
    gamma, claims
        As for the floors.

    Returns
    -------
    float
        In (0, 1]; 1 if nothing could be claimed at all.

    >>> round(least_sr(3e6, room=0.005), 4), round(least_sr(265), 2)
    (0.0052, 0.1)
    """
    if not n > 0 or not 0 < ratio <= 1 or design < 1:
        raise BadRequest(f"N = {n}, N_eff/N = {ratio}, design {design}", "N > 0, 0 < N_eff/N <= 1, design >= 1")
    low, high = 0.0, 1.0
    for _ in range(60):
        sr = (low + high) / 2
        f1 = sr * n
        f2 = min(f2_share * f1, (n - f1) / 2)
        counts = Counts(f1, f2, n, n_eff=ratio * n, design=design)
        enough = sr - sum(float(x) for x in slacks.statistical(counts, gamma, claims)) > room
        low, high = (low, sr) if enough else (sr, high)
    return high


def difference(a: tuple[Any, Sequence[tuple[float, float]]], b: tuple[Any, Sequence[tuple[float, float]]],
               level: float = 0.95) -> tuple[float, Interval]:  # fmt: skip
    """Return sr_b − sr_a of two corpora, with an interval that knows which documents they share.

    Parameters
    ----------
    a, b
        Each (`Counts`, its jackknife pairs (f_1, N) without document group g). A document falls into the same group
        in both, so each deletion takes a shared document out of both at once (paired delete-a-group jackknife).
    level
        Nominal coverage.

    Returns
    -------
    (float, Interval)
        The difference, and its interval in [−1, 1]: ``v = (G−1)/G Σ (d_g − mean d)²`` of the differences d_g. For
        corpora without a common document it is the square root of the sum of squares, nearly.

    >>> groups = [(98, 990), (99, 990), (100, 990), (99, 990)]
    >>> d, i = difference((Counts(100, 10, 1000), groups), (Counts(100, 10, 1000), groups))
    >>> d, i.low, i.high, i.target
    (0.0, 0.0, 0.0, 'difference of singleton rates')
    """
    rates = []
    for counts, groups in (a, b):
        if len(groups) < 2 or any(m <= 0 for _, m in groups):
            raise BadData(f"{len(groups)} document groups", "at least two, each leaving mentions")
        rates.append(np.array([f / counts.theta / m for f, m in groups]))
    if rates[0].size != rates[1].size:
        raise BadData(f"{rates[0].size} and {rates[1].size} document groups", "the same number in both")
    gaps, size = rates[1] - rates[0], rates[0].size
    se = math.sqrt((size - 1) / size * float(np.sum((gaps - gaps.mean()) ** 2)))
    found = float(b[0].sr) - float(a[0].sr)
    half = float(special.stdtrit(size - 1, (1 + level) / 2)) * se
    target = "difference of singleton rates"
    return found, Interval(max(-1.0, found - half), min(1.0, found + half), level, target, "paired jackknife", se)
