"""The memory of a run: what its processes hold of their own, how many fit, and how to do with little.

What is counted is a process's own memory: what a container's limit kills for. Pages of files, such as the code of
libraries (60 MiB of the audit's own process, 140 of a worker), are not: the system takes them back where there is no
room, and processes share them.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from typing import Final

import psutil

from corpusstat.errors import BadRequest

__all__ = ["LITTLE", "be_thrifty", "give_back", "own_bytes", "that_fit", "thrift"]

LITTLE: Final = 1 << 30
"""Bytes for a run below which its processes give back at once what they do not use."""
_WORKER: Final = 256 << 20
_THRIFTY_WORKER: Final = 192 << 20
"""Own bytes of a worker on dense text (measured: 220 and 185): one that does not fit is killed in mid-unit."""
_LEAST_WORKER: Final = 144 << 20
"""Those that the only worker has once it has loaded its code, and some for text."""
_THRIFT: Final = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "MALLOC_ARENA_MAX": "1",
    "_RJEM_MALLOC_CONF": "dirty_decay_ms:0,muzzy_decay_ms:0",  # what Polars allocates by
}
_M_ARENA_MAX: Final = -8


def own_bytes(pid: int) -> int:
    """Resident bytes of a process without those of files; 0 if it is gone."""
    try:
        found = psutil.Process(pid).memory_info()
    except psutil.Error:
        return 0
    return int(found.rss - getattr(found, "shared", 0))


def that_fit(workers: int, memory: int) -> int:
    """Return how many workers ``memory`` bytes hold beside this process.

    Raises
    ------
    BadRequest
        Not even one.
    """
    here = own_bytes(os.getpid())
    room = memory - here
    if room < _LEAST_WORKER:
        raise BadRequest(
            f"{memory >> 20} MiB for a run whose own process holds {here >> 20}",
            f"at least {(here + _LEAST_WORKER >> 20) + 1} MiB",
            "raise --memory",
        )
    return max(1, min(workers, room // (_THRIFTY_WORKER if memory < LITTLE else _WORKER)))


def thrift(memory: int | None) -> dict[str, str]:
    """Return what the environment of a process is to have where a run has so many bytes (None: any number).

    >>> thrift(4 << 30), sorted(thrift(256 << 20))
    ({}, ['ARROW_DEFAULT_MEMORY_POOL', 'MALLOC_ARENA_MAX', '_RJEM_MALLOC_CONF'])
    """
    return dict(_THRIFT) if memory is not None and memory < LITTLE else {}


def be_thrifty(memory: int) -> None:
    """Let this process do with little, if it has to: to be called before libraries that allocate are loaded."""
    settings = thrift(memory)
    os.environ.update(settings)
    if settings:  # the C library read its own setting when the process began
        _c_library("mallopt", _M_ARENA_MAX, 1)


def give_back() -> None:
    """Return to the system what this process has freed, if it is to do with little."""
    if _THRIFT.items() <= os.environ.items():
        _c_library("malloc_trim", 0)


def _c_library(function: str, *values: int) -> None:
    """Call a function of the C library where it has it: glibc does."""
    with contextlib.suppress(OSError, AttributeError):
        getattr(ctypes.CDLL(None), function)(*values)
