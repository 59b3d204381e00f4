"""Commands about quality: ``evaluate``, ``relations`` and ``sample``."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from corpusstat.commands.arguments import Run
from corpusstat.report.format import count, plural, rate
from corpusstat.runs.request import check_files

if TYPE_CHECKING:  # the real imports wait until a command runs: --help stays fast
    from rich.console import Console
    from rich.table import Table

    from corpusstat.quality.evaluate import Cell, Evaluation, Score
    from corpusstat.relations import RelationSet

__all__ = ["evaluate", "relations", "sample"]

_Packs = Annotated[
    list[Path] | None, typer.Option("--relations", help="TOML pack of your own relations; may be given again.")
]


def evaluate(
    gold: Annotated[list[Path], typer.Argument(help="Gold files: JSON lines with text, facts, exhaustive_for.")],
    packs: _Packs = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
    errors: Annotated[int, typer.Option(min=0, help="List up to N mistakes of each kind per relation.")] = 0,
    verify: Annotated[str | None, typer.Option(help="Check proposals with this spaCy pipeline (name or path).")] = None,
    half: Annotated[
        str | None,
        typer.Option(help="Only one fixed half of the documents: 'tune' to develop rules on, 'check' to check them."),
    ] = None,
) -> None:
    """Score the extractor on gold, experimental relations too: precision, recall and F1 of facts, mentions, values."""
    check_files(gold, "a gold file of JSON lines")
    from corpusstat.errors import BadRequest
    from corpusstat.quality.evaluate import evaluate as run
    from corpusstat.quality.gold import read_gold
    from corpusstat.relations import load_all

    if half not in (None, "tune", "check"):
        raise BadRequest(f"--half {half}", "tune or check", "choose one")
    passages = [p for path in gold for p in read_gold(path) if half in (None, p.half)]
    result = run(passages, load_all(packs or ()), verify)
    if as_json:
        typer.echo(json.dumps(result.to_json(), indent=2))
    else:
        _console().print(_scores(result))
    if errors:
        _list_mistakes(result, errors, to_stderr=as_json)


def _console(*, stderr: bool = False) -> Console:
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 200
    return console


def _scores(result: Evaluation) -> Table:
    from rich.table import Table

    table = Table(title="facts (P, R with 95 % Wilson intervals), mention pairs, and values")
    table.add_column("relation")
    for name in ("P", "", "R", " ", "F1", "tp", "fp", "fn", "mention P", "mention R", "mention F1", "values", "n"):
        table.add_column(name, justify="right")
    ordered = sorted(result.relations.items(), key=lambda item: -item[1].fact.gold)
    for name, cell in ordered:
        table.add_row(f"{name}{'' if name in result.floor else ' (not in floor set)'}", *_cells(cell))
    table.add_section()
    table.add_row("floor set", *_cells(result.micro_floor))
    table.add_row("all", *_cells(result.micro))
    if result.missing:
        table.caption = "in the gold, not built in: " + ", ".join(f"{n} ({k})" for n, k in result.missing.items())
    return table


def _cells(cell: Cell) -> list[str]:
    from corpusstat.estimate.shares import wilson

    fact, mention = cell.fact, cell.mention
    counts = [str(n) for n in (fact.right, fact.predicted - fact.right, fact.gold - fact.found)]
    return [
        _share(fact.precision),
        _range(wilson(fact.right, fact.predicted)),
        _share(fact.recall),
        _range(wilson(fact.found, fact.gold)),
        _share(fact.f1),
        *counts,
        *_ratios(mention),
        _share(cell.value_accuracy),
        str(cell.values),
    ]


def _ratios(score: Score) -> list[str]:
    return [_share(x) for x in (score.precision, score.recall, score.f1)]


def _share(x: float | None) -> str:
    return "–" if x is None else f"{x:.3f}"


def _range(interval: tuple[float, float]) -> str:
    return "{:.2f}–{:.2f}".format(*interval)


def _list_mistakes(result: Evaluation, most: int, *, to_stderr: bool) -> None:
    from corpusstat.errors import printable

    console = _console(stderr=to_stderr)
    seen: dict[tuple[str, str], int] = {}
    for m in sorted(result.mistakes, key=lambda m: (m.relation, m.kind)):
        seen[m.relation, m.kind] = seen.get((m.relation, m.kind), 0) + 1
        if seen[m.relation, m.kind] <= most:
            about = f"{printable(m.subject)} | {m.relation} | {printable(m.value)}"
            console.print(f"{m.kind}: {about}  [{m.template or m.passage}]\n    {printable(m.text, 600)}")


def relations(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME|FILE]", help="Only this relation, or those of a file of your own.")
    ] = None,
    packs: _Packs = None,
    sentence: Annotated[
        str | None, typer.Option("--try", metavar="SENTENCE", help="Say what is found in it, and why not.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """List the relations with their measured precision, or show one with its templates; or try them on a sentence."""
    from dataclasses import asdict

    from corpusstat.errors import unknown
    from corpusstat.relations import RelationSet, load, load_all
    from corpusstat.relations.example import example

    if name is not None and name.endswith(".toml"):
        chosen = load([Path(name), *(packs or ())], builtin=False).relations
        name = None
    else:
        known = load(packs or ()) if sentence is not None and not name else load_all(packs or ())
        if name and name not in [r.name for r in known.relations]:
            raise unknown("relation", name, [r.name for r in known.relations])
        chosen = tuple(r for r in known.relations if name in (None, r.name))
    if sentence is not None:
        _try(sentence, RelationSet(chosen), as_json=as_json)
    elif as_json:
        typer.echo(json.dumps([asdict(r) | {"in_floor": r.in_floor} for r in chosen], indent=2, ensure_ascii=False))
    elif name:
        _print_one(asdict(chosen[0]))
    else:
        rows = (
            (
                r.name,
                f"{r.subject} → {r.value}",
                "floor" if r.in_floor else r.reason,
                count(r.answers) if r.answers else "as seen",
                f"{rate(r.precision.value, r.precision.n)} (n = {count(r.precision.n)})"
                if r.precision
                else "not measured",
                example(r.templates[0]),
            )
            for r in chosen
        )
        console = _console()
        console.print(_overview(rows, console.width))


def _try(sentence: str, known: RelationSet, *, as_json: bool) -> None:
    """Print what relations find in a sentence."""
    from corpusstat.errors import printable
    from corpusstat.quality.tryout import tried

    rows = tried(sentence, known)
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        if row["outcome"] == "found":
            value = "not known" if row["value"] is None else printable(row["value"])
            typer.echo(f"{row['relation']}: {printable(row['entity'])} → {value}   [{row['template']}]")
        else:
            typer.echo(f"{row['relation'] or 'text'}: {row['outcome']}: {printable(row['why'])}")
            for template in row.get("nearest", ()):
                typer.echo(f"    nearest: {template}")
    if not rows:
        typer.echo("nothing found: the sentence has the words of no template")


_OVERVIEW: Final = ("relation", "types", "floor set, or why not", "answers", "precision", "for example")
_NARROW: Final = ("relation", "floor set, or why not", "precision")
"""Columns where those of all do not fit without breaking words; ``relations NAME`` has the rest."""
_WIDE: Final = 125


def _overview(rows: Iterable[tuple[str, ...]], width: int) -> Table:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    shown = _OVERVIEW if width >= _WIDE else _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for column in shown:
        table.add_column(column, no_wrap=column in ("relation", "types", "answers", "precision"))
    for row in rows:
        table.add_row(*(cell for name, cell in zip(_OVERVIEW, row, strict=True) if name in shown))
    return table


def _print_one(relation: dict[str, object]) -> None:
    console = _console()
    for key, value in relation.items():
        if isinstance(value, tuple):
            console.print(f"{key}:")
            for line in value:
                console.print(f"  {line}")
        elif value is not None and value != "":
            console.print(f"{key}: {value}")


def sample(
    run: Run,
    output: Annotated[Path, typer.Option("-o", "--output", help="CSV file to write.")] = Path("judge.csv"),
    n: Annotated[int, typer.Option("-n", min=1, help="Mentions to draw.")] = 800,
    unfound: Annotated[
        int, typer.Option(min=0, help="Sentences with a cue but no fact to draw; the inputs are read for them.")
    ] = 200,
    seed: Annotated[int, typer.Option(help="Another seed draws other mentions.")] = 0,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file.")] = False,
) -> None:
    """Draw mentions and sentences without a fact to judge by hand.

    Mentions come evenly from prompts seen 1, 2, 3-5 and 6 times or more: write right or wrong into the column verdict.
    Sentences (count 0) have a cue of a relation and no fact of it was found: write missed if they state one, else none.
    `report RUN --judged FILE` then corrects sr and floors for false and for missed facts.
    """
    from corpusstat.errors import BadRequest
    from corpusstat.quality.judge import write_sample
    from corpusstat.runs.opened import open_report

    if output.exists() and not force:
        raise BadRequest(f"{output} exists", "a new file", "give another name, or --force")
    drawn = open_report(run).sample(n, unfound=unfound, seed=seed)
    write_sample(drawn, output)
    silent = drawn.filter(drawn["count"] == 0).height
    typer.echo(
        f"{plural(drawn.height - silent, 'mention')} (right or wrong?) and {plural(silent, 'sentence')} without a fact "
        "(missed or none?)"
    )
    typer.echo(f"written to {output}: fill in the column verdict.")
