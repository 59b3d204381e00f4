"""Floors in words: what is not known is named, what was judged is shown with its source, and why nothing is claimed."""

from __future__ import annotations

from typing import Any

import pytest

from corpusstat.estimate.answers import answers_of
from corpusstat.estimate.claims import Basis, claims
from corpusstat.estimate.known import JUDGED, PACKS, Known, Unfound, from_judged, from_packs
from corpusstat.relations.relation import Measured, Quality, Relation
from corpusstat.report.explain import claimed, from_where, labelled, terms, why_not
from corpusstat.report.format import rate

PACK = Quality(Measured(0.95, 200, "pages"), Measured(0.8, 100, "pages"))
BORN = Relation("born", "person", "date", (), text={"web": PACK})


def row(f1: int, f2: int, n: int, known: Known) -> dict[str, Any]:
    sums = {"documents": n, "n": n, "n_sq": n, "f1": f1, "f1_sq": f1, "f1_n": f1, "f2": f2, "f2_sq": 2 * f2}
    basis = Basis(f1, 2 * f2, n, sums, n, 1.0, [("born", f1, n)], 364, known)
    (made,) = claims([basis], {"born": answers_of(20, 15, 10, 5000)}, 0.01)
    return {"domain": "web", "n": n, "theta": 1.0, **made}


def test_what_is_not_known_is_named() -> None:
    (line,) = from_where(row(60, 5, 100, Known()))
    assert line.startswith("uncorrected: precision and recall on text like this are not known")
    first, judged = from_where(row(60, 5, 100, from_judged(Known(), (45, 50), None, "mine.csv")))
    assert first.startswith("uncorrected: recall on text like this is not known")
    assert judged == f"false facts: 0.10 of 50 judged ({JUDGED}: mine.csv: prompts counted once)"


def test_each_figure_says_where_it_is_from() -> None:
    packs = from_packs([(BORN, "web", 100)], "guessed")
    false, missed = from_where(row(60, 5, 100, packs))
    assert f"({PACKS}, web text, guessed from how documents open: pages)" in false
    assert missed.startswith("missed mentions: 0.200 of 100 judged, at most ")
    half = from_where(row(60, 5, 100, from_judged(packs, None, Unfound(90, 200, 100, 5), "mine.csv")))
    assert PACKS in half[0]
    assert f"({JUDGED}: mine.csv: sentences with a cue)" in half[1]


def test_why_nothing_is_claimed() -> None:
    known = from_packs([(BORN, "web", 100)], "given")
    few = row(18, 0, 20, known)
    assert claimed(few["floors"]["wrong_or_declined"]).startswith("none below N = ")
    assert "20 mentions are too few" in why_not(few)
    hopeless = row(20, 490, 1000, known)
    assert claimed(hopeless["floors"]["wrong_or_declined"]) == "none at any size"
    assert why_not(hopeless).startswith("false facts could account for 0.0")
    assert "corpusstat sample" in why_not(hopeless)


@pytest.mark.parametrize("n", [50, 5000])
def test_every_term_is_in_the_table(n: int) -> None:
    made = row(n // 2, n // 10, n, from_packs([(BORN, "web", n)], "given"))
    table = dict(terms(made))
    assert table["singleton rate"] == [rate(0.5, n)] * 4
    assert [value for _, value, _ in labelled(made)] == table["= floor"]
