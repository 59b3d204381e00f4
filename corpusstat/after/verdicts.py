"""A floor beside a measured error: *held*, *not tested* (and why) or *violated*."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from corpusstat.after.delta import Delta
from corpusstat.after.outcomes import Share
from corpusstat.estimate.theorems import theorem1
from corpusstat.report.format import percent

__all__ = ["FLOORS", "HELD", "NOT_TESTED", "VIOLATED", "Verdict", "calibrated", "declined", "reduced"]

HELD: Final = "held"
NOT_TESTED: Final = "not tested"
VIOLATED: Final = "violated"
FLOORS: Final = ("wrong_or_declined", "statistical", "guaranteed", "paper")
"""Keys of ``floors`` in report.json."""
_UNSEEN: Final = "no probes of prompts that the corpus never answers: write them with --audit-documents"
_ALLOWED: Final = 0.02
"""Mass of prompts without probes up to which a verdict is given; it is inside the interval anyway."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``floor`` at δ = 0; ``measured`` [``low``, ``high``] what it is compared with (δ added where it needs δ)."""

    name: str
    scope: str
    floor: float | None
    measured: float | None
    low: float | None
    high: float | None
    verdict: str
    why: str


def declined(scope: str, floors: Mapping[str, Any] | None, missed: Share, missing: float) -> Verdict:
    """Compare the floor *wrong or declined* with 1 − accuracy over prompts that have an answer.

    ``missed``: share of answers that are not right; ``missing``: mass of prompts of which none was asked.
    """
    floor, why = _floor(floors, "wrong_or_declined")
    if not why and missing > _ALLOWED:
        why = f"{percent(missing)} of the prompts were not asked; {_UNSEEN}"
    return _decided("wrong_or_declined", scope, floor, (missed.value, missed.low, missed.high), why)


def calibrated(
    name: str, scope: str, floors: Mapping[str, Any] | None, wrong: Share | None, delta: Delta | None
) -> Verdict:
    """Compare a floor of a calibrated model with the error at temperature 1, δ added: ``err + δ >= floor``.

    ``wrong``: share of wrong answers among generations at temperature 1 on new examples' prompts.
    """
    floor, why = _floor(floors, name)
    if not why and (wrong is None or delta is None):
        why = "needs answers at temperature 1 and δ: corpusstat probes --delta"
    elif not why and delta is not None and not delta.held_out:
        why = f"δ was measured on training documents; {_UNSEEN}"
    if wrong is None or delta is None:
        return _decided(name, scope, floor, (math.nan, math.nan, math.nan), why)
    half = math.hypot((wrong.high - wrong.low) / 2, 1.96 * delta.se)
    middle = wrong.value + delta.value
    return _decided(name, scope, floor, (middle, middle - half, middle + half), why)


def reduced(e_min: int, wrong: Share | None, delta: Delta | None) -> Verdict:
    """Compare Theorem 1's floor, ``2 err_iiv − 2/min|E_c| − δ``, with the error at temperature 1 on the same prompts.

    err_iiv is the model's own Is-It-Valid error: half the share of real examples that it calls invalid plus half the
    share of wrong answers that it calls valid. p(A) cancels: ``2 err_iiv − δ = 1 − p̂(A) + false``. It needs no rate of
    the corpus, and holds on training documents too.
    """
    if wrong is None or delta is None or delta.false is None:
        why = "needs answers at temperature 1, δ and scored wrong answers: corpusstat probes --delta"
        return _decided("theorem_1", "corpus", None, (math.nan, math.nan, math.nan), why)
    bound = theorem1((1 - delta.true + delta.false) / 2, 2, e_min)  # right answer and IDK are valid
    spread = delta.said * (1 - delta.said) / delta.n_said + delta.false * (1 - delta.false) / delta.n_false
    half = math.hypot((wrong.high - wrong.low) / 2, 1.96 * math.sqrt(spread))
    middle = wrong.value + delta.value
    why = "there is no floor: the model tells right from wrong answers too well" if bound.vacuous else ""
    return _decided("theorem_1", "corpus", bound.raw, (middle, middle - half, middle + half), why)


def _floor(floors: Mapping[str, Any] | None, name: str) -> tuple[float | None, str]:
    row = (floors or {}).get(name)
    if not row:
        return None, "the report has no such floor: audit again with this version"
    if row.get("vacuous") or row.get("raw", row.get("value")) is None:
        return None, "there is no floor at this size"
    raw = row.get("raw")
    return float(row["value"] if raw is None else raw), ""


def _decided(name: str, scope: str, floor: float | None, measured: tuple[float, float, float], why: str) -> Verdict:
    shown = tuple(None if math.isnan(x) else x for x in measured)
    value, low, high = shown
    if why or floor is None or value is None or high is None:
        return Verdict(name, scope, floor, value, low, high, NOT_TESTED, why or "no answers")
    if high < floor:
        return Verdict(name, scope, floor, value, low, high, VIOLATED, "the whole interval lies below the floor")
    if value < floor:
        return Verdict(
            name,
            scope,
            floor,
            value,
            low,
            high,
            NOT_TESTED,
            "the interval reaches from below the floor to above it: ask more",
        )
    return Verdict(name, scope, floor, value, low, high, HELD, "")
