"""How much latency is hidden: python tests/bench/bench_store.py SHARD.parquet [...] [--mb 240] [--pause 25]

The text is written out in a few shapes, and audited with two workers from a folder, from S3 and from S3 with 30 ms
before each answer (a plain server in this process), one after the other, several times. Printed are medians of the text
read a second while units are worked on, and what travelled in the whole audit: requests, and bytes beside those of the
column chunks needed. ``--pause MB`` puts in the place of extraction a pause as long as at so many MB/s: what is then
measured does not depend on what else the machine does.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from statistics import median

import polars as pl
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).parent.parent / "support"))

from plain_store import Store, store

from corpusstat import pipeline
from corpusstat.config import load_config
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.manifest import Unit
from corpusstat.engine.worker import Tick
from corpusstat.read.documents import gathered
from corpusstat.runs.run import planned, staged
from corpusstat.runs.work import UnitWork
from corpusstat.schema import Parts

SHAPES = {
    "row groups of 3 MB, shards of 60 MB": (60, 3),
    "a row group a shard, 6 MB": (6, 6),
    "a row group a shard, 1.5 MB": (1.5, 1.5),
}
"""Megabytes of text in a shard and in a row group."""


def write(folder: Path, rows: pl.DataFrame, megabytes: float, shape: tuple[float, float]) -> None:
    """Write about so many megabytes of text, with columns beside it that nobody needs."""
    folder.mkdir(parents=True)
    per_row = rows["text"].str.len_bytes().sum() / 1e6 / len(rows)
    shard_rows, group_rows = (max(1, round(part / per_row)) for part in shape)
    numbers, left, shard = cycle(range(len(rows))), round(megabytes / per_row), 0
    while left > 0:
        here = [next(numbers) for _ in range(min(left, shard_rows))]
        frame = rows[here].with_columns(
            pl.Series("id", [f"{shard}-{i}" for i in range(len(here))]),
            pl.Series("wide", [os.urandom(500).hex() for _ in here]),
        )
        frame.write_parquet(folder / f"{shard:04}.parquet", row_group_size=group_rows)
        left, shard = left - len(here), shard + 1


def needed(folder: Path) -> int:
    """Compressed bytes of the chunks of the columns text and id."""
    found = 0
    for file in folder.glob("*.parquet"):
        footer = pq.read_metadata(file)
        chunks = (
            footer.row_group(g).column(c) for g in range(footer.num_row_groups) for c in range(footer.num_columns)
        )
        found += sum(c.total_compressed_size for c in chunks if c.path_in_schema in ("text", "id"))
    return found


@dataclass(slots=True)
class Paused(UnitWork):
    """In the place of extraction a pause, as if it made so many MB/s."""

    speed: float = 25.0

    def __call__(self, unit: Unit, tick: Tick) -> Parts:
        """Read a unit."""
        batches = self.begun.pop(unit.id, None)
        rows = size = 0
        for batch in gathered(batches or pipeline.read(unit.shard, unit.row_groups, self.stages)):
            time.sleep(batch.bytes / self.speed / 1e6)
            rows, size = rows + batch.rows, size + batch.bytes
        return replace(pipeline.run([], self.stages), rows=rows, bytes=size)


def throughput(corpus: str, run: Path, pause: float) -> float:
    """MB of text a second that two workers read together, without their start."""
    if pause:
        import bench_store  # by its name, so that workers find it

        settings = load_config()
        _, manifest, relations = planned([corpus], settings)
        with open_run(run, manifest) as opened:
            map_units(opened, bench_store.Paused(staged(relations, settings), speed=pause), workers=2)
    else:
        command = [sys.executable, "-m", "corpusstat", "audit", corpus, "-o", str(run), "-j", "2", "-q", "--no-copies"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    events = map(json.loads, (run / "log.jsonl").read_text("utf-8").splitlines())
    seconds = sum(event["seconds"] for event in events if event["event"] == "unit")
    return 2 / seconds


def travelled(seen: list[tuple[str, str, int]], shards: int, chunks: int) -> str:
    kinds = Counter(kind for kind, *_ in seen)
    size = sum(size for kind, _, size in seen if kind == "GET")
    each = ", ".join(f"{n / shards:.1f} {kind}" for kind, n in sorted(kinds.items()) if kind != "LIST")
    return f"{each} a shard, {size / 1e6:.1f} MB = {size / chunks:.3f} of the chunks needed"


def measure(name: str, folder: Path, served: Store, rounds: int, pause: float) -> None:
    ways = {"folder": (str(folder), 0.0), "S3": (f"s3://lake/{folder.name}", 0.0)}
    ways["S3, 30 ms"] = (ways["S3"][0], 0.03)
    found: dict[str, list[float]] = {way: [] for way in ways}
    megabytes = (
        sum(int(pl.read_parquet(f, columns=["text"])["text"].str.len_bytes().sum()) for f in folder.iterdir()) / 1e6
    )
    for _ in range(rounds):
        for way, (corpus, delay) in ways.items():
            served.delay = delay
            served.seen.clear()
            with tempfile.TemporaryDirectory() as run:
                found[way].append(megabytes * throughput(corpus, Path(run, "run"), pause))
    shards = len(list(folder.iterdir()))
    print(f"{name} ({shards} shards)")
    for way, speeds in found.items():
        shares = sorted(speed / local for speed, local in zip(speeds, found["folder"], strict=True))
        share = f"{median(shares):.2f} of the folder's ({shares[0]:.2f}–{shares[-1]:.2f})"
        print(f"  {way:10} {median(speeds):6.1f} MB/s, {share}")
    print(f"  {travelled(served.seen, shards, needed(folder))}", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shards", nargs="+", type=Path)
    parser.add_argument("--mb", type=float, default=240)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--pause", type=float, default=0.0)
    parser.add_argument("--shape", type=int, nargs="*", default=range(len(SHAPES)))
    asked = parser.parse_args()
    rows = pl.concat([pl.read_parquet(s, columns=["text"]) for s in asked.shards]).sample(
        fraction=1, shuffle=True, seed=1
    )
    with tempfile.TemporaryDirectory() as temp, store(Path(temp)) as served:
        for number in asked.shape:
            name, shape = list(SHAPES.items())[number]
            write(Path(temp, f"shape{number}"), rows, asked.mb, shape)
            measure(name, Path(temp, f"shape{number}"), served, asked.rounds, asked.pause)


if __name__ == "__main__":
    main()
