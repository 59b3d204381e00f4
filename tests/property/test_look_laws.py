"""A first look may ask for a check that finds nothing, and never misses one that would refuse a fact."""

from __future__ import annotations

import dataclasses
from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.extract import veto
from corpusstat.extract.capture import captured, compiled
from corpusstat.extract.looks import ALL
from corpusstat.relations import load

PARTS = [
    [
        "",
        "",
        "the ",
        "The father of ",
        "a famous ",
        "In the reign of ",
        "They said, “",
        '"',
        "By ",
        "Like ",
        "Élan of ",
    ],
    ["Mara Kelling", "Paul Brook", "Brook", "The Kelling", "he", "Ann Lee Brook", "Zoë Brook"],
    [
        "",
        "",
        " (1901–1950)",
        " (4 May 1901 – 3 June 1977)",
        " (painter) (1901 – 1950)",
        " (born 4 May 1951)",
        " (1901–12345)",
    ],
    ["", "", ",", ", a singer,", " (a (small) thing)", " probably", " of Tarsk", ", they said,", "’s father"],
    [
        " was a film",
        " is an old racehorse",
        " was a painter",
        " was born in Tarsk",
        " died in 1951",
        " was not born in 1901",
    ],
    [
        ".",
        ", one says, in Tarsk.",
        " about Ann Lee.",
        " and died, it is said, in 1951.",
        " (1958–1981).",
        "”",
        " in 1951",
    ],
]
TEXTS = st.tuples(*map(st.sampled_from, PARTS)).map("".join)
KNOWN = compiled(load())


@settings(deadline=None, max_examples=200)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_what_all_checks_refuse_is_refused_after_a_look(texts: list[str]) -> None:
    frame = pl.DataFrame(
        {"doc": range(len(texts)), "start": [0] * len(texts), "sentence": texts},
        schema={"doc": pl.UInt32, "start": pl.Int64, "sentence": pl.String},
    )
    facts = list(captured(frame, KNOWN).facts())
    looked: Counter[tuple[int, str, str]] = Counter()
    whole: Counter[tuple[int, str, str]] = Counter()
    kept = list(veto.typed(facts, looked))
    assert list(veto.typed([dataclasses.replace(f, looks=ALL) for f in facts], whole)) == [
        dataclasses.replace(f, looks=ALL) for f in kept
    ]
    assert looked == whole
