"""How fast and in how much memory MENTION files become spectra and jackknife, at growing size.

    python tests/bench/bench_count.py FOLDER 3 30 300            millions of mentions, exact
    python tests/bench/bench_count.py FOLDER 300 --theta 0.0156  a prompt sample
    python tests/bench/bench_count.py FOLDER 3 --rivals          also what a plain GROUP BY takes, same files, same run

Each size is counted in a process of its own, so that the peak is its own. Mentions are made first and kept in FOLDER
(12 bytes each); times include everything from opening the files to the last table.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import shutil
import threading
import time
from pathlib import Path

import duckdb
import polars as pl
from mentions import generate
from peak import peak_mib

from corpusstat.count.count import count
from corpusstat.relations import Relation, RelationSet

RELATIONS = RelationSet(tuple(Relation(f"relation_{i:02d}", "person", "date", ()) for i in range(16)))


def folder_bytes(folder: Path) -> int:
    """Bytes of all files below a folder, some of which may vanish meanwhile."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total


def measure(
    folder: str, rows: int, memory: int, threads: int, theta: float, results: multiprocessing.SimpleQueue
) -> None:  # type: ignore[type-arg]
    """Count once; put what was measured in ``results``."""
    mentions, tallies = generate(Path(folder), rows)
    temp = Path(folder) / "temp"
    temp.mkdir(exist_ok=True)
    peak_disk, done = 0, threading.Event()

    def watch() -> None:
        nonlocal peak_disk
        while not done.wait(0.5):
            peak_disk = max(peak_disk, folder_bytes(temp))

    watcher = threading.Thread(target=watch)
    watcher.start()
    wall, cpu = time.perf_counter(), time.process_time()
    counts = count(mentions, tallies, RELATIONS, memory=memory, temp=temp, theta=theta, threads=threads)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    done.set()
    watcher.join()
    shutil.rmtree(temp)
    corpus = counts.prompts.filter(domain="*", relation="*", scope="corpus", unit="mentions").row(0, named=True)
    f1 = counts.spectrum.filter(pl.col("k") == 1, domain="*", relation="*", scope="corpus", unit="mentions")["f"].item()
    results.put(
        {
            "mentions": rows,
            "distinct": corpus["distinct"],
            "theta": counts.theta,
            "sr": f1 / counts.theta / corpus["n"],
            "seconds": round(wall, 1),
            "cpu_seconds": round(cpu, 1),
            "mentions_per_second": round(rows / wall),
            "mentions_per_cpu_second": round(rows / cpu),
            "peak_mib": peak_mib(),
            "peak_disk_mib": peak_disk >> 20,
            "parts": counts.parts,
        }
    )


def rivals(folder: str, rows: int, memory: int, threads: int, results: multiprocessing.SimpleQueue) -> None:  # type: ignore[type-arg]
    """Group the mentions once by prompt, without groups, documents, sources or spectra: mentions per CPU second."""
    files, _ = generate(Path(folder), rows)
    names, kept = [str(file) for file in files], ("key", "domain", "relation")
    by = ", ".join(kept)
    query = f"SELECT {by}, count(*), min(value_key), max(value_key) FROM read_parquet(?) GROUP BY {by}"
    speeds = {}
    with duckdb.connect(config={"threads": threads, "memory_limit": f"{memory >> 20}MiB"}) as database:
        database.execute("SET enable_progress_bar = false")
        begun = time.process_time()
        database.execute(f"SELECT count(*) FROM ({query})", [names]).fetchall()
        speeds["duckdb_group_by"] = round(rows / (time.process_time() - begun))
    begun = time.process_time()
    values = pl.col("value_key")
    grouped = pl.scan_parquet(names).group_by(*kept).agg(pl.len(), low=values.min(), high=values.max())
    grouped.select(pl.len()).collect(engine="streaming")
    speeds["polars_group_by"] = round(rows / (time.process_time() - begun))
    results.put({"mentions_per_cpu_second": speeds})


def main() -> None:
    """Measure every size that was asked for and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("millions", type=float, nargs="+")
    parser.add_argument("--memory", type=float, default=4.0, help="GiB")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--theta", type=float, default=1.0)
    parser.add_argument("--rivals", action="store_true")
    options = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    for millions in options.millions:
        rows = int(millions * 1e6)
        folder = options.folder / f"{millions:g}"
        generate(folder, rows)
        results, memory = context.SimpleQueue(), int(options.memory * 2**30)
        within = (str(folder), rows, memory, options.threads)
        tasks = [(measure, (*within, options.theta, results))]
        if options.rivals:
            tasks.append((rivals, (*within, results)))
        for task, arguments in tasks:
            process = context.Process(target=task, args=arguments)
            process.start()
            process.join()
            print(json.dumps(results.get()) if process.exitcode == 0 else f"failed: {process.exitcode}", flush=True)


if __name__ == "__main__":
    main()
