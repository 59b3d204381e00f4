from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from corpora import birth, person, write

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.runs.lookup import chosen, facts, near_names, write_rows


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lookup")
    texts = [birth(0), birth(1), f"{person(0)} was born in Madrid.", f"{person(0)} is married to {person(5)}."]
    texts += [birth(7), birth(7).replace("1907", "1911")]
    corpusstat.audit(write(folder / "c" / "a.parquet", {"text": texts, "id": list("abcdef")}), folder / "run")
    return folder / "run"


@pytest.mark.parametrize("spelling", ["Anna Abendroth", "anna abendroth", " ANNA  ABENDROTH", "Dr. Anna Abendroth"])
def test_an_entity_is_found_however_it_is_written(run: Path, spelling: str) -> None:
    found = facts(run, spelling)
    assert set(found["relation"]) >= {"birth_date", "birth_place"}
    assert set(found["entity"]) == {"Anna Abendroth"}


def test_statements_are_found_too(run: Path) -> None:
    assert facts(run, person(0), "spouse").height == 1


def test_the_place_leads_back_to_the_text(run: Path) -> None:
    row = facts(run, person(0), "birth_date").row(0, named=True)
    assert (row["shard"], row["row_group"], row["row"]) == ("c/a.parquet", 0, 0)
    assert birth(0)[row["start"] : row["end"]].startswith("Anna Abendroth was born on 1 January 1900")


def test_limits_and_errors(run: Path) -> None:
    assert facts(run, person(0), limit=1).height == 1
    assert facts(run, "Somebody Else").is_empty()
    with pytest.raises(BadRequest, match="birth_date"):
        facts(run, person(0), "birthdate")
    with pytest.raises(BadRequest, match="no name"):
        facts(run, "  ")


def test_singletons_and_conflicts_are_chosen(run: Path) -> None:
    once = chosen(run, "singletons")
    assert sorted(zip(once["relation"], once["entity"], strict=True)) == [
        ("birth_date", person(0)),
        ("birth_date", person(1)),
        ("birth_place", person(0)),
    ]
    assert chosen(run, "singletons", limit=2).height == 2
    assert set(chosen(run, "singletons", relation="birth_place")["relation"]) == {"birth_place"}
    split = chosen(run, "conflicts")
    assert split["entity"].to_list() == [person(7)] * 2
    assert {value[:4] for value in split["value"]} == {"1907", "1911"}
    for row in (*once.iter_rows(named=True), *split.iter_rows(named=True)):
        assert row["sentence"][row["start"] : row["end"]].startswith(row["entity"])


def test_a_domain_that_is_not_there_is_refused_with_near_ones(run: Path) -> None:
    domain = chosen(run, "singletons")["domain"][0]
    assert chosen(run, "singletons", domain).height == 3
    with pytest.raises(BadRequest, match="expected one of"):
        chosen(run, "singletons", domain + "x")


def test_near_names(run: Path) -> None:
    assert near_names(run, "Ana Abendrot")[0] == person(0)
    assert near_names(run, "Zzyzx Qqq") == []


def test_nothing_in_a_csv_file_is_a_formula(tmp_path: Path) -> None:
    evil = ["=HYPERLINK(1)", "+1", "-1", "@x", "\t=1", "\r=1", "plain", None]
    rows = pl.DataFrame({"entity": evil, "n": range(8), "pieces": [["=1"]] * 8})
    write_rows(rows, tmp_path / "rows.csv")
    with (tmp_path / "rows.csv").open(encoding="utf-8", newline="") as file:
        cells = [row["entity"] for row in csv.DictReader(file)]
    assert cells == ["'" + e if e and e != "plain" else e or "" for e in evil]
    write_rows(rows, tmp_path / "rows.parquet")
    assert pl.read_parquet(tmp_path / "rows.parquet")["entity"].to_list() == evil
