"""Rarefaction: what a smaller sample of the same corpus would show. Exact, from the spectrum.

Two kinds of smaller: ``m`` examples drawn without replacement (hypergeometric), and every example kept with
probability q (thinning; documents read, extractor recall and aliases all thin). References: Hurlbert 1971, Ecology
52; Good 1953; Chao and Jost 2012, Ecology 93.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.special import binom, gammaln

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.shares import Z95
from corpusstat.estimate.spectrum import SpectrumLike, arrays, as_spectrum

__all__ = [
    "chao_jost_coverage",
    "chao_jost_distinct",
    "common_n",
    "good_toulmin",
    "log_falling_ratio",
    "rarefied_distinct",
    "rarefied_interval",
    "rarefied_pairs",
    "rarefied_rate",
    "rarefied_se",
    "thinned_rate",
    "thinned_spectrum",
]

_DIRECT = 512
_TINY = -745.0  # exp of anything below is 0


def log_falling_ratio(total: int, removed: int, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """``ln [ C(total − x, removed) / C(total, removed) ]``: the log chance that x given items escape all draws.

    Equals ``Σ_{i<x} ln(1 − removed/(total − i))``, summed as it stands for x <= 512 and by Stirling's series above:
    plain log-gamma differences lose nine digits at total = 1e9. −inf where x > total − removed.

    >>> float(np.exp(log_falling_ratio(10, 4, np.array([2.0]))[0]).round(12))   # C(8,4)/C(10,4) = 70/210
    0.333333333333
    """
    left = total - removed
    out = np.full(x.shape, -np.inf)
    reach = int(min(_DIRECT, left, x.max(initial=0)))
    steps = np.arange(reach, dtype=float)
    table = np.concatenate([[0.0], np.cumsum(np.log1p(-removed / (total - steps)))])
    small = x <= reach
    out[small] = table[x[small].astype(int)]
    large = ~small & (x <= left)
    if large.any():
        out[large] = _stirling_ratio(float(total), float(left), x[large])
    return out


def _stirling_ratio(total: float, left: float, x: NDArray[np.float64]) -> NDArray[np.float64]:
    """``lnΓ(left+1) − lnΓ(left−x+1) − lnΓ(total+1) + lnΓ(total−x+1)`` without cancellation, for large x."""

    def series(z: NDArray[np.float64] | float) -> NDArray[np.float64]:
        w = np.maximum(np.asarray(z, dtype=float), 1.0)
        tail: NDArray[np.float64] = 1 / (12 * w) - 1 / (360 * w**3) + 1 / (1260 * w**5)
        return tail

    def fall(a: float) -> NDArray[np.float64]:  # −(a − x + ½) ln(1 − x/a), plus the tail of the series
        b = a - x
        with np.errstate(divide="ignore", invalid="ignore"):
            inner = -(b + 0.5) * np.log1p(-x / a) + series(a) - series(b)
        plain = gammaln(a + 1) - gammaln(b + 1) - x * np.log(a) + x  # few items remain: nothing cancels
        return np.where(b >= 10, inner, plain)

    out: NDArray[np.float64] = x * np.log1p(-(total - left) / total) + fall(left) - fall(total)
    return out


def _check_size(m: int, n: int) -> None:
    if not 1 <= m <= n:
        raise BadRequest(f"target of {m} mentions", f"between 1 and N = {n}", "use extrapolation above N")


def _check_counts(k: NDArray[np.float64], f: NDArray[np.float64], n: int, theta: float = 1.0) -> None:
    if k.size and theta == 1 and float(k @ f) > n:
        raise BadData(f"{int(k @ f)} answered mentions in N = {n}", "at most N")
    if k.size and k.max() > n:
        raise BadData(f"a prompt with {int(k.max())} mentions in N = {n}", "at most N")


def rarefied_rate(spectrum: SpectrumLike, n: int, m: int, *, theta: float = 1.0) -> float:
    """Expected singleton rate of m examples drawn without replacement from the N (*rarefaction*).

    ``E f_1(m)/m = Σ_x f_x x C(N−x, m−1) / (m C(N, m))``. Decreasing in m; at m = N it is f_1/N exactly.

    Parameters
    ----------
    spectrum
        ``{x: f_x}``; with theta < 1, of the kept prompts.
    n, m
        Examples in the corpus and in the draw, IDK included; 1 <= m <= N.
    theta
        Share of prompts kept.

    >>> rarefied_rate({1: 2, 2: 1}, 4, 4), rarefied_rate({1: 2, 2: 1}, 4, 1)
    (0.5, 1.0)
    """
    _check_size(m, n)
    k, f = arrays(spectrum)
    _check_counts(k, f, n, theta)
    if not k.size:
        return 0.0
    escape = np.exp(log_falling_ratio(n - 1, m - 1, k - 1))
    return min(1.0, float(k * f @ escape) / theta / n)


def rarefied_se(spectrum: SpectrumLike, n: int, m: int, *, theta: float = 1.0) -> float:
    """Standard error of `rarefied_rate` for the population's own expected rate at m, of independent examples.

    *Derived* (delta method over examples): ``Var = N⁻² Σ_x x f_x (g_x − g_{x−1} − R)²`` with ``g_x = x C(N−x, m−1) /
    C(N−1, m−1)``, ``R = Σ_x f_x g_x / N`` the rate itself, and a term R² for every IDK example; a prompt sample adds
    ``Σ_x f_x g_x² (1 − θ)/(θ N)²``. Between .95 and 1.6 times the standard deviation over corpora (widest near m = N,
    where it is nearly Esty's, which covers the missing mass of this very corpus too). Facts that come in documents
    need a wider one: scale it as the jackknife's error at full size compares with Esty's.

    >>> round(rarefied_se({1: 4, 2: 1}, 16, 16), 4)
    0.1531
    """
    _check_size(m, n)
    k, f = arrays(spectrum)
    _check_counts(k, f, n, theta)
    if not k.size:
        return 0.0

    def g(x: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.where(x > 0, x * np.exp(log_falling_ratio(n - 1, m - 1, np.maximum(x, 1) - 1)), 0.0)

    at = g(k)
    rate = min(1.0, float(f @ at) / theta / n)
    answered = min(float(n), float(k @ f) / theta)
    inside = float(k * f @ (at - g(k - 1) - rate) ** 2) / theta + (n - answered) * rate**2
    return float(np.sqrt(inside + float(f @ at**2) * (1 - theta) / theta**2)) / n


def rarefied_interval(
    spectrum: SpectrumLike, n: int, m: int, *, n_eff: float | None = None, wider: float = 1.0, theta: float = 1.0
) -> tuple[float, float]:
    """Return the 95 % interval of `rarefied_rate`, for the population's own expected rate at m.

    ``wider`` times `rarefied_se`, and ``(1 + R) z²/(2 N_eff)`` below and ``z²/(2 N_eff)`` above (*derived*, as in
    `intervals.missing_mass`): where nothing or next to nothing is repeated the standard error is nearly 0, and what
    could have been repeated was only not seen. Coverage: ``tests/bench/bench_intervals.py common``.

    >>> low, high = rarefied_interval({1: 200}, 200, 100)
    >>> round(low, 3), high
    (0.981, 1.0)
    """
    rate = rarefied_rate(spectrum, n, m, theta=theta)
    half = Z95 * wider * rarefied_se(spectrum, n, m, theta=theta)
    more = Z95**2 / 2 / (theta * (n if n_eff is None else n_eff))
    return max(0.0, rate - half - (1 + rate) * more), min(1.0, rate + half + more)


def rarefied_pairs(spectrum: SpectrumLike, n: int, m: int, *, theta: float = 1.0) -> float:
    """Expected prompts seen exactly twice in m examples drawn at random: ``Σ_x f_x C(x,2) C(N−x,m−2)/C(N,m)``.

    At m = N it is f_2.

    >>> rarefied_pairs({1: 2, 2: 1}, 4, 4), round(rarefied_pairs({1: 2, 2: 1}, 4, 3), 6)
    (1.0, 0.5)
    """
    _check_size(m, n)
    k, f = arrays(spectrum)
    _check_counts(k, f, n, theta)
    held = k >= 2
    if m < 2 or not held.any():
        return 0.0
    x, f = k[held], f[held]
    escape = np.exp(log_falling_ratio(n - 2, m - 2, x - 2))
    return float(f * x * (x - 1) / 2 @ escape) * m * (m - 1) / (n * (n - 1)) / theta


def rarefied_distinct(spectrum: SpectrumLike, n: int, m: int, *, theta: float = 1.0) -> float:
    """Expected distinct prompts among m examples drawn without replacement: ``Σ_x f_x [1 − C(N−x,m)/C(N,m)]``.

    Hurlbert 1971; equals the observed number at m = N.

    >>> rarefied_distinct({1: 2, 2: 1}, 4, 4), round(rarefied_distinct({1: 2, 2: 1}, 4, 2), 6)
    (3.0, 1.833333)
    """
    _check_size(m, n)
    k, f = arrays(spectrum)
    _check_counts(k, f, n, theta)
    if not k.size:
        return 0.0
    return float(f @ -np.expm1(log_falling_ratio(n, m, k))) / theta


def thinned_rate(examples: Mapping[int, int] | Iterable[tuple[int, int]], n: int, q: float) -> float:
    """Singleton rate once every example is kept with probability q: ``sr(q) = (1/N) Σ_k m_k (1−q)^{k−1}``.

    Parameters
    ----------
    examples
        ``{k: m_k}``: examples of prompts with n_c = k. For a whole corpus m_k = k f_k; for one domain at corpus
        scope m_k are the examples *in the domain* (schema.SPECTRUM's column ``m``).
    n
        Examples of the stratum, IDK included.
    q
        Share kept, in [0, 1]. q = 0 is the limit of a tiny sample.

    >>> thinned_rate({1: 10, 2: 10}, 20, 1.0), thinned_rate({1: 10, 2: 10}, 20, 0.5)
    (0.5, 0.75)
    """
    if not 0 <= q <= 1:
        raise BadRequest(f"share {q}", "a number in [0, 1]")
    data = as_spectrum(examples)
    if sum(data.values()) > n:
        raise BadData(f"{sum(data.values())} answered mentions in N = {n}", "at most N")
    if not data:
        return 0.0
    k, m = arrays(data)
    return min(1.0, float(m @ (1 - q) ** (k - 1)) / n)


def thinned_spectrum(spectrum: SpectrumLike, q: float, top: int = 5) -> tuple[float, ...]:
    """Expected f_1 … f_top once every example is kept with probability q: ``Σ_k f_k C(k,j) q^j (1−q)^{k−j}``.

    Real numbers, not counts.

    >>> thinned_spectrum({2: 4}, 0.5, top=2)
    (2.0, 1.0)
    """
    if not 0 < q <= 1:
        raise BadRequest(f"share {q}", "a number in (0, 1]")
    k, f = arrays(spectrum)
    if q == 1:
        data = dict(zip(k.astype(int).tolist(), f.tolist(), strict=True))
        return tuple(data.get(j, 0.0) for j in range(1, top + 1))
    out = []
    for j in range(1, top + 1):
        held = k >= j
        x = k[held]
        choose = gammaln(x + 1) - gammaln(j + 1) - gammaln(x - j + 1) + j * np.log(q) + (x - j) * np.log1p(-q)
        out.append(float(f[held] @ np.exp(np.maximum(choose, _TINY))))
    return tuple(out)


def good_toulmin(spectrum: SpectrumLike, s: float, *, before: int = 0) -> float:
    """Expected prompts seen ``before`` times so far that appear among s·N further examples (Good and Toulmin 1956).

    ``Σ_{k>=1} (−1)^{k+1} C(before + k, k) f_{before+k} s^k``; ``before = 0`` counts new prompts. Unbiased, but only
    for 0 <= s <= 1, and useless for sr even there: its terms grow. Kept to check spectra against published numbers.

    >>> corbet = [118, 74, 44, 24, 29, 22, 20, 19, 20, 15, 12, 14, 6, 12, 6]   # Malayan butterflies, f_1 … f_15
    >>> good_toulmin(enumerate(corbet, start=1), 1.0)
    75.0
    """
    if not 0 <= s <= 1 or before < 0:
        raise BadRequest(f"s = {s}, before = {before}", "s in [0, 1], before >= 0", "use extrapolation")
    k, f = arrays(spectrum)
    j = k - before
    held = j >= 1
    j, f = j[held], f[held]
    sign = np.where(j % 2 == 1, 1.0, -1.0)
    return float(np.sum(sign * binom(j + before, j) * f * s**j))


def common_n(sizes: Iterable[int]) -> int:
    """The N at which strata of unequal size are compared: the smallest of them (0 left out).

    >>> common_n([5000, 900, 0])
    900
    """
    held = [n for n in sizes if n > 0]
    if not held:
        raise BadData("no stratum with mentions", "at least one")
    return min(held)


def chao_jost_coverage(spectrum: SpectrumLike, m: int, *, units: int | None = None) -> float:
    """Sample coverage of m examples after Chao and Jost 2012 (their equations 4a, 4b and 5; iNEXT).

    For m < n interpolated, ``1 − Σ_x (x/n) f_x C(n−x, m)/C(n−1, m)``; from n on
    ``1 − (f_1/n) A^{m−n+1}``, ``A = (n−1) f_1 / ((n−1) f_1 + 2 f_2)``. n = Σ k f_k: spectra without IDK.

    ``units``: for incidence data (f_k = prompts found in k of T documents, m documents) the number T; it takes the
    place of n but in the weights x/n and f_1/n.

    >>> round(chao_jost_coverage({1: 12, 2: 4, 4: 37}, 168), 6)
    0.928855
    """
    k, f = arrays(spectrum)
    total = int(k @ f) if k.size else 0
    n = total if units is None else units
    if n < 1 or m < 1 or not k.size or k.max() > n:
        raise BadRequest(f"coverage at m = {m} of n = {n}", "both at least 1, and no prompt counted more than n times")
    if m < n:
        return 1.0 - float(k * f @ np.exp(log_falling_ratio(n - 1, m, k - 1))) / total
    data = as_spectrum(spectrum)
    f1, f2 = data.get(1, 0), data.get(2, 0)
    if f2:
        a = (n - 1) * f1 / ((n - 1) * f1 + 2 * f2)
    else:
        a = (n - 1) * (f1 - 1) / ((n - 1) * (f1 - 1) + 2) if f1 > 1 else 0.0
    return 1.0 - f1 / total * a ** (m - n + 1)


def chao_jost_distinct(spectrum: SpectrumLike, m: int) -> float:
    """Distinct prompts at m >= n after Chao and Jost 2012: ``D + f_0 [1 − (1 − f_1/(n f_0 + f_1))^{m−n}]``.

    ``f_0 = (n−1)/n f_1²/(2 f_2)`` (Chao 1984; ``f_1(f_1−1)/2`` where f_2 = 0): a lower bound of what is unseen,
    so the curve is too low for heavy tails. For m < n it is `rarefied_distinct`.

    >>> round(chao_jost_distinct({1: 4, 2: 2}, 16), 4)
    8.2974
    """
    k, f = arrays(spectrum)
    n = int(k @ f) if k.size else 0
    if n < 1 or m < 1:
        raise BadRequest(f"distinct prompts at m = {m} of n = {n}", "both at least 1")
    if m < n:
        return rarefied_distinct(spectrum, n, m)
    data = as_spectrum(spectrum)
    f1, f2 = data.get(1, 0), data.get(2, 0)
    f0 = (n - 1) / n * (f1 * f1 / (2 * f2) if f2 else f1 * (f1 - 1) / 2)
    if f0 == 0:
        return float(f.sum())
    return float(f.sum()) + f0 * -float(np.expm1((m - n) * np.log1p(-f1 / (n * f0 + f1))))
