"""One process per run folder."""

from __future__ import annotations

import os
import signal

import pytest
import toy_work
from toy_runs import finish, start, wait_for

from corpusstat.engine import lock
from corpusstat.engine.lock import RunLock
from corpusstat.errors import BadRequest


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus", shards=6, groups=4)


def test_a_second_process_is_told_who_holds_the_run(shards, tmp_path):
    first = start(shards, tmp_path / "run", "endless", 1)
    wait_for((tmp_path / "run" / ".holder.json").exists)
    code, errors = finish(start(shards, tmp_path / "run", "facts", 1))
    assert code == 2
    assert f"is in use by process {first.pid} on " in errors
    assert len(errors.splitlines()) == 1
    first.kill()
    assert finish(first)[0] == -signal.SIGKILL
    assert finish(start(shards, tmp_path / "run", "facts", 1)) == (0, "")  # a dead holder holds nothing


def test_a_lock_is_held_until_it_is_released(tmp_path):
    first = RunLock(tmp_path)
    with pytest.raises(BadRequest, match=rf"is in use by process {os.getpid()} on .* since "):
        RunLock(tmp_path)
    (tmp_path / ".holder.json").write_text("{half")
    with pytest.raises(BadRequest, match="has not said which"):
        RunLock(tmp_path)
    first.release()
    assert not (tmp_path / ".holder.json").exists()
    RunLock(tmp_path).release()


def test_a_lock_that_cannot_say_who_holds_it_is_not_held(tmp_path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(lock, "write_text", full)
        with pytest.raises(OSError, match="No space") as kept:  # with all that it refers to
            RunLock(tmp_path)
    RunLock(tmp_path).release()
    del kept
