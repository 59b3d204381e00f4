"""observe and grading --rescore: on samples written here, on foreign and on hostile logs."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planted import World, world

import corpusstat
from corpusstat.after.answers import CORRECT, WRONG
from corpusstat.after.delta import IDK_FORMS, Delta, delta, graded, score_rows, wrong_rows
from corpusstat.after.outcomes import Outcome, Share, curve, mean_over, per_bucket, share
from corpusstat.after.verdicts import HELD, NOT_TESTED, VIOLATED, calibrated, declined, reduced
from corpusstat.cli import main


def probe(**changes: Any) -> dict[str, Any]:
    return {
        "id": "birthday:1", "question": "On what date was Ada Veland born?", "answers": ["12 March 1900"],
        "kind": "date", "relation": "birthday", "domain": "d", "count": 1, "bucket": "k0001", "wrong_answers": 364,
    } | changes  # fmt: skip


def logged(doc: dict[str, Any], text: str) -> dict[str, Any]:
    return {"doc_id": 0, "doc": doc, "resps": [[text]], "filtered_resps": [text], "filter": "none"}


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def answers(planted_run: tuple[World, Path], tmp_path: Path) -> tuple[Path, list[dict[str, Any]]]:
    _, run = planted_run
    assert main(["probes", str(run), "-o", str(tmp_path / "p"), "-n", "200", "--audit-documents", "10%"]) == 0
    lines = (tmp_path / "p" / "data" / "probes.jsonl").read_text("utf-8").splitlines()
    return run, [json.loads(line) for line in lines]


def test_three_formats_say_the_same(answers: tuple[Path, list[dict[str, Any]]], tmp_path: Path, capsys: Any) -> None:
    run, probes = answers
    said = [p["answers"][0] if i % 3 else "I don't know" for i, p in enumerate(probes)]
    lm = write(tmp_path / "samples_x.jsonl", [logged(p | {"t": 0.5}, s) for p, s in zip(probes, said, strict=True)])
    plain = [p | {"t": 0.5, "response": s} for p, s in zip(probes, said, strict=True)]
    flat = write(tmp_path / "plain.jsonl", plain)
    entries = [
        {"metadata": p | {"t": 0.5}, "output": {"choices": [{"message": {"content": s}}]}}
        for p, s in zip(probes, said, strict=True)
    ]
    inspected = tmp_path / "log.json"
    inspected.write_text(json.dumps({"samples": entries}), "utf-8")
    capsys.readouterr()
    found = []
    for file in (lm, flat, inspected):
        assert main(["observe", str(run), str(file), "--json"]) == 0
        found.append(json.loads(capsys.readouterr().out))
    assert found[0] == found[1] == found[2]
    assert found[0]["targets"][0]["all"]["abstained"]["count"] == sum(i % 3 == 0 for i in range(len(probes)))
    assert found[0]["targets"][0]["all"]["wrong"]["count"] == 0
    assert json.loads((run / "report.json").read_text("utf-8"))["observed"] == found[0]
    page = (run / "report.html").read_text("utf-8")
    assert page.count('id="observed"') == 1
    assert "What a model answered" in page


def test_a_model_that_knows_the_future_violates_the_floor(
    answers: tuple[Path, list[dict[str, Any]]], tmp_path: Path, capsys: Any
) -> None:
    """All right, also where the corpus has no answer: no honest model does that, and the verdict says so."""
    run, probes = answers
    file = write(tmp_path / "x.jsonl", [p | {"response": p["answers"][0]} for p in probes])
    capsys.readouterr()
    assert main(["observe", str(run), str(file), "--on", str(run)]) == 0
    out = capsys.readouterr().out
    assert "wrong or declined" in out
    report = json.loads((run / "report.json").read_text("utf-8"))
    verdict = next(v for v in report["observed"]["verdicts"] if v["name"] == "wrong_or_declined")
    assert verdict["measured"] == 0
    assert verdict["verdict"] == (VIOLATED if verdict["floor"] else NOT_TESTED)
    assert [row["value"] for row in report["observed"]["expected"]] == [0, 0]


def test_the_error_to_expect_on_another_corpus(
    answers: tuple[Path, list[dict[str, Any]]], tmp_path: Path, capsys: Any
) -> None:
    """A model that knows what it has read twice: elsewhere it errs where a prompt has fewer than two other examples."""
    run, probes = answers
    there = world(800, 0.7, 0.8, 365, seed=9, prompts=500)
    documents, pack = there.write(tmp_path / "there")
    other = corpusstat.audit(documents, tmp_path / "other", relations=(str(pack),), builtin=False, copies=False)
    rows = [p | {"response": p["answers"][0] if p["count"] >= 2 else "1 January 1800"} for p in probes]
    capsys.readouterr()
    file = write(tmp_path / "x.jsonl", rows)
    assert main(["observe", str(run), str(file), "--on", str(other.folder), "--json"]) == 0
    here, elsewhere = json.loads(capsys.readouterr().out)["expected"]
    assert elsewhere["value"] == pytest.approx(there.n[there.n <= 2].sum() / there.n.sum())
    assert elsewhere["missing"] == 0
    assert elsewhere["run"] == "other"
    assert here["value"] != elsewhere["value"]


HOSTILE = {
    "no json": "{",
    "a number": "5",
    "foreign": json.dumps({"doc_id": 1, "doc": {"question": "2+2?"}, "resps": [["4"]], "filtered_resps": ["4"]}),
    "no response": json.dumps(probe()),
    "count is text": json.dumps(probe(count="many", response="x")),
    "answers are numbers": json.dumps(probe(answers=[1], response="x")),
    "no answers": json.dumps(probe(answers=[], response="x")),
    "response is a list": json.dumps(probe(response=["x"])),
    "t is 1": json.dumps(probe(t=1, response="x")),
    "deep": "[" * 100_000,
    "another run": json.dumps(probe(relation="shoe_size", response="x")),
    "not a number": json.dumps(logged(probe(**{"pass": "score"}), "x") | {"filtered_resps": [[math.nan, False]]}),
    "escape": json.dumps(probe(relation="\x1b[31m", response="x")),
    "empty": "",
    "an unknown bucket": json.dumps(probe(bucket="k9", response="x")),
    "a bucket of another count": json.dumps(probe(count=2, response="x")),
    "a count too large for any number": json.dumps(probe(count=10**400, bucket="k0101", response="x")),
    "more wrong answers than a number holds": json.dumps(probe(wrong_answers=10**400, response="x")),
    "an unknown domain": json.dumps(probe(domain="elsewhere", response="x")),
    "a prompt that the run does not have": json.dumps(probe(domain="documents", response="x")),
    "an unknown pass": json.dumps(probe(**{"pass": "again"}, response="x")),
    "a probe that was scored": json.dumps(logged(probe(), "x") | {"filtered_resps": [[-1.0, False]]}),
}


REASONS = {
    "an unknown bucket": "expected 'k0001'",
    "a count too large for any number": "numbers from 0",
    "an unknown domain": "domain 'elsewhere'",
    "a prompt that the run does not have": "name the run they were drawn from",
    "an unknown pass": "mentions, wrong, score",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_and_foreign_logs_end_with_one_line(
    name: str, planted_run: tuple[World, Path], tmp_path: Path, capsys: Any
) -> None:
    file = tmp_path / "samples_x.jsonl"
    file.write_text(HOSTILE[name] + "\n", "utf-8")
    capsys.readouterr()
    assert main(["observe", str(planted_run[1]), str(file)]) in (1, 2)
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "unexpected" not in error
    assert "\x1b" not in error
    assert REASONS.get(name, "") in error


def test_answers_to_other_runs_probes_are_left_out_and_counted(
    answers: tuple[Path, list[dict[str, Any]]], tmp_path: Path, capsys: Any
) -> None:
    run, probes = answers
    rows = [p | {"response": p["answers"][0]} for p in probes]
    foreign = [p | {"id": "birthday:00", "question": "When?"} for p in rows[:7]]
    capsys.readouterr()
    assert main(["observe", str(run), str(write(tmp_path / "x.jsonl", foreign + rows)), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["left_out"]["not asked of this run"] == 7
    assert found["targets"][0]["n"] == len(rows)


@pytest.mark.parametrize(("name", "data"), [("x.eval", b"no zip"), ("x.json", b"{}"), ("x.jsonl", b"\xff\xfe")])
def test_files_that_are_no_logs(
    name: str, data: bytes, planted_run: tuple[World, Path], tmp_path: Path, capsys: Any
) -> None:
    (tmp_path / name).write_bytes(data)
    assert main(["observe", str(planted_run[1]), str(tmp_path / name)]) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["observe", str(planted_run[1]), str(tmp_path / "missing.jsonl")]) == 2


def test_the_weighted_mean_covers_what_was_not_asked() -> None:
    whole, missing = mean_over({"k0001": share(50, 100)}, {"k0000": 1.0, "k0001": 1.0})
    assert missing == 0.5
    assert whole.low < 0.25 < 0.75 < whole.high


@given(st.integers(1, 500), st.integers(0, 500))
def test_one_bucket_alone_is_its_wilson_interval(n: int, part: int) -> None:
    part = min(part, n)
    outcomes = [Outcome(("d", "r", "k0001"), "wrong" if i < part else "correct", 0.0) for i in range(n)]
    found = per_bucket(outcomes, {("d", "r", "k0001"): 7.0}, ("wrong",))
    whole, missing = mean_over(found, {"k0001": 3.0})
    expected = share(part, n)
    assert missing == 0
    assert whole.value == pytest.approx(expected.value)
    assert (whole.low, whole.high) == pytest.approx((expected.low, expected.high))


def test_answering_pays_up_to_the_share_that_is_right() -> None:
    outcomes = [
        Outcome(("d", "r", "k0001"), "correct" if i % 10 < 6 else "wrong", t)
        for t in (0.0, 0.5, 0.75)
        for i in range(100)
    ]
    points = curve(outcomes, {}, {"k0001": 1.0})
    assert [p["pays"] for p in points] == [True, True, False]
    assert points[2]["score"] == pytest.approx(0.6 - 3 * 0.4)
    assert points[2]["best"] == 0


def test_verdicts() -> None:
    floors = {"wrong_or_declined": {"raw": 0.3, "value": 0.3, "vacuous": False}, "statistical": None}
    floors["statistical"] = {"raw": 0.3, "value": 0.3, "vacuous": False}
    assert declined("c", floors, Share(0.5, 0.4, 0.6, 100), 0).verdict == HELD
    assert declined("c", floors, Share(0.2, 0.1, 0.29, 100), 0).verdict == VIOLATED
    assert declined("c", floors, Share(0.2, 0.1, 0.35, 100), 0).verdict == NOT_TESTED
    assert "not asked" in declined("c", floors, Share(0.2, 0.1, 0.29, 100), 0.3).why
    assert declined("c", {"wrong_or_declined": {"vacuous": True}}, Share(0.2, 0.1, 0.29, 9), 0).verdict == NOT_TESTED
    fresh = Delta(0.2, 0.01, 0.6, 0.4, 100, 100, held_out=True)
    assert calibrated("statistical", "c", floors, Share(0.15, 0.14, 0.16, 1000), fresh).verdict == HELD
    assert calibrated("statistical", "c", floors, Share(0.01, 0.0, 0.02, 1000), fresh).verdict == VIOLATED
    assert calibrated("statistical", "c", floors, None, fresh).verdict == NOT_TESTED
    seen = Delta(0.2, 0.01, 0.6, 0.4, 100, 100, held_out=False)
    assert "training documents" in calibrated("statistical", "c", floors, Share(0.1, 0.0, 0.2, 9), seen).why


def test_forms_of_one_answer_add_up() -> None:
    rows = [({"pass": "mentions", "id": "a", "wrong_answers": 2, "held_out": True}, math.log(0.3)) for _ in range(2)]
    found = delta([*rows, ({"pass": "score", "id": "b", "wrong_answers": 2, "held_out": True}, math.log(0.3))])
    assert found is not None
    assert (found.said, found.true, found.value) == (0.0, 1.0, -1.0)


def scored(part: str, chances: list[float]) -> list[tuple[dict[str, Any], float]]:
    return [
        ({"pass": part, "id": str(i), "wrong_answers": 10, "held_out": True}, math.log(c))
        for i, c in enumerate(chances)
    ]


def test_theorem_1_takes_the_models_own_validity_error() -> None:
    """Half of 400 real examples look invalid, a quarter of the wrong answers valid: 2 err_iiv = .75."""
    rows = scored("mentions", [0.9, 0.01] * 200) + scored("wrong", [0.2, 0.01, 0.01, 0.01] * 100)
    rows += scored("score", [0.9, 0.9, 0.9, 0.01] * 100)
    found = delta(rows)
    assert found is not None
    assert (found.value, found.false) == (0.25, 0.25)
    verdict = reduced(10, Share(0.6, 0.55, 0.65, 400), found)
    assert verdict.floor == pytest.approx(0.75 - 0.2)
    assert verdict.measured == pytest.approx(0.6 + 0.25)
    assert verdict.verdict == HELD
    assert reduced(10, Share(0.0, 0.0, 0.01, 400), found).verdict == VIOLATED
    assert reduced(1, Share(0.6, 0.5, 0.7, 400), found).verdict == NOT_TESTED  # 2/|E| = 2: it claims nothing
    without = delta(scored("mentions", [0.9]) + scored("score", [0.9]))
    assert reduced(10, Share(0.6, 0.5, 0.7, 400), without).floor is None


def test_wrong_answers_are_of_the_relation_and_wrong() -> None:
    items = [
        probe(id=str(i), relation=relation, value=value, answers=[value, f"{value}."], held_out=True)
        for i, (relation, value) in enumerate([("a", "x"), ("a", "x"), ("b", "x"), ("a", "y")])
    ]
    found = [(row["id"], row["answer"].strip()) for row in wrong_rows(items, [])]
    assert found == [(i, form) for i, v in (("0", "y"), ("1", "y"), ("3", "x")) for form in (v, f"{v}.")]


def test_an_unknown_date_is_answered_rightly_by_what_the_corpus_says_elsewhere() -> None:
    unknown = probe(answers=list(IDK_FORMS), also=["12 March 1900"])
    said = ("I don't know.", "12 March 1900", "13 March 1900")
    assert [graded(unknown, text).status for text in said] == [CORRECT, CORRECT, WRONG]
    assert graded(unknown | {"also": []}, "12 March 1900").status == WRONG
    found = [row["answer"].strip() for row in score_rows([(unknown, "March 12, 1900")])]
    assert found == ["12 March 1900"]


def test_models_change_places(tmp_path: Path, capsys: Any) -> None:
    for model, right, wrong in (("bluffer", 60, 40), ("careful", 55, 5)):
        rows = [{"exact_match": 1.0, "resps": [["x"]]}] * right + [{"exact_match": 0.0, "resps": [["y"]]}] * wrong
        rows += [{"exact_match": 0.0, "resps": [["I don't know."]]}] * (100 - right - wrong)
        (tmp_path / model).mkdir()
        write(tmp_path / model / "samples_t_2026.jsonl", rows)
    assert main(["grading", "--rescore", str(tmp_path), "--json"]) == 0
    first, second = json.loads(capsys.readouterr().out)["models"]
    assert (first["model"], first["places"]) == ("bluffer", "1 2 2 2")
    assert (second["model"], second["places"]) == ("careful", "2 1 1 1")
    assert second["t = 0.75"] == pytest.approx(0.55 - 3 * 0.05)
    write(tmp_path / "samples_y.jsonl", [{"resps": [["x"]]}])
    assert main(["grading", "--rescore", str(tmp_path / "samples_y.jsonl")]) == 1
    assert capsys.readouterr().err.count("\n") == 1
