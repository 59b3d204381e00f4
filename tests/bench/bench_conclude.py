"""What comes after the last unit: python tests/bench/bench_conclude.py [--mentions 1000000] [--domains 100 2000].

Writes a run of invented facts (real parts, two relations, 365 answers, every third person met twice), and concludes it
in a process of its own. Printed are processor seconds of each stage, the peak resident size, and the size of the
report.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import polars as pl
from bench_merge import TEXT, base

from corpusstat.config import load_config
from corpusstat.engine.manifest import make
from corpusstat.engine.parts import write_parts
from corpusstat.engine.runfolder import open_run
from corpusstat.pipeline import Stages
from corpusstat.read.shards import Plan, Shard
from corpusstat.relations import load
from corpusstat.runs.run import relations_digest
from corpusstat.schema import MENTION, TALLY, Parts
from corpusstat.tally import document_group, tally

PARTS = 20
ANSWERS = 365
SPREAD = 0x9E3779B97F4A7C15
CONCLUDE = """
import json, resource, sys, time
from corpusstat.config import load_config
from corpusstat.engine.runfolder import open_run, read_run
from corpusstat.relations import load
from corpusstat.runs.conclude import conclude
stages = [("imports", 0.0), ("opening", time.process_time())]
manifest = read_run(sys.argv[1])
with open_run(sys.argv[1], manifest) as run:
    conclude(run, load([]), load_config(memory=sys.argv[2]), lambda line: stages.append((line, time.process_time())))
stages.append(("", time.process_time()))
spent = {a[0]: round(b[1] - a[1], 2) for a, b in zip(stages, stages[1:])}
print(json.dumps(spent | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10}))
"""


def many(parts: Parts, first: int, people: int, domains: int) -> Parts:
    """The two facts of so many people, each in a document of its own; every third person is met twice."""
    number = pl.int_range(first, first + people, eager=True, dtype=pl.UInt64).alias("number")
    person = number - number % 3 // 2
    domain = pl.format("site-{}", person.hash(1) % domains).alias("domain")
    named = pl.DataFrame({"number": number, "person": person}).with_columns(domain)
    one = pl.from_arrow(parts.mentions)
    assert isinstance(one, pl.DataFrame)
    made = (
        one.drop("domain")
        .join(named, how="cross")
        .with_columns(
            key=(pl.col("key").reinterpret(signed=False) ^ pl.col("person") * SPREAD).reinterpret(signed=True),
            doc_key=(pl.col("number") * SPREAD).reinterpret(signed=True),
            value_key=pl.col("person").hash(2).mod(ANSWERS).cast(pl.Int64),
        )
        .with_columns(document_group())
    )
    made = made.select(one.columns)
    keys = pl.col("number").mul(SPREAD).reinterpret(signed=True)
    documents = named.select("domain", doc_key=keys, text=pl.lit(TEXT))
    counted = tally(documents, made, made["relation"].unique().to_list())
    return dataclasses.replace(parts, mentions=made.to_arrow().cast(MENTION), tally=counted.to_arrow().cast(TALLY))


def write(folder: Path, mentions: int, domains: int) -> None:
    settings, relations = load_config(), load([])
    config = settings.computed() | {"files": [], "relations": relations_digest(relations)}
    made, people = base(Stages(relations)), mentions // 2 // PARTS
    shards = tuple(Shard(f"lake/{i:06}.parquet", f"/lake/{i}", 1000, "", f"{i:x}", (1,)) for i in range(PARTS))
    with open_run(folder, make(Plan(shards), config)) as run:
        for i, unit in enumerate(run.units):
            write_parts(folder, unit, many(made, i * people, people, domains), run.manifest.digest)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--mentions", type=int, default=1_000_000)
    parser.add_argument("--domains", type=int, nargs="*", default=[100, 2000])
    parser.add_argument("--memory", default="4GiB")
    asked = parser.parse_args()
    for domains in asked.domains:
        with tempfile.TemporaryDirectory() as name:
            run = Path(name, "run")
            write(run, asked.mentions, domains)
            command = [sys.executable, "-c", CONCLUDE, str(run), asked.memory]
            spent = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
            peak, size = spent.pop("peak"), (run / "report.json").stat().st_size
            n = json.loads((run / "report.json").read_text("utf-8"))["corpus"]["n"]
            total = sum(spent.values())
            print(
                f"{n:,} mentions, {domains:,} domains: {total:.1f} CPU seconds, {peak} MiB, {size / 1e6:.1f} MB of JSON"
            )
            print("  " + ", ".join(f"{stage} {seconds}" for stage, seconds in spent.items()))


if __name__ == "__main__":
    main()
