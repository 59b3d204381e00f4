"""Titles that tokens cut: what is in title case, and where a title ends before its author."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.filter.long_titles import is_title_case


@pytest.mark.parametrize(
    ("text", "is_title"),
    [
        ("Salt, Tin and Iron: A Life of Mills", True),
        ("Corrin, 1901-1911: Fights for Salt & Tin", True),
        ("Why Do Mills Turn?", True),
        ("Salt roads", False),
        ("Salt and", False),
        ("of Salt", False),
        ("Salt (1951)", False),
        ("They sold tin. Salt Roads", False),
        (" ".join(["Salt"] * 26), False),
        ("", False),
    ],
)
def test_title_case(text: str, *, is_title: bool) -> None:
    assert is_title_case(text) is is_title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Buy the book Salt and Tin: A Life (Velda Press) by the miller Peter Lund.", "Salt and Tin: A Life"),
        ("Buy the book Salt and Tin, written by Peter Lund.", "Salt and Tin"),
        ("The book “Salt and Tin” was read aloud by Peter Lund.", None),
        ("The book Salt was read in Tin by Peter Lund.", None),
    ],
)
def test_where_a_title_ends(text: str, title: str | None) -> None:
    assert facts(text, "author") == ([(title, "Peter Lund")] if title else [])
