"""What the answers of a relation take off a floor: how common the commonest are, and how many look plausible.

A calibrated model that knows nothing of a prompt may still be right by guessing, and answers are not uniform: the
commonest year of birth is not one of 365 equals. Two numbers describe a relation (all *derived*):

``π_max``
    share of the commonest answer among the relation's distinct prompts: no model is right more often than that on
    prompts that the corpus never answers (used by *wrong or declined*; needs no calibration);
``κ, τ``
    with a threshold τ on the model's probability, ``κ(τ) = 1 − Σ_r (π_r − τ)⁺`` and ``2τ`` take the place of 1 and
    ``2/|E|`` in Theorem 2; δ is then defined at τ. κ − 2τ is concave and piecewise linear in τ, with slope (number
    of answers commoner than τ) − 2, so the best τ is the share of the third commonest answer; at least
    20/(distinct prompts), below which shares are not known. Where κ − 2τ ≤ 0 (up to 40 prompts, yes/no questions) the
    relation is left out of the claim instead: κ = 2τ = 0, with δ at τ = 1, where nothing is above it. Holds
    asymptotically.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from corpusstat.errors import BadData
from corpusstat.estimate.stratum import Reals, plain, share

__all__ = ["FEWEST", "Answers", "answers_of", "pooled", "uniform"]

FEWEST = 20
"""Distinct prompts that an answer should have before its share is trusted: τ is at least 20/n."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers of a stratum: ``kappa`` over its singletons, ``two_tau`` over its examples, ``pi_max`` over singletons.

    ``pi_var`` is the variance of ``pi_max`` as an estimate, ``π (1 − π)/n`` from n distinct prompts; 0 where the share
    is given. ``rule`` says what is assumed: ``"uniform"`` (|E| equally plausible wrong answers) or ``"any shares"``
    (κ, τ).
    """

    kappa: Reals
    two_tau: Reals
    pi_max: Reals
    rule: str
    pi_var: Reals = 0.0

    @property
    def left(self) -> Reals:
        """``κ − 2τ``: what is left of a singleton rate of 1."""
        return plain(np.asarray(self.kappa) - self.two_tau)


def answers_of(first: Any, second: Any, third: Any, distinct: Any) -> Answers:
    """Return κ, 2τ and π_max of a relation (or arrays of relations) from the counts of its three commonest answers.

    Parameters
    ----------
    first, second, third
        Distinct prompts that have the commonest, second and third commonest answer (0 if there is none).
    distinct
        Distinct answered prompts of the relation.

    ``τ = max(π_3, 20/n)``, capped at 1; ``κ = 1 − (π_1 − τ)⁺ − (π_2 − τ)⁺``; κ = 2τ = 0 where 2τ would exceed κ.
    Without prompts π_max = 1.

    >>> a = answers_of(1000, 700, 500, 100_000)
    >>> [round(x, 6) for x in (a.kappa, a.two_tau, a.left, a.pi_max)]
    [0.993, 0.01, 0.983, 0.01]
    """
    n = np.asarray(distinct, dtype=float)
    counts = [np.asarray(x, dtype=float) for x in (first, second, third)]
    if any(np.any(x < 0) or np.any(x > n) for x in counts):
        raise BadData(f"answers counted {first}, {second}, {third} of {distinct} prompts", "each between 0 and all")
    p1, p2, p3 = (np.asarray(share(x, n)) for x in counts)
    known = n > 0
    tau = np.minimum(1.0, np.maximum(p3, FEWEST / np.maximum(n, 1.0)))
    kappa = 1 - np.maximum(p1 - tau, 0) - np.maximum(p2 - tau, 0)
    says = known & (kappa - 2 * tau > 1e-9)
    return Answers(
        plain(np.where(says, kappa, 0.0)),
        plain(np.where(says, 2 * tau, 0.0)),
        plain(np.where(known, p1, 1.0)),
        "any shares",
        plain(p1 * (1 - p1) / np.maximum(n, 1.0)),
    )


def uniform(e: Any) -> Answers:
    """Return what K25's model takes off: |E| equally plausible wrong answers, ``κ = 1``, ``2τ = 2/|E|``.

    ``pi_max = 1/(|E| + 1)``. For bounds by hand and for relations whose answers are uniform by construction.

    >>> a = uniform(364)
    >>> round(a.two_tau, 6), round(a.pi_max, 6), a.kappa
    (0.005495, 0.00274, 1.0)
    """
    size = np.asarray(e, dtype=float)
    if np.any(size < 1):
        raise BadData(f"|E| = {e}", "at least 1 plausible wrong answer")
    return Answers(plain(np.ones_like(size)), plain(2 / size), plain(1 / (size + 1)), "uniform")


def pooled(each: Answers, f1: Any, n: Any) -> Answers:
    """Return the answers of a stratum with several relations: κ and π_max weighted by singletons, 2τ by examples.

    Parameters
    ----------
    each
        Arrays, one entry per relation.
    f1, n
        Singletons and examples of each relation in the stratum: the last axis is that of the relations, leading
        axes are strata. A stratum without singletons is weighted by examples.

    >>> both = Answers(np.array([1.0, 0.9]), np.array([0.01, 0.5]), np.array([0.01, 0.5]), "any shares")
    >>> a = pooled(both, [90, 10], [100, 100])
    >>> round(a.kappa, 4), round(a.two_tau, 4), round(a.pi_max, 4)
    (0.99, 0.255, 0.059)
    """
    ones, all_ = np.asarray(f1, dtype=float), np.asarray(n, dtype=float)
    weight = np.where(ones.sum(-1, keepdims=True) > 0, ones, all_)

    def mean(x: Any, w: Any, without: float) -> Reals:
        total = w.sum(-1)
        return plain(np.where(total > 0, (x * w).sum(-1) / np.where(total > 0, total, 1.0), without))

    total = np.where(weight.sum(-1) > 0, weight.sum(-1), 1.0)
    return Answers(
        mean(each.kappa, weight, 0.0),
        mean(each.two_tau, all_, 0.0),
        mean(each.pi_max, weight, 1.0),
        each.rule,
        plain((np.asarray(each.pi_var) * weight**2).sum(-1) / total**2),
    )
