from __future__ import annotations

from pathlib import Path

import pytest
from corpora import birth, person, write

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.runs.lookup import facts


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lookup")
    texts = [birth(0), birth(1), f"{person(0)} was born in Madrid.", f"{person(0)} is married to {person(5)}."]
    corpusstat.audit(write(folder / "c" / "a.parquet", {"text": texts, "id": list("abcd")}), folder / "run")
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
