"""What each engine, store and format costs: python tests/bench/bench_engines.py SHARD.parquet [...] [--copies 8].

The text is written out under other ids in one and in four times as many files; from the difference follows what a GB
takes, without the start of programs. Counted is the processor time of all processes, also of Spark's, as they are seen
ten times a second: on a busy machine it is steadier than the clock. Speed is by the clock, from the same difference.
Everything is done in rounds, one way after the other; printed are medians, and of speeds the shares of two local
workers' in the same round. The S3 server (`support/plain_store.py`) runs in this process, on the same cores.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from statistics import median

import polars as pl
import psutil
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from plain_store import BUCKET, Store, store

FORMS = ("Parquet", "JSONL.zst")
LOCAL = "local, 2 workers"


@dataclass(frozen=True)
class Way:
    """How a corpus is audited: by workers or by a Spark master, from the folder or from a store with a delay."""

    name: str
    workers: int = 1
    master: str = ""
    delay: float | None = None
    forms: tuple[str, ...] = ("Parquet",)


WAYS = (
    Way("local, 1 worker", forms=FORMS),
    Way(LOCAL, workers=2, forms=FORMS),
    Way("Spark, local[2]", master="local[2]", forms=FORMS),
    Way("Spark, 2 executors", master="local-cluster[2,1,1024]"),
    Way("S3, 2 workers", workers=2, delay=0.0, forms=FORMS),
    Way("S3, 30 ms, 2 workers", workers=2, delay=0.03, forms=FORMS),
)
_NUMBERS = count()


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


def cost(way: Way, corpus: str, runs: Path) -> tuple[float, float, float]:
    """Processor seconds, seconds, and peak resident GB of all processes of an audit."""
    run = runs / f"run-{next(_NUMBERS)}"
    command = [sys.executable, "-W", "ignore", "-m", "corpusstat", "audit", corpus, "-o", str(run), "-q", "--json"]
    command += ["--no-copies", "-j", str(way.workers)]  # all the files have the same text
    surroundings = {**os.environ, "POLARS_MAX_THREADS": "1", "PYSPARK_PYTHON": sys.executable}
    if way.master:
        command += ["--engine", "spark"]
        surroundings["PYSPARK_SUBMIT_ARGS"] = f"--master {way.master} --conf spark.ui.enabled=false pyspark-shell"
    begun, spent, peak = time.monotonic(), {}, 0
    with tempfile.TemporaryFile() as said:
        started = subprocess.Popen(command, env=surroundings, stdout=subprocess.DEVNULL, stderr=said)
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
        if started.returncode:
            said.seek(0)
            raise SystemExit(f"{way.name}: {said.read().decode(errors='replace')[-2000:]}")
    return sum(spent.values()), time.monotonic() - begun, peak / 1e9


def measure(way: Way, form: str, sizes: dict[int, float], folder: Path, served: Store) -> dict[str, float]:
    """What a way costs: CPU seconds a GB and to start, MB a second, resident GB."""
    served.delay = way.delay or 0.0
    served.seen.clear()
    place = str(folder) if way.delay is None else f"s3://{BUCKET}"
    (a, cpu_a, wall_a, _), (b, cpu_b, wall_b, peak) = (
        (gb, *cost(way, f"{place}/{form}/{n}", folder / "runs")) for n, gb in sizes.items()
    )
    each = (cpu_b - cpu_a) / (b - a)
    files = sum(sizes) if way.delay is not None else 1
    return {
        "each": each,
        "start": cpu_a - a * each,
        "speed": 1000 * (b - a) / (wall_b - wall_a),
        "wall": wall_b,
        "peak": peak,
        "requests": len(served.seen) / files,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shards", nargs="+", type=Path)
    parser.add_argument("--copies", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="ways whose name has this in it")
    asked = parser.parse_args()
    text = pl.concat([pl.read_parquet(s, columns=["text"]) for s in asked.shards])
    pairs = [(way, form) for form in FORMS for way in WAYS if form in way.forms and asked.only in way.name]
    found: dict[tuple[Way, str], list[dict[str, float]]] = {pair: [] for pair in pairs}
    with tempfile.TemporaryDirectory() as temp, store(Path(temp)) as served:
        Path(temp, "runs").mkdir()
        sizes = {
            form: {n: write(Path(temp, form, str(n)), text, n, form) for n in (asked.copies, 4 * asked.copies)}
            for form in FORMS
        }
        for way in {way.master: way for way, _ in pairs}.values():  # compiled once
            cost(way, f"{temp}/Parquet/{asked.copies}", Path(temp, "runs"))
        for _ in range(asked.rounds):
            for way, form in pairs:
                found[way, form].append(measure(way, form, sizes[form], Path(temp), served))
                print(f"{form} {way.name}: {found[way, form][-1]}", file=sys.stderr, flush=True)
    megabytes = 1000 * max(sizes["Parquet"].values())
    print(f"| format | engine | CPU s a GB | to start | MB/s | of two local workers | {megabytes:.0f} MB in | GB |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for (way, form), rounds in found.items():
        mid = {name: median(one[name] for one in rounds) for name in rounds[0]}
        base = next((rows for (w, f), rows in found.items() if w.name == LOCAL and f == form), [])
        shares = sorted(one["speed"] / local["speed"] for one, local in zip(rounds, base, strict=False))
        share = f"{median(shares):.2f} ({shares[0]:.2f}–{shares[-1]:.2f})" if shares else ""
        requests = f", {mid['requests']:.1f} requests a file" if mid["requests"] else ""
        print(
            f"| {form} | {way.name}{requests} | {mid['each']:.1f} | {mid['start']:.1f} | {mid['speed']:.1f} | ", end=""
        )
        print(f"{share} | {mid['wall']:.1f} s | {mid['peak']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
