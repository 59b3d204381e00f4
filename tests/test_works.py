"""Authors of works: constructions that say who wrote what, lists of titles, and what is none."""

from __future__ import annotations

import pytest
from extracting import facts

from corpusstat.extract.filter.title_lists import first_of_list, is_list_ahead, listed_titles

LEE = "Ann Lee (1901–1971) was a writer of Tarsk. "


def told(text: str) -> list[tuple[str, str | None]]:
    return [(title.strip("\"'“”‘’"), author) for title, author in facts(text, "author")]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        # her own
        ("Her first novel, The Tin Road, was sold at once.", ["Tin Road"]),
        ("In her 1951 memoir “Salt and Iron” she says so.", ["Salt and Iron"]),
        ("Her second poetry collection, 'Notes from a Mill,' won a prize.", ["Notes from a Mill"]),
        ("Her latest book is The Tin Road.", ["Tin Road"]),
        ("She was praised for her first book, Poems (1790), which sold.", ["Poems"]),
        ("Her books include The Tin Road, War and Iron, and Salt.", ["Tin Road", "War and Iron", "Salt"]),
        ("Her plays “Salt” and “A Tin Road” were shown in Velda.", ["Salt", "A Tin Road"]),
        ("She is known for her duology, Daughter of Salt and Heart of Tin.", ["Daughter of Salt", "Heart of Tin"]),
        # the author of
        ("She was the author of the novels Salt, The Tin Road, and Iron.", ["Salt", "The Tin Road", "Iron"]),
        ("She was the author of three novels: The Tin Road, Iron and Salt.", ["Tin Road", "Iron", "Salt"]),
        ("Lee was a doctor and bestselling author of “The Tin Road”.", ["The Tin Road"]),
        ("Lee was the head of Velda College and author of The Tin Road.", ["Tin Road"]),
        ("Lee lectures on mills and is the author of the novel The Peacemaker.", ["Peacemaker"]),
        ("Lee is also the author of the memoir Burn Book.", ["Burn Book"]),
        ("Lee is the author of Salt Mills, The Tin Road and Old Iron.", ["Salt Mills", "The Tin Road", "Old Iron"]),
        # wrote, published
        ("She published several masterpieces including 'Notes of a Mill,' and 'Salt.'", ["Notes of a Mill", "Salt"]),
        ("Lee wrote many books on the life of mills, including “Tin” (1930) and “Salt” (1940).", ["Tin", "Salt"]),
        ("She wrote four plays: “Salt” (1920), “Tin Road” (1921), and “Iron”.", ["Salt", "Tin Road", "Iron"]),
        ("In 1920 she published a memoir of her late husband entitled, “Crowded Rooms”.", ["Crowded Rooms"]),
        ("In 1920 she published “Crowded Rooms” at her own cost.", ["Crowded Rooms"]),
    ],
)
def test_titles_of_an_author(text: str, titles: list[str]) -> None:
    assert told(LEE + text) == [(title, "Ann Lee") for title in titles]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("“The Blue Mill” was written in 1889 by Ann Lee, a poet.", ("The Blue Mill", "Ann Lee")),
        ("The “Blue Mill” book was written in 1889 by Ann Lee.", ("Blue Mill", "Ann Lee")),
        ("“The Blue Mill” was written by the poet Ann Lee.", ("The Blue Mill", "Ann Lee")),
        ("See the novel “The Blue Mill” (1889) by Ann Lee for more.", ("The Blue Mill", "Ann Lee")),
        ("This is from the book “The Blue Mill”, written by Ann Lee.", ("The Blue Mill", "Ann Lee")),
        ("Salt (1951), a novel by Ann Lee, was lost.", ("Salt", "Ann Lee")),
        ("The Blue Mill, by Ann Lee, is a slim novel of manners.", ("Blue Mill", "Ann Lee")),
        ("<p>Ann Lee, the author of the book, <i>The blue mill</i>, was there.</p>", ("The blue mill", "Ann Lee")),
        ("We read Ann Lee's 1951 novel, The Blue Mill.", ("Blue Mill", "Ann Lee")),
        ("“The Blue Mill” is a book by Tarsk historian Ann Lee.", ("The Blue Mill", "Ann Lee")),
        ("An Essay Concerning Tin Roads is a book by Ann Lee.", ("Essay Concerning Tin Roads", "Ann Lee")),
    ],
)
def test_an_author_of_a_title(text: str, fact: tuple[str, str]) -> None:
    assert told(text) == [fact]


@pytest.mark.parametrize(
    "text",
    [
        "In her essay, Miller expands on mills.",
        "In her essays, Miller expands on mills.",
        "In Ann Lee's play, Isabella is kind.",
        "Her favourite novel, The Tin Road, was lost.",
        "Their first novel, The Tin Road, was lost.",
        "Her copy of the book The Tin Road was lost.",
        "Her intended novel, The Tin Road, was lost.",
        "Her review of the novel “The Tin Road” was short.",
        "Her books “are rarely matched in the genre”.",
        "Her novel Transitional Care Program helped many.",
        "Lee is the mother of Bo Lee, a poet and author of “The Tin Road”.",
        "The film was made by Bo Lee, a doctor and the author of nothing. She is kind.",
        "She published the Tarsk Gazette for years.",
        "Taschen published “The Tin Road” in 2018.",
        "Her book Aviation Units 16 was short.",
        "Her podcast, The Tin Road, was heard. Her film “The Tin Road” was seen.",
    ],
)
def test_no_titles_of_an_author(text: str) -> None:
    assert [fact for fact in told(LEE + text) if fact[1] != "Bo Lee"] == []


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("the novels Salt, War and Iron, and The Tin Road.", ["War and Iron", "The Tin Road"]),
        ("the novels Salt, War and Iron.", ["War", "Iron"]),
        ("the novels Salt (1901), Tin (1902) and Iron (1903).", ["Tin", "Iron"]),
        ("the novels Salt and Iron.", ["Iron"]),
        ("the novels Salt, Tin, Iron.", []),
        ("the novels Salt, which she sold, and Iron.", []),
        ("the novels “Salt,” “A Tin Road” (1902), and “Iron.”", ["A Tin Road", "Iron"]),
        ("the novels 'Salt,' 'Tin' and 'Iron'.", ["Tin", "Iron"]),
        ("the novels “Salt” of “Tin”.", []),
        (
            "the novels Salt: How to Mill in 9 Steps, War and Iron and the highly acclaimed Tin.",
            ["War and Iron", "Tin"],
        ),
    ],
)
def test_titles_that_follow_a_first(text: str, titles: list[str]) -> None:
    end = text.index("Salt") + len("Salt")
    assert [text[a:b] for a, b in listed_titles(text, end)] == titles


def test_what_says_that_several_titles_follow() -> None:
    several = (
        "the novels ",
        "Her books: ",
        "three plays, including “",
        "books about her life, such as ",
        "poems called '",
    )
    assert all(map(is_list_ahead, several))
    assert not any(map(is_list_ahead, ("the novel ", "her books. Then ", "the notebook ", "")))
    text = "Salt and Iron, Tin, and Ore"
    assert first_of_list(text, 0, len("Salt and Iron")) == len("Salt and Iron")
    assert first_of_list("Salt and Iron", 0, len("Salt and Iron")) == len("Salt")


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("Marianne Colder & Odile Farrow wrote the book “Salt”.", ("Salt", "Marianne Colder")),
        ("Says Ann Lee, author of “Salt”.", ("Salt", "Ann Lee")),
        ("Ann Lee wrote the book Don't Salt Mills in 2009.", ("Don't Salt Mills", "Ann Lee")),
        ("Ann Lee wrote the book Emma with Bo Hale in 2009.", ("Emma", "Ann Lee")),
        ("Ann Lee is the author of Why Mills Turn?", ("Why Mills Turn", "Ann Lee")),
        ("A novel for readers. Lee met Bo Hale. “Salt” by Ann Lee was read.", ("Salt", "Ann Lee")),
        ("A book about mills is “Salt” by Bo Hale.", ("Salt", "Bo Hale")),
    ],
)
def test_what_belongs_to_title_and_author(text: str, fact: tuple[str, str]) -> None:
    assert told(text) == [fact]
