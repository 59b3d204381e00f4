"""From finished units to the report: find copies, count, estimate, write. Done again whenever it is called."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import polars as pl

from corpusstat.atomic import drop, write_text
from corpusstat.config import AuditConfig
from corpusstat.count import auditdb, copies, count
from corpusstat.count.keys import database_share
from corpusstat.count.mentions import distinct_by_domain, loose_singletons
from corpusstat.count.packing import packed
from corpusstat.count.pooling import Pool, pooled, read_tally
from corpusstat.engine.manifest import Manifest
from corpusstat.engine.runfolder import PartPaths, RunFolder
from corpusstat.errors import BadData
from corpusstat.estimate.expected import grade_table
from corpusstat.estimate.floorset import floor_sets
from corpusstat.estimate.index import Integers, tallied
from corpusstat.relations import RelationSet
from corpusstat.report.html import render
from corpusstat.report.report import build, to_json
from corpusstat.runs.contributions import add_contributions, examples
from corpusstat.runs.finder import INDEX, write_index
from corpusstat.runs.surface import guesses
from corpusstat.schema import CELL, MENTION, REJECTED, TALLY, polars_schema

__all__ = ["Say", "conclude", "integers"]

Say = Callable[[str], None]
"""Called with a line for each stage."""
_RESULTS = ("quarantine.jsonl", "audit.duckdb", "report.json")
"""What is sealed; report.html can be written again from report.json at any time."""
LEAST = 96 << 20
"""Bytes for the work on a run's database, however little memory there is: 64 MiB do not hold a million mentions."""


def conclude(
    run: RunFolder,
    relations: RelationSet,
    settings: AuditConfig,
    say: Say | None = None,
    counter: Callable[..., count.Counts] | None = None,
) -> dict[str, Any]:
    """Write report.json, report.html, audit.duckdb and quarantine.jsonl of a run whose units are finished.

    Parameters
    ----------
    run
        An open run; only the parts of finished units in its manifest are counted.
    relations, settings
        Those the units were worked on with.
    say
        Called with a line for each stage.
    counter
        What counts the prompts, in place of `count.count`.

    Returns
    -------
    dict
        The report. The same parts give the same report, bit for bit.
    """
    tell = say or (lambda _: None)
    parts = run.parts()
    with _spill(run.folder) as spill:
        whole, parts = parts, _packed(parts, spill)
        theta = run.manifest.theta or 1.0 if settings.automatic else settings.theta
        within: dict[str, Any] = {"memory": settings.memory_bytes, "temp": spill, "threads": settings.workers}
        found = copies.Copies(())
        if settings.copies:
            tell("looking for copies")
            found = copies.find(
                parts.mentions, run.folder / "copies", theta=theta, memory=settings.memory_bytes, temp=spill
            )
        tell("counting")
        pool = pooled(parts.tallies, settings.domains)
        tally = read_tally(parts.tallies, pool)
        counts = (counter or count.count)(
            parts.mentions,
            parts.tallies,
            relations,
            theta=theta,
            halve=settings.automatic,
            copies=found.files,
            pool=pool,
            together=floor_sets(tallied(tally), relations, settings.kind).together(),
            **within,
        )
        run.update(theta=counts.theta)
        tell("estimating")
        rejected = _read(parts.rejected, polars_schema(REJECTED))
        report = build(
            integers(counts, parts.mentions, (pool, tally), relations, settings.memory_bytes),
            relations,
            rejected,
            _manifest(run.manifest),
            gamma=settings.gamma,
            kind=settings.kind,
            copies=_copies(found) if settings.copies else None,
            guesses=guesses(parts.mentions, counts.values, counts.theta, memory=settings.memory_bytes),
            entities=distinct_by_domain(parts.mentions, memory=settings.memory_bytes, pool=pool),
            pooled=pool.tail,
        )
        tell("writing the report")
        _write_database(run.folder, (whole, parts), found, counts, pool, settings, spill)
        few = {"mentions": parts.mentions, "rejected": parts.rejected, "tally": parts.tallies}
        share = _share(settings)
        chosen = add_contributions(report, run.folder, share, few)
        report["examples"] = examples(report, run.folder, chosen, share, few)
        write_index(run.folder, whole.mentions, relations, memory=share, temp=spill, few=parts.mentions)
    write_text(run.folder / "quarantine.jsonl", _quarantine(rejected, run.manifest))
    write_text(run.folder / "report.html", render(report))
    write_text(run.folder / "report.json", to_json(report))
    run.finish([*_RESULTS, *INDEX, *(str(file.relative_to(run.folder)) for file in found.files)])
    return report


def _share(settings: AuditConfig) -> int:
    """Bytes for the work on the run's database."""
    return max(database_share(settings.memory_bytes), LEAST)


def _packed(parts: PartPaths, spill: Path) -> PartPaths:
    """The same rows in few files, for as long as they are counted."""
    return PartPaths(
        packed(parts.mentions, spill, "mentions", MENTION),
        packed(parts.rejected, spill, "rejected", REJECTED),
        packed(parts.tallies, spill, "tally", TALLY),
    )


@contextmanager
def _spill(folder: Path) -> Iterator[Path]:
    """A folder for what does not fit in memory, gone afterwards."""
    spill = folder / "spill"
    if not spill.is_dir():
        drop(spill)
    try:
        yield spill
    finally:
        shutil.rmtree(spill, ignore_errors=True)


def integers(
    counts: count.Counts,
    mentions: Sequence[Path],
    tallies: tuple[Pool, pl.DataFrame],
    relations: RelationSet,
    memory: int,
) -> Integers:
    """Return everything that estimates are made from; ``tallies`` are added up, with the domains of the pool."""
    pool, tally = tallies
    floor_set = [r for r in relations.relations if r.in_floor]
    loose = None
    if counts.theta == 1:  # loose names do not follow the keys by which prompts are sampled
        persons = [r.name for r in floor_set if r.subject == "person"]
        names = [r.name for r in floor_set]
        loose = loose_singletons(mentions, names, persons, memory=memory, pool=pool)
    return Integers(
        counts.spectrum,
        counts.jackknife,
        counts.prompts,
        counts.values,
        tally,
        counts.documents,
        counts.theta,
        loose,
    )


def _write_database(
    folder: Path,
    both: tuple[PartPaths, PartPaths],
    found: copies.Copies,
    counts: count.Counts,
    pool: Pool,
    settings: AuditConfig,
    spill: Path,
) -> None:
    """Write audit.duckdb, of a run's parts; ``both`` are these and the same in few files."""
    parts, few = both
    files = {
        "mentions": parts.mentions,
        "copies": found.files,
        "tally": parts.tallies,
        "rejected": parts.rejected,
    }
    tables = {
        "spectrum": counts.spectrum,
        "jackknife": counts.jackknife,
        "documents": counts.documents,
        "strata": counts.prompts,
        "values": counts.values,
        "reported_domains": pool.kept,
        "grades": grade_table(),
    }
    memory = _share(settings)
    auditdb.write(folder, files, tables, theta=counts.theta, memory=memory, temp=spill, few=few.mentions)


def _copies(found: copies.Copies) -> dict[str, Any]:
    """How copies were looked for, and how many there are."""
    counted = {k: v for k, v in asdict(found).items() if k != "files"}
    return counted | {"threshold": copies.THRESHOLD, "permutations": copies.PERMUTATIONS, "scheme": copies.SCHEME}


def _read(paths: Sequence[Path], schema: pl.Schema) -> pl.DataFrame:
    """All rows of some parts."""
    try:
        return pl.concat(
            [pl.DataFrame(schema=schema), *(pl.read_parquet(p, memory_map=False, glob=False) for p in paths)]
        )
    except (OSError, pl.exceptions.PolarsError) as error:
        raise BadData(
            f"a part cannot be read: {str(error).splitlines()[0]}", "the parts of a run as written"
        ) from error


def _manifest(manifest: Manifest) -> dict[str, Any]:
    """What the report says of its inputs; manifest.json has times, paths and row groups too.

    No time is in it: the same input gives the same report, byte for byte.
    """
    return {
        "inputs": [{"name": s.name, "size": s.size, "rows": s.rows, "footer": s.footer} for s in manifest.inputs],
        "quarantined": [{"name": q.name, "reason": q.reason} for q in manifest.quarantined],
        "notes": list(manifest.notes),
        "digest": manifest.digest,
        "config": dict(manifest.config),
        "versions": dict(manifest.versions),
        "hash": manifest.hash,
        "theta": manifest.theta,
    }


def _quarantine(rejected: pl.DataFrame, manifest: Manifest) -> str:
    """One JSON object a line for each shard that was not read, each document skipped and each cell not used."""
    columns = ["shard", "row_group", "row", "what", "domain", "reason"]
    cell = pl.col("relation").str.starts_with(CELL)
    what = pl.when(cell).then(pl.col("relation").str.slice(len(CELL))).otherwise(pl.lit("document")).alias("what")
    rows = rejected.filter(pl.col("shard").is_not_null()).with_columns(what).select(columns).sort(columns)
    nothing = dict.fromkeys(columns)
    unread = [nothing | {"shard": q.name, "what": "shard", "reason": q.reason} for q in manifest.quarantined]
    lines = [*unread, *rows.iter_rows(named=True)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
