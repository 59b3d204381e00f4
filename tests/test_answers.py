"""The answer parser and the detector of declining: precision and recall on answers of our own wording."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from labelled import labelled, scores

from corpusstat.after.answers import ABSTAINED, CORRECT, STATUSES, UNPARSEABLE, WRONG, declines, grade

LEAST = {CORRECT: (0.98, 0.95), WRONG: (0.93, 0.95), ABSTAINED: (0.99, 0.95), UNPARSEABLE: (0.90, 0.93)}
"""Stated precision and recall of each class, over the whole set (docs/after_training.md gives the figures)."""


def test_the_set_is_large_and_holds_every_class() -> None:
    rows = list(labelled())
    assert len(rows) >= 300
    assert {row.status for row in rows} == set(STATUSES)
    assert len({(row.question, row.answer) for row in rows}) == len(rows)


@pytest.mark.parametrize("status", STATUSES)
def test_precision_and_recall_are_as_stated(status: str) -> None:
    pairs = [(r.status, grade(r.answer, r.accepted, r.kind, r.question).status) for r in labelled()]
    precision, recall = scores(pairs, status)
    assert precision >= LEAST[status][0]
    assert recall >= LEAST[status][1]


@given(st.text(max_size=300), st.sampled_from(["date", "place", "person", "number", "quantity"]))
def test_any_text_is_one_of_the_four(text: str, kind: str) -> None:
    assert grade(text, ["1879-03-12", "Oslo", "12"], kind, "Who wrote it?").status in STATUSES


@given(st.dates(), st.dates())
def test_a_date_is_right_iff_it_is_the_same(asked: object, said: object) -> None:
    status = grade(f"She was born on {said:%-d %B %Y}.".replace(" 0", " "), [f"{asked:%Y-%m-%d}"], "date").status
    if said.year >= 1000 <= asked.year:  # type: ignore[attr-defined]
        assert status == (CORRECT if asked == said else WRONG)


def test_an_answer_after_doubt_counts_and_a_name_mentioned_while_declining_does_not() -> None:
    question = "In which town or city was Bo Ekdal born?"
    assert grade("I'm not sure, but probably Oslo.", ["Oslo"], "place", question).status == CORRECT
    assert grade("I can't say whether it was Oslo.", ["Oslo"], "place", question).status == ABSTAINED
    assert declines("I do not have that information.")
    assert not declines("Nottingham")


def test_long_and_hostile_text_takes_no_time() -> None:
    for text in ("not " * 50_000, "1" * 100_000, "(" * 100_000, "I am " * 40_000, "A " * 100_000, "née-" * 50_000):
        assert grade(text, ["Oslo"], "place", "Where?").status in STATUSES
        assert grade(text, ["1879"], "date", "When?").status in STATUSES
        assert grade(text, ["1879"], "number", "How many?").status in STATUSES
