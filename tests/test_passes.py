"""Passes that are compiled give what those by NumPy give, and small runs load nothing for them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from mentions import RELATIONS, generate
from polars.testing import assert_frame_equal

from corpusstat.count import passes
from corpusstat.count.count import Counts, count
from corpusstat.count.passes import BY_NUMPY, ENOUGH_MEMORY, MANY_ROWS, MOST_CELLS, passes_for
from corpusstat.relations import Relation, RelationSet

NAMES = RelationSet(tuple(Relation(f"relation_{i:02d}", "person", "date", ()) for i in range(RELATIONS)))


@pytest.mark.parametrize(
    ("rows", "cells", "memory"),
    [(MANY_ROWS - 1, 1, ENOUGH_MEMORY), (MANY_ROWS, MOST_CELLS + 1, ENOUGH_MEMORY), (MANY_ROWS, 1, ENOUGH_MEMORY - 1)],
)
def test_few_rows_many_cells_or_little_memory_are_counted_by_numpy(rows: int, cells: int, memory: int) -> None:
    assert passes_for(rows, cells, memory) is BY_NUMPY


def test_small_runs_do_not_load_what_compiles() -> None:
    code = "import sys, corpusstat.count.count as c; c.passes_for(1000, 1, 1 << 40); print('numba' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout == b"False\n"


@pytest.mark.parametrize("threads", [1, 3])
def test_compiled_passes_count_the_same(threads: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mentions, tallies = generate(tmp_path, 200_000)

    def counted(memory: int) -> Counts:
        return count(mentions, tallies, NAMES, memory=memory, temp=tmp_path / "temp", threads=threads)

    expected = counted(ENOUGH_MEMORY)
    monkeypatch.setattr(passes, "MANY_ROWS", 0)
    monkeypatch.setattr("corpusstat.count.count.ROWS", 1 << 14)  # in several parts
    found = counted(ENOUGH_MEMORY)
    assert found.parts > 8
    for table in ("spectrum", "jackknife", "prompts", "values", "documents"):
        assert_frame_equal(getattr(found, table), getattr(expected, table))
