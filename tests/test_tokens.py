"""The vocabulary, and texts as buffers of bytes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.text.tokens import (
    DEMONYM_FLAG,
    NO_NAME_FLAG,
    OF_ID,
    PARTY_FLAG,
    WORD_ID_BITS,
    Vocabulary,
    cut_strings,
    split_words,
    string_buffers,
)

TEXTS = st.lists(st.text(max_size=12), max_size=8)


@given(st.lists(st.text(min_size=1, max_size=8), max_size=20))
def test_words_are_numbered_from_one_and_of_is_the_first(words: list[str]) -> None:
    ids = Vocabulary(words).ids
    assert set(ids) == {"of", *words}
    assert ids["of"] == OF_ID == 1
    assert sorted(ids.values()) == list(range(1, len(ids) + 1))


def test_flags_are_beside_the_numbers() -> None:
    table = Vocabulary(["Norwegian", "Party", "was"]).table
    entries = table.values[table.keys != 0]
    numbered = {int(v) & WORD_ID_BITS: int(v) & ~WORD_ID_BITS for v in entries if int(v) & WORD_ID_BITS}
    assert numbered == {1: 0, 2: DEMONYM_FLAG, 3: PARTY_FLAG | NO_NAME_FLAG, 4: 0}
    assert sum(bool(v & DEMONYM_FLAG) for v in entries) > 100


@given(TEXTS, st.integers(0, 3))
def test_buffers_hold_the_texts_also_of_a_slice(texts: list[str], skipped: int) -> None:
    series = pl.Series(["x"] * skipped + texts, dtype=pl.String)[skipped:]
    data, offsets = string_buffers(series)
    pieces = [bytes(data[a:b]).decode() for a, b in pairwise(offsets)]
    assert pieces == texts


@given(TEXTS, st.data())
def test_pieces_are_cut_out_at_their_bytes(texts: list[str], chance: st.DataObject) -> None:
    whole = "".join(texts).encode()
    ends = np.cumsum([0, *(len(t.encode()) for t in texts)])
    chosen = chance.draw(st.lists(st.integers(0, max(len(texts) - 1, 0)), max_size=9 if texts else 0))
    data = np.frombuffer(whole or b"\0", np.uint8)
    found = cut_strings(data, ends[chosen].astype(np.int64), ends[[i + 1 for i in chosen]].astype(np.int64))
    assert found.to_list() == [texts[i] for i in chosen]


def test_words_of_a_template_are_split_as_sentences_are() -> None:
    assert split_words("was born (in") == ["was", "born", "(", "in"]
