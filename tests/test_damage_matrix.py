"""Every kind of damage to every kind of file of a run: the bytes of an undisturbed run, or one line that refuses."""

from __future__ import annotations

import dataclasses
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import corpora
import pytest
import toy_work
from damages import DAMAGES, OTHERS, remove

import corpusstat
from corpusstat.cli import main
from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.runfolder import read_run
from corpusstat.engine.successor import _is_whole
from corpusstat.errors import CorpusstatError
from corpusstat.read.shards import plan

pytestmark = pytest.mark.timeout(60)  # a pipe must not be waited for

LEFT = ("mentions", "rejected", "tally", "manifest.json", "log.jsonl", ".lock", ".holder.json", "input")
"""What a killed run leaves, and what it reads."""
QUICK = ("half", "middle byte", "folder", "link to itself", "pipe")
CASES = [
    pytest.param(kind, damage, other, marks=() if damage in QUICK else pytest.mark.slow)
    for kind in LEFT
    for damage in DAMAGES
    for other in (("unit", "run") if damage in OTHERS else ("unit",))
]


def contents(folder: Path) -> dict[str, bytes]:
    return {f"{f.parent.name}/{f.name}": f.read_bytes() for f in sorted(folder.glob("*/part-*.parquet"))}


def map_all(corpus: Path, folder: Path, accept_changes: bool = False, **config: object) -> int:
    asked = dataclasses.replace(manifests.make(plan([corpus]), config), unit_bytes=1)
    with open_run(folder, asked, accept_changes) as run:
        return map_units(run, toy_work.facts).units


def refusal(error: CorpusstatError) -> str:
    line = str(error)
    assert error.exit_code in (1, 2)
    assert "\n" not in line
    assert len(line) < 700, line
    assert "expected" in line, line
    return line


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus and its run; another corpus of the same names, and the run of that with another configuration."""
    folder = tmp_path_factory.mktemp("matrix")
    map_all(toy_work.corpus(folder / "corpus", shards=3, groups=2), folder / "run")
    map_all(toy_work.corpus(folder / "others", shards=3, groups=1), folder / "other", text="body")
    for run in ("run", "other"):
        (folder / run / ".holder.json").write_text('{"pid": 1, "host": "there", "since": "1901"}')
    return folder


def places(whole: Path, run: Path, corpus: Path, kind: str, other: str) -> tuple[Path, Path]:
    """The file to damage, and one of the same kind of another unit or run."""
    if kind == "input":
        files = sorted(corpus.iterdir())
        return files[1], files[2] if other == "unit" else whole / "others" / files[1].name
    if "." in kind:
        return run / kind, whole / "other" / kind
    files = sorted((run / kind).iterdir())
    return files[1], files[2] if other == "unit" else min((whole / "other" / kind).iterdir())


@pytest.mark.parametrize(("kind", "damage", "other"), CASES)
def test_what_a_killed_run_left_is_done_again_or_refused(
    whole: Path, tmp_path: Path, kind: str, damage: str, other: str
) -> None:
    run, corpus = tmp_path / "run", whole / "corpus"
    shutil.copytree(whole / "run", run)
    if kind == "input":
        corpus = shutil.copytree(corpus, tmp_path / "corpus")
    path, replacement = places(whole, run, corpus, kind, other)
    DAMAGES[damage](path, replacement)
    try:
        map_all(corpus, run)
    except CorpusstatError as error:
        line = refusal(error)
        if kind == "manifest.json":
            return
        assert path.name in line
        if kind != "input":
            remove(path)
            map_all(corpus, run)
    if kind == "input":
        assert_changes_are_taken(corpus, run, path)
    else:
        assert contents(run) == contents(whole / "run")


def test_a_tally_of_another_unit_is_not_taken_for_a_change_of_the_corpus(whole: Path, tmp_path: Path) -> None:
    """The corpus was copied, so that its content must be looked at; the tally holds what was read of another shard."""
    corpus, run = shutil.copytree(whole / "corpus", tmp_path / "corpus"), tmp_path / "run"
    shutil.copytree(whole / "run", run)
    one, other, *_ = sorted((run / "tally").iterdir())
    shutil.copyfile(one, other)
    assert map_all(corpus, run) == 1
    assert contents(run) == contents(whole / "run")


def assert_changes_are_taken(corpus: Path, run: Path, path: Path) -> None:
    """Once changes are accepted, what is left is as if this corpus had always been so."""
    map_all(corpus, run, accept_changes=True)
    map_all(corpus, run.parent / "fresh")
    assert contents(run) == contents(run.parent / "fresh"), path


# The results of a finished audit


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finished")
    corpusstat.audit(corpora.small(folder / "corpus"), folder / "run")
    corpusstat.audit(folder / "corpus", folder / "other", limit=30)
    return folder


def sealed(run: Path) -> list[str]:
    """The files of a run of which the manifest knows: its results, and a part of each kind."""
    parts = (min((run / kind).iterdir()).relative_to(run).as_posix() for kind in ("mentions", "rejected", "tally"))
    return [*sorted(read_run(run).results), *parts]


def others(audited: Path, name: str) -> Path:
    """A file of the same kind of an older run."""
    theirs = audited / "other" / name
    return theirs if theirs.exists() else min(theirs.parent.iterdir())


def results(run: Path) -> dict[str, bytes]:
    kept = ("report.json", "quarantine.jsonl", "index.json", "names.parquet", "places.parquet", "examples.parquet")
    return contents(run) | {name: (run / name).read_bytes() for name in kept}


@pytest.mark.slow
@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_of_each_file_of_a_finished_run_is_noticed(audited: Path, tmp_path: Path, damage: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    manifest = read_run(run)
    assert _is_whole(run, manifest)
    for name in sealed(run):
        path, before = run / name, (run / name).read_bytes()
        DAMAGES[damage](path, others(audited, name))
        same = path.is_file() and path.read_bytes() == before
        assert _is_whole(run, manifest) == same, name
        remove(path)
        path.write_bytes(before)


@pytest.mark.slow
@pytest.mark.parametrize("turn", range(0, len(DAMAGES), 2))
def test_a_run_damaged_in_all_files_is_mended_or_refused(audited: Path, tmp_path: Path, turn: int) -> None:
    """Each file by another kind of damage, each kind on another file in the next turn."""
    run, kinds = tmp_path / "run", list(DAMAGES)
    shutil.copytree(audited / "run", run)
    whole, names = results(run), sealed(run)
    for at, name in enumerate(names):
        DAMAGES[kinds[(at + turn) % len(kinds)]](run / name, others(audited, name))
    for _ in range(len(names)):
        in_the_way = [run / name for name in names if (run / name).is_dir()]
        try:
            corpusstat.audit(audited / "corpus", run)
        except CorpusstatError as error:
            line = refusal(error)
            found = [path for path in in_the_way if str(path) in line]
            assert found, line
            remove(found[0])
        else:
            break
    assert results(run) == whole
    assert _is_whole(run, read_run(run))


ROOMS = ("mentions", "rejected", "tally", "copies", "spill")
INSTEAD: dict[str, Callable[[Path], object]] = {
    "nothing": lambda _: None,
    "a file": lambda path: path.write_text("x"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}


@pytest.mark.slow
@pytest.mark.parametrize("instead", INSTEAD)
@pytest.mark.parametrize("room", ROOMS)
def test_a_folder_of_a_run_that_is_something_else_is_made_again_or_refused(
    audited: Path, tmp_path: Path, room: str, instead: str
) -> None:
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    whole = results(run)
    shutil.rmtree(run / room, ignore_errors=True)
    INSTEAD[instead](run / room)
    if room == "spill":
        (run / "report.json").unlink()
    try:
        corpusstat.audit(audited / "corpus", run)
    except CorpusstatError as error:
        line = refusal(error)
        assert room in line
        return
    assert results(run) == whole


QUESTIONS = (
    ("show", "RUN", "Anna Bellamy"),
    ("show", "RUN", "--singletons"),
    ("query", "RUN", "SELECT count(*) FROM mentions"),
    ("query", "RUN", "rejections"),
    ("report", "RUN"),
    ("compare", "RUN", "RUN"),
    ("extrapolate", "RUN", "--to", "2"),
    ("whatif", "RUN", "--weight", "web=2"),
    ("sample", "RUN", "-o", "OUT"),
    ("singletons", "RUN"),
)


@pytest.fixture
def damaged(audited: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    for name in [*sealed(run), "log.jsonl", "report.html"]:
        theirs = audited / "other" / name
        DAMAGES[request.param](run / name, theirs if theirs.exists() else others(audited, name))
    yield run
    for path in run.rglob("*"):
        if path.is_file():
            path.chmod(0o600)


@pytest.mark.slow
@pytest.mark.parametrize("damaged", DAMAGES, indirect=True)
def test_no_question_is_answered_by_a_damaged_run(
    damaged: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if (
        (damaged / "report.json").is_file()
        and os.access(damaged / "report.json", os.R_OK)
        and _is_whole(damaged, read_run(damaged))
    ):
        pytest.skip("as it was: root reads everything")
    for question in QUESTIONS:
        places = {"RUN": str(damaged), "OUT": str(tmp_path / "out.csv")}
        code = main([places.get(word, word) for word in question])
        said = capsys.readouterr().err
        assert code == 1, (question, said)
        assert said.count("\n") == 1, said
        assert "unexpected" not in said
        assert "mends the run" in said, (question, said)
