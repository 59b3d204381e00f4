"""The engine with toy work: same parts for any number of workers, retries, deaths, quarantine, memory."""

from __future__ import annotations

import dataclasses
import functools
import hashlib
import json
import os
import signal
import threading
import time
from pathlib import Path

import processes
import psutil
import pyarrow.parquet as pq
import pytest
import toy_work

from corpusstat.engine import manifest as manifests
from corpusstat.engine.engine import Outcome, map_units, open_run
from corpusstat.errors import BadData, BadRequest, TryAgain
from corpusstat.read.shards import plan


def manifest(folder: Path, unit_bytes: int = 1, **config):
    return dataclasses.replace(manifests.make(plan([folder]), config), unit_bytes=unit_bytes)


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus")


@pytest.fixture
def moods(tmp_path):
    folder = tmp_path / "moods"
    folder.mkdir()
    return folder


def bytes_of(paths):
    return {p.parent.name + "/" + p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in paths}


def audit(shards, folder, work=toy_work.facts, **options) -> tuple[Outcome, dict[str, str]]:
    with open_run(folder, manifest(shards)) as run:
        outcome = map_units(run, work, wait=0.01, **options)
        parts = run.parts()
        return outcome, bytes_of(parts.mentions + parts.rejected + parts.tallies)


def events(folder, name):
    found = [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]
    return [e for e in found if e["event"] == name]


def test_any_number_of_workers_writes_the_same_bytes(shards, tmp_path):
    one, first = audit(shards, tmp_path / "one")
    two, second = audit(shards, tmp_path / "two", workers=2)
    assert first == second
    assert len(first) == 3 * 12
    assert (one.units, one.rows, one.facts) == (two.units, two.rows, two.facts) == (12, 60, 60)
    assert one.peak > 10**7


def test_parts_come_sorted_and_hold_what_the_work_gave(shards, tmp_path):
    with open_run(tmp_path / "run", manifest(shards)) as run:
        map_units(run, toy_work.facts)
        tables = [pq.read_table(p) for p in run.parts().mentions]
    places = [(row["shard"], row["row_group"], row["row"]) for t in tables for row in t.to_pylist()]
    assert len(places) == 60
    assert places == sorted(places)
    assert tables[0].schema.metadata[b"corpusstat.unit"].decode() in run.parts().mentions[0].name


def test_finished_units_are_not_done_again(shards, tmp_path, moods):
    audit(shards, tmp_path / "run")
    for n in range(4):
        (moods / f"bug.shard-{n:03}.always").touch()
    outcome, _ = audit(shards, tmp_path / "run", toy_work.Moody(moods))
    assert outcome.units == 0


def test_progress_grows_to_the_whole(shards, tmp_path):
    seen = []
    audit(shards, tmp_path / "run", on_progress=seen.append)
    assert [p.fraction for p in seen] == sorted(p.fraction for p in seen)
    assert seen[0].fraction == 0
    assert seen[0].remaining is None
    last = seen[-1]
    assert (last.fraction, last.units_done, last.units, last.rows, last.facts) == (1, 12, 12, 60, 60)
    assert last.remaining == 0


@pytest.mark.parametrize(("mood", "workers"), [("again", 1), ("timeout", 1), ("again", 2)])
def test_a_passing_failure_is_tried_again(shards, tmp_path, moods, mood, workers):
    (moods / f"{mood}.shard-001").touch()
    outcome, parts = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=workers)
    assert not outcome.quarantined
    assert len(parts) == 36
    assert sorted(e["tries"] for e in events(tmp_path / "run", "unit")) == [1] * 11 + [2]


def test_a_failure_that_does_not_pass_quarantines_its_shard(shards, tmp_path, moods):
    (moods / "again.shard-001.always").touch()
    outcome, _ = audit(shards, tmp_path / "run", toy_work.Moody(moods), tries=3)
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-001.parquet"]
    assert "503 slow down (3 tries)" in outcome.quarantined[0].reason


def test_storage_that_is_gone_stops_the_run(tmp_path, moods):
    shards = toy_work.corpus(tmp_path / "corpus", shards=8)
    for n in range(8):
        (moods / f"again.shard-{n:03}.always").touch()
    with pytest.raises(TryAgain, match="5 shards in a row"):
        audit(shards, tmp_path / "run", toy_work.Moody(moods), tries=1)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_broken_shard_is_left_out_whole_named_and_retried_on_resume(shards, tmp_path, moods, workers):
    (moods / "skip.shard-002.always").touch()
    run = tmp_path / "run"
    outcome, parts = audit(shards, run, toy_work.Moody(moods), workers=workers)
    assert [(q.name, q.reason) for q in outcome.quarantined] == [
        ("corpus/shard-002.parquet", "corpus/shard-002.parquet: torn; expected a whole shard")
    ]
    assert manifests.Manifest.read(run / "manifest.json").quarantined == outcome.quarantined
    assert len(parts) == 27
    (moods / "skip.shard-002.always").unlink()
    again, parts = audit(shards, run, toy_work.Moody(moods))
    assert again.units == 3
    assert not manifests.Manifest.read(run / "manifest.json").quarantined
    assert parts == audit(shards, tmp_path / "fresh")[1]


@pytest.mark.slow
def test_what_is_counted_of_a_broken_shard_does_not_depend_on_when_it_broke(shards, tmp_path, moods):
    (moods / "skip.shard-002").touch()  # only the first of its three units fails; the others could be read
    _, late = audit(shards, tmp_path / "late", toy_work.Moody(moods), workers=2)
    (moods / "skip.shard-002.always").touch()
    _, early = audit(shards, tmp_path / "early", toy_work.Moody(moods))
    assert late == early


def test_strict_stops_at_the_first_broken_shard(shards, tmp_path, moods):
    (moods / "skip.shard-002.always").touch()
    with pytest.raises(BadData, match=r"shard-002.parquet cannot be read: .*torn"):
        audit(shards, tmp_path / "run", toy_work.Moody(moods), strict=True)
    (shards / "broken.parquet").write_bytes(b"not a shard at all")
    with pytest.raises(BadData, match=r"broken\.parquet cannot be read"):
        audit(shards, tmp_path / "other", strict=True)


def test_a_shard_that_may_not_be_read_is_quarantined(shards, tmp_path, moods):
    (moods / "denied.shard-002.always").touch()
    outcome, parts = audit(shards, tmp_path / "run", toy_work.Moody(moods))
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-002.parquet"]
    assert "Permission denied" in outcome.quarantined[0].reason
    assert len(parts) == 27


def test_a_shard_broken_from_the_start_can_be_repaired(shards, tmp_path):
    whole = (shards / "shard-000.parquet").read_bytes()
    (shards / "shard-000.parquet").write_bytes(whole[:-20])
    outcome, parts = audit(shards, tmp_path / "run")
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-000.parquet"]
    assert len(parts) == 27
    (shards / "shard-000.parquet").write_bytes(whole)
    outcome, parts = audit(shards, tmp_path / "run")
    assert outcome.units == 3
    assert len(parts) == 36


def test_no_readable_shard_is_an_error(shards, tmp_path, moods):
    for n in range(4):
        (moods / f"skip.shard-{n:03}.always").touch()
    with pytest.raises(BadData, match=r"no shard could be read; corpus/shard-000.parquet \(and 3 more\)"):
        audit(shards, tmp_path / "run", toy_work.Moody(moods))


@pytest.mark.parametrize(
    ("mood", "cause"), [("kill", "SIGKILL"), pytest.param("segfault", "SIGSEGV", marks=pytest.mark.slow)]
)
def test_a_worker_that_dies_costs_its_unit_one_retry_and_is_named(shards, tmp_path, moods, mood, cause):
    (moods / f"{mood}.shard-001").touch()
    outcome, parts = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=2)
    assert not outcome.quarantined
    assert parts == audit(shards, tmp_path / "fresh")[1]
    (death,) = events(tmp_path / "run", "worker died")
    assert cause in death["cause"]
    assert "shard-001" in death["item"]


def test_a_unit_that_kills_two_workers_is_quarantined_and_the_others_go_on(shards, tmp_path, moods):
    (moods / "segfault.shard-001.always").touch()
    outcome, parts = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=2)
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-001.parquet"]
    assert "died twice: signal 11 (SIGSEGV)" in outcome.quarantined[0].reason
    assert len(parts) == 27


@pytest.mark.parametrize("workers", [1, 2])
def test_a_bug_in_the_work_is_not_hidden_as_a_broken_shard(shards, tmp_path, moods, workers):
    (moods / "bug.shard-001.always").touch()
    with pytest.raises(RuntimeError, match="a bug in the work") as caught:
        audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=workers)
    if workers == 2:
        assert "toy_work.py" in caught.value.__notes__[0]
    assert "a bug" in events(tmp_path / "run", "stopped")[0]["reason"]


def test_work_that_cannot_start_says_so(shards, tmp_path):
    with pytest.raises(BadData, match="worker processes do not start"):
        audit(shards, tmp_path / "run", _Unloadable(), workers=2)


class _Unloadable:
    def __call__(self, unit, tick):
        raise AssertionError

    def __reduce__(self):
        return os._exit, (3,)


def test_memory_limit_holds_over_all_processes(shards, tmp_path, moods):
    """Two units want 600 MiB more at the same time: only one can have it."""
    for n in range(2):
        (moods / f"hungry.shard-{n:03}.a.always").touch()
    limit = psutil.Process().memory_info().rss + 2 * 600 * 1024**2
    sizes, stop = [], threading.Event()

    def look():
        while not stop.wait(0.05):
            sizes.append(processes.tree_size(os.getpid()))

    watcher = threading.Thread(target=look)
    watcher.start()
    shards = toy_work.corpus(tmp_path / "two", shards=2, groups=1)
    try:
        outcome, parts = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=2, memory=limit)
    finally:
        stop.set()
        watcher.join()
    assert not outcome.quarantined
    assert len(parts) == 6
    assert events(tmp_path / "run", "memory")  # the limit was met, and a worker had to go
    over = [s for s in sizes if s > limit]
    assert len(over) * 0.05 < 1.0, f"{len(over)} looks over {limit}: {max(sizes)}"


@pytest.mark.slow
def test_a_unit_that_never_fits_is_quarantined_with_both_numbers(shards, tmp_path, moods):
    (moods / "hungry.shard-001.always").touch()
    limit = psutil.Process().memory_info().rss + 400 * 1024**2
    outcome, _ = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=2, memory=limit)
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-001.parquet"]
    assert f"{limit // 1024**2} MiB allowed" in outcome.quarantined[0].reason


def test_ctrl_c_stops_the_workers_and_leaves_a_run_to_resume(shards, tmp_path):
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        audit(shards, tmp_path / "run", toy_work.endless, workers=2)
    assert not processes.workers(os.getpid())
    assert events(tmp_path / "run", "stopped")[0]["reason"].startswith("KeyboardInterrupt")
    assert audit(shards, tmp_path / "run")[1] == audit(shards, tmp_path / "fresh")[1]


def test_an_engine_supplies_map_and_nothing_else(shards, tmp_path):
    def backwards(units, task, log, watch):
        for unit in reversed(list(units)):
            yield unit, task(unit, lambda *_: None)

    assert audit(shards, tmp_path / "a", engine=backwards)[1] == audit(shards, tmp_path / "b")[1]


def test_a_partial_of_a_function_travels_to_workers(shards, tmp_path):
    outcome, _ = audit(shards, tmp_path / "run", functools.partial(toy_work.facts), workers=2)
    assert outcome.units == 12


@pytest.mark.slow
def test_forty_thousand_shards_are_listed_in_seconds(tmp_path):
    from corpusstat.read.shards import Plan, Shard

    inputs = tuple(
        Shard(f"web/{i:05}.parquet", f"/web/{i:05}", 10**9, "", f"{i:x}", (1000,) * 50) for i in range(40_000)
    )
    big = manifests.make(Plan(inputs), {})
    begun = time.process_time()
    with open_run(tmp_path / "run", big) as run:
        first = run.pending()
        for unit in first[:300]:
            (tmp_path / "run" / "tally" / f"part-{unit.id}.parquet").touch()
        assert len(run.pending()) == len(first) - 300 == 40_000 * 8 - 300
    assert manifests.Manifest.read(tmp_path / "run" / "manifest.json").inputs == inputs
    assert time.process_time() - begun < 40
    assert (tmp_path / "run" / "manifest.json").stat().st_size < 10_000_000


def test_the_folder_of_another_program_is_left_alone(shards, tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.txt").write_text("mine")
    with pytest.raises(BadRequest, match=r"not empty and not a run \(it holds thesis.txt\)"):
        open_run(tmp_path / "run", manifest(shards))
    assert os.listdir(tmp_path / "run") == ["thesis.txt"]
    with pytest.raises(BadRequest, match="is a file"):
        open_run(tmp_path / "run" / "thesis.txt", manifest(shards))
