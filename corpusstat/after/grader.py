"""A task's own grader, asked about single answers: each metric's score, also where the grader draws lots.

Some graders guess: where a multimodal benchmark finds no option in an answer it draws one (`random.choice`). Such a
score is the mean over many draws. A metric that is computed over all answers is computed over the one.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np

from corpusstat.after.harness import Loaded, filtered

__all__ = ["Grader"]

_DRAWS: Final = 1000
"""Repetitions of a grading that draws lots: its mean is right to about ± .03."""


class Grader:
    """Grades results, or a text through the task's filters; ``draws``: whether any grading so far drew lots."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.draws = False
        self._over_all: Mapping[str, Any] | None = None

    def marks(self, results: Sequence[Any]) -> dict[str, float]:
        """Score of each metric for a document's results."""
        with _seeded(0) as moved:
            first = self._once(results)
            drew = moved()
        if not drew:
            return first
        self.draws = True
        sums = dict.fromkeys(first, 0.0)
        for seed in range(_DRAWS):
            with _seeded(seed):
                for metric, value in self._once(results).items():
                    sums[metric] += value
        return {metric: total / _DRAWS for metric, total in sums.items()}

    def marks_of(self, text: str) -> dict[str, float]:
        """Score of each metric for a text; of several filters the best."""
        scores: dict[str, float] = {}
        for results in filtered(self.loaded, text):
            for metric, value in self.marks(results).items():
                scores[metric] = max(value, scores.get(metric, value))
        return scores

    def _once(self, results: Sequence[Any]) -> dict[str, float]:
        found = self.loaded.task.process_results(self.loaded.doc, results) or {}
        out = {}
        for name, value in found.items():
            number = _as_number(value)
            if number is None:
                number = self._over_one(str(name), value)
            if number is not None:
                out[str(name)] = number
        return out

    def _over_one(self, metric: str, value: Any) -> float | None:
        """A metric over all answers, such as BLEU, over this one."""
        try:
            if self._over_all is None:
                self._over_all = self.loaded.task.aggregation() or {}
            return _as_number(self._over_all[metric]([value]))
        except Exception:  # the task's own code: a metric that is fetched, or not defined for one answer
            return None


def _as_number(value: Any) -> float | None:
    if isinstance(value, list) and value and all(isinstance(v, bool | int | float) for v in value):
        return sum(map(float, value)) / len(value)
    if isinstance(value, bool | int | float | np.generic):
        return float(value)
    return float(value.item()) if hasattr(value, "item") and getattr(value, "size", 1) == 1 else None


@contextmanager
def _seeded(seed: int) -> Iterator[Callable[[], bool]]:
    """Seed the global generators, and restore them after; yield a function that says whether any was used since."""
    before = random.getstate(), np.random.get_state()
    random.seed(seed)
    np.random.seed(seed)
    begun = _position()
    try:
        yield lambda: _position() != begun
    finally:
        random.setstate(before[0])
        np.random.set_state(before[1])


def _position() -> tuple[object, ...]:
    return random.getstate(), np.random.get_state(legacy=False)["state"]["pos"]
