"""The main job, end to end."""

from __future__ import annotations

import json
import os
import random
import shutil
from pathlib import Path

import pytest
from corpora import birth, small, write

import corpusstat
from corpusstat.errors import BadData, BadRequest
from corpusstat.report.report import estimates


@pytest.fixture
def audited(small_run: corpusstat.Run) -> corpusstat.Run:
    return small_run


def test_the_numbers_are_those_that_were_written(audited: corpusstat.Run) -> None:
    corpus = audited.report["corpus"]
    assert (corpus["documents"], corpus["n"], corpus["n_idk"], corpus["distinct"]) == (60, 60, 0, 50)
    assert corpus["f"] == [40, 10, 0, 0, 0]
    assert audited.sr == 40 / 60
    rows = {r["domain"]: r for r in audited.domains.to_dicts()}
    assert {d: (r["n"], r["sr"], r["sr_domain_scope"]) for d, r in rows.items()} == {
        "web": (30, 20 / 30, 1.0),
        "books": (30, 20 / 30, 1.0),
    }


def test_every_estimate_has_its_keys(audited: corpusstat.Run) -> None:
    keys = """domain relation scope unit documents n n_idk distinct f sr sr_low sr_high sr_domain_scope sr_collapsed
    theta conflict_rate conflicts precision floors upper flags"""
    for row in estimates(audited.report):
        if row["n"]:
            assert set(keys.split()) <= set(row), set(keys.split()) - set(row)
            assert len(row["f"]) == 5
            assert 0 <= row["sr_low"] <= row["sr"] <= row["sr_high"] <= 1
            assert row["sr"] <= row["sr_domain_scope"]
        if row["floors"]:
            assert {"extraction", "guessing", "spread"} <= set(row)
            for floor in row["floors"].values():
                assert {"sr", "sampling", "answers", "value", "vacuous", "needed", "rests_on"} <= set(floor)
                assert floor["value"] <= row["upper"]
    assert {"format", "corpus", "domains", "relations", "cells", "manifest"} <= set(audited.report)


def test_the_domain_identity_holds_in_integers(audited: corpusstat.Run) -> None:
    report = audited.report
    for column in ("n", "n_idk", "documents"):
        assert sum(d[column] for d in report["domains"]) == report["corpus"][column]
    assert sum(d["f"][0] for d in report["domains"]) == report["corpus"]["f"][0]


def test_the_files_are_what_the_report_is(audited: corpusstat.Run) -> None:
    assert json.loads((audited.folder / "report.json").read_text("utf-8")) == audited.report
    assert corpusstat.open_report(audited.folder).report == audited.report
    assert "<html" in (audited.folder / "report.html").read_text("utf-8")
    assert not list(audited.folder.rglob("*.tmp"))


def test_the_manifest_names_every_input(audited: corpusstat.Run) -> None:
    manifest = json.loads((audited.folder / "manifest.json").read_text("utf-8"))
    assert [i["name"] for i in manifest["inputs"]] == [f"corpus/part-{i}.parquet" for i in range(3)]
    for entry in manifest["inputs"]:
        assert entry["size"] == Path(entry["uri"]).stat().st_size
        assert entry["modified"]
        assert entry["changed"]
        assert len(entry["footer"]) == 32
    assert {"corpusstat", "polars", "duckdb", "pyarrow"} <= set(manifest["versions"])


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_order_workers_and_row_groups_do_not_change_a_byte(
    tmp_path: Path, audited: corpusstat.Run, workers: int
) -> None:
    files = sorted((audited.folder.parent / "corpus").glob("*.parquet"))
    random.Random(workers).shuffle(files)
    other = corpusstat.audit(files, tmp_path / "run", workers=workers)
    assert json.dumps(other.report) == json.dumps(audited.report)


def test_a_finished_run_is_not_read_again(tmp_path: Path, audited: corpusstat.Run) -> None:
    run = tmp_path / "run"
    shutil.copytree(audited.folder, run)
    before = {p: p.stat().st_mtime_ns for p in (run / "mentions").iterdir()}
    again = corpusstat.audit(audited.folder.parent / "corpus", run)
    assert again.report == audited.report
    assert {p: p.stat().st_mtime_ns for p in (run / "mentions").iterdir()} == before


def test_another_configuration_in_the_same_folder_is_refused(tmp_path: Path) -> None:
    corpus = small(tmp_path / "corpus")
    corpusstat.audit(corpus, tmp_path / "run")
    with pytest.raises(BadRequest, match="domain"):
        corpusstat.audit(corpus, tmp_path / "run", domain="constant:x")
    assert corpusstat.audit(corpus, tmp_path / "run", domain="constant:x", force=True).domains["domain"].to_list() == [
        "x"
    ]


def test_force_deletes_runs_only(tmp_path: Path) -> None:
    corpus = small(tmp_path / "corpus")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    for force in (False, True):
        with pytest.raises(BadRequest, match="mine"):
            corpusstat.audit(corpus, tmp_path / "mine", force=force)
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_a_broken_shard_is_counted_and_the_rest_is_read(tmp_path: Path) -> None:
    corpus = small(tmp_path / "corpus")
    file = corpus / "part-1.parquet"
    file.write_bytes(file.read_bytes()[:-30])
    run = corpusstat.audit(corpus, tmp_path / "run")
    assert [q["name"] for q in run.report["manifest"]["quarantined"]] == ["corpus/part-1.parquet"]
    assert run.report["corpus"]["documents"] == 40
    with pytest.raises(BadData, match=r"part-1\.parquet"):
        corpusstat.audit(corpus, tmp_path / "strict", strict=True)


def test_hostile_documents_do_no_harm(tmp_path: Path) -> None:
    name = "</script><script>alert(1)</script>\u202e\x1b[2J{{7*7}}"
    texts = [
        birth(1),
        "\x00\u202e\u200f" * 1000,
        "",
        None,
        "A" * 200_000,
        birth(2) + "\x1b]0;x\x07",
        "'; DROP TABLE x; --",
    ]
    corpus = write(tmp_path / "corpus" / "a.parquet", {"text": texts, "source": [name] * len(texts)})
    run = corpusstat.audit(corpus, tmp_path / "run")
    assert run.report["corpus"]["documents"] == 6
    assert run.report["corpus"]["n"] == 2
    assert run.report["domains"][0]["domain"].startswith("</script>")
    assert "<script>alert(1)" not in (run.folder / "report.html").read_text("utf-8")
    reasons = [json.loads(line)["reason"] for line in (run.folder / "quarantine.jsonl").read_text("utf-8").splitlines()]
    assert "no text" in reasons


def test_a_corpus_without_facts_says_so(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus" / "a.parquet", {"text": ["nothing to see here", "nor here"]})
    run = corpusstat.audit(corpus, tmp_path / "run")
    assert run.sr is None
    assert run.report["corpus"]["flags"] == ["no mentions"]


@pytest.mark.slow
def test_a_document_of_fifty_megabytes(tmp_path: Path) -> None:
    giant = " ".join([birth(3), *("lorem ipsum dolor sit amet, " * 400 + ". " for _ in range(4500))])
    assert len(giant) > 50e6
    corpus = write(tmp_path / "corpus" / "a.parquet", {"text": [birth(1), giant, birth(2)]})
    run = corpusstat.audit(corpus, tmp_path / "run")
    skipped = sum(r["n"] for r in run.report["skipped_documents"])
    assert run.report["corpus"]["n"] == 3 - skipped
    assert run.report["corpus"]["documents"] == 3


@pytest.mark.shared
@pytest.mark.slow
def test_a_real_corpus(tmp_path: Path, shared: Path) -> None:
    files = sorted((shared / "corpus").glob("*.parquet"))
    one = corpusstat.audit(files, tmp_path / "one", workers=1)
    two = corpusstat.audit(files[::-1], tmp_path / "two", workers=2)
    assert json.dumps(one.report) == json.dumps(two.report)
    assert len(one.report["domains"]) == 9
    assert sum(d["f"][0] for d in one.report["domains"]) == one.report["corpus"]["f"][0]
    for row in estimates(one.report):
        assert row["n"] == 0 or row["sr"] <= row["sr_domain_scope"]


def test_a_process_forked_after_an_audit_is_refused(audited: corpusstat.Run, tmp_path: Path) -> None:
    """Libraries would wait there for threads that are missing, for ever."""
    child = os.fork()
    if child == 0:
        try:
            corpusstat.audit(audited.folder.parent / "corpus", tmp_path / "run")
        except BadRequest as error:
            os._exit(0 if "forked" in str(error) and "spawn" in str(error) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
