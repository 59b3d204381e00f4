"""SQL expressions of users: one value a row, over the columns of a shard, or a refusal that says why.

An expression is Polars SQL. It is refused where the value of a row could depend on other rows (aggregates, windows),
on the time or on chance: the batches in which rows are read, and the day, would then decide the result.
"""

from __future__ import annotations

import io
import json
import re
import warnings
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Final

import polars as pl

from corpusstat.errors import BadRequest

__all__ = ["checked", "row_by_row", "uncast"]

_NODES: Final = frozenset(
    {"Column", "Literal", "BinaryExpr", "Cast", "Ternary", "Alias", "Function", "Eval", "StructEval", "Field"}
)
"""Nodes of an expression that keep rows apart; all others are refused."""
_ACROSS: Final = re.compile(
    r"^(Rank|Shift|ShiftAndFill|Cum\w+|Diff|PctChange|Rolling\w*|Ewm\w*|Random\w*|Sample\w*|Range|Repeat\w*|Reverse|"
    r"Unique\w*|NUnique|ApproxNUnique|Mode|Skew|Kurtosis|Interpolate\w*|RLE\w*|Fill\w*Strategy|Forward\w*|"
    r"Backward\w*|Hist\w*|ValueCounts|Arg\w+|TopK\w*|BottomK\w*|Any|All|IsFirstDistinct|IsLastDistinct|IsDuplicated|"
    r"IsUnique|ConcatVertical|Drop\w+|Entropy|Correlation|Extend\w*|SetSorted\w*|Cut|QCut|PeakM\w+|Index\w*|"
    r"SearchSorted\w*|Gather\w*|Shuffle\w*|Append|Explode|Filter|Slice|Sort\w*|Len|Min|Max|Sum|Mean|Std|Var|"
    r"Quantile|Median|Product|First|Last|Item|Count|NullCount|Implode|Reduce|Fold\w*|Map\w*|Anonymous\w*)$"
)
_NAMESPACES: Final = ("ListExpr", "ArrayExpr", "StructExpr", "TemporalExpr", "StringExpr", "BinaryExpr", "Pow")
"""Functions of one cell, in which a sum or a maximum is that cell's own."""
_VOLATILE: Final = re.compile(
    r"\b(now|today|current_date|current_time|current_timestamp|localtime|localtimestamp|random|rand|uuid)\b",
    re.IGNORECASE,
)
_IN_SQL: Final = {
    "Len": "count(*)",
    "Mean": "avg",
    "NUnique": "count(DISTINCT)",
    "Over": "OVER",
    "Range": "row_number",
    "Std": "stddev",
    "Var": "variance",
}
"""What SQL calls the parts that Polars calls otherwise; the others have the same name in both."""


@lru_cache(maxsize=256)
def checked(expression: str) -> pl.Expr:
    """Return the expression of a user, whose casts give null where they fail.

    Raises
    ------
    BadRequest
        It is no SQL expression, or not one value a row.

    >>> checked("lower(lang)").meta.root_names()
    ['lang']
    """
    try:
        parsed = pl.sql_expr(expression)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise _refused(expression, str(error).splitlines()[0]) from error
    bare = re.sub(r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"", "''", expression)
    volatile = _VOLATILE.search(bare)
    if volatile:
        raise _refused(expression, f"{volatile[0]} changes from run to run")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the form may change with Polars; tests hold what it must show
        tree = json.loads(parsed.meta.serialize(format="json"))
        across = next(_across(tree), None)
        if across is not None:
            raise _refused(
                expression, f"{_IN_SQL.get(across, across.lower())} looks at other rows (aggregates and windows do)"
            )
        return pl.Expr.deserialize(io.StringIO(json.dumps(_lenient(tree))), format="json")


def uncast(frame: pl.DataFrame, expression: str, values: pl.Series) -> list[int]:
    """Rows for which a cast of the expression fails as it was written: null, though none of their cells is."""
    try:
        frame.select(pl.sql_expr(expression))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        whole = pl.all_horizontal(pl.all().is_not_null())
        return frame.select(pl.arg_where(whole & values.is_null())).to_series().to_list()
    return []


def _refused(expression: str, reason: str) -> BadRequest:
    return BadRequest(f"domain expression {expression!r}: {reason}", "an SQL expression over the columns of one row")


def _across(node: Any) -> Iterator[str]:
    """The parts of an expression tree for which rows are not apart."""
    if isinstance(node, str):
        if node not in _NODES:
            yield node
        return
    for kind, content in node.items() if isinstance(node, dict) else ():
        if kind not in _NODES:
            yield _name(content) if kind == "Agg" else kind
        elif kind == "Function":
            name = _function(content["function"])
            if name is not None:
                yield name
            for argument in content["input"]:
                yield from _across(argument)
        elif kind not in ("Column", "Literal"):
            yield from _inner(content)


def _inner(content: Any) -> Iterator[str]:
    """Look into the expressions that a node holds; what else it holds are its settings."""
    parts = content if isinstance(content, dict) else dict(enumerate(content if isinstance(content, list) else ()))
    for key, value in parts.items():
        if key in ("op", "dtype", "options", "name"):
            continue
        if isinstance(value, list):
            for one in value:
                if isinstance(one, dict):
                    yield from _across(one)
        elif isinstance(value, dict) or value == "Len":
            yield from _across(value)


def _name(content: Any) -> str:
    return next(iter(content), "an aggregate") if isinstance(content, dict) else str(content)


def _function(function: Any) -> str | None:
    """The name of a function that looks at other rows, else None."""
    if isinstance(function, dict) and len(function) == 1:
        name, inner = next(iter(function.items()))
        if name in _NAMESPACES and not (name == "StringExpr" and "ConcatVertical" in str(inner)):
            return None
        return name if _ACROSS.match(name) else _function(inner) if name.endswith("Expr") else None
    return function if isinstance(function, str) and _ACROSS.match(function) else None


def _lenient(node: Any) -> Any:
    """The tree with casts that give null in place of an error: a cell must not end an audit."""
    if isinstance(node, dict):
        lenient = {k: _lenient(v) for k, v in node.items()}
        if "Cast" in lenient and isinstance(lenient["Cast"], dict) and lenient["Cast"].get("options") == "Strict":
            lenient["Cast"]["options"] = "NonStrict"
        return lenient
    return [_lenient(v) for v in node] if isinstance(node, list) else node


def row_by_row(frame: pl.DataFrame, expression: pl.Expr) -> tuple[pl.Series, list[int]]:
    """Evaluate an expression as text; also return the rows for which it fails (these are null).

    Rows that fail are found by halving: an expression of one row each gives the same for any part of the rows.
    """
    try:
        values = frame.select(expression.cast(pl.String).alias("domain")).to_series()
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException):
        if frame.height <= 1:
            return pl.Series("domain", [None] * frame.height, dtype=pl.String), list(range(frame.height))
        half = frame.height // 2
        first, bad = row_by_row(frame[:half], expression)
        second, more = row_by_row(frame[half:], expression)
        return pl.concat([first, second]), bad + [half + row for row in more]
    if values.len() != frame.height:
        values = values.new_from_index(0, frame.height)
    return values, []
