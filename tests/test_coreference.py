"""Facts with full names: what is kept, what is rejected, and where a name begins and ends."""

from __future__ import annotations

import pytest
from extracting import facts, run


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Paul Brook OBE died in 1977.", [("Paul Brook", "1977")]),
        ("Carl Brook XVI died in 1977.", [("Carl Brook XVI", "1977")]),
        ("Paul BROOK died in 1977.", [("Paul BROOK", "1977")]),
        ("Paul T. A. Brook died in 1977.", [("Paul T. A. Brook", "1977")]),
        ("It was led by German Paul Cray Brook (1901–1977).", [("Paul Cray Brook", "1977")]),
        ("It was led by German Brook (1901–1977).", [("German Brook", "1977")]),
    ],
)
def test_postnominals_and_demonyms_are_no_part_of_a_name(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "death_date") == expected


@pytest.mark.parametrize(
    ("text", "kept", "reason"),
    [
        ("News of the day\n\nHe was born in Tarsk.", [("He", "Tarsk")], "unresolved pronoun"),
        (
            "Brook was born in Tarsk. So say Paul Brook and Ann Brook.",
            [("Brook", "Tarsk")],
            "name fits several people",
        ),
        ("Songs of the sea\n\nBorn in Tarsk.", [], "unresolved pronoun"),
    ],
)
def test_what_is_not_resolved_is_rejected_with_its_reason(text: str, kept: list[tuple[str, str]], reason: str) -> None:
    found = run(text)
    assert found.proposals.height == 0
    assert found.rejected["reason"].to_list() == [reason]
    assert facts(text, "birth_place", keep_unresolved=True) == kept


def test_only_names_of_persons_are_completed() -> None:
    text = "Mara Kelling was born in Orland. The Orland Trading Company grew."
    assert facts(text, "birth_place") == [("Mara Kelling", "Orland")]
