"""The most memory that has been held: by this process, and by a command with all its processes.

``ru_maxrss`` also counts the parent at the moment of the fork, which is much where the parent is a long test run.

    python tests/bench/peak.py COMMAND…    own memory and proportional size of its processes, ten times a second
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

EVERY = 0.1


@dataclass
class Peak:
    """MiB: ``own`` is without pages of files, ``size`` with them, those that processes share counted once."""

    own: int = 0
    size: int = 0
    code: int = 0


def peak_mib() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def kib(pid: int, file: str, field: str) -> int:
    """A number that Linux tells of a process; 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/{file}").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{field}:")), 0)


def tree(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return []


def watched(command: list[str]) -> Peak:
    """Run a command, and look at its processes until it ends."""
    peak, process = Peak(), subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while process.poll() is None:
        pids = tree(process.pid)
        peak.own = max(peak.own, sum(kib(p, "status", "RssAnon") for p in pids) >> 10)
        peak.size = max(peak.size, sum(kib(p, "smaps_rollup", "Pss") for p in pids) >> 10)
        time.sleep(EVERY)
    peak.code = process.returncode
    return peak


if __name__ == "__main__":
    found = watched(sys.argv[1:])
    print(f"own {found.own} MiB, proportional size {found.size} MiB, exit code {found.code}")
