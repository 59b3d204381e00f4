"""What a process may use: as its container and its shell allow."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpusstat.engine import limits


def test_limits_of_control_groups_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cgroup").write_text("0::/outer/inner\n")
    (tmp_path / "root" / "outer" / "inner").mkdir(parents=True)
    (tmp_path / "root" / "outer" / "memory.max").write_text(f"{600 * 1024**2}\n")
    (tmp_path / "root" / "outer" / "inner" / "memory.max").write_text("max\n")
    (tmp_path / "root" / "outer" / "inner" / "cpu.max").write_text("100000 100000\n")
    whole = limits._group_folders
    monkeypatch.setattr(limits, "_group_folders", lambda: whole(tmp_path / "cgroup", tmp_path / "root"))
    allowed = limits.allowed_memory()
    assert allowed is not None
    assert allowed[0] == int(0.9 * 600 * 1024**2)
    assert "container" in allowed[1]
    assert limits.cores() == 1
