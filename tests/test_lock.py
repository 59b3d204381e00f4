"""One process per run folder."""

from __future__ import annotations

import signal

import pytest
import toy_work
from toy_runs import finish, start, wait_for


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus", shards=6, groups=4)


def test_a_second_process_is_told_who_holds_the_run(shards, tmp_path):
    first = start(shards, tmp_path / "run", "endless")
    wait_for((tmp_path / "run" / ".holder.json").exists)
    code, errors = finish(start(shards, tmp_path / "run"))
    assert code == 2
    assert f"is in use by process {first.pid} on " in errors
    assert len(errors.splitlines()) == 1
    first.kill()
    assert finish(first)[0] == -signal.SIGKILL
    assert finish(start(shards, tmp_path / "run")) == (0, "")  # a dead holder holds nothing
