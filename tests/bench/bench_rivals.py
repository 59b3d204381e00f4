"""What others take for less, in the same run: python tests/bench/bench_rivals.py SHARD.parquet [...].

On one thread, each finds sentences that state a birth, a death or an author by ten regular expressions, in which
corpusstat has 600 templates, checks, coreference and canonical values. CPU seconds, the best of three, turn about; what
is not installed is named and left out. Slow ones see a share of the text. `limit A` is in `limit.py`.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is loaded

import argparse
import re
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
from bench_extract import matcher, stage
from limit import limit_a

from corpusstat.relations import load

NAME = r"[A-Z][a-z]+(?: [A-Z][a-z]+)*"
PATTERNS = (
    rf"{NAME} was born (?:in|on|at) ",
    rf"{NAME} \(born [^)]{{1,40}}\)",
    rf"{NAME} \([^)]{{0,40}}\d{{4}}[–-][^)]{{0,40}}\d{{4}}\)",
    rf"{NAME} died (?:in|on|at) ",
    rf"{NAME} (?:was|is) an? [a-z]+ (?:born|who was born)",
    rf"(?:novel|book|poem|play) by {NAME}",
    rf"{NAME} wrote {NAME}",
    rf"{NAME}, (?:who was )?born (?:in|on) ",
    r"(?:He|She) was born (?:in|on|at) ",
    r"(?:He|She) died (?:in|on|at) ",
)
TIMES = 3
SLOW = 500_000
"""Bytes of text that a slow rival sees."""

Task = Callable[[], object]


def with_re(texts: list[str]) -> int:
    """Python's own expressions."""
    made = [re.compile(pattern) for pattern in PATTERNS]
    return sum(sum(1 for _ in pattern.finditer(text)) for text in texts for pattern in made)


def with_polars(shard: Path) -> object:
    """Rust's expressions, over the column."""
    counts = [pl.col("text").str.count_matches(pattern).sum().alias(str(i)) for i, pattern in enumerate(PATTERNS)]
    return pl.scan_parquet(shard).select(counts).collect()


def with_duckdb(shard: Path) -> object:
    """RE2, over the column."""
    found = ", ".join(f"sum(len(regexp_extract_all(text, '{pattern}')))" for pattern in PATTERNS)
    with duckdb.connect(config={"threads": 1}) as database:
        return database.sql(f"SELECT {found} FROM read_parquet('{shard}')").fetchall()


def with_re2(texts: list[str]) -> int:
    """RE2, called for each text."""
    import re2  # type: ignore[import-not-found,unused-ignore]

    made = [re2.compile(pattern) for pattern in PATTERNS]
    return sum(sum(1 for _ in pattern.finditer(text)) for text in texts for pattern in made)


def taken(task: Task) -> float | str:
    """CPU seconds, or why there are none."""
    begun = time.process_time()
    try:
        task()
    except ImportError as error:
        return f"not installed ({error.name})"
    return time.process_time() - begun


def compare(shard: Path) -> None:
    """Print a line for each rival."""
    relations = load()
    texts = pl.read_parquet(shard, columns=["text"])["text"]
    size = int(texts.str.len_bytes().sum())
    part = texts.head(max(1, int(len(texts) * min(1.0, SLOW / size)))).to_list()
    whole, small = size / 1e6, sum(len(text.encode()) for text in part) / 1e6
    tasks: dict[str, tuple[float, Task]] = {
        "limit A": (whole, lambda: limit_a(shard, relations)),
        "corpusstat": (whole, lambda: stage(shard, relations)),
        "Polars, ten expressions": (whole, lambda: with_polars(shard)),
        "DuckDB, ten expressions": (whole, lambda: with_duckdb(shard)),
        "re, ten expressions": (small, lambda: with_re(part)),
        "RE2, ten expressions": (small, lambda: with_re2(part)),
        "spaCy Matcher": (small / 4, lambda: matcher(part[: max(1, len(part) // 4)])),
    }
    stage(shard, relations)  # loads what is loaded once
    best: dict[str, float | str] = {}
    for _ in range(TIMES):
        for name, (_, task) in tasks.items():
            now, before = taken(task), best.get(name)
            best[name] = min(now, before) if isinstance(now, float) and isinstance(before, float) else now
    speeds = {name: tasks[name][0] / s for name, s in best.items() if isinstance(s, float)}
    print(f"\n{shard.name}, {whole:.1f} MB of text")
    print(f"| {'on one thread':24} |   MB/s | corpusstat is |\n|---|--:|--:|")
    for name, seconds in best.items():
        told = (
            f"{speeds[name]:6.1f} | {speeds['corpusstat'] / speeds[name]:8.3f} ×" if name in speeds else f"{seconds} |"
        )
        print(f"| {name:24} | {told} |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shards", nargs="+", type=Path)
    for shard in parser.parse_args().shards:
        compare(shard)


if __name__ == "__main__":
    main()
