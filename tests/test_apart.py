"""Rows put apart: every row is in the part of its key, once, whether memory holds them or a file does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpusstat.count import apart
from corpusstat.count.apart import Apart, Room, in_order
from corpusstat.count.database import NoRoom

KINDS = (("key", "i8"), ("n", "i1"))


@pytest.mark.parametrize("held", [1 << 20, 1])
@pytest.mark.parametrize("bits", [0, 3])
def test_every_row_is_in_the_part_of_its_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: int, bits: int
) -> None:
    monkeypatch.setattr(apart, "_AT_ONCE", 100)
    rng = np.random.default_rng(bits)
    key, n = rng.integers(-(2**63), 2**63 - 1, 1000), rng.integers(-128, 127, 1000).astype(np.int8)
    rows = Apart(KINDS, bits, Room(held, tmp_path))
    for begin in range(0, 1000, 70):
        rows.add([key[begin : begin + 70], n[begin : begin + 70]])
    rows.finish()
    part = key.view(np.uint64) // np.uint64(2 ** (64 - bits) - 1) if bits else np.zeros(1000)
    for number in range(1 << bits):
        expected = key[part == number], n[part == number]
        assert [column.tolist() for column in rows.take(number)] == [column.tolist() for column in expected]
    assert list(tmp_path.iterdir()) == []  # the file has no name
    rows.close()


def test_a_disk_that_is_too_small(tmp_path: Path) -> None:
    rows = Apart(KINDS, 1, Room(1, tmp_path, 20))
    rows.add([np.array([1]), np.array([1])])
    with pytest.raises(NoRoom, match="0 MiB of memory and 0 MiB of disk"):
        rows.add([np.array([3, 4]), np.array([1, 2])])
    rows.close()


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_a_thread_is_told(threads: int) -> None:
    assert list(in_order(abs, range(-5, 0), threads)) == [5, 4, 3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda n: 1 // n, [2, 1, 0, 1], threads))
