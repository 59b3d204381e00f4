"""Sentences are chosen by the types that runs of bytes may become: nothing that a template matches is lost by it."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_sentences import slow_split
from thoroughly import tried

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.matcher import find_matches
from corpusstat.extract.match.sentences import MAX_SENTENCE, sentences
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.relations.templates import Template, parse_template

WRITTEN = (
    "{subject} {paren} ... [came|moved] {..2} to {value:name}",
    "{subject} [was|is] [born|made] [on|in|] {value:date}",
    "{subject:name}, dated {value:year}",
    "{subject} lies {value:number} {..1} [kilometres|miles]",
    "{value:nationality} [painter|set up] {subject}",
    "{subject} ({value}{dash}{date} painter",
    "[novel|book] [called|] {subject} by {value}",
    "{value:name}, [co-author|Norwegian-born] of {subject}",
    "{subject's} birth [in|on] {value:date} [was|]",
    "{subject} {paren}[,] {by} {value:name}",
    "{value:name}{'s} {subject}",
)
SUBJECTS = ("person", "person", "place", "place", "person", "person", "title", "title", "person", "title", "title")
VALUES = ("name", "date", "year", "number", "nationality", "date", "person", "person", "date", "person", "person")
TEMPLATES: list[Template] = [
    parse_template(text, "r", f"r/{i}", subject, value, idk=False)
    for i, (text, subject, value) in enumerate(zip(WRITTEN, SUBJECTS, VALUES, strict=True))
]
INDEX, VOCABULARY = compile_templates(TEMPLATES)
PIECES = """
I The He It But When Ada Bo Kelling May Jun. March AD A.D. B.C. BCE 14 44BC 1901 5th 12/3/1951 7.5 1,200 c. circa the of
dated van came moved to was is born made on in has lies kilometres miles painter set up Norwegian South African ( ) , ;
novel book called by his birth I'm O'Neill Ada-born co-author café Ærø - – “ ” ' ’s e.g. U.S. No. 3 ! Jr. & A B MA Tarsk
May-June/July Norwegian-born Ada's Bo’s “Salt” "Road"
"""
TEXTS = st.lists(st.sampled_from(PIECES.split()), max_size=14).map(lambda words: " ".join(words).replace("( ", "("))
LETTERS = re.compile(r"[A-Z]\.[A-Z]\.")
"""Sentences may go on after these, which the slow splitter does not know."""
LONG = "and so on with small words " * (MAX_SENTENCE // 20)


@tried(60, 400)
@given(st.lists(TEXTS, min_size=1, max_size=6))
def test_every_match_is_in_a_chosen_sentence(texts: list[str]) -> None:
    frame = pl.DataFrame({"doc": range(len(texts)), "text": texts}, schema={"doc": pl.UInt32, "text": pl.String})
    sharp = matches(sentences(frame, INDEX, VOCABULARY).frame)
    assert sharp == matches(sentences(frame, INDEX, VOCABULARY, by_words=True).frame)
    if not any(LETTERS.search(text) for text in texts):
        every = [(doc, *piece) for doc, text in enumerate(texts) for piece in slow_split(text)]
        schema = {"doc": pl.UInt32, "start": pl.Int64, "sentence": pl.String}
        assert sharp == matches(pl.DataFrame(every, schema=schema, orient="row"))


def matches(cut: pl.DataFrame) -> set[tuple[int, ...]]:
    """Document, start and template of each match, and its places in tokens of its sentence."""
    tokens = tokenize(cut["sentence"], VOCABULARY)
    docs, starts, firsts = cut["doc"].to_list(), cut["start"].to_list(), tokens.sentence_start.tolist()
    return {
        (docs[row], starts[row], template, *(max(at - firsts[row], -1) for at in places))
        for row, template, *places in find_matches(INDEX, tokens).table.tolist()
    }


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("When I was born in 1901.", False),  # no name
        ("Then we were told that Ada was born in 1901.", True),
        ("so But It was born in 1901.", True),  # it may be one name
        ("Ada was born 5 km away.", False),  # no date
        ("Ada was born 5 km away in May.", True),
        ("Ada was born long before 1901.", False),  # "long" cannot come next
        ("Ada was born.", False),
        ("Ada was born on the 3rd of May.", True),
        (f"When I was {LONG} born in 1901.", True),  # it is counted as too long
    ],
)
def test_sentences_are_chosen_by_what_they_may_hold(text: str, taken: bool) -> None:
    born = parse_template("{subject:name} [was|is] born [on|in|] {value:date}", "r", "r/0", "person", "date")
    frame = pl.DataFrame({"doc": [0], "text": [text]}, schema={"doc": pl.UInt32, "text": pl.String})
    found = sentences(frame, *compile_templates([born]))
    assert bool(found.frame.height or found.too_long) is taken
