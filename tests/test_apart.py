"""Rows put apart: every row is in the part of its key, once, whether memory holds them or a file does."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from count_reference import Example, write, write_copies

from corpusstat.count import apart
from corpusstat.count.apart import Apart, Room, in_order
from corpusstat.count.count import number_cells, read_tallies
from corpusstat.count.database import NoRoom
from corpusstat.count.keys import in_sample
from corpusstat.count.narrow import COPIED, Cells, narrow
from corpusstat.schema import stable_hash

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
    rows.add([np.array([1, 2]), np.array([1, 2])])
    with pytest.raises(NoRoom, match="0 MiB of memory and 0 MiB of disk"):
        rows.add([np.array([3, 4]), np.array([1, 2])])
    rows.close()


@pytest.mark.parametrize("theta", [1.0, 0.6, 0.01])
def test_parts_are_the_whole_and_no_prompt_is_cut(tmp_path: Path, theta: float) -> None:
    rng, folder = random.Random(1), tmp_path / "it's"
    examples = [
        Example(i, "ab"[i % 2], rng.choice(["born", "spouse"]), f"e{rng.randrange(200)}", "1", i % 5 == 0)
        for i in range(600)
    ]
    mentions, tallies = write(folder, examples, 2)
    files = mentions, write_copies(folder, examples)
    cells = Cells.of(number_cells(read_tallies(tallies)))
    (whole,) = parts_of(narrow(*files, cells, theta, 0, Room(1 << 20, tmp_path)))
    kept = set(pl.DataFrame({"key": [e.key for e in examples]}).filter(in_sample(theta))["key"])
    assert {row[0] for row in whole} == kept
    assert {row[2] >= COPIED for row in whole} == {False, True}
    found = parts_of(narrow(*files, cells, theta, 3, Room(1, tmp_path)))
    assert sorted(row for part in found for row in part) == sorted(whole)
    assert sum(len({row[0] for row in part}) for part in found) == len(kept)
    assert sum(map(bool, found)) > 3 or theta < 0.1


def parts_of(rows: Apart) -> list[list[tuple[int, ...]]]:
    found = [list(zip(*(c.tolist() for c in rows.take(part)), strict=True)) for part in range(1 << rows.bits)]
    rows.close()
    return found


def test_names_that_are_no_cells_are_left_out(tmp_path: Path) -> None:
    mentions, tallies = write(tmp_path, [Example(i, "ab"[i % 2], "born", f"e{i}", "1", False) for i in range(8)])
    cells = number_cells(read_tallies(tallies)).filter(domain="b")
    (rows,) = parts_of(narrow(mentions, [], Cells.of(cells), 1.0, 0, Room(1 << 20, tmp_path)))
    assert len(rows) == 4
    assert stable_hash("x") not in {row[0] for row in rows}


@pytest.mark.parametrize("threads", [1, 3])
def test_an_error_in_a_thread_is_told(threads: int) -> None:
    assert list(in_order(abs, range(-5, 0), threads)) == [5, 4, 3, 2, 1]
    with pytest.raises(ZeroDivisionError):
        list(in_order(lambda n: 1 // n, [2, 1, 0, 1], threads))
