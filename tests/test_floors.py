"""Floors: every term by hand, chains that add up, arrays as their elements, and the published figures."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate import answers as told
from corpusstat.estimate import slacks
from corpusstat.estimate.extractor import Quality, limits, take_off
from corpusstat.estimate.floors import TERMS, floors, statistical, wrong_or_declined
from corpusstat.estimate.stratum import Counts, DocumentSums

L = math.log(100)


@st.composite
def counted(draw: st.DrawFn) -> Counts:
    f1 = draw(st.integers(0, 3000))
    f2 = draw(st.integers(0, 1000))
    n = f1 + 2 * f2 + draw(st.integers(0, 5000))
    return Counts(f1, f2, n, n_eff=draw(st.sampled_from([None, max(1, n) / 3])))


QUALITIES = st.builds(
    Quality,
    phi=st.floats(0, 0.5),
    rho=st.floats(0.2, 1),
    names=st.floats(0, 0.5),
    phi_source=st.just("judged"),
    rho_source=st.just("judged"),
)


def test_the_statistical_chain_by_hand():
    c = Counts(300, 80, 1000)
    f = statistical(c, told.uniform(364), delta=-0.02, claims=3)
    log = math.log(3 / 0.01)
    v = 300 * 0.7 + 2.5 * 80
    slack = math.sqrt(2 * log * v) / 1000 + (0.3 + math.sqrt(1.25)) * log / 1000
    assert f.sampling == pytest.approx(slack)
    assert f.raw == pytest.approx(0.3 - slack - 2 / 364 + 0.02)  # an under-confident model errs more


def test_wrong_or_declined_by_hand():
    f = wrong_or_declined(Counts(300, 80, 1000), told.Answers(1.0, 0.0, 0.25, "any shares"))
    v = 300 * 0.7 + 2 * 80 / 0.75 + 1  # and half a pair
    slack = (math.sqrt(2 * L * v) + (0.3 + 0.75**-0.5) * L) / 1000
    assert f.value == pytest.approx(0.75 * (0.3 - slack))
    assert f.delta == 0


def test_the_extractors_terms_by_hand():
    c = Counts(355, 90, 1000)
    f = statistical(c, told.uniform(364), Quality(0.03, 0.6, phi_source="judged", rho_source="packs"))
    valid = (355 - 30) / 970
    found = valid * math.exp(-(1 / 0.6 - 1) * 2 * stats.chi2.ppf(0.995, 182) / 2 / 325)
    assert f.false_facts == pytest.approx(0.355 - valid)
    assert f.missed == pytest.approx(valid - found)
    assert f.sampling == pytest.approx(sum(slacks.statistical(c)) * 1000 / 970)
    assert f.corrected
    assert not statistical(c, told.uniform(364), Quality(0.03, phi_source="judged")).corrected


def test_a_domain_undoes_missed_mentions_with_its_own_m2():
    # singletons of a domain stop being singletons by mentions anywhere, so m2 and not 2 f2 counts
    both = take_off(Counts(300, 20, 1000, m2=160), Quality(rho=0.5))
    assert both.value == pytest.approx(0.3 * math.exp(-stats.chi2.ppf(0.995, 162) / 300))


@given(counted(), QUALITIES, st.floats(-1, 1))
def test_every_floor_is_sr_minus_its_terms(c: Counts, quality: Quality, delta: float):
    family = floors(c, told.answers_of(30, 20, 10, 400), quality, e_min=364, delta=delta)
    for f in family.all:
        if math.isfinite(f.sampling):
            assert f.raw == pytest.approx(f.sr - math.fsum(float(getattr(f, t)) for t in TERMS), abs=1e-12)
        assert 0 <= f.value <= 1
        assert f.vacuous == (f.value == 0)
        assert min(f.false_facts, f.missed, f.names) >= 0


@given(st.lists(counted(), min_size=1, max_size=5), QUALITIES)
def test_arrays_are_their_elements(each: list[Counts], quality: Quality):
    arrays = Counts(*(np.array([getattr(c, k) for c in each], dtype=float) for k in ("f1", "f2", "n")))
    family = floors(arrays, told.uniform(364), quality)
    for i, c in enumerate(each):
        alone = floors(Counts(c.f1, c.f2, c.n), told.uniform(364), quality)
        for many, one in zip(family.all, alone.all, strict=True):
            assert many.raw[i] == pytest.approx(one.raw, rel=1e-9, abs=1e-12, nan_ok=True)
            assert many.needed[i] == pytest.approx(one.needed, rel=0.02)


@pytest.mark.parametrize("kind", ["wrong_or_declined", "statistical", "paper"])
@pytest.mark.parametrize("ratio", [1.0, 1 / 3])
def test_needed_is_where_a_floor_starts_to_say_something(kind: str, ratio: float):
    def at(n: float):
        return getattr(floors(Counts(0.3 * n, 0.1 * n, n, n_eff=ratio * n), told.uniform(364)), kind)

    least = at(20).needed
    assert not at(least * 1.001 + 1).vacuous
    assert at(least * 0.99 - 1).vacuous


def test_guaranteed_needed_is_where_it_starts():
    least = floors(Counts(6, 2, 20), told.uniform(364)).guaranteed.needed

    def at(n: float):
        return floors(Counts(0.3 * n, 0.1 * n, n), told.uniform(364)).guaranteed

    assert not at(least * 1.02).vacuous
    assert at(least * 0.98).vacuous


@pytest.mark.parametrize(
    ("sr", "plain", "documents", "paper"), [(0.1, 265, 708, 1.43e6), (0.3, 87, 234, 121e3), (0.9, 17, 49, 9.9e3)]
)
def test_from_which_n_each_says_something(sr: float, plain: int, documents: int, paper: float):
    # f_2 is not given with these figures; .354 f_1 (at most (N − f_1)/2) makes all six statistical ones
    n = 1e6
    f1, f2 = sr * n, min(0.354 * sr * n, (1 - sr) * n / 2)
    c = Counts(f1, f2, n)
    assert slacks.needed(*slacks.statistical(c), n, sr) == pytest.approx(plain, abs=1)
    v = 2.5 * (c.v + f2 / 2)
    root, linear = math.sqrt(2 * L * v) / n, (sr + math.sqrt(1.25)) * L / (n / 3)
    assert slacks.needed(root, linear, n, sr) == pytest.approx(documents, abs=1)
    least = floors(Counts(f1, f2, n), told.Answers(1.0, 0.0, 0.0, "any shares"), e_min=1e12).paper.needed
    assert least == pytest.approx(paper, rel=0.01)


def brute(kept: np.ndarray, sizes: np.ndarray) -> DocumentSums:
    """The four sums from a table (document, prompt) of 0 and 1, one loop per definition."""
    counts = kept.sum(axis=0)
    s = (kept * (counts == 1)).sum(axis=1)
    b_sq = 0
    for g in range(len(kept)):
        for h in range(len(kept)):
            if g != h:
                b_sq += int(np.sum((kept[g] == 1) & (kept[h] == 1) & (counts == 2))) ** 2
    return DocumentSums(int((sizes**2).sum()), int((s**2).sum()), int((s * sizes).sum()), b_sq)


def made(rng: np.random.Generator) -> np.ndarray:
    return (rng.random((12, 40)) < 0.08).astype(int)


def test_v_of_documents_by_its_definition():
    table = made(np.random.default_rng(0))
    sizes = table.sum(axis=1)
    counts = table.sum(axis=0)
    f1, f2, n = int(np.sum(counts == 1)), int(np.sum(counts == 2)), int(counts.sum())
    s = (table * (counts == 1)).sum(axis=1)
    sums = brute(table, sizes)
    c = Counts(f1, f2, n, documents=sums)
    assert c.v == pytest.approx(float(np.sum((s - f1 / n * sizes) ** 2)) + sums.b_sq)
    assert c.effective == n * n / np.sum(sizes**2)


@given(counted())
def test_v_of_documents_with_one_example_each_is_that_of_independent_examples(c: Counts):
    sums = DocumentSums(n_sq=c.n, s_sq=c.f1, s_n=c.f1, b_sq=2 * c.f2)
    assert Counts(c.f1, c.f2, c.n, documents=sums).v == pytest.approx(Counts(c.f1, c.f2, c.n).v, abs=1e-6)


def test_v_of_a_prompt_sample_is_that_of_all_prompts_plus_the_sampling():
    rng = np.random.default_rng(1)
    table = made(rng)
    sizes, theta = table.sum(axis=1), 0.5
    counts = table.sum(axis=0)
    f1, n = int(np.sum(counts == 1)), int(counts.sum())
    full = Counts(f1, int(np.sum(counts == 2)), n, documents=brute(table, sizes))
    found = []
    for _ in range(800):
        kept = table * (rng.random(table.shape[1]) < theta)
        of = kept.sum(axis=0)
        ones, twos = int(np.sum(of == 1)), int(np.sum(of == 2))
        # sr of the full counts: the expectation is of the sums, not of a product of two random numbers
        sums, c = brute(kept, sizes), Counts(ones, twos, n, theta=theta)
        sr = f1 / n
        inside = (sums.s_sq - 0.5 * ones) / 0.25 - 2 * sr * sums.s_n / theta + sr**2 * sums.n_sq
        found.append(inside + (sums.b_sq - 0.5 * 2 * twos) / 0.25 + c.singletons)
    expected = full.v + f1 * (1 - theta) / theta
    assert np.mean(found) == pytest.approx(expected, abs=3 * np.std(found) / math.sqrt(800))
    # and one draw goes through the class by the same formula
    c = Counts(ones, twos, n, documents=sums, theta=theta)
    sr = c.sr
    inside = (sums.s_sq - 0.5 * ones) / 0.25 - 2 * sr * sums.s_n / theta + sr**2 * sums.n_sq
    assert c.v == pytest.approx(max(inside, 0) + (sums.b_sq - 0.5 * 2 * twos) / 0.25 + c.singletons)


def test_the_best_threshold_is_the_share_of_the_third_commonest_answer():
    shares = np.array([0.3, 0.2, 0.15, 0.1, 0.1, 0.05, 0.05, 0.05])

    def left(tau: float) -> float:
        return 1 - float(np.maximum(shares - tau, 0).sum()) - 2 * tau

    found = told.answers_of(*(shares[:3] * 10_000), 10_000)
    assert found.left == pytest.approx(max(left(t) for t in np.linspace(0.002, 1, 2000)), abs=1e-3)
    few = told.answers_of(3, 2, 2, 10)
    assert (few.kappa, few.two_tau) == (0, 0)  # shares of ten prompts are not known: no claim about them
    assert told.answers_of(600, 400, 0, 1000).left == 0  # nor about yes and no
    both = told.pooled(
        told.answers_of(np.array([20, 3]), np.array([15, 2]), np.array([10, 1]), np.array([5000, 10])),
        [50, 5],
        [100, 10],
    )
    alone = told.answers_of(20, 15, 10, 5000)
    assert both.two_tau == pytest.approx(alone.two_tau * 100 / 110)
    assert both.kappa == pytest.approx(alone.kappa * 50 / 55)
    assert told.answers_of(0, 0, 0, 0).pi_max == 1.0


def test_limits_hold_at_their_level():
    rng = np.random.default_rng(3)
    for p in (0.02, 0.6):
        hits = rng.binomial(300, p, size=20_000)
        low, high = limits(hits, 300)
        assert np.mean(low > p) <= 0.005 + 3 * math.sqrt(0.005 / 20_000)
        assert np.mean(high < p) <= 0.005 + 3 * math.sqrt(0.005 / 20_000)


def test_guaranteed_is_not_claimed_for_documents_and_samples():
    assert math.isnan(slacks.guaranteed(Counts(50, 10, 100, n_eff=60)))
    assert math.isnan(slacks.guaranteed(Counts(50, 10, 200, theta=0.5)))
    f = floors(Counts(50, 10, 100, n_eff=60), told.uniform(364)).guaranteed
    assert f.vacuous
    assert f.value == 0
    assert f.needed == math.inf


def test_nonsense_is_refused():
    with pytest.raises(BadData, match="f_1 <= N"):
        Counts(11, 0, 10)
    with pytest.raises(BadRequest, match=r"\[-1, 1\]"):
        statistical(Counts(1, 0, 10), told.uniform(364), delta=1.5)
    with pytest.raises(BadRequest, match="recall"):
        Quality(rho=0)
    with pytest.raises(BadRequest, match="claim"):
        slacks.claims_log(0.01, 0)
    with pytest.raises(BadData, match="between 0 and all"):
        told.answers_of(5, 1, 1, 4)


def test_no_examples_claim_nothing():
    family = floors(Counts(0, 0, 0), told.uniform(364))
    assert all(f.vacuous and f.value == 0 for f in family.all)
