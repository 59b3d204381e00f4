"""The look-up of counted tables: domains add up to the corpus, and openings are counted for each domain."""

from __future__ import annotations

import polars as pl

from corpusstat.estimate.index import SUMS, Integers, count_of, indexed
from corpusstat.relations.relation import Relation, RelationSet
from corpusstat.schema import DOCUMENTS, JACKKNIFE, SPECTRUM, TALLY, polars_schema

SETS = RelationSet((Relation("born", "person", "date", (), answers=365),))
STRATUM = ["domain", "relation", "scope", "unit"]


def integers(tally: list[tuple], loose: pl.DataFrame | None = None) -> Integers:
    """Two domains with one relation each: web has f_1 = 3 in N = 5, books f_1 = 2 in N = 2."""
    layers = [(d, r, "domain", "mentions") for d in ("web", "books") for r in ("born", "*")]
    spectra = {"web": [(1, 3, 3), (2, 1, 2)], "books": [(1, 2, 2)]}
    spectrum = [(*layer, *row) for layer in layers for row in spectra[layer[0]]]
    sums = {"web": (5, 5, 5, 3, 3, 3, 1, 2), "books": (2, 2, 2, 2, 2, 2, 0, 0)}
    documents = [(*layer, *sums[layer[0]]) for layer in layers]
    groups = [(*layer, g, spectra[layer[0]][0][1] - (g == 0), 5 - (g == 0)) for layer in layers for g in range(2)]
    prompts = [{**dict(zip(STRATUM, layer, strict=True)), "n": sums[layer[0]][1]} for layer in layers]
    values = [
        {"relation": "born", "distinct": 9, "prompts": 10, "commonest": 4, "second_commonest": 1, "third_commonest": 1}
    ]
    return Integers(
        pl.DataFrame(spectrum, polars_schema(SPECTRUM), orient="row"),
        pl.DataFrame(groups, polars_schema(JACKKNIFE), orient="row"),
        pl.DataFrame(prompts),
        pl.DataFrame(values),
        pl.DataFrame(tally, polars_schema(TALLY), orient="row"),
        pl.DataFrame(documents, polars_schema(DOCUMENTS), orient="row"),
        loose=loose,
    )


TALLIED = [
    ("web", "*", 0, 8, 100, 5, 0, 5), ("web", "born", 0, 4, 0, 5, 0, 5), ("web", "~other", 0, 9, 90, 0, 0, 0),
    ("books", "*", 3, 9, 300, 2, 0, 2), ("books", "~entry", 0, 8, 80, 0, 0, 0), ("books", "~other", 0, 1, 9, 0, 0, 0),
]  # fmt: skip


def test_the_corpus_is_the_sum_of_its_domains() -> None:
    index = indexed(integers(TALLIED), SETS)
    everywhere = ("*", "born", "domain", "mentions")
    assert index.spectra[everywhere] == [(1, 5, 5), (2, 1, 2)]
    assert index.documents[everywhere] == dict(zip(SUMS, (7, 7, 7, 5, 5, 5, 1, 2), strict=True))
    assert index.groups[everywhere] == [(3, 8), (5, 10)]
    assert index.tally["*", "*"]["documents"] == 17
    assert index.domains == ["books", "web"]


def test_openings_are_those_of_each_domain() -> None:
    index = indexed(integers(TALLIED), SETS)
    assert (index.openings["books"].entries, index.openings["books"].documents) == (8, 9)
    assert (index.kind_of("books"), index.kind_of("web"), index.kind_of("nowhere")) == ("encyclopedic", None, None)
    assert (index.openings["*"].entries, index.openings["*"].documents) == (8, 18)


def test_loose_names_add_over_domains_and_the_floor_set() -> None:
    loose = pl.DataFrame({"domain": ["web", "books"], "relation": ["born", "born"], "f1": [2, 1]})
    index = indexed(integers(TALLIED, loose), SETS)
    assert index.loose is not None
    assert index.loose["*", "*"] == index.loose["*", "born"] == 3
    assert indexed(integers(TALLIED), SETS).loose is None


def test_a_count_that_does_not_occur_is_zero() -> None:
    assert count_of([(1, 3, 3)], 2) == (0, 0)
