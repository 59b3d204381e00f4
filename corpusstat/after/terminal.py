"""What was observed, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from corpusstat.after.answers import STATUSES
from corpusstat.errors import printable
from corpusstat.report.format import at_least, error, interval, percent, plural, rate

__all__ = ["show_grading", "show_observed"]

Row = Mapping[str, Any]
_MOST = 30


def show_observed(observed: Row) -> None:
    """Print what `observe.observe` found."""
    _print(_observed(observed))


def show_grading(rows: Sequence[Row], columns: Sequence[str]) -> None:
    """Print a table of graded tasks or of ranked models."""
    _print([_table(columns, ([_cell(row.get(c)) for c in columns] for row in rows))])


def _print(parts: Sequence[RenderableType] | Iterator[RenderableType]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    if not console.is_terminal:
        console.width = 160
    for part in parts:
        console.print(part)


def _observed(observed: Row) -> Iterator[RenderableType]:
    yield Text(f"{plural(observed['samples'], 'sample')} about {printable(observed['run'])}; sr {rate(observed['sr'])}")
    for target in observed["targets"][:1]:
        yield Text(f"\nOutcomes at t = {target['t']:g}, {plural(target['n'], 'probe')} (shares with 95 % intervals)")
        yield _outcomes("count", [row | {"name": row["label"]} for row in target["buckets"]])
        yield _outcomes("relation", target["relations"])
        yield _outcomes("domain", target["domains"][:_MOST])
        yield from _weighted(target["weighted"])
    if len(observed["curve"]) > 1:
        yield _curve(observed["curve"])
    if observed["stop_at"] is not None:
        n = observed["targets"][0]["n"]
        yield Text(
            f"of the answers {percent(observed['stop_at'], n)} are right: at a higher target t it should decline"
        )
    yield from _delta(observed)
    yield Text("\nFloors beside the measured error")
    yield from _verdicts(observed["verdicts"])
    for row in observed["expected"]:
        yield Text(
            f"expected error Σ h_k (1 − acc(k)) on {row['on']} ({printable(row['run'], 60)}): {_share(row)}"
            + (f"; {percent(row['missing'])} of its prompts not asked" if row["missing"] else "")
        )
    left = ", ".join(f"{name} {n}" for name, n in observed["left_out"].items() if n)
    if left:
        yield Text(f"left out: {left}")


def _share(row: Row) -> str:
    value = row["value"]
    if value is None:
        return "–"
    return f"{rate(value, row['n'])} {interval(row['low'], row['high'], row['n'])}"


def _outcomes(what: str, rows: Sequence[Row]) -> Table:
    lines = ([printable(r["name"], 40), f"{r['n']:,}", *(_status(r[s], r["n"]) for s in STATUSES)] for r in rows)
    return _table((what, "n", *STATUSES), lines)


def _status(cell: Row, n: int) -> str:
    return f"{rate(cell['value'], n)} {interval(cell['low'], cell['high'], n)}"


def _weighted(weighted: Row) -> Iterator[Text]:
    yield Text("weighted like the corpus' prompts:")
    for name in ("wrong", "not_right"):
        row = weighted[name]
        said = "wrong" if name == "wrong" else "wrong or declined, of prompts with an answer"
        missing = f"; {percent(row['missing'])} of the prompts not asked" if row["missing"] else ""
        yield Text(f"  {said}: {_share(row)}{missing}")


def _curve(points: Sequence[Row]) -> Table:
    columns = ("t", "answered", "right", "wrong", "right of answered", "score", "best by count", "answering")
    lines = (
        [
            f"{p['t']:g}",
            rate(p["answered"]),
            rate(p["right"]["value"]),
            rate(p["wrong"]["value"]),
            rate(p["right_of_answered"]),
            rate(p["score"]),
            rate(p["best"]),
            "–" if p["pays"] is None else "pays" if p["pays"] else "does not pay",
        ]
        for p in points
    )
    return _table(columns, lines)


def _delta(observed: Row) -> Iterator[Text]:
    delta = observed["delta"]
    if delta is None:
        yield Text("δ: not measured (corpusstat probes --delta)")
        return
    on = "held-out documents" if delta["held_out"] else "training documents: too small for an overconfident model"
    yield Text(
        f"δ = {error(delta['value'], 1.96 * delta['se'])}: "
        f"p̂(A) {rate(delta['said'])} of {delta['n_said']:,} answers, "
        f"p(A) {rate(delta['true'])} of {delta['n_true']:,} examples of {on}"
    )


def _verdicts(rows: Sequence[Row]) -> Iterator[RenderableType]:
    """The table, and beneath it why a floor was not tested or is violated."""

    def line(row: Row) -> list[str]:
        measured = "–" if row["measured"] is None else f"{rate(row['measured'])} {interval(row['low'], row['high'])}"
        floor = "–" if row["floor"] is None else at_least(row["floor"])
        return [row["name"].replace("_", " "), printable(row["scope"], 40), floor, measured, row["verdict"]]

    yield _table(("floor", "scope", "at δ = 0", "measured (+ δ)", "verdict"), map(line, rows))
    reasons: dict[str, list[str]] = {}
    for row in rows:
        if row["why"]:
            scope = "" if row["scope"] == "corpus" else f" ({printable(row['scope'], 40)})"
            reasons.setdefault(row["why"], []).append(row["name"].replace("_", " ") + scope)
    for why, names in reasons.items():
        yield Text(f"{', '.join(names)}: {why}")


def _table(columns: Sequence[str], lines: Any) -> Table:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for i, name in enumerate(columns):
        table.add_column(name, justify="left" if i == 0 else "right", overflow="fold")
    for line in lines:
        table.add_row(*(Text(cell) for cell in line))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return rate(value) if abs(value) <= 1 else f"{value:,.1f}"
    return printable(value, 80)
