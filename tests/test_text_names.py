"""What begins with a capital letter: a name, a role, a demonym, or none of them."""

from __future__ import annotations

import pytest
from tokenized import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("saw Žofie Ångström-Łęcka there", "saw|N:Žofie Ångström-Łęcka|there"),
        ("by J. R. R. Tolkien and J.-P. Sartre", "by|N:J. R. R. Tolkien|and|N:J.-P. Sartre"),
        ("with John A. Smith, R. A. Ramamani, U.S.A.", "with|N:John A. Smith|,|N:R. A. Ramamani|,|N:U.S.A."),
        ("met Ludo van der Beek and Omar bin Salim", "met|N:Ludo van der Beek|and|N:Omar bin Salim"),
        ("Jean d'Arc, Ali al-Hasan, Lee & Sons", "N:Jean d'Arc|,|N:Ali al-Hasan|,|N:Lee & Sons"),
        ("near Pont-à-Mousson or Stratford-upon-Avon", "near|N:Pont-à-Mousson|or|N:Stratford-upon-Avon"),
        ("at University of the Arts", "at|N:University of the Arts"),
        ("at King's College London, King's cat", "at|N:King's College London|,|King's|cat"),
        ("met Dr. Paul O'Neill's son", "met|N:Dr. Paul O'Neill|'s|son"),
        ("Acme, Inc. and Bob Lee, Jr. sang", "N:Acme, Inc.|and|N:Bob Lee, Jr.|sang"),
        ("met Bob Lee Jr. Carr sang", "met|N:Bob Lee Jr.|N:Carr|sang"),
        ("a Tarsk-based firm, a U.S.-born man", "a|N:Tarsk|-based|firm|,|a|N:U.S.|-born|man"),
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
        (
            "Dr. Smith has a PhD, a Ph.D. and World's End",
            "N:Dr. Smith|has|a|PhD|,|a|Ph|.|D|.|and|World's|N:End",
        ),
        ("when He saw e-Book", "when|He|saw|e-Book"),
        ("Boston, MA and MA", "N:Boston|,|N:MA|and|MA"),
        (
            "met at Queens' College, St. John's College, King's College of Music",
            "met|at|N:Queens' College|,|N:St. John's College|,|N:King's College of Music",
        ),
        ('Ann "Big Bo" Lee, Ann “Bo” Lee, Ann (Bo) Lee', 'N:Ann "Big Bo" Lee|,|N:Ann “Bo” Lee|,|N:Ann (Bo) Lee'),
        ("Ann (USA) Lee, Ann (bo) Lee, Ann (Bo)", "N:Ann|(|N:USA|)|N:Lee|,|N:Ann|(|bo|)|N:Lee|,|N:Ann|(|N:Bo|)"),
        ("Debra Lee, Esq. won", "N:Debra Lee, Esq.|won"),
        ("in Hong Kong", "in|N~:Hong Kong"),
    ],
)
def test_what_is_no_name(text: str, expected: str) -> None:
    assert shown(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("says Acme CEO Ann Lee, the APAC CEO of Orland", "says|N:Acme|CEO|N:Ann Lee|,|the|N:APAC|CEO|of|N:Orland"),
        ("is CEO of Acme", "is|CEO|of|N:Acme"),
        ("is Director of the Acme Trust", "is|Director|of|the|N:Acme Trust"),
        ("Professor Emeritus John Smith", "Professor|Emeritus|N:John Smith"),
        ("the Board of Directors of Acme", "the|Board|of|Directors|of|N:Acme"),
        ("its Co-Founder Ada Lee", "its|Co-Founder|N:Ada Lee"),
    ],
)
def test_roles(text: str, expected: str) -> None:
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
