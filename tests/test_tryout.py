"""Relations tried on a sentence, and an audit of some of them only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from corpora import write

import corpusstat
from corpusstat.cli import main
from corpusstat.quality.tryout import tried
from corpusstat.relations import load

PACK = """[[relation]]
name = "moons"
subject = "name"
value = "number"
templates = ["{subject} has {value} [known|] moons"]
"""


@pytest.mark.parametrize(
    ("sentence", "outcome"),
    [
        ("Ada Veland was born on 3 May 1900.", "found"),
        ("Ada Veland, as the story goes, was perhaps born some day before 3 May 1900.", "no match"),
        ("Rain fell on the hills.", "no words"),
        ("He was born on 3 May 1900.", "refused"),
    ],
)
def test_each_outcome_is_told(sentence: str, outcome: str) -> None:
    (row,) = tried(sentence, load(only=["birth_date"]))
    assert row["relation"] == "birth_date"
    assert row["outcome"] == outcome
    assert (row["why"] == "") == (outcome == "found")
    if outcome == "found":
        assert (row["entity"], row["value"]) == ("Ada Veland", "1900-05-03")
        assert row["template"].startswith("birth_date/")


def test_of_many_relations_only_those_that_say_something() -> None:
    found = {row["relation"]: row["outcome"] for row in tried("Ada Veland was born on 3 May 1900.", load())}
    assert found["birth_date"] == "found"
    assert "no words" not in found.values()


def test_a_file_is_tried_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "moons.toml").write_text(PACK, "utf-8")
    command = ["relations", str(tmp_path / "moons.toml"), "--try"]
    assert main([*command, "Tarsk has 3 known moons.", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)
    assert (row["relation"], row["outcome"], row["entity"]) == ("moons", "found", "Tarsk")
    assert main([*command, "Tarsk keeps three moons."]) == 0
    assert "nearest: {subject} has {value} moons" in capsys.readouterr().out


def report(*arguments: Any, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    assert main([*map(str, arguments), "-q", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def test_only_some_relations(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = "Ada Veland was born on 3 May 1900. Ada Veland died on 4 June 1980."
    corpus = write(tmp_path / "c" / "a.parquet", {"text": [text]})
    whole = report("audit", corpus, "-o", tmp_path / "whole", capsys=capsys)
    some = report("audit", corpus, "-o", tmp_path / "some", "--only", "birth_date,birth_place", capsys=capsys)
    assert whole["corpus"]["n"] == 2
    assert some["corpus"]["n"] == 1
    assert some["corpus"]["floor_set"] == ["birth_date", "birth_place"]
    assert "only" not in whole["manifest"]["config"]  # runs made before it was there can still be resumed
    assert main(["show", str(tmp_path / "some"), "Ada Veland", "death_date"]) == 2
    assert "one of birth_date, birth_place" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        (["audit", "{corpus}", "-o", "{new}", "--only", "birthdate"], "birth_date"),
        (["audit", "{corpus}", "-o", "{new}", "--text", "txet"], "text"),
        (["audit", "{corpus}", "-o", "{new}", "--domain", "sorce"], "source"),
        (["show", "{run}", "--singletons", "--domain", "boks"], "books"),
        (["singletons", "{run}", "--domain", "Books"], "books"),
        (["relations", "authors"], "author"),
    ],
)
def test_what_was_meant_is_asked(
    arguments: list[str], meant: str, small_run: corpusstat.Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"corpus": small_run.folder.parent / "corpus", "run": small_run.folder, "new": tmp_path / "run"}
    assert main([a.format(**places) for a in arguments]) == 2
    assert f"did you mean {meant}" in capsys.readouterr().err


def test_the_nearest_template_is_that_with_most_words_of_the_sentence() -> None:
    (row,) = tried("Ada Veland, as is told, was born in Oslo, and that on 3 May 1900.", load(only=["birth_date"]))
    assert row["outcome"] == "no match"
    assert "born in" in row["nearest"][0]
