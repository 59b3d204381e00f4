"""Runs of toy work in this process, and what they leave in their folders."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import toy_work

from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import Outcome, map_units, open_run
from corpusstat.read.shards import plan


def manifest(folder: Path, unit_bytes: int = 1, **config: Any) -> manifests.Manifest:
    """The manifest of a folder of shards; a unit is a row group."""
    return dataclasses.replace(manifests.make(plan([folder]), config), unit_bytes=unit_bytes)


def hashes(paths: Iterable[Path]) -> dict[str, str]:
    """The hash of each file by the last two parts of its path."""
    return {p.parent.name + "/" + p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def audit(shards: Path, folder: Path, work: Any = toy_work.facts, **options: Any) -> tuple[Outcome, dict[str, str]]:
    """Map the work over the shards; the outcome, and the hashes of the parts that count."""
    with open_run(folder, manifest(shards)) as run:
        outcome = map_units(run, work, wait=0.01, **options)
        parts = run.parts()
        return outcome, hashes(parts.mentions + parts.rejected + parts.tallies)


def events(folder: Path, name: str) -> list[dict[str, Any]]:
    """The entries of a run's log of one kind."""
    found = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [e for e in found if e["event"] == name]


def contents(folder: Path) -> dict[str, bytes]:
    """Report and parts; not the manifest and log, which hold times."""
    files = [folder / "report.json", *sorted(folder.glob("*/part-*.parquet"))]
    return {str(f.relative_to(folder)): f.read_bytes() for f in files if f.exists()}


def start(*arguments: object, **options: Any) -> subprocess.Popen[str]:
    """Start a toy run in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, toy_work.__file__, *map(str, arguments)],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **options,
    )


def finish(process: subprocess.Popen[str]) -> tuple[int, str]:
    """Wait for a process: its exit code, and what it said on standard error."""
    _, errors = process.communicate(timeout=120)
    return process.returncode, errors


def wait_for(condition: Callable[[], Any], seconds: float = 120) -> Any:
    """Look again and again, until a condition returns something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.05)
    raise AssertionError("it did not happen")
