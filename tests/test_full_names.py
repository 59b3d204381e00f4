"""A short name is completed to the fullest form in its document, unless several persons share it."""

from __future__ import annotations

import pytest
from extracting import facts


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Marie Holm painted. Holm was born in Tarsk.", [("Marie Holm", "Tarsk")]),
        ("Marie van der Holm painted. Holm was born in Tarsk.", [("Marie van der Holm", "Tarsk")]),
        ("Dr. Marie Holm painted. Marie Holm sang. Holm was born in Tarsk.", [("Marie Holm", "Tarsk")]),
        ("Marie Holm met Pierre Holm. Holm was born in Tarsk.", []),
        ("Ronald Holm sang. Ron Holm danced. Holm was born in Tarsk.", [("Ronald Holm", "Tarsk")]),
        ("Ronald Holm sang. Roy Holm danced. Holm was born in Tarsk.", []),
        # an author and a title
        (
            "Marie Bo Holm sang. Brook, Kay T. Marie Bo Holm. Tarsk, 1951. Holm was born in Tarsk.",
            [("Marie Bo Holm", "Tarsk")],
        ),
        ("They met at Holm Bridge. Marie Holm painted. Holm was born in Tarsk.", [("Marie Holm", "Tarsk")]),
    ],
)
def test_which_person_a_last_name_is(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "birth_place") == expected
