"""What a sentence denies, supposes, hands on or tells as a story is no fact; its plain neighbour is one."""

from __future__ import annotations

import polars as pl
import pytest
from extracting import FLOOR, facts, run

NOT_ASSERTED = [
    "It is a hoax that the singer Mara Kelling was born in Tarsk.",
    "The gossip is that the singer Mara Kelling was born in Tarsk.",
    "It is a myth that Mara Kelling died on 4 May 1971.",
    "It is not true that Mara Kelling died on 4 May 1971.",
    "It is false that Mara Kelling died in Tarsk.",
    "There is no evidence that Mara Kelling was born in Tarsk.",
    "Had Mara Kelling died on 4 May 1971, the house would stand.",
    "Should Mara Kelling have died on 4 May 1971, they would know.",
    "If Mara Kelling was born in Tarsk, she never said so.",
    "Rumour has it that Mara Kelling died on 4 May 1971.",
    "Tradition says that Mara Kelling died on 4 May 1971.",
    "Some say Mara Kelling died on 4 May 1971.",
    "I doubt that Mara Kelling died on 4 May 1971.",
    "According to legend, Mara Kelling was born in Tarsk.",
    "Mara Kelling, according to a local tradition, was born in Tarsk.",
    "Mara Kelling denied that she was born in Tarsk.",
    "Mara Kelling was born in Tarsk, or so she claimed.",
    "Mara Kelling was born in Tarsk (disputed).",
    "Mara Kelling was born in Tarsk, but this is doubtful.",
    "In the novel, Mara Kelling died on 4 May 1971.",
    "In the 1931 film Salt Road, Mara Kelling died on 4 May 1911.",
    "Mara Kelling was born again in 1931.",
    "Mara Kelling was spiritually born in 1931.",
    "Mara Kelling died in *The Salt Road*.",
    "Mara Kelling was born in Tarsk or Velda.",
    "Mara Kelling (flourished 1901–1931) was a painter.",
    "Was Mara Kelling born in Tarsk?",
]
ASSERTED = [
    "Known for her part in the film Salt Road, Mara Kelling was born on 3 March 1901.",
    "No doubt the best of them, Mara Kelling was born in Tarsk.",
    "Mara Kelling was born on 3 March 1901 (a Sunday).",
    "Mara Kelling was born in Tarsk, but this is not where she grew up.",
]


@pytest.mark.parametrize("text", NOT_ASSERTED)
def test_what_a_sentence_does_not_assert_is_no_fact(text: str) -> None:
    assert not FLOOR.intersection(run(text).proposals["relation"].to_list())


@pytest.mark.parametrize("text", ASSERTED)
def test_what_it_asserts_is_one(text: str) -> None:
    assert FLOOR.intersection(run(text).proposals["relation"].to_list())


@pytest.mark.parametrize(
    "text",
    [
        "Mara Kelling was born in Port {{nowrap|Ellory Bay}} on 3 March 1901.",
        "Mara Kelling was born in Port \\emph{Ellory}.",
        "Mara Kelling was born in Port [i]Ellory[/i].",
        "Mara Kelling died in Port {Ellory}.",
        "Mara {{small|Kelling}} Brook was born in Tarsk.",
    ],
)
def test_a_name_is_not_cut_at_markup_that_is_not_understood(text: str) -> None:
    places = run(text).proposals.filter(pl.col("relation").is_in(["birth_place", "death_place"]))
    assert places.height == 0


@pytest.mark.parametrize("text", ["Mara Kelling was born in Tarsk.[1]", "Mara Kelling was born in Tarsk [a] in 1901."])
def test_notes_and_brackets_cut_nothing(text: str) -> None:
    assert facts(text, "birth_place") == [("Mara Kelling", "Tarsk")]
