"""The error bar of a rate at a common N, against corpora that were really drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from corpusstat.estimate.intervals import esty_se
from corpusstat.estimate.rarefy import rarefied_interval, rarefied_rate, rarefied_se
from corpusstat.estimate.spectrum import spectrum_of

TRIALS = 400


@pytest.mark.parametrize(
    ("exponent", "prompts", "n", "m", "alpha"),
    [
        (1.0, 3000, 4000, 800, 1.0),
        (1.0, 3000, 4000, 3999, 1.0),
        (0.3, 500, 4000, 50, 1.0),
        (0.7, 20_000, 4000, 400, 0.5),
    ],
)
def test_the_error_is_that_over_corpora_or_little_more(exponent, prompts, n, m, alpha) -> None:
    chance = np.random.default_rng(11)
    p = np.arange(1, prompts + 1.0) ** -exponent
    p /= p.sum()
    rates, errors = [], []
    for _ in range(TRIALS):
        spectrum = spectrum_of(chance.binomial(chance.multinomial(n, p), alpha))
        rates.append(rarefied_rate(spectrum, n, m))
        errors.append(rarefied_se(spectrum, n, m))
    truth = float(np.sum(alpha * p * (1 - alpha * p) ** (m - 1)))
    assert np.mean(rates) == pytest.approx(truth, abs=4 * np.std(rates) / math.sqrt(TRIALS))
    # a standard deviation over 400 corpora is known to about 3.5 %; centred at R the formula errs on the wide side
    assert 0.9 <= np.mean(errors) / np.std(rates) <= 1.65


def test_a_prompt_sample_adds_its_own_error() -> None:
    chance = np.random.default_rng(12)
    p = 1 / np.arange(1, 5001)
    p /= p.sum()
    rates, errors = [], []
    for _ in range(TRIALS):
        counts = chance.multinomial(6000, p)
        kept = spectrum_of(counts[chance.random(counts.size) < 0.25])
        rates.append(rarefied_rate(kept, 6000, 1500, theta=0.25))
        errors.append(rarefied_se(kept, 6000, 1500, theta=0.25))
    assert np.mean(errors) == pytest.approx(np.std(rates), rel=0.13)


def test_at_full_size_it_is_close_to_estys() -> None:
    assert rarefied_se({1: 90, 2: 40}, 3000, 3000) == pytest.approx(esty_se(90, 40, 3000), rel=0.03)


@pytest.mark.parametrize(("entities", "share"), [(40, 0.1), (2000, 0.5), (2_000_000, 0.1)])
def test_the_interval_holds_where_next_to_nothing_is_repeated(entities: int, share: float) -> None:
    """Near sr = 1 the standard error is 0 in most corpora, and an interval made of it alone holds the rate in few."""
    chance, n = np.random.default_rng(13), 400
    m = int(share * n)
    truth = (1 - 1 / entities) ** (m - 1)
    held = []
    for _ in range(TRIALS):
        spectrum = spectrum_of(np.unique(chance.integers(0, entities, n), return_counts=True)[1])
        low, high = rarefied_interval(spectrum, n, m)
        held.append(low <= truth <= high)
    assert np.mean(held) >= 0.93  # 95 %, less two standard deviations of the share of 400 corpora
