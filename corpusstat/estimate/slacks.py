r"""How much of a singleton rate sampling may have made: the slack of each floor, and the N at which it gets small.

All *derived*: proved or simulated for this project, on the pattern of Esty (1983) and of the proof of K25's Theorem 2
(arXiv 2509.04664). Write M for the missing mass, U for the prompts never answered, p_c for a prompt's probability,
``L = ln(H/γ)`` for H claims made together. With a threshold for every prompt the indicators in the |E| terms of the
theorem's proof cancel exactly, ``err ≥ M − D − 2 E[1/|E|] − δ``, where ``D = Σ_U p_c (X_c − q_c)`` is centred with
``Var D ≤ ¼ Σ_U p_c² ≈ f_2/(2N²)``. Hence one-sided, at level 1 − γ::

    statistical      √(2 L (V + f_2/2))/N + (sr + √1.25) L/N_eff
    wrong/declined   √(2 L (V + 2 f_2 π/(1 − π) + W + 1))/N + (sr + (1 − π)^−½) L/N_eff  (times 1 − π in the floor)
    guaranteed       min over a fixed grid of (s, a) of (pen(s, a) + L')/(s N), see `guaranteed`

V = variance of f_1 − N M (`stratum.Counts.v`), by documents where examples come in documents; W = what estimating π
adds, 0 for a given π; 1 stands for half a pair that chance hid, (N/D)² for pairs of D documents; with prompts sampled
at rate θ the linear terms are divided by θ. The first two choose their
parameters from the data and are therefore not fully proved: tests/bench/bench_floors.py counts their failures. z √V/N
(plain normal) fails in 20–28 % at N = 50 and sr near 1: there is no such function here.
"""

from __future__ import annotations

import math
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from corpusstat.errors import BadRequest
from corpusstat.estimate.stratum import Counts, Reals, plain

__all__ = [
    "CENTRES",
    "claims_log",
    "guaranteed",
    "guaranteed_needed",
    "hidden",
    "needed",
    "statistical",
    "wrong_or_declined",
]

CENTRES: Final = (0.0, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98, 0.99, 0.997, 1.0)
_ROOT: Final = math.sqrt(1.25)
_CHUNK: Final = 4096
_MOST: Final = 1e18
MOST_EXAMPLES: Final = 1e10
"""No corpus has so many examples (60 TB of encyclopedia would): a floor that would need more says nothing at any N."""


def claims_log(gamma: float, claims: int = 1) -> float:
    """Return ``L = ln(H/γ)``: γ = chance that any of the H claims fails; H counts only strata with examples.

    >>> round(claims_log(0.01), 4), round(claims_log(0.01, 5), 4)
    (4.6052, 6.2146)
    """
    if not 0 < gamma < 1 or claims < 1:
        raise BadRequest(f"gamma {gamma}, {claims} claims", "gamma between 0 and 1, at least one claim")
    return math.log(claims / gamma)


def _two_terms(counts: Counts, extra: Any, factor: Any, log: float) -> tuple[Reals, Reals]:
    n = np.asarray(counts.n, dtype=float)
    safe = np.where(n > 0, n, 1.0)
    effective = np.where(n > 0, np.maximum(np.asarray(counts.effective), 1e-300), 1.0)
    root = np.sqrt(2 * log * (np.asarray(counts.v) + extra)) / safe
    linear = (np.asarray(counts.sr) + factor) * log / (effective * counts.theta)
    return plain(np.where(n > 0, root, np.inf)), plain(np.where(n > 0, linear, np.inf))


def statistical(counts: Counts, gamma: float = 0.01, claims: int = 1) -> tuple[Reals, Reals]:
    """Return the two terms of the slack under Theorem 2: ``√(2 L (V + f_2/2))/N`` and ``(sr + √1.25) L/(θ N_eff)``.

    >>> root, linear = statistical(Counts(f1=190, f2=5, n=200))
    >>> round(root, 4), round(linear, 4)
    (0.0712, 0.0476)
    """
    return _two_terms(counts, np.asarray(counts.pairs) / 2, _ROOT, claims_log(gamma, claims))


def wrong_or_declined(
    counts: Counts, pi_max: Reals, gamma: float = 0.01, claims: int = 1, *, pi_var: Reals = 0.0
) -> tuple[Reals, Reals]:
    """Return the two terms of the slack of *wrong or declined*, before the factor 1 − π_max.

    ``√(2 L (V + 2 f_2 π/(1 − π) + W + Z))/N`` and ``(sr + (1 − π)^−½) L/(θ N_eff)``; infinite at π = 1. ``W = (f_1/(1
    − π))² Var π`` where π_max was itself estimated (`answers.Answers.pi_var`): without it the floor failed in up to
    20 % where one of two answers is the commoner. ``Z = (N/D)²`` is the variance of half a pair (of D documents of mean
    size) more than was counted: the mean of a Poisson number is the one seen and a half (Jeffreys' prior). Where no
    pair is seen by chance V is 0 too, and without Z the floor failed in up to .8 % where about five are expected.

    >>> [round(x, 4) for x in wrong_or_declined(Counts(f1=190, f2=5, n=200), 0.5)]
    [0.0838, 0.0544]
    """
    pi = np.asarray(pi_max, dtype=float)
    rest = np.where(pi < 1, 1 - pi, np.nan)
    with np.errstate(invalid="ignore"):
        extra = 2 * np.asarray(counts.pairs) * pi / rest + (np.asarray(counts.singletons) / rest) ** 2 * pi_var
        extra = extra + _hidden(counts)
        root, linear = _two_terms(counts, extra, rest**-0.5, claims_log(gamma, claims))
    return plain(np.where(pi < 1, root, np.inf)), plain(np.where(pi < 1, linear, np.inf))


def _hidden(counts: Counts) -> Any:
    """Z: the variance of half a pair of documents of mean size."""
    return (np.asarray(counts.n) / np.maximum(np.asarray(counts.held), 1e-300)) ** 2


def hidden(counts: Counts, gamma: float = 0.01, claims: int = 1) -> Reals:
    """Return what the slack of *wrong or declined* is where nothing but half a pair varies, ``√(2 L Z)/N``.

    >>> round(hidden(Counts(f1=190, f2=5, n=200)), 4)
    0.0152
    """
    size = np.maximum(np.asarray(counts.n, dtype=float), 1e-300)
    return plain(np.sqrt(2 * claims_log(gamma, claims) * _hidden(counts)) / size)


def needed(root: Reals, linear: Reals, n: Reals, room: Reals, fixed: Reals = 0.0) -> Reals:
    """Return the least N at which ``root + linear`` falls below ``room``, were the proportions to stay as they are.

    With y = 1/N the slack is ``√(a y + c y²) + b y``: ``linear = b/N``, ``fixed = √c/N`` is the part of the root that
    falls with 1/N too. Infinite where room <= 0. Optimistic, because sr itself falls as a corpus grows.

    >>> counts = Counts(f1=100, f2=35.4, n=1000)
    >>> needed(*statistical(counts), 1000, counts.sr)
    265.0
    """
    size, left = np.asarray(n, dtype=float), np.asarray(room, dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        b, c = np.asarray(linear) * size, (np.asarray(fixed) * size) ** 2
        a = np.maximum((np.asarray(root) * size) ** 2 - c, 0.0) / size
        half = 2 * left * b + a
        least = np.ceil((half + np.sqrt(np.maximum(half**2 - 4 * (b * b - c) * left**2, 0.0))) / (2 * left**2))
    some = (left > 0) & (least < MOST_EXAMPLES)
    return plain(np.where(some, np.maximum(least, 1.0), np.inf))


def _grid(n: float) -> NDArray[np.float64]:
    """Exponents s = .46/1.6^i down to 1/√N, at least one."""
    steps = max(0, math.floor(math.log(0.46 * math.sqrt(max(n, 1.0))) / math.log(1.6)))
    return np.asarray(0.46 / 1.6 ** np.arange(steps + 1), dtype=np.float64)


def _penalties(f1: Any, f2: Any, n: Any, s: NDArray[np.float64]) -> NDArray[np.float64]:
    """``pen(s, a) / s`` for every stratum, s and a: shape (strata, s, a)."""
    a = np.array(CENTRES)
    s, a = s[:, None], a[None, :]
    u = s * (1 - a)
    one = (u - np.log1p(u)) / s
    two = (-np.log((1 - s * a) ** 2 - 1.25 * s * s) - 2 * s * a) / s
    rest = (-np.log1p(-s * a) - s * a) / s
    f1, f2, n = (np.asarray(x, dtype=float)[:, None, None] for x in (f1, f2, n))
    out: NDArray[np.float64] = one * f1 + two * f2 + rest * np.maximum(n - f1 - 2 * f2, 0)
    return out


def guaranteed(counts: Counts, gamma: float = 0.01, claims: int = 1) -> Reals:
    """Return the slack that is proved for a finite sample of independent examples, every prompt kept.

    For fixed s, a: ``P(s [f_1 − N(M − D)] ≥ pen + L) ≤ √(2πN) e^{1/(12N)} e^{−L}`` with ``u = s (1 − a)`` and ``pen =
    [u − ln(1+u)] f_1 + [−ln((1−sa)² − 1.25 s²) − 2sa] f_2 + [−ln(1−sa) − sa] (N − f_1 − 2 f_2)``,
    ``s < 1/(a + √1.25)``. (The factor √(2πN) e^{1/(12N)} is the price of fixing N, where counts would be independent
    Poisson numbers.) Union over the m points of a grid that depends on N alone: s = .46/1.6^i down to 1/√N, a in
    `CENTRES`; ``L' = ln(H m/γ) + ½ ln(2πN) + 1/(12N)``. The slack is the least ``(pen + L')/(sN)`` of the grid.

    NaN where examples share documents (N_eff < .99 N) or prompts are sampled: there it is not proved.

    >>> round(guaranteed(Counts(f1=190, f2=5, n=200)), 3)
    0.204
    >>> guaranteed(Counts(f1=190, f2=5, n=200, n_eff=50))
    nan
    """
    log = claims_log(gamma, claims)
    sizes = np.atleast_1d(np.asarray(counts.n, dtype=float))
    f1, f2, effective = (
        np.broadcast_to(np.asarray(x, dtype=float), sizes.shape) for x in (counts.f1, counts.f2, counts.effective)
    )
    out = np.full(sizes.shape, np.nan)
    proved = (sizes > 0) & (effective >= 0.99 * sizes) & (counts.theta == 1)
    out[proved] = _least(f1[proved], f2[proved], sizes[proved], sizes[proved], log)
    out[sizes == 0] = np.inf
    return plain(out if np.ndim(counts.n) else out[0])


def _least(
    f1: NDArray[np.float64], f2: NDArray[np.float64], n: NDArray[np.float64], at: NDArray[np.float64], log: float
) -> NDArray[np.float64]:
    """The slack of each stratum, its proportions kept, at size ``at``; strata with grids equally long go together."""
    out = np.empty(n.shape)
    length = np.array([_grid(x).size for x in at.tolist()], dtype=int)
    for size in np.unique(length).tolist():
        members = np.flatnonzero(length == size)
        s = 0.46 / 1.6 ** np.arange(size)
        for i in range(0, members.size, _CHUNK):
            part = members[i : i + _CHUNK]
            pen = _penalties(f1[part] / n[part], f2[part] / n[part], np.ones(part.size), s)
            big = at[part]
            extra = log + math.log(size * len(CENTRES)) + 0.5 * np.log(2 * np.pi * big) + 1 / (12 * big)
            out[part] = (pen + (extra / big)[:, None, None] / s[None, :, None]).min(axis=(1, 2))
    return out


def guaranteed_needed(counts: Counts, room: Reals, gamma: float = 0.01, claims: int = 1) -> Reals:
    """Return the least N (within 1 %) at which `guaranteed` falls below ``room``, proportions kept; infinite if never.

    >>> guaranteed_needed(Counts(f1=90, f2=4, n=100), 0.9)
    29.0
    """
    log = claims_log(gamma, claims)
    left = np.atleast_1d(np.asarray(room, dtype=float))
    f1, f2, n = (
        np.broadcast_to(np.asarray(x, dtype=float), left.shape).copy() for x in (counts.f1, counts.f2, counts.n)
    )
    able = (left > 0) & (n > 0) & ~np.isnan(np.broadcast_to(np.asarray(guaranteed(counts, gamma, claims)), left.shape))
    low, high = np.zeros(left.shape), np.full(left.shape, math.log(_MOST))
    todo = np.flatnonzero(able)
    for _ in range(13):  # 41.4 nats halved 13 times: half a per cent
        middle = (low[todo] + high[todo]) / 2
        enough = _least(f1[todo], f2[todo], n[todo], np.exp(middle), log) < left[todo]
        high[todo] = np.where(enough, middle, high[todo])
        low[todo] = np.where(enough, low[todo], middle)
    out = np.where(able & (high < math.log(_MOST)), np.ceil(np.exp(high)), np.inf)
    return plain(out if np.ndim(room) else out[0])
