"""The tables of speed in one run: make bench, or python tests/bench/bench_all.py [SHARD.parquet ...] [--long].

Start, extraction beside its limit and rivals, what comes after the last unit, what saturates with many workers,
counting beside GROUP BY. CPU seconds and ratios, which a busy machine changes little. ``--long`` takes the sizes that
docs/measurements.md gives, and workers.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SHARED = Path(os.environ.get("CORPUSSTAT_SHARED", HERE.parents[2] / "shared"))
SHARDS = ("enwiki2021", "enwiki2015", "wikinews", "arxiv")


def told(title: str, script: str, *arguments: object) -> bool:
    """Run a benchmark, and say whether it went well."""
    print(f"\n== {title}: python tests/bench/{script} {' '.join(map(str, arguments))}", flush=True)
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, check=False, env=os.environ | {"PYTHONPATH": str(HERE)}).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("shards", nargs="*", type=Path)
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args()
    found = [SHARED / "corpus" / f"{name}.parquet" for name in SHARDS]
    shards = asked.shards or [shard for shard in found if shard.exists()]
    with tempfile.TemporaryDirectory() as name:
        fine = [
            told("start", "bench_start.py"),
            told("after the last unit", "bench_conclude.py", "--mentions", 1_000_000 if asked.long else 100_000),
            told("what saturates with many workers", "bench_simulation.py"),
            told("counting", "bench_count.py", name, 30 if asked.long else 3, "--rivals", "--memory", 1),
        ]
        if shards:
            fine.append(told("stages of an audit", "bench_stages.py", *shards))
            fine.append(told("extraction and rivals", "bench_rivals.py", *shards))
        else:
            print(f"\nno shards: name some, or put them in {SHARED / 'corpus'}")
        if shards and asked.long:
            fine.append(told("two workers", "bench_workers.py", *shards))
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
