"""Passages in capitals are read as if they were not; names and abbreviations in capitals stay."""

from __future__ import annotations

import pytest
from cleaned import cleaned


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EDDA O'NEIL WAS BORN IN CORRIN. The BBC did", "Edda O'Neil was born in Corrin. The BBC did"),
        ("THE FEAST OF ST. LOU Ann Bo was", "The Feast of St. Lou\nAnn Bo was"),
        ("KING OTTO III DIED IN CORRIN", "King Otto III died in Corrin"),
        ("the NATO HQ at ANN ARBOR", "the NATO HQ at ANN ARBOR"),
        ("ANN LEE BO RAY", "ANN LEE BO RAY"),
    ],
)
def test_passages_in_capitals(text: str, expected: str) -> None:
    assert cleaned(text) == expected
