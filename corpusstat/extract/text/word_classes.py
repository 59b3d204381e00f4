"""Classes of words: those of a name, of the links between them, and of whole names."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from itertools import takewhile
from typing import Final

from corpusstat.extract.text.hashtable import HashTable, hash_table
from corpusstat.lexicon import demonyms, generations, months, pronouns, weekdays, word_list

__all__ = [
    "BEGINS",
    "BEGINS_ROLE",
    "BYNAME",
    "CIRCA",
    "CUT",
    "DOCTOR",
    "HOUSE",
    "INNER",
    "JOINED",
    "JUNIOR",
    "LAND",
    "MONTH",
    "NAME_ARTICLE",
    "NATION",
    "NOT_A_NAME",
    "OF",
    "PARTICLE",
    "PARTY",
    "POSTNOMINAL",
    "ROLE",
    "SHORT_MONTH",
    "SPLITS",
    "STARTER",
    "STATE",
    "SUFFIX",
    "THE",
    "TITLE",
    "WEEKDAY",
    "not_names",
    "sentence_starters",
    "word_classes",
]

STARTER, NOT_A_NAME, NATION, ROLE, MONTH, SHORT_MONTH, TITLE, PARTY = (1 << i for i in range(8))
OF, PARTICLE, THE, NAME_ARTICLE, INNER, HOUSE, SUFFIX, CUT, STATE, DOCTOR = (1 << i for i in range(8, 18))
BEGINS, BEGINS_ROLE, JUNIOR, SPLITS, WEEKDAY, LAND, JOINED, POSTNOMINAL, CIRCA, BYNAME = (1 << i for i in range(18, 28))
_STATES: Final = frozenset(("MA", "MD", "OH"))
_CLASS_WORDS: Final[dict[int, Collection[str]]] = {
    TITLE: word_list("name_abbreviations"),
    JUNIOR: generations("short"),
    JOINED: {"al", "el", "ul", "ad", "ar", "as", "ash", "az", "ud", "ed", "es", "abd"},
    POSTNOMINAL: word_list("postnominals") - _STATES - {"MP", "MEP"},  # *MP for Tarsk* says something
    BYNAME: word_list("bynames"),
    CIRCA: {"c", "ca", "circa"},
    DOCTOR: {"Ph"},
    MONTH: months(short=False),
    SHORT_MONTH: months(short=True),
    OF: {"of"},
    THE: {"the"},
    PARTICLE: word_list("particles"),
    NAME_ARTICLE: {"la", "las", "los", "der", "den", "dem", "le", "al", "les"},
    INNER: word_list("hyphenated_particles"),
    HOUSE: word_list("possessed_nouns"),
    SUFFIX: generations("short", "numeral") | {"Inc", "Ltd", "LLC", "Esq"},
    SPLITS: {"CEO", "CFO", "CTO", "COO", "MP", "MEP"},
    WEEKDAY: weekdays(short=False),
    CUT: word_list("hyphenated_participles"),
    STATE: _STATES,
}


@cache
def sentence_starters() -> frozenset[str]:
    """Words with a capital letter at the start of a sentence or clause, and then no part of a name that follows."""
    return word_list("sentence_starters") | _capital_pronouns() | frozenset(weekdays(short=False))


@cache
def not_names() -> frozenset[str]:
    """Words with a capital letter that are no name when they are alone."""
    return sentence_starters() | word_list("not_names_alone") | frozenset(months(short=False))


def _capital_pronouns() -> frozenset[str]:
    return frozenset(p.capitalize() for p in pronouns("subject", "object", "possessive", "relative"))


def _class_bits() -> dict[str, int]:
    """Words and whole entries with the bits of their classes."""
    bits: dict[str, int] = {}

    def add(entries: Iterable[str], flag: int) -> None:
        for word in entries:
            bits[word] = bits.get(word, 0) | flag

    def begin(entries: Iterable[str], flag: int) -> None:
        heads = ((e, "".join(takewhile(str.isalpha, e))) for e in entries)
        add((head for e, head in heads if flag != BEGINS or head != e), flag)

    for flag, entries in _CLASS_WORDS.items():
        add(entries, flag)
    for flag, entries in ((STARTER, sentence_starters()), (NOT_A_NAME, not_names()), (NATION, demonyms())):
        add(entries, flag)
        begin(entries, BEGINS)
    add(demonyms() & word_list("regions"), LAND)
    add(word_list("roles"), ROLE | NOT_A_NAME)
    begin(word_list("roles"), BEGINS)
    begin(word_list("roles"), BEGINS_ROLE)
    add({p.split(" ")[-1] + s for p in word_list("party_nouns") for s in ("", "s")}, PARTY)
    return bits


@cache
def word_classes() -> HashTable:
    """Return the table that finds the classes of a word by its hash."""
    return hash_table(_class_bits())
