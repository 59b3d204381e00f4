"""The tables of speed in one run: make bench, or python tests/bench/bench_all.py [SHARD.parquet ...] [--long].

Start, the stages of an audit, extraction beside its limit and rivals, what comes after the last unit (100 domains and
2,000), many part files, copies in little memory beside much, counting beside GROUP BY, what saturates with many
workers. CPU seconds and ratios, which a busy machine changes little. Each table says what was measured in November
2026, before this work on speed began, and what was wanted. ``--long`` takes the sizes that docs/measurements.md gives,
and two workers beside one, and whole audits beside those of the commit it began with.
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
SHARDS = ("corpus/enwiki2021", "corpus/enwiki2015", "corpus/wikinews", "corpus/arxiv", "web/c4_redpajama")
BEGAN = "8014ae9"
WAS = {
    "bench_start.py": "imports of a worker 2.3 s, 281 MiB. Wanted: --help 0.15, a wrong path 0.5, those imports 1.0",
    "bench_stages.py": "fixed 6.5: imports 2.5-3.2, compiled code 0.5, charts 2.1, pages 0.9. Wanted: fixed 2.0",
    "bench_rivals.py": "share of limit A 0.034, 0.077, -, 0.181; C4 0.092. Wanted: 0.085, 0.16, -, 0.32; 0.17",
    "bench_conclude.py": "142 s and 3.6 GB for 10^6 in 1,999 domains. Wanted: 8 CPU s for 100; 15 s and 1 GB for 2,000",
    "bench_merge.py": "15 ms a part, 83 s for 4,000. Wanted: 60 s for 20,000",
    "bench_copies.py": "quadratic in the number of key ranges. Wanted: 1.3",
    "bench_count.py": "0.8 M mentions a CPU second at 30 M; a GROUP BY in DuckDB 5 M. Wanted: 3 M",
    "bench_workers.py": "580-680 MiB a worker; two take 1.08 of one's CPU. Wanted: 450 MiB, 1.85 times as fast",
}
"""What each script's figures were, and what was wanted of them."""


def told(title: str, script: str, *arguments: object) -> bool:
    """Run a benchmark, and say whether it went well."""
    print(f"\n== {title}: python tests/bench/{script} {' '.join(map(str, arguments))}")
    print(f"was: {WAS[script]}" if script in WAS else "", flush=True)
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, check=False, env=os.environ | {"PYTHONPATH": str(HERE)}).returncode == 0


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("shards", nargs="*", type=Path)
    parser.add_argument("--long", action="store_true")
    asked = parser.parse_args()
    found = [SHARED / f"{name}.parquet" for name in SHARDS]
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
            *([("whole audits", "bench_audit.py", BEGAN, *shards)] if shards and long else []),
        ]
        fine = [told(*run) for run in runs]
    if not shards:
        print(f"\nno shards: name some, or put them in {SHARED}")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    sys.exit(main())
