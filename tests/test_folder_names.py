"""Names of folders that look like patterns: what a run reads are its own files, never those of a neighbour."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from lake import write_lake

from corpusstat import Run
from corpusstat.count import partition
from corpusstat.count.database import literally
from corpusstat.runs import lookup
from corpusstat.runs.changes import changes
from corpusstat.runs.lookup import chosen, facts
from corpusstat.runs.merge import merge
from corpusstat.runs.run import audit

ODD = "run [1]*{a,b} 50%"
"""As a pattern it names the folder "run 1xy{a,b} 50%" too."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lake(tmp_path_factory.mktemp("data") / "lake [2]", shards=4)


@pytest.fixture(scope="module")
def plain(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return audit(lake, tmp_path_factory.mktemp("plain") / "plain", memory="600MiB")


@pytest.mark.slow
def test_a_run_in_an_odd_folder_is_the_same(
    lake: Path, plain: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = audit(lake, tmp_path / ODD, memory="600MiB")
    assert (odd.folder / "report.json").read_bytes() == (plain.folder / "report.json").read_bytes()
    found = changes(plain.folder, odd.folder)["facts"]
    assert found["kept"]
    assert not found["gained"] + found["lost"]
    assert chosen(odd.folder, "singletons").equals(chosen(plain.folder, "singletons"))
    monkeypatch.setattr(lookup, "has_index", lambda *_: False)  # so that all parts are read
    assert facts(odd.folder, "Bob Raya").equals(facts(plain.folder, "Bob Raya"))


def test_neighbours_that_fit_a_name_as_a_pattern_are_not_read(lake: Path, tmp_path: Path) -> None:
    halves = [audit(lake / part, tmp_path / "plain" / part).folder for part in "xy"]
    whole = merge(halves, tmp_path / "plain" / "whole")
    odd = tmp_path / "[plain]"
    shutil.copytree(tmp_path / "plain", odd / ODD)
    shutil.copytree(tmp_path / "plain", odd / "run 1x{a,b} 50%")  # its parts have the same names
    (tmp_path / "p").symlink_to(odd, target_is_directory=True)
    joined = merge([odd / ODD / part for part in "xy"], odd / ODD / "again")
    assert (joined.folder / "report.json").read_bytes() == (whole.folder / "report.json").read_bytes()
    found = facts(odd / ODD / "x", "Bob Raya")
    assert len(found)
    assert found.equals(facts(halves[0], "Bob Raya"))


def test_parts_that_are_written_apart(lake: Path, plain: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking for copies in parts reads what it has written to the run's folder."""
    monkeypatch.setattr("corpusstat.count.copies.BYTES_PER_MENTION", 1 << 24)
    seen = []
    reader = partition._Written.reader

    def look(written: partition._Written, *given: Any) -> object:
        seen.append(written.path)
        return reader(written, *given)

    monkeypatch.setattr(partition._Written, "reader", look)
    odd = audit(lake, tmp_path / ODD, workers=1)
    monkeypatch.undo()
    assert seen
    assert odd.report["corpus"] == plain.report["corpus"]


def test_literally() -> None:
    assert literally([Path("a[b]*?.parquet")]) == ["a[[]b][*][?].parquet"]
