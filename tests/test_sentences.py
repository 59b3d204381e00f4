"""Sentences: those of a slow splitter that some template may match."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from strategies import BITS
from thoroughly import tried

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.sentences import sentences
from corpusstat.lexicon import months, word_list
from corpusstat.relations.templates import parse_template

ABBREVIATIONS = (*sorted(word_list("abbreviations")), *months(short=True))

TOLD = st.lists(st.sampled_from([*BITS, "Ada born 1951", " was born-again ", "B-born 7"]), max_size=25).map("".join)
BORN = parse_template("{subject:name} born {value:year}", "r", "r/0", "person", "date")


@tried(60, 200)
@given(st.lists(TOLD, max_size=4))
def test_sentences_are_those_of_a_slow_splitter_that_may_match(texts: list[str]) -> None:
    frame = pl.DataFrame({"doc": range(len(texts)), "text": texts}, schema={"doc": pl.UInt32, "text": pl.String})
    found = sentences(frame, *compile_templates([BORN])).frame.rows()
    assert found == sorted(found)
    wanted = [(doc, *piece) for doc, text in enumerate(texts) for piece in slow_split(text)]
    assert set(found) <= set(wanted)
    assert {w for w in wanted if "Ada born 1951" in w[2]} <= set(found)
    for doc, start, sentence in found:
        there = texts[doc][start : start + len(sentence)]
        assert there == sentence
        assert "born" in sentence


STOPS = re.compile(rf"(?:{'|'.join([*ABBREVIATIONS, '[A-Z]'])})\.")


def slow_split(text: str) -> Iterator[tuple[int, str]]:
    """Yield start and text of the sentences of a clean text, character by character."""
    start, at = 0, 0
    ends = []  # where a sentence ends, and where the next begins
    kept = STOPS.match(text)
    at = kept.end() if kept else 0
    while at < len(text):
        stop = STOPS.match(text, at + 1) if text[at] in " (.-\n\x1e" else None
        end = re.compile("[.!?][\"”'’)\\]]?[ \n]").match(text, at)
        if stop and text[at] not in "\n\x1e":
            at = stop.end()
        elif end:
            ends.append((end.end() - 1, end.end()))
            after = STOPS.match(text, end.end())
            at = after.end() if after else end.end()
        elif text[at] in "\n\t\x1e":
            size = 2 if text.startswith("\n\n", at) else 1
            ends.append((at, at + size))
            stop = STOPS.match(text, at + size) if text[at] != "\t" else None
            at = stop.end() if stop else at + size
        else:
            at += 1
    for end, after in [*ends, (len(text), len(text))]:
        yield start, text[start:end]
        start = after
