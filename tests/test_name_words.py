"""How the words of a name are joined: particles, initials, hyphens, possessives, nicknames."""

from __future__ import annotations

import pytest
from tokenized import shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("by J. R. R. Tolkien and J.-P. Sartre", "by|N:J. R. R. Tolkien|and|N:J.-P. Sartre"),
        ("with John A. Smith, R. A. Ramamani, U.S.A.", "with|N:John A. Smith|,|N:R. A. Ramamani|,|N:U.S.A."),
        ("met Ludo van der Beek and Omar bin Salim", "met|N:Ludo van der Beek|and|N:Omar bin Salim"),
        ("Jean d'Arc, Ali al-Hasan, Lee & Sons", "N:Jean d'Arc|,|N:Ali al-Hasan|,|N:Lee & Sons"),
        ("near Pont-à-Mousson or Stratford-upon-Avon", "near|N:Pont-à-Mousson|or|N:Stratford-upon-Avon"),
        ("at University of the Arts", "at|N:University of the Arts"),
        ("Aldric the Bald and Velda the Great War", "N:Aldric the Bald|and|N:Velda|the|N:Great War"),
        ("at King's College London, King's cat", "at|N:King's College London|,|King's|cat"),
        ("met Dr. Paul O'Neill's son", "met|N:Dr. Paul O'Neill|'s|son"),
        (
            "met at Queens' College, St. John's College, King's College of Music",
            "met|at|N:Queens' College|,|N:St. John's College|,|N:King's College of Music",
        ),
        ('Ann "Big Bo" Lee, Ann “Bo” Lee, Ann (Bo) Lee', 'N:Ann "Big Bo" Lee|,|N:Ann “Bo” Lee|,|N:Ann (Bo) Lee'),
        ("Ann (USA) Lee, Ann (bo) Lee, Ann (Bo)", "N:Ann|(|N:USA|)|N:Lee|,|N:Ann|(|bo|)|N:Lee|,|N:Ann|(|N:Bo|)"),
    ],
)
def test_joined_words(text: str, expected: str) -> None:
    assert shown(text) == expected
