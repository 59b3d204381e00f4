"""SPECTRUM to Estimate: one stratum's singleton rate with its error bars. Pure; numpy and scipy only.

``sr = f_1 / N`` (K25, Definition 2): singletons over *examples*, IDK examples included. The integers are stored,
everything else is derived from them. The intervals themselves, and what each is an interval for, are in `intervals`.

Reference: K25 = Kalai, Nachum, Vempala, Zhang 2025, arXiv 2509.04664.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.intervals import (
    Interval,
    check_counts,
    esty_interval,
    esty_se,
    guarantee,
    jackknife,
    missing_mass,
    sample_interval,
    sample_variance,
    singleton_rate,
)
from corpusstat.estimate.spectrum import SpectrumLike, as_spectrum, distinct
from corpusstat.estimate.stratum import Counts, DocumentSums

__all__ = [
    "FEW",
    "Estimate",
    "Interval",
    "conflict_rate",
    "effective_n",
    "estimate",
    "esty_interval",
    "esty_se",
    "guarantee",
    "jackknife",
    "missing_mass",
    "sample_variance",
    "singleton_rate",
    "total_rate",
]

FEW: Final = 20
"""Strata with f_1 + f_2 below this are flagged and not ranked."""


def total_rate(strata: Iterable[tuple[int, int]]) -> float:
    """Rate over several strata: ``Σ f_1h / Σ N_h``, never the mean of the rates.

    ``strata`` are pairs (f_1, N). With corpus scope the total equals the corpus' own sr exactly.

    >>> total_rate([(1, 10), (30, 90)])
    0.31
    """
    pairs = list(strata)
    return singleton_rate(sum(f for f, _ in pairs), sum(n for _, n in pairs))


def effective_n(n: int, n_sq: int) -> float:
    """Effective number of examples when facts come in documents (*derived*): ``N² / Σ_g n_g²``.

    ``n_sq`` is the sum over documents of squared examples per document. Equals N if no document holds two.

    >>> effective_n(100, 100), effective_n(100, 600)
    (100.0, 16.666666666666668)
    """
    if n_sq < n or n_sq > n * n:
        raise BadData(f"sum of squares {n_sq} for N = {n}", "a value between N and N squared")
    return n * n / n_sq if n else 0.0


def conflict_rate(conflicts: int, repeated: int) -> float:
    """Prompts with two or more distinct values over prompts with two or more examples: homonyms raise it.

    >>> conflict_rate(3, 60)
    0.05
    """
    if not 0 <= conflicts <= repeated:
        raise BadData(f"{conflicts} conflicts among {repeated} repeated prompts", "0 <= conflicts <= repeated")
    return conflicts / repeated if repeated else 0.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """One stratum's singleton rate: integers stored, ratios derived.

    Attributes
    ----------
    domain, relation
        The stratum; ``"*"`` means all domains, or the floor set of relations.
    scope
        ``corpus``: prompts counted once in the whole corpus, credited to the domain of their example (what a
        model trained on everything sees; the default). ``domain``: counted within the domain alone.
    unit
        ``mentions`` (one per document and prompt) or ``sources`` (near-duplicate copies collapsed).
    n, n_idk, n_sq, documents
        Examples (IDK included), IDK examples, Σ over documents of squared examples, documents read. Exact always.
    spectrum
        Pairs (k, f_k) of the *kept* prompts, k ascending.
    m2
        Examples in this stratum of prompts with n_c = 2 (2 f_2 except at corpus scope of a single domain).
    theta
        Share of prompts kept; 1 = all.
    groups
        G pairs (f_1, N) without document group g, for the jackknife; empty = not available.
    sums
        Sums over documents, for the variance when facts come in documents; None = not available.
    f2
        Kept prompts with both of their two examples in the stratum; None = not known, then m2 / 2.

    >>> e = estimate({1: 12, 2: 4, 4: 1}, 168, domain="wiki")
    >>> e.f1, e.distinct, round(e.sr, 4), e.flags
    (12, 17, 0.0714, ('few singletons: not ranked',))
    """

    domain: str
    relation: str
    scope: str
    unit: str
    n: int
    n_idk: int
    n_sq: int
    documents: int
    spectrum: tuple[tuple[int, int], ...]
    m2: int
    theta: float = 1.0
    groups: tuple[tuple[int, int], ...] = ()
    sums: DocumentSums | None = None
    f2: int | None = None

    @property
    def f(self) -> tuple[int, ...]:
        """f_1 … f_5 among the kept prompts."""
        found = dict(self.spectrum)  # which `estimate` has checked
        return tuple(found.get(k, 0) for k in range(1, 6))

    @property
    def f1(self) -> int:
        """Singletons among the kept prompts."""
        return self.f[0]

    @property
    def distinct(self) -> int:
        """Distinct answered prompts among the kept ones (all / theta estimates the corpus)."""
        return distinct(self.spectrum)

    @property
    def sr(self) -> float:
        """Singleton rate f_1 / (theta N)."""
        return singleton_rate(self.f1, self.n, self.theta)

    @property
    def singleton_share(self) -> float:
        """Singleton share of distinct prompts, f_1 / distinct: not sr, and never part of a bound."""
        return self.f1 / self.distinct if self.distinct else 0.0

    @property
    def coverage(self) -> float:
        """Good–Turing coverage 1 − sr: the share of future examples whose prompt is answered here."""
        return 1.0 - self.sr

    @property
    def n_eff(self) -> float:
        """Effective examples N² / Σ n_g² (*derived*); N where Σ n_g² is unknown (0)."""
        return effective_n(self.n, self.n_sq) if self.n_sq else float(self.n)

    @property
    def ranked(self) -> bool:
        """Whether enough was counted to rank the stratum: f_1 + f_2 >= 20."""
        return sum(self.f[:2]) >= FEW

    @property
    def flags(self) -> tuple[str, ...]:
        """Warnings to print beside the number."""
        out = []
        if not self.n:
            out.append("no mentions")
        elif not self.ranked:
            out.append("few singletons: not ranked")
        if self.theta < 1:
            out.append(f"prompts sampled at {self.theta:g}")
        return tuple(out)

    def esty(self, level: float = 0.95) -> Interval:
        """Esty's interval for the missing mass (see `esty_interval`)."""
        return esty_interval(self.f1, self.f[1], self.n, m2=self.m2, theta=self.theta, level=level)

    def guarantee(self, level: float = 0.95) -> Interval:
        """Assumption-free interval for the missing mass (see `guarantee`)."""
        return guarantee(self.f1, self.n, level=level, n_eff=self.n_eff, theta=self.theta)

    @property
    def counts(self) -> Counts:
        """The integers that floors and the error bar are made from; without sums over documents N_eff is not used."""
        inside = self.m2 / 2 if self.f2 is None else self.f2
        return Counts(self.f1, inside, self.n, m2=self.m2, documents=self.sums, theta=self.theta)

    def interval(self, level: float = 0.95) -> Interval:
        """The error bar, an interval for the missing mass (see `intervals.missing_mass`)."""
        return missing_mass(self.counts, self.groups, level=level, n_eff=self.n_eff)

    def sample_error(self, level: float = 0.95) -> Interval:
        """Error of having kept only a share theta of the prompts: target ``whole corpus``, width 0 at theta = 1."""
        return sample_interval(self.f1, self.n, self.theta, level)


def estimate(
    spectrum: SpectrumLike,
    n: int,
    *,
    n_idk: int = 0,
    n_sq: int = 0,
    documents: int = 0,
    m2: int | None = None,
    theta: float = 1.0,
    groups: Iterable[tuple[int, int]] = (),
    sums: DocumentSums | None = None,
    f2: int | None = None,
    domain: str = "*",
    relation: str = "*",
    scope: str = "corpus",
    unit: str = "mentions",
) -> Estimate:
    """Make an `Estimate` from a spectrum and counters, checked.

    Errors: `BadData` if a count is impossible (more answered examples than N, f_1 > N, …), `BadRequest` for an
    unknown scope or unit.

    >>> estimate({1: 2, 3: 1}, 6, n_idk=1).sr
    0.3333333333333333
    """
    data = as_spectrum(spectrum)
    if scope not in ("corpus", "domain"):
        raise BadRequest(f"scope {scope!r}", "corpus or domain")
    if unit not in ("mentions", "sources"):
        raise BadRequest(f"unit {unit!r}", "mentions or sources")
    check_counts(data.get(1, 0), n, theta)
    if not 0 <= n_idk <= n:
        raise BadData(f"{n_idk} IDK mentions of N = {n}", "0 <= n_idk <= N")
    twice = 2 * data.get(2, 0) if m2 is None else m2
    return Estimate(
        domain,
        relation,
        scope,
        unit,
        n,
        n_idk,
        n_sq,
        documents,
        tuple(data.items()),
        twice,
        theta,
        tuple(groups),
        sums,
        f2,
    )
