"""A domain's SQL expression is of one row: what could depend on other rows, on time or on chance is refused."""

# ruff: noqa: E501
from __future__ import annotations

import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.errors import BadRequest
from corpusstat.read.expressions import checked, row_by_row

REFUSED = (
    "max(score)", "min(lang)", "count(*)", "count(score)", "count(DISTINCT lang)", "sum(score)", "avg(score)",
    "median(score)", "stddev(score)", "variance(score)", "first(lang)", "last(lang)", "quantile_cont(score, 0.5)",
    "array_agg(lang)", "string_agg(lang, ',')", "corr(score, score)", "rank() OVER (ORDER BY score)",
    "row_number() OVER ()", "dense_rank() OVER (ORDER BY score)", "lag(score) OVER (ORDER BY score)",
    "ntile(2) OVER (ORDER BY score)", "sum(score) OVER (PARTITION BY lang)", "first_value(lang) OVER (ORDER BY score)",
    "score + max(score)", "CASE WHEN score > avg(score) THEN 'a' ELSE 'b' END", "coalesce(lang, max(lang))",
    "lower(max(lang))", "lang IN ('a') OR max(score) > 1", "unnest(list)", "COLUMNS('.*')", "*",
    "now()", "NOW()", "current_date", "CURRENT_TIMESTAMP", "random()", "uuid()", "lang || current_date",
    "(SELECT 1)", "lang; DROP TABLE x", "read_csv('/etc/passwd')", "",
)  # fmt: skip
ALLOWED = (
    "lower(lang)", "lang", "1", "'now()'", "\"lang\"", "CASE WHEN score > 0.5 THEN 'good' ELSE lang END", "score::INT",
    "CAST(lang AS INT)", "TRY_CAST(lang AS INT)", "coalesce(lang, 'none')", "concat(lang, '-', score)", "lang || '-x'",
    "substr(lang, 1, 2)", "split_part(lang, '-', 1)", "regexp_replace(lang, 'a', 'b')", "lang LIKE 'a%'", "lang IN ('a', 'b')",
    "round(score, 1)", "floor(score)", "abs(score)", "score % 2", "greatest(score, 1)", "NULLIF(lang, 'a')", "length(lang)",
    "lang IS NULL", "score BETWEEN 0 AND 1", "NOT (score > 1)", "list[1]", "array_contains(list, 1)", "array_sum(list)",
    "date_part('year', day)", "extract(month FROM day)", "reverse(lang)", "upper(trim(lang))", "strpos(lang, 'a')",
)  # fmt: skip
ROWS = st.lists(
    st.tuples(
        st.none() | st.sampled_from(["a", "b-c", "7", "", "ä"]),
        st.none() | st.floats(-3, 3),
        st.none() | st.lists(st.integers(0, 3), max_size=3),
        st.none() | st.dates(),
    ),
    min_size=1,
    max_size=9,
)
SCHEMA = {"lang": pl.String, "score": pl.Float64, "list": pl.List(pl.Int64), "day": pl.Date}


@pytest.mark.parametrize("expression", REFUSED)
def test_refused(expression: str) -> None:
    with pytest.raises(BadRequest, match="domain expression"):
        checked(expression)


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ("count(*)", "count(*)"),
        ("count(score)", "count"),
        ("count(DISTINCT lang)", "count(DISTINCT)"),
        ("max(score)", "max"),
        ("avg(score)", "avg"),
        ("stddev(score)", "stddev"),
        ("variance(score)", "variance"),
        ("row_number() OVER ()", "row_number"),
        ("sum(score) OVER (PARTITION BY lang)", "OVER"),
    ],
)
def test_a_refusal_names_the_part_as_sql_does(expression: str, named: str) -> None:
    with pytest.raises(BadRequest, match=re.escape(f": {named} looks at other rows")):
        checked(expression)


@pytest.mark.parametrize("expression", ALLOWED)
@tried(5, 25)
@given(rows=ROWS)
def test_allowed_and_the_same_for_any_batches(expression: str, rows: list) -> None:
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
    whole, _ = row_by_row(frame, checked(expression))
    one_by_one = [row_by_row(frame[i : i + 1], checked(expression))[0][0] for i in range(frame.height)]
    assert whole.to_list() == one_by_one
    assert row_by_row(frame.reverse(), checked(expression))[0].to_list() == one_by_one[::-1]


def test_rows_that_fail_are_named_and_the_others_kept() -> None:
    frame = pl.DataFrame({"lang": ["2020", "n/a", None, "2021"]})
    values, failed = row_by_row(frame, checked("strptime(lang, '%Y')"))
    assert failed in ([1], [])  # a strict parser names it, a lenient one gives null
    assert values.null_count() >= 2
    assert row_by_row(frame, checked("CAST(lang AS INT)"))[0].to_list() == ["2020", None, None, "2021"]
