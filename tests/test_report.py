"""The report as values and on a terminal."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from corpora import birth, write

import corpusstat
from corpusstat.relations import load
from corpusstat.report.report import estimates, to_json


@pytest.fixture
def report(small_run: corpusstat.Run) -> dict:
    return small_run.report


def test_json_is_what_it_was(report: dict) -> None:
    assert json.loads(to_json(report)) == report
    assert max(map(len, to_json(report).splitlines())) < 20_000


FLOORS = ("wrong_or_declined", "statistical", "guaranteed", "paper")
TERMS = ("false_facts", "missed", "names", "sampling", "answers", "delta")


def test_every_floor_is_a_chain_of_terms_that_adds_up(report: dict) -> None:
    for row in estimates(report):
        if not row["floors"]:
            assert not row["n"] or row.get("in_floor") is False
            continue
        assert tuple(row["floors"]) == FLOORS
        for name, floor in row["floors"].items():
            terms = [floor[term] for term in TERMS]
            if None in terms:
                assert floor["vacuous"]
                continue
            assert floor["sr"] - sum(terms) == pytest.approx(floor["raw"], abs=1e-12)
            if name != "guaranteed" or floor["corrected"]:
                assert floor["value"] == max(0.0, floor["raw"])
                assert floor["vacuous"] == (floor["raw"] <= 0)


def test_a_hundred_facts_that_are_stated_once_make_a_claim(tmp_path: Path) -> None:
    folder = write(tmp_path / "c" / "a.parquet", {"text": [birth(i) for i in range(108)]})
    corpus = corpusstat.audit(folder, tmp_path / "run").report["corpus"]
    headline = corpus["floors"]["wrong_or_declined"]
    assert 0.3 < headline["value"] < corpus["sr"] == 1
    assert headline["corrected"]
    assert corpus["extraction"]["source"] == "relation packs"
    assert corpus["extraction"]["phi"] > corpus["extraction"]["false"]["value"]  # the cautious end
    assert corpus["extraction"]["rho"] < 1 - corpus["extraction"]["missed"]["value"]
    assert corpus["spread"]["n_eff"] == 108
    assert headline["needed"] < 108


def test_relations_outside_the_floor_say_why(report: dict) -> None:
    floor_set = {r.name for r in load().relations if r.in_floor}
    for row in report["relations"]:
        assert row["in_floor"] == (row["relation"] in floor_set)
        assert row["in_floor"] or row["reason"].startswith("kept out of the floor: ")
        assert row["in_floor"] or row["floors"] is None


def test_strata_that_are_claimed_together_share_gamma(report: dict) -> None:
    assert {f["claims"] for f in report["corpus"]["floors"].values()} == {1}
    domains = [d for d in report["domains"] if d["n"]]
    assert {f["claims"] for d in domains for f in d["floors"].values()} == {len(domains)}


def test_domains_are_ranked_at_a_common_size(tmp_path: Path) -> None:
    rich = [(birth(i % 54), "rich") for i in range(80)]
    poor = [(birth(i), "poor") for i in range(54, 108)]
    texts, sources = zip(*(rich + poor), strict=True)
    folder = write(tmp_path / "c" / "a.parquet", {"text": texts, "source": sources})
    ranked = {d["domain"]: d for d in corpusstat.audit(folder, tmp_path / "run").report["domains"]}
    assert ranked["rich"]["common_n"] == ranked["poor"]["common_n"] == 54
    assert ranked["poor"]["sr_common_n"] == ranked["poor"]["sr_domain_scope"] == 1
    assert ranked["rich"]["sr_domain_scope"] < ranked["rich"]["sr_common_n"] < 1
    assert (ranked["rich"]["rank"], ranked["poor"]["rank"]) == (2, 1)  # the highest rate first


def test_frames_have_a_row_per_estimate(small_run: corpusstat.Run) -> None:
    assert small_run.domains.schema["sr"] == pl.Float64
    assert small_run.domains.height == 2
    assert small_run.relations.height == len(load().relations)
    assert set(small_run.cells["relation"]) == {"birth_date"}


def test_domain_scope_of_the_corpus_is_every_domain_for_itself(report: dict) -> None:
    """Ten people stand in both domains: alone, each domain has only singletons."""
    corpus = report["corpus"]
    assert corpus["sr_domain_scope"] == 1.0
    assert corpus["domain_scope"]["f"] == [60, 0, 0, 0, 0]
    alone = sum(d["domain_scope"]["f"][0] for d in report["domains"])
    assert corpus["domain_scope"]["f"][0] == alone
    assert corpus["domain_scope"]["n"] == corpus["n"]
