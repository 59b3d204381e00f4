"""Mentions to judge by hand, drawn by count; and what the judged file says about precision.

Precision must be known by count: a wrong fact is almost always unique, so singletons are wrong more
often than the rest. The classes of count are those of :mod:`corpusstat.estimate.correct`, which takes the result.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.count.mentions import drawn
from corpusstat.errors import BadData, BadRequest, printable
from corpusstat.estimate.correct import CLASSES, Judged, class_of
from corpusstat.estimate.known import Unfound

__all__ = ["COLUMNS", "read_judged", "read_relations", "read_unfound", "sample", "write_sample"]

COLUMNS: Final = (
    "count", "relation", "entity", "value", "verdict", "reason", "sentence",
    "domain", "shard", "row_group", "row", "start", "end", "template", "pairs", "found",
)  # fmt: skip
"""Columns of the file to judge: ``verdict`` and ``reason`` are for the judge to fill in.

Rows with a count are mentions: right or wrong. Rows with count 0 are sentences with a cue of the relation, in which no
fact of it was found: missed if they state one, none if not; ``pairs`` and ``found`` say what they were drawn from.
"""
UNFOUND: Final = "0"
"""The count of a sentence without a fact."""

_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""A cell that begins so would be run by a spreadsheet."""


def sample(
    parts: Sequence[Path], relations: Iterable[str], n: int, seed: int = 0, *, memory: int = 1 << 30
) -> pl.DataFrame:
    """Draw answered mentions, as evenly as possible over prompts counted 1, 2, 3–5 and 6 times or more.

    Mentions are put in order by a hash of their document, their prompt and the seed, and the first of each class are
    taken: the same run gives the same sample however it was computed. Counts are corpus-wide.

    Parameters
    ----------
    parts
        MENTION files of a run.
    relations
        Names of the relations to draw from.
    n
        Mentions to draw; fewer if a class has fewer and the others too.
    seed
        Another seed draws other mentions.
    memory
        Bytes to use.

    Returns
    -------
    polars.DataFrame
        Columns of MENTION and ``count``, in the mixed order: the classes are mixed, so that the place of a mention
        does not show a judge its count.
    """
    if n < 1:
        raise BadRequest(f"a sample of {n} mentions", "at least 1", "give a larger number")
    if not parts:
        return pl.DataFrame()
    found = drawn(parts, list(relations), n, seed, memory=memory)
    have = dict(found.select("class", "of").unique().rows())
    sizes = _even([have.get(i, 0) for i in range(len(CLASSES))], n)
    place = pl.int_range(pl.len()).over("class")
    kept = [pl.col("class").eq(i) & (place < size) for i, size in enumerate(sizes)]
    return found.filter(pl.any_horizontal(kept)).drop("class", "of")


def _even(have: list[int], n: int) -> list[int]:
    """Share n as evenly as the classes allow.

    >>> _even([100, 5, 0, 100], 50)
    [23, 5, 0, 22]
    """
    given = [0] * len(have)
    while n > 0 and given != have:
        for i, limit in enumerate(have):
            if n > 0 and given[i] < limit:
                given[i], n = given[i] + 1, n - 1
    return given


def write_sample(drawn: pl.DataFrame, path: Path) -> None:
    """Write the file to judge: CSV with the columns `COLUMNS`.

    Corpus text is made safe for spreadsheets and terminals: cells that begin with ``= + - @`` get an apostrophe in
    front, control characters become escapes.
    """
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in drawn.iter_rows(named=True):
            writer.writerow([_cell(row.get(column)) for column in COLUMNS])


def _cell(value: Any) -> str | int:
    if isinstance(value, int):
        return value
    text = printable("" if value is None else value, 4000)
    return f"'{text}" if text.startswith(_FORMULA) else text


def read_judged(path: Path) -> list[Judged]:
    """Read a judged file: valid mentions and judged mentions by class of count.

    Only the columns ``count`` and ``verdict`` matter. Rows without a verdict are not judged yet and do not count, and
    sentences without a fact (count 0) are `read_unfound`'s.

    Raises
    ------
    BadRequest
        If there is no such file.
    BadData
        If a column is missing, a count is no positive number, a verdict is another word, or nothing is judged.
    """
    tally = [[0, 0] for _ in CLASSES]
    for row, where in _rows(path):
        if row["count"] != UNFOUND:
            _add(row, tally, where)
    if not any(judged for _, judged in tally):
        raise BadData(f"{path}: no verdicts", "right or wrong in the column verdict", "judge some mentions")
    return _judged(tally)


def read_relations(path: Path) -> dict[str, list[Judged]]:
    """Read a judged file by relation: valid and judged mentions by class of count. Raises as `read_judged`."""
    tallies: dict[str, list[list[int]]] = {}
    for row, where in _rows(path):
        if row["count"] != UNFOUND:
            _add(row, tallies.setdefault(row.get("relation", ""), [[0, 0] for _ in CLASSES]), where)
    return {relation: found for relation, tally in tallies.items() if (found := _judged(tally))}


def _judged(tally: list[list[int]]) -> list[Judged]:
    return [
        Judged(low, high, valid, judged) for (low, high), (valid, judged) in zip(CLASSES, tally, strict=True) if judged
    ]


def read_unfound(path: Path) -> Unfound | None:
    """Read the sentences without a fact of a judged file; None if none of them is judged.

    Raises
    ------
    BadRequest, BadData
        As `read_judged`, and if a verdict is neither missed nor none.
    """
    verdicts: list[bool] = []
    drawn = (0, 0)
    for row, where in _rows(path):
        verdict = _verdict(row, ("missed", "none"), where) if row["count"] == UNFOUND else ""
        if verdict:
            verdicts.append(verdict == "missed")
            try:
                drawn = int(row["pairs"]), int(row["found"])
            except (KeyError, ValueError):
                raise BadData(
                    f"{where}: pairs, found", "two numbers", "leave these columns as they were drawn"
                ) from None
    return Unfound(found=drawn[1], pairs=drawn[0], judged=len(verdicts), missed=sum(verdicts)) if verdicts else None


def _rows(path: Path) -> Iterator[tuple[dict[str, str], str]]:
    """Each row of a judged file, its cells stripped, with its place."""
    if not path.is_file():
        raise BadRequest(f"no judged file {path}", "a CSV from `corpusstat sample`", "check the path")
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = [c for c in ("count", "verdict") if c not in (reader.fieldnames or ())]
            if missing:
                raise BadData(f"{path}: no column {', '.join(missing)}", "the columns of `corpusstat sample`")
            for row in reader:
                cells = {name: value.strip() for name, value in row.items() if isinstance(value, str)}
                yield {"count": "", "verdict": ""} | cells, f"{path}, line {reader.line_num}"
    except (UnicodeDecodeError, csv.Error) as error:
        raise BadData(f"{path}: not readable as CSV ({error})", "UTF-8 CSV from `corpusstat sample`") from None


def _verdict(row: dict[str, str], words: tuple[str, str], where: str) -> str:
    verdict = row["verdict"].lower()
    if verdict and verdict not in words:
        raise BadData(f"{where}: verdict {verdict!r}", " or ".join(words), "correct the cell")
    return verdict


def _add(row: dict[str, str], tally: list[list[int]], where: str) -> None:
    verdict = _verdict(row, ("right", "wrong"), where)
    if not verdict:
        return
    if not row["count"].isdecimal() or int(row["count"]) < 1:
        raise BadData(f"{where}: count {row['count']!r}", "a positive number", "leave the column count as it was drawn")
    cell = tally[class_of(int(row["count"]))]
    cell[0] += verdict == "right"
    cell[1] += 1
