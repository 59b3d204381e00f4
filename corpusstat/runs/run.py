"""The main job as a library: ``audit(paths, out)`` reads, counts, estimates and writes the report."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from corpusstat.config import AuditConfig, load_config
from corpusstat.engine.engine import Engine, Progress, map_units, processes
from corpusstat.engine.limits import allowed_memory, cores
from corpusstat.engine.manifest import Manifest, make
from corpusstat.engine.memory import LITTLE, that_fit
from corpusstat.engine.mirror import Mirror, mirrored
from corpusstat.engine.pool import Tick, run_pool
from corpusstat.engine.runfolder import RunFolder, read_run, refuse_foreign
from corpusstat.engine.spark_sources import table_of
from corpusstat.engine.successor import begun
from corpusstat.errors import BadRequest
from corpusstat.extract.text.kept import is_kept
from corpusstat.read import shards
from corpusstat.read.language import ENGLISH
from corpusstat.read.preview import Names, fitting, preview
from corpusstat.read.systems import is_remote
from corpusstat.relations import RelationSet, load
from corpusstat.runs.request import check_out, check_paths
from corpusstat.runs.tables import is_data, kept
from corpusstat.runs.thin import Thinner
from corpusstat.runs.work import UnitWork
from corpusstat.stages import Stages

if TYPE_CHECKING:  # what follows the last unit is loaded then: no worker has to share memory with it
    from corpusstat.count.count import Counts
    from corpusstat.runs.opened import Run

__all__ = ["audit", "planned", "relations_digest", "staged"]

_CONTAINED = True
"""Whether even one worker is a process of its own; of our tests, those that need no such thing do without."""
_MANY_BYTES: Final = 8 << 20
_FEW_BYTES: Final = 1 << 20
"""Text that a worker has at once, with much and with little memory: dense text takes 20 times as much."""
_SECONDS: Final = 10.0
"""Between two lines about the same thing."""
Say = Callable[[str], None]
"""Called with a line for each stage."""
Paths = str | os.PathLike[str] | Sequence[str | os.PathLike[str]]


_process = {"audits": 0, "forked": 0}
"""Audits of this process and of those it was forked from; whether it was forked after one."""


def _note_fork() -> None:
    _process["forked"] = _process["audits"]


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_note_fork)


def _refuse_fork() -> None:
    """Refuse to work in a process that was forked after an audit: threads of libraries are lost, locks are not."""
    if _process["forked"]:
        raise BadRequest(
            "this process was forked from one that had made an audit, whose threads are missing here",
            "a fresh process",
            'multiprocessing.get_context("spawn")',
        )
    _process["audits"] += 1


def planned(paths: Paths, config: AuditConfig, say: Say | None = None) -> tuple[shards.Plan, Manifest, RelationSet]:
    """Find the shards and check the request against them, without reading any text.

    Raises
    ------
    BadRequest
        A path, a column, a relation file or an option does not fit.
    BadData
        No shard can be read.
    """
    relations = load([Path(p) for p in config.relations], builtin=config.builtin, only=config.only)
    if not relations.relations:
        raise BadRequest("--no-builtin alone: nothing to look for", "relations", "name a file of them by --relations")
    found = shards.plan([paths] if isinstance(paths, str | os.PathLike) else paths, config.limit, say, config.slice)
    names = Names(config.text, config.id, config.domain)
    found = fitting(found, names, config.strict)
    if not found.sliced:  # `merge` looks at all slices together
        found = preview(found, names, config.domains)
    return found, make(found, _decisive(config, relations), task=config.task or ""), relations


def _decisive(config: AuditConfig, relations: RelationSet) -> dict[str, Any]:
    return config.computed() | {"files": list(config.relations), "relations": relations_digest(relations)}


def staged(relations: RelationSet, config: AuditConfig) -> Stages:
    """Return what the stages need to know. Relations of the user's own may be in any language."""
    return Stages(
        relations,
        config.text,
        config.id,
        config.domain,
        config.theta,
        config.verify,
        languages=() if config.relations else (ENGLISH,),
        strict=config.strict,
        batch_bytes=_FEW_BYTES if config.memory_bytes < LITTLE else _MANY_BYTES,
    )


def relations_digest(relations: RelationSet) -> str:
    """Hex digest of what the relations are, wherever their files lie."""
    return hashlib.blake2b(repr(relations.relations).encode(), digest_size=8).hexdigest()


def audit(
    paths: Any,
    out: str | os.PathLike[str],
    *,
    config: str | os.PathLike[str] | AuditConfig | None = None,
    engine: object = None,
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
        Parquet or JSON lines: files, folders, globs, files of paths (``@list``), URIs. Or the documents themselves: an
        Arrow table or reader, a Polars or pandas frame, or an iterable of such batches. These are first written to
        ``OUT.documents``, so that the run can be resumed and its text read again. On Spark also one ``table:NAME`` or
        a Spark DataFrame, which is not written anywhere.
    out
        Folder of the run, or a place in a store (``s3://bucket/run``). If it holds an unfinished run with the same
        configuration, that is resumed; a finished one is taken as it is, or replaced once its successor is complete.
    config
        A TOML file, or a ready configuration.
    engine
        ``"local"`` (default), ``"spark"``, or a Spark session, classic or Connect.
    force
        Start over: delete the run that is in ``out``, once the new one is complete.
    accept_changes
        Go on although inputs have changed: what was read of changed and missing ones is deleted.
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
    _refuse_fork()
    check_out(out)
    table = table_of(paths)
    if is_remote(os.fspath(out)) and (table is not None or is_data(paths)):
        raise BadRequest(f"a table or documents in memory, and -o {os.fspath(out)}", "a local folder for the run")
    if table is None:
        if is_data(paths):
            paths = kept(paths, Path(f"{os.fspath(out).rstrip('/')}.documents"))
        check_paths([paths] if isinstance(paths, str | os.PathLike) else paths)
    settings = config if isinstance(config, AuditConfig) else load_config(config, **options)
    if isinstance(config, AuditConfig) and options:
        raise BadRequest(f"options {', '.join(options)} beside a ready configuration", "either of the two")
    tell = say or (lambda _: None)
    engine = engine if engine is not None else settings.engine
    counter = _counter(engine, settings.counting, table)
    if table is not None:
        return _audit_table(table, Path(out), settings, engine, force, tell, counter)
    found, manifest, relations = planned(paths, settings, say)
    for note in found.notes:
        tell(note)
    with mirrored(out) as mirror:
        if mirror.location is not None:
            _refuse_finished(mirror, force or accept_changes)
        with begun(mirror.folder, manifest, force=force, accept_changes=accept_changes, say=tell) as run:
            if run is None:
                tell(f"{os.fspath(out)} holds this audit, finished and whole: nothing to do")
                return _opened(Path(out), mirror.folder)
            settings = _within_limits(settings, tell)
            mirror.keep_units()
            _read_all(run, relations, settings, engine, _kept_as_it_grows(mirror, on_progress), tell)
            report = {} if settings.task else _concluded(run, relations, settings, say, counter)
        mirror.keep_all()
    return _run(Path(out), report)


def _run(folder: Path, report: dict[str, Any]) -> Run:
    from corpusstat.runs.opened import Run

    return Run(folder, report)


def _opened(out: Path, folder: Path) -> Run:
    """The finished run in a folder, which is the copy of one in a store if they differ."""
    from corpusstat.runs.opened import open_report

    return _run(out, open_report(folder).report)


def _concluded(run: RunFolder, relations: RelationSet, settings: AuditConfig, *rest: Any) -> dict[str, Any]:
    from corpusstat.runs.conclude import conclude

    return conclude(run, relations, settings, *rest)


def _counter(engine: object, counting: str, table: object) -> Callable[..., Counts] | None:
    """Return what counts the prompts in place of this machine, or None."""
    if counting == "duckdb":
        return None
    from corpusstat.runs.on_spark import counter_of

    return counter_of(engine, table)


def _refuse_finished(mirror: Mirror, replace: bool) -> None:
    """Refuse to replace a finished run in a store, where nothing can take its place in one step."""
    if replace and (mirror.folder / "manifest.json").exists() and read_run(mirror.folder).results:
        raise BadRequest(f"{mirror.location} holds a finished run", "a new place for another", "use another -o")


def _kept_as_it_grows(mirror: Mirror, on_progress: Callable[[Progress], None] | None) -> Callable[[Progress], None]:
    """Return what to call while units are worked on: each is copied to the store once it is finished."""
    done = 0

    def look(progress: Progress) -> None:
        nonlocal done
        if on_progress is not None:
            on_progress(progress)
        if progress.units_done != done:
            done = progress.units_done
            mirror.keep_units()

    return look


def _audit_table(
    source: object,
    folder: Path,
    settings: AuditConfig,
    engine: object,
    force: bool,
    tell: Say,
    counter: Callable[..., Counts] | None,
) -> Run:
    """Audit a table by Spark: its rows are mapped before there is a manifest, as nobody knows its parts."""
    from corpusstat.runs.on_spark import mapped_table

    relations = load([Path(p) for p in settings.relations], builtin=settings.builtin, only=settings.only)
    refuse_foreign(folder)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    settings = _within_limits(settings, tell)
    with mapped_table(source, engine, settings, staged(relations, settings), folder.absolute().parent) as mapped:
        manifest = replace(make(mapped.plan, _decisive(settings, relations)), unit_bytes=1)
        with begun(folder, manifest, force=force, say=tell) as run:
            if run is None:
                tell(f"{folder} holds this audit, finished and whole: nothing to do")
                return _opened(folder, folder)
            mapped.write(run)
            if settings.automatic:
                Thinner(run, settings.disk_bytes).look()
            report = _concluded(run, relations, settings, tell, counter)
    return _run(folder, report)


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
    engine: object,
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

    if engine == "local" and not is_kept():
        _compile(tell, settings.memory_bytes)
    map_units(
        run,
        UnitWork(stages),
        workers=settings.workers,
        memory=settings.memory_bytes,
        strict=settings.strict,
        on_progress=look,
        engine=_engine(settings, tell) if engine == "local" else _on_spark(engine),
    )
    if thin is not None:
        thin.look()


def _on_spark(engine: object) -> Engine:
    from corpusstat.runs.on_spark import on_spark

    return on_spark(engine)


def _compile(tell: Say, memory: int) -> None:
    """Compile the matcher in a process for each core, once, before there are workers; say every few seconds how far.

    Where there is little memory, in one process after the other: each has what it compiles, and no more.
    """
    from corpusstat.extract.extract import PARTS

    said, done = time.monotonic(), [0] * PARTS
    tell("compiling the matcher for this machine, once, for about 40 CPU seconds")

    def count(running: list[tuple[int, tuple[int, ...]]]) -> None:
        nonlocal said
        for part, so_far in running:
            done[part] = max([done[part], *so_far[:1]])
        if time.monotonic() >= said + _SECONDS:
            said = time.monotonic()
            tell(f"compiling the matcher: {sum(done)} functions")

    groups = [range(PARTS)] if memory >= LITTLE else [range(i, i + 1) for i in range(PARTS)]
    for parts in groups:
        for _ in run_pool(parts, _compile_part, min(len(parts), cores()), memory, watch=count):
            pass


def _compile_part(part: int, tick: Tick) -> None:
    from corpusstat.extract.extract import prepare

    prepare(part, lambda done, of: tick(done, of, 0))


def _engine(settings: AuditConfig, tell: Say) -> Engine | None:
    """Return what the units are worked on with: never in a process that a library may end by aborting.

    A script's or a notebook's process is not ours to lose, however little it audits. Of several workers only those are
    started that the memory holds. One by itself is not killed for what it holds: its unit would be lost.
    """
    if settings.workers == 1 and not (_CONTAINED and sys.executable):
        return None
    memory = settings.memory_bytes
    workers = that_fit(settings.workers, memory)
    if workers < settings.workers:
        tell(f"--memory {memory >> 20} MiB holds {workers} of {settings.workers} workers: using {workers}")
    return processes(workers, memory)
