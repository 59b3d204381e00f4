"""Reading ahead: the same items in the same order, not too many of them, and the errors where they belong."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from corpusstat.read.ahead import Ahead


def test_items_are_taken_ahead_until_they_are_large_enough() -> None:
    taken: list[int] = []
    full = threading.Event()

    def items() -> Iterator[int]:
        for i in range(9):
            taken.append(i)
            if i == 2:
                full.set()
            yield i

    ahead = iter(Ahead(items(), lambda _: 10, most=30))
    assert full.wait(60)  # before anyone asks for one
    assert next(ahead) == 0
    assert [*ahead] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert taken == [*range(9)]


def test_no_more_wait_than_are_allowed() -> None:
    waiting = 0
    most = 0

    def items() -> Iterator[int]:
        nonlocal waiting, most
        for i in range(50):
            waiting += 1
            most = max(most, waiting)
            yield i

    for _ in Ahead(items(), lambda _: 10, most=30):
        waiting -= 1
    assert 1 < most <= 5  # three that wait, one that is made, one that is taken


def test_an_error_comes_after_the_items_before_it() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("torn")

    ahead = iter(Ahead(items(), lambda _: 1, most=9))
    assert next(ahead) == 1
    with pytest.raises(OSError, match="torn"):
        next(ahead)


def test_what_nobody_wants_any_more_is_closed() -> None:
    closed = threading.Event()

    def items() -> Iterator[int]:
        try:
            while True:
                yield 1
        finally:
            closed.set()

    ahead = iter(Ahead(items(), lambda _: 1, most=3))
    next(ahead)
    ahead.close()  # type: ignore[attr-defined]
    assert closed.wait(60)
