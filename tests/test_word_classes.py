"""Classes of words: the lists that name them agree with what the tokenizer looks up."""

from __future__ import annotations

import pytest

from corpusstat.extract.text import word_classes as w
from corpusstat.extract.text.hashtable import hash_table
from corpusstat.lexicon import demonyms, months, weekdays, word_list

BITS = w._class_bits()


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        (w.STARTER, w.sentence_starters()),
        (w.NOT_A_NAME, w.not_names() | word_list("roles")),
        (w.NATION, demonyms()),
        (w.ROLE | w.NOT_A_NAME, word_list("roles")),
        (w.MONTH, months(short=False)),
        (w.SHORT_MONTH, months(short=True)),
        (w.WEEKDAY | w.STARTER, weekdays(short=False)),
        (w.PARTICLE, word_list("particles")),
        (w.LAND, demonyms() & word_list("regions")),
    ],
)
def test_every_word_of_a_list_has_its_class_and_no_other_word_does(flag: int, words: frozenset[str]) -> None:
    assert words
    having = {word for word, bits in BITS.items() if bits & flag == flag}
    assert set(words) <= having
    if flag & (flag - 1) == 0:
        assert having == set(words)


def test_the_first_word_of_an_entry_of_several_says_that_it_may_go_on() -> None:
    assert BITS["South"] & w.BEGINS  # South African
    assert not BITS.get("Norwegian", 0) & w.BEGINS
    roles = {entry for entry in word_list("roles") if not entry.isalpha()}
    for entry in roles:
        head = next(entry[:i] for i in range(1, len(entry) + 1) if not entry[i : i + 1].isalpha())
        assert BITS[head] & w.BEGINS_ROLE, entry


def test_what_may_start_a_sentence_is_no_name_alone() -> None:
    assert w.sentence_starters() <= w.not_names()
    assert {"He", "Whose", "Monday"} <= w.sentence_starters()
    assert "June" in w.not_names() - w.sentence_starters()


def test_the_table_holds_them_all() -> None:
    table, made = w.word_classes(), hash_table(BITS)
    assert table.keys.tolist() == made.keys.tolist()
    assert sorted(v for v in table.values.tolist() if v) == sorted(BITS.values())
