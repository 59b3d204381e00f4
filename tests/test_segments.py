"""Runs of equal values in sorted columns, and blocks that cut none of them."""

from __future__ import annotations

from itertools import groupby, pairwise
from unittest import mock

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.count import segments
from corpusstat.count.segments import alike, blocks, greatest, least, numbers, starts, sums


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-(2**62), 2**62))), st.integers(1, 9))
def test_blocks_hold_all_rows_in_order_and_cut_no_run(rows: list[tuple[int, int]], size: int) -> None:
    rows.sort()
    table = pa.table(
        {"key": pa.array([k for k, _ in rows], pa.int32()), "n": pa.array([n for _, n in rows], pa.int64())}
    )
    found = list(blocks(table.to_batches(size)))
    assert [(k, n) for key, ns in found for k, n in zip(key.tolist(), ns.tolist(), strict=True)] == rows
    ends = [(key[0], key[-1]) for key, _ in found]
    assert all(before[1] < after[0] for before, after in pairwise(ends))


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-100, 100)), min_size=1))
def test_runs_are_added_up(rows: list[tuple[int, int]]) -> None:
    rows.sort()
    key, values = np.array([k for k, _ in rows]), np.array([n for _, n in rows], dtype=np.int8)
    first, runs = starts(key), [[n for _, n in run] for _, run in groupby(rows, key=lambda row: row[0])]
    assert numbers(first).tolist() == [i for i, run in enumerate(runs) for _ in run]
    assert sums(values, first).tolist() == [sum(run) for run in runs]  # wider than the column
    assert least(values, first).tolist() == [min(run) for run in runs]
    assert greatest(values, first).tolist() == [max(run) for run in runs]


@pytest.mark.parametrize("mixer", [segments._MIXER, np.uint64(0)])  # with 0 all rows are mixed to the same bits
@given(rows=st.lists(st.tuples(st.integers(-2, 2), st.integers(-(2**63), 2**63 - 1) | st.just(0))))
def test_rows_that_are_alike_lie_together(mixer: np.uint64, rows: list[tuple[int, int]]) -> None:
    with mock.patch.object(segments, "_MIXER", mixer):
        order, first = alike(*(np.array([row[i] for row in rows], np.int64) for i in (0, 1)))
    assert sorted(order.tolist()) == list(range(len(rows)))
    lying = [rows[place] for place in order.tolist()]
    assert len(list(groupby(lying))) == len(set(rows)) == first.sum()
    assert [place for place, new in enumerate(first.tolist()) if new] == [
        place for place, row in enumerate(lying) if not place or row != lying[place - 1]
    ]
