"""What a start costs: python tests/bench/bench_start.py. CPU seconds (the least of five, turn about) and resident size.

Ratios are to a Python that loads the two libraries that nothing here can do without, Polars and DuckDB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

TIMES = 5
BASE = "Polars and DuckDB alone"
RESIDENT = "print([x.split()[1] for x in open('/proc/self/status') if x.startswith('VmRSS')][0])"
WORKER = "from corpusstat.runs.work import UnitWork; UnitWork(None).prepare()"
CASES = {
    BASE: ["-c", f"import polars, duckdb; {RESIDENT}"],
    "--help": ["-m", "corpusstat", "--help"],
    "what hands out work": ["-c", f"import corpusstat.runs.run; {RESIDENT}"],
    "a wrong path": ["-m", "corpusstat", "audit", "/nowhere", "-o", "nowhere"],
    "a worker, before its first unit": ["-c", f"{WORKER}; {RESIDENT}"],
    "a worker that has loaded its code": [
        "-c",
        f"{WORKER}; from corpusstat.extract.extract import prepare; [prepare(i) for i in range(4)]; {RESIDENT}",
    ],
}


def spent(command: list[str], folder: Path) -> tuple[float, int]:
    """CPU seconds of a process, and MiB resident at its end if it says so."""
    before = os.times()
    done = subprocess.run([sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False)
    after = os.times()
    said = done.stdout.split()
    resident = int(said[-1]) >> 10 if said and said[-1].isdigit() else 0
    return after.children_user + after.children_system - before.children_user - before.children_system, resident


def main() -> None:
    best: dict[str, tuple[float, int]] = {}
    with tempfile.TemporaryDirectory() as name:
        for _ in range(TIMES):
            for case, command in CASES.items():
                best[case] = min(best.get(case, (1e9, 0)), spent(command, Path(name)))
    print("| start | CPU seconds | ratio | resident, MiB |\n|---|--:|--:|--:|")
    for case, (seconds, resident) in best.items():
        print(f"| {case} | {seconds:.2f} | {seconds / best[BASE][0]:.2f} | {resident or ''} |")


if __name__ == "__main__":
    main()
