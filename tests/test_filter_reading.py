"""How checks read a sentence: what is found of each token, and that outside of its tokens a sentence has nothing."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.extract.filter import cues
from corpusstat.extract.filter import reading as r
from corpusstat.extract.filter.cues import CueWords, cue_words
from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.jit import compiled
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import Tokens

TRAITS = {
    "spaced": r.SPACED, "small": r.SMALL, "several": r.SEVERAL, "apostrophe": r.APOSTROPHE, "owned": r.OWNED,
    "hyphen": r.HYPHENATED, "question": r.QUESTION, "digit": r.DIGIT_LAST, "capital": r.CAPITAL, "of": r.WITH_OF,
    "quote first": r.QUOTE_FIRST, "quote last": r.QUOTE_LAST, "who": r.WHO, "exclaimed": r.EXCLAIMED,
}  # fmt: skip


@compiled
def read(tokens: Tokens, words: CueWords, info: Longs, asked: Longs) -> None:
    """Look the tokens of each sentence up, and ask it of the tokens around its own."""
    for row in range(len(tokens.sentence_start) - 1):
        first, last = tokens.sentence_start[row], tokens.sentence_start[row + 1]
        r.look_up(tokens, words, info, first, last)
        s = r.Sentence(tokens.data, info, first, last)
        for i in (first - 1, last):
            asked[row] += r.is_inside(s, i) or r.is_a(s, i, np.int64(-1)) or r.is_cue(s, i, np.int64(-1))
            asked[row] += r.is_glued(s, i) or r.is_word(s, i, np.int64(0)) or r.is_small_word(s, i)
        for i in range(first, last):
            info[i, r.BYTE_START] = r.after_brackets(s, i) - first  # where no bracket opens: the token itself


def look(sentences: list[str]) -> tuple[Tokens, Longs, Longs]:
    tokens = tokenize(pl.Series(sentences, dtype=pl.String))
    info, asked = np.zeros((len(tokens.types), r.COLUMNS), np.int64), np.zeros(len(sentences), np.int64)
    read(tokens, cue_words(), info, asked)
    return tokens, info, asked


@pytest.mark.parametrize(
    ("sentence", "at", "traits"),
    [
        ("was born", 0, {"small"}),
        ("was born", 1, {"spaced", "small"}),
        ("Ann Lee", 0, {"capital", "several"}),
        ("the University of Tarsk", 1, {"capital", "several", "spaced", "of"}),
        ("in 1951", 1, {"spaced", "digit"}),
        ("sister's son", 0, {"owned"}),
        ("Ann's son", 1, {"apostrophe", "quote first"}),
        ("what?", 0, {"exclaimed"}),
        ("he sang!’", 1, {"spaced", "exclaimed", "quote last"}),
        ("-born", 0, {"hyphen"}),
        ("whose", 0, {"small", "who"}),
        ("‘so", 0, {"small", "quote first"}),
        ("so’", 0, {"small", "owned", "quote last"}),
    ],
)
def test_traits_of_a_token(sentence: str, at: int, traits: set[str]) -> None:
    _, info, _ = look([sentence])
    assert {name for name, bit in TRAITS.items() if info[at, r.TRAITS] & bit} == traits


def test_classes_of_names_are_those_of_their_first_and_last_word() -> None:
    _, info, _ = look(["Bishop Brook School"])
    assert not info[0, r.CLASSES]
    assert info[0, r.FIRST_WORD] & cues.RANK
    assert info[0, r.LAST_WORD] & cues.ORG_NOUN


def test_a_pronoun_with_its_verb_is_the_pronoun() -> None:
    _, info, _ = look(["when He's here"])
    assert info[1, r.WORD] == cues.HE


@pytest.mark.parametrize(
    ("sentence", "after"),
    [("a (b) c", 4), ("a (b (c) d) e", 8), ("a (b c", 1), ("a(b) c", 1)],
)
def test_brackets_end_where_they_are_closed(sentence: str, after: int) -> None:
    _, info, _ = look([sentence])
    assert info[1, r.BYTE_START] == after


TEXTS = st.lists(
    st.sampled_from(["Ann Lee", "was", "(", ")", "born", "1951", "he's", "“so”", "Orland,", ".", "sister's", "é", ""]),
    max_size=9,
).map(" ".join)


@given(st.lists(TEXTS, max_size=5))
def test_a_sentence_is_looked_up_alone_and_has_nothing_outside(sentences: list[str]) -> None:
    tokens, info, asked = look(sentences)
    assert not asked.any()
    for row, sentence in enumerate(sentences):
        own = info[tokens.sentence_start[row] : tokens.sentence_start[row + 1]]
        alone = look([sentence])[1]
        columns = [c for c in range(r.COLUMNS) if c != int(r.BYTE_END)]  # bytes are counted in the whole text
        assert own[:, columns].tolist() == alone[:, columns].tolist()
        assert all(sentence[start:end].strip() for start, end in own[:, [int(r.START), int(r.END)]].tolist())
