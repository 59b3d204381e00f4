"""Commands about a finished run: ``report``, ``show``, ``query`` and ``compare``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["compare", "query", "report", "show"]

_Run = Annotated[Path, typer.Argument(metavar="RUN", help="Folder of a run.", show_default=False)]
_Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def report(
    run: _Run,
    judged: Annotated[
        Path | None, typer.Option(help="Judged file of `corpusstat sample`: adds the precision-corrected rates.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print every term of every floor.")] = False,
    as_json: _Json = False,
) -> None:
    """Render the report of a run again, and print it."""
    from corpusstat.report.terminal import show as show_report
    from corpusstat.runs.run import open_report, rendered

    opened = rendered(open_report(run), judged)
    if as_json:
        typer.echo(json.dumps(opened.report, ensure_ascii=False))
    else:
        show_report(opened.report, explained=explain)


def show(
    run: _Run,
    entity: Annotated[str, typer.Argument(help="Entity, however it is written.")],
    relation: Annotated[str | None, typer.Argument(help="Only this relation.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most facts to print.")] = 50,
    as_json: _Json = False,
) -> None:
    """Show what the corpus says of an entity: its facts, and the sentences behind them."""
    from corpusstat.report.terminal import show_facts
    from corpusstat.runs.lookup import facts

    found = facts(run, entity, relation, limit)
    if as_json:
        typer.echo(found.write_json())
    else:
        show_facts(found, entity)


def query(
    run: _Run,
    name: Annotated[str, typer.Argument(metavar="NAME|SQL", help="A query's name, or SQL over the run's tables.")],
    limit: Annotated[int, typer.Option(min=1, help="Most rows to print.")] = 100,
    as_json: _Json = False,
) -> None:
    """Query the tables of a run: by the name of a shipped query, or in SQL."""
    from corpusstat.count.database import run_query
    from corpusstat.engine.runfolder import read_run
    from corpusstat.report.terminal import show_table

    read_run(run)
    rows = run_query(run, name).head(limit)
    if as_json:
        typer.echo(rows.write_json())
    else:
        show_table(rows)


def compare(
    run: _Run,
    other: Annotated[Path, typer.Argument(metavar="OTHER", help="Folder of another run.", show_default=False)],
    as_json: _Json = False,
) -> None:
    """Compare two runs domain by domain: singleton rates, their difference and its error."""
    from corpusstat.report.terminal import show_table
    from corpusstat.runs.compare import compare as compare_runs

    rows = compare_runs(run, other)
    if as_json:
        typer.echo(rows.write_json())
    else:
        show_table(rows)
