"""Text files from strangers: read within bounds, every failure one clear line."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

import pytest

from corpusstat.errors import BadRequest
from corpusstat.small_files import parse_toml, read_small


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes("\ufeffname = 'ä'".encode())
    assert read_small(tmp_path / "a.toml") == "name = 'ä'"


def test_what_is_no_small_text_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "latin").write_bytes(b"\xe4")
    os.mkfifo(tmp_path / "pipe")
    with (tmp_path / "huge").open("wb") as file:
        file.truncate(17 << 20)
    for name, reason in (
        ("folder", "folder"),
        ("latin", "UTF-8"),
        ("pipe", "ordinary"),
        ("huge", "16 MiB"),
        ("missing", "no such file; expected a readable TOML file. To fix: check the path"),
    ):
        with pytest.raises(BadRequest, match=reason) as refused:
            read_small(tmp_path / name)
        assert "\n" not in str(refused.value)


def test_deep_nesting_is_a_mistake_of_the_file() -> None:
    with pytest.raises(tomllib.TOMLDecodeError):
        parse_toml("a = " + "[" * 100_000)
