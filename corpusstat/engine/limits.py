"""What this process may use: memory and cores as the system, its container and its shell (ulimit) allow."""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import Final

__all__ = ["address_space", "allowed_memory", "cores"]

_GROUPS: Final = Path("/sys/fs/cgroup")
_SHARE: Final = 0.9
"""Part of a container's memory that a run takes: the page cache of what is read needs some too."""


def _group_folders(membership: Path = Path("/proc/self/cgroup"), root: Path = _GROUPS) -> Iterator[Path]:
    """The control groups that this process is in, each with all above it: a limit of any of them holds."""
    try:
        lines = membership.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        _, _, rest = line.partition(":")
        controllers, _, path = rest.partition(":")
        base = root / controllers if controllers else root  # version 1 has a tree for each controller
        inside = base / path.lstrip("/")
        yield from (folder for folder in (inside, *inside.parents) if folder.is_relative_to(base))


def _numbers(name: str, folders: Iterator[Path]) -> Iterator[list[str]]:
    for folder in folders:
        try:
            yield (folder / name).read_text("utf-8").split()
        except (OSError, UnicodeDecodeError):
            continue


def allowed_memory() -> tuple[int, str] | None:
    """Bytes that a run can count on and what sets this limit, or None if the system does not say.

    The smallest of: the machine's memory; what the control groups of a container allow, and the shell
    (``ulimit -v``, ``ulimit -d``).
    """
    import psutil  # not above: this module explains failures, also that libraries cannot be loaded

    found = [(psutil.virtual_memory().total, "the machine has")]
    for name in ("memory.max", "memory.limit_in_bytes"):
        found += [(int(n[0]), "the container may use") for n in _numbers(name, _group_folders()) if n[0].isdigit()]
    for limit in (resource.RLIMIT_AS, resource.RLIMIT_DATA):
        soft = resource.getrlimit(limit)[0]
        if soft != resource.RLIM_INFINITY:
            found.append((soft, "ulimit allows"))
    size, words = min(found)
    return int(size * _SHARE), f"{words} {size / 1024**3:.1f} GiB"


def cores() -> int:
    """Cores that this process may use: those it is bound to, or fewer where its container has a quota."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    for quota in _numbers("cpu.max", _group_folders()):
        if quota[0].isdigit():
            count = min(count, max(1, round(int(quota[0]) / int(quota[1]))))
    return count


def address_space() -> str:
    """A remark for the death of a process whose address space is limited; empty where it is not."""
    soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    if soft == resource.RLIM_INFINITY:
        return ""
    return f"; ulimit -v allows each process {soft / 1024**2:,.0f} MiB of address space, which may be too little"
