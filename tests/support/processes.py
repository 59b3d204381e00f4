"""Looking at running processes, which may be gone at any moment: what has ended is passed over, never an error."""

from __future__ import annotations

import contextlib

import psutil


def descendants(pid: int) -> list[psutil.Process]:
    """All processes below one."""
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def named(pid: int, words: str) -> list[psutil.Process]:
    """Those below one whose command line has these words; a zombie has no command line any more."""
    found = []
    for each in descendants(pid):
        with contextlib.suppress(psutil.Error):
            if words in " ".join(each.cmdline()):
                found.append(each)
    return found


def workers(pid: int) -> list[psutil.Process]:
    """The worker processes of a run."""
    return named(pid, "corpusstat.engine.worker")


def tree_size(pid: int) -> int:
    """Resident bytes of a process and all below it."""
    total = 0
    with contextlib.suppress(psutil.Error):
        total = psutil.Process(pid).memory_info().rss
    for each in descendants(pid):
        with contextlib.suppress(psutil.Error):
            total += each.memory_info().rss
    return total


def is_alive(process: psutil.Process) -> bool:
    """Whether it still runs; a zombie has ended, and waits for a parent that may never ask (a container's first)."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False
