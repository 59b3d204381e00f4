"""What each engine and format costs: python tests/bench/bench_engines.py SHARD.parquet [...] [--copies 8].

The text is written out under other ids in one and in four times as many files; from the difference follows what a GB
takes, without the start of programs. Counted is the processor time of all processes, also of Spark's, as they are seen
ten times a second: on a busy machine it is steadier than the clock.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl
import psutil
import pyarrow as pa

MASTERS = {
    "local, 1 worker": None,
    "local, 2 workers": None,
    "Spark, local[2]": "local[2]",
    "Spark, 2 executors": "local-cluster[2,1,1024]",
}
ONLY_PARQUET = {"local, 2 workers", "Spark, 2 executors"}


def write(folder: Path, text: pl.DataFrame, files: int, form: str) -> float:
    """Write the corpus; give its GB of text."""
    folder.mkdir(parents=True)
    for i in range(files):
        named = text.with_row_index("n").select(pl.format("{}-{}", pl.lit(i), "n").alias("id"), "text")
        if form == "Parquet":
            named.write_parquet(folder / f"{i:03}.parquet")
        else:
            named.write_ndjson(folder / f"{i:03}.jsonl")
            lines = (folder / f"{i:03}.jsonl").read_bytes()
            with pa.CompressedOutputStream(str(folder / f"{i:03}.jsonl.zst"), "zstd") as out:
                out.write(lines)
            (folder / f"{i:03}.jsonl").unlink()
    return files * int(text["text"].str.len_bytes().sum()) / 1e9


def cost(engine: str, corpus: Path, run: Path) -> tuple[float, float, float]:
    """Processor seconds, seconds, and peak resident GB of all processes of an audit."""
    command = [sys.executable, "-W", "ignore", "-m", "corpusstat", "audit", str(corpus), "-o", str(run), "-q", "--json"]
    command.append("--no-copies")  # all the files have the same text
    surroundings = {**os.environ, "POLARS_MAX_THREADS": "1", "PYSPARK_PYTHON": sys.executable}
    if MASTERS[engine]:
        command += ["--engine", "spark"]
        surroundings["PYSPARK_SUBMIT_ARGS"] = f"--master {MASTERS[engine]} --conf spark.ui.enabled=false pyspark-shell"
    elif "2" in engine:
        command += ["-j", "2"]
    begun, spent, peak = time.monotonic(), {}, 0
    started = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while started.poll() is None:
        size = 0
        for process in [psutil.Process(started.pid), *psutil.Process(started.pid).children(recursive=True)]:
            try:
                times = process.cpu_times()
                spent[process.pid] = times.user + times.system
                size += process.memory_info().rss
            except psutil.Error:
                continue
        peak = max(peak, size)
        time.sleep(0.1)
    assert started.returncode == 0
    return sum(spent.values()), time.monotonic() - begun, peak / 1e9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shards", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=8)
    asked = parser.parse_args()
    text = pl.concat([pl.read_parquet(s, columns=["text"]) for s in asked.shards])
    with tempfile.TemporaryDirectory() as temp:
        for form in ("Parquet", "JSONL.zst"):
            sizes = {n: write(Path(temp, form, str(n)), text, n, form) for n in (asked.copies, 4 * asked.copies)}
            for engine in MASTERS:
                if form == "JSONL.zst" and engine in ONLY_PARQUET:
                    continue
                found = [
                    (gb, *cost(engine, Path(temp, form, str(n)), Path(temp, f"{form}-{engine.replace(',', '')}-{n}")))
                    for n, gb in sizes.items()
                ]
                (a, cpu_a, *_), (b, cpu_b, wall, peak) = found
                each = (cpu_b - cpu_a) / (b - a)
                print(f"{form:10} {engine:20} {each:6.1f} CPU s a GB, {cpu_a - a * each:5.1f} CPU s to start", end="; ")
                print(f"{b * 1000:.0f} MB in {wall:.1f} s, {peak:.2f} GB resident", flush=True)


if __name__ == "__main__":
    main()
