"""How long `corpusstat show` takes on a run of very many mentions, made up: each part is written once and linked often.

python tests/bench/bench_show.py --mentions 100_000_000
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl

from corpusstat.config import AuditConfig
from corpusstat.count.finder import NAMES, PLACES
from corpusstat.engine.manifest import make
from corpusstat.engine.parts import part, reseal, write_parts
from corpusstat.engine.runfolder import open_run
from corpusstat.normalise.normalise import entity
from corpusstat.read.shards import Plan, Shard
from corpusstat.relations import load
from corpusstat.runs.finder import INDEX_FILE, write_index
from corpusstat.runs.run import relations_digest
from corpusstat.schema import MENTION, REJECTED, TALLY, Parts, polars_schema, stable_hash

ROWS = 62_500
"""Mentions of a part."""
DIFFERENT = 25
"""Parts that are not links to others."""
SYLLABLES = [
    "ba",
    "be",
    "bi",
    "bo",
    "bu",
    "da",
    "de",
    "di",
    "do",
    "du",
    "ka",
    "ke",
    "ki",
    "ko",
    "ku",
    "la",
    "le",
    "li",
    "lo",
    "lu",
    "ma",
    "me",
    "mi",
    "mo",
    "mu",
    "na",
    "ne",
    "ni",
    "no",
    "nu",
    "ra",
    "re",
    "ri",
    "ro",
    "ru",
]


def names(rng: np.random.Generator, size: int) -> list[str]:
    """Names of two words; about a tenth of them are frequent."""
    ids = np.where(rng.random(size) < 0.1, rng.integers(0, 10_000, size), rng.integers(0, 50_000_000, size))
    base = len(SYLLABLES)

    def word(i: np.ndarray) -> list[str]:
        return [
            SYLLABLES[a].capitalize() + SYLLABLES[b] + SYLLABLES[c]
            for a, b, c in zip(i % base, i // base % base, i // base**2 % base, strict=True)
        ]

    return [f"{x} {y}" for x, y in zip(word(ids), word(ids // 7), strict=True)]


def mentions(number: int) -> pl.DataFrame:
    """A part: birth dates, and one mention in eight of a relation with several answers."""
    rng = np.random.default_rng(number)
    who = names(rng, ROWS)
    several = np.arange(ROWS) % 8 == 0
    keys = [e.key for name in who if (e := entity(name, "person"))]
    key = [
        stable_hash("employer" if s else "birth_date", k, *(["acme"] if s else []))
        for k, s in zip(keys, several, strict=True)
    ]
    years = rng.integers(1800, 2000, ROWS)
    frame = pl.DataFrame({"entity": who, "key": key, "value": [str(y) for y in years], "row": np.arange(ROWS) // 6})
    filled = frame.with_columns(
        relation=pl.Series(np.where(several, "employer", "birth_date")),
        domain=pl.lit("web"),
        shard=pl.lit(f"{number:05}"),
        sentence=pl.format(
            "{} was born in a small town by the sea in {}, the child of a teacher and a clerk.", "entity", "value"
        ),
        doc_key=pl.Series(rng.integers(-(2**63), 2**63, ROWS, dtype=np.int64)),
        value_key=pl.Series(rng.integers(0, 2**60, ROWS)),
        template=pl.lit("birth_date/3"),
    )
    known = set(filled.columns)
    return filled.select(
        (pl.col(c) if c in known else pl.lit(0)).cast(t).alias(c) for c, t in polars_schema(MENTION).items()
    )


def made(folder: Path, parts: int) -> None:
    """A run that is finished as far as `show` looks."""
    relations = load(())
    config = AuditConfig().computed() | {"files": [], "relations": relations_digest(relations)}
    shards = tuple(Shard(f"{i:05}", f"/nowhere/{i:05}", 1 << 26, "monday", "f00d", (ROWS // 6,)) for i in range(parts))
    with open_run(folder, make(Plan(shards), config)) as run:
        units = run.units
        for i, unit in enumerate(units):
            first = units[i % DIFFERENT]
            rejected, tally = REJECTED.empty_table(), TALLY.empty_table()
            if i < DIFFERENT:
                write_parts(
                    folder, unit, Parts(mentions(i).to_arrow().cast(MENTION), rejected, tally), run.manifest.digest
                )
            else:
                target = part(folder, "mentions", unit.id)
                write_parts(folder, unit, Parts(MENTION.empty_table(), rejected, tally), run.manifest.digest)
                target.unlink()
                os.link(part(folder, "mentions", first.id), target)
                write_tally_again(folder, unit.id)
        begun, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_utime
        write_index(folder, run.parts().mentions, relations, memory=2 << 30, temp=folder / "spill")
        used = resource.getrusage(resource.RUSAGE_SELF).ru_utime - used
        sizes = ", ".join(f"{(folder / name).stat().st_size / 1e6:,.0f} MB of {name}" for name in (PLACES, NAMES))
        print(f"index: {time.perf_counter() - begun:,.0f} s ({used:,.0f} CPU s), {sizes}", flush=True)
        run.finish((INDEX_FILE, PLACES, NAMES))


def write_tally_again(folder: Path, unit_id: str) -> None:
    """Seal a unit whose mentions were exchanged."""
    reseal(folder, unit_id)


def timed(*arguments: str) -> str:
    """Seconds of a command, the least of three, with its first line."""
    best, line = 1e9, ""
    for _ in range(3):
        begun = time.perf_counter()
        done = subprocess.run([sys.executable, "-m", "corpusstat", *arguments], capture_output=True, text=True)
        best = min(best, time.perf_counter() - begun)
        line = (done.stdout + done.stderr).strip().split("\n")[0][:100]
    return f"{best:.2f} s: {line}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=lambda x: int(x.replace("_", "")), default=10_000_000)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = asked.keep or Path(name) / "run"
        if not (folder / "places.parquet").exists():
            made(folder, asked.mentions // ROWS)
        rows = mentions(0)
        frequent = rows["entity"].value_counts(sort=True)["entity"][0]
        rare = rows["entity"].value_counts(sort=True)["entity"][-1]
        print("corpusstat --version", timed("--version"))
        for what, entity_name in (("frequent", frequent), ("rare", rare), ("misspelt", rare[:-1] + "xq")):
            print(what, timed("show", str(folder), entity_name))


if __name__ == "__main__":
    main()
