"""The engine with toy work: same parts for any number of workers, retries, deaths, quarantine, memory."""

from __future__ import annotations

import pytest
import toy_work
from toy_runs import audit, events

from corpusstat.engine import manifest as manifests
from corpusstat.errors import BadData, TryAgain


@pytest.mark.slow
def test_any_number_of_workers_writes_the_same_bytes(shards, tmp_path):
    one, first = audit(shards, tmp_path / "one")
    two, second = audit(shards, tmp_path / "two", workers=2)
    assert first == second
    assert len(first) == 3 * 12
    assert (one.units, one.rows, one.facts) == (two.units, two.rows, two.facts) == (12, 60, 60)
    assert one.peak > 10**7


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


def test_an_engine_supplies_map_and_nothing_else(shards, tmp_path):
    def backwards(units, task, log, watch):
        for unit in reversed(list(units)):
            yield unit, task(unit, lambda *_: None)

    assert audit(shards, tmp_path / "a", engine=backwards)[1] == audit(shards, tmp_path / "b")[1]
