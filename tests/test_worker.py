"""A worker process: what it answers, and what it says when it cannot."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from multiprocessing import Pipe
from typing import Any

import pytest
import toy_work
from toy_runs import audit, events

from corpusstat.engine import worker
from corpusstat.errors import BadData


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


def served(task: Callable[[Any, worker.Tick], Any], items: list[Any]) -> list[Any]:
    """What a worker answers to some items: tuples are ticks, lists are results."""
    ours, theirs = Pipe()
    for item in items:
        ours.send(item)
    thread = threading.Thread(target=worker._serve, args=(theirs, task))
    thread.start()
    answers: list[Any] = []
    while sum(not isinstance(a, tuple) for a in answers) < len(items):
        answers.append(ours.recv())
    ours.close()
    thread.join()
    return answers


def test_a_worker_answers_each_item_with_its_result_after_its_ticks() -> None:
    def task(item: int, tick: worker.Tick) -> int:
        tick(item, 0, 0)
        return item * 2

    assert served(task, [3, 4]) == [(), (3, 0, 0), [6], (4, 0, 0), [8]]


def test_an_error_is_an_answer_with_its_traceback_and_the_worker_goes_on() -> None:
    def task(item: int, _: worker.Tick) -> float:
        return 1 / item

    _, (failed,), fine = served(task, [0, 2])
    assert isinstance(failed, ZeroDivisionError)
    assert "return 1 / item" in failed.__notes__[0]
    assert fine == [0.5]


def test_errors_that_cannot_travel_are_told_in_words() -> None:
    class Local(Exception):
        pass

    assert str(worker.picklable(Local("why"))) == "Local: why"
    error = ValueError("as it is")
    assert worker.picklable(error) is error


def test_interruptions_end_a_worker_and_panics_do_not() -> None:
    assert worker._contained(ValueError())
    assert worker._contained(type("PanicException", (BaseException,), {})())
    assert not worker._contained(KeyboardInterrupt())
    assert not worker._contained(SystemExit())
