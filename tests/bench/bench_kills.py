"""Kill a large audit again and again, with damage to its files in between: does it end with the same bytes?

    python tests/bench/bench_kills.py [KILLS] [MEGABYTES]

The corpus repeats the texts of data_samples with other numbers in them, so that every copy states other facts.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests"), str(ROOT / "tests" / "support")]

from test_kill_audit import kill_again_and_again  # noqa: E402 - found by the line above


def corpus(folder: Path, megabytes: int, shards: int = 24) -> int:
    """Write shards of about so many bytes of text in all, a fact in every few kilobytes; return the bytes."""
    frames = [pl.read_parquet(f) for f in sorted((ROOT / "data_samples").rglob("*.parquet"))]
    texts = [t for frame in frames if "text" in frame.columns for t in frame["text"].drop_nulls().to_list()]
    rng = random.Random(megabytes)
    words = sorted({w for text in texts for w in re.findall(r"\b[a-z]{3,9}\b", text)})
    filler = [" ".join(rng.choices(words, k=12)).capitalize() + ". " for _ in range(3000)]
    folder.mkdir()
    size, each = 0, megabytes * 10**6 // shards
    for shard in range(shards):
        rows: list[str] = []
        have = 0
        while have < each:
            year = str(rng.randrange(10, 99))
            varied = re.sub(r"\b(1\d)\d\d\b", rf"\g<1>{year}", rng.choice(texts))
            rows.append(f"{varied} {''.join(rng.choices(filler, k=120))}")
            have += len(rows[-1].encode())
        source = [f"domain {i % 5}" for i in range(len(rows))]
        pl.DataFrame({"text": rows, "source": source}).write_parquet(folder / f"{shard:03}.parquet", row_group_size=200)
        size += have
    return size


def show(seen: dict[str, int]) -> None:
    """Say how far it is."""
    print(f"{time.strftime('%H:%M:%S')} {seen}", flush=True)


def main(kills: int = 200, megabytes: int = 100) -> None:
    """Print what was tried."""
    with tempfile.TemporaryDirectory(prefix="corpusstat-kills-") as name:
        folder = Path(name)
        size = corpus(folder / "corpus", megabytes)
        begun = time.monotonic()
        seen = kill_again_and_again(folder / "corpus", folder, kills, 2, 7, damage=True, watch=show)
        print(f"{size / 1e6:.0f} MB of text, {kills} kills, {time.monotonic() - begun:.0f} s: {seen}")
        print("the same bytes as a run left alone")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
