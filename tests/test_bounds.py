"""Theorem 2 and the theory beside it: values by hand, edges, and the theorems on simulated models."""

from __future__ import annotations

import math

import numpy as np
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate import bounds, theorems
from corpusstat.estimate.floors import paper
from corpusstat.estimate.stratum import Counts


def test_every_term_of_the_papers_floor_by_hand():
    f = paper(Counts(3 * 10**7, 10**6, 10**8), 364, gamma=0.05)
    assert f.sampling == pytest.approx(6 * math.log(3e8 / 0.05) / 1e4)
    assert f.sampling == pytest.approx(bounds.slack_low(1e8, 0.05))
    assert f.answers == 2 / 364
    assert f.value == pytest.approx(0.3 - f.sampling - 2 / 364)
    assert not f.vacuous


def test_many_claims_and_a_yes_no_relation_cost():
    counts = Counts(3 * 10**6, 10**5, 10**7)
    assert paper(counts, 364, claims=100).sampling == pytest.approx(bounds.slack_low(10**7, 0.0001))
    assert paper(counts, 1).needed == math.inf  # no N helps against a yes/no relation
    assert paper(counts, 364, delta=0.1).raw == pytest.approx(paper(counts, 364).raw - 0.1)


def test_the_dominant_term_changes_with_n():
    assert paper(Counts(10**4, 0, 10**5), 364).dominant == "sampling"
    assert paper(Counts(10**9, 0, 10**10), 364).dominant == "answers"


def test_simpson_is_unbiased_for_the_chance_of_a_common_answer():
    p = np.array([0.5, 0.3, 0.2])
    rng = np.random.default_rng(0)
    found = [bounds.simpson(rng.multinomial(8, p).tolist()) for _ in range(4000)]
    se = np.std(found) / math.sqrt(4000)
    assert np.mean(found) == pytest.approx(float(p @ p), abs=3 * se)


@pytest.mark.parametrize(
    "bad",
    [
        lambda: bounds.upper(0.1, 10, 0),
        lambda: bounds.plausible_wrong(0),
        lambda: bounds.slack_low(0),
        lambda: bounds.slack_low(10, 0),
        lambda: paper(Counts(1, 0, 10), 0),
        lambda: paper(Counts(1, 0, 10), 5, claims=0),
        lambda: theorems.multiple_choice(0.6, 3),
        lambda: theorems.penalty(1.0),
        lambda: theorems.expected_score(1.5, 0),
        lambda: theorems.theorem1(0.2, 0, 5),
        lambda: theorems.kv24(0.2, 0, 0.1),
    ],
)
def test_impossible_input_is_refused(bad):
    with pytest.raises(BadRequest):
        bad()


# Theorem 1 on models we can compute exactly: prompts with one valid answer among |E| + 1.


def exact_model(rng: np.random.Generator, prompts: int, wrong: int) -> tuple[float, float, float]:
    """(error rate, Is-It-Valid error, signed δ) of a random model, exactly."""
    p_hat = rng.dirichlet(np.full(wrong + 1, 0.2), size=prompts)  # column 0 is the right answer
    if rng.random() < 0.3:  # knows every answer, and spreads part of its belief thinly: under-confident
        p_hat = np.full_like(p_hat, 0.5 / (wrong + 1))
        p_hat[:, 0] += 0.5
    weight = rng.dirichlet(np.ones(prompts))
    err = float(weight @ p_hat[:, 1:].sum(axis=1))
    above = p_hat > 1 / wrong
    missed = float(weight @ ~above[:, 0])
    false = float(weight @ above[:, 1:].mean(axis=1))
    delta = float(weight @ (p_hat * above).sum(axis=1)) - float(weight @ above[:, 0])
    return err, (missed + false) / 2, delta


def test_theorem1_holds_for_any_model():
    rng = np.random.default_rng(2)
    binding = under = 0
    for _ in range(300):
        wrong = int(rng.integers(2, 40))
        err, iiv, delta = exact_model(rng, 20, wrong)
        low = theorems.theorem1(iiv, 1, wrong, delta)
        assert err >= low.raw - 1e-12
        binding += low.raw > 0
        under += delta < 0
    assert binding > 20  # the bound says something, so the check can fail
    assert under > 20  # with the sign of δ, under-confident models too


def test_iiv_error_estimates_the_exact_one():
    rng = np.random.default_rng(3)
    right, wrong = rng.beta(2, 2, 5000), rng.beta(0.3, 5, 5000)
    found = theorems.iiv_error(right, wrong, 10)
    assert found.value == pytest.approx((np.mean(right <= 0.1) + np.mean(wrong > 0.1)) / 2)
    assert 0 < found.se < 0.01


def test_trigram_models_err_half_the_time():
    # any trigram model answers both prompts with the same probability q for "her mind"
    for q in np.linspace(0, 1, 11):
        error = ((1 - q) + q) / 2
        assert error >= theorems.corollary2()
    assert theorems.multiple_choice(0.5, 4) == 0.75


def test_kv24_both_forms():
    full, round_ = theorems.kv24(0.4, 10**6, 1e-5), theorems.kv24_99(0.4, 10**6, 1e-5)
    assert full.size == pytest.approx(0.003)
    assert round_.size == pytest.approx(0.003)
    assert round_.slack == 0.007
    assert full.slack == pytest.approx(math.sqrt(6 * math.log(600) / 1e6))
    assert full.slack < round_.slack
    assert theorems.kv24(0.001, 100, 0).vacuous


def test_miscalibration_is_zero_in_mean_for_a_calibrated_model_and_its_error_is_right():
    rng = np.random.default_rng(4)
    z = []
    for _ in range(2000):
        share = theorems.miscalibration(rng.random(300), rng.random(400), 0.4)
        z.append(share.value / share.se)
    assert np.mean(z) == pytest.approx(0, abs=0.1)  # signed: both directions
    assert np.mean(np.abs(z) < 1.96) == pytest.approx(0.95, abs=0.02)


def test_miscalibration_with_a_threshold_for_each_prompt():
    found = theorems.miscalibration([0.5, 0.2], [0.5, 0.2, 0.1], ([0.4, 0.1], [0.6, 0.1, 0.2]))
    assert found.parts == (1.0, pytest.approx(1 / 3))


def test_observation1_for_any_beliefs():
    rng = np.random.default_rng(5)
    for _ in range(100):
        best, idk = theorems.observation1(rng.dirichlet(np.ones(5)))
        assert best >= idk


@pytest.mark.parametrize("t", [0.0, 0.5, 0.75, 0.9])
def test_answering_pays_exactly_above_the_target(t):
    assert theorems.expected_score(t, t) == pytest.approx(0, abs=1e-12)
    assert theorems.expected_score(min(1.0, t + 0.01), t) > 0
    if t:
        assert theorems.expected_score(t - 0.01, t) < 0


def test_behavioural_trace_of_an_ideal_model_matches_the_ideal():
    rng = np.random.default_rng(6)
    chance = rng.random(20_000)
    right = rng.random(20_000) < chance
    targets = (0.0, 0.5, 0.75, 0.9)
    outcomes = [(t, np.where(chance > t, np.where(right, 1, -1), 0)) for t in targets]
    found, ideal = theorems.behavioral_trace(outcomes), theorems.ideal_trace(chance, targets)
    for a, b in zip(found, ideal, strict=True):
        assert a.accuracy == pytest.approx(b.accuracy, abs=0.015)
        assert a.error == pytest.approx(b.error, abs=0.015)
        assert a.accuracy + a.error + a.idk == pytest.approx(1)
    assert [x.error for x in ideal] == sorted((x.error for x in ideal), reverse=True)
    with pytest.raises(BadData):
        theorems.behavioral_trace([(0.5, [2])])


def test_upper_bound_by_hand():
    high = bounds.upper(0.3, 10**8, 3, gamma=0.05, strata=2, n_eff=10**6)
    assert high == pytest.approx(0.3 - 0.3 / 4 + 5 * math.sqrt(math.log(5 / 0.025) / 1e6))
    assert bounds.upper(0.9, 10, 364) == 1.0
