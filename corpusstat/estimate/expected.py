"""The precision to expect of a stratum, from how its mentions are stated: the mean confidence of their grades."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import polars as pl

from corpusstat.estimate.extractor import limits
from corpusstat.estimate.shares import wilson
from corpusstat.relations.confidence import Confidence, Grade, confidence

__all__ = ["expected", "grade_table", "most_false", "parse_mark", "summed"]


def parse_mark(mark: str) -> tuple[str, int]:
    """Return the relation and the grade of a mark of TALLY, without its first character.

    >>> parse_mark("birth_date/5")
    ('birth_date', 5)
    """
    relation, _, grade = mark.rpartition("/")
    return relation, int(grade)


def summed(counts: Iterable[Mapping[int, int]]) -> dict[int, int]:
    """Add mentions by grade.

    >>> summed([{6: 2, 0: 1}, {6: 3}])
    {0: 1, 6: 5}
    """
    total: dict[int, int] = {}
    for some in counts:
        for grade, n in some.items():
            total[grade] = total.get(grade, 0) + n
    return dict(sorted(total.items()))


def expected(
    counts: Mapping[int, int], elsewhere: Mapping[int, int] | None = None, model: Confidence | None = None
) -> dict[str, Any] | None:
    """Return the precision that mentions of these grades had where they were judged.

    Parameters
    ----------
    counts
        Mentions by grade.
    elsewhere
        The same of the floor set in text that is not known to be encyclopedic: fewer were right on web text.
    model
        Default: the one that comes with the package.

    Returns
    -------
    dict or None
        ``value`` with ``low`` and ``high`` (each grade at its 95 % Wilson limit: wider than 95 % for their mean),
        ``mentions`` = those with a grade, ``n`` = judged mentions behind it, ``on`` = what these are. None without a
        mention.

    >>> from corpusstat.relations.confidence import Grade
    >>> model = Confidence("text", {}, (0,), (Grade(60, 100), Grade(99, 100)))
    >>> found = expected({0: 10, 1: 30}, model=model)
    >>> round(found["value"], 4), round(found["low"], 3), round(found["high"], 3), found["mentions"], found["n"]
    (0.8925, 0.835, 0.921, 40, 200)
    """
    model = model or confidence()
    used = [(model.grades[grade], n) for grade, n in counts.items() if n]
    there = [(model.web[grade], n) for grade, n in (elsewhere or {}).items() if n]
    total = sum(n for _, n in used + there)
    if not total:
        return None
    ends = [(_interval(grade), n) for grade, n in used + there]
    return {
        "value": sum(grade.value * n for grade, n in used + there) / total,
        "low": sum(low * n for (low, _), n in ends) / total,
        "high": sum(high * n for (_, high), n in ends) / total,
        "mentions": total,
        "n": sum(grade.judged for grade in {*[g for g, _ in used], *[g for g, _ in there]}),
        "on": "; ".join([model.on] * bool(used) + [model.on_web] * bool(there)),
    }


def most_false(counts: Mapping[int, int], model: Confidence | None = None) -> float:
    """Return the upper limit of the share of false mentions that these grades say, 0 where there is none.

    >>> from corpusstat.relations.confidence import Grade
    >>> round(most_false({1: 30}, Confidence("", {}, (0,), (Grade(60, 100), Grade(99, 100)))), 3)
    0.072
    """
    model = model or confidence()
    total = sum(counts.values())
    if not total:
        return 0.0
    used = [(model.grades[grade], n) for grade, n in counts.items() if n]
    return sum(_most_false(g) * n for g, n in used) / total


@cache
def _interval(grade: Grade) -> tuple[float, float]:
    return wilson(grade.right, grade.judged)


@cache
def _most_false(grade: Grade) -> float:
    return float(limits(grade.judged - grade.right, grade.judged)[1])


def grade_table() -> pl.DataFrame:
    """Return what was judged at each grade, for the database of a run.

    >>> grade_table().columns
    ['grade', 'right', 'judged', 'confidence', 'low', 'high']
    """
    rows = [(i, g.right, g.judged, g.value, *wilson(g.right, g.judged)) for i, g in enumerate(confidence().grades)]
    kinds = {"grade": pl.Int8, "right": pl.Int64, "judged": pl.Int64}
    return pl.DataFrame(rows, kinds | dict.fromkeys(("confidence", "low", "high"), pl.Float64), orient="row")
