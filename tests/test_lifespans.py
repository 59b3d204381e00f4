"""Two years in brackets after a name: a life, a reign, a term of office, or pages."""

from __future__ import annotations

import pytest
from extracting import facts


@pytest.mark.parametrize(
    ("text", "life"),
    [
        ("Mara Kelling (1901–1977) was a painter.", True),
        ("Mara Kelling (1901 – 1977) was a painter.", True),
        ("Mara Kelling (4 May 1901 – 3 June 1915) was a child painter.", True),
        ("Mara Kelling (1901–1915) was a painter.", False),  # bare years: rather a term of office
        ("Mara Kelling (1801–1977) was a painter.", False),  # older than anyone
        ("Mara Kelling (1977–1901) was a painter.", False),
        ("Kelling (1901–1977) was a painter.", False),  # years alone need a name of two words
        ("During the reign of Mara Kelling (1901–1977) the town grew.", False),
        ("Mara Kelling (reigned 1901–1977) was a queen.", False),
        ("Mara Kelling (pp. 1901–1977) is quoted.", False),
        ("Mara Kelling (1950–1956) and Tom Kelling (1956–) led it.", False),
        ("Mara Kelling (4 May 1901 – 4 May 1977) led it.", False),  # the same day: terms begin and end so
    ],
)
def test_what_years_in_brackets_are(text: str, life: bool) -> None:
    assert bool(facts(text, "birth_date")) is life
