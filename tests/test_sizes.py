"""Floors of a report at other sizes: no higher than what the data bound, and the report's own at its own size."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.estimate.answers import answers_of
from corpusstat.estimate.claims import Basis, claims
from corpusstat.estimate.known import PACKS, Known
from corpusstat.estimate.sizes import alone, at_common, at_size, at_sizes, floors_of, steps
from corpusstat.estimate.spectrum import as_spectrum, examples, spectrum_of
from corpusstat.estimate.stratum import Counts


def row(spectrum: dict[int, int], known: Known | None = None, domain: str = "*") -> dict[str, Any]:
    """An estimate of a report: every example in a document of its own."""
    data = as_spectrum(spectrum)
    n, f1, f2 = examples(data), data.get(1, 0), data.get(2, 0)
    sums = {"documents": n, "n": n, "n_sq": n, "f1": f1, "f1_sq": f1, "f1_n": f1, "f2": f2, "f2_sq": 2 * f2}
    known = known or Known(0.02, 0.9, source=PACKS)
    basis = Basis(f1, 2 * f2, n, sums, n, 1.0, [("born", f1, n)], 364, known)
    (made,) = claims([basis], {"born": answers_of(20, 15, 10, 5000)}, 0.01)
    start = {"domain": domain, "n": n, "f": [f1, f2], "m2": 2 * f2, "theta": 1.0, "sr": f1 / n}
    return start | {"spectrum": sorted(data.items())} | made


def drawn(n: int, seed: int = 1) -> dict[int, int]:
    p = np.arange(1, 2 * n + 1, dtype=float) ** -0.8
    return spectrum_of(np.random.default_rng(seed).multinomial(n, p / p.sum()))


CORPUS = row(drawn(3000))


def test_at_its_own_size_a_corpus_claims_what_the_report_claims() -> None:
    here = at_size(CORPUS, 1.0)
    assert here is not None
    for key, name in (("floor", "wrong_or_declined"), ("statistical", "statistical"), ("paper", "paper")):
        assert here[key] == at_common(CORPUS, CORPUS["n"])[key] == CORPUS["floors"][name]["value"]


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([1.5, 2.0, 5.0, 10.0]), st.integers(1, 20))
def test_an_extrapolated_floor_rests_on_the_lower_end_of_sr(t: float, seed: int) -> None:
    corpus = row(drawn(2000, seed))
    there = at_size(corpus, t)
    assert there is not None
    assert 0 <= there["floor"] <= there["sr"]["low"] <= there["sr"]["value"]
    assert there["label"] == ("bounded by the data" if t <= 2 else "model-dependent")
    point = floors_of(corpus, Counts(there["sr"]["value"] * there["n"], 0, there["n"]))  # no pairs: nothing was missed
    assert there["floor"] < point["floor"]


def test_just_above_its_size_nothing_jumps() -> None:
    there = at_size(CORPUS, 1.001)
    assert there is not None
    assert there["floor"] == pytest.approx(CORPUS["floors"]["wrong_or_declined"]["value"], abs=0.02)
    assert there["floor"] <= CORPUS["floors"]["wrong_or_declined"]["value"] + 1e-3


def test_a_part_of_a_corpus_shows_more_singletons() -> None:
    rates = [at_common(CORPUS, m)["sr"] for m in (300, 1000, 3000)]
    assert rates == sorted(rates, reverse=True)
    just = at_common(CORPUS, 2999)
    assert just["floor"] == pytest.approx(CORPUS["floors"]["wrong_or_declined"]["value"], abs=2e-3)


def test_all_sizes_or_none() -> None:
    assert len(at_sizes(CORPUS)) > 5
    assert at_sizes(row({1: 50})) == []  # nothing was counted twice: nothing can be extrapolated


def test_a_domain_is_taken_at_domain_scope() -> None:
    inside = row({1: 40, 2: 30})
    domain = row({1: 10, 2: 30}, domain="web") | {"domain_scope": inside}
    assert alone(domain)["f"] == [40, 30]
    assert alone(CORPUS) is CORPUS


@given(st.integers(1, 10**6), st.integers(2, 60))
def test_steps_go_from_one_to_all(n: int, most: int) -> None:
    found = steps(n, most)
    assert found[0] == 1
    assert found[-1] == n
    assert found == sorted(set(found))
    assert len(found) <= most
