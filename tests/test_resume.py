"""Real processes, really killed: what is left can be resumed, and gives the same bytes as a run left alone."""

from __future__ import annotations

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import processes
import psutil
import pytest
import toy_work
from toy_runs import contents, finish, manifest, start, wait_for

from corpusstat.atomic import CannotWrite
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.runfolder import PARTS
from corpusstat.errors import SkipShard
from corpusstat.read.documents import documents
from corpusstat.read.shards import plan


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus", shards=6, groups=4)


def kill(process: subprocess.Popen[str], rng: random.Random) -> str:
    """Kill -9 the parent, its whole group, or one of its workers."""
    victim = rng.choice(["parent", "group", "worker"])
    workers = processes.workers(process.pid)
    with contextlib.suppress(ProcessLookupError, psutil.Error):
        if victim == "worker" and workers:
            rng.choice(workers).kill()
        elif victim == "group":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    return victim


def kill_again_and_again(shards: Path, tmp_path: Path, kills: int, seed: int) -> None:
    begun = time.monotonic()
    assert finish(start(shards, tmp_path / "whole")) == (0, "")
    length = time.monotonic() - begun
    whole = contents(tmp_path / "whole")
    assert len(whole) == 3 * 24 + 1
    rng, run, finished, interrupted = random.Random(seed), tmp_path / "run", 0, 0
    for _ in range(kills):
        process = start(shards, run)
        time.sleep(rng.uniform(0, length))
        victim = kill(process, rng)
        code, errors = finish(process)
        assert code in (0, -signal.SIGKILL), errors
        interrupted += code != 0
        left = contents(run) if run.exists() else {}
        assert left.items() <= whole.items(), f"after killing the {victim}"
        if "report.json" in left:
            assert left == whole
            finished += 1
            shutil.rmtree(run)
    assert interrupted >= kills // 4
    assert finish(start(shards, run)) == (0, "")
    assert contents(run) == whole
    assert not list(run.rglob("*.tmp"))


@pytest.mark.slow
def test_killed_fifty_times_a_run_ends_with_the_same_bytes(shards, tmp_path):
    kill_again_and_again(shards, tmp_path, kills=50, seed=2)


@pytest.mark.parametrize("kind", [pytest.param(PARTS[0], marks=pytest.mark.slow), *PARTS[1:]])
def test_killed_in_the_middle_of_a_file_nothing_half_is_taken_for_whole(shards, tmp_path, kind):
    assert finish(start(shards, tmp_path / "run", f"torn-{kind}", 1))[0] == -signal.SIGKILL
    with open_run(tmp_path / "whole", manifest(shards)) as run:
        map_units(run, toy_work.facts)
    whole, left = contents(tmp_path / "whole"), contents(tmp_path / "run")
    assert left.items() <= whole.items()
    assert len(left) == 6 + PARTS.index(kind)
    with open_run(tmp_path / "run", manifest(shards)) as run:
        assert len(run.pending()) == 22
        map_units(run, toy_work.facts)
    assert contents(tmp_path / "run") == whole
    assert not list((tmp_path / "run").rglob("*.tmp"))


def test_workers_do_not_outlive_a_killed_parent(shards, tmp_path):
    process = start(shards, tmp_path / "run", "endless")
    workers = wait_for(lambda: (found := processes.workers(process.pid)) and len(found) >= 2 and found)
    process.kill()
    process.wait()
    wait_for(lambda: not any(processes.is_alive(w) for w in workers))  # without a reaper they stay as zombies


@pytest.mark.parametrize("moment", [pytest.param(1, marks=pytest.mark.slow), 2])
def test_ctrl_c_ends_with_130_and_nothing_on_the_terminal(shards, tmp_path, moment):
    process = start(shards, tmp_path / "run", "endless")
    wait_for(lambda: len(processes.descendants(process.pid)) >= moment)  # 1: the workers have not even loaded Python
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to parent and workers alike
    assert finish(process) == (130, "")


def limit_file_size(size: int):
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def test_a_file_that_may_not_grow_ends_in_one_line_and_can_be_resumed(tmp_path):
    run_folder = tmp_path / "run"
    big = toy_work.corpus(tmp_path / "big", shards=2, groups=2)
    toy_work.corpus(tmp_path / "huge", shards=1, groups=1, rows=4000)
    (tmp_path / "huge" / "shard-000.parquet").rename(big / "shard-huge.parquet")
    code, errors = finish(start(big, run_folder, "facts", 1, preexec_fn=limit_file_size(30_000)))
    assert code == 1
    assert "cannot write" in errors
    assert "File too large" in errors
    assert "finished work is kept" in errors
    assert len(errors.splitlines()) == 1
    for folder in (run_folder, tmp_path / "fresh"):
        toy_work.audit(str(big), str(folder), "facts", "1")
    assert contents(run_folder) == contents(tmp_path / "fresh")


@pytest.fixture
def small_disk(tmp_path):
    """A disk of 400 KiB, where this system lets us mount one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this user may not mount a tmpfs")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_full_disk_ends_in_one_line_and_can_be_resumed(tmp_path, small_disk, workers):
    big = toy_work.corpus(tmp_path / "corpus", shards=4, groups=6, rows=1000)
    code, errors = finish(start(big, small_disk / "run", "facts", workers))
    assert code == 1
    assert "No space left on device" in errors
    assert len(errors.splitlines()) == 1
    done = contents(small_disk / "run")
    assert any(name.startswith("tally") for name in done)
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    for folder in (small_disk / "run", tmp_path / "fresh"):
        toy_work.audit(str(big), str(folder), "facts", "1")
    assert contents(small_disk / "run") == contents(tmp_path / "fresh")
    assert done.items() <= contents(tmp_path / "fresh").items()


@pytest.mark.slow
@pytest.mark.parametrize("size", ["60k", "200k", "1200k", "3m"])
def test_the_audit_on_a_full_disk_ends_in_one_line_and_can_be_resumed(samples, tmp_path, small_disk, size):
    """However far it came: parts, counting, database or report."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(small_disk)], check=True)
    command = [sys.executable, "-m", "corpusstat", "audit", str(samples), "-q", "-o"]
    code, errors = finish(subprocess.Popen([*command, str(small_disk / "run")], stderr=subprocess.PIPE, text=True))
    assert code == 1
    assert "No space left on device" in errors
    assert "finished work is kept" in errors
    assert len(errors.splitlines()) == 1
    assert not (small_disk / "run" / "report.json").exists()
    subprocess.run(["mount", "-o", "remount,size=100m", str(small_disk)], check=True)
    subprocess.run([*command, str(small_disk / "run")], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*command, str(tmp_path / "fresh")], check=True, stdout=subprocess.DEVNULL)
    fresh, resumed = contents(tmp_path / "fresh"), contents(small_disk / "run")
    assert fresh == resumed


def test_a_read_only_folder_ends_in_one_line(shards, small_disk):
    open_run(small_disk / "run", manifest(shards)).close()
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    for folder in ("run", "new"):
        code, errors = finish(start(shards, small_disk / folder, "facts", 1))
        assert code == 1
        assert "Read-only file system" in errors
        assert len(errors.splitlines()) == 1
    subprocess.run(["mount", "-o", "remount,rw,size=9m", str(small_disk)], check=True)
    toy_work.audit(str(shards), str(small_disk / "run"), "facts", "1")


@contextlib.contextmanager
def as_nobody():
    """Nothing is forbidden to root: go on as a user that owns nothing."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def test_a_folder_without_permission_ends_in_one_line(shards, tmp_path):
    for folder in (tmp_path, *tmp_path.parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    (tmp_path / "run").mkdir(mode=0o555)
    wanted = manifest(shards)
    with as_nobody(), pytest.raises(CannotWrite, match=r"Permission denied.*another -o folder"):
        open_run(tmp_path / "run", wanted)


def test_a_shard_without_permission_is_named_with_what_to_do(shards, tmp_path):
    """Whether it is found when the run is planned, or only when the shard is read."""
    for folder in (tmp_path, *tmp_path.parents):
        folder.chmod(folder.stat().st_mode | 0o055)
    found = plan([shards]).shards[0]
    assert list(documents(found))  # this has imported all that is needed, before nobody may read it
    Path(found.uri).chmod(0o000)
    with as_nobody():
        (broken,) = plan([shards]).broken
        with pytest.raises(SkipShard, match=r"access denied.*chmod"):
            list(documents(found))
    assert "access denied" in broken.reason
    assert "chmod" in broken.reason
