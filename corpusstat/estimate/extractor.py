"""What the extractor does to a singleton rate, taken off: false facts, missed mentions, split names.

Missed mentions, false facts and names split over aliases all raise sr, so a floor on the counts as extracted is no
floor of the corpus. Each step below is a lower bound (*derived*; tested by simulation with φ and ρ estimated from
judged samples, tests/bench/bench_floors.py).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import special  # scipy.stats would take 1.3 s to import, for these quantiles

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.stratum import Counts, Reals, plain, share

__all__ = ["TAIL", "Corrected", "Quality", "limits", "take_off"]

TAIL: Final = 0.005
"""Chance that the upper limit of φ, or the lower limit of ρ, is on the wrong side: together at most 1 %."""


def limits(hits: Any, judged: Any, tail: float = TAIL) -> tuple[Reals, Reals]:
    """Return the lower and the upper limit of a share, each wrong with chance at most ``tail`` (Clopper–Pearson 1934).

    Nothing judged gives (0, 1).

    >>> [round(x, 4) for x in limits(6, 200)]
    [0.0078, 0.0764]
    >>> limits(0, 0)
    (0.0, 1.0)
    """
    k, n = np.asarray(hits, dtype=float), np.asarray(judged, dtype=float)
    if np.any(k < 0) or np.any(k > n) or not 0 < tail < 0.5:
        raise BadData(f"{hits} of {judged} judged, tail {tail}", "0 <= hits <= judged, tail in (0, 1/2)")
    with np.errstate(invalid="ignore"):
        low = np.where(k > 0, special.betaincinv(k, n - k + 1, tail), 0.0)
        high = np.where(k < n, special.betaincinv(k + 1, n - k, 1 - tail), 1.0)
    return plain(low), plain(high)


@dataclass(frozen=True, slots=True)
class Quality:
    """What is known of the extraction that made the counts, at its cautious ends.

    Attributes
    ----------
    phi
        Upper limit of the share of mentions that are false.
    singleton_precision
        Lower limit of the share of *singletons* that are true, where mentions were judged by class of count; it
        takes the place of ``phi`` (false facts are nearly all singletons, and then φ N is (1 − π_1) f_1).
    rho
        Lower limit of the share of the corpus' mentions that are found, times the share of documents read.
    names
        Share of sr that is lost if names are joined as loosely as they may be: ``1 − sr(loose)/sr(strict)``.
    phi_source, rho_source
        Where they come from, as ``"judged in this run, n = 400"``; empty = not known, then φ = 0 or ρ = 1 stands
        for nothing taken off and the floor is uncorrected.

    >>> Quality().corrected, Quality(0.03, rho=0.6, phi_source="judged", rho_source="judged").corrected
    (False, True)
    """

    phi: Reals = 0.0
    rho: Reals = 1.0
    singleton_precision: Reals | None = None
    names: Reals = 0.0
    phi_source: str = ""
    rho_source: str = ""

    def __post_init__(self) -> None:
        if np.any(np.asarray(self.phi) < 0) or np.any(np.asarray(self.phi) >= 1):
            raise BadRequest(f"share of false mentions {self.phi}", "a number in [0, 1)")
        if np.any(np.asarray(self.rho) <= 0) or np.any(np.asarray(self.rho) > 1):
            raise BadRequest(f"recall {self.rho}", "a number in (0, 1]")

    @property
    def corrected(self) -> bool:
        """Whether both false facts and missed mentions are known."""
        return bool(self.phi_source) and bool(self.rho_source)


@dataclass(frozen=True, slots=True)
class Corrected:
    """A singleton rate step by step: ``sr − false_facts − missed − names = value``; every step >= 0.

    ``n`` = true examples N' among those extracted (lower end); ``shrink`` = N / N', by which a slack of the
    extracted counts grows.
    """

    sr: Reals
    false_facts: Reals
    missed: Reals
    names: Reals
    n: Reals
    shrink: Reals

    @property
    def value(self) -> Reals:
        """Lower bound of the singleton rate of the corpus as it is."""
        return plain(np.asarray(self.sr) - self.false_facts - self.missed - self.names)


def take_off(counts: Counts, quality: Quality) -> Corrected:
    """Return the singleton rate without false facts, missed mentions and split names.

    1. False facts: ``f_1' = f_1 − φ N``, ``N' = (1 − φ) N`` (every false fact a singleton: the worst case). With the
       precision π_1 of singletons ``φ N = (1 − π_1) f_1``.
    2. Missed mentions: the corpus has 1/ρ times the examples. ``sr' = (f_1'/N') exp(−(1/ρ − 1) m_2/f_1')``, m_2 the
       examples of prompts counted twice (2 f_2), at the upper limit of a Poisson mean:
       Jensen's inequality for counts thinned at random makes it a lower
       bound of what all mentions would show.
    3. Names: ``sr' (1 − names)^(2/ρ − 1)``. Split names thin counts too, and what joining them takes off at recall ρ
       grows by at most twice as much again when all are found (ln sr is convex in size; two spellings or more).

    Conditions: mentions are missed independently of how often their prompt is stated; misses that whole documents
    share leave step 2 valid and widen the sampling only.

    >>> q = Quality(phi=0.03, rho=0.6, phi_source="judged", rho_source="judged")
    >>> c = take_off(Counts(f1=355, f2=90, n=1000), q)
    >>> [round(x, 4) for x in (c.sr, c.false_facts, c.missed, c.value)]
    [0.355, 0.0199, 0.1281, 0.2069]
    """
    f1, n, sr = np.asarray(counts.singletons), np.asarray(counts.n, dtype=float), np.asarray(counts.sr)
    f1 = np.minimum(f1, n)
    false = n * np.asarray(quality.phi, dtype=float)
    if quality.singleton_precision is not None:
        false = f1 * (1 - np.asarray(quality.singleton_precision, dtype=float))
    left = np.maximum(f1 - false, 0.0)
    true_n = np.maximum(n - false, left)
    valid = np.asarray(share(left, true_n))
    t = 1 / np.asarray(quality.rho, dtype=float)
    pairs = np.asarray(counts.twice) * counts.theta / 2
    most = special.gammaincinv(pairs + 1, 1 - TAIL)  # upper limit of a Poisson mean (Garwood 1936)
    per = 2 * most / counts.theta / np.where(left > 0, left, 1.0)
    found_all = np.where(left > 0, valid * np.exp(-(t - 1) * per), 0.0)
    joined = found_all * (1 - np.asarray(quality.names, dtype=float)) ** (2 * t - 1)
    shrink = n / np.where(true_n > 0, true_n, 1.0)
    parts = (sr, sr - valid, valid - found_all, found_all - joined, true_n, np.maximum(shrink, 1.0))
    return Corrected(*(plain(x) for x in parts))
