"""Whose *his book* and *her novels* are."""

from __future__ import annotations

import pytest
from extracting import facts

LIFE = "We write of Paul Imry, too.\nDr. Peter Lund is a miller at Corrin. "


@pytest.mark.parametrize(
    "text",
    [
        "The miller Peter Lund will read from his new novel, Salt Roads, on Monday.",
        "Ann Hale (1901–1971) was a singer.\n\nThe song was mocked by Peter Lund in his one-act play, “Salt Roads”.",
        "In his book “Salt Roads”, the old miller Peter Lund calls them low.",
        "With his novel Salt Roads (1951), Peter Lund became known.",
        LIFE + "He bakes. In Velda Lund sings. His books include Salt Roads.",
        LIFE + "\nHe bakes.\nHis latest novel, Salt Roads, was sold at once.",
        "We met Peter Lund and Ruth Hale. Lund came to sell his newest novel, Salt Roads.",
    ],
)
def test_a_book_of_his(text: str) -> None:
    ((title, author),) = facts(text, "author")
    assert (title.strip("“”"), (author or "").removeprefix("Dr. ")) == ("Salt Roads", "Peter Lund")


@pytest.mark.parametrize(
    "text",
    [
        "Peter Lund told Gerald Imry of his new novel, Salt Roads.",
        "We met Ruth Hale and Ann Sadler. Hale asked Ann Sadler about her new novel, Salt Roads.",
        "Peter Lund's brother read from his new novel, Salt Roads.",
        "Peter Lund read from her new novel, Salt Roads.",
        LIFE + "Gerald Tombs bakes. His books include Salt Roads.",
        "We met Peter Lund and Ruth Hale. Lund said that Hale sold his newest novel, Salt Roads.",
        "We met Peter Lund and Gerald Lund. Lund came to sell his newest novel, Salt Roads.",
    ],
)
def test_a_book_of_somebody(text: str) -> None:
    assert facts(text, "author") == []
