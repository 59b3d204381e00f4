"""Floors in words: every term with its source."""

from __future__ import annotations

import pytest
from terminals import drawn

import corpusstat
from corpusstat.estimate.known import Known
from corpusstat.report.explain import LABELS, TERMS, claimed, from_where, labelled, rests_on, spread, terms


@pytest.fixture
def report(small_run: corpusstat.Run) -> dict:
    return small_run.report


def test_explained_every_term_is_printed_with_its_source(report: dict) -> None:
    text = drawn(report, explained=True)
    for label in ("− false facts", "− missed mentions", "− sampling", "− answers", "− δ", "= floor"):
        assert text.count(label) == 3  # the corpus and two domains
    known = report["corpus"]["extraction"]
    assert known["false"]["on"] in text
    assert f"of {known['missed']['n']} judged" in text
    assert "the most cautious kind stated" in text


def test_what_a_floor_claims_and_why_it_does_not() -> None:
    floor = {"vacuous": False, "value": 0.84999, "n": 5000, "needed": None, "sampling": 0.1, "kind": "statistical"}
    assert claimed(floor) == "0.849"
    assert claimed(None) == "–"
    floor |= {"vacuous": True, "corrected": False}
    assert claimed(floor) == "none at any size"
    assert claimed(floor | {"needed": 12_345}) == "none below N = 12.3 k"
    assert claimed(floor | {"sampling": None}) == "not claimed"
    assert claimed(floor | {"kind": "guaranteed", "needed": 9}) == "not claimed"
    assert "uncorrected" in rests_on("guaranteed", floor)
    documents = rests_on("guaranteed", floor | {"corrected": True, "sampling": None})
    assert documents == "facts come in documents, so mentions are not independent"
    assert rests_on("guaranteed", floor | {"corrected": True, "sampling": None}, 0.5) == "prompts are sampled"


def test_the_chain_ends_with_the_floors(report: dict) -> None:
    lines = dict(terms(report["corpus"]))
    assert list(lines) == [*TERMS.values(), "= floor"]
    assert lines["= floor"] == [claim for _, claim, _ in labelled(report["corpus"])]
    assert all(len(row) == len(LABELS) for row in lines.values())


def test_what_is_not_known_of_the_extractor_is_said(report: dict) -> None:
    known = {"extraction": Known().row(), "n": 60}
    assert from_where(known)[0].startswith("uncorrected: precision and recall on text like this are not known")
    lines = from_where(report["corpus"])
    assert [line.split(":")[0] for line in lines] == [
        "false facts", "missed mentions", "expected by how the facts are stated", "names",
    ]  # fmt: skip
    text = spread(report["corpus"])
    assert "V = " in text
    assert "facts in 60 documents" in text
