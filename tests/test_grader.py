"""A task's own grader: scores that are drawn by lot, and metrics over all answers. The task is one of ours."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from corpusstat.after.grader import Grader
from corpusstat.after.harness import Loaded

Process = Callable[[dict[str, Any], list[Any]], dict[str, Any]]


class Task:
    def __init__(self, process: Process, over_all: dict[str, Any] | None = None) -> None:
        self.process_results = process
        self.over_all = over_all or {}

    def aggregation(self) -> dict[str, Any]:
        return self.over_all


def grader(process: Process, **over_all: Any) -> Grader:
    return Grader(Loaded(Task(process, over_all), {"answer": "A"}))


def test_a_score_is_taken_as_it_is() -> None:
    made = grader(lambda doc, results: {"acc": results[0] == doc["answer"], "parts": [1, 0], "np": np.float32(0.5)})
    assert made.marks(["A"]) == {"acc": 1, "parts": 0.5, "np": 0.5}
    assert made.marks(["B"])["acc"] == 0
    assert not made.draws


@pytest.mark.parametrize("draw", [lambda: random.choice("ABCD"), lambda: np.random.choice(list("ABCD"))])
def test_where_a_grader_guesses_an_option_its_score_is_the_chance_of_that(draw: Callable[[], str]) -> None:
    def guess(doc: dict[str, Any], results: list[Any]) -> dict[str, Any]:
        said = results[0] if results[0] in "ABCD" else draw()
        return {"acc": float(said == doc["answer"])}

    made = grader(guess)
    before = random.getstate()
    assert made.marks(["A"]) == {"acc": 1}
    assert not made.draws
    assert made.marks(["I don't know"])["acc"] == pytest.approx(0.25, abs=0.06)  # 4 standard errors of 1,000 draws
    assert made.draws
    assert made.marks(["I don't know"]) == made.marks(["I don't know"])
    assert random.getstate() == before


def test_a_metric_over_all_answers_is_computed_over_the_one() -> None:
    def pairs(doc: dict[str, Any], results: list[Any]) -> dict[str, Any]:
        return {"overlap": (doc["answer"], results[0]), "fetched": (1, 2), "unknown": (1, 2)}

    def fetched(_: Any) -> float:
        raise ConnectionError("no network")

    made = grader(pairs, overlap=lambda items: sum(a == b for a, b in items) / len(items), fetched=fetched)
    assert made.marks(["A"]) == {"overlap": 1}
    assert made.marks(["B"]) == {"overlap": 0}
