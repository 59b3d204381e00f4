"""The only person whom a text has named: none where another, or somebody without a name, may be meant."""

from __future__ import annotations

import pytest

from corpusstat.extract.resolve.only_person import PERSONS_WITHIN, only_person

END = " She was born in York."


def meant(text: str, gender: str = "f") -> str | None:
    found = only_person(text + END, len(text) + 1, gender)
    assert found is None or (text + END)[found.start : found.end] == found.text
    return found.text if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Nora Quill lives in Leeds.",
        "Today Nora Quill lives in Leeds.",
        "Nora Quill lives in Leeds. Quill paints. Dr. Nora Quill sings.",
        "Nora Quill lives in New York, not in South Africa.",
        "Nora Quill was seen.",
    ],
)
def test_the_one_who_is_named(text: str) -> None:
    assert meant(text) == "Nora Quill"


@pytest.mark.parametrize(
    "text",
    [
        "Nora Quill met Ann Lee.",
        "Nora Quill met Zdraga Lee.",
        "Nora Quill met Mrs. Lee.",
        "Nora Quill had a daughter.",
        "Zdraga Quill lives in Leeds.",
        "Owen Quill lives in Leeds.",
        "Nora lives in Leeds.",
        "Nora Quill lives in Leeds." + " It rains." * (PERSONS_WITHIN // 10),
    ],
)
def test_nobody(text: str) -> None:
    assert meant(text) is None


def test_a_man_is_not_she() -> None:
    assert meant("Nora Quill met Owen Lee.") == "Nora Quill"
    assert meant("Nora Quill met Owen Lee.", "m") == "Owen Lee"
