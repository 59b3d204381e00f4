"""How fast copies are found, and in how much memory, with one prompt that has most of the mentions.

    python tests/bench/bench_copies.py FOLDER --prompts 100000 --most 1000000
    python tests/bench/bench_copies.py FOLDER --prompts 332333 --most 3000 --memory 0.25 4    10^6 mentions; the ratio

Sentences are random words; a third of the mentions are altered copies (a word changed, another date, other case).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import time
from pathlib import Path

import numpy as np
import polars as pl
from peak import peak_mib

from corpusstat.count import copies
from corpusstat.schema import MENTION, polars_schema, stable_hash

ROW_GROUP = 1 << 14
"""Rows of a group, as `atomic.write_table` writes them."""


def corpus(prompts: int, most: int, seed: int = 0) -> pl.DataFrame:
    """MENTION rows: ``most`` of one prompt, and three for each other one."""
    rng = np.random.default_rng(seed)
    rank = np.concatenate([np.zeros(most, dtype=np.int64), np.repeat(np.arange(1, prompts + 1), 3)])
    size = len(rank)
    words = np.array(["".join(rng.choice(list("abcdeiklmnoprstu"), size=rng.integers(3, 9))) for _ in range(5000)])
    drawn = words[rng.integers(0, len(words), (size, 14))]
    copied = np.flatnonzero(rng.random(size) < 1 / 3)
    copied = copied[copied > 0]
    copied = copied[rank[copied] == rank[copied - 1]]
    drawn[copied] = drawn[copied - 1]
    changed = copied[::2]
    drawn[changed, rng.integers(0, 14, len(changed))] = "altered"
    sentences = pl.DataFrame(drawn).select(pl.concat_str(pl.all(), separator=" ").alias("sentence"))["sentence"]
    days = (
        pl.Series(rng.integers(1, 29, size)).cast(pl.String)
        + " May "
        + pl.Series(rng.integers(1990, 2024, size)).cast(pl.String)
    )
    columns = {
        "doc_key": np.arange(size),
        "domain": ["d"] * size,
        "group": (np.arange(size) % 64).astype(np.int8),
        "relation": ["born"] * size,
        "entity": rank.astype(str),
        "value": ["1950"] * size,
        "key": (rank.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)).view(np.int64),
        "value_key": np.full(size, stable_hash("1950")),
        "sentence": sentences + " on " + days,
        "shard": ["s"] * size,
        "row": np.arange(size),
    }
    frame = pl.DataFrame(columns)
    rest = [pl.lit(None).alias(name) for name in MENTION.names if name not in columns]
    return (
        frame.with_columns(rest)
        .with_columns(pl.lit(0).alias("row_group"))
        .select(MENTION.names)
        .cast(polars_schema(MENTION))
    )


def measured(path: Path, memory: float, results: multiprocessing.SimpleQueue) -> None:  # type: ignore[type-arg]
    """Look for the copies once; put what was measured into ``results``."""
    folder = path.parent
    wall, cpu = time.perf_counter(), time.process_time()
    found = copies.find([path], folder / "copies", memory=int(memory * 2**30), temp=folder / "temp")
    results.put(
        {
            "memory_gib": memory,
            "seconds": round(time.perf_counter() - wall, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
            "peak_mib": peak_mib(),
            "exact": found.exact,
            "near": found.near,
            "capped_prompts": found.capped_prompts,
            "capped_texts": found.capped_texts,
        }
    )


def main() -> None:
    """Measure, in a process for each size of memory; print JSON lines, and the ratio of the first to the last."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--prompts", type=int, default=100_000)
    parser.add_argument("--most", type=int, default=1_000_000)
    parser.add_argument("--memory", type=float, nargs="+", default=[2.0], help="GiB")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    path = options.folder / f"mentions-{options.prompts}-{options.most}.parquet"
    if not path.exists():
        corpus(options.prompts, options.most).write_parquet(path, row_group_size=ROW_GROUP)
    context = multiprocessing.get_context("spawn")
    results, found = context.SimpleQueue(), []
    for memory in options.memory:
        process = context.Process(target=measured, args=(path, memory, results))
        process.start()
        process.join()
        if process.exitcode:
            sys.exit(f"failed: {process.exitcode}")
        found.append(results.get())
        print(json.dumps(found[-1]), flush=True)
    if len(found) > 1:
        first, last = found[0], found[-1]
        ratio = first["cpu_seconds"] / last["cpu_seconds"]
        print(f"CPU seconds at {first['memory_gib']} GiB beside {last['memory_gib']} GiB: {ratio:.2f}")


if __name__ == "__main__":
    main()
