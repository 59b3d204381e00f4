"""Sentences as items: what is a name, a date, a number, a demonym, a word; and that nothing is lost or moved."""

from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from marked_items import reference
from tokenized import VOCABULARY, Row, rows, shown

from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import (
    NAME_TOKEN,
    PARTY_TOKEN,
    WORD_TOKEN,
    YEAR_TOKEN,
)
from corpusstat.extract.text.word_classes import not_names, sentence_starters
from corpusstat.lexicon import demonyms, word_list

HONOURS = re.compile(rf"^,(?:,? (?:{'|'.join(sorted(word_list('postnominals')))}))+,?|\b(?:c|ca|circa)\.? ?$")
"""Letters after a name and *c.* before a year, which are no tokens."""


OPENED = re.compile(rf"\b(?:{'|'.join(sorted(sentence_starters()))}) (?:the|to) [A-ZÀ-Þ]")
"""How a title may begin within a sentence: tokens have it as one name, the older regular expressions do not."""


def old_rows(text: str) -> list[Row]:
    tokens = reference([text], VOCABULARY)
    columns = (tokens.types, tokens.word_id, tokens.space_before, tokens.char_start, tokens.char_end)
    return list(zip(*(c.tolist() for c in columns), strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ada Lovelace was born in 1815.", "N:Ada Lovelace|was|born|in|D:1815|."),
        ("\x01Ada\x02Lovelace\x06 😀born", "N:Ada\x02Lovelace|😀born"),
        ("Ada Bo, OBE FRS (b. the 4th of May 1815)", "N:Ada Bo|(|b|.|D:the 4th of May 1815|)"),
        ("Ada read All the Lees and How to Bo", "N:Ada|read|N:All the Lees|and|N:How to Bo"),
        ("3/13/1901 13.03.1901 1901年3月4日 1731/2", "D:3/13/1901|D:13.03.1901|D:1901年3月4日|D:1731/2"),
        ("c. 1901, circa 1815, AD 14, May the 4th, 1815", "D:1901|,|D:1815|,|D:AD 14|,|D:May the 4th, 1815"),
        (
            "Pio de' Bo, Ann dell'Orsa, Ali al-Bo, Bo ap Lee, Ann Lee, III",
            "N:Pio de' Bo|,|N:Ann dell'Orsa|,|N:Ali al-Bo|,|N:Bo ap Lee|,|N:Ann Lee, III",
        ),
        ("a –“b” — 𝐀 \x00", "a|–|“|b|”|—|𝐀|\x00"),
    ],
)
def test_items(text: str, expected: str) -> None:
    assert shown(text) == expected


def test_kinds_words_and_spaces() -> None:
    [[the, party, was, born, year, stop]] = rows(["The Labour Party was born 1900."])
    assert (the[0], the[1], the[2]) == (WORD_TOKEN, VOCABULARY.ids["The"], False)
    assert (party[0], party[1], party[2]) == (NAME_TOKEN | PARTY_TOKEN, 0, True)
    assert (was[1], born[1]) == (VOCABULARY.ids["was"], VOCABULARY.ids["born"])
    assert year[0] & YEAR_TOKEN
    assert (stop[0], stop[1], stop[2]) == (0, VOCABULARY.ids["."], False)
    [[party, *_]] = rows(["Communist Party of Norland"])
    assert party[0] == NAME_TOKEN | PARTY_TOKEN


def test_no_sentences() -> None:
    tokens = tokenize(pl.Series([], dtype=pl.String), VOCABULARY)
    assert tokens.sentence_start.tolist() == [0]
    assert tokens.types.tolist() == []


PIECES = st.sampled_from(
    [*sorted(demonyms() | not_names() | word_list("roles")), "of", "the", "van", "de", "la", "'s College", "-based"]
    + ["Ada", "Žofie", "J.", "St.", "Jr.", "Inc.", "12", "1815", "3,000", "BC", "4th", "Jan.", "é", "Ἰησοῦς", "😀"]
    + [" "] * 20 + list(".,;:()\"“”–—-'’&_\x00\x01\x02\x06\t")
)  # fmt: skip
TEXTS = st.lists(PIECES | st.characters(codec="utf-8"), max_size=30).map("".join)


@settings(deadline=None)  # the first call may have to compile
@given(TEXTS)
@example("A" * 40)
@example("É")
def test_items_cover_the_text_in_order(text: str) -> None:
    tokens = tokenize(pl.Series([text]), VOCABULARY)
    at = 0
    for begin, close, left, right, spaced in zip(
        tokens.char_start.tolist(),
        tokens.char_end.tolist(),
        tokens.byte_start.tolist(),
        tokens.byte_end.tolist(),
        tokens.space_before,
        strict=True,
    ):
        gap = text[at:begin]
        assert begin < close
        assert not gap.strip(" \x01\x02\x03\x04\x05\x06")
        assert bool(gap) == spaced
        assert bytes(tokens.data[left:right]).decode() == text[begin:close]
        at = close
    assert not HONOURS.sub("", text[at:]).strip(" \x01\x02\x03\x04\x05\x06")


@settings(deadline=None)  # the first call may have to compile
@given(st.lists(TEXTS, max_size=5))
def test_every_sentence_is_taken_alone(texts: list[str]) -> None:
    assert rows(texts) == [rows([t])[0] for t in texts]
    series = pl.concat([pl.Series(["Xé"]), pl.Series(texts, dtype=pl.String)])[1:]  # a slice has an offset
    assert tokenize(series, VOCABULARY).char_start.tolist() == [r[3] for rs in rows(texts) for r in rs]


WORDS = [
    "Ada",
    "Lovelace",
    "Žofie",
    "saw",
    "of",
    "the",
    "van",
    "der",
    "English",
    "South African",
    "In",
    "The",
    "Professor",
    "CEO",
    "Friday",
    "Hong Kong",
    "Lee's College",
    "Lees' College",
    '"Bo"',
    "(Bo)",
]
SAME = st.lists(
    st.sampled_from([*WORDS, "1815", "4 May 1815", "3,000", "World", "He", "Dr.", "St.", ",", ".", "(", "“"])
)


@settings(deadline=None)  # the first call may have to compile
@given(SAME.map(" ".join))
def test_the_same_items_as_by_regular_expressions(text: str) -> None:
    assume(not OPENED.search(text))
    assert rows([text])[0] == old_rows(text)
