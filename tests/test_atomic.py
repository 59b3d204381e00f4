"""Files are whole or absent, and what a killed writer left is cleared away."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from corpusstat.atomic import CannotWrite, remove_leftovers, replacing, write_table, write_text


def test_a_text_replaces_what_was_there(tmp_path: Path) -> None:
    write_text(tmp_path / "a.txt", "old")
    write_text(tmp_path / "a.txt", "new ä")
    assert (tmp_path / "a.txt").read_bytes() == "new ä".encode()
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize("error", [ValueError("no"), KeyboardInterrupt()])
def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path, error: BaseException) -> None:
    write_text(tmp_path / "a.txt", "old")

    def write() -> None:
        with replacing(tmp_path / "a.txt") as file:
            file.write(b"half of the n")
            raise error

    with pytest.raises(type(error)):
        write()
    assert (tmp_path / "a.txt").read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_what_the_system_refuses_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(CannotWrite, match=r"cannot write .*taken"):
        write_text(tmp_path / "taken", "a file cannot replace a folder")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_a_table_carries_its_metadata_and_may_be_amended(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    seen: list[int] = []

    def amend(whole: bytes) -> bytes:
        seen.append(len(whole))
        return whole

    write_table(path, pa.table({"a": [1, 2]}), {b"k": b"v"}, amend)
    assert pq.read_table(path).to_pydict() == {"a": [1, 2]}
    assert pq.read_schema(path).metadata[b"k"] == b"v"
    assert seen == [path.stat().st_size]


def test_only_leftovers_are_removed(tmp_path: Path) -> None:
    for name in (".a.json.12-ab.tmp", "b.tmp", ".c.json"):
        (tmp_path / name).touch()
    assert remove_leftovers(tmp_path) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [".c.json", "b.tmp"]


def test_a_file_reaches_the_disk_before_its_name_and_then_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Or a power cut could leave a name without its content."""
    seen: list[tuple[bool, list[str]]] = []

    def sync(descriptor: int) -> None:
        names = [f.name for f in tmp_path.iterdir() if f.name[0] != "."]
        seen.append((stat.S_ISDIR(os.fstat(descriptor).st_mode), names))

    monkeypatch.setattr(os, "fsync", sync)
    write_text(tmp_path / "a.json", "{}")
    assert seen == [(False, []), (True, ["a.json"])]
