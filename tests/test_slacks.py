"""Slacks: they fall with N, rise with what is claimed, and reach the published N from which a floor says something."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.errors import BadRequest
from corpusstat.estimate import slacks
from corpusstat.estimate.stratum import Counts

SHARES = st.tuples(st.floats(0.01, 1), st.floats(0, 1)).map(lambda x: (x[0], x[1] * (1 - x[0]) / 2))


def at(shares: tuple[float, float], n: float, ratio: float = 1.0) -> Counts:
    return Counts(shares[0] * n, shares[1] * n, n, n_eff=ratio * n)


def total(terms: tuple[float, float]) -> float:
    return float(terms[0]) + float(terms[1])


@given(SHARES, st.integers(10, 10**6), st.floats(0, 0.9))
def test_every_slack_falls_with_n_and_rises_with_claims(shares: tuple[float, float], n: int, pi: float) -> None:
    for slack in (
        lambda c, h=1: total(slacks.statistical(c, claims=h)),
        lambda c, h=1: total(slacks.wrong_or_declined(c, pi, claims=h)),
    ):
        assert slack(at(shares, 2 * n)) < slack(at(shares, n)) < slack(at(shares, n), 20)
        assert slack(at(shares, n)) < slack(at(shares, n, 0.5))


@settings(max_examples=25, deadline=None)
@given(SHARES, st.integers(20, 10**5))
def test_what_is_proved_costs_more_and_falls_with_n_too(shares: tuple[float, float], n: int) -> None:
    assert float(slacks.guaranteed(at(shares, 4 * n))) < float(slacks.guaranteed(at(shares, n)))
    # cheaper than the formula that is not fully proved it may only be where that is generous: with hardly a singleton
    assert float(slacks.guaranteed(at(shares, n))) > 0.6 * total(slacks.statistical(at(shares, n)))


@given(SHARES, st.floats(0.01, 1), st.floats(1.0, 50.0))
def test_needed_is_the_least_n(shares: tuple[float, float], room: float, each: float) -> None:
    counts = at(shares, 10**5, 1 / each)
    for terms, fixed in (
        (slacks.statistical(counts), 0.0),
        (slacks.wrong_or_declined(counts, 0.1), slacks.hidden(counts)),
    ):
        least = float(slacks.needed(*terms, counts.n, room, fixed))

        def slack(n: float, fixed: float = float(fixed), terms: tuple[float, float] = terms) -> float:
            """The same proportions at another N: of the root, ``fixed`` falls with 1/N and the rest with 1/√N."""
            part = 1e5 / n
            varies = max(0.0, float(terms[0]) ** 2 - fixed**2) * part
            return math.sqrt(varies + (fixed * part) ** 2) + float(terms[1]) * part

        assert slack(least) <= room * (1 + 1e-9)
        assert least == 1 or slack(least - 1) >= room * (1 - 1e-9)


def test_the_published_sizes_from_which_a_floor_says_something() -> None:
    """Section 8 of the theory: sr .1, .3, .9 need 265, 87 and 17 examples (f_2 = .354 f_1, at most what is left)."""
    for sr, published in ((0.1, 265), (0.3, 87), (0.9, 17)):
        counts = at((sr, min(0.354 * sr, (1 - sr) / 2)), 10**4)
        assert float(slacks.needed(*slacks.statistical(counts), counts.n, sr)) == published


def test_no_corpus_is_so_large() -> None:
    counts = at((1e-6, 0), 10**6)
    assert float(slacks.needed(*slacks.statistical(counts), counts.n, 1e-9)) == math.inf
    assert float(slacks.needed(*slacks.statistical(counts), counts.n, -0.1)) == math.inf


@given(SHARES, st.integers(10, 10**4))
def test_nothing_is_proved_for_documents_or_samples(shares: tuple[float, float], n: int) -> None:
    assert np.isnan(float(slacks.guaranteed(at(shares, n, 0.5))))
    assert np.isnan(float(slacks.guaranteed(Counts(shares[0] * n, 0, 2 * n, theta=0.5))))


def test_half_a_pair_counts_where_none_was_seen() -> None:
    none_seen = Counts(f1=200, f2=0, n=200)
    assert none_seen.v == 0
    assert float(slacks.wrong_or_declined(none_seen, 0.0)[0]) == pytest.approx(math.sqrt(2 * math.log(100)) / 200)
    documents = Counts(f1=200, f2=0, n=200, n_eff=40, many=50)
    assert float(slacks.hidden(documents)) == pytest.approx(4 * float(slacks.hidden(none_seen)))


@pytest.mark.parametrize(("gamma", "claims"), [(0, 1), (1, 1), (0.01, 0)])
def test_levels_that_are_none(gamma: float, claims: int) -> None:
    with pytest.raises(BadRequest):
        slacks.claims_log(gamma, claims)
