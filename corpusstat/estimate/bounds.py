r"""Theorem 2 as functions: the floor under a calibrated base model's error, term by term.

What the floor means, in five minutes
-------------------------------------
Take the facts of a few relations whose answers follow no pattern (birthdays, say) and draw training examples from
a distribution over prompts. Some prompts were never answered in the corpus. A base model that is *calibrated* puts
the right share of probability on such prompts and cannot know their answers: it errs there. The share of future
examples that fall on never-answered prompts is the missing mass, and the singleton rate ``sr = f_1/N`` estimates
it. Kalai, Nachum, Vempala and Zhang (K25, arXiv 2509.04664, Theorem 2) make that a bound. With probability at
least 1 − γ over the facts and the N examples, for *any* learning algorithm::

    err  >=  sr  −  2/min|E|  −  6 ln(3N/γ)/√N  −  δ           |E| = wrong answers that look plausible
    err  <=  sr  −  sr/(max|E|+1)  +  5 √(ln(5/γ)/N)           for some efficient algorithm, with δ = 0

Four terms, and which one rules at which size:

* ``sr`` itself, which falls slowly as the corpus grows;
* the answer term ``2/min|E|``: .0055 for a birthday (|E| = 364), 2 for a yes/no question. It does not shrink with
  N: with few plausible answers the bound stays void however large the corpus;
* the slack. Paper's line at γ = 1 %: 2.42 at N = 1e3, .903 at 1e4, .329 at 1e5, .118 at 1e6, .0416 at 1e7, .0146 at
  1e8, .0050 at 1e9. Below about N = 1e6 it exceeds any usual sr, and the floor says nothing (*vacuous*); from about
  1e8 on sr rules, and near 1e9 the slack is as small as a birthday's answer term. The tight variant (*derived*: the
  same proof without the last simplifications) gets as far with about thirty times fewer examples;
* δ, the model's miscalibration at one threshold, unknown before training. Every floor here is "at δ = 0", and a
  model with measured δ (`theorems.miscalibration`) has err >= max(0, floor − δ).

What it does not mean. It is a floor for a calibrated base model, on facts of these relations, weighted by mention;
not a forecast of a finished product, which may abstain, retrieve, or err far more. It does not say that the facts
seen once are the ones that will be wrong. And it is a statement about relations that fit the model: one right
answer per prompt, no pattern to guess it from.

Lines marked *derived* are not in a paper: they were proved or simulated for this project.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from corpusstat.errors import BadData, BadRequest

__all__ = [
    "PAPER",
    "TIGHT",
    "Floor",
    "answer_terms",
    "examples_needed",
    "floor",
    "plausible_wrong",
    "simpson",
    "slack_low",
    "slack_low_99",
    "slack_tight",
    "slack_up",
    "sr_adjusted",
    "upper",
]

PAPER: Final = "paper"
TIGHT: Final = "tight"
_MOST: Final = 10**30


def _check_slack(n: float, gamma: float) -> None:
    if not n > 0:
        raise BadRequest(f"N = {n}", "at least one example")
    if not 0 < gamma < 1:
        raise BadRequest(f"gamma {gamma}", "a number between 0 and 1, as 0.01")


def slack_low(n: float, gamma: float = 0.01) -> float:
    """Slack of the lower bound, ``6 ln(3N/γ) / √N`` (K25, Theorem 2).

    ``n`` counts examples (an effective number may be given). Not clipped: above 1 it makes any floor vacuous.

    >>> round(slack_low(10**6), 4)
    0.1171
    """
    _check_slack(n, gamma)
    return 6 * math.log(3 * n / gamma) / math.sqrt(n) if n * 3 > gamma else math.inf


def slack_low_99(n: float) -> float:
    """The same slack as K25 states it for γ = 1 %, constants rounded up: ``(35 + 6 ln N) / √N``.

    >>> [f"{slack_low_99(10**k):.3g}" for k in (3, 4, 5, 6, 7, 8)]
    ['2.42', '0.903', '0.329', '0.118', '0.0416', '0.0146']
    """
    _check_slack(n, 0.01)
    return (35 + 6 * math.log(n)) / math.sqrt(n)


def slack_tight(n: float, gamma: float = 0.01) -> float:
    """Slack of the lower bound, *derived*: the same proof without its last simplifications.

    ``2.42 √(ln(10/γ)/N) + (1 + ln(10/γ))/N + √(2 ln(3N/γ) ln(6/γ)/N)``.

    >>> [f"{slack_tight(10**k):.3g}" for k in (3, 4, 5, 6)]
    ['0.611', '0.203', '0.0671', '0.0222']
    """
    _check_slack(n, gamma)
    many = math.log(10 / gamma)
    third = 2 * max(0.0, math.log(3 * n / gamma)) * math.log(6 / gamma) / n
    return 2.42 * math.sqrt(many / n) + (1 + many) / n + math.sqrt(third)


def slack_up(n: float, gamma: float = 0.01) -> float:
    """Slack of the upper bound, ``5 √(ln(5/γ)/N)`` (K25, Theorem 2; at γ = 1 % at most ``13/√N``).

    >>> round(slack_up(10**6), 5)
    0.01246
    """
    _check_slack(n, gamma)
    return 5 * math.sqrt(math.log(5 / gamma) / n)


def plausible_wrong(answers: int) -> int:
    """``|E_c|`` from the number of answers that look plausible: one of them is right.

    A relation of which a single value was seen counts as |E| = 1: the largest the answer term can be (2).

    >>> plausible_wrong(365), plausible_wrong(1)
    (364, 1)
    """
    if answers < 1:
        raise BadRequest(f"{answers} plausible answers", "at least 1")
    return max(1, answers - 1)


def answer_terms(sizes: Iterable[tuple[int, int]]) -> tuple[float, float]:
    """Answer term of the bound: with the least |E| (K25), and as a mean over examples (*derived*).

    Parameters
    ----------
    sizes
        Pairs (examples, |E|), one per relation; relations without examples are left out.

    Returns
    -------
    (float, float)
        ``2 / min|E|`` and ``(1/N) Σ_i 2/|E_{c_i}|``. The mean needs δ defined with per-prompt thresholds 1/|E_c|.
        One yes/no relation makes the first void; it weighs in the second by its examples only.

    >>> answer_terms([(900, 364), (100, 1)])
    (2.0, 0.20494505494505494)
    """
    held = [(n, e) for n, e in sizes if n > 0]
    if not held:
        raise BadData("no examples", "at least one relation with examples")
    if any(e < 1 for _, e in held):
        raise BadRequest("a relation without a plausible wrong answer", "|E| >= 1")
    total = sum(n for n, _ in held)
    return 2 / min(e for _, e in held), math.fsum(n * 2 / e for n, e in held) / total


@dataclass(frozen=True, slots=True)
class Floor:
    """A lower bound on the error of a calibrated base model, with every term of it.

    ``raw = sr − e_term − slack − delta``; ``value = max(0, raw)``; ``vacuous`` if nothing is left. Holds with
    probability 1 − ``gamma`` (already divided by the number of strata claimed together). ``n`` examples,
    ``n_eff`` the number that entered the slack. ``variant`` is ``paper`` or ``tight`` (*derived*).
    ``n_needed``: the N at which it would stop being vacuous, were sr and the shape of documents to stay as they
    are (sr falls as corpora grow, so this is optimistic); None if it already holds, or never would.
    """

    sr: float
    e_term: float
    slack: float
    delta: float
    gamma: float
    n: int
    n_eff: float
    variant: str
    n_needed: int | None

    @property
    def raw(self) -> float:
        """The bound before clipping; negative says by how much it fails."""
        return self.sr - self.e_term - self.slack - self.delta

    @property
    def value(self) -> float:
        """The floor itself, in [0, 1]."""
        return max(0.0, self.raw)

    @property
    def vacuous(self) -> bool:
        """Whether the terms exceed sr, so that nothing is claimed."""
        return self.raw <= 0

    @property
    def derived(self) -> bool:
        """Whether anything beyond the paper's own line went into it."""
        return self.variant != PAPER or self.n_eff != self.n

    @property
    def dominant(self) -> str:
        """The subtracted term that costs most: ``e_term``, ``slack`` or ``delta``."""
        terms = {"slack": self.slack, "e_term": self.e_term, "delta": self.delta}
        return max(terms, key=lambda name: terms[name])


def examples_needed(room: float, ratio: float = 1.0, gamma: float = 0.01, variant: str = PAPER) -> int | None:
    """Least N at which the slack is below ``room`` = sr − answer term − δ; None if room <= 0.

    ``ratio`` = N_eff / N, taken to stay the same.

    >>> examples_needed(0.15)
    575592
    >>> examples_needed(0.15, variant="tight")
    18712
    """
    slack = _slack(variant)
    if room <= 0:
        return None

    def enough(n: int) -> bool:
        return slack(n * ratio, gamma) < room

    low = max(1, int(1 / ratio))  # N_eff below 1 has no meaning, and the formula is not monotone there
    high = 2 * low
    while not enough(high):
        low, high = high, high * 2
        if high > _MOST:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _slack(variant: str) -> Callable[[float, float], float]:
    if variant not in (PAPER, TIGHT):
        raise BadRequest(f"variant {variant!r}", f"{PAPER} or {TIGHT}")
    return slack_low if variant == PAPER else slack_tight


def floor(
    sr: float,
    n: int,
    e_min: int,
    *,
    e_mean_term: float | None = None,
    gamma: float = 0.01,
    strata: int = 1,
    n_eff: float | None = None,
    delta: float = 0.0,
    variant: str = PAPER,
) -> Floor:
    """Lower bound of K25's Theorem 2.

    Parameters
    ----------
    sr, n
        Singleton rate and examples (IDK included) of the stratum, N >= 1.
    e_min
        Least |E| among the relations with examples (see `plausible_wrong`).
    e_mean_term
        Mean answer term of `answer_terms`; used by the tight variant only (*derived*).
    gamma
        Probability that the statement fails.
    strata
        Number H of strata (domains × relations) claimed together: each gets γ/H.
    n_eff
        Effective examples N²/Σ n_g² for the slack (*derived*; default N).
    delta
        Signed miscalibration; 0 before training.
    variant
        ``paper`` (6 ln(3N/γ)/√N, 2/min|E|) or ``tight`` (*derived*).

    >>> f = floor(0.15, 10**6, 364)
    >>> f"{f.sr} − {f.e_term:.4f} − {f.slack:.4f} = {f.value:.4f}", f.vacuous
    ('0.15 − 0.0055 − 0.1171 = 0.0274', False)
    >>> f = floor(0.15, 10**4, 364)
    >>> f.vacuous, f.n_needed, f.dominant
    (True, 625662, 'slack')
    >>> round(floor(0.15, 10**6, 364, variant="tight").value, 4)
    0.1223
    """
    if not 0 <= sr <= 1:
        raise BadRequest(f"sr {sr}", "a number in [0, 1]")
    if e_min < 1:
        raise BadRequest(f"|E| = {e_min}", "at least 1 plausible wrong answer")
    if strata < 1 or not -1 <= delta <= 1:
        raise BadRequest(f"strata {strata}, delta {delta}", "strata >= 1 and delta in [-1, 1]")
    each, effective = gamma / strata, float(n) if n_eff is None else float(n_eff)
    slack = _slack(variant)(effective, each)
    e_term = 2 / e_min if e_mean_term is None or variant == PAPER else e_mean_term
    room = sr - e_term - delta
    needed = examples_needed(room, effective / n, each, variant) if room - slack <= 0 else None
    return Floor(sr, e_term, slack, delta, each, n, effective, variant, needed)


def upper(sr: float, n: int, e_max: int, *, gamma: float = 0.01, strata: int = 1, n_eff: float | None = None) -> float:
    """Upper bound of K25's Theorem 2, clipped to 1: ``sr − sr/(max|E|+1) + 5 √(ln(5/γ)/N)``.

    Some efficient algorithm, calibrated (δ = 0), errs no more than this. Parameters as in `floor`.

    >>> round(upper(0.15, 10**6, 364), 4)
    0.1621
    """
    if not 0 <= sr <= 1 or e_max < 1 or strata < 1:
        raise BadRequest(f"sr {sr}, |E| {e_max}, strata {strata}", "sr in [0, 1], |E| >= 1, strata >= 1")
    slack = slack_up(float(n) if n_eff is None else n_eff, gamma / strata)
    return min(1.0, sr - sr / (e_max + 1) + slack)


def simpson(values: Mapping[object, int] | Iterable[int]) -> float:
    """Unbiased Simpson index ``λ = Σ_v n_v (n_v − 1) / (n (n − 1))``: two random facts share their answer.

    ``values``: how many *distinct facts* (not mentions) of a relation have each answer. Below two facts nothing is
    known and 1 is returned, the cautious end (Simpson 1949, Nature 163).

    >>> simpson([2, 1, 1])
    0.16666666666666666
    >>> simpson([7]), simpson([1])
    (1.0, 1.0)
    """
    counts = list(values.values()) if isinstance(values, Mapping) else list(values)
    total = sum(counts)
    if total < 2:
        return 1.0
    return sum(v * (v - 1) for v in counts) / (total * (total - 1))


def sr_adjusted(strata: Iterable[tuple[int, float]], n: int) -> float:
    """Singleton rate adjusted for answers that are not uniform (*derived*): ``(1/N) Σ_{c∈S} (1 − λ_rel(c))``.

    ``strata`` are pairs (f_1, λ), one per relation, with λ from `simpson`; n = all examples. The error of a
    calibrated memoriser, which guesses singletons' unseen peers in proportion to the answers' frequencies. For
    uniform answers λ = 1/(|E|+1) and it equals ``sr − sr/(|E|+1)``. Simulated: predicted .1270, realised .1273.

    >>> sr_adjusted([(150, 1 / 365)], 1000) == 0.15 * 364 / 365
    True
    """
    pairs = list(strata)
    if n <= 0 or any(not 0 <= lam <= 1 for _, lam in pairs):
        raise BadData(f"N = {n}, strata {pairs!r}", "N >= 1 and Simpson indices in [0, 1]")
    return min(1.0, math.fsum(f * (1 - lam) for f, lam in pairs) / n)
