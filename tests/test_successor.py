"""Nothing destroys a finished run: it is replaced by a rename, once its successor is complete."""

from __future__ import annotations

import shutil
from pathlib import Path

import corpora
import pytest

import corpusstat
from corpusstat.engine import successor
from corpusstat.errors import BadData, BadRequest
from corpusstat.runs import run as runs


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("replaced")
    corpusstat.audit(corpora.small(folder / "a"), folder / "run")
    corpora.write(folder / "b" / "part-0.parquet", {"text": [corpora.birth(i) for i in range(7)]})
    return folder


@pytest.fixture
def run(audited: Path, tmp_path: Path) -> Path:
    shutil.copytree(audited / "run", tmp_path / "run")
    shutil.copytree(audited / "a", tmp_path / "a")
    return tmp_path / "run"


def state(run: Path) -> dict[str, bytes]:
    return {str(f.relative_to(run)): f.read_bytes() for f in sorted(run.rglob("*")) if f.is_file() and f.name[0] != "."}


@pytest.mark.parametrize("accept", [False, True])
@pytest.mark.parametrize("name", ["b", pytest.param("elsewhere/a", marks=pytest.mark.slow)])
def test_other_files_are_another_audit_and_never_changes(
    audited: Path, run: Path, tmp_path: Path, accept: bool, name: str
) -> None:
    """Also where the files and their folder have the same names."""
    shutil.copytree(audited / "b", tmp_path / name)
    before = state(run)
    with pytest.raises(BadRequest, match=r"holds an audit of other files.*another -o, or --force") as caught:
        corpusstat.audit(tmp_path / name, run, accept_changes=accept)
    assert "--accept-changes" not in str(caught.value)
    assert {k: v for k, v in state(run).items() if k != "log.jsonl"} == {
        k: v for k, v in before.items() if k != "log.jsonl"
    }


def test_accepting_changes_says_what_it_deletes_and_takes_over_the_rest(run: Path, tmp_path: Path) -> None:
    (tmp_path / "a" / "part-1.parquet").unlink()
    with pytest.raises(BadRequest, match=r"part-1.parquet is missing.*--accept-changes.*deletes.*1 shard \(20 docu"):
        corpusstat.audit(tmp_path / "a", run)
    said: list[str] = []
    found = corpusstat.audit(tmp_path / "a", run, accept_changes=True, say=said.append)
    assert "3 shards, 60 documents) will be deleted once the new one is complete" in said[0]
    assert found.report["corpus"]["documents"] == 40
    assert corpusstat.open_report(run).report == found.report
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "run"]  # nothing is left beside it


@pytest.mark.parametrize("moment", ["reading", "concluding", "before the exchange", "after the exchange"])
@pytest.mark.parametrize("exchanging", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_kill_leaves_the_old_run_or_the_new(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, exchanging: bool
) -> None:
    class Killed(BaseException):
        pass

    def die(*given: object, **_: object) -> None:
        if moment != "after the exchange" or (isinstance(given[1], Path) and given[1].exists()):
            raise Killed

    before, old = state(run), corpusstat.open_report(run).report
    if not exchanging:  # a system that cannot exchange two names at once
        monkeypatch.setattr(successor, "_swapped", lambda *_: False)
    with monkeypatch.context() as patch:
        where = {"reading": (runs, "map_units"), "concluding": (runs, "_concluded")}
        patch.setattr(*where.get(moment, (successor, "_exchange" if "before" in moment else "_clear")), die)
        with pytest.raises(Killed):
            corpusstat.audit(tmp_path / "a", run, force=True, limit=30)
    assert (corpusstat.open_report(run).report == old) is (moment != "after the exchange")
    if moment != "after the exchange":
        assert state(run) == before
    new = corpusstat.audit(tmp_path / "a", run, force=True, limit=30)
    assert new.report["corpus"]["documents"] == 30
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "run"]


@pytest.mark.parametrize("complete", [True, False])
def test_a_kill_between_two_renames_is_made_good(run: Path, tmp_path: Path, complete: bool) -> None:
    corpusstat.audit(tmp_path / "a", tmp_path / "new", limit=30)
    if not complete:
        (tmp_path / "new" / "report.json").unlink()
    (tmp_path / "new").rename(tmp_path / ".run.next")
    run.rename(tmp_path / ".run.old")
    successor.recover(run)
    assert corpusstat.open_report(run).report["corpus"]["documents"] == (30 if complete else 60)


def test_what_others_have_put_into_a_run_outlives_it(run: Path, tmp_path: Path) -> None:
    (run / "judged.csv").write_text("days of work")
    corpusstat.audit(tmp_path / "a", run, force=True)
    assert (run / "judged.csv").read_text() == "days of work"


def test_force_passes_over_a_manifest_of_another_form_and_deletes_it_last(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (run / "manifest.json").write_text('{"format": 1}')
    with pytest.raises(BadData, match="form 1"):
        corpusstat.audit(tmp_path / "a", run)
    with monkeypatch.context() as patch:
        patch.setattr(runs, "map_units", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            corpusstat.audit(tmp_path / "a", run, force=True)
    assert (run / "report.json").exists()
    assert corpusstat.audit(tmp_path / "a", run, force=True).report["corpus"]["documents"] == 60


def test_force_reads_anew(run: Path, tmp_path: Path) -> None:
    said: list[str] = []
    corpusstat.audit(tmp_path / "a", run, force=True, say=said.append)
    assert "will be deleted once the new one is complete" in said[0]
    assert "looking for copies" in said


def test_a_run_of_another_version_of_the_program_is_concluded_again(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from corpusstat.engine import manifest

    monkeypatch.setattr(manifest, "code_digest", lambda: "other")
    said: list[str] = []
    corpusstat.audit(tmp_path / "a", run, say=said.append)
    assert "looking for copies" in said
    said.clear()
    corpusstat.audit(tmp_path / "a", run, say=said.append)
    assert "nothing to do" in said[0]


def test_a_link_to_a_run_stays_a_link(run: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(run)
    corpusstat.audit(tmp_path / "a", tmp_path / "link", force=True, limit=10)
    assert (tmp_path / "link").is_symlink()
    assert corpusstat.open_report(run).report["corpus"]["documents"] == 10
