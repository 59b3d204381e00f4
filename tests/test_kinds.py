"""Kinds of text that extraction gets wrong elsewhere: a labelled document of our own wording for each, and more.

``judged/kinds.jsonl`` has one document a line with its kind and all its facts of the floor set. Some stay open: they
are counted, so that none is lost unnoticed.
"""

from __future__ import annotations

from kinds import LABELLED, expected_of, facts_of

WRONG_AT_MOST = 7
MISSED_AT_MOST = 21


def test_kinds_of_text() -> None:
    found = facts_of([row["text"] for row in LABELLED])
    wrong, missed = [], []
    for row, facts in zip(LABELLED, found, strict=True):
        expected = expected_of(row["facts"])
        wrong += [(row["kind"], row["text"], facts - expected)] * bool(facts - expected)
        missed += [(row["kind"], row["text"], expected - facts)] * bool(expected - facts)
    assert len(wrong) <= WRONG_AT_MOST, wrong
    assert len(missed) <= MISSED_AT_MOST, missed
