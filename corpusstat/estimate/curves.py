"""Curves of sr against corpus size: the models and the rigorous brackets that `extrapolate` chooses from.

All start from the first frequencies f_1 … f_5 (real numbers allowed: thinned spectra are expectations) and give
``ratio(t) = sr(t N)/sr(N)`` for t >= 1. Structure (Good and Toulmin 1956): ``ratio(t) = E_μ[e^{−λ(t−1)}]`` for a
measure μ with moments ``m_k = (k+1)! f_{k+1}/f_1``, hence decreasing and convex. Every curve is clipped to [0, 1].
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Curve",
    "etnb",
    "gauss",
    "jensen",
    "log_quadratic",
    "moments",
    "new_prompts",
    "power",
    "power_tail",
    "radau",
    "rational",
]

Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]

_FEW_TRIPLES = 1000  # below, f_3 is too noisy for the moment fit: maximum likelihood on f_1 … f_4
_LEGENDRE = np.polynomial.legendre.leggauss(24)


def moments(f: Sequence[float]) -> NDArray[np.float64]:
    """``m_k = (k+1)! f_{k+1} / f_1`` for k = 0, 1, …; f_1 > 0.

    >>> moments((6, 3, 1)).tolist()
    [1.0, 1.0, 1.0]
    """
    return np.array([math.factorial(j + 1) * float(x) / float(f[0]) for j, x in enumerate(f)])


def _mixture(nodes: NDArray[np.float64], weights: NDArray[np.float64]) -> Curve:
    def ratio(t: NDArray[np.float64]) -> NDArray[np.float64]:
        out: NDArray[np.float64] = np.exp(-np.multiply.outer(t - 1, nodes)) @ weights
        return np.clip(out, 0.0, 1.0)

    return ratio


def _quadrature(m: NDArray[np.float64], size: int) -> tuple[NDArray[np.float64], NDArray[np.float64]] | None:
    """Gauss nodes and weights for the measure with moments m_0 … m_{2 size − 1}; None if they are no moments."""
    index = np.add.outer(np.arange(size), np.arange(size))
    hankel, shifted = m[index], m[index + 1]
    try:
        root = np.linalg.cholesky(hankel)
    except np.linalg.LinAlgError:
        return None
    inverse = np.linalg.inv(root)
    nodes, vectors = np.linalg.eigh(inverse @ shifted @ inverse.T)
    if not np.all(np.isfinite(nodes)) or nodes.min() <= 0:
        return None
    return nodes, m[0] * vectors[0] ** 2


def gauss(f: Sequence[float], size: int = 2) -> Curve:
    """Lower bracket: the size-point Gauss rule from f_1 … f_{2 size}; size 1 is `jensen`.

    Smaller sizes are taken where the Hankel matrix of the moments is not positive definite.

    >>> float(gauss((6, 3, 1, 0.25))(np.array([2.0]))[0])   # a single rate λ = 1: e^{−1}
    0.36787944117144233
    """
    m = moments(f)
    for points in range(size, 0, -1):
        if m.size >= 2 * points and (rule := _quadrature(m[: 2 * points], points)) is not None:
            return _mixture(*rule)
    return jensen(f)


def jensen(f: Sequence[float]) -> Curve:
    """``e^{−(t−1) 2 f_2/f_1}``: lower bracket by Jensen's inequality (what Chao and Jost 2012 use).

    >>> float(jensen((4, 2))(np.array([1.0, 2.0]))[1])
    0.36787944117144233
    """
    return _mixture(np.array([2 * f[1] / f[0]]), np.array([1.0]))


def radau(f: Sequence[float], size: int = 2) -> Curve:
    """Upper bracket: Gauss–Radau with a node at 0, from f_1 … f_{2 size + 1}.

    ``1 − (m_1²/m_2)(1 − e^{−(m_2/m_1)(t−1)})`` for size 1. Smaller sizes where moments or the weight at 0 are
    impossible; the constant 1 (sr can only fall) where none is possible.

    >>> float(radau((6, 3, 1, 0.25, 0.05))(np.array([1.0]))[0])
    1.0
    """
    m = moments(f)
    for points in range(size, 0, -1):
        if m.size < 2 * points + 1:
            continue
        rule = _quadrature(m[1 : 2 * points + 1], points)
        if rule is None:
            continue
        nodes, weights = rule[0], rule[1] / rule[0]
        rest = 1 - float(weights.sum())
        if rest >= -1e-12:
            return _mixture(np.append(nodes, 0.0), np.append(weights, max(rest, 0.0)))
    return _mixture(np.array([0.0]), np.array([1.0]))


def etnb(f: Sequence[float], *, likelihood: bool = True) -> Curve:
    """Engen's extended truncated negative binomial: ``ratio(t) = (1 + (t−1)/b)^{−a}`` (Engen 1974, Biometrika 61).

    ``b = m_1/(m_2 − m_1²)``, ``a = m_1 b`` from f_1 … f_3; maximum likelihood on f_1 … f_4 where f_3 < 1000.
    Exact for the power law (b = 1), the log-series (a = 1) and the negative binomial. f_3 = 0 or m_2 <= m_1²: the
    limit b → ∞, `jensen`. ``likelihood=False`` keeps to the moments (inside a bootstrap, where speed counts).

    >>> a = 0.5; f = [1e6, 1e6 * a / 2, 1e6 * a * (a + 1) / 6]       # power law sr ∝ t^{−a}
    >>> float(etnb(f)(np.array([4.0]))[0])
    0.5
    """
    m = moments(f)
    if f[1] <= 0 or f[2] <= 0:
        return jensen(f)
    mean, spread = float(m[1]), (float(m[2]) - float(m[1]) ** 2) / float(m[1])
    if likelihood and f[2] < _FEW_TRIPLES and len(f) > 3:
        mean, spread = _etnb_likelihood(f[:4], mean, max(spread, 0.0))
    if spread <= 1e-9:
        return _mixture(np.array([mean]), np.array([1.0]))

    def ratio(t: NDArray[np.float64]) -> NDArray[np.float64]:
        out: NDArray[np.float64] = np.exp(-mean / spread * np.log1p(spread * (t - 1)))
        return out

    return ratio


def _etnb_likelihood(f: Sequence[float], mean: float, spread: float) -> tuple[float, float]:
    """Maximise the multinomial likelihood of f_1 … f_4 given their sum, over mean = a/b > 0 and spread = 1/b >= 0."""
    counts = np.asarray(f, dtype=float)

    def loss(point: NDArray[np.float64]) -> float:
        a, v = math.exp(point[0]), point[1]
        w = np.array([1.0, a / 2, a * (a + v) / 6, a * (a + v) * (a + 2 * v) / 24])
        held = counts > 0
        return -float(counts[held] @ np.log(w[held] / w.sum())) / float(counts.sum())

    start = np.array([math.log(max(mean, 1e-6)), spread])
    from scipy.optimize import minimize  # half a second, for extrapolations only

    found = minimize(loss, start, method="L-BFGS-B", bounds=[(-14.0, 5.0), (0.0, 100.0)])
    return math.exp(found.x[0]), float(found.x[1])


def log_quadratic(f: Sequence[float]) -> Curve:
    """``exp(g_1 s + ½ g_2 s²)``, s = ln t: value, slope and curvature of ln sr at t = 1.

    ``g_1 = −2 f_2/f_1``, ``g_2 = −2 [f_2/f_1 − 3 f_3/f_1 + 2 (f_2/f_1)²]``. Where g_2 > 0 the parabola would turn up;
    it stays at its lowest point from there on.

    >>> a = 0.5; f = [1e6, 1e6 * a / 2, 1e6 * a * (a + 1) / 6]       # power law: g_2 = 0
    >>> round(float(log_quadratic(f)(np.array([4.0]))[0]), 12)
    0.5
    """
    two, three = f[1] / f[0], f[2] / f[0]
    slope, bend = -2 * two, -2 * (two - 3 * three + 2 * two**2)
    turn = -slope / bend if bend > 0 else math.inf

    def ratio(t: NDArray[np.float64]) -> NDArray[np.float64]:
        s = np.minimum(np.log(t), turn)
        out: NDArray[np.float64] = np.exp(slope * s + 0.5 * bend * s * s)
        return np.clip(out, 0.0, 1.0)

    return ratio


def power(exponent: float) -> Curve:
    """``t^{−exponent}``, exponent >= 0: sr of a power law of prompt probabilities.

    >>> power(0.5)(np.array([1.0, 4.0])).tolist()
    [1.0, 0.5]
    """

    def ratio(t: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(t, dtype=float) ** -exponent

    return ratio


def power_tail(f: Sequence[float], distinct: float) -> Curve:
    """Power law with index α = f_1/D: ``t^{f_1/D − 1}``, the slow end of what corpora do.

    >>> power_tail((50, 20), 100)(np.array([4.0])).tolist()
    [0.5]
    """
    return power(max(0.0, 1 - f[0] / distinct))


def rational(f: Sequence[float]) -> Curve:
    """Rational-function curve after Daley and Smith 2013: a low end for t up to 10.

    The Padé approximant [2/2] of the new prompts ``Δ(s) = f_1 s − f_2 s² + f_3 s³ − f_4 s⁴``, s = t − 1, and from it
    ``ratio = Δ'(s)/f_1``. Where it has a pole or turns down at s > 0 the order falls to [1/1]:
    ``ratio = (1 + s f_2/f_1)^{−2}``, which never fails.

    >>> float(rational((4, 2, 0, 0))(np.array([3.0]))[0])     # order [1/1]: (1 + 2 · 2/4)^−2
    0.25
    """
    two, three, four = (float(x) / f[0] for x in f[1:4])
    bend = three - two**2
    q1 = (four - two * three) / bend if bend else -1.0
    q2 = two * q1 - three
    p2 = q1 - two
    if q1 <= 0 or q2 < 0 or p2 < 0 or p2 * q1 < q2:
        q1, q2, p2 = two, 0.0, 0.0

    def ratio(t: NDArray[np.float64]) -> NDArray[np.float64]:
        s = np.asarray(t, dtype=float) - 1
        out: NDArray[np.float64] = (1 + 2 * p2 * s + (p2 * q1 - q2) * s * s) / (1 + q1 * s + q2 * s * s) ** 2
        return np.clip(out, 0.0, 1.0)

    return ratio


def new_prompts(curve: Curve, t: float) -> float:
    """``∫_1^t ratio(u) du``: distinct prompts gained between N and tN, in units of N·sr(N).

    As dD/dN is the missing mass, ``D(t) = D + N sr ∫_1^t ratio``. By 24-point Gauss–Legendre in ln u.

    >>> round(new_prompts(power(0.5), 4.0), 9)     # 2 (√4 − 1)
    2.0
    """
    half = math.log(t) / 2
    s = half * (_LEGENDRE[0] + 1)
    u = np.exp(s)
    return float(half * (_LEGENDRE[1] @ (curve(u) * u)))
