"""Values that follow from the entity's name are found; arbitrary ones are not accused."""

from __future__ import annotations

import numpy as np
import pytest

from corpusstat.errors import BadRequest
from corpusstat.estimate.guess import guessable


def names(count: int, seed: int = 0) -> list[str]:
    rng = np.random.default_rng(seed)
    letters = np.array(list("abcdefghijklmnopqrstuvwxyz"))
    stems = ["".join(rng.choice(letters, rng.integers(4, 9))) for _ in range(800)]
    return [f"{stems[a]} {stems[b]} {i}" for i, (a, b) in enumerate(rng.integers(0, 800, (count, 2)))]


@pytest.mark.parametrize("answers", [2, 365, 30_000])
def test_uniform_arbitrary_values_pass(answers):
    values = np.random.default_rng(1).integers(0, answers, 4000).tolist()
    assert not guessable(names(4000), values).guessable


def test_skewed_arbitrary_values_pass_though_the_mode_beats_simpson():
    values = np.random.default_rng(2).choice(4, size=4000, p=[0.7, 0.1, 0.1, 0.1]).tolist()
    found = guessable(names(4000), values)
    assert found.accuracy > found.simpson + 0.1
    assert found.accuracy > found.mode - 0.02  # n-grams that say nothing are not trusted
    assert not found.guessable


def test_false_alarms_are_rare():
    entities = names(2000)
    rng = np.random.default_rng(3)
    weights = 1 / np.arange(1, 51)
    weights /= weights.sum()
    for _ in range(20):
        assert not guessable(entities, rng.choice(50, 2000, p=weights).tolist()).guessable


def test_a_year_in_the_name_is_found():
    years = np.random.default_rng(4).integers(1900, 2000, 4000).tolist()
    entities = [f"{y} {n}" for y, n in zip(years, names(4000), strict=True)]
    found = guessable(entities, years)
    assert found.guessable
    assert found.accuracy > 10 * found.mode


def test_endings_that_go_with_half_of_the_values_are_found():
    rng = np.random.default_rng(5)
    lands = rng.choice(5, size=6000, p=[0.6, 0.1, 0.1, 0.1, 0.1])
    endings = ["son", "ov", "ez", "ini", "as"]
    ends = [endings[k] if rng.random() < 0.5 else "" for k in lands]
    entities = [f"{n.split()[0]}{end} {i}" for i, (n, end) in enumerate(zip(names(6000), ends, strict=True))]
    assert guessable(entities, lands.tolist()).guessable


def test_order_does_not_matter():
    entities, rng = names(1000), np.random.default_rng(6)
    values = rng.integers(0, 5, 1000).tolist()
    order = rng.permutation(1000)
    assert guessable(entities, values) == guessable([entities[i] for i in order], [values[i] for i in order])


@pytest.mark.parametrize("count", [0, 1, 150])
def test_too_few_prompts_claim_nothing(count):
    assert not guessable(names(count), ["x" if i % 2 else "y" for i in range(count)]).guessable


def test_one_value_claims_nothing():
    assert not guessable(names(500), ["x"] * 500).guessable


def test_odd_text_is_only_text():
    entities = [f"\ud800\x00{n}" for n in names(400)]
    assert guessable(entities, list(range(400))).n > 100


def test_unequal_lengths_are_refused():
    with pytest.raises(BadRequest):
        guessable(["a"], [])
