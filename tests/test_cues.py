"""Cue words: each has a number of its own and the classes of all lists it is in."""

from __future__ import annotations

import numpy as np

from corpusstat.extract.filter import cues
from corpusstat.extract.text.hashtable import _hash
from corpusstat.lexicon import hedges, kin, punctuation

WORDS = cues.cue_words()
NUMBERS = dict(zip(WORDS.table.keys.tolist(), WORDS.table.values.tolist(), strict=True))


def number(word: str) -> int:
    return NUMBERS.get(_hash(word), 0)


def test_named_words_have_the_numbers_that_checks_ask_for() -> None:
    asked = {
        "(": cues.OPEN_BRACKET, ",": cues.COMMA, "“": cues.OPENING_QUOTE, "of": cues.OF, "The": cues.CAPITAL_THE,
        "-present": cues.TO_PRESENT, "Their": cues.THEIR, "An": cues.TITLE_AN, "died": cues.DIED, "b": cues.LETTER_B,
    }  # fmt: skip
    assert {word: number(word) for word in asked} == {word: int(n) for word, n in asked.items()}
    assert [number(word) for word in cues._WORDS] == list(range(1, len(cues._WORDS) + 1))


def test_every_word_of_a_class_has_its_bit_and_no_other_word_does() -> None:
    for flag, words in cues._classes().items():
        having = {n for n, bits in enumerate(WORDS.classes.tolist()) if bits & int(flag)}
        assert having == {number(word) for word in words}
        assert 0 not in having


def test_classes_are_the_lists() -> None:
    def classes(word: str) -> int:
        return int(WORDS.classes[number(word)])

    assert all(classes(word) & cues.HEDGE for word in hedges("within"))
    assert all(classes(word) & cues.DASH for word in punctuation("dash"))
    assert all(classes(word) & cues.KIN for word in kin())
    assert classes("In") & cues.PREPOSITION
    assert not classes("St.") & cues.RANK  # a saint, or a street
    assert classes("nobody's word") == 0


def test_bits_fit_and_differ() -> None:
    flags = list(map(int, cues._classes()))
    assert all(flag & (flag - 1) == 0 for flag in flags)
    assert len(set(flags)) == len(flags) == 31
    assert WORDS.classes.dtype == np.int64
