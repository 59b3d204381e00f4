"""What begins with a capital letter: a name, a demonym, a sentence's first word, or none of them."""

from __future__ import annotations

import pytest
from tokenized import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saw Žofie Ångström-Łęcka there", "saw|N:Žofie Ångström-Łęcka|there"),
        ("eBay and B2B", "e|N:Bay|and|N:B|#:2|N:B"),
        ("WAR ENDS IN TARSK", "N:WAR ENDS IN TARSK"),
        (
            "the Greek Ἰησοῦς is Иван Петров",
            "the|N:Greek Ἰησοῦς|is|N:Иван Петров",
        ),
    ],
)
def test_names(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Beatles met The Who. In Tarsk", "The|N:Beatles|met|N:The Who|.|In|N:Tarsk"),
        ("“The End”, (In Tarsk", "“|The|N:End|”|,|(|In|N:Tarsk"),
        ("when He saw e-Book", "when|He|saw|e-Book"),
        ("Boston, MA and MA", "N:Boston|,|N:MA|and|MA"),
        ("in Hong Kong", "in|N~:Hong Kong"),
        (
            "Dr. Smith has a PhD, a Ph.D. and World's End",
            "N:Dr. Smith|has|a|PhD|,|a|Ph|.|D|.|and|World's|N:End",
        ),
    ],
)
def test_what_is_no_name(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "an English, South African or African-American poet",
            "an|~:English|,|~:South African|or|~:African-American|poet",
        ),
        ("an English Heritage site", "an|N:English Heritage|site"),
    ],
)
def test_demonyms(text: str, expected: str) -> None:
    assert shown(text) == expected
