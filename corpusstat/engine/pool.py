"""The local engine: worker processes, each with its own pipe, so that a dead one names the unit it died on.

``concurrent.futures`` gives up the whole pool when a worker dies and cannot say whose fault it was, and its workers
outlive a parent that was killed. Here the parent holds one pipe to each worker; a worker that finds its parent gone
ends at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import resource
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Final, TypeVar

import psutil

from corpusstat.errors import BadData

__all__ = ["Lost", "Tick", "peak_resident", "run_pool"]

Tick = Callable[[int, int, int], None]
"""``tick(rows, bytes, facts)``: totals of the running unit so far, so that a retry simply begins again."""

_Item = TypeVar("_Item")
_LOOK_EVERY: Final = 0.25
"""Seconds between looks at the workers' memory."""
_STILLBORN: Final = 3
_SMALLEST_WORKER: Final = 384 * 1024**2
"""Resident bytes of a worker that has loaded its libraries and holds a batch: below this share no second one."""
_THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that a worker could not finish alive, twice."""

    reason: str


@dataclass(slots=True)
class _Job:
    item: Any
    deaths: int = 0


@dataclass(slots=True)
class _Worker:
    process: SpawnProcess
    pipe: Connection
    job: _Job | None = None
    so_far: tuple[int, ...] = ()
    ready: bool = False
    """It has loaded its libraries: from now on a death is the fault of its item."""
    verdict: str = ""
    """Why we killed it; empty if we did not."""


def _die_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _serve(pipe: Connection, task: Callable[[Any, Tick], Any]) -> None:
    """A worker's life: take an item, answer with a result or an exception, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent decides
    threading.Thread(target=_die_with_parent, daemon=True).start()

    def tick(*so_far: int) -> None:
        pipe.send(so_far)

    tick()
    while True:
        try:
            item = pipe.recv()
        except EOFError:
            return
        try:
            answer = [task(item, tick)]
        except Exception as error:  # whatever it is, the parent has to hear of it
            error.add_note(traceback.format_exc())
            answer = [_picklable(error)]
        pipe.send(answer)


def _picklable(error: Exception) -> Exception:
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    except Exception:  # any failure to pickle means the same
        return BadData(f"{type(error).__name__}: {error}")
    return error


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Hold Ctrl-C back until the end of the block, here and in a process that is started inside it.

    The mask is for the child, which inherits it. It does not hold for this process: the signal may reach another
    thread, from where Python carries it to the main one; so the handler waits too.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, _: came.append(number))
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        signal.signal(signal.SIGINT, handler)
    if came:
        raise KeyboardInterrupt


class _Pool:
    def __init__(
        self, task: Callable[[Any, Tick], Any], workers: int, memory: int | None, log: Callable[..., None]
    ) -> None:
        self.task, self.memory, self.log = task, memory, log
        room = workers if memory is None else max(1, (memory - _resident(os.getpid())) // _SMALLEST_WORKER)
        self.width = min(workers, room)
        if self.width < workers:
            log("fewer workers", asked=workers, used=self.width, memory=memory)
        self.threads = max(1, (os.cpu_count() or 1) // self.width)
        self.workers: list[_Worker] = []
        self.again: deque[_Job] = deque()
        self.stillborn = 0

    def start(self) -> None:
        """Start one worker; Ctrl-C waits until it has all it needs to start, or it would die with a traceback."""
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=_serve, args=(theirs, self.task), daemon=True, name="corpusstat-worker")
        before = {name: os.environ.get(name) for name in _THREADS}
        os.environ.update(dict.fromkeys(_THREADS, str(self.threads)))
        resource_tracker.ensure_running()  # which unblocks Ctrl-C again, if it is first started in process.start()
        with _uninterrupted():
            try:
                process.start()
            finally:
                for name, value in before.items():
                    if value is None:
                        os.environ.pop(name, None)
                    else:
                        os.environ[name] = value
            theirs.close()
            self.workers.append(_Worker(process, ours))

    def hand_out(self, items: Iterator[Any]) -> bool:
        """Give idle workers something to do, starting workers as needed; False when there is nothing to wait for."""
        while sum(w.job is not None for w in self.workers) < self.width:
            job = self.again.popleft() if self.again else next((_Job(i) for i in items), None)
            if job is None:
                break
            idle = next((w for w in self.workers if w.job is None), None)
            if idle is None:
                self.start()
                idle = self.workers[-1]
            idle.job, idle.so_far = job, ()
            with contextlib.suppress(OSError):  # it died while idle: `bury` will find the job with it
                idle.pipe.send(job.item)
        return any(w.job is not None for w in self.workers)

    def listen(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Give (item, result) for what a worker has sent."""
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                if isinstance(message, tuple):
                    worker.ready, worker.so_far = True, message
                    continue
                assert worker.job is not None  # noqa: S101 - narrows the type for the checker
                item, worker.job, worker.so_far = worker.job.item, None, ()
                if isinstance(message[0], Exception):
                    raise message[0]
                yield item, message[0]
        except (EOFError, ConnectionError):
            yield from self.bury(worker)

    def bury(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Name a dead worker; its item gets one more try, then it is lost."""
        worker.process.join()
        worker.pipe.close()
        self.workers.remove(worker)
        cause = worker.verdict or _cause(worker.process.exitcode)
        job = worker.job
        self.log("worker died", pid=worker.process.pid, cause=cause, item=str(job.item) if job else None)
        self.stillborn = 0 if worker.ready else self.stillborn + 1
        if self.stillborn > _STILLBORN:
            raise BadData(
                f"worker processes do not start ({cause})",
                "processes that can load the library",
                "try -j 1; in a script, call corpusstat under: if __name__ == '__main__'",
            )
        if job is None:
            return
        job.deaths += worker.ready
        if job.deaths > 1:
            yield job.item, Lost(f"its worker process died twice: {cause}")
        else:
            self.again.append(job)

    def watch_memory(self) -> None:
        """Over the limit, kill the largest busy worker; its unit is done again with one worker fewer beside it."""
        if self.memory is None:
            return
        sizes = {w.process.pid: _resident(w.process.pid or 0) for w in self.workers}
        total = _resident(os.getpid()) + sum(sizes.values())
        if total <= self.memory:
            return
        idle = [w for w in self.workers if w.job is None]
        worker = max(idle or self.workers, key=lambda w: sizes[w.process.pid], default=None)
        if worker is None or worker.verdict:
            return
        busy = sum(w.job is not None for w in self.workers)
        worker.verdict = f"{total // 1024**2} MiB resident, {self.memory // 1024**2} MiB allowed"
        self.log("memory", pid=worker.process.pid, resident=total, allowed=self.memory, busy=busy)
        worker.process.kill()
        if worker.job is not None and busy > 1:
            self.width = busy - 1
            worker.job.deaths -= 1  # not its fault alone

    def step(self) -> Iterator[tuple[Any, Any]]:
        """Wait a moment, and give what came."""
        wait([w.pipe for w in self.workers] + [w.process.sentinel for w in self.workers], _LOOK_EVERY)
        for worker in list(self.workers):
            yield from self.listen(worker)
        self.watch_memory()

    def stop(self) -> None:
        """End all workers: what they have not finished is done again by whoever resumes."""
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.process.join()
            worker.pipe.close()
        self.workers.clear()


def run_pool(
    items: Iterable[_Item],
    task: Callable[[_Item, Tick], Any],
    workers: int,
    memory: int | None = None,
    log: Callable[..., None] = lambda *_, **__: None,
    watch: Callable[[list[tuple[_Item, tuple[int, ...]]]], None] = lambda _: None,
) -> Iterator[tuple[_Item, Any]]:
    """Do ``task`` on every item in spawned processes.

    Parameters
    ----------
    items
        Taken one by one as workers become free.
    task
        A picklable callable of (item, tick).
    workers
        Processes; fewer are used where ``memory`` does not hold so many.
    memory
        Bytes that parent and workers together may have resident; None: no limit.
    log
        Called with an event's name and fields.
    watch
        Called a few times a second with what is running: (item, what it last told by ``tick``).

    Yields
    ------
    tuple
        (item, result) in order of completion; the result is ``Lost`` if the worker died twice on the item.

    Raises
    ------
    Exception
        What ``task`` raised, or BadData if workers cannot be started.
    """
    pool = _Pool(task, workers, memory, log)
    queue = iter(items)
    try:
        while pool.hand_out(queue):
            yield from pool.step()
            watch([(w.job.item, w.so_far) for w in pool.workers if w.job is not None])
    finally:
        pool.stop()


def peak_resident() -> int:
    """Peak resident bytes of this process."""
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return size if sys.platform == "darwin" else size * 1024


def _resident(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.Error:
        return 0


def _cause(code: int | None) -> str:
    if code is not None and code < 0:
        name = signal.Signals(-code).name if -code in signal.Signals._value2member_map_ else "unknown signal"
        return f"signal {-code} ({name}{', perhaps out of memory' if -code == signal.SIGKILL else ''})"
    return f"exit code {code}"
