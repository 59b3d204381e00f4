"""The commands evaluate, relations and sample, as a user types them."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from corpusstat.cli import main
from corpusstat.relations import load, load_all

TEXT = "Ada Veland was born on 3 May 1900. Bo Ekdal died on 4 June 1990."


def fact(rel: str, subject: str, value: str) -> dict[str, object]:
    s, v = TEXT.index(subject), TEXT.index(value)
    spans = {"subj_span": [s, s + len(subject)], "obj_span": [v, v + len(value)]}
    return {"rel": rel, "rel_native": rel.upper(), "subj": subject, "obj": value} | spans


GOLD = {
    "id": "1",
    "text": TEXT,
    "facts": [
        fact("birth_date", "Ada Veland", "3 May 1900"),
        fact("death_date", "Ada Veland", "4 June 1990"),
        fact("tailor", "Ada Veland", "Bo Ekdal"),
    ],
    "exhaustive_for": ["BIRTH_DATE", "DEATH_DATE", "TAILOR"],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(GOLD), "utf-8")
    return path


def test_evaluate_prints_json_of_the_agreed_form(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert set(report) >= {"micro", "relations", "floor_set"}
    for level in ("fact", "mention"):
        assert report["relations"]["birth_date"][level]["tp"] == 1
        death = report["relations"]["death_date"][level]
        assert (death["tp"], death["fp"], death["fn"]) == (0, 1, 1)
        assert report["micro"][level]["precision"] == 0.5
        assert report["micro"][level]["recall"] == 0.5
        assert report["micro"][level]["f1"] == 0.5
    assert report["relations"]["birth_date"]["value_accuracy"] == 1.0
    assert report["not_built_in"] == {"tailor": 1}


def test_evaluate_lists_mistakes_with_their_sentences(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(gold), "--errors", "3"]) == 0
    out = capsys.readouterr().out
    assert "false positive: Bo Ekdal | death_date | 4 June 1990" in out
    assert "miss: Ada Veland | death_date | 4 June 1990" in out
    assert "Bo Ekdal died on 4 June 1990." in out


def test_evaluate_halves_add_up(gold: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = []
    for half in ("tune", "check"):
        assert main(["evaluate", str(gold), "--json", "--half", half]) == 0
        found.append(json.loads(capsys.readouterr().out)["micro"]["fact"]["gold"])
    assert sorted(found) == [0, 2]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["evaluate", "none.jsonl"], 2, "no such file; expected a gold file"),
        (["evaluate", "GOLD", "--half", "third"], 2, "tune or check"),
        (["evaluate", "GOLD", "--verify", "no_such_pipeline"], 2, "no_such_pipeline"),
        (["evaluate", "GOLD", "--relations", "none.toml"], 2, "none.toml"),
        (["evaluate", "BAD"], 1, "line 1: not JSON"),
        (["relations", "no_such"], 2, "no relation 'no_such'"),
        (["sample", "no_run"], 2, "no_run"),
    ],
)
def test_bad_requests_and_data_are_one_line(
    gold: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "bad.jsonl").write_text("{", "utf-8")
    names = {"GOLD": str(gold), "BAD": str(tmp_path / "bad.jsonl")}
    assert main([names.get(a, a) for a in arguments]) == code
    captured = capsys.readouterr()
    assert said in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    assert "Traceback" not in captured.err


def test_relations_lists_every_relation_and_shows_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relations", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [r["name"] for r in listed] == [r.name for r in load_all().relations]
    assert len(listed) >= 30
    assert all(r["in_floor"] or r["reason"] for r in listed)
    assert main(["relations"]) == 0
    out = capsys.readouterr().out
    assert all(r["name"] in out for r in listed)
    assert main(["relations", "birth_date"]) == 0
    out = capsys.readouterr().out
    assert "P569" in out
    assert all(t in out for t in next(r for r in listed if r["name"] == "birth_date")["templates"])


@pytest.mark.slow
def test_sample_draws_from_a_run(samples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run, drawn = tmp_path / "run", tmp_path / "judge.csv"
    assert main(["audit", str(samples), "-o", str(run), "-q"]) == 0
    assert main(["sample", str(run), "-o", str(drawn), "-n", "40"]) == 0
    assert "40 mentions (right or wrong?) and " in capsys.readouterr().out
    with drawn.open(newline="", encoding="utf-8") as file:
        drawn_rows = list(csv.DictReader(file))
    rows = [r for r in drawn_rows if r["count"] != "0"]
    assert len(rows) == 40
    silent = [r for r in drawn_rows if r["count"] == "0"]
    assert silent
    assert all(r["sentence"] and r["relation"] and int(r["pairs"]) >= len(silent) for r in silent)
    assert len({r["found"] for r in silent}) == 1
    floor = {r.name for r in load().relations if r.in_floor}
    assert {r["relation"] for r in rows} <= floor
    assert {"1", "2"} <= {r["count"] for r in rows}
    assert all(r["entity"] and r["sentence"] and not r["verdict"] for r in rows)
    assert main(["sample", str(run), "-o", str(drawn)]) == 2
    assert "exists" in capsys.readouterr().err
    assert main(["sample", str(run), "-o", str(drawn), "--force"]) == 0
