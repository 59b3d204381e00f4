"""Sentences as their tokens, in a form to read."""

from __future__ import annotations

import polars as pl

from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    WORD_TOKEN,
    Vocabulary,
)

VOCABULARY = Vocabulary(["born", "was", "in", ".", ",", "“", "(", ")", "co-founder", "The"])
LETTERS = {NAME_TOKEN: "N", DATE_TOKEN: "D", NUMBER_TOKEN: "#", DEMONYM_TOKEN: "~", WORD_TOKEN: "", 0: ""}

Row = tuple[int, int, bool, int, int]


def rows(sentences: list[str]) -> list[list[Row]]:
    tokens = tokenize(pl.Series(sentences, dtype=pl.String), VOCABULARY)
    columns = (tokens.types, tokens.word_id, tokens.space_before, tokens.char_start, tokens.char_end)
    every = list(zip(*(c.tolist() for c in columns), strict=True))
    return [every[i:j] for i, j in zip(tokens.sentence_start[:-1], tokens.sentence_start[1:], strict=True)]


def shown(text: str) -> str:
    """The items with a bar between them, and before what is no plain word its kind."""
    shown = []
    for k, _, _, b, c in rows([text])[0]:
        sort = "".join(letter for bit, letter in LETTERS.items() if k & bit)
        shown.append((f"{sort}:" if sort else "") + text[b:c])
    return "|".join(shown)
