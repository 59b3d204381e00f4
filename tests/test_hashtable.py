"""Tables of words that Python fills and compiled code reads."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.extract.text.hashtable import Bytes, HashTable, fnv_hash, hash_table, lookup
from corpusstat.extract.text.jit import compiled


@compiled
def found(data: Bytes, table: HashTable) -> int:
    """What a table says of a word."""
    return lookup(table, fnv_hash(data, 0, len(data)))


def known(table: HashTable, word: str) -> int:
    return found(np.frombuffer(word.encode() or b"", np.uint8), table)


@settings(deadline=None)  # the first call may have to compile
@given(st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=40), st.text(max_size=12))
def test_machine_code_finds_what_python_has_put_into_a_table(words: list[str], other: str) -> None:
    numbers = {w: i for i, w in enumerate(words, 1)}
    table = hash_table(numbers)
    for word, number in numbers.items():
        assert known(table, word) == number
    assert known(table, other) == numbers.get(other, 0)


def test_a_table_is_of_a_power_of_two_and_at_most_half_full() -> None:
    """Else a place could not be masked, or a search for a word that is not there could not end."""
    for n in (0, 1, 2, 3, 100, 1000):
        table = hash_table({f"word {i}": i + 1 for i in range(n)})
        assert len(table.keys) & (len(table.keys) - 1) == 0
        assert np.count_nonzero(table.keys) == n
        assert 2 * n <= len(table.keys)
