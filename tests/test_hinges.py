"""Hinges: where *by* and *'s* join a title and a name, the same in the scan for sentences and in tokens."""

from __future__ import annotations

import polars as pl
import pytest

from corpusstat.extract.match.compiler import compile_templates
from corpusstat.extract.match.sentences import sentences
from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import HINGE_MARK, OF_ID, Vocabulary
from corpusstat.relations.templates import parse_template

BY = parse_template("{subject} {by} {value:name}", "r", "r/0", "title", "person")
OWN = parse_template("{value:name}{'s} {subject}", "r", "r/1", "title", "person")
TEXTS = [
    ("We read The Tin Road by Ann Lee there.", True),
    ("We read “The tin road” by Ann Lee there.", True),
    ("We read “The tin road,” by Ann Lee there.", True),
    ("We read 'The tin road' by Ann Lee there.", True),
    ("We read Tin 1984 by Ann Lee there.", True),
    ("We read Tin? by Ann Lee there.", True),
    ("We read Élan by Ann Lee there.", True),
    ("It was sold by Ann Lee there.", False),
    ("The Tin Road by a friend of Ann Lee.", False),
    ("By Ann Lee.", False),
    ("We saw Ann Lee's “The tin road” there.", True),
    ("We saw Ann Lee’s 'The tin road' there.", True),
    ("We saw Ann Lee's The Tin Road there.", True),
    ("We saw Ann Lee's A Tin Road there.", True),
    ("We saw Ann Lee's An Ode there.", True),
    ("We saw Ann Lee's Tin Road there.", False),
    ("We saw Ann Lee's a mile off.", False),
    ("We saw Ann Lee's.", False),
]


@pytest.mark.parametrize(("text", "joined"), TEXTS)
def test_a_hinge_is_where_a_title_and_a_name_meet(text: str, joined: bool) -> None:
    index, vocabulary = compile_templates([BY, OWN])
    frame = pl.DataFrame({"doc": [0], "text": [text]}, schema={"doc": pl.UInt32, "text": pl.String})
    assert (sentences(frame, index, vocabulary).frame.height == 1) == joined
    hinges = {number for word, number in vocabulary.ids.items() if word.endswith(HINGE_MARK)}
    assert bool(hinges & set(tokenize(pl.Series([text]), vocabulary).word_id.tolist())) == joined


def test_a_hinge_has_the_number_after_that_of_its_word() -> None:
    ids = Vocabulary(["by" + HINGE_MARK, "sold", "by"]).ids
    assert ids["by" + HINGE_MARK] == ids["by"] + 1
    assert ids["of"] == OF_ID
    assert "'s" not in Vocabulary(["by"]).ids
