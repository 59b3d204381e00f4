"""The report for a terminal: the corpus in a few lines, the domains in a table. The only place that draws with rich."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpusstat.errors import printable
from corpusstat.report.format import about, count, plural, rate, size
from corpusstat.report.format import interval as between
from corpusstat.schema import OTHER_DOMAINS

__all__ = ["HEADLINE", "report_view", "show", "show_facts", "show_table"]

HEADLINE = "Floor for a calibrated base model, on facts of these relations, weighted by mention"
_MOST_DOMAINS = 50
_LONGEST_NAME = 32
_SHORT_NAME = 16

Row = Mapping[str, Any]


def _floor(floor: Row | None) -> str:
    if floor is None:
        return "–"
    if not floor["vacuous"]:
        return rate(floor["value"], floor["n"])
    needed = floor["n_needed"]
    return f"vacuous (N ≥ {about(needed)})" if needed else "no floor at any size"


def _terms(name: str, floor: Row) -> str:
    n = floor["n"]
    terms = (
        f"sr {rate(floor['sr'], n)} − |E| term {rate(floor['e_term'], n)} − slack {rate(floor['slack'], n)} "
        f"− δ {rate(floor['delta'], n)}"
    )
    return f"{name:<17}{terms} = {_floor(floor)}"


def _corpus_lines(corpus: Row) -> list[str]:
    n = corpus["n"]
    text = f"{plural(corpus['documents'], 'document')}, {size(corpus['bytes'])} of text"
    if not n:
        return [text, "no example of any relation of the floor set: there is nothing to estimate"]
    idk = f", {corpus['n_idk']:,} of them IDK" if corpus["n_idk"] else ""
    interval = corpus["interval"]
    lines = [
        f"{text}; N = {plural(n, 'example')}{idk}; {plural(corpus['distinct'], 'distinct prompt')}",
        f"{'singleton rate':<17}{rate(corpus['sr'], n)}  {between(interval['low'], interval['high'], n)}"
        f"  {interval['level']:.0%} interval for {interval['target']} ({interval['method']})",
        f"{'':<17}each domain alone {rate(corpus['sr_domain_scope'], n)}, "
        f"copies collapsed {rate(corpus['sr_collapsed'], n)}",
        _terms("floor (paper)", corpus["floor"]),
        _terms("floor (tight*)", corpus["floor_tight"]),
        f"{'upper bound':<17}{rate(min(1.0, corpus['upper']), n)}",
    ]
    if corpus.get("corrected"):
        valid = corpus["corrected"]
        lines.append(
            f"{'corrected':<17}{rate(valid['sr'], n)}  {between(valid['sr_low'], valid['sr_high'], n)}"
            "  95% interval, corrected for extraction errors (judged by hand)"
        )
    if corpus["theta"] < 1:
        lines.append(f"{'prompt sample':<17}θ = {corpus['theta']:g}: counts are of the prompts kept, N is exact")
    return lines


_COLUMNS = ("domain", "N", "distinct", "sr", "95 %", "alone", "collapsed", "|E| term", "slack", "floor at δ = 0")
_NARROW = ("domain", "N", "sr", "95 %", "floor at δ = 0")
"""Columns that fit where the table of all does not; the others are in the report's page."""
_WIDE = 125


def _domain_table(domains: Sequence[Row], width: int) -> Table:
    shown = _COLUMNS if width >= _WIDE else _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in shown:
        table.add_column(name, justify="left" if name == "domain" else "right", no_wrap=True)
    for row in sorted(domains, key=lambda d: (-d["n"], d["domain"]))[:_MOST_DOMAINS]:
        cells = zip(_COLUMNS, _domain_cells(row, _LONGEST_NAME if width >= _WIDE else _SHORT_NAME), strict=True)
        table.add_row(*(Text(cell) for name, cell in cells if name in shown))
    return table


def _domain_cells(row: Row, longest: int) -> list[str]:
    name = printable(row["domain"], longest)
    if not row["n"]:
        return [name, "0", "0", "–", "no examples", "–", "–", "–", "–", "–"]
    few = "?" if any("not ranked" in flag for flag in row["flags"]) else ""
    return [
        name,
        count(row["n"]),
        count(row["distinct"]),
        rate(row["sr"], row["n"]) + few,
        between(row["sr_low"], row["sr_high"], row["n"]),
        rate(row["sr_domain_scope"], row["n"]),
        rate(row["sr_collapsed"], row["n"]),
        rate(row["floor"]["e_term"], row["n"]),
        rate(row["floor"]["slack"], row["n"]),
        _floor(row["floor"]),
    ]


def _notes(report: Row) -> list[str]:
    domains, manifest = report["domains"], report["manifest"]
    notes = []
    if len(domains) > _MOST_DOMAINS:
        notes.append(f"{plural(len(domains) - _MOST_DOMAINS, 'more domain')} in report.json and report.html.")
    if any("not ranked" in flag for d in domains for flag in d["flags"]):
        notes.append("? fewer than 20 prompts counted once or twice: not ranked.")
    notes.append(
        "* derived: tightened for this project, not in the paper. Bounds hold with probability "
        f"{1 - report['gamma']:.0%}, at δ = 0."
    )
    unread = len(manifest["quarantined"])
    if unread:
        total = len({q["name"] for q in manifest["quarantined"]} | {i["name"] for i in manifest["inputs"]})
        notes.append(f"{count(unread)} of {plural(total, 'shard')} unread: figures are for the rest.")
    skipped = sum(r["n"] for r in report["skipped_documents"])
    unused = sum(r["n"] for r in report.get("unused_cells", ()))
    if skipped:
        notes.append(f"{plural(skipped, 'document')} skipped.")
    if unused:
        notes.append(f"{plural(unused, 'cell')} of kept documents could not be used.")
    if unread or skipped or unused:
        notes.append("quarantine.jsonl lists each with its reason.")
    if report.get("pooled_domains"):
        pooled = plural(report["pooled_domains"], "domain")
        notes.append(f"{pooled} with the fewest documents are pooled as {OTHER_DOMAINS}; corpusstat query RUN pooled")
    return [*notes, *(printable(note, 400) for note in manifest.get("notes", ())), *_languages(report)]


def _languages(report: Row) -> list[str]:
    """Say how much of the text the relations' templates can read."""
    spoken = report["corpus"].get("languages") or {}
    whole = sum(sums["bytes"] for sums in spoken.values())
    others = {code: sums["bytes"] for code, sums in spoken.items() if code not in ("en", "und")}
    if not whole or sum(others.values()) * 200 < whole:
        return []
    named = ", ".join(f"{printable(code)} {size / whole:.1%}" for code, size in list(others.items())[:5])
    share = f"{sum(others.values()) / whole:.1%} of the bytes are not English ({named})"
    if report["manifest"]["config"].get("files"):
        return [f"{share}; your relations were looked for in all of them."]
    return [f"{share}: the relations are, so nothing was extracted there; the floor speaks of the other bytes."]


def report_view(report: Row, width: int) -> RenderableType:
    """Lay a report out for a terminal of ``width`` columns; untrusted names are made printable."""
    corpus = report["corpus"]
    names = ", ".join(corpus["floor_set"])
    lines = [Text(HEADLINE, style="bold"), Text(names, style="dim"), Text("")]
    lines += [Text(line) for line in _corpus_lines(corpus)]
    notes = [Text(note, style="dim") for note in _notes(report)]
    return Group(*lines, Text(""), _domain_table(report["domains"], width), *notes)


def _stdout() -> Console:
    """Standard output; in a pipe or file lines are not cut to a terminal's width."""
    console = Console(highlight=False, markup=False)
    return console if console.is_terminal else Console(width=240, no_color=True, highlight=False, markup=False)


def show(report: Row) -> None:
    """Print a report to stdout."""
    console = _stdout()
    console.print(report_view(report, console.width))


def show_table(rows: pl.DataFrame) -> None:
    """Print a frame as a table; its cells are untrusted text."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name, dtype in rows.schema.items():
        table.add_column(Text(printable(name)), justify="right" if dtype.is_numeric() else "left")
    for row in rows.rows():
        table.add_row(*(Text(_cell(value)) for value in row))
    console = _stdout()
    console.print(table if rows.width else "no columns")
    console.print(plural(rows.height, "row"), style="dim")


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:.6g}" if isinstance(value, float) else printable(value, 300)


def show_facts(rows: pl.DataFrame) -> None:
    """Print facts by relation, each with its sentence and its place; all of it is untrusted text."""
    console = _stdout()
    for relation, facts in rows.group_by("relation", maintain_order=True):
        console.print(Text(f"{printable(relation[0])}", style="bold"))
        for fact in facts.iter_rows(named=True):
            value = "(unknown)" if fact["value"] is None else printable(fact["value"])
            console.print(Text(f"  {printable(fact['entity'])} → {value}"))
            console.print(Text(f"    {printable(fact['sentence'], 600)}"))
            place = f"{fact['domain']} · {fact['shard']}, row group {fact['row_group']}, row {fact['row']}"
            place += f", characters {fact['start']}–{fact['end']}"
            console.print(Text(f"    {printable(place, 400)}", style="dim"))
