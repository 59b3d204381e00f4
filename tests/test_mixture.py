"""What-if of mixture weights: exact in expectation, and both forms of input agree."""

from __future__ import annotations

import numpy as np
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.mixture import mixture


def rows(seed: int = 0, prompts: int = 4000) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    counts = np.random.default_rng(seed).poisson([[0.5], [0.3], [0.9]], size=(3, prompts))
    domain, prompt = np.nonzero(counts)
    return prompt * 7 - 3, domain, counts[domain, prompt], counts


def plain(counts: np.ndarray) -> tuple[int, int]:
    total = counts.sum(axis=0)
    return int(np.sum(total == 1)), int(total.sum())


def test_all_kept_is_what_was_counted():
    prompt, domain, n, counts = rows()
    found = mixture(prompt, domain, n, counts.sum(axis=1), [1, 1, 1])
    assert (found.f1, found.n) == plain(counts)
    assert found.sr == plain(counts)[0] / plain(counts)[1]
    assert found.exposures == found.n


@pytest.mark.parametrize("gone", [0, 1, 2])
def test_dropping_a_domain_equals_counting_without_it(gone):
    prompt, domain, n, counts = rows()
    weights = [1.0] * 3
    weights[gone] = 0.0
    found = mixture(prompt, domain, n, counts.sum(axis=1), weights)
    assert (found.f1, found.n) == plain(np.delete(counts, gone, axis=0))


def test_keeping_a_share_matches_draws():
    prompt, domain, n, counts = rows()
    shares = np.array([0.3, 1.0, 0.6])
    found = mixture(prompt, domain, n, counts.sum(axis=1), shares)
    rng = np.random.default_rng(9)
    drawn = [plain(rng.binomial(counts, shares[:, None])) for _ in range(400)]
    f1, size = np.mean(drawn, axis=0)
    assert f1 == pytest.approx(found.f1, abs=3 * np.std([d[0] for d in drawn]) / 20)
    assert size == pytest.approx(found.n, rel=1e-2)


def test_repeats_change_exposures_and_nothing_else():
    prompt, domain, n, counts = rows()
    sizes = counts.sum(axis=1)
    once, often = (mixture(prompt, domain, n, sizes, w) for w in ([1, 1, 1], [1, 4, 2.5]))
    assert (once.f1, once.n) == (often.f1, often.n)
    assert often.exposures == sizes @ np.array([1, 4, 2.5])


def test_rows_of_one_prompt_and_domain_add_and_order_does_not_matter():
    prompt, domain, n, counts = rows()
    sizes = counts.sum(axis=1)
    ones = np.repeat(np.arange(prompt.size), n)  # one row per example, as from document groups
    shuffled = np.random.default_rng(4).permutation(ones)
    apart = mixture(prompt[shuffled], domain[shuffled], np.ones(shuffled.size), sizes, [0.5, 0.2, 1])
    assert apart.f1 == pytest.approx(mixture(prompt, domain, n, sizes, [0.5, 0.2, 1]).f1, rel=1e-12)


def test_idk_examples_count_in_n_only():
    found = mixture([1], [0], [1], sizes=[10], weights=[1])
    assert found.sr == 0.1


def test_nothing_left_is_zero_and_not_an_error():
    assert mixture([1], [0], [1], [1], [0]).sr == 0.0
    assert mixture([], [], [], [], []).sr == 0.0


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        (lambda: mixture([1], [0], [1], [1], [-1]), BadRequest),
        (lambda: mixture([1], [0], [1], [1], [float("nan")]), BadRequest),
        (lambda: mixture([1], [0], [1], [1, 2], [1]), BadRequest),
        (lambda: mixture([1], [3], [1], [1], [1]), BadData),
        (lambda: mixture([1], [0], [-1], [1], [1]), BadData),
    ],
)
def test_impossible_input_is_refused(bad, error):
    with pytest.raises(error):
        bad()
