"""The most memory this process has held: what Linux counts since the program was loaded.

``ru_maxrss`` also counts the parent at the moment of the fork, which is much where the parent is a long test run.
"""

from __future__ import annotations

import resource
from pathlib import Path


def peak_mib() -> int:
    status = Path("/proc/self/status")
    if status.exists():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmHWM"))
        return int(line.split()[1]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
