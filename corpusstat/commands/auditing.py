"""The command ``audit``, and its progress line."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpusstat.console import begin_work, check_interrupt, note
from corpusstat.report.format import plural
from corpusstat.runs.request import check_out, check_paths

if TYPE_CHECKING:  # the real imports wait until a command runs: --help stays fast
    from corpusstat.config import AuditConfig
    from corpusstat.engine.engine import Progress

__all__ = ["audit"]

_MOST_NAMED = 20


def audit(
    paths: Annotated[
        list[str],
        typer.Argument(help="Parquet or JSON lines: files, folders, globs, @files-of-paths, or URIs (s3://…)."),
    ],
    out: Annotated[
        str, typer.Option("-o", "--out", help="Folder of the run (or s3://…); an unfinished run in it is resumed.")
    ],
    text: Annotated[str | None, typer.Option(help="Text column [text, raw_content or content].")] = None,
    id: Annotated[  # noqa: A002 - the name users know
        str | None, typer.Option(help="Id column [id, identifier, hexsha, doc_id or digest].")
    ] = None,
    domain: Annotated[
        str | None,
        typer.Option(help="COLUMN, NESTED.FIELD, url:COLUMN, folder, constant:NAME or sql:EXPRESSION [automatic]."),
    ] = None,
    domains: Annotated[
        int | None, typer.Option(help="Domains reported by themselves; the others are pooled [500].")
    ] = None,
    relations: Annotated[
        list[str] | None,
        typer.Option("--relations", help="TOML file of your own relations, or experimental; may be repeated."),
    ] = None,
    builtin: Annotated[bool | None, typer.Option("--builtin/--no-builtin", help="Use the built-in relations.")] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="NAME,…", help="Only these relations, as birth_date,author.")
    ] = None,
    workers: Annotated[int | None, typer.Option("-j", "--workers", help="Processes [1].")] = None,
    memory: Annotated[
        str | None, typer.Option(help="Memory that all processes of a run hold of their own: 256MiB or more [4GiB].")
    ] = None,
    sample_prompts: Annotated[
        str | None, typer.Option(help="Share of prompts to keep: auto, or a number such as 0.01 [1: exact].")
    ] = None,
    disk: Annotated[
        str | None, typer.Option(help="Room for mentions where prompts are sampled, as 500GB [half of what is free].")
    ] = None,
    verify: Annotated[str | None, typer.Option(help="spaCy pipeline (name or path) that verifies facts.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="Kind of text, encyclopedic or web, whose precision and recall correct floors.")
    ] = None,
    gamma: Annotated[float | None, typer.Option(help="Probability that a bound may fail [0.01].")] = None,
    limit: Annotated[int | None, typer.Option(help="Read only N documents, drawn from many row groups.")] = None,
    copies: Annotated[bool | None, typer.Option("--copies/--no-copies", help="Collapse near-duplicate copies.")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file with the same keys; flags win.")] = None,
    strict: Annotated[
        bool | None, typer.Option("--strict", help="Stop at the first shard, row or cell that cannot be used.")
    ] = None,
    engine: Annotated[
        str | None, typer.Option(help="local, or spark: on a cluster; PATHS may then be one table:NAME [local].")
    ] = None,
    counting: Annotated[
        str | None, typer.Option(help="duckdb, or spark: prompts are counted there too [duckdb].")
    ] = None,
    task: Annotated[
        str | None, typer.Option(help="K/N: read only the K-th of N slices of the files; `merge` joins them.")
    ] = None,
    force: Annotated[
        bool,
        typer.Option("--force", help="Start over; the run in the folder is deleted once the new one is complete."),
    ] = False,
    accept_changes: Annotated[
        bool,
        typer.Option(
            "--accept-changes", help="Go on with changed inputs; what was read of changed or missing ones is deleted."
        ),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Check the request, print the plan, read no text.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Audit a corpus: count its facts, estimate the floor per domain, write the report."""
    check_paths(paths)
    check_out(out)
    from corpusstat.config import load_config
    from corpusstat.engine.limits import allowed_memory
    from corpusstat.engine.memory import be_thrifty

    settings = load_config(
        config,
        **_given(
            text=text, id=id, domain=domain, domains=domains, builtin=builtin, workers=workers, memory=memory, disk=disk
        ),
        **_given(
            verify=verify,
            kind=kind,
            gamma=gamma,
            limit=limit,
            copies=copies,
            strict=strict or None,
            engine=engine,
            counting=counting,
            task=task,
            sample_prompts=_share(sample_prompts),
        ),
        relations=tuple(relations) if relations else None,
        only=tuple(only) if only else None,
    )
    allowed = allowed_memory()
    be_thrifty(min(settings.memory_bytes, allowed[0] if allowed else settings.memory_bytes))
    if dry_run:
        _print_plan(paths, settings, out, force, accept_changes)
        return
    from corpusstat.runs import run as library

    begin_work()
    with _progress(quiet) as (on_progress, say):
        done = library.audit(
            paths, out, config=settings, force=force, accept_changes=accept_changes, on_progress=on_progress, say=say
        )
    if settings.task is not None:
        _print_task(out, settings.task, as_json)
        return
    if as_json:
        typer.echo(json.dumps(done.report, ensure_ascii=False))
        return
    from corpusstat.report.terminal import show

    show(done.report)
    for name, what in (("report.html", "report"), ("report.json", "JSON"), ("audit.duckdb", "database")):
        typer.echo(f"{what + ':':<10}{out.rstrip('/')}/{name}")


def _print_task(out: str, task: str, as_json: bool) -> None:
    """Say what a task has read; it has no report."""
    from corpusstat.engine.mirror import mirrored
    from corpusstat.engine.runfolder import read_run

    with mirrored(out) as mirror:
        manifest = read_run(mirror.folder)
    unread = {q.name: q.reason for q in manifest.quarantined}
    if as_json:
        found = {"task": task, "run": out, "shards": len(manifest.inputs), "quarantined": unread}
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    read = plural(sum(s.name not in unread for s in manifest.inputs), "shard")
    typer.echo(f"task {task}: {read} read, {len(unread)} unread, in {out}; corpusstat merge joins all tasks")


def _given(**options: Any) -> dict[str, Any]:
    return {name: value for name, value in options.items() if value is not None}


def _share(text: str | None) -> float | str | None:
    from corpusstat.errors import BadRequest

    if text is None or text == "auto":
        return text
    try:
        return float(text)
    except ValueError as error:
        raise BadRequest(f"--sample-prompts {text}", "auto, or a share such as 0.01") from error


def _print_plan(paths: list[str], settings: AuditConfig, out: str, force: bool, accept_changes: bool) -> None:
    from corpusstat.engine.mirror import mirrored
    from corpusstat.engine.successor import check
    from corpusstat.errors import printable
    from corpusstat.nlp import load_pipeline
    from corpusstat.read.preview import Names, look
    from corpusstat.runs.run import planned

    found, manifest, relations = planned(paths, settings)
    if settings.verify is not None:
        load_pipeline(settings.verify)
    with mirrored(out) as mirror:
        check(mirror.folder, manifest, force=force, accept_changes=accept_changes)
    size = sum(s.size for s in found.shards)
    about = "" if found.exact else "about "
    shards, documents = plural(len(found.shards), "shard"), f"{about}{plural(found.rows, 'document')}"
    typer.echo(f"{shards}, {documents}, {plural(size, 'byte')}, {plural(len(manifest.units), 'unit')}")
    for broken in found.broken:
        typer.echo(f"unreadable: {printable(broken.name)}: {printable(broken.reason, 400)}")
    for remark in found.notes:
        typer.echo(remark)
    seen = look(found, Names(settings.text, settings.id, settings.domain))
    for said, n in seen.columns.items():
        typer.echo(f"columns: {printable(said)} ({plural(n, 'shard')})")
    named = [f"{printable(name, 40)} {n:,}" for name, n in seen.domains.items()]
    more = f" and {plural(len(named) - _MOST_NAMED, 'more domain')}" if len(named) > _MOST_NAMED else ""
    typer.echo(f"domains of {plural(seen.documents, 'document')}: {', '.join(named[:_MOST_NAMED])}{more}")
    typer.echo(f"relations: {', '.join(r.name for r in relations.relations)}")
    typer.echo(json.dumps(settings.model_dump(mode="json"), indent=1))


Shown = tuple["Callable[[Progress], None] | None", "Callable[[str], None] | None"]


def _progress(quiet: bool) -> AbstractContextManager[Shown]:
    """One line on stderr: documents, MB/s, facts/s, time to go. On a terminal it is redrawn, else printed at times."""
    import sys

    if quiet:
        return nullcontext((lambda _: check_interrupt(), lambda _: check_interrupt()))
    if not sys.stderr.isatty():
        return nullcontext((_Printer(), _say))
    return _Live()


def _say(line: str) -> None:
    check_interrupt()
    note(f"{line} …")


def _describe(progress: Progress) -> str:
    seconds = max(progress.seconds, 1e-9)
    to_go = "" if progress.remaining is None else f", {_clock(progress.remaining)} to go"
    broken = f", {plural(progress.quarantined, 'shard')} unread" if progress.quarantined else ""
    return (
        f"{progress.fraction:4.0%}  {plural(progress.rows, 'document')}, {progress.bytes / 1e6 / seconds:.1f} MB/s, "
        f"{plural(progress.facts, 'fact')} ({progress.facts / seconds:,.0f}/s){broken}{to_go}"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


class _Printer:
    """Progress for a log: a line when something has changed, at most every ten seconds, and the last one."""

    def __init__(self) -> None:
        self._next = 0.0

    def __call__(self, progress: Progress) -> None:
        check_interrupt()
        now = time.monotonic()
        if now >= self._next or progress.units_done == progress.units:
            self._next = now + 10
            note(_describe(progress))


class _Live(AbstractContextManager[Shown]):
    """Progress on a terminal."""

    def __enter__(self) -> Shown:
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(TextColumn("{task.description}"), BarColumn(), console=Console(stderr=True), transient=True)
        self._bar.start()
        task = self._bar.add_task("reading", total=1.0)

        def on_progress(progress: Progress) -> None:
            check_interrupt()
            self._bar.update(task, completed=progress.fraction, description=_describe(progress))

        def say(line: str) -> None:
            check_interrupt()
            self._bar.update(task, completed=1.0, description=f"{line} …")

        return on_progress, say

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
