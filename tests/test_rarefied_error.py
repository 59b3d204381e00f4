"""The error bar of a rate at a common N, against corpora that were really drawn."""

from __future__ import annotations

import numpy as np

from corpusstat.estimate.rarefy import rarefied_rate, rarefied_se
from corpusstat.estimate.spectrum import spectrum_of


def test_the_error_covers_the_expected_rate() -> None:
    chance = np.random.default_rng(11)
    p = 1 / np.arange(1, 3001)
    p /= p.sum()
    n, m, covered, trials = 4000, 800, 0, 400
    truth = float(np.sum(p * (1 - p) ** (m - 1)))
    for _ in range(trials):
        spectrum = spectrum_of(chance.multinomial(n, p))
        rate, se = rarefied_rate(spectrum, n, m), rarefied_se(spectrum, n, m)
        covered += abs(rate - truth) <= 1.96 * se
    assert covered / trials >= 0.93


def test_at_full_size_it_is_the_error_of_the_singletons() -> None:
    assert rarefied_se({1: 9, 2: 5}, 30, 30) == 3 / 30
