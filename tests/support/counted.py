"""A small run that was counted: its parts, its copies and its database."""

from __future__ import annotations

from pathlib import Path

from count_reference import RELATIONS, Example, write

from corpusstat.count import auditdb, copies
from corpusstat.count.count import count
from corpusstat.count.database import run_query
from corpusstat.count.pooling import pooled
from corpusstat.estimate.expected import grade_table

CORPUS = [
    Example(0, "a", "born", "x", "1"),
    Example(1, "b", "born", "x", "2"),
    Example(2, "a", "born", "y", "1"),
    Example(3, "a", "born", "z", None),
    Example(4, "b", "born", "u'; DROP TABLE counts; --", "3"),
    Example(5, "b", "spouse", "x", "w"),
    Example(6, "a", "spouse", "x", "w"),
    Example(7, "a", "spouse", "x", "w"),
]


def make(folder: Path) -> Path:
    """Write the run into a folder."""
    mentions, tallies = write(folder, CORPUS, files=2)
    found = copies.find(mentions, folder / "copies", memory=1 << 30, temp=folder / "spill")
    counts = count(mentions, tallies, RELATIONS, memory=1 << 30, temp=folder / "spill", copies=found.files)
    auditdb.write(
        folder,
        {"mentions": mentions, "tally": tallies, "copies": found.files, "rejected": []},
        {
            "spectrum": counts.spectrum,
            "jackknife": counts.jackknife,
            "documents": counts.documents,
            "strata": counts.prompts,
            "values": counts.values,
            "reported_domains": pooled(tallies, 500).kept,
            "grades": grade_table(),
        },
        theta=1.0,
        memory=1 << 30,
        temp=folder / "spill",
    )
    return folder


def rows(run: Path, query: str, **parameters: object) -> list[tuple[object, ...]]:
    """The rows that a query returns."""
    return run_query(run, query, parameters).rows()
