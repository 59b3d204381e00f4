"""Merge many small parts: python tests/bench/bench_merge.py [--parts 20000] [--runs 20] [--memory 1GiB].

Writes the runs of an audit in tasks (real parts of invented facts, two mentions each), then joins them in a process of
its own. Printed are its processor seconds and its peak resident size, beside those for a tenth of the parts.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl

from corpusstat.config import load_config
from corpusstat.engine.manifest import Manifest, make
from corpusstat.engine.parts import write_parts
from corpusstat.engine.runfolder import open_run
from corpusstat.pipeline import Stages, run
from corpusstat.read.documents import Batch
from corpusstat.read.shards import Plan, Shard
from corpusstat.relations import load
from corpusstat.runs.run import relations_digest
from corpusstat.schema import DOCUMENT, MENTION, REJECTED, Parts, polars_schema

TEXT = "Zeda Quill was born on 3 May 1901. She died on 9 June 1960."


def base(stages: Stages) -> Parts:
    row = (1, "web", TEXT, "a", 0, 0)
    documents = pl.DataFrame([row], schema=polars_schema(DOCUMENT), orient="row")
    return run([Batch(documents, pl.DataFrame(schema=polars_schema(REJECTED)), 1, len(TEXT))], stages)


def numbered(parts: Parts, number: int, name: str) -> Parts:
    """The same facts of another person in another document; every third person is met twice."""
    mentions = pl.from_arrow(parts.mentions)
    assert isinstance(mentions, pl.DataFrame)
    person = number - number % 3 // 2
    moved = mentions.with_columns(
        pl.col("key") + person * 7919, pl.lit(number, pl.Int64).alias("doc_key"), pl.lit(name).alias("shard")
    )
    return dataclasses.replace(
        parts, mentions=moved.with_columns(pl.lit(0, pl.Int8).alias("group")).to_arrow().cast(MENTION)
    )


def write_tasks(folder: Path, parts: int, runs: int) -> list[Path]:
    settings, relations = load_config(), load([])
    config = settings.computed() | {"files": [], "relations": relations_digest(relations)}
    made, folders, each = base(Stages(relations)), [], parts // runs
    for task in range(runs):
        numbers = range(task * each, task * each + each)
        shards = tuple(Shard(f"lake/{i:06}.parquet", f"/lake/{i}", 1000, "", f"{i:x}", (1,)) for i in numbers)
        folders.append(folder / f"task-{task}")
        with open_run(folders[-1], make(Plan(shards), config, task=f"{task + 1}/{runs}")) as opened:
            for number, unit in zip(numbers, opened.units, strict=True):
                write_parts(folders[-1], unit, numbered(made, number, unit.shard.name), opened.manifest.digest)
    return folders


def measured(folders: list[Path], out: Path, memory: str) -> tuple[float, float]:
    """Processor seconds and peak MiB of a merge."""
    code = (
        "import sys, resource; from corpusstat.runs.merge import merge; "
        f"merge(sys.argv[2:], sys.argv[1], memory={memory!r}, say=lambda line: print(line, file=sys.stderr)); "
        "used = resource.getrusage(resource.RUSAGE_SELF); print(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)"
    )
    command = [sys.executable, "-c", code, str(out), *map(str, folders)]
    seconds, peak = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(seconds), float(peak)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--parts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=20)
    parser.add_argument("--memory", default="1GiB")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for parts in (asked.parts // 10, asked.parts):
            folders = write_tasks(Path(name, str(parts)), parts, asked.runs)
            out = Path(name, f"joined-{parts}")
            seconds, peak = measured(folders, out, asked.memory)
            n = json.loads((out / "report.json").read_text("utf-8"))["corpus"]["n"]
            units = len(Manifest.read(out / "manifest.json").units)
            print(f"{units:,} parts of {asked.runs} runs, N = {n:,}: {seconds:.1f} CPU s, {peak:,.0f} MiB", flush=True)
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(f"to write them: {used.ru_utime + used.ru_stime:.0f} CPU s")


if __name__ == "__main__":
    main()
