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


def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str]) -> None:
    """Pretend that this process is in the group /a/b, whose tree has these files."""
    (tmp_path / "cgroup").write_text("12:cpuset:/elsewhere\n0::/a/b\nnonsense\n")
    for name, text in files.items():
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / name).write_text(text)
    whole = limits._group_folders
    monkeypatch.setattr(limits, "_group_folders", lambda: whole(tmp_path / "cgroup", tmp_path / "root"))


@pytest.mark.parametrize(
    ("files", "mebibytes"),
    [
        ({"a/memory.max": "max", "a/b/memory.max": "100000000"}, 100),
        ({"a/memory.max": "70000000", "a/b/memory.max": "100000000"}, 70),
        ({"memory.limit_in_bytes": "60000000"}, 60),
    ],
)
def test_the_smallest_limit_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], mebibytes: int
) -> None:
    groups(tmp_path, monkeypatch, files)
    allowed = limits.allowed_memory()
    assert allowed is not None
    assert allowed[0] == int(0.9 * mebibytes * 10**6)


@pytest.mark.parametrize(("quota", "cores"), [("50000 100000", 1), ("max 100000", None), ("10000000 100000", None)])
def test_a_quota_takes_cores_away_and_gives_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quota: str, cores: int | None
) -> None:
    free = limits.cores()
    groups(tmp_path, monkeypatch, {"a/cpu.max": quota})
    assert limits.cores() == (cores or free)


def test_without_groups_the_machine_or_the_shell_is_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "_group_folders", lambda: iter(()))
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (limits.resource.RLIM_INFINITY,) * 2)
    allowed = limits.allowed_memory()
    assert allowed is not None
    assert allowed[1].startswith("the machine has")
    assert limits.address_space() == ""
    monkeypatch.setattr(limits.resource, "getrlimit", lambda _: (50 * 1024**2,) * 2)
    assert limits.allowed_memory() == (int(0.9 * 50 * 1024**2), "ulimit allows 0.0 GiB")
    assert "50 MiB of address space" in limits.address_space()
