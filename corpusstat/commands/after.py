"""Commands for after training: ``probes``, ``observe``, ``grading`` and ``singletons``."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from corpusstat.commands.arguments import AsJson, Run
from corpusstat.console import note
from corpusstat.errors import printable
from corpusstat.report.format import plural
from corpusstat.runs.request import check_files

_SECONDS: Final = 5.0
"""Between two lines about how far an audit of benchmarks is."""
__all__ = ["grading", "observe", "probes", "singletons"]


def probes(
    run: Run,
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder to write.")],
    n: Annotated[int, typer.Option("-n", min=1, help="Probes to draw.")] = 1200,
    seed: Annotated[int, typer.Option(help="Another seed draws other probes.")] = 0,
    audit_documents: Annotated[
        str, typer.Option(help="Share of documents to hold out of the count, as 1%: for prompts of count 0.")
    ] = "0",
    relation: Annotated[
        list[str] | None,
        typer.Option("--relation", help="Only this relation; may be given again (default: floor set)."),
    ] = None,
    delta: Annotated[bool, typer.Option("--delta", help="Also write the passes that measure δ.")] = False,
    generated: Annotated[
        list[Path] | None, typer.Option(help="Logged generations of the δ pass: write the pass that scores them.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace probes that are in the folder.")] = False,
) -> None:
    """Write closed-book questions from the counted facts: for lm_eval, inspect_ai and as JSON lines."""
    from corpusstat.after.probes import probes as write
    from corpusstat.after.probes import score_generated
    from corpusstat.errors import BadRequest

    if generated:
        typer.echo(f"{plural(score_generated(output, generated), 'answer')} to score written to {output}")
        return
    if output.exists() and any(output.iterdir() if output.is_dir() else [output]) and not force:
        raise BadRequest(f"{output} is not empty", "a new folder", "give another name, or --force")
    about = write(
        run,
        output,
        n=n,
        seed=seed,
        audit_documents=_share(audit_documents),
        names=relation or (),
        with_delta=delta,
    )
    typer.echo(f"{plural(about['probes'], 'probe')} written to {output} (see README.md there)")
    for key in ("by_bucket", "by_relation", "left_out"):
        shown = ", ".join(f"{name} {count}" for name, count in about[key].items())
        typer.echo(f"{key.replace('_', ' ')}: {shown}")


def _share(text: str) -> float:
    """Read a share such as 1% or 0.01."""
    from corpusstat.errors import BadRequest

    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value < 1:
        raise BadRequest(f"--audit-documents {text}", "a share of the documents, as 1% or 0.01")
    return value


def observe(
    run: Run,
    samples: Annotated[list[Path], typer.Argument(help="Logged samples of the harness, or folders of them.")],
    on: Annotated[Path | None, typer.Option(help="Another run: the error to expect on its prompts.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compare a model's logged answers with the floors: by count, relation and domain; adds a section to the page."""
    check_files(samples, "a file of logged samples")
    from corpusstat.after.observe import observe as compare
    from corpusstat.after.observe import record
    from corpusstat.after.terminal import show_observed

    observed = compare(run, samples, on)
    record(run, observed)
    if as_json:
        typer.echo(json.dumps(observed, ensure_ascii=False))
    else:
        show_observed(observed)


def grading(
    tasks: Annotated[
        list[str], typer.Argument(metavar="TASKS", help="Tasks, groups, patterns or folders; samples with --rescore.")
    ],
    include_path: Annotated[
        Path | None, typer.Option("--include_path", "--include-path", help="Folder of your own tasks.")
    ] = None,
    rescore: Annotated[
        bool, typer.Option("--rescore", help="TASKS are logged samples: rank their models at t = 0, .5, .75, .9.")
    ] = False,
    static: Annotated[bool, typer.Option("--static", help="Only read the configurations; run no grader.")] = False,
    as_json: AsJson = False,
) -> None:
    """Audit benchmarks: what do their own graders pay for "I don't know"? Needs the extra [eval]."""
    from corpusstat.after import grading as audited
    from corpusstat.after import rescore as ranked
    from corpusstat.after.terminal import show_grading

    if rescore:
        rows, columns = ranked.rescore([Path(t) for t in tasks]), ranked.COLUMNS
        result: dict[str, object] = {"models": rows}
    else:
        rows, columns = list(_counted(audited.audit(tasks, include_path, run=not static))), audited.COLUMNS
        result = {"tasks": rows, "summary": audited.summary(rows)}
    if as_json:
        typer.echo(json.dumps(result, ensure_ascii=False))
        return
    show_grading(rows, columns)
    if not rescore:
        typer.echo(_summary(audited.summary(rows)))


def _counted(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The same rows; on stderr, every few seconds, how many there were so far."""
    said = time.monotonic()
    for number, row in enumerate(rows, 1):
        if time.monotonic() >= said + _SECONDS:
            said = time.monotonic()
            note(f"{plural(number, 'task')}, the last: {printable(row['task'])} …")
        yield row


def _summary(counted: dict[str, int | dict[str, int]]) -> str:
    grades = counted["grading"]
    shown = ", ".join(f"{name} {count}" for name, count in grades.items()) if isinstance(grades, dict) else ""
    return (
        f"tasks: {counted['tasks']}, {shown}; {counted['run']} graded by their own code, of which declining pays in "
        f"{counted['declining pays']}; a choice abstains in {counted['a choice abstains']}"
    )


def singletons(
    run: Run,
    domain: Annotated[str | None, typer.Option(help="Only documents of this domain.")] = None,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="File for the list: Parquet, or CSV if it ends in .csv.")
    ] = None,
    rate: Annotated[
        list[float] | None, typer.Option("--rate", help="Chance of treating a document; may be given again.")
    ] = None,
    ids: Annotated[
        bool, typer.Option("--ids/--no-ids", help="List the documents' own ids: the inputs are read for them.")
    ] = True,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the documents whose facts are seen once, and what repeating, rewording or dropping them does to sr."""
    from corpusstat.after.singletons import effects, with_ids, write_list
    from corpusstat.after.singletons import singletons as find
    from corpusstat.after.terminal import show_grading
    from corpusstat.errors import BadRequest
    from corpusstat.runs.opened import open_report

    if output is not None and output.exists() and not force:
        raise BadRequest(f"{output} exists", "a new file", "give another name, or --force")
    corpus = open_report(run).report["corpus"]
    listed, prompts = find(run, domain)
    rows = effects(listed, prompts, corpus["n"], sorted({0.0, *(rate or (0.1, 0.5, 1.0))}), corpus["theta"])
    if output is not None:
        write_list(with_ids(run, listed) if ids else listed, output)
    if as_json:
        typer.echo(json.dumps({"documents": listed.height, "singletons": int(listed["singletons"].sum()), "sr": rows}))
        return
    where = f" of {domain}" if domain is not None else ""
    held = plural(int(listed["singletons"].sum()), "fact")
    typer.echo(f"{plural(listed.height, 'document')}{where} with {held} seen once")
    typer.echo("expected sr of the corpus, each of them treated with chance r (repeats change nothing collapsed):")
    show_grading(rows, ("rate", "documents", "repeat", "reword", "drop"))
