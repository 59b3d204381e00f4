"""The model of confidence: what its file holds, and that it says what was judged."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from corpusstat.estimate.shares import wilson
from corpusstat.relations import load_all
from corpusstat.relations.confidence import FLOOR, OTHER, Confidence, Grade, confidence

JUDGED = Path(__file__).parent / "judged"
sys.path.insert(0, str(Path(__file__).parent / "bench"))
import bench_confidence as bench  # noqa: E402


def test_more_of_a_higher_grade_were_right() -> None:
    shares = [grade.value for grade in confidence().grades]
    assert shares == sorted(shares)
    assert len(shares) == len(confidence().bounds) + 1


def test_a_grade_is_the_interval_of_the_score() -> None:
    model = Confidence("", {FLOOR: {"": 10, "up": 5, "down": -20}}, (0, 15), (Grade(1, 3), Grade(2, 3), Grade(3, 3)))
    assert [model.grade(FLOOR, f) for f in (["down"], ["down", "up", "up"], [], ["up"], ["unheard of"])] == [
        0,
        1,
        1,
        2,
        1,
    ]


def test_what_says_nine_tenths_is_right_in_about_nine_tenths() -> None:
    """Held out: the edges of grades from .8 up, and what was right, differ by at most .03."""
    edges = [*bench.EDGES, 1.0]
    for (low, high), grade in zip(pairwise(edges), confidence().grades[1:], strict=True):
        if low >= 0.8:
            assert low - 0.03 <= grade.value <= high + 0.03
            a, b = wilson(grade.right, grade.judged)
            assert b - a < 0.07


def test_the_weights_are_those_of_the_judged_mentions() -> None:
    inside = {r.name for r in load_all().relations if r.in_floor}
    mentions = bench.read()
    for name, within in ((FLOOR, True), (OTHER, False)):
        fitted = bench.milli_weights([m for m in mentions if (m.relation in inside) is within])
        held = confidence().weights[name]
        assert set(held) == set(fitted)
        assert max(abs(held[f] - fitted[f]) for f in fitted) <= 5  # thousandths


def test_every_grade_counts_mentions_that_were_judged() -> None:
    assert sum(g.judged for g in confidence().grades) == len(bench.read())


def test_features_belong_to_rows_that_exist() -> None:
    lines: Counter[str] = Counter()
    for name in bench.FILES:
        with (JUDGED / f"{name}.csv").open(encoding="utf-8") as file:
            lines[name] = sum(1 for _ in csv.DictReader(file))
    with bench.STATED.open(encoding="utf-8") as file:
        keys = [(row["file"], int(row["line"])) for row in csv.DictReader(file)]
    assert len(set(keys)) == len(keys)
    assert all(1 <= line <= lines[name] for name, line in keys)
    assert len(keys) >= 0.99 * lines.total()


def test_the_comparison_prefers_what_knows_more() -> None:
    """A logistic model finds a feature that the table does not see, and is not better where there is none."""
    rng = np.random.default_rng(3)
    told = [("clause", "name as written", *(["long line"] if rng.random() < 0.5 else [])) for _ in range(600)]
    right = [bool(rng.random() < (0.5 if "long line" in f else 0.95)) for f in told]
    made = [bench.Judged("others", "s", i, "spouse", r, f) for i, (f, r) in enumerate(zip(told, right, strict=True))]
    y = np.array(right)
    table = bench.RIVALS["table: template × subject"]
    gain = [bench.log_loss(bench.held_out(made, p), y).mean() for p in (table, bench.logistic)]
    assert gain[0] - gain[1] > 0.05


@pytest.mark.parametrize("edges", [bench.EDGES])
def test_bounds_are_the_edges_in_thousandths_of_log_odds(edges: tuple[float, ...]) -> None:
    assert [round(1000 * float(np.log(e / (1 - e)))) for e in edges] == list(confidence().bounds)
