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
    entity: Annotated[str | None, typer.Argument(help="Entity, however it is written.", show_default=False)] = None,
    relation: Annotated[str | None, typer.Argument(help="Only this relation.", show_default=False)] = None,
    singletons: Annotated[
        bool, typer.Option("--singletons", help="Facts that the whole corpus states once, chosen by hash.")
    ] = False,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Prompts with differing values.")] = False,
    domain: Annotated[str | None, typer.Option(help="Only this domain.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Most facts to print.")] = 50,
    as_json: _Json = False,
) -> None:
    """Show the sentences facts come from: of an entity, or singletons or conflicts of a domain.

    Exit code 1 if there is none.
    """
    from corpusstat.errors import BadRequest
    from corpusstat.report.terminal import show_facts
    from corpusstat.runs.lookup import chosen, facts

    if sum((entity is not None, singletons, conflicts)) != 1:
        raise BadRequest("no single thing to show", "an entity, --singletons or --conflicts", "name one of them")
    if entity is not None:
        if domain is not None:
            raise BadRequest("an entity with --domain", "--domain with --singletons or --conflicts")
        found = facts(run, entity, relation, limit)
        if found.is_empty():
            raise _nothing(run, entity)
    else:
        found = chosen(run, "singletons" if singletons else "conflicts", domain, relation, limit)
        if found.is_empty():
            raise _nothing(run, None)
    if as_json:
        typer.echo(found.write_json())
    else:
        show_facts(found)


def _nothing(run: Path, entity: str | None) -> Exception:
    """What to say, with exit code 1, where there is nothing to show."""
    from corpusstat.errors import BadData
    from corpusstat.runs.lookup import near_names

    if entity is None:
        return BadData("no such facts in this run", "", "try another domain or relation")
    near = near_names(run, entity)
    return BadData(f"no facts about {entity} in this run", "", f"did you mean {', '.join(near)}?" if near else "")


def query(
    run: _Run,
    name: Annotated[str, typer.Argument(metavar="NAME|SQL", help="A query's name, or SQL over the run's tables.")],
    limit: Annotated[int, typer.Option(min=1, help="Most rows to print.")] = 100,
    as_json: _Json = False,
) -> None:
    """Query the tables of a run: by the name of a shipped query, or in SQL."""
    from corpusstat.report.terminal import show_table
    from corpusstat.runs.ask import ask

    rows = ask(run, name).head(limit)
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
