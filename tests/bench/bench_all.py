"""The tables of speed in one run: make bench, or python tests/bench/bench_all.py [SHARD.parquet ...] [--long].

Start, the stages of an audit, extraction beside its limit and rivals, what comes after the last unit (100 domains and
2,000), many part files, copies in little memory beside much, counting beside GROUP BY, what saturates with many
workers. CPU seconds and ratios, which a busy machine changes little. ``--long`` takes the sizes that
docs/measurements.md gives, and two workers beside one.
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
COPIES = {False: ("--prompts", 33_000, "--most", 1_000), True: ("--prompts", 332_333, "--most", 3_000)}
"""A tenth of a million mentions and a million."""
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
    long = asked.long
    with tempfile.TemporaryDirectory() as name:
        runs = [
            ("start", "bench_start.py"),
            *([("stages of an audit", "bench_stages.py", *shards)] if shards else []),
            *([("extraction, its limit and rivals", "bench_rivals.py", *shards)] if shards else []),
            ("after the last unit", "bench_conclude.py", "--mentions", 1_000_000 if long else 100_000),
            ("part files", "bench_merge.py", "--parts", 20_000 if long else 1_000),
            ("copies", "bench_copies.py", name, *COPIES[long], "--memory", 0.25, 4),
            ("counting", "bench_count.py", name, 30 if long else 3, "--rivals", "--memory", 1),
            ("what saturates with many workers", "bench_simulation.py"),
            *([("two workers", "bench_workers.py", *shards)] if shards and long else []),
        ]
        fine = [told(*run) for run in runs]
    if not shards:
        print(f"\nno shards: name some, or put them in {SHARED / 'corpus'}")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
