"""Join finished runs of disjoint inputs into one, with the numbers that one audit over all inputs would give.

Parts are taken over as they are and counted again: singletons do not add, so no sum of reports could do it.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import polars as pl
import pyarrow as pa

from corpusstat.config import AuditConfig, load_config
from corpusstat.count.keys import in_sample
from corpusstat.engine.manifest import Manifest, compare
from corpusstat.engine.parts import adopt
from corpusstat.engine.runfolder import open_run, part_paths, read_run
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.preview import Names, preview
from corpusstat.read.shards import Plan, Shard
from corpusstat.relations import RelationSet, load
from corpusstat.runs.conclude import conclude
from corpusstat.runs.opened import Run
from corpusstat.runs.run import relations_digest
from corpusstat.schema import MENTION

__all__ = ["joined", "merge", "settings_of"]

_THETA = "sample_prompts"


def merge(
    runs: Sequence[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    workers: int = 1,
    memory: str = "4GiB",
    say: Callable[[str], None] | None = None,
) -> Run:
    """Join finished runs.

    Parameters
    ----------
    runs
        Two or more folders of runs with the same configuration and no input in common. Where they kept different
        shares θ of the prompts, the smallest is taken (a prompt kept at θ is kept at every larger one). Of an audit in
        tasks (``task`` K/N) all N belong together.
    out
        Folder of the new run. The parts in it are hard links to those of the runs, where the file system has them.
    workers, memory
        For counting.
    say
        Called with a line for each stage.

    Returns
    -------
    Run
        As of one audit over all inputs.

    Raises
    ------
    BadRequest
        A folder is not a run or not finished, two runs share an input or differ in configuration (both are named), a
        task of several is missing, or the relations' files are no longer what they were.
    """
    folders = [Path(r) for r in runs]
    if len({f.resolve() for f in (*folders, Path(out))}) <= len(folders):
        raise BadRequest("the same folder twice among RUNS and -o", "different folders")
    manifests = [read_run(f) for f in folders]
    manifest = joined(folders, manifests)
    settings, relations = settings_of(manifest, workers, memory)
    if not settings.automatic:
        settings = settings.model_copy(update={_THETA: manifest.theta})
    if any(m.task for m in manifests):
        manifest = _looked_at(manifest, settings)
    with open_run(out, manifest) as run:
        for folder, one in zip(folders, manifests, strict=True):
            unread = {q.name for q in one.quarantined}
            keep = _sampler(manifest.theta) if manifest.theta != _share(one) else None
            for unit in one.units:
                if unit.shard.name not in unread:
                    adopt(run.folder, folder, unit, (manifest.digest, one.digest), keep)
        run.log("merged", runs=[str(f.resolve()) for f in folders])
        return Run(run.folder, conclude(run, relations, settings, say))


def joined(folders: Sequence[Path], manifests: Sequence[Manifest]) -> Manifest:
    """Return the manifest of the joined run, or say which two runs cannot be joined and why."""
    if len(folders) < 2 and not any(m.task == "1/1" for m in manifests):
        raise BadRequest(f"{len(folders)} run to merge", "at least two")
    _refuse_missing(folders, manifests)
    for folder, manifest in zip(folders, manifests, strict=True):
        _refuse_unfinished(folder, manifest)
    theta = min(_share(m) for m in manifests)
    shares = {m.config.get(_THETA) for m in manifests}
    config = {**manifests[0].config, _THETA: shares.pop() if len(shares) == 1 else theta}
    alike = [dataclasses.replace(m, config={**m.config, _THETA: config[_THETA]}) for m in manifests]
    for folder, manifest in zip(folders[1:], alike[1:], strict=True):
        _refuse_difference(folders[0], alike[0], folder, manifest)
    _refuse_overlap(folders, manifests)
    return dataclasses.replace(
        manifests[0],
        inputs=tuple(sorted((s for m in manifests for s in m.inputs), key=lambda s: s.name)),
        quarantined=tuple(sorted({q for m in manifests for q in m.quarantined}, key=lambda q: (q.name, q.reason))),
        notes=tuple(dict.fromkeys(note for m in manifests for note in m.notes)),
        config=config,
        theta=theta,
        created=max(m.created for m in manifests),
        finished="",
        results={},
        task="",
    )


def _looked_at(manifest: Manifest, settings: AuditConfig) -> Manifest:
    """The manifest with what a look at a few rows shows, as one audit has it; slices are not looked at apart."""
    unread = {q.name: q.reason for q in manifest.quarantined}
    if all(s.name in unread for s in manifest.inputs):
        name, reason = min(unread.items())
        raise BadData(f"no shard could be read; {name}: {reason}", "Parquet shards or JSON lines", "repair them")
    names = Names(settings.text, settings.id, settings.domain)
    plan = preview(Plan(manifest.inputs, notes=manifest.notes), names, settings.domains)
    return dataclasses.replace(manifest, notes=plan.notes)


def _share(manifest: Manifest) -> float:
    """The share of prompts whose mentions a run has kept; tasks are not counted, so theirs may be the one asked for."""
    asked = manifest.config.get(_THETA, 1.0)
    return manifest.theta or (1.0 if asked == "auto" else float(asked))


def _sampler(theta: float | None) -> Callable[[pa.Table], pa.Table]:
    """Return the function that leaves of MENTION rows those whose prompts are kept at θ."""

    def keep(mentions: pa.Table) -> pa.Table:
        frame = pl.from_arrow(mentions)
        assert isinstance(frame, pl.DataFrame)  # noqa: S101 - narrows the type for the checker
        return frame.filter(in_sample(theta or 1.0)).to_arrow().cast(MENTION)

    return keep


def _refuse_missing(folders: Sequence[Path], manifests: Sequence[Manifest]) -> None:
    """Of an audit in tasks, each once: what a missing one would have counted is in no other."""
    tasks = [(m.task, folder) for folder, m in zip(folders, manifests, strict=True) if m.task]
    by_task = dict(tasks)
    for of in sorted({int(task.partition("/")[2]) for task in by_task}):
        missing = [str(i) for i in range(1, of + 1) if f"{i}/{of}" not in by_task]
        if missing:
            more = f" and {len(missing) - 5} more" if len(missing) > 5 else ""
            raise BadRequest(
                f"task {', '.join(missing[:5])}{more} of {of} is not among RUNS",
                f"all {of} tasks of an audit",
                "name every task's folder; audit the missing ones first",
            )
    for task, folder in tasks:
        if by_task[task] != folder:
            raise BadRequest(f"{folder} and {by_task[task]} are both task {task}", "each task once")


def _refuse_unfinished(folder: Path, manifest: Manifest) -> None:
    unread = {q.name for q in manifest.quarantined}
    wanted = sum(u.shard.name not in unread for u in manifest.units)
    finished = len(part_paths(folder, manifest).tallies)
    if finished < wanted or not (manifest.results or manifest.task):
        raise BadRequest(
            f"{folder} is not finished ({finished:,} of {wanted:,} units)", "finished runs", "resume it, then merge"
        )


def _refuse_difference(a: Path, one: Manifest, b: Path, two: Manifest) -> None:
    differences = compare(one, two).config
    if differences:
        raise BadRequest(
            f"{a} and {b} have different configurations ({'; '.join(differences[:5])})",
            "runs of one configuration",
            "audit one of them again",
        )


def _refuse_overlap(folders: Sequence[Path], manifests: Sequence[Manifest]) -> None:
    """No shard twice: neither by name, nor by place, nor a copy of it elsewhere (same size and footer)."""
    seen: dict[tuple[str, object], tuple[Path, Shard]] = {}
    for folder, manifest in zip(folders, manifests, strict=True):
        for shard in manifest.inputs:
            for key in (("name", shard.name), ("file", shard.uri), ("size and footer", (shard.size, shard.footer))):
                other, theirs = seen.setdefault(key, (folder, shard))
                if other is not folder:
                    raise BadRequest(
                        f"{other} and {folder} overlap: {theirs.name} and {shard.name} have the same {key[0]}",
                        "runs of disjoint inputs",
                        "audit all inputs in one run",
                    )


def settings_of(manifest: Manifest, workers: int = 1, memory: str = "4GiB") -> tuple[AuditConfig, RelationSet]:
    """Return configuration and relations of a run, as its manifest has them.

    Raises
    ------
    BadRequest
        The relations' files do not say any more what they said when the run was made.
    """
    values = {**manifest.config}
    files, digest = values.pop("files", []), values.pop("relations", None)
    settings = load_config(relations=tuple(files), workers=workers, memory=memory, **values)
    relations = load([Path(f) for f in files], builtin=settings.builtin, only=settings.only)
    if relations_digest(relations) != digest:
        raise BadRequest(
            f"the relations{' in ' + ', '.join(files) if files else ''} are not those the run was made with",
            "the same relations",
            "restore them, or audit again",
        )
    return settings, relations
