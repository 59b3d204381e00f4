"""Floors of a report: claimed together they share γ, judged anew they are what they would have been."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.estimate.answers import answers_of
from corpusstat.estimate.claims import Basis, again, claims, counts_of, document_sums
from corpusstat.estimate.floors import TERMS
from corpusstat.estimate.known import JUDGED, PACKS, Known

GUESSES = {"born": answers_of(20, 15, 10, 5000)}
KNOWN = Known(0.02, 0.9, source=PACKS)


def basis(f1: int, f2: int, n: int, known: Known = KNOWN) -> Basis:
    sums = {"documents": n, "n": n, "n_sq": n, "f1": f1, "f1_sq": f1, "f1_n": f1, "f2": f2, "f2_sq": 2 * f2}
    return Basis(f1, 2 * f2, n, sums, n, 1.0, [("born", f1, n)], 364, known)


def report_row(one: Basis, made: dict) -> dict:
    return {"f": [one.f1], "m2": one.m2, "n": one.n, "theta": 1.0, "extraction": made["extraction"], **made}


def test_claims_made_together_share_gamma() -> None:
    one = basis(600, 80, 1000)
    (alone,) = claims([one], GUESSES, 0.01)
    together = claims([one] * 10, GUESSES, 0.01)
    assert all(row == together[0] for row in together)
    (strict,) = claims([one], GUESSES, 0.001)
    for name in ("wrong_or_declined", "statistical", "guaranteed", "paper"):
        assert together[0]["floors"][name]["claims"] == 10
        assert together[0]["floors"][name]["raw"] == pytest.approx(strict["floors"][name]["raw"])
        assert together[0]["floors"][name]["raw"] < alone["floors"][name]["raw"]


@given(st.integers(1, 500), st.integers(0, 200), st.integers(0, 300))
def test_every_chain_adds_up(f1: int, f2: int, more: int) -> None:
    (made,) = claims([basis(f1, f2, f1 + 2 * f2 + more)], GUESSES, 0.01)
    for floor in made["floors"].values():
        assert floor["raw"] == pytest.approx(floor["sr"] - sum(floor[term] for term in TERMS), abs=1e-12)
        assert floor["vacuous"] == (floor["raw"] <= 0)
        assert floor["value"] == max(0.0, floor["raw"])


def test_uncorrected_nothing_is_guaranteed_and_the_others_say_so() -> None:
    first, second = claims([basis(600, 80, 1000, Known()), basis(600, 80, 1000)], GUESSES, 0.01)
    assert first["floors"]["guaranteed"]["vacuous"]
    assert not second["floors"]["guaranteed"]["vacuous"]
    assert not first["floors"]["wrong_or_declined"]["corrected"]
    assert first["floors"]["wrong_or_declined"]["value"] > second["floors"]["wrong_or_declined"]["value"]


def test_made_again_with_the_same_knowledge_nothing_changes() -> None:
    one = basis(600, 80, 1000)
    (made,) = claims([one], GUESSES, 0.01)
    row = report_row(one, made)
    assert again([row], lambda _: KNOWN) == [made]
    (better,) = again([row], lambda _: replace(KNOWN, phi=0.0, rho=1.0, source=JUDGED))
    assert better["floors"]["wrong_or_declined"]["value"] > made["floors"]["wrong_or_declined"]["value"]
    assert better["extraction"]["source"] == JUDGED


def test_the_counts_behind_a_row() -> None:
    one = basis(600, 80, 1000)
    (made,) = claims([one], GUESSES, 0.01)
    counts = counts_of(report_row(one, made))
    assert (counts.f1, counts.f2, counts.n, counts.held) == (600, 80, 1000, 1000)
    assert counts.v == pytest.approx(made["spread"]["v"])


@given(st.lists(st.lists(st.booleans(), min_size=1, max_size=6), min_size=1, max_size=20))
def test_document_sums_of_all_prompts_are_themselves(kept: list[list[bool]]) -> None:
    """θ = 1: Σ n_g² as counted; a prompt sample of everything is no sample."""
    n, n_sq = sum(map(len, kept)), sum(len(g) ** 2 for g in kept)
    row = {"n": n, "n_sq": n_sq, "f1": n, "f1_n": n_sq, "f1_sq": n_sq, "f2_sq": 0}
    assert document_sums(row, n, 0, 1.0) == document_sums(row, n, n_sq, 1.0)
    assert document_sums(row, n, 0, 1.0).n_sq == n_sq
