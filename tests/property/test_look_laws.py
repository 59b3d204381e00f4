"""A first look may ask for a check that finds nothing, and never misses one that would refuse a fact."""

from __future__ import annotations

import dataclasses
from collections import Counter

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.extract.filter.looks import ALL, looked_at
from corpusstat.extract.filter.veto import typed
from corpusstat.extract.match.candidates import compile_relations, match_templates
from corpusstat.extract.match.facts import Fact
from corpusstat.extract.resolve.coreference import resolved
from corpusstat.relations import load

PARTS = [
    [
        *("Ann was ", "Then 850 ", "He is from "),
        *("", "", "the ", "The father of ", "a famous ", "In the reign of ", '"', "By ", "Like ", "Élan of "),
        *("They said, “", "It is said the ", "They estimated that the ", "If ", "Whether the ", "One wrote: "),
        *("Until ", "After Ann Lee, ", "“At ", 'Ann "Nan" ', "Ann ‘Nan’ ", "Ann Lee, “Nan” "),
        *("Will ", "He knew; So ", "Ann Lee and ", "Ann Lee i ", "Ann nee ", "Ann née” ", "the 5th ", "Ann Lee–"),
        *("Ann Lee - ", "Ann Lee, ", "Bo of Tarsk and ", "During his term of office, ", "In the time of rule of "),
    ],
    [
        *("Mara Kelling", "Paul Brook", "Brook", "The Kelling", "he", "Ann Lee Brook", "Zoë Brook", "Baron Brook"),
        *("“Ann Lee”", "his", "she", "the Countess Brook", "Fürst Brook", "Will Brook", "his", "Ann Lee's"),
    ],
    [
        *("", "", " (1901–1950)", " (4 May 1901 – 3 June 1977)", " (painter) (1901 – 1950)", " (born 4 May 1951)"),
        *(
            " (1901–12345)",
            " (4 May 1901 – 4 May 1950)",
            " (May 4, 1901 – May 4, 1950)",
            " (3 June 1901 to 5 May 1905)",
        ),
        *(" (reigned 1901–1950 in Tarsk)", " (r. 1901 in May – 1950)", " (in office 3 May 1901 – 2 May 1950)"),
        *(" (2 April 1701 – 3 June 1977)", " (served 4 May 1901 – 3 June 1977)", " (4 May 1901 – 3 May 1977)"),
    ],
    [
        *("", "", ",", ", a singer,", " a (small) thing", " probably", " of Tarsk", ", they said,", "’s father"),
        *("’s elder brother’s death", "'s father's death", " (a (small) thing)"),
        *("’s elder brother’s death in 1951", "’s death in 1951", " father's death in 1951", " death in 1951"),
    ],
    [
        *(
            " was a film",
            " is an old racehorse",
            " was a painter",
            " was born in Tarsk",
            " died in 1951",
            " was a club.",
        ),
        *(
            " was not born in 1901",
            " died before 1951",
            " was born after 4 May 1901",
            " died between 1950",
            " is a  horse",
        ),
        *(" was a big, old horse", " is a very good and well known if not always liked film", " was a Zoë horse"),
        *(" is a “film” of note", " was a horse-trainer of", " is a film; he sings", " was a film and stage actor"),
    ],
    [
        *(".", ", one says, in Tarsk.", " about Ann Lee.", " and died, it is said, in 1951.", " (1958–1981).", "”"),
        *(
            " in 1951",
            " or 1952",
            " or in 1952",
            "?",
            "/1952.",
            " / 1952",
            " and 1952.",
            " or late 1952",
            " and died in 1951?",
        ),
    ],
]
TEXTS = st.tuples(*map(st.sampled_from, PARTS)).map("".join)
KNOWN = compile_relations(load())


def reduced(facts: list[Fact], texts: list[str]) -> tuple[list[Fact], Counter[tuple[int, str, str]]]:
    """What vetoes and resolution leave of facts, and what they refuse."""
    rejected: Counter[tuple[int, str, str]] = Counter()
    documents = pl.DataFrame({"doc": range(len(texts)), "text": texts}, schema={"doc": pl.UInt32, "text": pl.String})
    kept = list(typed(facts, rejected))
    found = list(resolved(kept, documents, rejected, keep_unresolved=False))
    return [dataclasses.replace(f, looks=ALL) for f in found], rejected


@settings(deadline=None, max_examples=300)
@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_what_all_checks_refuse_is_refused_after_a_look(texts: list[str]) -> None:
    frame = pl.DataFrame(
        {"doc": range(len(texts)), "start": [0] * len(texts), "sentence": texts},
        schema={"doc": pl.UInt32, "start": pl.Int64, "sentence": pl.String},
    )
    found = match_templates(frame, KNOWN)
    facts = list(found.facts(looked_at(found.table, found.tokens, KNOWN.in_floor)))
    assert reduced(facts, texts) == reduced([dataclasses.replace(f, looks=ALL) for f in facts], texts)
