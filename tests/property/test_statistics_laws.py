"""Laws of the statistics, for any spectrum."""

from __future__ import annotations

import math
from dataclasses import astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.errors import CorpusstatError
from corpusstat.estimate import bounds, curves, estimate, extrapolate, mixture, rarefy, slacks
from corpusstat.estimate.floors import paper
from corpusstat.estimate.spectrum import as_spectrum, distinct, examples, spectrum_of
from corpusstat.estimate.stratum import Counts

SPECTRA = st.dictionaries(st.integers(1, 60), st.integers(0, 3000), max_size=12)
COUNTS = st.lists(st.integers(0, 9), max_size=60)
THETA = st.sampled_from([1.0, 0.5, 0.125, 0.01])
RATE = st.floats(0, 1)


patient = settings(deadline=None)  # a busy machine is not a failure


def numbers(value: Any) -> list[float]:
    """Every number inside a result."""
    if isinstance(value, (int, float)):
        return [float(value)]
    if isinstance(value, (tuple, list)):
        return [x for item in value for x in numbers(item)]
    return []


def probability(x: float) -> bool:
    return not math.isnan(x) and 0.0 <= x <= 1.0


@patient
@given(COUNTS, st.randoms())
def test_permutation_invariance(counts, random):
    shuffled = counts[:]
    random.shuffle(shuffled)
    assert spectrum_of(counts) == spectrum_of(shuffled)
    pairs = list(spectrum_of(counts).items())
    random.shuffle(pairs)
    assert list(as_spectrum(pairs).items()) == list(spectrum_of(counts).items())


@patient
@given(SPECTRA, SPECTRA)
def test_spectra_of_disjoint_prompts_add(a, b):
    both = as_spectrum([*a.items(), *b.items()])
    assert examples(both) == examples(a) + examples(b)
    assert distinct(both) == distinct(a) + distinct(b)


@patient
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(50, 500)), min_size=1, max_size=8), st.data())
def test_total_rate_merges(strata, data):
    cut = data.draw(st.integers(0, len(strata)))
    left, right = strata[:cut], strata[cut:]

    def merged(part: list[tuple[int, int]]) -> tuple[int, int]:
        return sum(f for f, _ in part), sum(n for _, n in part)

    assert estimate.total_rate([merged(left), merged(right)]) == estimate.total_rate(strata)


@patient
@given(SPECTRA, st.integers(0, 500), THETA, st.floats(0.5, 0.999), st.data())
def test_every_interval_holds_its_point_and_stays_in_range(spectrum, idk, theta, level, data):
    n = examples(spectrum) + idk
    groups = [(data.draw(st.integers(0, 50)), max(0, n - data.draw(st.integers(0, 50)))) for _ in range(4)]
    made = estimate.estimate(spectrum, n, n_idk=idk, theta=theta, groups=groups)
    assert probability(made.sr)
    for interval in (made.interval(level), made.esty(level), made.guarantee(level), made.sample_error(level)):
        assert 0 <= interval.low <= made.sr <= interval.high <= 1
        assert interval.se is None or interval.se >= 0
    assert probability(made.coverage)
    assert probability(made.singleton_share)


@patient
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=40))
def test_corpus_scope_is_at_most_domain_scope_and_adds_up(counts):
    inside = np.array(counts).T
    total = inside.sum(axis=0)
    assume(total.sum() > 0)
    strata = []
    for row in inside:
        corpus = int(np.sum((total == 1) & (row == 1)))
        assert corpus <= int(np.sum(row == 1))
        strata.append((corpus, int(row.sum())))
    assert estimate.total_rate(strata) == int(np.sum(total == 1)) / int(total.sum())


@patient
@given(SPECTRA, st.integers(1, 3000), st.integers(0, 500))
def test_theta_adds_error_and_nothing_else(spectrum, f1, idk):
    spectrum = as_spectrum(spectrum | {1: f1})
    n, f2 = examples(spectrum) + idk, spectrum.get(2, 0)
    errors = [estimate.sample_variance(f1, n, theta) for theta in (1.0, 0.5, 0.25, 0.125)]
    assert errors[0] == 0
    assert errors == sorted(errors)
    exact = estimate.estimate(spectrum, n, n_idk=idk)
    again = estimate.estimate(spectrum, n, n_idk=idk, theta=1.0)
    assert astuple(exact) == astuple(again)
    assert exact.sr == f1 / n
    # the same prompts kept at rate theta stand for 1/theta as many: the rate scales, exactly for powers of two
    assert estimate.singleton_rate(f1, 4 * n, 0.25) == exact.sr
    assert estimate.esty_se(f1, f2, n) <= estimate.esty_se(f1, f2, n, theta=0.5) + 1e-15 or exact.sr > 0.25


@patient
@given(
    st.integers(0, 10**9),
    st.integers(0, 10**9),
    st.integers(1, 10**9),
    st.integers(2, 10**4),
    st.floats(1e-6, 0.5),
    st.integers(1, 1000),
)
def test_the_papers_floor_is_at_most_its_upper_bound(f1, f2, rest, answers, gamma, claims):
    n = f1 + 2 * f2 + rest
    floor = paper(Counts(f1, f2, n), bounds.plausible_wrong(answers), gamma=gamma, claims=claims)
    high = bounds.upper(f1 / n, n, bounds.plausible_wrong(answers), gamma=gamma, strata=claims)
    assert probability(floor.value)
    assert probability(high)
    assert floor.value <= high
    assert floor.sampling <= slacks.claims_log(gamma, claims) * 6 + 6 * math.log(3 * n)


@patient
@given(SPECTRA, st.integers(0, 200), st.data())
def test_rarefaction_falls_with_size_and_ends_at_what_was_observed(spectrum, idk, data):
    n = examples(spectrum) + idk
    assume(n >= 2)
    a, b = sorted(data.draw(st.tuples(st.integers(1, n), st.integers(1, n))))
    rates = [rarefy.rarefied_rate(spectrum, n, m) for m in (a, b, n)]
    prompts = [rarefy.rarefied_distinct(spectrum, n, m) for m in (a, b, n)]
    assert all(probability(r) for r in rates)
    assert rates[0] >= rates[1] - 1e-12
    assert rates[1] >= rates[2] - 1e-12
    assert prompts[0] <= prompts[1] * (1 + 1e-12) <= prompts[2] * (1 + 1e-11)
    assert rates[2] == as_spectrum(spectrum).get(1, 0) / n
    assert prompts[2] == distinct(spectrum)


@patient
@given(SPECTRA, st.floats(0.001, 1))
def test_thinning_raises_sr_and_never_adds_examples(spectrum, q):
    counted = {k: k * f for k, f in as_spectrum(spectrum).items()}
    n = sum(counted.values())
    assume(n > 0)
    whole = rarefy.thinned_rate(counted, n, 1.0)
    assert whole - 1e-12 <= rarefy.thinned_rate(counted, n, q) <= 1
    thinned = rarefy.thinned_spectrum(spectrum, q, 5)
    assert all(x >= 0 for x in thinned)
    assert sum(k * x for k, x in enumerate(thinned, start=1)) <= q * n * (1 + 1e-9)


@tried(25, 100)
@given(SPECTRA, st.integers(0, 300), st.floats(0.01, 30), THETA)
def test_extrapolation_gives_numbers_in_order_or_a_refusal(spectrum, idk, t, theta):
    n = int(examples(spectrum) / theta) + idk
    assume(n > 0)
    try:
        found = extrapolate.extrapolate(spectrum, n, t, theta=theta)
    except CorpusstatError:
        spectrum = as_spectrum(spectrum)
        assert t > 1
        assert not spectrum.get(1) or not spectrum.get(2)
        return
    for part in (found.sr, found.coverage):
        assert 0 <= part.low <= part.value <= part.high <= 1
    assert 0 <= found.distinct.low <= found.distinct.value <= found.distinct.high < math.inf
    if t >= 1:
        # far above, what is seen only grows; sr only falls
        assert found.distinct.value >= distinct(spectrum) / theta * (1 - 1e-12)
        assert found.sr.value <= estimate.singleton_rate(as_spectrum(spectrum).get(1, 0), n, theta) * (1 + 1e-12)


@patient
@given(st.lists(st.integers(0, 10**7).map(lambda x: x / 16), min_size=5, max_size=5))
def test_curves_fall_from_one_and_stay_in_range(f):
    f[0] = max(f[0], 1.0)
    t = np.array([1.0, 1.2, 2.0, 5.0, 30.0, 1000.0])
    made = [
        curves.etnb(f, likelihood=False),
        curves.log_quadratic(f),
        curves.gauss(f),
        curves.radau(f),
        curves.rational(f),
    ]
    for curve in made:
        values = curve(t)
        assert values[0] == pytest.approx(1, abs=1e-6)
        assert np.all((values >= 0) & (values <= 1 + 1e-12))
        assert np.all(np.diff(values) <= 1e-9)


@patient
@given(
    st.lists(st.tuples(st.integers(0, 15), st.integers(0, 2), st.integers(0, 5)), max_size=40),
    st.lists(st.floats(0, 3), min_size=3, max_size=3),
)
def test_mixtures_are_rates_and_whole_weights_change_nothing(rows, weights):
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    sizes = np.bincount(table[:, 1], table[:, 2], 3).astype(int).tolist()
    found = mixture.mixture(table[:, 0], table[:, 1], table[:, 2], sizes, weights)
    assert probability(found.sr)
    assert found.f1 <= found.n + 1e-9
    assert found.exposures >= found.n - 1e-9
    kept = mixture.mixture(table[:, 0], table[:, 1], table[:, 2], sizes, [1, 1, 1])
    total = np.bincount(table[:, 0], table[:, 2], 16)
    assert kept.f1 == np.sum(total == 1)
