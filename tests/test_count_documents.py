"""Sums over documents: which cells a stratum has, and that scopes and the whole corpus add up."""

from __future__ import annotations

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.count.documents import SUMS, Members, layers
from corpusstat.schema import ALL_DOMAINS, DOCUMENTS, FLOOR_SET, polars_schema

CELLS = st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("rst")), unique=True, max_size=9)
FLOOR = frozenset("rs")


def numbered(cells: list[tuple[str, str]]) -> pl.DataFrame:
    frame = pl.DataFrame(sorted(cells), schema={"domain": pl.String, "relation": pl.String}, orient="row")
    return frame.with_row_index("id")


@given(CELLS)
def test_every_cell_is_a_stratum_and_part_of_its_domains_floor_set(cells: list[tuple[str, str]]) -> None:
    made = Members.of(numbered(cells), FLOOR)
    names = {stratum: (domain, relation) for stratum, domain, relation in made.strata.rows()}
    assert sorted(names) == list(range(len(names)))
    parts: dict[tuple[str, str], set[tuple[str, str]]] = {name: set() for name in names.values()}
    for cell, stratum in made.cells.rows():
        parts[names[stratum]].add(names[cell])
    floors = {(d, FLOOR_SET): {(d, r) for e, r in cells if e == d and r in FLOOR} for d, r in cells if r in FLOOR}
    assert parts == {cell: {cell} for cell in cells} | floors


@given(CELLS, st.randoms(use_true_random=False))
def test_documents_of_the_corpus_are_those_of_its_domains(cells: list[tuple[str, str]], chance) -> None:
    names = [*SUMS, "f2_inside", "f2_sq_inside"]
    names += [f"{name}_domain" for name in ("f1", "f1_sq", "f1_n", "f2", "f2_sq")]
    rows = [("mentions", *cell, *(chance.randrange(5) for _ in names)) for cell in cells]
    wide = pl.DataFrame(rows, schema=["unit", "domain", "relation", *names], orient="row").cast(
        dict.fromkeys(names, pl.Int64) | dict.fromkeys(("unit", "domain", "relation"), pl.String)
    )
    found = layers(wide)
    assert found.schema == polars_schema(DOCUMENTS)
    assert (found["documents"] > 0).all()
    for scope, f1 in (("corpus", "f1"), ("domain", "f1_domain")):
        own = found.filter(pl.col("scope") == scope, pl.col("domain") != ALL_DOMAINS)
        whole = found.filter(pl.col("scope") == scope, pl.col("domain") == ALL_DOMAINS)
        assert own["f1"].sum() == wide.filter(pl.col("documents") > 0)[f1].sum()
        added = wide.group_by("relation").agg(pl.col(SUMS).sum()).filter(pl.col("documents") > 0)
        assert whole["relation"].to_list() == sorted(added["relation"])
        assert whole["n"].sum() == added["n"].sum()


def test_a_sum_that_no_row_has_is_zero() -> None:
    wide = pl.DataFrame({"unit": ["mentions"], "domain": ["a"], "relation": ["r"], "documents": [2], "n": [3]})
    assert layers(wide).select("scope", "domain", "n", "f1", "f2_sq").rows() == [
        ("corpus", "*", 3, 0, 0),
        ("domain", "*", 3, 0, 0),
        ("corpus", "a", 3, 0, 0),
        ("domain", "a", 3, 0, 0),
    ]
