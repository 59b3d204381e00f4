"""Ranges of prompt keys: together they hold each kept key once, and no other."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.count.keys import database_share, in_sample, key_ranges, threshold
from corpusstat.errors import BadRequest

KEYS = st.integers(-(2**63), 2**63 - 1)
THETAS = st.sampled_from([1.0, 0.5, 0.25, 1 / 64, 0.3, 2.0**-40])


@given(KEYS, THETAS, st.integers(1, 9))
def test_every_kept_key_lies_in_one_range_and_no_other_key_in_any(key: int, theta: float, parts: int) -> None:
    ranges = key_ranges(theta, parts)
    inside = sum((a <= key <= b) + (c <= key <= d) for a, b, c, d in ranges)
    kept = key % 2**64 < threshold(theta)
    assert len(ranges) == parts
    assert inside == kept


@given(st.lists(KEYS, max_size=20), THETAS)
def test_the_expression_keeps_the_same_keys(keys: list[int], theta: float) -> None:
    found = pl.DataFrame({"key": keys}, schema={"key": pl.Int64}).filter(in_sample(theta))["key"].to_list()
    assert found == [key for key in keys if key % 2**64 < threshold(theta)]


@given(KEYS, THETAS)
def test_a_smaller_sample_is_part_of_a_larger_one(key: int, theta: float) -> None:
    assert key % 2**64 >= threshold(theta / 2) or key % 2**64 < threshold(theta)


@pytest.mark.parametrize("theta", [0, -0.1, 1.01])
def test_a_share_that_is_none_is_refused(theta: float) -> None:
    with pytest.raises(BadRequest, match="a prompt sample of"):
        threshold(theta)


def test_the_database_gets_less_than_the_process() -> None:
    shares = [database_share(memory << 20) for memory in (64, 256, 1024, 4096)]
    assert shares == sorted(shares)
    assert all(0 < share < memory << 20 for share, memory in zip(shares, (64, 256, 1024, 4096), strict=True))
