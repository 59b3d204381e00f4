"""Worker processes: what their deaths cost, that memory is kept to, and that they end."""

from __future__ import annotations

import functools
import os
import signal
import threading

import processes
import pytest
import toy_work
from toy_runs import audit, events

from corpusstat.engine import pool
from corpusstat.engine.memory import own_bytes
from corpusstat.errors import BadData


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


@pytest.mark.slow
def test_units_given_before_their_turn_do_not_suffer_for_the_death_of_their_worker(shards, tmp_path, moods):
    (moods / "kill.shard-000").touch()
    (moods / "segfault.shard-001.always").touch()
    outcome, parts = audit(shards, tmp_path / "run", toy_work.Eager(moods), workers=2)
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-001.parquet"]
    assert len(parts) == 27
    assert parts == {n: p for n, p in audit(shards, tmp_path / "fresh")[1].items() if n in parts}
    assert len([*moods.glob("begun-*")]) >= outcome.units


def test_a_worker_has_few_and_small_items_before_their_turn():
    class Pipe:
        def send(self, item):
            sent.append(item)

    for size, most in ((0, 0), (1, 3), (12 << 20, 2), (33 << 20, 0)):
        sent, items = [], iter(range(10))
        made = pool._Pool(len, 1, None, lambda *_, **__: None)
        made.early = lambda _, size=size: size
        worker = pool._Worker(None, Pipe(), None, job=pool._Job(99))
        made.hand_out_early(worker, items)
        assert sent == [job.item for job in worker.later] == [*range(most)]
        assert [made.take(items).item for _ in range(10 - most)] == [*range(most, 10)]  # none is lost


@pytest.mark.slow
def test_memory_limit_holds_over_all_processes(shards, tmp_path, moods):
    """Two units want 600 MiB more at the same time: only one can have it."""
    for n in range(2):
        (moods / f"hungry.shard-{n:03}.a.always").touch()
    limit = own_bytes(os.getpid()) + 2 * 600 * 1024**2
    sizes, stop = [], threading.Event()

    def look():
        while not stop.wait(0.05):
            pids = [os.getpid(), *(child.pid for child in processes.descendants(os.getpid()))]
            sizes.append(sum(map(own_bytes, pids)))

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
    limit = own_bytes(os.getpid()) + 400 * 1024**2
    outcome, _ = audit(shards, tmp_path / "run", toy_work.Moody(moods), workers=2, memory=limit)
    assert [q.name for q in outcome.quarantined] == ["corpus/shard-001.parquet"]
    assert f"{limit // 1024**2} MiB allowed" in outcome.quarantined[0].reason


@pytest.mark.slow
def test_where_no_unit_fits_more_memory_is_asked_for(tmp_path, moods):
    (moods / "hungry.shard-000.always").touch()
    one = toy_work.corpus(tmp_path / "one", shards=1, groups=1)
    limit = own_bytes(os.getpid()) + 400 * 1024**2
    with pytest.raises(BadData, match=r"expected memory for the work. To fix: raise --memory, or lower -j"):
        audit(one, tmp_path / "run", toy_work.Moody(moods), workers=2, memory=limit)


def test_ctrl_c_stops_the_workers_and_leaves_a_run_to_resume(shards, tmp_path):
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        audit(shards, tmp_path / "run", toy_work.endless, workers=2)
    assert not processes.workers(os.getpid())
    assert events(tmp_path / "run", "stopped")[0]["reason"].startswith("KeyboardInterrupt")
    assert audit(shards, tmp_path / "run")[1] == audit(shards, tmp_path / "fresh")[1]


def test_a_partial_of_a_function_travels_to_workers(shards, tmp_path):
    outcome, _ = audit(shards, tmp_path / "run", functools.partial(toy_work.facts), workers=2)
    assert outcome.units == 12
