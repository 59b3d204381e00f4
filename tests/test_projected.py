"""Floors of another size, against corpora that were drawn at that size."""

from __future__ import annotations

import math

import numpy as np
import pyarrow as pa
import pytest
from worlds import POPULATIONS, independent, sums, topics

from corpusstat.errors import BadRequest
from corpusstat.estimate import answers as told
from corpusstat.estimate.floors import statistical
from corpusstat.estimate.projected import counts_at, counts_at_common, design_of, difference, least_sr
from corpusstat.estimate.spectrum import spectrum_of
from corpusstat.estimate.stratum import Counts, DocumentSums


@pytest.mark.parametrize("name", ["Zipf 1, 5 N", "Zipf .7, 5 N", "lognormal 1, N"])
@pytest.mark.parametrize("t", [2, 10])
def test_expected_counts_of_a_larger_corpus(name, t):
    """With the true sr at t times the size, pairs are right within what the slope between 1 and t can tell."""
    rng, n = np.random.default_rng(1), 20_000
    p = POPULATIONS[name](n)
    now, then = sums(independent(p, n, rng)), sums(independent(p, t * n, rng))
    made = counts_at(Counts(now["f1"], now["f2"], n), then["f1"] / (t * n), t)
    assert (made.f1, made.n) == (pytest.approx(then["f1"]), t * n)
    assert made.f2 == pytest.approx(then["f2"], rel=0.35)
    floor = statistical(made, told.uniform(364)).value
    real = statistical(Counts(then["f1"], then["f2"], t * n), told.uniform(364)).value
    assert floor == pytest.approx(real, abs=0.15 * float(statistical(made, told.uniform(364)).sampling) + 1e-9)


def test_expected_counts_at_a_common_n_are_those_of_a_random_part():
    rng, n, m = np.random.default_rng(2), 6000, 1500
    p = POPULATIONS["Zipf 1, N"](n)
    counts = independent(p, n, rng).answered
    c = Counts(int(np.sum(counts == 1)), int(np.sum(counts == 2)), n)
    made = counts_at_common(c, spectrum_of(counts), m)
    drawn = [rng.multivariate_hypergeometric(counts, m) for _ in range(200)]
    for k, value in ((1, made.f1), (2, made.f2)):
        found = [int(np.sum(d == k)) for d in drawn]
        assert value == pytest.approx(np.mean(found), abs=4 * np.std(found) / math.sqrt(200))
    whole = counts_at_common(c, spectrum_of(counts), n)
    assert (whole.f1, whole.f2) == (pytest.approx(c.f1), pytest.approx(c.f2))


def test_documents_are_thinned_too_at_a_common_n():
    rng = np.random.default_rng(3)
    corpus = topics("mixed", 200).corpus(150, rng)
    found = sums(corpus)
    c = Counts(
        found["f1"], found["f2"], corpus.n, documents=DocumentSums(*(found[k] for k in ("n_sq", "s_sq", "s_n", "b_sq")))
    )
    m = corpus.n // 4
    made = counts_at_common(c, spectrum_of(corpus.answered), m)
    sizes = [np.bincount(corpus.document[rng.permutation(corpus.n)[:m]]) for _ in range(100)]
    assert made.n_eff == pytest.approx(np.mean([m * m / (s @ s) for s in sizes]), rel=0.05)
    assert 1 <= made.design <= design_of(c)
    assert counts_at_common(c, spectrum_of(corpus.answered), corpus.n).v == pytest.approx(c.v)


@pytest.mark.parametrize("n", [200, 10**4, 3 * 10**6])
def test_the_least_rate_that_says_something(n):
    least = least_sr(n, room=2 / 364, ratio=0.5, design=2.0, claims=5)

    def at(sr: float):
        f2 = min(0.35 * sr * n, (1 - sr) * n / 2)
        return statistical(Counts(sr * n, f2, n, n_eff=n / 2, design=2.0), told.uniform(364), claims=5)

    assert not at(least * 1.001).vacuous
    assert at(least * 0.999).vacuous


def test_a_shared_document_leaves_the_difference_alone():
    """Two corpora of which half the documents are the same: the paired error is nearer to that over corpora."""
    rng, p, groups = np.random.default_rng(4), POPULATIONS["Zipf 1, N"](1500), 64
    found, paired, apart = [], [], []
    for _ in range(150):
        shared, own = rng.choice(p.size, 1500, p=p), [rng.choice(p.size, 300, p=p) for _ in range(2)]
        at = rng.integers(0, groups, 1500)
        made, ses = [], []
        for mine in own:
            prompts, group = np.concatenate([shared, mine]), np.concatenate([at, rng.integers(0, groups, 300)])
            counts = np.bincount(prompts, minlength=p.size)
            pairs = []
            for g in range(groups):
                left = counts - np.bincount(prompts[group == g], minlength=p.size)
                pairs.append((int(np.sum(left == 1)), int(left.sum())))
            made.append((Counts(int(np.sum(counts == 1)), int(np.sum(counts == 2)), 1800), pairs))
            rates = np.array([a / b for a, b in pairs])
            ses.append(math.sqrt((groups - 1) / groups * np.sum((rates - rates.mean()) ** 2)))
        d, interval = difference(*made)
        found.append(d)
        paired.append(interval.se)
        apart.append(math.hypot(*ses))
    assert 1 <= np.mean(paired) / np.std(found) < 1.8  # a jackknife of f_1 is on the wide side
    assert np.mean(apart) > 1.5 * np.std(found)
    assert np.mean(paired) < 0.8 * np.mean(apart)


def test_a_plan_says_what_could_not_be_told_from_0():
    from corpusstat.runs.plan import _least
    from corpusstat.schema import MENTION, REJECTED, TALLY, Parts

    row = {"domain": "d", "relation": "*", "group": 0, "documents": 50, "bytes": 1, "n": 80, "n_idk": 0, "n_sq": 160}
    mentions = pa.table({f.name: pa.nulls(100, f.type) for f in MENTION}, schema=MENTION)
    parts = Parts(mentions, REJECTED.empty_table(), pa.Table.from_pylist([row], schema=TALLY), 50, 1)
    examples, least = _least(parts, 1e6)
    assert examples == 8e5
    assert least == pytest.approx(least_sr(8e5, ratio=0.5, design=2.0))
    assert _least(Parts(mentions, REJECTED.empty_table(), TALLY.empty_table(), 50, 1), 1e6) == (0.0, 1.0)


def test_sizes_below_one_are_refused():
    with pytest.raises(BadRequest, match="counts_at_common"):
        counts_at(Counts(1, 0, 10), 0.1, 0.5)
    with pytest.raises(BadRequest, match="design"):
        least_sr(100, design=0.5)
