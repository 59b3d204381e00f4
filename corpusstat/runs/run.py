"""The main job as a library: ``audit(paths, out)`` reads, counts, estimates and writes the report."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat import console, pipeline
from corpusstat.atomic import write_text
from corpusstat.config import AuditConfig, load_config
from corpusstat.engine.engine import Engine, Progress, map_units, processes
from corpusstat.engine.limits import allowed_memory
from corpusstat.engine.manifest import Manifest, make
from corpusstat.engine.runfolder import RunFolder, read_run, seal_results, wrong_result
from corpusstat.engine.successor import begun
from corpusstat.errors import BadData, BadRequest
from corpusstat.extract.extract import is_prepared, prepare
from corpusstat.quality.judge import read_judged, read_unfound
from corpusstat.read import shards
from corpusstat.read.language import ENGLISH
from corpusstat.read.preview import Names, fitting, preview
from corpusstat.relations import RelationSet, load
from corpusstat.report.html import render
from corpusstat.report.report import to_json
from corpusstat.runs.conclude import Say, conclude
from corpusstat.runs.judged import with_judged
from corpusstat.runs.request import check_out, check_paths
from corpusstat.runs.thin import Thinner
from corpusstat.runs.work import work

__all__ = ["Run", "audit", "open_report", "planned", "relations_digest", "rendered", "staged"]

_LITTLE: Final = 1 << 20
"""Bytes of input that are worked on in less time than a process takes to start."""
Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


@dataclass(frozen=True)
class Run:
    """A finished run: its folder and its report.

    The tables are frames of the report's estimates, one row each; everything is in ``report`` too.
    """

    folder: Path
    report: dict[str, Any]

    def _frame(self, part: str) -> pl.DataFrame:
        flat = [{k: v for k, v in row.items() if not isinstance(v, dict)} for row in self.report[part]]
        return pl.DataFrame(flat, infer_schema_length=None, strict=False)

    @cached_property
    def domains(self) -> pl.DataFrame:
        """One row per domain, over the floor set."""
        return self._frame("domains")

    @cached_property
    def relations(self) -> pl.DataFrame:
        """One row per relation, over all domains."""
        return self._frame("relations")

    @cached_property
    def cells(self) -> pl.DataFrame:
        """One row per domain and relation with examples."""
        return self._frame("cells")

    @property
    def sr(self) -> float | None:
        """Singleton rate of the whole corpus over the floor set; None if there are no examples."""
        rate: float | None = self.report["corpus"]["sr"]
        return rate


def planned(paths: Paths, config: AuditConfig, say: Say | None = None) -> tuple[shards.Plan, Manifest, RelationSet]:
    """Find the shards and check the request against them, without reading any text.

    Raises
    ------
    BadRequest
        A path, a column, a relation file or an option does not fit.
    BadData
        No shard can be read.
    """
    relations = load([Path(p) for p in config.relations], builtin=config.builtin)
    found = shards.plan([paths] if isinstance(paths, str | os.PathLike) else paths, config.limit, say, config.slice)
    names = Names(config.text, config.id, config.domain)
    found = fitting(found, names, config.strict)
    if not found.sliced:  # `merge` looks at all slices together
        found = preview(found, names, config.domains)
    decisive = config.computed() | {"files": list(config.relations), "relations": relations_digest(relations)}
    return found, make(found, decisive, task=config.task or ""), relations


def staged(relations: RelationSet, config: AuditConfig) -> pipeline.Stages:
    """Return what the stages need to know. Relations of the user's own may be in any language."""
    return pipeline.Stages(
        relations,
        config.text,
        config.id,
        config.domain,
        config.theta,
        config.verify,
        languages=() if config.relations else (ENGLISH,),
        strict=config.strict,
    )


def relations_digest(relations: RelationSet) -> str:
    """Hex digest of what the relations are, wherever their files lie."""
    return hashlib.blake2b(repr(relations.relations).encode(), digest_size=8).hexdigest()


def audit(
    paths: Paths,
    out: str | os.PathLike[str],
    *,
    config: str | os.PathLike[str] | AuditConfig | None = None,
    force: bool = False,
    accept_changes: bool = False,
    on_progress: Callable[[Progress], None] | None = None,
    say: Say | None = None,
    **options: Any,
) -> Run:
    """Audit a corpus.

    Parameters
    ----------
    paths
        Parquet shards: files, folders, globs, files of paths (``@list``), URIs.
    out
        Folder of the run. If it holds an unfinished run with the same configuration, that is resumed; a finished one
        is taken as it is, or replaced once its successor is complete.
    config
        A TOML file, or a ready configuration.
    force
        Begin anew: delete the run that is in ``out``, once the new one is complete.
    accept_changes
        Go on although inputs have changed: what was read of changed and vanished ones is deleted.
    on_progress, say
        Called while units are worked on; and with a line for each stage after that.
    options
        The fields of `config.AuditConfig` (``text``, ``id``, ``domain``, ``relations``, ``workers``, ``memory``, …).

    Returns
    -------
    Run
        With the report, which also lies in ``out`` as report.json and report.html. A slice (``task``) has none: `merge`
        joins all of them and reports.

    Raises
    ------
    BadRequest, BadData
        With one line that says what was given, what was expected and what to do.

    Examples
    --------
    >>> import corpusstat
    >>> run = corpusstat.audit("data_samples", out="runs/doc", force=True)   # doctest: +SKIP
    >>> run.domains.select("domain", "n", "sr", "sr_low", "sr_high")         # doctest: +SKIP
    """
    check_paths([paths] if isinstance(paths, str | os.PathLike) else paths)
    check_out(out)
    settings = config if isinstance(config, AuditConfig) else load_config(config, **options)
    if isinstance(config, AuditConfig) and options:
        raise BadRequest(f"options {', '.join(options)} beside a ready configuration", "either of the two")
    found, manifest, relations = planned(paths, settings, say)
    folder, tell = Path(out), say or (lambda _: None)
    for note in found.notes:
        tell(note)
    with begun(folder, manifest, force=force, accept_changes=accept_changes, say=tell) as run:
        if run is None:
            tell(f"{folder} holds this audit, finished and whole: nothing to do")
            return open_report(folder)
        settings = _within_limits(settings, tell)
        _read_all(run, relations, settings, on_progress, tell)
        report = {} if settings.task else conclude(run, relations, settings, say)
    return Run(folder, report)


def _within_limits(settings: AuditConfig, tell: Say) -> AuditConfig:
    """Take no more memory than there is: a container's limit kills, whatever was asked for."""
    allowed = allowed_memory()
    if allowed is None or allowed[0] >= settings.memory_bytes:
        return settings
    tell(f"--memory {settings.memory} is more than {allowed[1]}: using {allowed[0] // 1024**2:,} MiB")
    return settings.model_copy(update={"memory": str(allowed[0])})


def _read_all(
    run: RunFolder,
    relations: RelationSet,
    settings: AuditConfig,
    on_progress: Callable[[Progress], None] | None,
    tell: Say,
) -> None:
    """Work on all units that are not finished."""
    stages = staged(relations, settings)
    thin = Thinner(run, settings.disk_bytes) if settings.automatic else None

    def look(progress: Progress) -> None:
        if thin is not None:
            thin(progress)
        if on_progress is not None:
            on_progress(progress)

    if not is_prepared():
        tell("compiling the matcher for this machine, once, for about half a minute")
        prepare(relations)
    map_units(
        run,
        partial(work, stages=stages),
        workers=settings.workers,
        memory=settings.memory_bytes,
        strict=settings.strict,
        on_progress=look,
        engine=_engine(run, settings),
    )
    if thin is not None:
        thin.look()


def _engine(run: RunFolder, settings: AuditConfig) -> Engine | None:
    """Return what the units are worked on with: never in a process that a library may end by aborting.

    Only where a script or notebook audits so little that a process of its own would take longer, there is none.
    """
    little = sum(unit.size for unit in run.units) < _LITTLE and not console.is_command()
    return processes(1) if settings.workers == 1 and not little else None


def open_report(folder: str | os.PathLike[str]) -> Run:
    """Open a finished run.

    Raises
    ------
    BadRequest
        The folder is no run, or it is not finished.
    BadData
        Its report is not the one that the run has written.
    """
    path = Path(folder)
    manifest = read_run(path)
    if not manifest.results:
        raise BadRequest(f"{path} is not finished", "a finished run", f"resume it: corpusstat audit … -o {path}")
    wrong = wrong_result(path, manifest, "report.json")
    if wrong:
        raise BadData(wrong, "the report as it was written", "run the same audit again: it mends the run")
    try:
        return Run(path, json.loads((path / "report.json").read_text("utf-8")))
    except ValueError as error:
        raise BadData(f"{path / 'report.json'} is damaged", "the report of a run", "corpusstat report RUN") from error


def rendered(run: Run, judged: str | os.PathLike[str] | None = None) -> Run:
    """Write report.html again, as after an update of the program; with a judged file also the corrected rates.

    ``judged`` is a file drawn by `judge.sample` whose column ``verdict`` has been filled; what follows from it goes
    into report.json too.
    """
    if judged is None:
        write_text(run.folder / "report.html", render(run.report))
        return run
    file = Path(judged)
    report = with_judged(run.report, read_judged(file), file.name, read_unfound(file))
    write_text(run.folder / "report.html", render(report))
    write_text(run.folder / "report.json", to_json(report))
    seal_results(run.folder, "report.json")
    return Run(run.folder, report)
