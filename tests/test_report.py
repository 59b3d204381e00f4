"""The report as values and on a terminal."""

from __future__ import annotations

import io
import json
from pathlib import Path

import polars as pl
import pytest
from corpora import birth, small, write
from rich.console import Console

import corpusstat
from corpusstat.relations import load
from corpusstat.report.explain import labelled
from corpusstat.report.format import rate
from corpusstat.report.report import estimates, to_json
from corpusstat.report.terminal import report_view


def drawn(report: dict, width: int = 240, explained: bool = False) -> str:
    console = Console(file=io.StringIO(), width=width, no_color=True)
    console.print(report_view(report, width, explained=explained))
    return console.file.getvalue()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict:
    folder = tmp_path_factory.mktemp("report")
    return corpusstat.audit(small(folder / "corpus"), folder / "run").report


def test_json_is_what_it_was(report: dict) -> None:
    assert json.loads(to_json(report)) == report
    assert max(map(len, to_json(report).splitlines())) < 20_000


def test_the_headline_says_what_it_is_and_every_rate_has_its_error(report: dict) -> None:
    text = drawn(report)
    assert text.startswith(
        "Facts of these relations, weighted by mention, that a model trained on this corpus alone gets"
    )
    assert text.splitlines()[0].endswith("nothing can be claimed yet")
    assert "\nwhy nothing: " in text
    corpus = report["corpus"]
    for number in ("sr", "sr_low", "sr_high"):
        assert rate(corpus[number], corpus["n"]) in text
    for label, claim, rest in labelled(corpus):
        assert any(line.startswith(label) and claim in line and rest in line for line in text.splitlines())
    assert "derived" in text


def test_explained_every_term_is_printed_with_its_source(report: dict) -> None:
    text = drawn(report, explained=True)
    for label in ("− false facts", "− missed mentions", "− sampling slack", "− answers", "− δ", "= floor"):
        assert text.count(label) == 3  # the corpus and two domains
    known = report["corpus"]["extraction"]
    assert known["false"]["on"] in text
    assert f"of {known['missed']['n']} judged" in text
    assert "the most cautious kind stated" in text


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


def test_names_are_made_printable(tmp_path: Path) -> None:
    hostile = "a\x1b[2J\u202eb[bold red]\n" + "x" * 500
    folder = write(tmp_path / "c" / "a.parquet", {"text": [birth(1)], "source": [hostile]})
    text = drawn(corpusstat.audit(folder, tmp_path / "run").report)
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "a\\x1b[2J\\u202eb[bold" in text


def test_a_narrow_terminal_does_not_break(report: dict) -> None:
    assert "books" in drawn(report, width=60)


def test_frames_have_a_row_per_estimate(tmp_path: Path) -> None:
    run = corpusstat.audit(small(tmp_path / "c"), tmp_path / "run")
    assert run.domains.schema["sr"] == pl.Float64
    assert run.domains.height == 2
    assert run.relations.height == len(load().relations)
    assert set(run.cells["relation"]) == {"birth_date"}


def test_domain_scope_of_the_corpus_is_every_domain_for_itself(report: dict) -> None:
    """Ten people stand in both domains: alone, each domain has only singletons."""
    corpus = report["corpus"]
    assert corpus["sr_domain_scope"] == 1.0
    assert corpus["domain_scope"]["f"] == [60, 0, 0, 0, 0]
    alone = sum(d["domain_scope"]["f"][0] for d in report["domains"])
    assert corpus["domain_scope"]["f"][0] == alone
    assert corpus["domain_scope"]["n"] == corpus["n"]
