"""How much faster two processes are than one: python tests/bench/bench_workers.py SHARD.parquet [...] [--copies 16].

The shards are joined and written out so many times under other ids, and the real audit works on them with one process
and with two, turn about, three times each. Counted is the time from the first unit's begin to the last one's end, as
the run's log has it: starting Python and writing the report take the same time for any number of processes.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

import polars as pl


def corpus(folder: Path, shards: list[Path], copies: int) -> float:
    """Write the corpus; give its size in MB of text."""
    text = pl.concat([pl.read_parquet(s, columns=["text"]) for s in shards]).with_row_index("id")
    folder.mkdir()
    for i in range(copies):
        named = text.select(pl.format("{}-{}", pl.lit(i), "id").alias("id"), "text").sample(
            fraction=1.0, shuffle=True, seed=i
        )
        named.write_parquet(folder / f"{i:03}.parquet")
    return copies * int(text["text"].str.len_bytes().sum()) / 1e6


def seconds(folder: Path, run: Path, workers: int) -> float:
    """Audit, and give the seconds from the first unit's begin to the last one's end."""
    command = [sys.executable, "-m", "corpusstat", "audit", str(folder), "-o", str(run), "-q", "-j", str(workers)]
    single = os.environ | {"POLARS_MAX_THREADS": "1"}  # as each of several workers has it on as many cores
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=single)
    events = [json.loads(line) for line in (run / "log.jsonl").read_text("utf-8").splitlines()]
    ends = [(datetime.fromisoformat(e["time"]).timestamp(), e["seconds"]) for e in events if e["event"] == "unit"]
    return max(end for end, _ in ends) - min(end - lasted for end, lasted in ends)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shards", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=16)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temp:
        size = corpus(Path(temp, "corpus"), asked.shards, asked.copies)
        ratios = []
        for i in range(3):
            one, two = (seconds(Path(temp, "corpus"), Path(temp, f"run{i}-{n}"), n) for n in (1, 2))
            ratios.append(one / two)
            print(f"{size:.0f} MB: one process {size / one:.1f} MB/s, two {size / two:.1f} MB/s, {one / two:.2f} times")
        print(f"median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
