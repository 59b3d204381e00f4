"""What the extractor added is taken off: exact limits, and a lower bound for thinned counts that knows the truth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corpusstat.errors import BadRequest
from corpusstat.estimate.extractor import TAIL, Quality, limits, take_off
from corpusstat.estimate.stratum import Counts

SHARE = st.floats(0, 0.9)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_limits_are_where_the_binomial_tail_is_half_a_per_cent(judged: tuple[int, int]) -> None:
    k, n = judged
    low, high = (float(x) for x in limits(k, n))
    assert 0 <= low <= k / n <= high <= 1
    if k:
        assert stats.binom.sf(k - 1, n, low) == pytest.approx(TAIL, rel=1e-6)
    if k < n:
        assert stats.binom.cdf(k, n, high) == pytest.approx(TAIL, rel=1e-6)


@given(st.integers(1, 400), st.integers(0, 100), SHARE, st.floats(0.1, 1), SHARE)
def test_every_step_takes_off_and_the_chain_adds_up(f1: int, f2: int, phi: float, rho: float, names: float) -> None:
    counts = Counts(f1, f2, f1 + 2 * f2 + 50)
    c = take_off(counts, Quality(phi, rho, names=names))
    assert min(c.false_facts, c.missed, c.names) >= -1e-12
    assert c.value == pytest.approx(c.sr - c.false_facts - c.missed - c.names, abs=1e-12)
    assert -1e-12 <= c.value <= c.sr
    assert c.shrink >= 1
    worse = take_off(counts, Quality(min(0.95, phi + 0.05), rho * 0.9, names=names))
    assert worse.value <= c.value + 1e-12


@pytest.mark.parametrize("rho", [0.3, 0.6])
@pytest.mark.parametrize("exponent", [0.0, 0.7, 1.2])
def test_what_is_left_is_below_the_rate_of_all_mentions(rho: float, exponent: float) -> None:
    """Thin corpora of which all mentions are known; with the true recall the step is, on average, below their sr."""
    rng = np.random.default_rng(5)
    p = np.arange(1, 20_001, dtype=float) ** -exponent
    rows = []
    for _ in range(20):
        whole = rng.multinomial(10_000, p / p.sum())
        found = rng.binomial(whole, rho)
        counts = Counts(int((found == 1).sum()), int((found == 2).sum()), int(found.sum()))
        left = float(take_off(counts, Quality(rho=rho)).value)
        rows.append((left, (whole == 1).sum() / whole.sum(), float(counts.sr)))
    left, true, extracted = np.mean(rows, axis=0)
    assert left < true < extracted


def test_judged_singletons_take_the_place_of_phi() -> None:
    c = take_off(Counts(100, 0, 200), Quality(phi=0.5, singleton_precision=0.8))
    assert c.false_facts == pytest.approx(0.5 - 80 / 180)


@pytest.mark.parametrize("wrong", [{"phi": 1.0}, {"phi": -0.1}, {"rho": 0.0}, {"rho": 1.1}])
def test_qualities_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(BadRequest):
        Quality(**wrong)
