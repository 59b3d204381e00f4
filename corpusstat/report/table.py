"""The table of domains: its cells as the texts that are shown; heads and definitions are in ``page/columns.toml``.

The page holds the cells once, as JSON; the script shows, sorts, searches and pages them, and formats nothing.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from importlib import resources
from typing import Any, Final

from corpusstat.errors import printable
from corpusstat.report.explain import beside_n, nothing
from corpusstat.report.format import at_least, count, error, per_mb, percent, rate, size, with_interval
from corpusstat.report.reading import HEADLINE

__all__ = ["CELLS", "Column", "block", "cells", "columns", "columns_for", "floor_text", "ordered"]

Row = Mapping[str, Any]
WIDEST: Final = 2000
"""Domains up to which the page holds all columns; above, those that are shown first, to stay a page."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in `CELLS`, its head, what it means; ``shown`` without being asked for; of ``words``."""

    key: str
    head: str
    meaning: str
    shown: bool = False
    words: bool = False


@cache
def columns() -> tuple[Column, ...]:
    """Return all columns in their order."""
    text = resources.files("corpusstat.report").joinpath("page", "columns.toml").read_text(encoding="utf-8")
    return tuple(Column(**row) for row in tomllib.loads(text)["column"])


def columns_for(number: int) -> tuple[Column, ...]:
    """Return the columns that a page with ``number`` domains holds."""
    return columns() if number <= WIDEST else tuple(c for c in columns() if c.shown)


def _adds(row: Row, key: str) -> Any:
    return (row.get("adds") or {}).get(key)


def uses_collapsed(row: Row) -> bool:
    """Whether copies are more than a tenth of the mentions, so that the rate with copies collapsed is to be read."""
    collapsed = row.get("collapsed")
    return bool(collapsed and collapsed["n"] < 0.9 * row["n"])


def _to_read(row: Row) -> str:
    if uses_collapsed(row):
        c = row["collapsed"]
        return with_interval(c["sr"], c["sr_low"], c["sr_high"], c["n"]) + " c"
    return with_interval(row["sr"], row["sr_low"], row["sr_high"], row["n"])


def _rank(row: Row) -> str:
    rank = row.get("rank")
    return "–" if not rank else f"{rank}{' =' if row.get('tied') else ''}"


def _without(row: Row) -> str:
    without = _adds(row, "without")
    return "–" if not without else error(without["difference"], without["half"])


def floor_text(row: Row, kind: str = HEADLINE) -> str:
    """Write a floor: what it claims, or from which N on it would."""
    floor = beside_n(row, kind)
    if not floor:
        return "–"
    if not floor["vacuous"]:
        return "≥ " + at_least(floor["value"], row["n"])
    return nothing(floor.get("needed"))


def _share(row: Row, what: str) -> str:
    """Precision (1 − ``false``) or recall (1 − ``missed``), as the floors took it, and of how many judged."""
    found = (row.get("extraction") or {}).get(what)
    return "–" if not found else f"{rate(1 - found['value'], found['n'])} (n = {count(found['n'])})"


def _expected(row: Row) -> str:
    found = row.get("expected")
    return "–" if not found else with_interval(found["value"], found["low"], found["high"], found["mentions"])


def _conflicts(row: Row) -> str:
    return "–" if not row.get("repeated") else f"{count(row['conflicts'])} of {count(row['repeated'])}"


def _common(row: Row) -> str:
    return with_interval(row.get("sr_common_n"), row.get("sr_common_low"), row.get("sr_common_high"), row["n"])


def _corrected(row: Row) -> str:
    found = row.get("corrected")
    return "–" if not found else with_interval(found["sr"], found["sr_low"], found["sr_high"], row["n"])


def _entities(row: Row) -> str:
    found = row.get("entities")
    if not found:
        return "–"
    return count(found["number"]) + (f" ± {percent(found['error'])}" if found["error"] else "")


def notes(row: Row) -> str:
    """Write the flags of a row that its other cells don't say."""
    hidden = ("no floor", "precision not measured")
    return ", ".join(printable(flag, 80) for flag in row["flags"] if flag not in hidden)


CELLS: Final[Mapping[str, Callable[[Row], str]]] = {
    "rank": _rank,
    "per_mb": lambda e: per_mb(_adds(e, "per_mb")),
    "overlap": lambda e: percent(_adds(e, "overlap"), e["n"]),
    "floor": floor_text,
    "sr": _to_read,
    "without": _without,
    "n": lambda e: count(e["n"]),
    "precision": partial(_share, what="false"),
    "expected": _expected,
    "recall": partial(_share, what="missed"),
    "only": lambda e: count(_adds(e, "only_here")),
    "facts": lambda e: count(_adds(e, "prompts")),
    "f1": lambda e: count(e["f"][0]),
    "common": _common,
    "raw": lambda e: rate(e["sr"], e["n"]),
    "collapsed": lambda e: rate(e["sr_collapsed"], e["n"]),
    "corrected": _corrected,
    "alone": lambda e: rate(e["sr_domain_scope"], e["n"]),
    "statistical": partial(floor_text, kind="statistical"),
    "guaranteed": partial(floor_text, kind="guaranteed"),
    "paper": partial(floor_text, kind="paper"),
    "idk": lambda e: count(e["n_idk"]),
    "conflicts": _conflicts,
    "documents": lambda e: count(e["documents"]),
    "text": lambda e: size(e.get("bytes")),
    "entities": _entities,
    "flags": notes,
}
"""How a domain's cell of each column is written."""


def ordered(domains: Sequence[Row]) -> list[Row]:
    """Order domains for the table: ranked ones by rank, then by mentions, then by name."""
    return sorted(domains, key=lambda e: (e.get("rank") or 10**9, -e["n"], e["domain"]))


def cells(row: Row, chosen: Sequence[Column] | None = None) -> list[str]:
    """Write a domain's cells."""
    return [CELLS[column.key](row) for column in (columns() if chosen is None else chosen)]


def block(rows: Sequence[Row]) -> dict[str, Any]:
    """Return the data of the table: columns, and for each domain with mentions its name and cells."""
    chosen = columns_for(len(rows))
    return {
        "columns": [{"key": c.key, "head": c.head, "shown": c.shown, "words": c.words} for c in chosen],
        "rows": [[printable(e["domain"], 200), *cells(e, chosen)] for e in rows],
    }
