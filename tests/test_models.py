"""Tier 1 of tests/bench/bench_models.py through the product: 36 planted corpora, 13 closed-form models."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from closed_form import MODELS, ROOM, exact
from planted import world

sys.path.insert(0, str(Path(__file__).parent / "bench"))

import bench_models


def test_a_memoriser_errs_as_the_missing_mass_says() -> None:
    """THEORY.md §6: C = N = 1e5, Zipf 1, 365 answers: error .165; and δ = 0."""
    planted = world(10**5, 1.0, 1.0, 365, 1)
    found = exact(MODELS["memoriser"](planted), planted)
    assert found.err == pytest.approx(0.1647, abs=0.003)
    assert abs(found.delta) < 1e-9
    missing = float(planted.mu[planted.n == 0].sum())
    assert found.err == pytest.approx(missing * 364 / 365)


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    return list(bench_models.exact())


@pytest.mark.slow
def test_no_guaranteed_floor_is_violated(rows: list[dict[str, Any]]) -> None:
    assert len(rows) == 36 * len(MODELS) >= 36 * 10
    broken = [(row["model"], row["n"], v) for row in rows for v in bench_models.violations(row)]
    assert not [b for b in broken if b[2] in ("guaranteed", "paper")]
    assert sum(v in ("statistical", "wrong_or_declined") for _, _, v in broken) <= 0.01 * len(rows)
    for name in ("wrong_or_declined", "statistical", "guaranteed"):
        assert sum((row["floors"].get(name) or 0) > 0 for row in rows) > 100, f"{name} claims next to nothing here"


@pytest.mark.slow
def test_the_upper_bound_holds_for_the_memoriser(rows: list[dict[str, Any]]) -> None:
    assert all(row["err"] <= row["upper"] for row in rows if row["model"] == "memoriser")


@pytest.mark.slow
def test_error_follows_sr_where_there_is_room(rows: list[dict[str, Any]]) -> None:
    found = {row["model"]: row["r"] for row in bench_models.summary(rows)}
    assert all(found[name] >= 0.95 for name in ROOM), {name: found[name] for name in ROOM}
    assert all(found[f"capacity {x}"] < 0.9 for x in (".5", ".2"))
    err = {name: np.mean([r["err"] - r["sr"] for r in rows if r["model"] == name]) for name in MODELS}
    assert err["capacity .2"] > err["capacity .5"] > err["memoriser"] + 0.1
