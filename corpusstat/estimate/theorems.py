"""The rest of the theory: the reduction to Is-It-Valid, multiple choice, statements, calibration, confidence targets.

Theorem 2, the one an audit reports, is in `bounds`. References: K25 = Kalai, Nachum, Vempala, Zhang 2025
(arXiv 2509.04664v1); KV24 = Kalai, Vempala 2024 (STOC; arXiv 2311.14648).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from corpusstat.errors import BadData, BadRequest

__all__ = [
    "Measured",
    "Reduction",
    "StatementFloor",
    "Trace",
    "behavioral_trace",
    "corollary1",
    "corollary2",
    "expected_score",
    "ideal_trace",
    "iiv_error",
    "kv24",
    "kv24_99",
    "miscalibration",
    "multiple_choice",
    "observation1",
    "penalty",
    "theorem1",
]


@dataclass(frozen=True, slots=True)
class Measured:
    """A number measured on a model's outputs: ``value`` with standard error ``se``, and its two parts."""

    value: float
    se: float
    parts: tuple[float, float]


class _Clipped:
    """What every bound has besides its terms."""

    __slots__ = ()

    @property
    def raw(self) -> float:
        """The bound before clipping."""
        raise NotImplementedError

    @property
    def value(self) -> float:
        """The bound, at least 0."""
        return max(0.0, self.raw)

    @property
    def vacuous(self) -> bool:
        """Whether nothing is claimed."""
        return self.raw <= 0


@dataclass(frozen=True, slots=True)
class Reduction(_Clipped):
    """``raw = 2 err_iiv − ratio − delta``, the bound of Theorem 1 or Corollary 1; ``value`` is clipped at 0."""

    err_iiv: float
    ratio: float
    delta: float

    @property
    def raw(self) -> float:
        """The bound before clipping."""
        return 2 * self.err_iiv - self.ratio - self.delta


def _shares(name: str, values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=float)
    if array.ndim != 1 or array.size == 0 or not np.all((array >= 0) & (array <= 1)):
        raise BadData(f"{name} of shape {array.shape}", "a non-empty list of probabilities in [0, 1]")
    return array


def iiv_error(p_training: ArrayLike, p_errors: ArrayLike, e_min: int) -> Measured:
    """Error of the Is-It-Valid classifier that a language model is (K25, section 3).

    The classifier says *valid* iff ``p̂(r|c) > 1/min|E_c|``. It is tested on the validity distribution: half
    training examples, half errors drawn uniformly from E_c.

    Parameters
    ----------
    p_training, p_errors
        The model's p̂(r|c), shape (n,) each: at training examples, and at uniformly drawn errors.
    e_min
        min |E_c|.

    Returns
    -------
    Measured
        ``value = (missed + false) / 2`` with its binomial standard error; ``parts`` = (share of training
        examples called invalid, share of errors called valid).

    >>> iiv_error([0.9, 0.0, 0.5, 0.8], [0.0, 0.0, 0.6, 0.0], e_min=10).value
    0.25
    """
    valid, wrong = _shares("p_training", p_training), _shares("p_errors", p_errors)
    missed = float(np.mean(valid <= 1 / e_min))
    false = float(np.mean(wrong > 1 / e_min))
    variance = missed * (1 - missed) / valid.size + false * (1 - false) / wrong.size
    return Measured((missed + false) / 2, math.sqrt(variance) / 2, (missed, false))


def theorem1(err_iiv: float, v_max: int, e_min: int, delta: float = 0.0) -> Reduction:
    """K25 Theorem 1: ``err >= 2 err_iiv − max|V_c| / min|E_c| − δ`` (V_c = valid responses of a prompt).

    δ may be signed, ``p̂(A) − p(A)`` (*derived*: the proof uses it so): an under-confident model errs more.

    >>> round(theorem1(0.2, 1, 100).value, 4)
    0.39
    """
    if not 0 <= err_iiv <= 1 or v_max < 1 or e_min < 1 or not -1 <= delta <= 1:
        raise BadRequest(
            f"err_iiv {err_iiv}, |V| {v_max}, |E| {e_min}, delta {delta}",
            "rates in [0, 1], sizes >= 1, delta in [-1, 1]",
        )
    return Reduction(err_iiv, v_max / e_min, delta)


def corollary1(err_iiv: float, valid: int, errors: int, delta: float = 0.0) -> Reduction:
    """K25 Corollary 1, without prompts: ``err >= 2 err_iiv − |V|/|E| − δ``, threshold ``1/|E|``.

    >>> round(corollary1(0.1, 10, 1000).value, 4)
    0.19
    """
    return theorem1(err_iiv, valid, errors, delta)


def multiple_choice(opt: float, choices: int) -> float:
    """K25 Theorem 3: with C choices, one right, ``err >= 2 (1 − 1/C) opt(G)``.

    ``opt`` = least Is-It-Valid error of the model class G; ``choices`` C = min|E_c| + 1.

    >>> multiple_choice(0.5, 2)
    0.5
    """
    if not 0 <= opt <= 0.5 or choices < 2:
        raise BadRequest(f"opt {opt}, {choices} choices", "opt in [0, 1/2] and at least 2 choices")
    return 2 * (1 - 1 / choices) * opt


def corollary2() -> float:
    """K25 Corollary 2: on "She/He lost it and was completely out of …" any trigram model errs at least 1/2.

    The two prompts end in the same two words, so a trigram model answers both alike while the right answers ("her
    mind", "his mind") differ: opt = 1/2 with two choices.

    >>> corollary2()
    0.5
    """
    return multiple_choice(0.5, 2)


@dataclass(frozen=True, slots=True)
class StatementFloor(_Clipped):
    """KV24's bound for many-valued relations, counted by statement: ``raw = mf − mis − size − slack``."""

    mf: float
    mis: float
    size: float
    slack: float
    n: int
    gamma: float

    @property
    def raw(self) -> float:
        """The bound before clipping."""
        return self.mf - self.mis - self.size - self.slack


def _statement_floor(mf: float, n: int, mis: float, size: float, slack: float, gamma: float) -> StatementFloor:
    if not 0 <= mf <= 1 or n < 1 or not 0 <= mis <= 1 or not 0 < gamma < 1:
        raise BadRequest(f"MF {mf}, n {n}, Mis {mis}, gamma {gamma}", "shares in [0, 1], n >= 1, 0 < gamma < 1")
    return StatementFloor(mf, mis, size, slack, n, gamma)


def kv24(mf: float, n: int, ratio: float, *, mis: float = 0.0, gamma: float = 0.01) -> StatementFloor:
    """KV24: ``g(H) >= MF − Mis − 3 e^{−s}/γ − √(6 ln(6/γ)/n)``, the rate of hallucinated statements.

    Parameters
    ----------
    mf
        Share of documents whose statement (c, r) occurs once: f_1/N counted by statement.
    n
        Documents, one statement each.
    ratio
        ``e^{−s}``, a bound on |Facts| / |Possible hallucinations|.
    mis
        Miscalibration; unknown before training, so 0 ("at Mis = 0").
    gamma
        Probability that the statement fails.

    >>> round(kv24(0.3, 10**8, 1e-6).raw, 6)
    0.29908
    """
    if n < 1 or not 0 < gamma < 1 or ratio < 0:
        raise BadRequest(f"n {n}, gamma {gamma}, ratio {ratio}", "n >= 1, 0 < gamma < 1, ratio >= 0")
    return _statement_floor(mf, n, mis, 3 * ratio / gamma, math.sqrt(6 * math.log(6 / gamma) / n), gamma)


def kv24_99(mf: float, n: int, ratio: float, *, mis: float = 0.0) -> StatementFloor:
    """KV24's 99 % form, constants rounded up: ``MF − Mis − 300 |F|/|H| − 7/√n``.

    >>> round(kv24_99(0.3, 10**8, 1e-6).raw, 6)
    0.299
    """
    if n < 1 or ratio < 0:
        raise BadRequest(f"n {n}, ratio {ratio}", "n >= 1 and ratio >= 0")
    return _statement_floor(mf, n, mis, 300 * ratio, 7 / math.sqrt(n), 0.01)


def miscalibration(p_model: ArrayLike, p_data: ArrayLike, threshold: float | tuple[ArrayLike, ArrayLike]) -> Measured:
    """Signed δ from model outputs: ``p̂(A) − p(A)`` with ``A = {(c, r): p̂(r|c) > threshold}``.

    K25 (Theorem 1) takes its absolute value; the bounds hold with the sign (*derived*), and then an under-confident
    model (δ < 0) errs more than their value at δ = 0.

    Parameters
    ----------
    p_model
        p̂(r|c) at responses *sampled from the model* on prompts of the corpus, shape (n,).
    p_data
        p̂(r|c) at held-out examples of the corpus, shape (m,).
    threshold
        ``1/min|E_c|``; the *derived* mean answer term needs per-prompt thresholds 1/|E_c|, then a pair of arrays
        of shapes (n,) and (m,).

    Returns
    -------
    Measured
        δ in [−1, 1] with the standard error of the difference of two independent shares; ``parts`` = (p̂(A), p(A)).

    >>> m = miscalibration([0.9, 0.8, 0.001, 0.7], [0.9, 0.001, 0.001, 0.7], 1 / 364)
    >>> m.value, m.parts
    (0.25, (0.75, 0.5))
    """
    model, data = _shares("p_model", p_model), _shares("p_data", p_data)
    if isinstance(threshold, tuple):
        cut_model, cut_data = (np.asarray(cut, dtype=float) for cut in threshold)
    else:
        cut_model = cut_data = np.asarray(threshold, dtype=float)
    share = float(np.mean(model > cut_model)), float(np.mean(data > cut_data))
    variance = share[0] * (1 - share[0]) / model.size + share[1] * (1 - share[1]) / data.size
    return Measured(share[0] - share[1], math.sqrt(variance), share)


def penalty(t: float) -> float:
    """Points lost for a wrong answer under confidence target t: ``t / (1 − t)`` (right +1, IDK 0).

    t = 0, .5, .75, .9 give 0, 1, 3, 9. (K25 v1 misprints the penalty at .75 as 2.)

    >>> [round(penalty(t), 12) for t in (0, 0.5, 0.75, 0.9)]
    [0.0, 1.0, 3.0, 9.0]
    """
    if not 0 <= t < 1:
        raise BadRequest(f"confidence target {t}", "a number in [0, 1)")
    return t / (1 - t)


def expected_score(chance: float, t: float) -> float:
    """Expected score of answering with this chance of being right: ``p − (1 − p) t/(1 − t)``.

    Positive iff p > t, so answering pays exactly then (IDK scores 0).

    >>> expected_score(0.75, 0.5), expected_score(0.5, 0.75)
    (0.5, -1.0)
    """
    if not 0 <= chance <= 1:
        raise BadRequest(f"chance {chance}", "a number in [0, 1]")
    return chance - (1 - chance) * penalty(t)


def observation1(beliefs: ArrayLike) -> tuple[float, float]:
    """K25 Observation 1 as a check: under binary grading abstaining is never better than the best guess.

    Parameters
    ----------
    beliefs
        For each answer the chance that a 0/1 grader accepts it, shape (answers,). IDK scores 0.

    Returns
    -------
    (float, float)
        Expected score of the best answer and of IDK; the first is never the smaller, whatever the beliefs.

    >>> observation1([0.1, 0.05])
    (0.1, 0.0)
    """
    return float(_shares("beliefs", beliefs).max()), 0.0


@dataclass(frozen=True, slots=True)
class Trace:
    """One point of a behavioural-calibration curve: shares of all prompts at confidence target ``t``."""

    t: float
    accuracy: float
    error: float
    idk: float
    score: float


def behavioral_trace(outcomes: Sequence[tuple[float, ArrayLike]]) -> tuple[Trace, ...]:
    """Accuracy and error rate traced over confidence targets (K25, section 4: behavioural calibration).

    ``outcomes`` are pairs (t, results), results per prompt: 1 right, 0 IDK, −1 wrong, as the model answered when
    told target t. Compare with `ideal_trace`.

    >>> behavioral_trace([(0.5, [1, 1, 0, -1])])[0]
    Trace(t=0.5, accuracy=0.5, error=0.25, idk=0.25, score=0.25)
    """
    out = []
    for t, results in outcomes:
        marks = np.asarray(results)
        if marks.size == 0 or not np.isin(marks, (-1, 0, 1)).all():
            raise BadData(f"results at t = {t}", "1 (right), 0 (IDK) or -1 (wrong), at least one")
        right, wrong = float(np.mean(marks == 1)), float(np.mean(marks == -1))
        out.append(Trace(t, right, wrong, float(np.mean(marks == 0)), right - wrong * penalty(t)))
    return tuple(out)


def ideal_trace(chance: ArrayLike, targets: Sequence[float]) -> tuple[Trace, ...]:
    """The curve of a model that answers exactly where its chance of being right exceeds t.

    ``chance``: the model's true chance of being right on each prompt, shape (prompts,).

    >>> [round(x.accuracy, 2) for x in ideal_trace([0.9, 0.6, 0.2], (0, 0.5, 0.75))]
    [0.57, 0.5, 0.3]
    """
    p = _shares("chance", chance)
    out = []
    for t in targets:
        answers = p > t
        right, wrong = float(np.mean(p * answers)), float(np.mean((1 - p) * answers))
        out.append(Trace(t, right, wrong, float(np.mean(~answers)), right - wrong * penalty(t)))
    return tuple(out)
