"""The real audit keeps to ``--memory``: resident size of the whole process tree, looked at twenty times a second."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import processes
import pytest


@pytest.fixture(scope="module")
def corpus(samples, tmp_path_factory) -> Path:
    """The samples many times over, under other ids: four shards of some 10 MB of text each."""
    folder = tmp_path_factory.mktemp("data") / "corpus"
    folder.mkdir()
    columns = pl.col("^(text|raw_content|content)$").cast(pl.String).alias("text")
    texts = pl.concat([pl.read_parquet(f).select(columns) for f in samples.rglob("*.parquet")]).with_row_index("id")
    texts = texts.filter(pl.col("text").is_not_null()).with_columns(pl.col("id").cast(pl.String))
    size = int(texts["text"].str.len_bytes().sum())
    for shard in range(4):
        copies = [texts.with_columns(pl.col("id") + f"-{shard}-{i}") for i in range(10_000_000 // size)]
        pl.concat(copies).write_parquet(folder / f"{shard}.parquet", row_group_size=20_000)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("memory", "mebibytes"), [("1500MiB", 1500), ("900MiB", 900)])
def test_the_process_tree_stays_within_the_limit(corpus, tmp_path, memory, mebibytes):
    command = [sys.executable, "-m", "corpusstat", "audit", str(corpus), "-o", str(tmp_path / "run"), "-q"]
    process = subprocess.Popen([*command, "-j", "2", "--memory", memory], stdout=subprocess.DEVNULL)
    sizes = []
    while process.poll() is None:
        sizes.append(processes.tree_size(process.pid) // 1024**2)
        time.sleep(0.05)
    assert process.returncode == 0
    events = [json.loads(line)["event"] for line in (tmp_path / "run" / "log.jsonl").read_text().splitlines()]
    print(f"peak {max(sizes)} MiB of {mebibytes}; {events.count('memory')} workers stopped for memory")
    assert json.loads((tmp_path / "run" / "report.json").read_text())["corpus"]["documents"] > 10_000
    assert sum(s > mebibytes for s in sizes) * 0.05 < 1.0  # a quarter of a second passes between two looks of its own
    assert max(sizes) < 1.1 * mebibytes
