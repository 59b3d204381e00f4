"""Intervals for the missing mass: inside [0, 1], around the rate, never a bare 0–1 where something is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.errors import BadRequest
from corpusstat.estimate.intervals import MISSING_MASS, all_singletons, guarantee, jackknife, missing_mass
from corpusstat.estimate.stratum import Counts


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    f1, f2 = draw(st.integers(0, 300)), draw(st.integers(0, 100))
    return Counts(f1, f2, f1 + 2 * f2 + draw(st.integers(1, 300)))


@given(counted(), st.floats(0.5, 0.99))
def test_an_interval_holds_its_rate_and_says_what_it_is_for(counts: Counts, level: float) -> None:
    found = missing_mass(counts, level=level)
    assert 0 <= found.low <= counts.sr <= found.high <= 1
    assert found.target == MISSING_MASS
    assert missing_mass(counts, level=0.999).low <= found.low + 1e-12


@given(counted(), st.floats(0.05, 1))
def test_fewer_effective_examples_make_it_wider(counts: Counts, ratio: float) -> None:
    few = missing_mass(counts, n_eff=ratio * float(counts.n))
    assert few.low <= missing_mass(counts).low + 1e-12
    assert few.high >= missing_mass(counts).high - 1e-12


def test_all_singletons_is_one_sided_and_published() -> None:
    assert all_singletons(51).low == pytest.approx(0.883, abs=5e-4)  # not .27, and not 0
    assert missing_mass(Counts(51, 0, 51)) == all_singletons(51)
    assert all_singletons(5).low == 0.0  # five examples say nothing


def test_all_singletons_holds_where_a_repetition_was_as_likely_as_not() -> None:
    """N draws from S equal prompts without a repetition: M = (1 − 1/S)^N must be above the lower end in 95 %."""
    n, failed = 60, 0.0
    for size in (100, 300, 600, 1200, 5000):
        no_repeat = math.exp(np.sum(np.log1p(-np.arange(n) / size)))
        failed = max(failed, no_repeat * ((1 - 1 / size) ** n < all_singletons(n).low))
    assert failed <= 0.05


@given(st.integers(100, 10**6), st.floats(0.01, 0.99))
def test_the_guarantee_uses_effective_examples(n: int, ratio: float) -> None:
    whole, documents = guarantee(n // 3, n), guarantee(n // 3, n, n_eff=ratio * n)
    assert documents.high - documents.low >= whole.high - whole.low - 1e-12


def test_the_jackknife_of_equal_groups_is_that_of_the_mean() -> None:
    groups = [(95, 950)] * 10 + [(96, 950)] * 10
    found = jackknife(100, 1000, groups)
    half = 0.5 / 950
    assert found.se == pytest.approx(math.sqrt(19 / 20 * 20 * half**2))
    assert jackknife(5, 10, [(0, 0), (5, 10)]).method == "too few document groups"


@pytest.mark.parametrize("level", [0.0, 1.0, 2.0])
def test_levels_that_are_none(level: float) -> None:
    with pytest.raises(BadRequest):
        missing_mass(Counts(1, 1, 5), level=level)
