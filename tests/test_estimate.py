"""Singleton rate and its intervals: edges, and coverage measured by simulation."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest
from scipy import stats

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.estimate import (
    Interval,
    conflict_rate,
    effective_n,
    estimate,
    esty_interval,
    esty_se,
    guarantee,
    jackknife,
    sample_variance,
    singleton_rate,
    total_rate,
)
from corpusstat.estimate.spectrum import as_spectrum, examples, first, spectrum_of


def test_sr_divides_by_examples_not_by_distinct_prompts():
    made = estimate({1: 690, 2: 200, 30: 110}, 4390)
    assert made.sr == 690 / 4390
    assert made.singleton_share == 690 / 1000
    assert made.coverage == 1 - made.sr


def test_one_answer_and_a_hundred_idks_is_a_singleton():
    made = estimate({1: 1}, 101, n_idk=100)
    assert (made.f1, made.sr) == (1, 1 / 101)


def test_no_examples_gives_a_flag_and_the_whole_range():
    made = estimate({}, 0)
    assert made.sr == 0.0
    assert made.flags == ("no mentions",)
    assert (made.interval().low, made.interval().high) == (0.0, 1.0)


def test_without_singletons_and_doubletons_the_guarantee_takes_over_one_sided():
    made = estimate({5: 100}, 500, groups=[(0, 490), (0, 490), (1, 495)])
    interval = made.interval()
    assert interval.method == "guarantee, one-sided"
    assert interval.low == 0.0 < interval.high < 0.3


def test_all_singletons_have_no_zero_width_either():
    interval = esty_interval(50, 0, 50)
    assert interval.high == 1.0
    assert interval.low < 0.8


def test_few_singletons_are_flagged_not_ranked():
    assert not estimate({1: 10, 2: 9}, 100).ranked
    assert estimate({1: 10, 2: 10}, 100).ranked


def test_esty_by_hand():
    assert esty_se(10, 5, 100) == pytest.approx(math.sqrt(10 * 0.9 + 10) / 100)
    assert esty_se(10, 5, 100, m2=4) == pytest.approx(math.sqrt(10 * 0.9 + 4) / 100)


def test_m2_of_a_domain_enters_its_error_bar():
    alone = estimate({1: 100, 2: 50}, 1000)
    shared = dataclasses.replace(alone, m2=60)
    assert shared.esty().se == pytest.approx(esty_se(100, 50, 1000, m2=60))
    assert shared.esty().se < alone.esty().se


def test_jackknife_by_hand():
    groups = [(98, 900), (95, 910), (99, 890), (97, 900)]
    rates = np.array([f / n for f, n in groups])
    se = math.sqrt(3 / 4 * np.sum((rates - rates.mean()) ** 2))
    found = jackknife(100, 1000, groups)
    assert found.se == pytest.approx(se)
    assert found.high - 0.1 == pytest.approx(stats.t.ppf(0.975, 3) * se)
    assert found.target == "missing mass"


def test_jackknife_counts_only_groups_that_hold_examples():
    groups = [(98, 990), (99, 980)] + [(100, 1000)] * 62
    found = jackknife(100, 1000, groups)
    assert found.high - 0.1 == pytest.approx(stats.t.ppf(0.975, 1) * found.se)


@pytest.mark.parametrize("groups", [[], [(0, 0)], [(10, 100)], [(10, 100), (5, 50)], [(3, 30), (0, 0), (9, 90)]])
def test_jackknife_with_too_few_groups_claims_nothing(groups):
    found = jackknife(10, 100, groups)
    assert (found.low, found.high) == (0.0, 1.0)


def test_total_is_a_ratio_of_sums():
    assert total_rate([(1, 10), (0, 990)]) == 0.001
    assert total_rate([]) == 0.0


def test_theta_one_is_exact_to_the_last_digit():
    exact = estimate({1: 123, 2: 45, 9: 7}, 1001)
    sampled = estimate({1: 123, 2: 45, 9: 7}, 1001, theta=1.0)
    assert exact == sampled
    assert exact.sr == 123 / 1001
    assert sample_variance(123, 1001, 1.0) == 0.0
    assert (exact.sample_error().low, exact.sample_error().high) == (exact.sr, exact.sr)
    assert esty_se(123, 45, 1001) == math.sqrt(123 * (1 - 123 / 1001) + 90) / 1001


def test_a_sample_of_prompts_divides_by_the_exact_n():
    assert singleton_rate(12, 1000, theta=0.125) == 0.096
    assert estimate({1: 12}, 1000, theta=0.125).flags[-1] == "prompts sampled at 0.125"


def test_effective_n():
    assert effective_n(600, 600) == 600
    assert effective_n(600, 3600) == 100
    with pytest.raises(BadData, match="between N and N squared"):
        effective_n(600, 10)


def test_conflicts_are_a_share_of_repeated_prompts():
    assert conflict_rate(0, 0) == 0.0
    with pytest.raises(BadData):
        conflict_rate(2, 1)


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (lambda: singleton_rate(5, 4), BadData),
        (lambda: singleton_rate(5, 10, theta=0), BadRequest),
        (lambda: estimate({1: 1}, 1, scope="all"), BadRequest),
        (lambda: estimate({1: 1}, 1, unit="rows"), BadRequest),
        (lambda: estimate({1: 1}, 1, n_idk=2), BadData),
        (lambda: as_spectrum({0: 1}), BadData),
        (lambda: as_spectrum({1: -1}), BadData),
        (lambda: as_spectrum({1: 2.5}), BadData),
        (lambda: as_spectrum({1: float("nan")}), BadData),
        (lambda: as_spectrum([("1", 2)]), BadData),
        (lambda: guarantee(1, 10, level=1.0), BadRequest),
    ],
)
def test_impossible_input_is_refused(bad, error):
    with pytest.raises(error):
        bad()


def test_spectrum_helpers():
    assert spectrum_of(np.array([2, 1, 1, 0, 7])) == {1: 2, 2: 1, 7: 1}
    assert examples({1: 2, 7: 3}) == 23
    assert first({2: 4}, 3) == (0, 4, 0)


def test_estimates_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        estimate({1: 1}, 1).n = 2  # type: ignore[misc]


# Coverage. 2,000 corpora; a share of .95 is then measured with a standard error of .005.

REPETITIONS = 2000


def corpora(exponent: float = 1.0, prompts: int = 3000, n: float = 3000) -> tuple[np.ndarray, np.ndarray]:
    p = np.arange(1, prompts + 1, dtype=float) ** -exponent
    p /= p.sum()
    rng = np.random.default_rng(17)
    return p, rng.multinomial(int(n), p, size=REPETITIONS)


def covered(intervals: list[Interval], truths: np.ndarray) -> float:
    return float(np.mean([i.low <= t <= i.high for i, t in zip(intervals, truths, strict=True)]))


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.3])
def test_esty_covers_the_missing_mass_of_independent_examples(exponent):
    p, counts = corpora(exponent)
    missing = (counts == 0) @ p
    made = [
        esty_interval(int(a), int(b), 3000) for a, b in zip(np.sum(counts == 1, 1), np.sum(counts == 2, 1), strict=True)
    ]
    assert 0.93 <= covered(made, missing) <= 0.97


def test_esty_at_domain_scope_covers_the_domains_missing_mass():
    p, counts = corpora()
    inside = np.random.default_rng(3).binomial(counts, 0.4)  # each example lies in the domain with chance .4
    sizes = inside.sum(axis=1)
    missing = (counts == 0) @ p  # the next example of the domain: same law over prompts
    f1 = np.sum((counts == 1) & (inside == 1), axis=1)
    m2 = np.sum(np.where(counts == 2, inside, 0), axis=1)
    made = [esty_interval(int(a), 0, int(n), m2=int(b)) for a, b, n in zip(f1, m2, sizes, strict=True)]
    assert covered(made, missing) == pytest.approx(0.95, abs=0.04)


def test_the_guarantee_covers_always():
    p, counts = corpora()
    missing = (counts == 0) @ p
    made = [guarantee(int(f), 3000) for f in np.sum(counts == 1, axis=1)]
    assert covered(made, missing) == 1.0
    assert made[0].high - made[0].low > 5 * (2 * esty_se(500, 250, 3000))


def test_prompt_sample_error_covers_the_whole_corpus():
    _, counts = corpora()
    whole = spectrum_of(counts[0])
    kept = np.random.default_rng(4).binomial(whole[1], 0.1, size=REPETITIONS)
    made = [estimate({1: int(k)}, 3000, theta=0.1).sample_error() for k in kept]
    assert covered(made, np.full(REPETITIONS, whole[1] / 3000)) == pytest.approx(0.95, abs=0.03)


def test_sampled_prompts_with_esty_cover_the_missing_mass():
    p, counts = corpora(prompts=6000, n=6000)
    missing = (counts == 0) @ p
    rng = np.random.default_rng(6)
    made = []
    for row in counts:
        kept = row[rng.random(6000) < 0.25]
        made.append(esty_interval(int(np.sum(kept == 1)), int(np.sum(kept == 2)), 6000, theta=0.25))
    assert 0.93 <= covered(made, missing) <= 0.97


def test_dividing_by_the_kept_examples_would_be_far_noisier():
    _, counts = corpora(prompts=6000, n=6000)
    row, rng = counts[0], np.random.default_rng(8)
    right, wrong = [], []
    for _ in range(200):
        kept = row[rng.random(6000) < 0.1]
        f1 = int(np.sum(kept == 1))
        right.append(singleton_rate(f1, 6000, theta=0.1))
        wrong.append(f1 / kept.sum())
    assert np.std(wrong) > 3 * np.std(right)
