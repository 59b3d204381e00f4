"""Commands about a finished run: ``report``, ``show``, ``query`` and ``compare``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from corpusstat.commands.arguments import AsJson, Others, Run
from corpusstat.console import note
from corpusstat.report.format import plural

if TYPE_CHECKING:  # the real imports wait until a command runs: --help stays fast
    from polars import DataFrame

    from corpusstat.runs.opened import Run as Opened

__all__ = ["compare", "query", "query_epilog", "report", "show"]


def report(
    run: Run,
    judged: Annotated[
        Path | None, typer.Option(help="Judged file of `corpusstat sample`: adds the precision-corrected rates.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="Print a summary in Markdown, to paste into an issue.")] = False,
    per_domain: Annotated[
        Path | None, typer.Option(help="Write a row for each domain to a file: .csv, .json or .parquet.")
    ] = None,
    content: Annotated[
        Path | None, typer.Option(help="Write a public summary of the content (JSON): documents, bytes, languages.")
    ] = None,
    explain: Annotated[bool, typer.Option("--explain", help="Print every term of every floor.")] = False,
    as_json: AsJson = False,
) -> None:
    """Render the report of a run again, and print it."""
    from corpusstat.report.summary import pasted
    from corpusstat.report.terminal import show as show_report
    from corpusstat.runs.opened import open_report, rendered

    opened = rendered(open_report(run), judged)
    if per_domain is not None or content is not None:
        _write(opened, per_domain, content)
    elif text:
        typer.echo(pasted(opened.report), nl=False)
    elif as_json:
        typer.echo(json.dumps(opened.report, ensure_ascii=False))
    else:
        show_report(opened.report, explained=explain)


def _write(opened: Opened, rows: Path | None, content: Path | None) -> None:
    """Write what was asked for beside the page."""
    from corpusstat.atomic import write_text
    from corpusstat.report import summary
    from corpusstat.runs.lookup import write_rows

    if rows is not None:
        write_rows(opened.domains, rows)
        typer.echo(f"{plural(opened.domains.height, 'domain')} written to {rows}")
    if content is not None:
        found = json.dumps(summary.content(opened.report), ensure_ascii=False, indent=1)
        write_text(content, found + "\n")
        typer.echo(f"summary of the content written to {content}")


def show(
    run: Run,
    entity: Annotated[str | None, typer.Argument(help="Entity, however it is written.", show_default=False)] = None,
    relation: Annotated[str | None, typer.Argument(help="Only this relation.", show_default=False)] = None,
    singletons: Annotated[
        bool, typer.Option("--singletons", help="Facts that the whole corpus states once, chosen by hash.")
    ] = False,
    conflicts: Annotated[bool, typer.Option("--conflicts", help="Prompts with differing values.")] = False,
    domain: Annotated[str | None, typer.Option(help="Only this domain.", show_default=False)] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Most facts to print.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Show the sentences facts come from: of an entity, or singletons or conflicts of a domain.

    Exit code 1 if there is none.
    """
    from corpusstat.errors import BadRequest
    from corpusstat.report.listings import show_facts
    from corpusstat.runs.lookup import chosen, facts

    if sum((entity is not None, singletons, conflicts)) != 1:
        raise BadRequest("no single thing to show", "an entity, --singletons or --conflicts", "name one of them")
    if entity is not None:
        if domain is not None:
            raise BadRequest("an entity with --domain", "--domain with --singletons or --conflicts")
        found = facts(run, entity, relation, limit + 1)
        if found.is_empty():
            raise _nothing(run, entity)
        more, found = found.height > limit, found.head(limit)
    else:
        found = chosen(run, "singletons" if singletons else "conflicts", domain, relation, limit)
        if found.is_empty():
            raise _nothing(run, None)
        more = False
    if as_json:
        typer.echo(found.write_json())
    else:
        show_facts(found)
    if more:
        note(f"these are the first {limit}; for more: -n {10 * limit}")


def _nothing(run: Path, entity: str | None) -> Exception:
    """What to say, with exit code 1, where there is nothing to show."""
    from corpusstat.errors import BadData
    from corpusstat.runs.lookup import near_names

    if entity is None:
        return BadData("no such facts in this run", "", "try another domain or relation")
    near = near_names(run, entity)
    return BadData(f"no facts about {entity} in this run", "", f"did you mean {', '.join(near)}?" if near else "")


def query(
    run: Run,
    name: Annotated[str, typer.Argument(metavar="NAME|SQL", help="A query's name, or SQL over the run's tables.")],
    param: Annotated[
        list[str] | None,
        typer.Option("--param", metavar="NAME=VALUE", help="Value of $NAME in the query; may be given again."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write all rows to a file: .csv, .json or .parquet.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most rows to print.")] = 100,
    as_json: AsJson = False,
) -> None:
    """Query the tables of a run: by the name of a shipped query, or in SQL."""
    from corpusstat.report.listings import show_table
    from corpusstat.runs.lookup import asked, write_rows

    rows = asked(run, name, dict(_parameter(text) for text in param or ()), None if output is not None else limit)
    if output is not None:
        write_rows(rows, output)
        typer.echo(f"{plural(rows.height, 'row')} written to {output}")
        return
    if as_json:
        typer.echo(rows.write_json())
    else:
        show_table(rows)


def query_epilog() -> str:
    """Return the shipped queries with their parameters, for the end of the help text."""
    from corpusstat.count.questions import listing

    return f"\b\nShipped queries, with their parameters (name=… is required):\n{listing()}"


def _parameter(text: str) -> tuple[str, str]:
    from corpusstat.errors import BadRequest

    name, sign, value = text.partition("=")
    if not sign or not name:
        raise BadRequest(f"--param {text}", "NAME=VALUE, as domain=books")
    return name, value


def compare(
    run: Run,
    others: Others,
    facts: Annotated[bool, typer.Option("--facts", help="Also the facts gained and lost, with sentences.")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write a page (HTML) with all of it, for all runs named.")
    ] = None,
    limit: Annotated[int, typer.Option("-n", "--limit", min=1, help="Most facts to show of each kind.")] = 20,
    as_json: AsJson = False,
) -> None:
    """Compare runs with a first one, domain by domain: singleton rates, their difference, its error, and the facts."""
    from corpusstat.runs.changes import changes
    from corpusstat.runs.compare import compare as compare_runs

    if output is not None:
        from corpusstat.atomic import write_text
        from corpusstat.report.html import comparison_page

        write_text(output, comparison_page([changes(run, other, limit) for other in others]))
        typer.echo(f"comparison written to {output}")
        return
    for other in others:
        if facts:
            found = changes(run, other, limit)
            typer.echo(json.dumps(found, ensure_ascii=False)) if as_json else _show_changes(found)
        else:
            rows = compare_runs(run, other)
            typer.echo(rows.write_json()) if as_json else _show_compared(rows, other, len(others) > 1)


def _show_compared(rows: DataFrame, other: Path, named: bool) -> None:
    from corpusstat.report.listings import show_compared

    if named:
        typer.echo(f"{other}:")
    show_compared(rows)


def _show_changes(found: Mapping[str, Any]) -> None:
    """Print what changed: rates, counts of facts, and some of them with their sentences."""
    import polars as pl

    from corpusstat.report.listings import show_compared, show_facts, show_table

    show_compared(pl.DataFrame(found["rows"], infer_schema_length=None))
    counts = found["facts"]
    typer.echo(f"facts: {counts['kept']:,} kept, {counts['gained']:,} gained, {counts['lost']:,} lost")
    show_table(pl.DataFrame(found["changed"]))
    for name in ("gained", "lost"):
        if found[name]:
            typer.echo(f"{name}:")
            show_facts(pl.DataFrame(found[name]))
