"""The real audit, killed at random moments of its whole length: reading, counting, report."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import processes
import psutil
import pytest


@pytest.fixture(scope="module")
def corpus(samples, tmp_path_factory) -> Path:
    """The sample shards, cut into two dozen."""
    folder = tmp_path_factory.mktemp("data") / "corpus"
    folder.mkdir()
    for path in sorted(samples.rglob("*.parquet")):
        frame = pl.read_parquet(path)
        for number, piece in enumerate(frame.iter_slices(max(frame.height // 4, 1))):
            piece.write_parquet(folder / f"{path.stem}-{number}.parquet")
    return folder


def start(corpus: Path, run: Path, workers: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "corpusstat", "audit", str(corpus), "-o", str(run), "-j", str(workers), "-q"]
    return subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def kill(process: subprocess.Popen[str], rng: random.Random) -> None:
    """Kill -9 the parent, one of its children, or all."""
    workers = processes.workers(process.pid)
    with contextlib.suppress(psutil.Error, ProcessLookupError):
        if workers and rng.random() < 0.3:
            rng.choice(workers).kill()
        elif rng.random() < 0.5:
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def outcome(run: Path) -> dict[str, bytes]:
    """Parts and report."""
    found = {str(f.relative_to(run)): f.read_bytes() for f in run.glob("*/part-*.parquet")}
    report = run / "report.json"
    if report.exists():
        found["report.json"] = report.read_bytes()
    return found


def spoil(run: Path, rng: random.Random) -> set[str]:
    """Cut, flip, delete or exchange a file of a run; give the names that are not as they were."""
    files = [f for f in run.glob("*/part-*.parquet") if f.stat().st_size]
    files += [f for f in (run / "report.json", run / "audit.duckdb", run / "quarantine.jsonl") if f.exists()]
    if not files:
        return set()
    path = rng.choice(sorted(files))
    way = rng.choice(["cut", "flip", "delete", "exchange"])
    if way == "cut":
        os.truncate(path, path.stat().st_size // 2)
    elif way == "flip" and path.stat().st_size:
        data = bytearray(path.read_bytes())
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        path.write_bytes(bytes(data))
    elif way == "exchange" and (others := sorted(set(path.parent.glob("part-*.parquet")) - {path})):
        shutil.copy(rng.choice(others), path)
    else:
        path.unlink()
    return {str(path.relative_to(run))}


Watch = Callable[[dict[str, int]], None]


def kill_again_and_again(
    corpus: Path, folder: Path, kills: int, workers: int, seed: int, damage: bool = False, watch: Watch | None = None
) -> dict[str, int]:
    """Kill an audit at random moments, so many times; with ``damage`` spoil a file each time before it goes on."""
    begun = time.monotonic()
    assert start(corpus, folder / "whole", workers).wait() == 0
    length = time.monotonic() - begun
    whole = outcome(folder / "whole")
    assert "report.json" in whole
    rng, run, spoiled = random.Random(seed), folder / "run", set()
    seen = {"killed": 0, "with parts": 0, "whole": 0, "spoiled": 0}
    while seen["killed"] < kills:
        process, begun = start(corpus, run, workers), time.monotonic()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(rng.uniform(0.1, 1.0) * length)
            length = (length + time.monotonic() - begun) / 2  # it had less to do, or the machine has
        if process.poll() is None:
            kill(process, rng)
        _, errors = process.communicate(timeout=600)
        assert process.returncode in (0, -signal.SIGKILL), errors
        left = outcome(run) if run.exists() else {}
        seen["killed"] += process.returncode != 0
        seen["with parts"] += 0 < len(left) < len(whole)
        if process.returncode == 0:
            assert left == whole
            seen["whole"] += 1
            spoiled.clear()
            if not damage or rng.random() < 0.5:
                shutil.rmtree(run)
        parts = {k: v for k, v in left.items() if not k.startswith("copies/") and k not in spoiled}
        assert parts.items() <= whole.items()
        if damage and run.exists():
            found = spoil(run, rng)
            seen["spoiled"] += len(found)
            spoiled |= found
        if watch is not None:
            watch(seen)
    assert start(corpus, run, 3 - workers).wait() == 0  # and finished by another number of workers
    assert outcome(run) == whole
    return seen


@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_audit_killed_25_times_with_damage_in_between_ends_with_the_same_bytes(corpus, tmp_path):
    seen = kill_again_and_again(corpus, tmp_path, kills=25, workers=2, seed=4, damage=True)
    print(seen)
    assert seen["with parts"] >= 5
