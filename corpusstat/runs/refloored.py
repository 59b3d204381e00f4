"""A run's floors again, over the relations that stay once some of its mentions were judged by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import polars as pl

from corpusstat.config import load_config
from corpusstat.count.count import count
from corpusstat.count.pooling import Pool, pooled, read_tally
from corpusstat.engine.limits import allowed_memory
from corpusstat.engine.runfolder import PARTS, PartPaths, part_paths, read_run, refuse_damage
from corpusstat.estimate.assess import Assessment, assess
from corpusstat.estimate.correct import Judged
from corpusstat.estimate.floorset import FloorSets, floor_sets
from corpusstat.estimate.index import tallied
from corpusstat.estimate.sizes import curves
from corpusstat.relations import load_as
from corpusstat.runs.conclude import integers

__all__ = ["refloored"]

_LAYERS: Final = ("domain_scope", "collapsed")
_CLAIMED: Final = ("floors", "extraction", "guessing", "spread", "claimed", "left")
_FLAGS: Final = ("no floor", "not in the floor", "precision below the packs")

Row = dict[str, Any]


def refloored(folder: Path, report: Mapping[str, Any], verdicts: Mapping[str, Sequence[Judged]]) -> dict[str, Any]:
    """Return a report with floors over the relations that stay by what was judged.

    Documents are counted for one set of relations; where another stays now, the run is counted again.

    Parameters
    ----------
    folder, report
        Of a finished run.
    verdicts
        Valid and judged mentions per class of count, by relation.
    """
    judged = _shares(report, verdicts)
    manifest = read_run(folder)
    refuse_damage(folder, manifest, PARTS)
    parts = part_paths(folder, manifest)
    pool = pooled(parts.tallies, int(manifest.config["domains"]))
    tally = read_tally(parts.tallies, pool)
    sets = floor_sets(tallied(tally), load_as(manifest.config), manifest.config.get("kind"), judged)
    if _left(report) == _leaving(report, sets):
        return dict(report)
    found = _assessed(folder, report, parts, (pool, tally), (sets, judged))
    made: dict[str, Any] = {"corpus": _with_floors(report["corpus"], found.corpus)}
    for part in ("domains", "relations", "cells"):
        new = {(row["domain"], row["relation"]): row for row in getattr(found, part)}
        made[part] = [_with_floors(row, new[row["domain"], row["relation"]]) for row in report[part]]
    return {**report, **made, "curves": curves(made["corpus"], made["domains"])}


def _shares(report: Mapping[str, Any], verdicts: Mapping[str, Sequence[Judged]]) -> dict[str, tuple[float, int]]:
    """The share of each relation's answers that is right, and how many were judged: its classes by their mentions."""
    found = {}
    for row in report["relations"]:
        each = [(_answers(row, judged), judged) for judged in verdicts.get(row["relation"], ())]
        total = sum(m for m, _ in each)
        if total > 0:
            n = sum(judged.judged for _, judged in each)
            found[row["relation"]] = sum(m * judged.precision for m, judged in each) / total, n
    return found


def _answers(row: Mapping[str, Any], judged: Judged) -> float:
    """Answers of a relation's prompts that are counted as often as a class says."""
    few = [float(k * f / row["theta"]) for k, f in enumerate(row["f"], 1)]
    most = float(row["n"]) - row["n_idk"] - sum(few)
    return max(most, 0.0) if judged.high is None else sum(few[judged.low - 1 : judged.high])


def _left(report: Mapping[str, Any]) -> set[tuple[str, str]]:
    """Domains, and relations with mentions there that their floors are not over."""
    rows = [report["corpus"], *report["domains"]]
    return {(row["domain"], one["relation"]) for row in rows for one in row.get("left", ())}


def _leaving(report: Mapping[str, Any], sets: FloorSets) -> set[tuple[str, str]]:
    """The same, as it is to be."""
    held = {(row["domain"], row["relation"]) for row in (*report["relations"], *report["cells"]) if row["n"]}
    rows = [report["corpus"], *report["domains"]]
    return {(row["domain"], name) for row in rows for name in sets.left(row["domain"])} & held


def _assessed(
    folder: Path,
    report: Mapping[str, Any],
    parts: PartPaths,
    tallies: tuple[Pool, pl.DataFrame],
    decided: tuple[FloorSets, Mapping[str, tuple[float, int]]],
) -> Assessment:
    """Count and estimate again; ``decided`` are the sets, and the verdicts that they rest on."""
    manifest, (sets, judged) = read_run(folder), decided
    relations, memory = load_as(manifest.config), load_config().memory_bytes
    allowed = allowed_memory()
    memory = min(memory, allowed[0]) if allowed else memory
    copies = [folder / name for name in manifest.results if name.startswith("copies/")]
    with TemporaryDirectory(prefix="spill-", dir=folder) as temp:
        counts = count(
            parts.mentions,
            parts.tallies,
            relations,
            memory=memory,
            temp=Path(temp),
            theta=report["corpus"]["theta"],
            copies=copies,
            pool=tallies[0],
            together=sets.together(),
        )
        counted = integers(counts, parts.mentions, tallies, relations, memory)
    return assess(counted, relations, gamma=report["gamma"], kind=manifest.config.get("kind"), judged=judged)


def _with_floors(row: Row, found: Row) -> Row:
    """A row of the report, with what another one claims."""
    made = {key: value for key, value in row.items() if key not in _CLAIMED or key in found}
    made |= {key: found[key] for key in _CLAIMED if key in found}
    for layer in _LAYERS:
        if row.get(layer):
            made[layer] = _with_floors(row[layer], found[layer])
    if "flags" in row:
        kept = [flag for flag in row["flags"] if flag not in _FLAGS]
        made["flags"] = kept + [flag for flag in found["flags"] if flag in _FLAGS]
    return made
