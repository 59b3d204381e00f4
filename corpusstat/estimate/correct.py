"""What moves sr, and the treatment: extraction errors, missed mentions, aliases, IDK and homonyms.

`corrected` is a correction with propagated error, from a sample judged by hand. The bands are what-ifs: two readings
of the same data, not confidence intervals. Missed mentions are an extrapolation: `extrapolate` to t = 1/recall.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scipy import special  # scipy.stats would take 1.3 s to import, for these quantiles

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.estimate import Interval, singleton_rate
from corpusstat.estimate.spectrum import SpectrumLike, as_spectrum

__all__ = [
    "CLASSES",
    "ENOUGH",
    "Corrected",
    "Judged",
    "alias_band",
    "class_of",
    "conflict_band",
    "corrected",
    "example_counts",
    "idk_band",
]

CLASSES: Final = ((1, 1), (2, 2), (3, 5), (6, None))
"""Classes of count k from which mentions are judged: 1, 2, 3–5, 6 and more."""
ENOUGH: Final = 200
"""Judged mentions each class should have."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Judged mentions of one class of counts: ``valid`` of ``judged``; ``low`` <= k <= ``high`` (None = no end)."""

    low: int
    high: int | None
    valid: int
    judged: int

    @property
    def precision(self) -> float:
        """π, the share of valid mentions."""
        return self.valid / self.judged

    @property
    def variance(self) -> float:
        """Variance of π, with half a mention added to each side so that 200 of 200 is not certainty."""
        p = (self.valid + 0.5) / (self.judged + 1)
        return p * (1 - p) / self.judged


@dataclass(frozen=True, slots=True)
class Corrected:
    """Precision-corrected rate: ``sr = f1 / n`` with expected (real) numbers, its error and what it rests on."""

    sr: float
    f1: float
    n: float
    interval: Interval
    thin: tuple[str, ...]


def class_of(k: int) -> int:
    """Index into `CLASSES` of a prompt counted k times: the stratum of the sample to judge.

    >>> [class_of(k) for k in (1, 2, 3, 5, 6, 900)]
    [0, 1, 2, 2, 3, 3]
    """
    if k < 1:
        raise BadRequest(f"count {k}", "at least 1")
    return next(i for i, (low, high) in enumerate(CLASSES) if low <= k and (high is None or k <= high))


def example_counts(spectrum: SpectrumLike) -> dict[int, int]:
    """``{k: m_k}`` with m_k = k f_k: the examples of prompts counted k times, for a whole corpus.

    >>> example_counts({1: 10, 3: 2})
    {1: 10, 3: 6}
    """
    return {k: k * f for k, f in as_spectrum(spectrum).items()}


def corrected(
    examples: Mapping[int, int] | Iterable[tuple[int, int]],
    n: int,
    judged: Iterable[Judged],
    *,
    n_idk: int = 0,
    se_count: float = 0.0,
    level: float = 0.95,
) -> Corrected:
    """Singleton rate once invalid mentions are taken out, from mentions judged by hand.

    ``f_1* = π_1 f_1 + 2 π_2 (1 − π_2) f_2``, ``N* = Σ_k π_k k f_k`` (+ IDK examples, taken as valid), with π_k the
    share of valid mentions at count k; errors of π propagated to first order (*derived*). A prompt of three or
    more is taken never to fall back to one.

    Parameters
    ----------
    examples
        ``{k: m_k}``: `example_counts` of a spectrum, or the column ``m`` of a domain at corpus scope (then
        ``2 f_2`` becomes m_2). Under prompt sampling the kept ones: they are scaled to N.
    n, n_idk
        Examples and IDK examples of the stratum (exact).
    judged
        One `Judged` per class; every class that holds examples needs one.
    se_count
        Standard error of sr from counting (jackknife), added in quadrature.
    level
        Nominal coverage.

    Returns
    -------
    Corrected
        ``thin`` names classes with fewer than 200 judged mentions.

    >>> sample = [Judged(1, 1, 180, 200), Judged(2, 2, 190, 200), Judged(3, 5, 196, 200), Judged(6, None, 200, 200)]
    >>> c = corrected(example_counts({1: 1000, 2: 300, 3: 100, 10: 50}), 2400, sample)
    >>> round(c.f1, 1), round(c.n, 1), round(c.sr, 4), round(c.interval.se, 4)
    (928.5, 2264.0, 0.4101, 0.0078)
    """
    data = as_spectrum(examples)
    strata = sorted(judged, key=lambda j: j.low)
    answered = sum(data.values())
    if not 0 <= n_idk <= n or not answered:
        raise BadData(f"{answered} answered mentions, {n_idk} IDK of N = {n}", "at least one answered, n_idk <= N")
    scale = (n - n_idk) / answered
    held = [(j, scale * _examples_in(data, j)) for j in strata]
    _check_judged(data, strata)
    one, two = scale * data.get(1, 0), scale * data.get(2, 0)
    top, bottom, thin = 0.0, float(n_idk), []
    for j, m in held:
        bottom += j.precision * m
        if j.judged < ENOUGH and m:
            thin.append(f"k = {j.low}" if j.high == j.low else f"k >= {j.low}")
    p1, p2 = _at(strata, 1), _at(strata, 2)
    top = (p1.precision * one if p1 else 0.0) + (p2.precision * (1 - p2.precision) * two if p2 else 0.0)
    if bottom <= 0:
        raise BadData("no valid mention in the judged sample", "at least one")
    sr = top / bottom
    variance = se_count**2
    for j, m in held:
        slope = (one if j is p1 else 0.0) + ((1 - 2 * j.precision) * two if j is p2 else 0.0)
        variance += ((slope - sr * m) / bottom) ** 2 * j.variance
    se = math.sqrt(variance)
    half = float(special.ndtri((1 + level) / 2)) * se
    what = "sr corrected for extraction errors"
    interval = Interval(max(0.0, sr - half), min(1.0, sr + half), level, what, "judged sample", se)
    return Corrected(min(1.0, sr), top, bottom, interval, tuple(thin))


def _examples_in(data: Mapping[int, int], j: Judged) -> int:
    return sum(m for k, m in data.items() if j.low <= k and (j.high is None or k <= j.high))


def _at(strata: list[Judged], k: int) -> Judged | None:
    return next((j for j in strata if j.low <= k and (j.high is None or k <= j.high)), None)


def _check_judged(data: Mapping[int, int], strata: list[Judged]) -> None:
    for j in strata:
        if not 0 <= j.valid <= j.judged or j.judged < 1:
            raise BadData(f"{j.valid} valid of {j.judged} judged at k >= {j.low}", "0 <= valid <= judged, judged >= 1")
    missing = [k for k in data if _at(strata, k) is None]
    if missing:
        raise BadData(f"no judged mentions for count {missing[0]}", "every class of counts judged", "judge some")
    if sum(_examples_in(data, j) for j in strata) != sum(data.values()):
        raise BadData("classes of counts that overlap", "each count in one class")


def alias_band(strict: tuple[int, int], loose: tuple[int, int]) -> tuple[float, float]:
    """Sr under loose and under strict normalisation of entity names: the truth lies between if each errs one way.

    Strict splits an entity over its aliases, which thins it (sr too high); loose lumps homonyms (sr too low).
    Pairs (f_1, N). Returns (low, high).

    >>> alias_band(strict=(30, 100), loose=(21, 100))
    (0.21, 0.3)
    """
    ends = singleton_rate(*strict), singleton_rate(*loose)
    return min(ends), max(ends)


def idk_band(f1: int, n: int, n_idk: int) -> tuple[float, float]:
    """Sr with the IDK examples found (its definition), and as if none had been: ``f_1/N`` and ``f_1/(N − n_idk)``.

    IDK statements that the templates miss move sr below the first. Returns (low, high).

    >>> idk_band(20, 100, 20)
    (0.2, 0.25)
    """
    return singleton_rate(f1, n), singleton_rate(f1, n - n_idk)


def conflict_band(f1: int, n: int, conflicts: int) -> tuple[float, float]:
    """Sr as counted, and as if every prompt with conflicting values were two prompts seen once each.

    ``(f_1/N, (f_1 + 2 conflicts)/N)``, the second clipped to 1: how far lumped homonyms could have lowered sr.

    >>> conflict_band(20, 100, 3)
    (0.2, 0.26)
    """
    return singleton_rate(f1, n), singleton_rate(min(n, f1 + 2 * conflicts), n)
