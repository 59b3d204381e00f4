"""The commands ``merge`` and ``plan``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["merge"]


def merge(
    runs: Annotated[list[Path], typer.Argument(help="Two or more folders of finished runs.")],
    out: Annotated[Path, typer.Option("-o", "--out", help="Folder of the joined run.")],
    workers: Annotated[int, typer.Option("-j", "--workers", help="Threads that count.")] = 1,
    memory: Annotated[str, typer.Option(help="Memory for the whole run, as 4GiB.")] = "4GiB",
    as_json: Annotated[bool, typer.Option("--json", help="Print the report as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No progress.")] = False,
) -> None:
    """Join runs of disjoint inputs: the same numbers as one audit over all of them."""
    from corpusstat.merge import merge as join
    from corpusstat.terminal import show

    say = None if quiet else lambda line: typer.echo(f"{line} …", err=True)
    done = join(runs, out, workers=workers, memory=memory, say=say)
    if as_json:
        typer.echo(json.dumps(done.report, ensure_ascii=False))
        return
    show(done.report)
    typer.echo(f"run: {done.folder}")
