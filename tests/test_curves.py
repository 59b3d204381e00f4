"""Curves of sr against size: they start at 1, fall, and the brackets hold every mixture of exponentials."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.estimate import curves

T = np.array([1.0, 1.5, 2.0, 4.0, 10.0])


@st.composite
def mixtures(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Rates λ and their weights: a population in which sr(t)/sr(1) = Σ w e^{−λ(t−1)}."""
    count = draw(st.integers(1, 4))
    rates = np.array(draw(st.lists(st.floats(0.05, 3), min_size=count, max_size=count, unique=True)))
    weights = np.array(draw(st.lists(st.floats(0.05, 1), min_size=count, max_size=count)))
    return rates, weights / weights.sum()


def frequencies(rates: np.ndarray, weights: np.ndarray) -> list[float]:
    """f_1 … f_5 of such a population: ``f_{k+1} = f_1 m_k/(k+1)!``."""
    return [1e6 * float(weights @ rates**k) / math.factorial(k + 1) for k in range(5)]


@given(mixtures())
def test_the_brackets_hold_the_truth(mixture: tuple[np.ndarray, np.ndarray]) -> None:
    rates, weights = mixture
    f, truth = frequencies(rates, weights), np.exp(-np.multiply.outer(T - 1, rates)) @ weights
    for below in (curves.jensen(f), curves.gauss(f)):
        assert np.all(below(T) <= truth + 1e-6)
    assert np.all(curves.radau(f)(T) >= truth - 1e-6)
    assert np.all(curves.gauss(f)(T) >= curves.jensen(f)(T) - 1e-6)  # more moments, a closer bracket


@given(mixtures())
def test_every_curve_starts_at_one_and_falls(mixture: tuple[np.ndarray, np.ndarray]) -> None:
    f = frequencies(*mixture)
    made = [curves.jensen(f), curves.gauss(f), curves.radau(f), curves.etnb(f, likelihood=False)]
    made += [curves.log_quadratic(f), curves.rational(f), curves.power(2 * f[1] / f[0]), curves.power_tail(f, 3 * f[0])]
    for curve in made:
        values = curve(T)
        assert values[0] == pytest.approx(1)
        assert np.all(np.diff(values) <= 1e-9)
        assert np.all((values >= 0) & (values <= 1 + 1e-12))


@pytest.mark.parametrize("exponent", [0.2, 0.5, 0.9])
def test_etnb_is_exact_for_power_laws(exponent: float) -> None:
    a = exponent
    f = [1e6, 1e6 * a / 2, 1e6 * a * (a + 1) / 6, 1e6 * a * (a + 1) * (a + 2) / 24]
    assert curves.etnb(f)(T) == pytest.approx(T**-a)


@given(st.floats(0.05, 0.95), st.floats(1.1, 30))
def test_new_prompts_are_the_integral(exponent: float, t: float) -> None:
    found = curves.new_prompts(curves.power(exponent), t)
    assert found == pytest.approx((t ** (1 - exponent) - 1) / (1 - exponent), rel=1e-9)
