"""The table of domains: its columns with their definitions, and its cells as the texts that are shown.

The page holds the cells once, as JSON; the script shows, sorts, searches and pages them, and formats nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from corpusstat.errors import printable
from corpusstat.report.format import about, at_least, count, error, interval, per_mb, percent, rate, size
from corpusstat.report.reading import HEADLINE

__all__ = ["COLUMNS", "Column", "block", "cells", "ordered"]

Row = Mapping[str, Any]
WIDEST: Final = 2000
"""Domains up to which the page holds all columns; above, those that are shown first, to stay a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, what it means, how a domain's cell is written; ``shown`` without being asked for."""

    key: str
    head: str
    meaning: str
    cell: Callable[[Row], str]
    shown: bool = False
    words: bool = False


def _adds(row: Row, key: str) -> Any:
    return (row.get("adds") or {}).get(key)


def uses_collapsed(row: Row) -> bool:
    """Whether copies are more than a tenth of the examples, so that the rate with copies collapsed is to be read."""
    collapsed = row.get("collapsed")
    return bool(collapsed and collapsed["n"] < 0.9 * row["n"])


def _to_read(row: Row) -> str:
    if uses_collapsed(row):
        c = row["collapsed"]
        return f"{rate(c['sr'], c['n'])} ({interval(c['sr_low'], c['sr_high'], c['n'])}) c"
    return f"{rate(row['sr'], row['n'])} ({interval(row['sr_low'], row['sr_high'], row['n'])})"


def _rank(row: Row) -> str:
    rank = row.get("rank")
    return "–" if not rank else f"{rank}{' =' if row.get('tied') else ''}"


def _without(row: Row) -> str:
    without = _adds(row, "without")
    return "–" if not without else error(without["difference"], without["half"], row["n"])


def floor_text(row: Row, kind: str) -> str:
    """Write a floor: what it claims, or from which N on it would."""
    floor = (row.get("floors") or {}).get(kind)
    if not floor:
        return "–"
    if not floor["vacuous"]:
        return "≥ " + at_least(floor["value"], row["n"])
    needed = floor.get("needed")
    return f"none (N ≥ {about(needed)})" if needed else "none at any size"


def _floor(kind: str) -> Callable[[Row], str]:
    return lambda row: floor_text(row, kind)


def _precision(row: Row, kind: str = "precision") -> str:
    p = row.get(kind)
    return "–" if not p else f"{rate(p['value'], p['n'])} (n = {count(p['n'])})"


def _conflicts(row: Row) -> str:
    return "–" if not row.get("repeated") else f"{count(row['conflicts'])} of {count(row['repeated'])}"


def _common(row: Row) -> str:
    if row.get("sr_common_n") is None:
        return "–"
    return f"{rate(row['sr_common_n'], row['n'])} ({interval(row['sr_common_low'], row['sr_common_high'], row['n'])})"


def _entities(row: Row) -> str:
    found = row.get("entities")
    if not found:
        return "–"
    return count(found["number"]) + (f" ± {percent(found['error'])}" if found["error"] else "")


def _flags(row: Row) -> str:
    hidden = ("vacuous", "precision not measured")
    return ", ".join(printable(flag, 80) for flag in row["flags"] if flag not in hidden)


COLUMNS: Final = (
    Column("rank", "rank", "Place by the singleton rate of the domain alone at the common N, the highest first. “=”: its interval overlaps that of the first of its place. “–”: too few examples to rank.", _rank, True),
    Column("per_mb", "new facts per MB", "Prompts of the floor set that only this domain answers, per megabyte of its text.", lambda e: per_mb(_adds(e, "per_mb")), True),
    Column("overlap", "overlap", "Share of the prompts answered here that another domain answers too.", lambda e: percent(_adds(e, "overlap"), e["n"]), True),
    Column("floor", "floor: wrong or declined", "What a model trained on the whole corpus gets wrong or declines at least, of the facts that text like this states. It needs no calibration.", _floor(HEADLINE), True),
    Column("sr", "singleton rate (interval)", "Prompts that the whole corpus answers once, in this domain, over its examples: how much is new, and how much can’t be learned. “c”: copies collapsed, where they are more than a tenth of the examples; else as counted.", _to_read, True),
    Column("without", "sr without it", "How the singleton rate of the corpus changes if the domain is left out, with its 95 % error (paired jackknife).", _without, True),
    Column("n", "examples, N", "Mentions of prompts of the floor set, one per document and prompt, “not known” included.", lambda e: count(e["n"]), True),
    Column("precision", "precision", "Share of the extracted facts that are right, as judged by hand on other text.", _precision, True),
    Column("recall", "recall", "Share of the stated facts that are found, as judged by hand on other text.", lambda e: _precision(e, "recall")),
    Column("only", "facts only here", "Prompts that only this domain answers.", lambda e: count(_adds(e, "only_here"))),
    Column("facts", "facts", "Distinct prompts answered in this domain.", lambda e: count(_adds(e, "prompts"))),
    Column("f1", "singletons", "Prompts that the whole corpus answers exactly once, in this domain.", lambda e: count(e["f"][0])),
    Column("common", "sr at the common N", "Singleton rate of the domain alone at the same number of examples as the others, with its interval.", _common),
    Column("raw", "sr as counted", "Singleton rate with every mention counted.", lambda e: rate(e["sr"], e["n"])),
    Column("collapsed", "sr, copies collapsed", "Singleton rate with near-duplicate sentences counted once.", lambda e: rate(e["sr_collapsed"], e["n"])),
    Column("alone", "sr, trained on it alone", "Singleton rate counted within the domain, for a model trained on nothing else.", lambda e: rate(e["sr_domain_scope"], e["n"])),
    Column("statistical", "floor, calibrated model", "Error of a model calibrated at the threshold τ, at least; by simulation, not fully proved.", _floor("statistical")),
    Column("guaranteed", "floor, guaranteed", "The same, proved for a finite sample of independent examples.", _floor("guaranteed")),
    Column("paper", "floor, Theorem 2", "The paper’s own line, with its own constants.", _floor("paper")),
    Column("idk", "not known", "Examples that say the answer is not known.", lambda e: count(e["n_idk"])),
    Column("conflicts", "conflicts", "Prompts with differing values, of those answered at least twice.", _conflicts),
    Column("documents", "documents", "Documents read.", lambda e: count(e["documents"])),
    Column("text", "text", "Size of the text read.", lambda e: size(e.get("bytes"))),
    Column("entities", "entities", "Distinct entities with a mention, of all relations.", _entities),
    Column("flags", "notes", "What to mind when reading this row.", _flags, words=True),
)  # fmt: skip


def ordered(domains: Sequence[Row]) -> list[Row]:
    """Order domains for the table: ranked ones by rank, then by examples, then by name."""
    return sorted(domains, key=lambda e: (e.get("rank") or 10**9, -e["n"], e["domain"]))


def columns_for(number: int) -> tuple[Column, ...]:
    """Return the columns that a page with so many domains holds."""
    return COLUMNS if number <= WIDEST else tuple(c for c in COLUMNS if c.shown)


def cells(row: Row, columns: Sequence[Column] = COLUMNS) -> list[str]:
    """Write a domain's cells."""
    return [column.cell(row) for column in columns]


def block(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the data of the table: columns, and for each domain with examples its name and cells."""
    columns = columns_for(len(rows))
    return {
        "columns": [{"key": c.key, "head": c.head, "shown": c.shown, "words": c.words} for c in columns],
        "rows": [[printable(e["domain"], 200), *cells(e, columns)] for e in rows],
    }
