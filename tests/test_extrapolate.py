"""Smaller and larger corpora: exact below, bracketed and labelled above, refused beyond."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate import curves, rarefy
from corpusstat.estimate.extrapolate import BOUNDED, EXACT, MODEL, ORDER, backcast, extrapolate, parse_size, scenarios
from corpusstat.estimate.spectrum import spectrum_of

SMALL = {1: 5, 2: 3, 4: 1}  # N = 15


def exact_rate(spectrum: dict[int, int], n: int, m: int) -> Fraction:
    top = sum(f * x * math.comb(n - x, m - 1) for x, f in spectrum.items())
    return Fraction(top, m * math.comb(n, m))


@pytest.mark.parametrize("n", [15, 20])  # 20: five IDK examples
def test_rarefied_rate_equals_integer_arithmetic(n):
    for m in range(1, n + 1):
        assert rarefy.rarefied_rate(SMALL, n, m) == pytest.approx(float(exact_rate(SMALL, n, m)), rel=1e-12)


@pytest.mark.parametrize(("n", "m"), [(10**6, 10**5), (10**6, 999_000), (10**6, 7), (10**9, 10**8)])
def test_large_counts_keep_their_digits(n, m):
    x = np.array([k for k in (3.0, 400.0, 513.0, 990.0, 2000.0, 100_000.0) if k < n - m])
    found = rarefy.log_falling_ratio(n, m, x)
    for value, k in zip(found, x.astype(int).tolist(), strict=True):
        steps = np.arange(k, dtype=np.longdouble)
        true = float(np.sum(np.log1p(-m / (n - steps))))
        assert value == pytest.approx(true, rel=1e-11)


def test_nothing_escapes_when_too_few_are_left():
    assert rarefy.log_falling_ratio(10, 8, np.array([3.0]))[0] == -np.inf
    assert rarefy.log_falling_ratio(5000, 4400, np.array([601.0]))[0] == -np.inf
    assert np.isfinite(rarefy.log_falling_ratio(5000, 4400, np.array([600.0]))[0])


def test_rarefying_to_everything_gives_what_was_observed():
    assert rarefy.rarefied_rate(SMALL, 15, 15) == 5 / 15
    assert rarefy.rarefied_distinct(SMALL, 15, 15) == 9
    assert rarefy.rarefied_rate(SMALL, 15, 15, theta=0.5) == 10 / 15


def test_thinned_spectrum_matches_draws():
    counts = np.random.default_rng(0).zipf(1.8, 20_000).clip(max=500)
    expected = rarefy.thinned_spectrum(spectrum_of(counts), 0.3, top=4)
    kept = np.random.default_rng(1).binomial(counts, 0.3)
    for j, value in enumerate(expected, start=1):
        assert np.sum(kept == j) == pytest.approx(value, abs=4 * math.sqrt(value))


def test_rarefaction_and_thinning_agree_for_large_n():
    spectrum = {1: 30_000, 2: 9000, 3: 5000, 50: 100}
    n = sum(k * f for k, f in spectrum.items())
    thinned = rarefy.thinned_rate({k: k * f for k, f in spectrum.items()}, n, 0.25)
    assert rarefy.rarefied_rate(spectrum, n, n // 4) == pytest.approx(thinned, rel=1e-3)


@pytest.mark.parametrize("m", [0, 16])
def test_sizes_outside_the_corpus_are_refused(m):
    with pytest.raises(BadRequest):
        rarefy.rarefied_rate(SMALL, 15, m)
    with pytest.raises(BadRequest):
        rarefy.rarefied_distinct(SMALL, 15, m)


def test_a_spectrum_larger_than_n_is_refused():
    with pytest.raises(BadData):
        rarefy.rarefied_rate(SMALL, 14, 3)
    with pytest.raises(BadData):
        rarefy.thinned_rate({1: 20}, 10, 0.5)


# Curves: laws for which the truth is a formula. Frequencies are expectations, so nothing is random.


def power_law(a: float) -> list[float]:
    """f_1 … f_5 of sr ∝ t^−a: f_{k+1}/f_1 = a (a+1) … (a+k−1) / (k+1)!."""
    return [1e6 * math.prod(a + i for i in range(k)) / math.factorial(k + 1) for k in range(5)]


T = np.array([1.0, 1.5, 2.0, 5.0, 10.0])


@pytest.mark.parametrize("a", [0.2, 0.5, 0.9])
def test_power_laws_are_recovered(a):
    f = power_law(a)
    for curve in (curves.etnb(f), curves.log_quadratic(f), curves.power(2 * f[1] / f[0])):
        assert curve(T) == pytest.approx(T**-a, rel=1e-9)
    assert curves.etnb(f, likelihood=False)(T) == pytest.approx(curves.etnb(f)(T))


def test_the_log_series_is_etnb_with_a_equal_to_one():
    x = 0.99  # f_k ∝ x^k / k, sr(t) ∝ 1 / (1 + (t−1) x)
    f = [1e6 * x ** (k - 1) / k for k in range(1, 6)]
    assert curves.etnb(f)(T) == pytest.approx(1 / (1 + (T - 1) * x), rel=1e-9)


def test_likelihood_agrees_with_moments_on_exact_frequencies():
    few = [x / 1e4 for x in power_law(0.5)]
    assert few[2] < 1000
    assert curves.etnb(few)(T) == pytest.approx(T**-0.5, rel=2e-3)


@pytest.mark.parametrize("a", [0.2, 0.5, 0.9])
def test_the_truth_lies_inside_the_brackets(a):
    f = power_law(a)
    truth = T**-a
    for size in (1, 2):
        assert np.all(curves.gauss(f, size)(T) <= truth + 1e-12)
        assert np.all(curves.radau(f, size)(T) >= truth - 1e-12)
    assert np.all(curves.gauss(f, 2)(T) >= curves.gauss(f, 1)(T) - 1e-12)
    assert np.all(curves.radau(f, 2)(T) <= curves.radau(f, 1)(T) + 1e-12)
    assert np.all(curves.rational(f)(T) <= truth + 1e-9)


def test_two_rates_are_recovered_exactly_by_two_points():
    rates, mass = np.array([0.3, 2.0]), np.array([0.6, 0.4])
    f = [float(mass @ rates**k) / math.factorial(k + 1) for k in range(5)]
    truth = np.exp(-np.outer(T - 1, rates)) @ mass
    assert curves.gauss(f)(T) == pytest.approx(truth, rel=1e-9)
    assert curves.radau(f)(T) == pytest.approx(truth, rel=1e-6)


def test_brackets_fall_back_where_moments_are_impossible():
    noisy = [100.0, 60.0, 1.0, 30.0, 0.0]  # m_2 < m_1²
    assert curves.gauss(noisy)(T) == pytest.approx(curves.jensen(noisy)(T))
    assert curves.radau(noisy)(T) == pytest.approx(np.ones(5))


def test_without_triples_etnb_is_the_exponential():
    assert curves.etnb([100.0, 20.0, 0.0, 0.0])(T) == pytest.approx(np.exp(-0.4 * (T - 1)))


def test_new_prompts_integrates_the_rate():
    assert curves.new_prompts(curves.power(1.0), 10.0) == pytest.approx(math.log(10), rel=1e-12)
    assert curves.new_prompts(curves.jensen([2, 1]), 30.0) == pytest.approx(1 - math.exp(-29), rel=1e-6)


# extrapolate


def corpus(n: int = 100_000, seed: int = 0) -> tuple[np.ndarray, dict[int, int], int]:
    """Expected count of each prompt, the spectrum, N."""
    rates, counts = drawn(n, seed)
    return rates, spectrum_of(counts), int(counts.sum())


def drawn(n: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    p = np.arange(1, n + 1, dtype=float) ** -1.0
    p /= p.sum()
    return n * p, np.random.default_rng(seed).poisson(n * p)


@pytest.mark.parametrize(
    ("t", "label"), [(0.5, EXACT), (1.0, EXACT), (1.5, BOUNDED), (2, BOUNDED), (5, MODEL), (20, ORDER)]
)
def test_labels(t, label):
    _, spectrum, n = corpus()
    assert extrapolate(spectrum, n, t).label == label


def test_at_one_it_is_what_was_observed():
    _, spectrum, n = corpus()
    found = extrapolate(spectrum, n, 1.0)
    assert found.sr.value == found.sr.low == found.sr.high == spectrum[1] / n
    assert found.distinct.value == sum(spectrum.values())


@pytest.mark.parametrize("t", [1.3, 2.0, 6.0])
def test_the_truth_lies_in_the_range(t):
    for seed in range(10):
        rates, counts = drawn(100_000, seed)
        found = extrapolate(spectrum_of(counts), int(counts.sum()), t)
        missing = float(np.sum(rates * np.exp(-t * rates)) / rates.sum())
        seen = float(np.sum(np.where(counts > 0, 1.0, -np.expm1(-(t - 1) * rates))))
        assert found.sr.low <= missing <= found.sr.high
        assert found.distinct.low <= seen <= found.distinct.high
        assert found.coverage.low <= 1 - missing <= found.coverage.high


def test_the_same_seed_gives_the_same_digits():
    _, spectrum, n = corpus()
    assert extrapolate(spectrum, n, 3) == extrapolate(spectrum, n, 3)
    shuffled = dict(sorted(spectrum.items(), reverse=True))
    assert extrapolate(shuffled, n, 3) == extrapolate(spectrum, n, 3)


def test_a_prompt_sample_scales_the_prompts_and_keeps_the_ratio():
    _, spectrum, n = corpus()
    full, sampled = extrapolate(spectrum, n, 2), extrapolate(spectrum, 2 * n, 2, theta=0.5)
    assert sampled.sr.value == pytest.approx(full.sr.value)
    assert sampled.distinct.value == pytest.approx(2 * full.distinct.value)


def test_refusals_say_what_to_do():
    _, spectrum, n = corpus()
    with pytest.raises(BadRequest, match=r"at most 30 times.*scenarios"):
        extrapolate(spectrum, n, 31)
    with pytest.raises(BadData, match="counted twice"):
        extrapolate({1: 10, 3: 5}, 25, 2)
    with pytest.raises(BadData, match="singletons"):
        extrapolate({2: 10, 3: 5}, 35, 2)
    for t in (0, -1, math.nan, math.inf):
        with pytest.raises(BadRequest):
            extrapolate(spectrum, n, t)


def test_scenarios_stand_side_by_side_in_order():
    _, spectrum, n = corpus()
    rates = [x.sr.value for x in scenarios(spectrum, n, 100)]
    assert rates == sorted(rates, reverse=True)
    with pytest.raises(BadRequest):
        scenarios(spectrum, n, 1)


def test_backcast_orders_models_by_their_error():
    _, spectrum, _ = corpus()
    errors = [b.error for b in backcast(spectrum, 10)]
    assert errors == sorted(errors)
    assert len(errors) == 4
    with pytest.raises(BadRequest):
        backcast(spectrum, 1)


@pytest.mark.parametrize(("text", "t"), [("2x", 2.0), (" 0.5X ", 0.5), ("1e3", 10.0), ("50", 0.5)])
def test_sizes_are_read(text, t):
    assert parse_size(text, 100) == t


@pytest.mark.parametrize("text", ["", "x", "-1", "0x", "nan", "inf", "two"])
def test_other_sizes_are_refused(text):
    with pytest.raises(BadRequest, match="2x"):
        parse_size(text, 100)
