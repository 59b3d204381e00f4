"""Sentences as items: what is a name, a date, a number, a demonym, a word; and that nothing is lost or moved."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marked_items import reference

from corpusstat.extract.text.tokenizer import tokenize
from corpusstat.extract.text.tokens import (
    DATE_TOKEN,
    DEMONYM_TOKEN,
    NAME_TOKEN,
    NUMBER_TOKEN,
    PARTY_TOKEN,
    WORD_TOKEN,
    YEAR_TOKEN,
    Vocabulary,
)
from corpusstat.extract.text.word_classes import not_names
from corpusstat.lexicon import demonyms, word_list

VOCABULARY = Vocabulary(["born", "was", "in", ".", ",", "“", "(", ")", "co-founder", "The"])
LETTERS = {NAME_TOKEN: "N", DATE_TOKEN: "D", NUMBER_TOKEN: "#", DEMONYM_TOKEN: "~", WORD_TOKEN: "", 0: ""}

Row = tuple[int, int, bool, int, int]


def rows(sentences: list[str]) -> list[list[Row]]:
    tokens = tokenize(pl.Series(sentences, dtype=pl.String), VOCABULARY)
    columns = (tokens.types, tokens.word_id, tokens.space_before, tokens.char_start, tokens.char_end)
    every = list(zip(*(c.tolist() for c in columns), strict=True))
    return [every[i:j] for i, j in zip(tokens.sentence_start[:-1], tokens.sentence_start[1:], strict=True)]


def old_rows(text: str) -> list[Row]:
    tokens = reference([text], VOCABULARY)
    columns = (tokens.types, tokens.word_id, tokens.space_before, tokens.char_start, tokens.char_end)
    return list(zip(*(c.tolist() for c in columns), strict=True))


def shown(text: str) -> str:
    """The items with a bar between them, and before what is no plain word its kind."""
    shown = []
    for k, _, _, b, c in rows([text])[0]:
        sort = "".join(letter for bit, letter in LETTERS.items() if k & bit)
        shown.append((f"{sort}:" if sort else "") + text[b:c])
    return "|".join(shown)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("Ada Lovelace was born in 1815.", "N:Ada Lovelace|was|born|in|D:1815|."),
        # names
        ("saw Žofie Ångström-Łęcka there", "saw|N:Žofie Ångström-Łęcka|there"),
        ("by J. R. R. Tolkien and J.-P. Sartre", "by|N:J. R. R. Tolkien|and|N:J.-P. Sartre"),
        ("with John A. Smith, R. A. Ramamani, U.S.A.", "with|N:John A. Smith|,|N:R. A. Ramamani|,|N:U.S.A."),
        ("met Ludo van der Beek and Omar bin Salim", "met|N:Ludo van der Beek|and|N:Omar bin Salim"),
        ("Jean d'Arc, Ali al-Hasan, Lee & Sons", "N:Jean d'Arc|,|N:Ali al-Hasan|,|N:Lee & Sons"),
        ("near Pont-à-Mousson or Stratford-upon-Avon", "near|N:Pont-à-Mousson|or|N:Stratford-upon-Avon"),
        ("at University of the Arts", "at|N:University of the Arts"),
        ("at King's College London, King's cat", "at|N:King's College London|,|King's|cat"),
        ("met Dr. Paul O'Neill's son", "met|N:Dr. Paul O'Neill|'s|son"),
        ("Acme, Inc. and Bob Lee, Jr. sang", "N:Acme, Inc.|and|N:Bob Lee, Jr.|sang"),
        ("met Bob Lee Jr. Carr sang", "met|N:Bob Lee Jr.|N:Carr|sang"),
        ("a Tarsk-based firm, a U.S.-born man", "a|N:Tarsk|-based|firm|,|a|N:U.S.|-born|man"),
        ("eBay and B2B", "e|N:Bay|and|N:B|#:2|N:B"),
        ("WAR ENDS IN TARSK", "N:WAR ENDS IN TARSK"),
        (
            "the Greek Ἰησοῦς is Иван Петров",
            "the|N:Greek Ἰησοῦς|is|N:Иван Петров",
        ),
        # no names
        ("The Beatles met The Who. In Tarsk", "The|N:Beatles|met|N:The Who|.|In|N:Tarsk"),
        ("“The End”, (In Tarsk", "“|The|N:End|”|,|(|In|N:Tarsk"),
        (
            "Dr. Smith has a PhD, a Ph.D. and World's End",
            "N:Dr. Smith|has|a|PhD|,|a|Ph|.|D|.|and|World's|N:End",
        ),
        ("when He saw e-Book", "when|He|saw|e-Book"),
        ("Boston, MA and MA", "N:Boston|,|N:MA|and|MA"),
        (
            "met at Queens' College, St. John's College, King's College of Music",
            "met|at|N:Queens' College|,|N:St. John's College|,|N:King's College of Music",
        ),
        ('Ann "Big Bo" Lee, Ann “Bo” Lee, Ann (Bo) Lee', 'N:Ann "Big Bo" Lee|,|N:Ann “Bo” Lee|,|N:Ann (Bo) Lee'),
        ("Ann (USA) Lee, Ann (bo) Lee, Ann (Bo)", "N:Ann|(|N:USA|)|N:Lee|,|N:Ann|(|bo|)|N:Lee|,|N:Ann|(|N:Bo|)"),
        ("Debra Lee, Esq. won", "N:Debra Lee, Esq.|won"),
        ("in Hong Kong", "in|N~:Hong Kong"),
        # roles
        ("says Acme CEO Ann Lee, the APAC CEO of Orland", "says|N:Acme|CEO|N:Ann Lee|,|the|N:APAC|CEO|of|N:Orland"),
        ("is CEO of Acme", "is|CEO|of|N:Acme"),
        ("is Director of the Acme Trust", "is|Director|of|the|N:Acme Trust"),
        ("Professor Emeritus John Smith", "Professor|Emeritus|N:John Smith"),
        ("the Board of Directors of Acme", "the|Board|of|Directors|of|N:Acme"),
        ("its Co-Founder Ada Lee", "its|Co-Founder|N:Ada Lee"),
        # demonyms
        (
            "an English, South African or African-American poet",
            "an|~:English|,|~:South African|or|~:African-American|poet",
        ),
        ("an English Heritage site", "an|N:English Heritage|site"),
        # dates
        ("on 4 May 1951 or 4th of May", "on|D:4 May 1951|or|D:4th of May"),
        ("on May 4, 1951 or Sept. 4th", "on|D:May 4, 1951|or|D:Sept. 4th"),
        ("May 4 and May 1951, May, 1951, March of 1951", "D:May 4|and|D:May 1951|,|D:May, 1951|,|D:March of 1951"),
        ("In Paris March 1990 was Mid-May 1990", "In|N:Paris|D:March 1990|was|N:Mid|-|D:May 1990"),
        ("1951-05-04, 1951-2 or 1990s", "D:1951-05-04|,|D:1951|-|#:2|or|#:1990|s"),
        (
            "44 BC, 4 B.C., 100 A.D., 1066 AD, 5 May 300 BCE",
            "D:44 BC|,|D:4 B.C.|,|D:100 A.D.|,|D:1066 AD|,|D:5 May 300 BCE",
        ),
        ("20 ADHD cases", "#:20|N:ADHD|cases"),
        ("the 9th Marquess and 14 Auger", "the|#:9|th|N:Marquess|and|#:14|N:Auger"),
        ("on Monday, May 4, 1951 or Friday 4 May", "on|D:Monday, May 4, 1951|or|D:Friday 4 May"),
        ("Good Friday 4 May 1951 was Friday", "N:Good|D:Friday 4 May 1951|was|Friday"),
        ("May and March came", "May|and|March|came"),
        # numbers
        ("1,234,567.5 or 3.14 or 10,000 BC", "#:1,234,567.5|or|#:3.14|or|#:10,000|BC"),
        ("10-12 May 1990, 5.6.1990", "#:10|-|D:12 May 1990|,|#:5.6|.|D:1990"),
        # odd characters
        ("\x01Ada\x02Lovelace\x06 😀born", "N:Ada\x02Lovelace|😀born"),
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
    assert not text[at:].strip(" \x01\x02\x03\x04\x05\x06")


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
    assert rows([text])[0] == old_rows(text)
