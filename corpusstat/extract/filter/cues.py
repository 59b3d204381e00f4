"""Cue words: the classes of words that checks ask about, looked up once for each token of a sentence.

Each class is a list of :mod:`corpusstat.lexicon`; a word may be of several. Checks ask by :mod:`.reading`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from corpusstat.extract.text.arrays import Longs
from corpusstat.extract.text.hashtable import HashTable, hash_table
from corpusstat.lexicon import hedges, kin, months, pronouns, punctuation, word_list

HEDGE, GUESS, QUOTING, ARTICLE, PREPOSITION, BEING, BOUND = (np.int64(1 << i) for i in range(7))
TERM, LABEL, OPENING_WORD, DESCRIPTION_END, THING, JOB, PEERAGE, NAMELIKE = (np.int64(1 << i) for i in range(8, 16))
RELATIVE, FUNCTION, PART, EVENT, RANK, PLACE, ORG_NOUN, DASH = (np.int64(1 << i) for i in range(16, 24))
POSSESSIVE, MAIDEN, NOBLE, ORDINAL, KIN, ABBREVIATION, PERSONAL, REVEREND = (np.int64(1 << i) for i in range(24, 32))
"""Classes of cue words, as bits: of NumPy, for Numba compiles a function anew for each int that it is called with."""

(
    OPEN_BRACKET, CLOSE_BRACKET, COMMA, STOP, COLON, SEMICOLON, SLASH, QUOTE, OPENING_QUOTE, CLOSING_QUOTE,
    OF, AND, OR, IN, AT, FROM, NEAR, ABOUT, EARLY, LATE, THE, CAPITAL_THE, THAT, A, AN, IS, WAS, BORN, TO, PRESENT,
    TO_PRESENT, HE, SHE, HIS, HER, THEIR, TITLE_A, TITLE_AN, AFTER,
    WITH, BY, DIED, LETTER_B, BORN_THERE, AS,
) = map(np.int64, range(1, 46))  # fmt: skip
"""Words and marks that checks ask for by themselves, as numbers."""
_WORDS: Final = (
    *"(),.:;/\"“”", "of", "and", "or", "in", "at", "from", "near", "about", "early", "late", "the", "The", "that", "a",
    "an", "is", "was", "born", "to", "present", "-present", "He", "She", "His", "Her", "Their", "A", "An",
    "after", "with", "by", "died", "b", "-born", "as",
)  # fmt: skip
SAINTS: Final = frozenset(("St", "St.", "Saint"))


def _with_capital(words: Iterable[str]) -> frozenset[str]:
    return frozenset(form for word in words for form in (word, word.capitalize()))


def _classes() -> dict[np.int64, Collection[str]]:
    apostrophes = punctuation("apostrophe")
    return {
        HEDGE: hedges("within"),
        GUESS: hedges("before"),
        QUOTING: hedges("quoting"),
        ARTICLE: _with_capital(("the", "a", "an")),
        PREPOSITION: _with_capital(word_list("prepositions")),
        BEING: ("is", "was", "are", "were", "be", "been"),
        BOUND: word_list("date_bounds"),
        TERM: word_list("terms_of_office"),
        LABEL: word_list("range_labels"),
        OPENING_WORD: word_list("adverbial_openers"),
        DESCRIPTION_END: word_list("description_ends"),
        THING: word_list("non_person_nouns"),
        JOB: word_list("jobs") | word_list("ranks_and_jobs"),
        PEERAGE: word_list("peerage"),
        NAMELIKE: word_list("starters_or_given_names"),
        RELATIVE: word_list("relative_words"),
        FUNCTION: word_list("function_words"),
        PART: word_list("parts_of_organisations"),
        EVENT: word_list("events"),
        RANK: word_list("titles") - SAINTS,
        PLACE: word_list("places") | word_list("regions"),
        ORG_NOUN: {form(w) for w in word_list("organisation_nouns") for form in (str, str.capitalize, str.upper)},
        DASH: punctuation("dash"),
        POSSESSIVE: [mark + s for mark in apostrophes for s in ("", "s")],
        MAIDEN: _with_capital(("née", "nee")),
        NOBLE: ("dit",),
        ORDINAL: ("st", "nd", "rd", "th"),
        KIN: _with_capital(kin()),
        ABBREVIATION: word_list("abbreviations") | frozenset(months(short=True)),
        PERSONAL: _with_capital(pronouns("subject", gender="m f")) | {"His", "Her"},
        REVEREND: ("Rev", "Reverend", "Ven", "Venerable", "Hon", "Honourable", "Honorable"),
    }


class CueWords(NamedTuple):
    """``table`` finds the number of a word by its hash, ``classes`` its classes by its number (0: none)."""

    table: HashTable
    classes: Longs


@cache
def cue_words() -> CueWords:
    """Return the words of all classes."""
    bits = dict.fromkeys(_WORDS, np.int64(0))
    for flag, words in _classes().items():
        for word in words:
            bits[word] = bits.get(word, np.int64(0)) | flag
    table = hash_table({word: number for number, word in enumerate(bits, 1)})
    return CueWords(table, np.array([0, *bits.values()], np.int64))
