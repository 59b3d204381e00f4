"""Tables, records and facts for a terminal: what `show`, `query` and `compare` print, without loading statistics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import wrap
from typing import Any, Final

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from corpusstat.errors import printable
from corpusstat.relations.confidence import confidence
from corpusstat.report.format import at_least, count, plural, rate
from corpusstat.report.reading import change

__all__ = ["show_compared", "show_facts", "show_table", "standard_output"]

Row = Mapping[str, Any]
_LEAST_WIDE: Final = 20
_SHORT_NAME: Final = 16


def standard_output() -> Console:
    """Standard output; in a pipe or file lines are not cut to a terminal's width."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(width=240, no_color=True, highlight=False, markup=False)


def show_table(rows: pl.DataFrame) -> None:
    """Print a frame as a table; its cells are untrusted text."""
    console = standard_output()
    names = [printable(name) for name in rows.columns]
    cells = [[_cell(value) for value in row] for row in rows.rows()]
    if rows.width and _breadth(names, cells) > console.width:
        _show_records(console, names, cells)
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for name, dtype in zip(names, rows.dtypes, strict=True):
            table.add_column(Text(name), justify="right" if dtype.is_numeric() else "left")
        for row in cells:
            table.add_row(*map(Text, row))
        console.print(table if rows.width else "no columns")
    console.print(plural(rows.height, "row"), style="dim")


def show_compared(rows: pl.DataFrame) -> None:
    """Print two runs side by side (of `runs.compare`): rates before and after, the difference, floors."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in ("domain", "N", "sr", "difference", "floor"):
        table.add_column(name, justify="left" if name == "domain" else "right", no_wrap=name == "domain")
    console, empty = standard_output(), 0
    for row in rows.iter_rows(named=True):
        if row["domain"] == "*":
            console.print(Text(change(row)))
        if row["domain"] == "*" or row["n_a"] or row["n_b"]:
            table.add_row(*map(Text, _compared(row)))
        else:
            empty += 1
    console.print(table)
    if empty:
        console.print(f"{plural(empty, 'domain')} without mentions in both", style="dim")
    notes = "before → after; difference with its 95 % interval; floor: wrong or declined, at least"
    console.print(notes, style="dim")


def _compared(row: Row) -> list[str]:
    """Cells of a domain; what is the same before and after stands once."""
    n = min(row["n_a"], row["n_b"]) or max(row["n_a"], row["n_b"])
    pairs = [
        (count(row["n_a"]), count(row["n_b"])),
        (rate(row["sr_a"], row["n_a"]), rate(row["sr_b"], row["n_b"])),
        tuple(at_least(row[f], n) if row[f] else "–" for f in ("floor_a", "floor_b")),
    ]
    size, rates, floor = (before if before == after else f"{before} → {after}" for before, after in pairs)
    gap = rate(row["difference"], n)
    span = "" if row["low"] is None else f" ({rate(row['low'], n)} to {rate(row['high'], n)})"
    name = "the corpus" if row["domain"] == "*" else printable(row["domain"], _SHORT_NAME)
    return [name, size, rates, gap + span, floor]


def _breadth(names: Sequence[str], cells: Sequence[Sequence[str]]) -> int:
    """Columns of a terminal that a table needs."""
    widths = [max(map(cell_len, column)) for column in zip(names, *cells, strict=True)]
    return sum(widths) + 2 * len(widths)


def _show_records(console: Console, names: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Print rows that are too broad for a table one below the other, a line for each cell that is not empty."""
    broad = max(map(len, names)) + 2
    for row in cells:
        for name, cell in zip(names, row, strict=True):
            lines = wrap(cell, max(console.width - broad, _LEAST_WIDE)) if cell != "–" else []
            for i, line in enumerate(lines):
                console.print(Text.assemble((("" if i else name).ljust(broad), "dim"), line))
        console.print()


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else printable(value, 300)


def show_facts(rows: pl.DataFrame) -> None:
    """Print facts by relation, each with its sentence and its place; all of it is untrusted text."""
    console = standard_output()
    for relation, facts in rows.group_by("relation", maintain_order=True):
        console.print(Text(f"{printable(relation[0])}", style="bold"))
        for fact in facts.iter_rows(named=True):
            value = "(unknown)" if fact["value"] is None else printable(fact["value"])
            console.print(Text(f"  {printable(fact['entity'])} → {value}{_sure(fact.get('grade'))}"))
            console.print(Text(f"    {printable(fact['sentence'], 600)}"))
            place = f"{fact['domain']} · {fact['shard']}, row group {fact['row_group']}, row {fact['row']}"
            place += f", characters {fact['start']}–{fact['end']}"
            console.print(Text(f"    {printable(place, 400)}", style="dim"))


def _sure(grade: int | None) -> str:
    """How often facts that are stated like this one are right."""
    if grade is None:
        return ""
    judged = confidence().grades[grade]
    return f"  (right: {rate(judged.value, judged.judged)} of facts stated like this)"
