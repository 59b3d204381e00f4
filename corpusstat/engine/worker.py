"""A worker process: it takes items from its pipe, answers with results, and ends with the process that started it.

It is started by command, not by ``multiprocessing``, which runs the caller's main module again in every worker: so
that an audit may be called from a script without a main guard, from a notebook, a thread or standard input.
"""

from __future__ import annotations

import os
import pickle
import signal
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, Final

from corpusstat.engine.memory import give_back
from corpusstat.errors import BadData

__all__ = ["Failed", "Tick", "main", "picklable"]

Tick = Callable[[int, int, int], None]
"""``tick(rows, bytes, facts)``: totals of the running unit so far, so that a retry simply begins again."""

_END: Final = object()
"""In the place of an item: there will be no more."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The worker cannot load the work it should do, and why."""

    reason: str


def _die_with_parent(lifeline: int) -> None:
    """End this process when the other end of the pipe is closed, which happens at the latest when the parent dies."""
    os.read(lifeline, 1)
    os._exit(1)


def _contained(error: BaseException) -> bool:
    """Whether an error is the answer to an item; a panic of a Rust library is no ``Exception``, but is one too."""
    return isinstance(error, Exception) or type(error).__name__ == "PanicException"


def picklable(error: BaseException) -> BaseException:
    """Return the error, or what can be sent of it."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # any failure to pickle means the same
        return BadData(f"{type(error).__name__}: {error}")
    return error


def main(pipe_fd: int, lifeline: int) -> None:
    """Serve until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    threading.Thread(target=_die_with_parent, args=(lifeline,), daemon=True).start()
    pipe = Connection(pipe_fd)
    try:
        task = pickle.loads(pipe.recv_bytes())  # noqa: S301 - our own bytes
        getattr(task, "prepare", lambda: None)()
    except Exception as error:  # missing libraries, no memory to load them
        pipe.send(Failed(f"{type(error).__name__}: {error}"))
        return
    _serve(pipe, task)


def _receive(pipe: Connection, items: SimpleQueue[Any], begin: Callable[[Any], None] | None) -> None:
    """Take items as they come, also while another is worked on, and begin with them; at the end, say so."""
    try:
        while True:
            item = pipe.recv()
            if begin is not None:
                begin(item)
            items.put(item)
    except (EOFError, ConnectionError):
        items.put(_END)


def _serve(pipe: Connection, task: Callable[[Any, Tick], Any]) -> None:
    """Take an item, answer with a result or an exception, until the pipe closes."""

    def tick(*so_far: int) -> None:
        pipe.send(so_far)
        give_back()

    tick()
    items: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=_receive, args=(pipe, items, getattr(task, "begin", None)), daemon=True).start()
    while (item := items.get()) is not _END:
        try:
            answer = [task(item, tick)]
        except BaseException as error:  # whatever it is, the parent has to hear of it
            if not _contained(error):
                raise
            error.add_note(traceback.format_exc())
            answer = [picklable(error)]
        pipe.send(answer)
