"""Corrections: precision from a judged sample with its error, recall, bands."""

from __future__ import annotations

import numpy as np
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.correct import (
    CLASSES,
    Judged,
    alias_band,
    class_of,
    conflict_band,
    corrected,
    example_counts,
    idk_band,
)
from corpusstat.estimate.extrapolate import extrapolate
from corpusstat.estimate.spectrum import spectrum_of

SPECTRUM = {1: 1000, 2: 300, 3: 100, 10: 50}
N = 2400


def judged(*precisions: float, size: int = 200) -> list[Judged]:
    return [Judged(low, high, round(p * size), size) for (low, high), p in zip(CLASSES, precisions, strict=True)]


def test_perfect_precision_changes_nothing():
    found = corrected(example_counts(SPECTRUM), N, judged(1, 1, 1, 1))
    assert (found.f1, found.n, found.sr) == (1000, N, 1000 / N)
    assert found.interval.low < found.sr < found.interval.high  # 200 of 200 is not certainty


def test_formula_by_hand_and_with_idk():
    found = corrected(example_counts(SPECTRUM), N + 100, judged(0.8, 0.9, 1, 1), n_idk=100)
    f1 = 0.8 * 1000 + 2 * 0.9 * 0.1 * 300
    n = 0.8 * 1000 + 0.9 * 600 + 300 + 500 + 100
    assert found.f1 == pytest.approx(f1)
    assert found.n == pytest.approx(n)
    assert found.sr == pytest.approx(f1 / n)


def test_a_domain_at_corpus_scope_uses_its_own_examples():
    found = corrected({1: 100, 2: 50, 3: 10}, 160, judged(0.8, 0.9, 1, 1))
    assert found.f1 == pytest.approx(0.8 * 100 + 0.9 * 0.1 * 50)


def test_kept_prompts_are_scaled_to_the_exact_n():
    half = {k: m // 2 for k, m in example_counts(SPECTRUM).items()}
    assert corrected(half, N, judged(0.8, 0.9, 1, 1)).sr == pytest.approx(
        corrected(example_counts(SPECTRUM), N, judged(0.8, 0.9, 1, 1)).sr
    )


def test_thin_samples_are_named_and_counting_error_adds():
    found = corrected(example_counts(SPECTRUM), N, judged(0.8, 0.9, 1, 1, size=40))
    assert found.thin == ("k = 1", "k = 2", "k >= 3", "k >= 6")
    more = corrected(example_counts(SPECTRUM), N, judged(0.8, 0.9, 1, 1, size=40), se_count=0.05)
    assert more.interval.se**2 == pytest.approx(found.interval.se**2 + 0.05**2)


@pytest.mark.parametrize(
    "sample",
    [
        [Judged(1, 1, 5, 5)],  # no judgement of the rest
        [Judged(1, 1, 6, 5), Judged(2, None, 5, 5)],
        [Judged(1, 3, 5, 5), Judged(2, None, 5, 5)],  # overlap
        [Judged(1, 1, 0, 5), Judged(2, None, 0, 5)],  # nothing valid
        [],
    ],
)
def test_incomplete_judgements_are_refused(sample):
    with pytest.raises(BadData):
        corrected(example_counts(SPECTRUM), N, sample)


def test_correction_recovers_the_clean_rate_and_its_interval_covers():
    """Garbage with unique keys and mistaken mentions, judged by a sample: 2,000 repetitions."""
    rng = np.random.default_rng(0)
    clean = rng.zipf(1.9, 30_000).clip(max=300)
    truth_f1, truth_n = int(np.sum(clean == 1)), int(clean.sum())
    garbage = 6000  # singletons that are not facts at all
    seen = spectrum_of(np.concatenate([clean, np.ones(garbage, dtype=int)]))
    total = truth_n + garbage
    precision = truth_f1 / seen[1]
    hits = 0
    for valid in rng.binomial(200, precision, size=2000):
        sample = [Judged(1, 1, int(valid), 200), *judged(1, 1, 1, 1, size=10**7)[1:]]
        interval = corrected(example_counts(seen), total, sample).interval
        hits += interval.low <= truth_f1 / truth_n <= interval.high
    assert hits / 2000 == pytest.approx(0.95, abs=0.02)


def test_mistakes_in_doubletons_make_singletons():
    """Every mention is valid with chance .9, apart: the formula's f_1 against a simulation."""
    rng = np.random.default_rng(1)
    counts = np.concatenate([np.ones(20_000, dtype=int), np.full(10_000, 2)])
    valid = rng.binomial(counts, 0.9)
    found = corrected(example_counts(spectrum_of(counts)), 40_000, judged(0.9, 0.9, 0.9, 0.9, size=1000))
    assert np.sum(valid == 1) == pytest.approx(found.f1, rel=0.01)
    assert valid.sum() == pytest.approx(found.n, rel=0.01)


def test_recall_correction_recovers_the_full_rate():
    p = np.arange(1, 100_001, dtype=float) ** -1.0
    counts = np.random.default_rng(2).poisson(100_000 * p / p.sum())
    found_mentions = np.random.default_rng(3).binomial(counts, 0.6)
    n = int(found_mentions.sum())
    found = extrapolate(spectrum_of(found_mentions), n, 1 / 0.6)
    truth = float(np.sum(counts == 1)) / counts.sum()
    assert found.sr.low <= truth <= found.sr.high
    assert found.sr.value == pytest.approx(truth, rel=0.05)
    assert np.sum(found_mentions == 1) / n > 1.15 * truth


def test_bands_are_ordered():
    assert alias_band((21, 100), (30, 100)) == (0.21, 0.3)
    assert idk_band(20, 100, 0) == (0.2, 0.2)
    assert conflict_band(90, 100, 30) == (0.9, 1.0)


def test_classes_cover_every_count_once():
    assert [class_of(k) for k in range(1, 9)] == [0, 1, 2, 2, 2, 3, 3, 3]
    with pytest.raises(BadRequest):
        class_of(0)


def test_the_error_is_the_derivative_times_the_error_of_the_sample():
    size, step = 10**6, 10**3
    base = [0.8, 0.9, 0.95, 0.99]
    here = corrected(example_counts(SPECTRUM), N, judged(*base, size=size))
    variance = 0.0
    for i, p in enumerate(base):
        up = [*base[:i], p + step / size, *base[i + 1 :]]
        slope = (corrected(example_counts(SPECTRUM), N, judged(*up, size=size)).sr - here.sr) / (step / size)
        variance += slope**2 * p * (1 - p) / size
    assert here.interval.se == pytest.approx(np.sqrt(variance), rel=0.01)
