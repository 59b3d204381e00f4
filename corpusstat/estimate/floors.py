r"""Floors under what a model gets wrong, as chains of terms that the reader sees.

Every floor is one chain, ``sr − false facts − missed mentions − names − sampling − answers − δ``, from integers
(`stratum.Counts`), from what is known of the extraction (`extractor.Quality`) and of the answers
(`answers.Answers`). They differ by what they rest on:

========================  ======================================================================================
wrong or declined         no model gets more future mentions right than this leaves, whatever its calibration: a
                          lower bound on 1 − accuracy, declining counted as not right. No δ, no |E|
statistical               error of a model calibrated at the threshold τ; level 1 − γ by a formula whose parameters
                          come from the data (simulated, not fully proved); documents allowed
guaranteed                the same, proved for a finite sample of independent examples
paper                     Theorem 2 of K25 (arXiv 2509.04664) with its own constants: 2/min|E|, 6 ln(3N/γ)/√N
========================  ======================================================================================

A floor holds with probability at least 1 − γ for all claims of a family together. δ is signed (`p̂(A) − p(A)`): an
under-confident model errs more than the floor at δ = 0. Where the quality of the extraction is not known a floor is
*uncorrected* and must not be called guaranteed.

>>> from corpusstat.estimate.answers import uniform
>>> from corpusstat.estimate.stratum import Counts
>>> family = floors(Counts(f1=355, f2=90, n=1000), uniform(364))
>>> [(f.kind, round(f.value, 3)) for f in family.all]
[('wrong or declined', 0.286), ('statistical', 0.278), ('guaranteed', 0.232), ('paper', 0.0)]
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from corpusstat.errors import BadRequest
from corpusstat.estimate import slacks
from corpusstat.estimate.answers import Answers
from corpusstat.estimate.extractor import Corrected, Quality, take_off
from corpusstat.estimate.stratum import Counts, Reals, plain

__all__ = [
    "GUARANTEED",
    "PAPER",
    "STATISTICAL",
    "TERMS",
    "WRONG_OR_DECLINED",
    "Floor",
    "Floors",
    "floors",
    "guaranteed",
    "paper",
    "statistical",
    "wrong_or_declined",
]

WRONG_OR_DECLINED: Final = "wrong or declined"
STATISTICAL: Final = "statistical"
GUARANTEED: Final = "guaranteed"
PAPER: Final = "paper"

TERMS: Final = ("false_facts", "missed", "names", "sampling", "answers", "delta")
"""Fields of `Floor` that are subtracted from ``sr``, in the order of the chain."""

_RESTS: Final = {
    WRONG_OR_DECLINED: (
        "answers not told by other prompts",
        "no guess right more often than the likeliest answer",
        "statistical slack",
    ),
    STATISTICAL: ("answers not told by other prompts", "calibration at the threshold", "statistical slack"),
    GUARANTEED: ("answers not told by other prompts", "calibration at the threshold", "independent mentions"),
    PAPER: ("answers uniform and independent", "calibration at 1/min|E|", "independent mentions"),
}


@dataclass(frozen=True, slots=True)
class Floor:
    """A lower bound with every term: ``raw = sr − (terms in `TERMS`)``, ``value = max(0, raw)``.

    Attributes
    ----------
    kind
        One of the four constants of this module.
    sr
        Singleton rate as extracted.
    false_facts, missed, names
        What the extractor may have added (`extractor.take_off`).
    sampling
        Slack of a finite sample; ``sampling_linear`` is the part of it that falls with 1/N (NaN where not split).
    answers
        What guessing may win: ``sr'(1 − κ) + 2τ``, for *wrong or declined* ``π_max (sr' − slack)``.
    delta
        Signed miscalibration; 0 before training, and always 0 for *wrong or declined*.
    gamma, claims
        Chance that any of ``claims`` floors of the family fails.
    n, n_eff
        Examples and effective examples.
    needed
        Least N at which it would claim something, proportions kept; infinite if no corpus is so large
        (`slacks.MOST_EXAMPLES`); at most ``n`` if it does now.
    corrected
        Whether false facts and missed mentions are known and taken off.
    rests_on
        What it assumes, in words.

    NaN in ``sampling`` (and so in ``raw``): not claimed for these counts; ``vacuous`` is then true.
    """

    kind: str
    sr: Reals
    false_facts: Reals
    missed: Reals
    names: Reals
    sampling: Reals
    answers: Reals
    delta: Reals
    gamma: float
    claims: int
    n: Reals
    n_eff: Reals
    needed: Reals
    corrected: bool
    sampling_linear: Reals = float("nan")
    rests_on: tuple[str, ...] = ()

    @property
    def raw(self) -> Reals:
        """The bound before clipping; negative says by how much it fails."""
        left = np.asarray(self.sr, dtype=float)
        for term in TERMS:
            left = left - np.asarray(getattr(self, term))
        return plain(left)

    @property
    def value(self) -> Reals:
        """The floor itself, in [0, 1]; 0 where nothing is claimed."""
        return plain(np.nan_to_num(np.clip(np.asarray(self.raw), 0.0, 1.0), nan=0.0))

    @property
    def vacuous(self) -> Any:
        """Whether nothing is claimed: the terms exceed sr, or the floor does not apply."""
        empty = ~(np.asarray(self.raw) > 0)
        return bool(empty) if empty.ndim == 0 else empty

    @property
    def band(self) -> tuple[Reals, Reals]:
        """The floor with names joined (its value), and with names as they are."""
        return self.value, plain(np.clip(np.asarray(self.raw) + np.asarray(self.names), 0.0, 1.0))

    @property
    def dominant(self) -> str:
        """The subtracted term that costs most, of a single stratum."""
        return max(TERMS, key=lambda name: np.nan_to_num(float(getattr(self, name)), nan=np.inf))


@dataclass(frozen=True, slots=True)
class Floors:
    """The four floors of a stratum (or arrays of strata), the headline first, and the chain they share."""

    corrected: Corrected
    wrong_or_declined: Floor
    statistical: Floor
    guaranteed: Floor
    paper: Floor

    @property
    def all(self) -> tuple[Floor, ...]:
        """The floors in the order they are shown."""
        return self.wrong_or_declined, self.statistical, self.guaranteed, self.paper


def _floor(
    kind: str, counts: Counts, quality: Quality, c: Corrected, claim: tuple[float, int],
    *, sampling: Any, answers: Any, delta: Any, needed: Any, linear: Any = math.nan,
) -> Floor:  # fmt: skip
    return Floor(
        kind,
        sr=c.sr,
        false_facts=c.false_facts,
        missed=c.missed,
        names=c.names,
        sampling=plain(sampling),
        answers=plain(answers),
        delta=plain(delta),
        gamma=claim[0],
        claims=claim[1],
        n=counts.n,
        n_eff=counts.effective,
        needed=plain(np.where(np.asarray(needed) < slacks.MOST_EXAMPLES, needed, np.inf)),
        corrected=quality.corrected,
        sampling_linear=plain(linear),
        rests_on=_RESTS[kind],
    )


def _check_delta(delta: Reals) -> None:
    if np.any(np.abs(np.asarray(delta)) > 1):
        raise BadRequest(f"delta {delta}", "a number in [-1, 1]")


def wrong_or_declined(
    counts: Counts, answers: Answers, quality: Quality | None = None, *, gamma: float = 0.01, claims: int = 1
) -> Floor:
    """Return the floor under 1 − accuracy that needs no calibration (*derived*).

    ``1 − accuracy ≥ (1 − π_max) (sr' − slack)``, the share of future answered mentions that no model gets right:
    those of prompts that the corpus never answers, less what the best constant guess wins. Yes/no relations and
    skewed answers included. Slack: `slacks.wrong_or_declined`, times N/N'.

    >>> f = wrong_or_declined(Counts(f1=450, f2=100, n=1000), Answers(1.0, 0.0, 0.02, "any shares"))
    >>> f"{f.sr} − {f.sampling:.4f} − {f.answers:.4f} = {f.value:.4f}", f.needed
    ('0.45 − 0.0713 − 0.0076 = 0.3711', 47.0)
    """
    known = quality or Quality()
    c = take_off(counts, known)
    terms = slacks.wrong_or_declined(counts, answers.pi_max, gamma, claims, pi_var=answers.pi_var)
    root, linear, fixed = (np.asarray(x) * c.shrink for x in (*terms, slacks.hidden(counts, gamma, claims)))
    slack = root + linear
    left = np.asarray(c.value)
    with np.errstate(invalid="ignore"):
        guess = np.asarray(answers.pi_max) * np.where(np.isfinite(slack), np.maximum(left - slack, 0.0), 0.0)
    return _floor(
        WRONG_OR_DECLINED, counts, known, c, (gamma, claims),
        sampling=slack, answers=guess, delta=np.zeros_like(left),
        needed=slacks.needed(plain(root), plain(linear), counts.n, plain(left), plain(fixed)), linear=linear,
    )  # fmt: skip


def _calibrated(c: Corrected, answers: Answers) -> tuple[Reals, Reals]:
    """What the answers take off under Theorem 2, and what is left of sr' after them."""
    cost = np.asarray(c.value) * (1 - np.asarray(answers.kappa)) + answers.two_tau
    return plain(cost), plain(np.asarray(c.value) - cost)


def statistical(
    counts: Counts, answers: Answers, quality: Quality | None = None,
    *, delta: Reals = 0.0, gamma: float = 0.01, claims: int = 1,
) -> Floor:  # fmt: skip
    """Return the floor under the error of a model calibrated at τ (*derived*; simulated, not fully proved).

    ``err ≥ κ sr' − 2τ − slack − δ`` with signed ``δ = p̂(A) − p(A)``, ``A = {(c, r): p̂(r|c) > τ_c}``; slack of
    `slacks.statistical`, times N/N'.

    >>> from corpusstat.estimate.answers import uniform
    >>> round(statistical(Counts(f1=190, f2=5, n=200), uniform(364)).value, 3)
    0.826
    """
    _check_delta(delta)
    known = quality or Quality()
    c = take_off(counts, known)
    root, linear = (np.asarray(x) * c.shrink for x in slacks.statistical(counts, gamma, claims))
    cost, left = _calibrated(c, answers)
    room = plain(np.asarray(left) - np.asarray(delta))
    return _floor(
        STATISTICAL, counts, known, c, (gamma, claims),
        sampling=root + linear, answers=cost, delta=delta,
        needed=slacks.needed(plain(root), plain(linear), counts.n, room), linear=linear,
    )  # fmt: skip


def guaranteed(
    counts: Counts, answers: Answers, quality: Quality | None = None,
    *, delta: Reals = 0.0, gamma: float = 0.01, claims: int = 1,
) -> Floor:  # fmt: skip
    """Return the floor of `statistical` with a slack that is proved for independent examples (*derived*).

    Not claimed (NaN) where documents hold several examples or prompts are sampled.

    >>> from corpusstat.estimate.answers import uniform
    >>> round(guaranteed(Counts(f1=190, f2=5, n=200), uniform(364)).value, 3)
    0.74
    """
    _check_delta(delta)
    known = quality or Quality()
    c = take_off(counts, known)
    slack = np.asarray(slacks.guaranteed(counts, gamma, claims)) * c.shrink
    cost, left = _calibrated(c, answers)
    room = (np.asarray(left) - np.asarray(delta)) / np.asarray(c.shrink)
    with np.errstate(invalid="ignore"):
        holds = slack < np.asarray(left) - np.asarray(delta)
    least = np.where(
        holds, counts.n, slacks.guaranteed_needed(counts, plain(np.where(holds, -1.0, room)), gamma, claims)
    )
    return _floor(
        GUARANTEED, counts, known, c, (gamma, claims),
        sampling=slack, answers=cost, delta=delta, needed=least,
    )  # fmt: skip


def paper(
    counts: Counts, e_min: Reals, quality: Quality | None = None,
    *, delta: Reals = 0.0, gamma: float = 0.01, claims: int = 1,
) -> Floor:  # fmt: skip
    """Return K25's Theorem 2 with its own constants: ``err ≥ sr' − 2/min|E| − 6 ln(3N H/γ)/√N − δ``.

    ``e_min`` is the least |E| of the relations with examples; what the extractor added is taken off as in the other
    floors. Its slack was proved for independent examples and uniform answers.

    >>> round(paper(Counts(f1=150_000, f2=40_000, n=10**6), 364).value, 4)
    0.0274
    """
    _check_delta(delta)
    if np.any(np.asarray(e_min) < 1):
        raise BadRequest(f"|E| = {e_min}", "at least 1 plausible wrong answer")
    known = quality or Quality()
    c = take_off(counts, known)
    log = slacks.claims_log(gamma, claims)
    size = np.asarray(c.n, dtype=float)
    slack = _paper_slack(size, log)
    cost = 2 / np.asarray(e_min, dtype=float)
    room = np.asarray(c.value) - cost - np.asarray(delta)
    ratio = np.asarray(c.shrink)
    return _floor(
        PAPER, counts, known, c, (gamma, claims),
        sampling=slack, answers=cost, delta=delta, needed=np.ceil(_paper_needed(room, log) * ratio),
    )  # fmt: skip


def _paper_slack(n: Any, log: float) -> Any:
    safe = np.where(n > 0, n, 1.0)
    return np.where(n > 0, 6 * (np.log(3 * safe) + log) / np.sqrt(safe), np.inf)


def _paper_needed(room: Any, log: float) -> Any:
    """Bisection on ln N; above N = e²/3 the slack falls."""
    low, high = np.full(np.shape(room), 1.0), np.full(np.shape(room), 80.0)
    for _ in range(52):
        middle = (low + high) / 2
        enough = _paper_slack(np.exp(middle), log) < room
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.where((room > 0) & (high < 79), np.exp(high), np.inf)


def floors(
    counts: Counts, answers: Answers, quality: Quality | None = None,
    *, e_min: Reals = 1.0, delta: Reals = 0.0, gamma: float = 0.01, claims: int = 1,
) -> Floors:  # fmt: skip
    """Return the four floors of a stratum, or of arrays of strata.

    Parameters
    ----------
    counts
        Integers of the stratum.
    answers
        `answers.pooled` over the relations of the stratum.
    quality
        Cautious ends of what the extractor does; None = not known, nothing taken off, every floor uncorrected.
    e_min
        Least |E|, for the paper's line only; default 1 (yes/no), with which it claims nothing.
    delta
        Signed miscalibration, in [−1, 1]; 0 before training.
    gamma, claims
        Each of ``claims`` floors made together fails with chance γ/claims. Count strata with examples only.

    >>> from corpusstat.estimate.answers import uniform
    >>> [f.kind for f in floors(Counts(f1=3, f2=1, n=5), uniform(364)).all if not f.vacuous]
    []
    """
    if answers.rule == "uniform" and np.all(np.asarray(e_min) == 1.0):
        e_min = plain(2 / np.asarray(answers.two_tau))
    return Floors(
        take_off(counts, quality or Quality()),
        wrong_or_declined(counts, answers, quality, gamma=gamma, claims=claims),
        statistical(counts, answers, quality, delta=delta, gamma=gamma, claims=claims),
        guaranteed(counts, answers, quality, delta=delta, gamma=gamma, claims=claims),
        paper(counts, e_min, quality, delta=delta, gamma=gamma, claims=claims),
    )
