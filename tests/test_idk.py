"""Sentences that state an unknown ("the date of her birth is unknown"): a labelled set of our own wording.

``judged/idk.jsonl`` has one document a line with the (relation, entity) pairs that it says are unknown; a third of the
documents speak of something unknown that is no IDK example. Labels were written before the
templates, but the templates were made to fit these documents: for other text expect less.
"""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
from extracting import FLOOR, run

LABELLED = [json.loads(line) for line in (Path(__file__).parent / "judged/idk.jsonl").read_text("utf-8").splitlines()]


def pairs(documents: list[str]) -> set[tuple[int, str, str]]:
    """IDK proposals of the floor set: document, relation, entity (without a title's article)."""
    found = run(*documents).proposals.filter(pl.col("value").is_null() & pl.col("relation").is_in(list(FLOOR)))
    rows = found.select("row", "relation", "subject").iter_rows()
    return {(row, relation, subject.removeprefix("The ")) for row, relation, subject in rows}


def test_unknowns_are_found_and_nothing_else_is() -> None:
    expected = {
        (row, relation, entity.removeprefix("The "))
        for row, labelled in enumerate(LABELLED)
        for relation, entity in labelled["facts"]
    }
    found = pairs([labelled["text"] for labelled in LABELLED])
    right = len(found & expected)
    assert len(LABELLED) >= 150
    assert right / len(found) >= 0.97, sorted(found - expected)
    assert right / len(expected) >= 0.95, sorted(expected - found)
