"""Intervals of the singleton rate, from integers. Pure; numpy and scipy only.

An interval belongs to a target, and every `Interval` says which:

``missing mass``
    the chance that the next example answers a prompt which this corpus never answers (Esty; the guarantee; the
    report's error bar, `missing_mass`). For sr of another corpus of the same size it is too narrow (that varies too:
    measured .87–.97 at .95);
``whole corpus``
    sr of the corpus that a prompt sample at rate theta < 1 stands for.

References: K25 = Kalai, Nachum, Vempala, Zhang 2025, arXiv 2509.04664; Good 1953, Biometrika 40; Esty 1983,
Annals of Statistics 11; McAllester and Ortiz 2003, JMLR 4; Kott 2001, J. Official Statistics 17 (delete-a-group).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy import special  # scipy.stats would take 1.3 s to import, for these quantiles

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.stratum import Counts

__all__ = [
    "Interval",
    "all_singletons",
    "esty_interval",
    "esty_se",
    "guarantee",
    "jackknife",
    "missing_mass",
    "sample_interval",
    "sample_variance",
    "singleton_rate",
]

MISSING_MASS: Final = "missing mass"
WHOLE_CORPUS: Final = "whole corpus"


@dataclass(frozen=True, slots=True)
class Interval:
    """An interval inside [0, 1], and what it is an interval for.

    ``low <= point <= high``; ``se`` is the standard error it was built from (None where there is none);
    ``level`` its nominal coverage; ``target`` and ``method`` name what is covered and how.
    """

    low: float
    high: float
    level: float
    target: str
    method: str
    se: float | None = None


def _interval(
    point: float, half: tuple[float, float], level: float, target: str, method: str, se: float | None
) -> Interval:
    low = min(max(0.0, point - half[0]), point)
    high = max(min(1.0, point + half[1]), point)
    return Interval(low, high, level, target, method, se)


def check_counts(f1: float, n: float, theta: float = 1.0) -> None:
    if n < 0 or f1 < 0:
        raise BadData(f"f_1 = {f1}, N = {n}", "both at least 0")
    if not 0 < theta <= 1:
        raise BadRequest(f"prompt sampling rate {theta}", "a number in (0, 1]")
    if theta == 1 and f1 > n:
        raise BadData(f"f_1 = {f1} singletons in N = {n} mentions", "f_1 <= N")


def singleton_rate(f1: float, n: float, theta: float = 1.0) -> float:
    """Singleton rate ``sr = f_1 / (theta N)`` (K25, Definition 2).

    Parameters
    ----------
    f1
        Prompts with exactly one answered example, among the kept prompts.
    n
        Examples, IDK included, of *all* prompts: an exact counter, never the N of the kept ones.
    theta
        Share of prompts kept by hash; 1 = exact counting.

    Returns
    -------
    float
        In [0, 1]. With N = 0 the rate is undefined; 0.0 is returned and `Estimate.flags` says ``no mentions``.
        With theta < 1 the ratio can exceed 1 by chance and is clipped.

    >>> singleton_rate(15, 100)
    0.15
    >>> singleton_rate(15, 1000, theta=0.1)
    0.15
    """
    check_counts(f1, n, theta)
    return min(1.0, f1 / theta / n) if n else 0.0


def sample_variance(f1: float, n: float, theta: float) -> float:
    """Variance of sr that sampling prompts at rate theta adds: ``f_1 (1 − theta) / (theta N²)``, f_1 = kept / theta.

    Exactly 0 at theta = 1. Relative to sr it is about 1 / (singletons kept), as a standard error
    ``sr / sqrt(kept)`` (Gibbons 2001, distinct sampling).

    >>> sample_variance(100, 10_000, 1.0)
    0.0
    >>> round(sample_variance(100, 10_000, 0.1) ** 0.5, 5)   # sr = .1, and .1 / sqrt(100) = .01
    0.00949
    """
    check_counts(f1, n, theta)
    return f1 / theta * (1 - theta) / theta / (n * n) if n else 0.0


def sample_interval(f1: int, n: int, theta: float, level: float = 0.95) -> Interval:
    """Normal interval for what having kept only a share theta of the prompts costs: target ``whole corpus``.

    >>> i = sample_interval(100, 10_000, 1.0)
    >>> i.low == i.high == 0.01
    True
    """
    se = math.sqrt(sample_variance(f1, n, theta))
    half = float(special.ndtri((1 + level) / 2)) * se
    return _interval(singleton_rate(f1, n, theta), (half, half), level, WHOLE_CORPUS, "prompt sample", se)


def esty_se(f1: int, f2: int, n: int, *, m2: int | None = None, theta: float = 1.0) -> float:
    """Standard error of sr for the missing mass, from the spectrum alone (Esty 1983).

    ``SE = sqrt( f_1 (1 − f_1/N) + 2 f_2 ) / N``, plus `sample_variance` where prompts were sampled.

    Parameters
    ----------
    f1, f2, n
        Singletons, prompts with two examples, examples.
    m2
        Corpus scope of one domain: the examples *in the domain* of prompts counted twice in the corpus. It takes
        the place of ``2 f_2`` (both examples may lie elsewhere). Default ``2 f_2``. Cautious: exact would be twice
        the prompts with *both* examples in the domain (*derived*), so coverage is up to .02 above nominal.
    theta
        Share of prompts kept; f1, f2, m2 are counts among them.

    Notes
    -----
    Measured coverage of the 95 % interval for the missing mass is .94–.96 when examples are independent draws.
    Repeats inside documents break it (six facts per document: about .72): prefer `jackknife`.
    0 if f_1 = f_2 = 0 or all examples are singletons: no error bar, see `esty_interval`.

    >>> round(esty_se(12, 4, 168), 6)
    0.026043
    """
    check_counts(f1, n, theta)
    if not n:
        return 0.0
    rate = singleton_rate(f1, n, theta)
    twice = 2 * f2 if m2 is None else m2
    inside = f1 / theta * (1 - rate) + twice / theta
    return math.sqrt(inside / (n * n) + sample_variance(f1, n, theta))


def esty_interval(
    f1: int, f2: int, n: int, *, m2: int | None = None, theta: float = 1.0, level: float = 0.95
) -> Interval:
    """Esty's normal interval for the missing mass, clipped to [0, 1]; `guarantee` where its width would be 0.

    >>> i = esty_interval(12, 4, 168)
    >>> round(i.low, 6), round(i.high, 6), i.target
    (0.020385, 0.122472, 'missing mass')
    >>> esty_interval(0, 0, 10_000).method
    'guarantee, one-sided'
    """
    se = esty_se(f1, f2, n, m2=m2, theta=theta)
    rate = singleton_rate(f1, n, theta)
    if se == 0:
        return guarantee(f1, n, level=level, theta=theta)
    z = float(special.ndtri((1 + level) / 2))
    return _interval(rate, (z * se, z * se), level, MISSING_MASS, "Esty", se)


def guarantee(f1: float, n: float, *, level: float = 0.95, n_eff: float | None = None, theta: float = 1.0) -> Interval:
    """Interval for the missing mass that assumes nothing about how probability is spread over prompts.

    ``|M − f_1/N| <= 1/N + (1 + √2) sqrt(ln(4/γ)/N)``, γ = 1 − level (McAllester and Ortiz 2003; K25 Corollary 3
    rounds 1 + √2 up to 2.42), IDK examples or not. 5–40 times wider than `esty_interval`. It was proved for independent
    examples; where documents hold several, ``n_eff`` takes the place of N (*derived*: with N itself the nominal 95 %
    cover .50–.87 for 20–50 documents of 30–60 facts). For sr = 0 (or 1) it is one-sided. N = 0 gives [0, 1]. With
    theta < 1 the normal error of the prompt sample is added; that part is not a guarantee.

    >>> g = guarantee(100_000, 1_000_000)
    >>> round(g.high - 0.1, 12)
    0.005054743454
    """
    check_counts(f1, n, theta)
    _check_level(level)
    rate = singleton_rate(f1, n, theta)
    if not n:
        return Interval(0.0, 1.0, level, MISSING_MASS, "no mentions")
    size = n if n_eff is None else n_eff
    half = 1 / size + (1 + math.sqrt(2)) * math.sqrt(math.log(4 / (1 - level)) / size)
    half += float(special.ndtri((1 + level) / 2)) * math.sqrt(sample_variance(f1, n, theta))
    method = "guarantee" if 0 < rate < 1 else "guarantee, one-sided"
    return _interval(rate, (half, half), level, MISSING_MASS, method, None)


def all_singletons(n_eff: float, *, level: float = 0.95, theta: float = 1.0) -> Interval:
    """Interval for the missing mass where every example is a singleton: nothing varies, but little is known.

    ``M >= 1 − 2 ln(1/γ) / (θ N_eff)``, γ = 1 − level, one-sided (*derived*: were M smaller, N_eff draws without a
    single repetition would be less likely than γ).

    >>> i = all_singletons(51)
    >>> round(i.low, 3), i.high, i.method
    (0.883, 1.0, 'all singletons, one-sided')
    """
    _check_level(level)
    low = 1 - 2 * math.log(1 / (1 - level)) / (theta * n_eff) if n_eff > 0 else 0.0
    return Interval(max(0.0, low), 1.0, level, MISSING_MASS, "all singletons, one-sided")


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise BadRequest(f"level {level}", "a number between 0 and 1, as 0.95")


def missing_mass(
    counts: Counts, groups: Sequence[tuple[float, float]] = (), *, level: float = 0.95, n_eff: float | None = None
) -> Interval:
    """Interval for the missing mass M: the report's error bar.

    ``sr − z √v − (1 + sr) z²/(2 N_eff)`` to ``sr + z √v + z²/(2 N_eff)``, with z√v the widest of what is known: the
    delete-a-group `jackknife` (its t quantile included), and the variance V/N² of `Counts.v`: by documents if their
    sums are given; Esty's only where neither is known. sr = 1: `all_singletons`. The last terms (*derived*, as in
    Bernstein's inequality) matter where few effective examples were drawn: near sr = 1 the normal part has
    almost no width.

    Parameters
    ----------
    counts
        Numbers of one stratum.
    groups
        Pairs of `jackknife`; empty = none.
    level
        Nominal coverage.
    n_eff
        Effective examples, where known beside ``counts`` (default ``counts.effective``).

    Notes
    -----
    Measured at .95 with 10–370 effective examples in documents of 6 to 200 facts (24 worlds of 300 to 1000 corpora, sr
    .16–.99; ``tests/bench/bench_intervals.py``): covers .94–1.00, least with heavy documents about few entities;
    jackknife alone .14–.99 with M below it in up to 86 % near sr = 1.

    >>> i = missing_mass(Counts(f1=190, f2=5, n=200))
    >>> round(i.low, 4), round(i.high, 4), i.target, i.method
    (0.888, 1.0, 'missing mass', 'Esty')
    """
    _check_level(level)
    f1, n, theta = float(counts.f1), float(counts.n), counts.theta
    sr, n_eff = float(counts.sr), float(counts.effective if n_eff is None else n_eff)
    if not n:
        return guarantee(f1, n, level=level, theta=theta)
    if sr == 1:
        return all_singletons(n_eff, level=level, theta=theta)
    if f1 == 0 and float(counts.twice) == 0:
        return guarantee(f1, n, level=level, n_eff=n_eff, theta=theta)
    z = float(special.ndtri((1 + level) / 2))
    widths = {}
    if groups:
        found = jackknife(f1, n, groups, theta=theta, level=level)
        if found.se is None:
            return found
        widths["jackknife"] = (found.se, _t(groups, n, level) * found.se)
    if counts.documents is not None or not groups:
        se = math.sqrt(float(counts.v)) / n
        widths["documents" if counts.documents is not None else "Esty"] = (se, z * se)
    method = max(widths, key=lambda name: widths[name][1])
    se, half = widths[method]
    more = z * z / 2 / n_eff
    return _interval(sr, (half + (1 + sr) * more, half + more), level, MISSING_MASS, method, se)


def _t(groups: Sequence[tuple[float, float]], n: float, level: float) -> float:
    """Quantile of Student's t for as many groups as hold anything."""
    return float(special.stdtrit(sum(1 for _, m in groups if m < n) - 1, (1 + level) / 2))


def jackknife(
    f1: float,
    n: float,
    groups: Sequence[tuple[float, float]],
    *,
    theta: float = 1.0,
    level: float = 0.95,
) -> Interval:
    """Delete-a-group jackknife of sr.

    Documents fall into G groups by hash. With ``θ_g = f_1^(−g) / N^(−g)``, the rate once group g is deleted,
    ``v = (G − 1)/G Σ (θ_g − mean θ)²``, and the interval is ``sr ± t_{G'−1} sqrt(v)``, G' = groups that hold
    anything. Document clustering is inside v, because whole documents are deleted.

    Parameters
    ----------
    f1, n
        The full corpus.
    groups
        G pairs ``(f_1, N)`` of the corpus without group g (schema.JACKKNIFE), empty groups included.
    theta
        Share of prompts kept. `sample_variance` is added; v already holds part of it, so the interval is then too
        wide: coverage .97 at theta = .5, .985 at .1.
    level
        Nominal coverage.

    Returns
    -------
    Interval
        Target ``missing mass``. [0, 1] if fewer than two groups hold examples; `guarantee` if neither the corpus
        nor any deletion has a singleton.

    Notes
    -----
    Measured coverage at .95: .94–.96 for the missing mass, also with six facts per document (1000 corpora); .92–.98
    for the sr that a second corpus shows; at least .98 for the mean sr of such corpora. Near sr = 1 with few or heavy
    documents its lower end is too high: `missing_mass` mends that. Never a bootstrap of documents: a document drawn
    twice destroys its singletons.

    >>> groups = [(98, 990), (99, 990), (100, 990), (99, 990)]
    >>> i = jackknife(100, 1000, groups)
    >>> round(i.se, 6), i.method
    (0.001237, 'jackknife')
    """
    check_counts(f1, n, theta)
    rate = singleton_rate(f1, n, theta)
    held = sum(1 for _, m in groups if m < n)
    if held < 2 or any(m <= 0 for _, m in groups):
        return Interval(0.0, 1.0, level, MISSING_MASS, "too few document groups")
    if f1 == 0 and all(f == 0 for f, _ in groups):
        return guarantee(f1, n, level=level, theta=theta)
    rates = np.array([f / theta / m for f, m in groups])
    size = len(groups)
    variance = (size - 1) / size * float(np.sum((rates - rates.mean()) ** 2))
    se = math.sqrt(variance + sample_variance(f1, n, theta))
    half = _t(groups, n, level) * se
    return _interval(rate, (half, half), level, MISSING_MASS, "jackknife", se)
