"""Mentions as narrow rows: those of kept prompts, those of known cells, and no prompt in two parts."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest
from count_reference import Example, write, write_copies

from corpusstat.count.apart import Apart, Room
from corpusstat.count.count import number_cells, read_tallies
from corpusstat.count.keys import in_sample
from corpusstat.count.narrow import COPIED, Cells, narrow


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
    assert {row[1] for row in rows} == {2 * cells["id"].item() + 1}
