r"""Theorem 2 with its own constants: the terms of the bounds on a calibrated base model's error.

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
  1e8 on sr rules, and near 1e9 the slack is as small as a birthday's answer term;
* δ, the model's miscalibration at one threshold, unknown before training. Every floor is "at δ = 0", and a model
  with measured δ (`theorems.miscalibration`, signed) has err >= max(0, floor − δ).

The floor itself, as a chain with what the extractor adds, and floors that say something at smaller N, are in `floors`.

What it does not mean. It is a floor for a calibrated base model, on facts of these relations, weighted by mention;
not a forecast of a finished product, which may abstain, retrieve, or err far more. It does not say that the facts
seen once are the ones that will be wrong. And it is a statement about relations that fit the model: one right
answer per prompt, no pattern to guess it from.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from corpusstat.errors import BadRequest

__all__ = [
    "plausible_wrong",
    "simpson",
    "slack_low",
    "slack_low_99",
    "slack_up",
    "upper",
]


def _check_slack(n: float, gamma: float) -> None:
    if not n > 0:
        raise BadRequest(f"N = {n}", "at least one mention")
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


def upper(sr: float, n: int, e_max: int, *, gamma: float = 0.01, strata: int = 1, n_eff: float | None = None) -> float:
    """Upper bound of K25's Theorem 2, clipped to 1: ``sr − sr/(max|E|+1) + 5 √(ln(5/γ)/N)``.

    Some efficient algorithm, calibrated (δ = 0), errs no more than this. ``n_eff`` takes the place of N in the slack
    (*derived*); ``strata`` = H claims made together.

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
