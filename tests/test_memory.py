"""The real audit keeps to ``--memory``: what all its processes hold of their own, looked at ten times a second."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import bench_conclude
import bench_copies
import polars as pl
import pytest
from peak import watched

from corpusstat.engine import memory
from corpusstat.engine.memory import own_bytes, that_fit, thrift
from corpusstat.errors import BadRequest

CONCLUDE = """
import sys
from corpusstat.config import load_config
from corpusstat.engine.memory import be_thrifty
settings = load_config(memory=sys.argv[2])
be_thrifty(settings.memory_bytes)
from corpusstat.engine.runfolder import open_run, read_run
from corpusstat.relations import load
from corpusstat.runs.conclude import conclude
with open_run(sys.argv[1], read_run(sys.argv[1])) as run:
    conclude(run, load([]), settings)
"""
COPIES = """
import sys
from pathlib import Path
from corpusstat.engine.memory import be_thrifty
be_thrifty(256 << 20)
from corpusstat.count import copies
folder = Path(sys.argv[1])
copies.find([folder / "m.parquet"], folder / "copies", memory=256 << 20, temp=folder / "temp")
"""


@pytest.fixture(scope="module")
def corpus(samples, tmp_path_factory) -> Path:
    """The samples many times over, under other ids: eight shards of some 5 MB each, with 50,000 facts."""
    folder = tmp_path_factory.mktemp("data") / "corpus"
    folder.mkdir()
    columns = pl.col("^(text|raw_content|content)$").cast(pl.String).alias("text")
    texts = pl.concat([pl.read_parquet(f).select(columns) for f in samples.rglob("*.parquet")]).with_row_index("id")
    texts = texts.filter(pl.col("text").is_not_null()).with_columns(pl.col("id").cast(pl.String))
    size = int(texts["text"].str.len_bytes().sum())
    for shard in range(8):
        copies = [texts.with_columns(pl.col("id") + f"-{shard}-{i}") for i in range(5_000_000 // size)]
        pl.concat(copies).write_parquet(folder / f"{shard}.parquet", row_group_size=20_000)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize(("mebibytes", "workers"), [(256, 1), (512, 2), (640, 2), (900, 2), (1500, 2)])
def test_the_processes_of_an_audit_hold_what_they_may(corpus, tmp_path, mebibytes, workers):
    run = tmp_path / "run"
    command = [sys.executable, "-m", "corpusstat", "audit", str(corpus), "-o", str(run), "-q", "-j", str(workers)]
    peak = watched([*command, "--memory", f"{mebibytes}MiB"])
    events = [json.loads(line)["event"] for line in (run / "log.jsonl").read_text().splitlines()]
    print(f"{peak} of {mebibytes} MiB; {events.count('memory')} workers stopped for memory")
    assert peak.code == 0
    assert json.loads((run / "report.json").read_text())["corpus"]["documents"] > 10_000
    assert "memory" not in events
    assert peak.own <= mebibytes


@pytest.mark.slow
@pytest.mark.parametrize(
    ("mentions", "domains", "mebibytes"),
    [(1_000_000, 100, 256), (1_000_000, 100, 512), (1_000_000, 100, 640), (100_000, 100_000, 320)],
)
def test_what_follows_the_last_unit_holds_what_it_may(tmp_path, mentions, domains, mebibytes):
    bench_conclude.write(tmp_path / "run", mentions, domains)
    peak = watched([sys.executable, "-c", CONCLUDE, str(tmp_path / "run"), f"{mebibytes}MiB"])
    print(f"{peak} of {mebibytes} MiB")
    assert peak.code == 0
    assert peak.own <= mebibytes


@pytest.mark.slow
def test_looking_for_copies_holds_what_it_may(tmp_path):
    bench_copies.corpus(100_000, 3000).write_parquet(tmp_path / "m.parquet", row_group_size=bench_copies.ROW_GROUP)
    peak = watched([sys.executable, "-c", COPIES, str(tmp_path)])
    print(peak)
    assert peak.code == 0
    assert peak.own <= 256


def test_pages_of_files_are_not_a_process_s_own():
    code = "import os, polars; from corpusstat.engine.memory import own_bytes; print(own_bytes(os.getpid()) >> 20)"
    assert 10 < int(subprocess.check_output([sys.executable, "-c", code])) < 80  # 40, and 50 of files
    assert own_bytes(2**22 + 1) == 0


def test_as_many_workers_as_fit(monkeypatch):
    monkeypatch.setattr(memory, "own_bytes", lambda pid: 60 << 20 if pid == os.getpid() else 0)
    assert [that_fit(9, size << 20) for size in (256, 400, 512, 640, 1500, 4096)] == [1, 1, 2, 3, 5, 9]
    assert that_fit(2, 4 << 30) == 2
    with pytest.raises(BadRequest, match=r"200 MiB for a run whose own process holds 60; expected at least 205 MiB"):
        that_fit(1, 200 << 20)


def test_a_process_with_little_gives_back_what_it_frees():
    """A list of many small objects is freed; the heap that it leaves goes back to the system."""
    code = (
        "import os, sys; from corpusstat.engine.memory import be_thrifty, give_back, own_bytes"
        "; be_thrifty(int(sys.argv[1]))"
        "; import ctypes; c = ctypes.CDLL(None)"
        "; c.malloc.restype = ctypes.c_void_p; c.free.argtypes = [ctypes.c_void_p]"
        "; held = [c.malloc(40_000) for _ in range(2000)]; [ctypes.memset(at, 1, 40_000) for at in held]"
        "; last = c.malloc(40_000); [c.free(at) for at in held]; give_back(); print(own_bytes(os.getpid()) >> 20)"
    )
    much, little = (int(subprocess.check_output([sys.executable, "-c", code, str(n << 20)])) for n in (4096, 256))
    assert little < much - 50
    assert thrift(None) == {}
