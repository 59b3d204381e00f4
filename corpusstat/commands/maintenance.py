"""The commands ``merge`` and ``plan``."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpusstat.commands.arguments import Runs
from corpusstat.console import note
from corpusstat.report.format import percent, plural
from corpusstat.runs.request import check_paths

if TYPE_CHECKING:  # the real imports wait until a command runs: --help stays fast
    from corpusstat.runs.plan import Prediction, Range

__all__ = ["merge", "plan"]

_TELLING = 10**8
"""Bytes of text below which the start of programs and units hides what a byte takes."""


def merge(
    runs: Runs,
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the joined run.")],
    workers: Annotated[int, typer.Option("-j", "--workers", help="Threads that count.")] = 1,
    memory: Annotated[
        str, typer.Option(help="Memory that all processes of a run hold of their own: 256MiB or more [4GiB].")
    ] = "4GiB",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Join runs of disjoint inputs: the same numbers as one audit over all of them."""
    from corpusstat.report.terminal import show
    from corpusstat.runs.merge import merge as join

    say = None if quiet else lambda line: note(f"{line} …")
    done = join(runs, out, workers=workers, memory=memory, say=say)
    if as_json:
        typer.echo(json.dumps(done.report, ensure_ascii=False))
        return
    show(done.report)
    typer.echo(f"run: {done.folder}")


def plan(
    paths: Annotated[
        list[str], typer.Argument(help="Parquet files, folders, globs, @files-of-paths, or URIs (s3://…).")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="Where the run would lie: its free disk counts.")] = Path(),
    text: Annotated[str | None, typer.Option(help="Text column.")] = None,
    domain: Annotated[str | None, typer.Option(help="Domain, as for audit.")] = None,
    relations: Annotated[list[str] | None, typer.Option("--relations", help="TOML file of your own relations.")] = None,
    workers: Annotated[int | None, typer.Option("-j", "--workers", help="Processes [1].")] = None,
    memory: Annotated[
        str | None, typer.Option(help="Memory that all processes of a run hold of their own: 256MiB or more [4GiB].")
    ] = None,
    sample_prompts: Annotated[str | None, typer.Option(help="Share of prompts to keep: auto, or a number.")] = None,
    config: Annotated[Path | None, typer.Option(help="TOML file with the same keys; flags win.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the prediction as JSON.")] = False,
) -> None:
    """Predict what an audit would take - hours, memory, disk, mentions - from a probe of at most 1 % of the text."""
    check_paths(paths)
    from corpusstat.config import load_config
    from corpusstat.runs.plan import predict

    flags: dict[str, Any] = {"text": text, "domain": domain, "workers": workers, "memory": memory}
    settings = load_config(
        config, **flags, sample_prompts=sample_prompts, relations=tuple(relations) if relations else None
    )
    found = predict(paths, settings, out)
    if as_json:
        typer.echo(json.dumps(dataclasses.asdict(found), indent=1))
        return
    for line in _lines(found):
        typer.echo(line)


def _lines(found: Prediction) -> list[str]:
    from corpusstat.report.format import about, rate

    unread = f", {found.unreadable:,} unreadable" if found.unreadable else ""
    return [
        f"corpus    {plural(found.shards, 'shard')}{unread}, {plural(found.documents, 'document')}, "
        f"{_size(found.parquet)} of Parquet, "
        f"about {_size(found.text.expected)} of text, {plural(found.units, 'unit')}",
        f"probe     {plural(found.probe_documents, 'document')}, {_size(found.probe_bytes)} of text "
        f"({percent(found.probe_share)}) "
        f"from {found.probe_row_groups:,} row groups, in {_time(found.probe_seconds)}",
        f"time      {_range(found.seconds, _time)}",
        _cost(found),
        f"memory    {_range(found.memory, _size)}",
        f"disk      {_range(found.disk, _size)}",
        f"mentions  {_range(found.mentions, _number)}",
        f"prompts   {_range(found.theta, _share)} of them kept",
        f"floor     with N ≈ {about(found.examples)} mentions expected, a floor below about "
        f"{rate(found.least_sr, found.examples)} could not be told from 0",
    ]


def _cost(found: Prediction) -> str:
    """Core-hours and money, also for a TB of such text: they do not depend on how many machines share the work."""
    from corpusstat.runs.plan import PRICE

    hours, counting = found.core_seconds.expected / 3600, found.counting / 3600
    money = f"${hours * PRICE:,.2f} at ${PRICE:.2f} each"
    line = f"cost      {hours:,.3g} core-hours, {money}; {counting:,.2g} of them are counting, on one core"
    if found.text.expected < _TELLING:
        return line
    return f"{line}; a TB of such text takes {found.reading / 3600 * 1e12 / found.text.expected:,.3g} to read"


def _range(found: Range, show: Any) -> str:
    low, expected, high = (show(v) for v in (found.low, found.expected, found.high))
    return expected if low == high else f"{expected} ({low} to {high})"


def _number(value: float) -> str:
    return f"{value:,.0f}"


def _share(value: float) -> str:
    return f"{value:.4g}"


def _size(value: float) -> str:
    for unit in ("B", "KiB", "MiB", "GiB"):
        if value < 1024:
            return f"{value:.3g} {unit}"
        value /= 1024
    return f"{value:,.3g} TiB"


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.1f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:,.1f} h"
