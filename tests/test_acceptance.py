"""The theory's acceptance numbers, by simulation with fixed seeds; tolerances come from the theory."""

from __future__ import annotations

import math

import numpy as np
import pytest

from corpusstat.estimate import bounds, estimate, rarefy
from corpusstat.estimate.answers import uniform
from corpusstat.estimate.floors import floors
from corpusstat.estimate.spectrum import spectrum_of
from corpusstat.estimate.stratum import Counts
from corpusstat.estimate.theorems import penalty

SEEDS = range(5)


def zipf(size: int, exponent: float = 1.0) -> np.ndarray:
    p = np.arange(1, size + 1, dtype=float) ** -exponent
    return p / p.sum()


def draw(n: int, seed: int, exponent: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    """Prompt probabilities, and the examples of each prompt among n draws from them."""
    p = zipf(n, exponent)
    return p, np.random.default_rng([seed, n]).multinomial(n, p)


@pytest.mark.parametrize(
    ("n", "mean", "close", "error"),
    [(10**4, 0.183, 0.004, 0.1834), (10**5, 0.1647, 0.0011, 0.1647), (10**6, 0.1500, 0.0008, 0.1493)],
)
def test_arbitrary_facts_sr_is_the_missing_mass_and_the_memorisers_error(n, mean, close, error):
    rates, errors, gaps = [], [], []
    for seed in SEEDS:
        p, counts = draw(n, seed)
        sr = estimate.singleton_rate(int(np.sum(counts == 1)), n)
        missing = float(p[counts == 0].sum())
        memoriser = missing * 364 / 365  # right on what it saw, a uniform guess elsewhere
        se = estimate.esty_se(int(np.sum(counts == 1)), int(np.sum(counts == 2)), n)
        assert abs(missing - sr) <= 3 * se
        gaps.append(missing - sr)
        counted = Counts(int(np.sum(counts == 1)), int(np.sum(counts == 2)), n)
        for floor in floors(counted, uniform(364)).all:
            assert floor.value <= memoriser <= bounds.upper(sr, n, 364)
        rates.append(sr)
        errors.append(memoriser)
    assert abs(np.mean(gaps)) <= close
    spread = math.sqrt(mean / n / len(SEEDS)) * 3  # three standard errors of a mean of five
    assert np.mean(rates) == pytest.approx(mean, abs=spread + 0.0005)
    assert np.mean(errors) == pytest.approx(error, abs=spread + 0.0005)


def test_idk_counts_in_n_and_never_in_a_prompts_count():
    n, alpha = 10**6, 0.6
    p, counts = draw(n, 0)
    answered = np.random.default_rng(7).binomial(counts, alpha)
    made = estimate.estimate(spectrum_of(answered), n, n_idk=int(n - answered.sum()))
    missing = float(alpha * p[answered == 0].sum())
    assert made.sr == pytest.approx(0.1102, abs=0.0010)
    assert missing == pytest.approx(0.1100, abs=0.0010)
    assert made.guarantee().low <= missing <= made.guarantee().high
    # the two mistakes it guards against are far away
    assert made.f1 / answered.sum() > 0.17
    assert np.sum(counts == 1) / n > 0.14


def test_few_answers_lower_the_memorisers_error():
    n = 10**6
    p, counts = draw(n, 0, exponent=0.7)
    sr = float(np.sum(counts == 1)) / n
    assert sr == pytest.approx(0.2844, abs=3 * math.sqrt(0.2844 / n) + 0.0005)
    missing = float(p[counts == 0].sum())
    assert missing * 3 / 4 == pytest.approx(0.2133, abs=0.001)


@pytest.mark.parametrize("q", [0.1, 0.3, 0.7])
def test_thinning_matches_its_formula(q):
    n = 10**5
    _, counts = draw(n, 1)
    expected = rarefy.thinned_rate({k: k * f for k, f in spectrum_of(counts).items()}, n, q)
    kept = np.random.default_rng(3).binomial(counts, q)
    found = float(np.sum(kept == 1)) / (q * n)
    sd = math.sqrt(expected / (q * n))
    assert found == pytest.approx(expected, abs=3 * sd)


def test_one_tenth_of_the_documents_doubles_sr():
    _, counts = draw(10**6, 0)
    expected = rarefy.thinned_rate({k: k * f for k, f in spectrum_of(counts).items()}, 10**6, 0.1)
    assert expected == pytest.approx(0.305, abs=0.002)


def test_splitting_entities_over_three_aliases_is_thinning():
    n = 10**6
    _, counts = draw(n, 0)
    formula = rarefy.thinned_rate({k: k * f for k, f in spectrum_of(counts).items()}, n, 1 / 3)
    parts = np.random.default_rng(5).multinomial(counts[counts > 0], [1 / 3] * 3)
    split = float(np.sum(parts == 1)) / n
    assert formula == pytest.approx(0.2232, abs=0.001)
    assert split == pytest.approx(formula, abs=3 * math.sqrt(formula / n))


def test_domain_rates_weighted_by_examples_are_the_corpus_rate_exactly():
    rng = np.random.default_rng(11)
    inside = rng.poisson(0.6, size=(2, 5000))  # two overlapping domains
    total = inside.sum(axis=0)
    sizes = inside.sum(axis=1)
    credited = [int(np.sum((total == 1) & (inside[d] == 1))) for d in (0, 1)]
    alone = [int(np.sum(inside[d] == 1)) for d in (0, 1)]
    n = int(total.sum())
    f1 = int(np.sum(total == 1))
    assert sum(credited) == f1
    pairs = list(zip(credited, sizes.tolist(), strict=True))
    assert estimate.total_rate(pairs) == f1 / n
    assert all(c <= a for c, a in zip(credited, alone, strict=True))
    # two domains counted alone do not add up to the corpus
    assert estimate.total_rate(list(zip(alone, sizes.tolist(), strict=True))) > f1 / n


@pytest.mark.parametrize("k", [2, 5])
def test_copies_take_the_raw_rate_to_zero_and_leave_the_collapsed_one(k):
    _, counts = draw(10**4, 2)
    raw = spectrum_of(counts * k)
    assert estimate.estimate(raw, int(counts.sum()) * k).sr == 0.0
    assert estimate.estimate(spectrum_of(counts), int(counts.sum()), unit="sources").sr > 0.1


class Clustered:
    """Documents about one entity (Zipf) that state 6 of its 12 facts: examples come in correlated sixes."""

    entities, facts, stated, documents = 400, 12, 6, 600

    def __init__(self) -> None:
        self.p = zipf(self.entities)

    def corpus(self, seed: int) -> tuple[np.ndarray, np.ndarray]:
        """Counts by (document group, prompt), and the true missing mass."""
        rng = np.random.default_rng([seed, 99])
        about = rng.choice(self.entities, size=self.documents, p=self.p)
        said = rng.permuted(np.tile(np.arange(self.facts), (self.documents, 1)), axis=1)[:, : self.stated]
        group = rng.integers(0, 64, self.documents)
        table = np.zeros((64, self.entities * self.facts), dtype=np.int64)
        np.add.at(table, (np.repeat(group, self.stated), (about[:, None] * self.facts + said).ravel()), 1)
        unseen = (table.sum(axis=0) == 0).reshape(self.entities, self.facts).mean(axis=1)
        return table, float(self.p @ unseen)


def intervals(table: np.ndarray) -> tuple[estimate.Interval, estimate.Interval]:
    counts = table.sum(axis=0)
    n = int(counts.sum())
    left = [(int(np.sum(counts - row == 1)), n - int(row.sum())) for row in table]
    made = estimate.estimate(spectrum_of(counts), n, groups=left)
    return made.interval(), made.esty()


def coverage(repetitions: int) -> tuple[float, float]:
    model = Clustered()
    hits = np.zeros(2)
    for seed in range(repetitions):
        table, missing = model.corpus(seed)
        hits += [i.low <= missing <= i.high for i in intervals(table)]
    jack, esty = hits / repetitions
    return float(jack), float(esty)


def test_jackknife_covers_where_facts_come_in_documents_and_esty_does_not():
    jack, esty = coverage(60)
    assert 0.90 <= jack <= 0.99
    assert esty < 0.85


@pytest.mark.slow
def test_jackknife_coverage_over_many_corpora():
    jack, esty = coverage(1000)
    assert 0.93 <= jack <= 0.97
    assert esty < 0.85


def test_bootstrapping_documents_destroys_singletons():
    table, _ = Clustered().corpus(0)
    counts = table.sum(axis=0)
    rng = np.random.default_rng(0)
    drawn = np.zeros_like(counts)
    for g in rng.integers(0, 64, 64):
        drawn += table[g]
    assert np.sum(drawn == 1) / drawn.sum() < 0.75 * np.sum(counts == 1) / counts.sum()


def test_slack_table_to_its_digits():
    sizes = [10**k for k in range(3, 10)]
    assert [f"{bounds.slack_low_99(n):.3g}" for n in sizes[:6]] == [
        "2.42",
        "0.903",
        "0.329",
        "0.118",
        "0.0416",
        "0.0146",
    ]
    assert f"{bounds.slack_low_99(sizes[6]):.4f}" == "0.0050"
    thirteen = [0.411, 0.130, 0.0411, 0.0130, 0.0041, 0.0013, 0.0004]
    for n, most in zip(sizes, thirteen, strict=True):
        assert bounds.slack_up(n) <= 13 / math.sqrt(n) == pytest.approx(most, abs=6e-4 * most + 5e-5)
    for n in sizes:
        assert bounds.slack_low(n) <= bounds.slack_low_99(n)


def test_penalties():
    assert [penalty(t) for t in (0, 0.5, 0.75)] == [0, 1, 3]
    assert penalty(0.9) == pytest.approx(9, abs=1e-12)
