"""Strata: examples by stratum and group, copies taken off, and mentions that are not those of the tallies refused."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.count import strata
from corpusstat.count.strata import Strata, with_totals
from corpusstat.errors import BadData
from corpusstat.schema import GROUPS

COLUMNS = {"domain": pl.String, "relation": pl.String, "group": pl.Int8, "n": pl.Int64, "n_idk": pl.Int64}
ROW = st.tuples(st.sampled_from("ab"), st.sampled_from("rst"), st.integers(0, GROUPS - 1), st.integers(0, 9)).flatmap(
    lambda row: st.integers(0, row[3]).map(lambda idk: (*row, idk))
)
ROWS = st.lists(ROW, max_size=8, unique_by=lambda row: row[:3])
FLOOR = frozenset("rs")


def table(rows: list[tuple]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=COLUMNS, orient="row")


@given(ROWS, ROWS, st.sampled_from([1.0, 0.5, 0.25]))
def test_sources_are_mentions_without_copies_and_never_fewer_than_none(told, copied, theta: float) -> None:
    made = Strata.of(table(told), table(copied), FLOOR, theta).examples
    cells = made.filter(pl.col("domain") != "*", pl.col("relation") != "*")
    copies = {row[:3]: row[3:] for row in copied}
    for unit in ("mentions", "sources"):
        found = {row[:3]: row[3:] for row in cells.filter(unit=unit).select(*COLUMNS).rows()}
        for *cell, n, idk in told:
            less = [round(c / theta) if unit == "sources" else 0 for c in copies.get(tuple(cell), (0, 0))]
            left = max(0, n - less[0])
            assert found[tuple(cell)] == (left, min(left, max(0, idk - less[1])))
        assert all(n >= idk >= 0 for n, idk in found.values())


@given(ROWS)
def test_totals_are_sums(told) -> None:
    frame = table(told)
    found = with_totals(frame, ["group"], ["n"], FLOOR)
    assert found.filter(pl.col("domain") == "*", pl.col("relation") == "*")["n"].sum() == sum(
        n for _, r, _, n, _ in told if r in FLOOR
    )
    assert found.filter(pl.col("domain") == "*", pl.col("relation") == "t")["n"].sum() == sum(
        n for _, r, _, n, _ in told if r == "t"
    )
    assert found.select("domain", "relation", "group").is_duplicated().any() is False


def counted(**changes: object) -> pl.DataFrame:
    row = {"domain": "a", "relation": "r", "scope": "domain", "unit": "mentions", "k": 1, "prompts": 4, "examples": 4}
    return pl.DataFrame([row | {"conflicts": 0} | changes, row | {"conflicts": 0, "relation": "*"} | changes])


def test_mentions_that_the_tallies_did_not_count_are_refused() -> None:
    made = Strata.of(table([("a", "r", 0, 5, 1)]), table([]), FLOOR, 1.0)
    made.check(counted())
    for wrong in (counted(examples=5), counted(relation="s"), counted().head(1)):
        with pytest.raises(BadData, match="tallies counted"):
            made.check(wrong)


def test_the_jackknife_of_a_group_is_without_it(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Strata.of(table([("a", "r", 0, 5, 1), ("a", "r", 7, 2, 0), ("b", "s", 7, 1, 0)]), table([]), FLOOR, 1.0)
    change = {"domain": "a", "relation": "r", "scope": "domain", "unit": "mentions", "group": 7, "change": -2}
    changes = pl.DataFrame([change], schema_overrides={"group": pl.Int8})
    found = made.jackknife(counted(), changes).filter(domain="a", relation="r", scope="domain", unit="mentions")
    assert found.height == GROUPS
    assert found.filter(group=7).select("f1", "n").rows() == [(2, 5)]
    assert found.filter(group=0).select("f1", "n").rows() == [(4, 2)]
    assert found.filter(group=1).select("f1", "n").rows() == [(4, 7)]
    monkeypatch.setattr(strata, "MOST_JACKKNIFED", 1)
    assert made.jackknife(counted(), changes).select("domain", "relation").unique().rows() == [("*", "*")]
