"""A worker process: what it answers, and what it says when it cannot."""

from __future__ import annotations

import os

import pytest
import toy_work
from toy_runs import audit, events

from corpusstat.errors import BadData


@pytest.fixture
def shards(tmp_path):
    return toy_work.corpus(tmp_path / "corpus")


@pytest.fixture
def moods(tmp_path):
    folder = tmp_path / "moods"
    folder.mkdir()
    return folder


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
