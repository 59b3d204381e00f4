"""Templates compiled to one machine."""

from __future__ import annotations

import polars as pl
import pytest

from corpusstat.extract.match import programs
from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.sentences import sentences
from corpusstat.extract.text.tokens import WORD_TOKEN
from corpusstat.relations import templates as language


def test_a_slot_of_plain_words_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A new slot type may ask for any type of token: sentences that have one are not passed over."""
    monkeypatch.setattr(language, "SLOT_TYPES", language.SLOT_TYPES | {"words"})
    monkeypatch.setitem(programs.SIMPLE, "words", WORD_TOKEN)
    template = language.parse_template("{subject} was painted {value}", "colour", "colour/0", "name", "words")
    index, vocabulary = compile_templates([template])
    documents = pl.DataFrame({"doc": [0], "text": ["Tarsk Hall was painted yellow."]})
    assert sentences(documents, index, vocabulary).frame.height == 1
