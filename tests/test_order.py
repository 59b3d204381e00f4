"""Keys in order: as a stable sort puts them, whether they are hashes, few or far apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.count.compiled.order import order_of

KEYS = st.one_of(
    st.integers(-(1 << 63), (1 << 63) - 1), st.integers(-3, 3), st.sampled_from([-(1 << 63), (1 << 63) - 1])
)


@given(st.lists(KEYS, max_size=80))
def test_it_is_a_stable_sort(keys: list[int]) -> None:
    column = np.array(keys, np.int64)
    assert order_of(column).tolist() == np.argsort(column, kind="stable").tolist()


@pytest.mark.parametrize("distinct", [3, 2000])
def test_a_bucket_of_many_rows(distinct: int) -> None:
    column = np.random.default_rng(distinct).integers(0, distinct, 5000) << 8
    column[0] = 1 << 62
    assert order_of(column).tolist() == np.argsort(column, kind="stable").tolist()


def test_keys_that_are_as_far_apart_as_can_be() -> None:
    assert order_of(np.array([(1 << 63) - 1, -(1 << 63)])).tolist() == [1, 0]
