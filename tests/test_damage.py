"""Whatever happens to the files of a run between a kill and its resumption is noticed, and never counted wrongly."""

from __future__ import annotations

import dataclasses
import json
import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import toy_work

import corpusstat
from corpusstat.cli import main
from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.parts import PARTS
from corpusstat.engine.runfolder import read_run
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.shards import plan


def manifest(folder: Path, **config: object) -> manifests.Manifest:
    return dataclasses.replace(manifests.make(plan([folder]), config), unit_bytes=1)


def contents(folder: Path) -> dict[str, bytes]:
    return {f"{f.parent.name}/{f.name}": f.read_bytes() for f in sorted(folder.glob("*/part-*.parquet"))}


def map_all(corpus: Path, folder: Path, **config: object) -> int:
    """Do what is to do; give the number of units it took."""
    with open_run(folder, manifest(corpus, **config)) as run:
        return map_units(run, toy_work.facts).units


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus, its run, and the run of the same corpus with another configuration."""
    folder = tmp_path_factory.mktemp("whole")
    corpus = toy_work.corpus(folder / "corpus", shards=3, groups=2)
    map_all(corpus, folder / "run")
    map_all(corpus, folder / "other", text="body")
    return folder


def _cut(path: Path, folder: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _emptied(path: Path, folder: Path) -> None:
    path.write_bytes(b"")


def _flipped(path: Path, folder: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 3] ^= 0x10
    path.write_bytes(bytes(data))


def _deleted(path: Path, folder: Path) -> None:
    path.unlink()


def _another_units(path: Path, folder: Path) -> None:
    other = next(p for p in sorted(path.parent.iterdir()) if p != path)
    shutil.copy(other, path)


def _another_runs(path: Path, folder: Path) -> None:
    shutil.copy(folder / "other" / path.parent.name / path.name, path)


def _cell(path: Path, folder: Path) -> None:
    """Another number in a cell, written with the same metadata: a whole Parquet file."""
    table = pq.read_table(path)
    name = next((n for n in table.column_names if pa.types.is_integer(table.schema.field(n).type)), None)
    if name is None or not len(table):  # nothing in it to change: more rows
        row = dict.fromkeys(table.column_names) | {"n": 7, "reason": "x", "domain": "toy", "relation": ""}
        more = pa.Table.from_pylist([{k: row.get(k) for k in table.column_names}], table.schema)
        pq.write_table(pa.concat_tables([table, more]), path)
        return
    values = table[name].to_pylist()
    changed = pa.array([(values[0] or 0) + 1, *values[1:]], table.schema.field(name).type)
    pq.write_table(table.set_column(table.column_names.index(name), table.schema.field(name), changed), path)


DAMAGE: dict[str, Callable[[Path, Path], None]] = {
    f.__name__.strip("_"): f for f in (_cut, _emptied, _flipped, _deleted, _another_units, _another_runs, _cell)
}


@pytest.mark.parametrize("kind", PARTS)
@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_part_is_noticed_and_its_unit_done_again(whole: Path, tmp_path: Path, kind: str, damage: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole / "run", run)
    before = contents(run)
    parts = sorted((run / kind).glob("part-*.parquet"))
    DAMAGE[damage](parts[2], whole)
    if contents(run) == before:
        assert kind == "rejected"  # these are empty: the same file, whichever unit or run wrote it
        return
    assert map_all(whole / "corpus", run) == 1
    assert contents(run) == before


def test_all_parts_of_a_unit_from_another_run_are_not_taken(whole: Path, tmp_path: Path) -> None:
    """Each seal is whole and all three fit together, but they are of another configuration."""
    run = tmp_path / "run"
    shutil.copytree(whole / "run", run)
    before = contents(run)
    name = sorted(p.name for p in (run / "tally").iterdir())[1]
    for kind in PARTS:
        shutil.copy(whole / "other" / kind / name, run / kind / name)
    assert map_all(whole / "corpus", run) == 1
    assert contents(run) == before


def test_all_parts_of_a_unit_under_the_name_of_another_are_not_taken(whole: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole / "run", run)
    before = contents(run)
    one, other = sorted(p.name for p in (run / "tally").iterdir())[:2]
    for kind in PARTS:
        shutil.copy(run / kind / one, run / kind / other)
    assert map_all(whole / "corpus", run) == 1
    assert contents(run) == before


@pytest.mark.parametrize("key", ["theta", "inputs", "quarantined", "results", "config"])
def test_a_manifest_that_was_edited_is_refused(whole: Path, tmp_path: Path, key: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(whole / "run", run)
    values = json.loads((run / "manifest.json").read_text("utf-8"))
    values[key] = {"theta": 0.5, "inputs": values["inputs"][:-1], "quarantined": [], "results": {"a": "b"}}.get(key, {})
    values["quarantined"] = values["quarantined"] or [{"name": "corpus/shard-000.parquet", "reason": "x"}]
    (run / "manifest.json").write_text(json.dumps(values), "utf-8")
    with pytest.raises(BadData, match=r"manifest.json is not as it was written"):
        read_run(run)


def _rewritten(path: Path) -> None:
    """Other content of the same size, and the times set back."""
    before = path.stat()
    data = path.read_bytes()
    found = data.index(b"of document 1-0")
    path.write_bytes(data[:found] + b"of document 9-0" + data[found + 15 :])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize("in_place", [True, False])
def test_an_input_replaced_at_equal_size_and_time_is_noticed(tmp_path: Path, in_place: bool) -> None:
    corpus = toy_work.corpus(tmp_path / "corpus", shards=3, groups=1)
    path = corpus / "shard-001.parquet"
    pq.write_table(pq.read_table(path), path, compression="none", write_statistics=False)
    map_all(corpus, tmp_path / "run")
    if not in_place:  # another file that takes its name
        shutil.copy2(path, tmp_path / "new")
        os.replace(tmp_path / "new", path)
    _rewritten(path)
    with pytest.raises(BadRequest, match=r"shard-001.parquet changed: its content"):
        open_run(tmp_path / "run", manifest(corpus))
    with open_run(tmp_path / "run", manifest(corpus), accept_changes=True) as run:
        assert map_units(run, toy_work.facts).units == 1
    map_all(corpus, tmp_path / "fresh")
    assert contents(tmp_path / "run") == contents(tmp_path / "fresh")


def test_a_corpus_that_was_copied_with_its_times_is_the_same_corpus(tmp_path: Path) -> None:
    corpus = toy_work.corpus(tmp_path / "corpus", shards=2, groups=2)
    map_all(corpus, tmp_path / "run")
    shutil.copytree(corpus, tmp_path / "elsewhere" / "corpus")
    assert map_all(tmp_path / "elsewhere" / "corpus", tmp_path / "run") == 0


# The results of a finished audit


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("audited")
    corpusstat.audit(corpora.small(folder / "corpus"), folder / "run")
    corpusstat.audit(folder / "corpus", folder / "older", limit=30)
    return folder


def results(run: Path) -> dict[str, bytes]:
    return contents(run) | {name: (run / name).read_bytes() for name in ("report.json", "quarantine.jsonl")}


RESULTS: dict[str, Callable[[Path, Path], object]] = {
    "older report": lambda run, folder: shutil.copy(folder / "older" / "report.json", run),
    "report deleted": lambda run, _: (run / "report.json").unlink(),
    "report edited": lambda run, _: (run / "report.json").write_text(
        (run / "report.json").read_text("utf-8").replace('"n": 60', '"n": 61', 1), "utf-8"
    ),
    "database deleted": lambda run, _: (run / "audit.duckdb").unlink(),
    "another run's database": lambda run, folder: shutil.copy(folder / "older" / "audit.duckdb", run),
    "quarantine cut": lambda run, _: (run / "quarantine.jsonl").write_text("{"),
    "copies deleted": lambda run, _: [f.unlink() for f in (run / "copies").glob("*.parquet")],
    "a tally flipped": lambda run, _: _flipped(min((run / "tally").glob("*.parquet")), run),
}


@pytest.mark.parametrize(
    "case", [*list(RESULTS)[:3], *(pytest.param(c, marks=pytest.mark.slow) for c in list(RESULTS)[3:])]
)
def test_a_damaged_result_is_refused_and_mended_by_the_same_audit(audited: Path, tmp_path: Path, case: str) -> None:
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    whole = results(run)
    RESULTS[case](run, audited)
    if "report" in case:
        with pytest.raises(BadData, match=r"report\.json is (missing|not the one that this run has written)"):
            corpusstat.open_report(run)
    said: list[str] = []
    again = corpusstat.audit(audited / "corpus", run, say=said.append)
    assert "mending" in said[0]
    assert results(run) == whole
    assert (run / "audit.duckdb").exists()
    assert again.report == json.loads(whole["report.json"])
    said.clear()
    corpusstat.audit(audited / "corpus", run, say=said.append)
    assert said == [f"{run} holds this audit, finished and whole: nothing to do"]


# Whoever reads a run reads only what it has written

READERS: dict[str, tuple[str, ...]] = {
    "show entity": ("show", "RUN", "Anna Bellamy"),
    "show singletons": ("show", "RUN", "--singletons"),
    "query mentions": ("query", "RUN", "SELECT count(*) FROM mentions"),
    "query by string": ("query", "RUN", "FROM query('SELECT count(*) FROM mentions')"),
    "query tally": ("query", "RUN", "SELECT sum(n) FROM tally"),
    "query spectrum": ("query", "RUN", "SELECT sum(f) FROM spectrum"),
    "query by name": ("query", "RUN", "rejections"),
    "report": ("report", "RUN"),
    "compare": ("compare", "RUN", "RUN"),
    "sample": ("sample", "RUN", "-o", "SAMPLE"),
    "probes": ("probes", "RUN", "-o", "PROBES"),
}
READ = {
    "mentions": {"show entity", "query mentions", "query by string", "sample", "probes"},
    "tally": {n for n in READERS if n not in ("query spectrum", "report", "compare", "show singletons")},
    "rejected": {"query by name"},
    "audit.duckdb": {n for n in READERS if n not in ("show entity", "show singletons", "report", "sample", "probes")},
    "places.parquet": {"show entity"},
    "index.json": {"show entity"},
    "examples.parquet": {"show singletons"},
    "report.json": {"report", "compare", "probes", "sample"},
}
"""What each file of a run is read by; the tallies seal the other parts."""


@pytest.mark.parametrize("what", READ)
def test_what_is_read_of_a_damaged_run_is_checked_first(
    audited: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str
) -> None:
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    for file in [run / what] if "." in what else sorted((run / what).glob("*.parquet")):
        _flipped(file, run)
    places = {"RUN": str(run), "SAMPLE": str(tmp_path / "sample.csv"), "PROBES": str(tmp_path / "probes")}
    for name, command in READERS.items():
        code = main([places.get(word, word) for word in command])
        said = capsys.readouterr().err
        if name in READ[what]:
            assert code == 1, (name, said)
            assert said.count("\n") == 1
            assert "mends the run" in said, (name, said)
        else:
            assert "as it was written" not in said, (name, said)


def test_a_run_that_is_not_finished_answers_no_questions(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["query", str(whole / "run"), "SELECT 1"]) == 1
    assert "is not finished" in capsys.readouterr().err


@pytest.mark.slow
def test_damage_at_random_places_is_never_counted(audited: Path, tmp_path: Path) -> None:
    """Any byte of any file of a run: what follows is the same report, or one clear refusal."""
    whole = results(audited / "run")
    rng = random.Random(12)
    run = tmp_path / "run"
    shutil.copytree(audited / "run", run)
    files = [f for f in run.rglob("*") if f.is_file() and f.suffix in (".parquet", ".json", ".jsonl", ".duckdb")]
    for path in rng.choices(sorted(files), k=20):
        data = bytearray(path.read_bytes())
        if not data:
            continue
        data[rng.randrange(len(data))] ^= 1 << rng.randrange(8)
        kept = path.read_bytes()
        path.write_bytes(bytes(data))
        try:
            corpusstat.audit(audited / "corpus", run)
        except (BadData, BadRequest):
            path.write_bytes(kept)
            continue
        assert results(run) == whole, path


def test_two_audits_of_the_same_corpus_have_equal_reports(audited: Path, tmp_path: Path) -> None:
    """Byte for byte, of a copy with other times too; the times are in the manifest."""
    shutil.copytree(audited / "corpus", tmp_path / "corpus")
    for file in (tmp_path / "corpus").iterdir():
        os.utime(file, (1, 1))
    corpusstat.audit(tmp_path / "corpus", tmp_path / "run")
    assert results(tmp_path / "run") == results(audited / "run")
    manifest = read_run(tmp_path / "run")
    assert manifest.created
    assert manifest.finished
