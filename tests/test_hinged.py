"""Titles and authors that only *by* or *'s* joins: which are taken, where titles begin, and what is none."""

from __future__ import annotations

import pytest
from extracting import facts

BOOKS = " It is a fine novel, one of the best books of the year."


def told(text: str, about: str = BOOKS) -> list[tuple[str, str | None]]:
    return [(title.strip("\"'“”‘’"), author) for title, author in facts(text + about, "author")]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The Blue Mill by Ann Lee.", "Blue Mill"),
        ("Salt by Ann Lee.", "Salt"),
        ("The Blue Mill (1951), by Ann Lee.", "Blue Mill"),
        ("The Boy Who Fell to Tarsk by Ann Lee.", "The Boy Who Fell to Tarsk"),
        ("I loved The Blue Mill: A Life by Ann Lee.", "Blue Mill"),
        ("Last week I finished Salt, with Love by Ann Lee.", "Salt, with Love"),
        ("Review: The Blue Mill by Ann Lee.", "The Blue Mill"),
        ("Currently Reading The Blue Mill by Ann Lee.", "The Blue Mill"),
        ("Then came “Salt and iron” by Ann Lee.", "Salt and iron"),
        ("“Salt” by Ann Lee was there.", "Salt"),
        ("'Salt' by Ann Lee was there.", "Salt"),
        ("We have Salt Road by Bo Lee, Tin Road by Ann Lee.", "Tin Road"),
        ("We liked Salt and The Tin Road by Ann Lee.", "The Tin Road"),
        ("We liked Ann Lee's “Salt and iron” at once.", "Salt and iron"),
        ("We liked Ann Lee's The Tin Road at once, a book.", "Tin Road"),
        ("Tin Road by A.B. Lee was there.", "Tin Road"),
    ],
)
def test_titles_joined_to_their_author(text: str, title: str) -> None:
    assert title.removeprefix("The ") in [found.removeprefix("The ") for found, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Posted by Ann Lee.",
        "Guest Post by Ann Lee.",
        "Submitted by Ann Lee.",
        "Cover Art by Tarsk Publishers.",
        "Blue Mill by Mill Comics.",
        "Blue Mill by Tarsk Velsund Orvenia.",
        "No 1 Blue Mill by Ann Lee.",
        "It is a history of Blue Mill by Ann Lee.",
        "It was in Orland, Blue Mill by Ann Lee.",
        "We liked Salt by Ann Lee.",
        "The song “Salt” by Ann Lee.",
        "The blog post “Salt” by Ann Lee.",
        "It is the last book in the Tarsk Mills by Ann Lee.",
        "“Mill notes: Blue Road by Ann Lee” was there.",
        "“salted” by Ann Lee.",
        "The Blue Mill by Ann Bo Cay Lee & Ann.",
        "We liked Ann Lee's “Salt and iron”, a song of hers.",
        "We liked Ann Lee's “Tales of Tarsk” is a series of tales.",
        "Ann Lee wrote in “The Tarsk Gazette” that it was good.",
    ],
)
def test_what_is_no_title_or_no_author(text: str) -> None:
    assert told(text) in ([], [("Blue Mill", "Ann Bo Cay Lee")])


def test_an_author_writes_in_a_title() -> None:
    assert told("“The mill is loud,” wrote Ann Lee in “Salt and Iron”.") == [("Salt and Iron", "Ann Lee")]
    assert told("In “Salt and Iron” (1951), Ann Lee argues that mills are loud.", "") == [("Salt and Iron", "Ann Lee")]
    assert told("Ann Lee wrote “Salt and Iron” in Tarsk.") == [("Salt and Iron", "Ann Lee")]
    assert told("Ann Lee, whose first novel, “Salt and Iron,” was sold, sang.", "") == [("Salt and Iron", "Ann Lee")]
    assert told("It is an adaptation of Ann Lee's Salt Road.", "") == [("Salt Road", "Ann Lee")]
    assert told("Ann Lee, Author of ‘Salt and Iron,’ Dies at 89", "") == [("Salt and Iron", "Ann Lee")]
