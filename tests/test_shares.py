"""Intervals of shares: symmetric, they hold the share, and cover as they say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corpusstat.estimate.shares import Z95, student95, wilson


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_is_symmetric(judged: tuple[int, int]) -> None:
    k, n = judged
    low, high = wilson(k, n)
    assert 0 <= low <= k / n + 1e-12
    assert k / n - 1e-12 <= high <= 1
    mirrored = wilson(n - k, n)
    assert (1 - mirrored[1], 1 - mirrored[0]) == pytest.approx((low, high))
    wider = wilson(k, n, 2 * Z95)
    assert wider[0] - 1e-12 <= low <= high <= wider[1] + 1e-12


@pytest.mark.parametrize("p", [0.1, 0.5, 0.8])
def test_wilson_covers_about_95_per_cent(p: float) -> None:
    n = 200
    held = sum(stats.binom.pmf(k, n, p) for k in range(n + 1) if wilson(k, n)[0] <= p <= wilson(k, n)[1])
    assert 0.93 <= held <= 0.97


def test_student_tends_to_the_normal() -> None:
    assert student95(1) == pytest.approx(12.706, abs=1e-3)
    assert student95(10**6) == pytest.approx(Z95, abs=1e-4)
