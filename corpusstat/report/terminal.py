"""The report for a terminal: the corpus in a few lines, the domains in a table. The only place that draws with rich."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from corpusstat.errors import printable
from corpusstat.report import explain, reading
from corpusstat.report.explain import claimed
from corpusstat.report.format import confidence, count, percent, plural, rate, size
from corpusstat.report.format import interval as between
from corpusstat.report.listings import standard_output
from corpusstat.schema import OTHER_DOMAINS

__all__ = ["report_view", "show"]

_MOST_DOMAINS = 50
_LONGEST_NAME = 32
_SHORT_NAME = 16

Row = Mapping[str, Any]


def _corpus_lines(corpus: Row) -> list[str]:
    n = corpus["n"]
    text = f"{plural(corpus['documents'], 'document')}, {size(corpus['bytes'])} of text"
    if not n:
        return [text, "no mention of any relation of the floor set: there is nothing to estimate"]
    idk = f", {corpus['n_idk']:,} of them “not known” (IDK)" if corpus["n_idk"] else ""
    interval = corpus["interval"]
    lines = [
        f"{text}; N = {plural(n, 'mention')}{idk}; {plural(corpus['distinct'], 'distinct prompt')}",
        f"{'singleton rate':<17}{rate(corpus['sr'], n)}  {between(interval['low'], interval['high'], n)}"
        f"  {confidence(1 - interval['level'])} interval for {interval['target']} ({interval['method']})",
        f"{'':<17}each domain alone {rate(corpus['sr_domain_scope'], n)}, "
        f"copies collapsed {rate(corpus['sr_collapsed'], n)}",
        f"{'upper bound':<17}{rate(min(1.0, corpus['upper']), n)}  for some calibrated model",
    ]
    if corpus.get("claimed"):
        part = corpus["claimed"]
        lines.append(
            f"{'in the floors':<17}{rate(part['sr'], part['n'])}  {reading.over(corpus)}: "
            f"{plural(part['n'], 'mention')}"
        )
    if corpus.get("corrected"):
        valid = corpus["corrected"]
        lines.append(
            f"{'corrected':<17}{rate(valid['sr'], n)}  {between(valid['sr_low'], valid['sr_high'], n)}"
            "  95 % interval, corrected for extraction errors (judged by hand)"
        )
    if corpus["repeated"]:
        asked = plural(corpus["repeated"], "prompt")
        lines.append(f"{'conflicts':<17}{count(corpus['conflicts'])} of {asked} answered more than once")
    if corpus["theta"] < 1:
        lines.append(f"{'prompt sample':<17}θ = {corpus['theta']:g}: counts are of the prompts kept, N is exact")
    return lines


_COLUMNS = ("domain", "N", "distinct", "sr", "95 %", "alone", "collapsed", "wrong or declined", "statistical")
_NARROW = ("domain", "N", "sr", "wrong or declined")
"""Columns that fit where the table of all does not; the others are in the report's page."""
_WIDE = 125
_MOST_EMPTY = 5


def _domain_table(domains: Sequence[Row], width: int) -> Table:
    shown = _COLUMNS if width >= _WIDE else _NARROW
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in shown:
        table.add_column(name, justify="left" if name == "domain" else "right", no_wrap=True)
    for row in sorted((d for d in domains if d["n"]), key=lambda d: (-d["n"], d["domain"]))[:_MOST_DOMAINS]:
        cells = zip(_COLUMNS, _domain_cells(row, _LONGEST_NAME if width >= _WIDE else _SHORT_NAME), strict=True)
        table.add_row(*(Text(cell) for name, cell in cells if name in shown))
    return table


def _domain_cells(row: Row, longest: int) -> list[str]:
    name = printable(row["domain"], longest)
    few = "?" if any("not ranked" in flag for flag in row["flags"]) else ""
    return [
        name,
        count(row["n"]),
        count(row["distinct"]),
        rate(row["sr"], row["n"]) + few,
        between(row["sr_low"], row["sr_high"], row["n"]),
        rate(row["sr_domain_scope"], row["n"]),
        rate(row["sr_collapsed"], row["n"]),
        *(claimed(explain.beside_n(row, name)) for name in ("wrong_or_declined", "statistical")),
    ]


def _notes(report: Row) -> list[str]:
    domains, manifest = report["domains"], report["manifest"]
    notes = []
    empty = sorted(d["domain"] for d in domains if not d["n"])
    if len(domains) - len(empty) > _MOST_DOMAINS:
        more = plural(len(domains) - len(empty) - _MOST_DOMAINS, "more domain")
        notes.append(f"{more} in report.json and report.html.")
    if empty:
        named = ", ".join(printable(name, _LONGEST_NAME) for name in empty[:_MOST_EMPTY])
        more = f" and {len(empty) - _MOST_EMPTY} more" if len(empty) > _MOST_EMPTY else ""
        notes.append(f"{plural(len(empty), 'domain')} without mentions: {named}{more}.")
    if any("not ranked" in flag for d in domains for flag in d["flags"]):
        notes.append("? fewer than 20 prompts counted once or twice: not ranked.")
    notes += reading.not_in_floor(report)
    notes.append(
        f"Floors claimed together hold with probability {confidence(report['gamma'])}"
        + "; all but Theorem 2 are derived: worked out for this project, not in a paper."
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
    named = ", ".join(f"{printable(code)} {percent(size / whole)}" for code, size in list(others.items())[:5])
    share = f"{percent(sum(others.values()) / whole)} of the bytes are not English ({named})"
    if report["manifest"]["config"].get("files"):
        return [f"{share}; your relations were looked for in all of them."]
    return [f"{share}: the relations are, so nothing was extracted there; the floor speaks of the other bytes."]


def _next_step(report: Row) -> str:
    """What to do now: measure the extraction on this text, or look at the sentences."""
    corpus = report["corpus"]
    if not corpus["n"]:
        return 'Next: corpusstat relations --try "SENTENCE" says what is found in a sentence, and why not.'
    if not report.get("judged"):
        return "Next: corpusstat sample RUN draws mentions to judge, which corrects sr and floors for this text."
    return "Next: corpusstat show RUN --singletons shows sentences of facts seen once."


def _floors(corpus: Row) -> Table:
    """The floors of the corpus, each with what it rests on."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in explain.labelled(corpus):
        table.add_row(*(Text(cell) for cell in row))
    return table


def _chain(row: Row) -> list[RenderableType]:
    """Every term of a row's floors, and where they come from."""
    table = Table(
        box=SIMPLE_HEAD, pad_edge=False, title=Text(printable(row["domain"], _LONGEST_NAME)), title_justify="left"
    )
    for name in ("term", *explain.LABELS.values()):
        table.add_column(name, justify="left" if name == "term" else "right", no_wrap=True)
    for label, numbers in explain.terms(row):
        table.add_row(*(Text(cell) for cell in (label, *numbers)))
    return [
        table,
        *(Text(printable(line, 600), style="dim") for line in [*explain.from_where(row), explain.spread(row)]),
    ]


def report_view(report: Row, width: int, *, explained: bool = False) -> RenderableType:
    """Lay a report out for a terminal of ``width`` columns; untrusted names are made printable.

    ``explained``: with every term of the floors of the corpus and of each domain.
    """
    corpus = report["corpus"]
    lines: list[RenderableType] = [Text("".join(reading.claim(report)), style="bold")]
    lines += [Text(f"{reading.caveat(report)} {reading.paper_line(report)}"), Text("")]
    lines += [Text(line) for line in _corpus_lines(corpus)]
    notes = [Text(note, style="dim") for note in _notes(report)]
    floors: list[RenderableType] = [Text(""), _floors(corpus)] if corpus["floors"] else []
    if corpus["floors"] and corpus["floors"]["wrong_or_declined"]["vacuous"]:
        floors.append(Text(f"why none: {explain.why_not(corpus)}."))
    rows = [corpus, *report["domains"][:_MOST_DOMAINS]] if explained else []
    chains = [part for row in rows if row["floors"] for part in _chain(row)]
    following = Text(_next_step(report), style="dim")
    return Group(*lines, *floors, Text(""), _domain_table(report["domains"], width), *chains, *notes, following)


def show(report: Row, *, explained: bool = False) -> None:
    """Print a report to stdout; ``explained``: with every term of its floors."""
    console = standard_output()
    console.print(report_view(report, console.width, explained=explained))
