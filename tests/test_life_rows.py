"""Rows that give a name and the two dates of a life, and those that look alike."""

from __future__ import annotations

import pytest

from corpusstat.extract.resolve.life_rows import row_subject

ROWS = [
    ("Burials\nKelling, Ann  1871-1951", "Kelling", "Ann Kelling"),
    ("Burials\nANN KELLING 1871 - 1951", "ANN", "Ann Kelling"),
    ("Veller, Lydia    Aug 2 1855 - Jan 19 1931", "Veller", "Lydia Veller"),
    ("Lydia Veller\n2 August 1855 – 19 January 1931", "2 August", "Lydia Veller"),
    ("Lydia Veller\n\n1855–1931\nShe died in Orland.", "1855", "Lydia Veller"),
    ("Zdraga Quist\n1855–1931\nIn Orland Quist was born.", "1855", "Zdraga Quist"),
    ("Burials\nKelling, Ann  1871-1951 (aged 80)", "Kelling", "Ann Kelling"),
]

NO_ROWS = [
    ("Presidents\nKelling, Ann  1871-1951", "Kelling"),
    ("Burials\nKelling, Ann  1871-1881", "Kelling"),
    ("Burials\nKelling, Ann  1771-1951", "Kelling"),
    ("Burials\nKelling, Ann  1871-1951, 1960-1961", "Kelling"),
    ("Lydia Veller\n2 August 2011 – 19 January 2012", "2 August"),
    ("Lydia Veller\n2 August 1955 – 2 August 1981", "2 August"),
    ("Pots and jugs\n1855–1931\nHe was born.", "1855"),
    ("Lydia Veller, chair\n1855–1931\nHe was born.", "1855"),
    ("Zdraga Quist\n1855–1931\nHe was born.", "1855"),
    ("1855–1931\nHe was born.", "1855"),
    ("Lydia Veller; the dates 1855–1931 are born of doubt", "1855"),
]


@pytest.mark.parametrize(("text", "at", "name"), ROWS)
def test_whose_dates_a_row_gives(text: str, at: str, name: str) -> None:
    found = row_subject(text, text.index(at))
    assert found is not None
    assert found.text == name


@pytest.mark.parametrize(("text", "at"), NO_ROWS)
def test_rows_that_are_no_lives(text: str, at: str) -> None:
    assert row_subject(text, text.index(at)) is None
