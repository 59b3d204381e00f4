"""The local engine: worker processes, each with its own pipe, so that a dead one names the unit it died on.

``concurrent.futures`` gives up the whole pool when a worker dies and cannot say whose fault it was, and its workers
outlive a parent that was killed. Here the parent holds one pipe to each worker; a worker that finds its parent gone
ends at once (see worker.py).
"""

from __future__ import annotations

import contextlib
import os
import pickle
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import IO, Any, Final, TypeVar

from corpusstat.engine.limits import address_space, cores
from corpusstat.engine.memory import own_bytes, thrift
from corpusstat.engine.worker import Failed, Tick
from corpusstat.errors import BadData, printable

__all__ = ["MORE_MEMORY", "Lost", "Tick", "peak_resident", "run_pool"]

_Item = TypeVar("_Item")
_LOOK_EVERY: Final = 0.25
"""Seconds between looks at the workers' memory."""
MORE_MEMORY: Final = "raise --memory, or lower -j"
"""What helps an audit whose workers are killed for want of memory."""
_STILLBORN: Final = 3
_EARLY: Final = 3
_EARLY_BYTES: Final = 32 * 1024**2
"""How many items, and of how many bytes, a worker has before their turn at most."""
_THREADS = ("POLARS_MAX_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_SAID: Final = 2000
"""Bytes of a dead worker's last words that are kept."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An item that a worker could not finish alive, twice."""

    reason: str
    for_memory: bool = False
    """Whether we killed the worker for what it held."""


@dataclass(slots=True)
class _Job:
    item: Any
    deaths: int = 0


@dataclass(slots=True)
class _Worker:
    process: subprocess.Popen[bytes]
    pipe: Connection
    words: IO[bytes]
    """What it writes to stderr: libraries complain there before they abort."""
    job: _Job | None = None
    later: deque[_Job] = field(default_factory=deque)
    """What it has been given before its turn."""
    so_far: tuple[int, ...] = ()
    ready: bool = False
    """It has loaded its libraries: from now on a death is the fault of its item."""
    verdict: str = ""
    """Why we killed it, or why it could not start; empty if neither."""
    for_memory: bool = False
    """We killed it for what it held."""

    def last_words(self) -> str:
        """The end of what it wrote to stderr, in one line."""
        size = self.words.seek(0, os.SEEK_END)
        self.words.seek(max(0, size - _SAID))
        return printable(" ".join(self.words.read().decode(errors="replace").split()), _SAID)

    def close(self) -> None:
        """Collect the process that has ended, and let go of what belongs to it."""
        self.process.wait()
        self.pipe.close()
        self.words.close()


@contextlib.contextmanager
def _deaf_child() -> Iterator[None]:
    """Start processes inside the block that do not hear Ctrl-C until they unblock it: the mask is inherited."""
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)


def _command(pipe: int, lifeline: int) -> list[str]:
    """The command of a worker: it finds modules where this process does, and never looks into the working folder."""
    code = (
        f"import sys; sys.path[:] = {sys.path!r}; from corpusstat.engine.worker import main; main({pipe}, {lifeline})"
    )
    return [sys.executable, "-P", *subprocess._args_from_interpreter_flags(), "-c", code]  # type: ignore[attr-defined]


class _Pool:
    def __init__(
        self, task: Callable[[Any, Tick], Any], workers: int, memory: int | None, log: Callable[..., None]
    ) -> None:
        self.task, self.memory, self.log = task, memory, log
        self.width = self.most = workers
        threads = max(1, cores() // workers)
        self.environment = {**os.environ, **dict.fromkeys(_THREADS, str(threads)), **thrift(memory)}
        self.workers: list[_Worker] = []
        self.again: deque[_Job] = deque()
        self.next: _Job | None = None
        self.early: Callable[[Any], int] = getattr(task, "early", lambda _: 0)
        self.stillborn = 0
        self.lifeline, self.alive = os.pipe()
        self.work = pickle.dumps(task)

    def start(self) -> None:
        """Start one worker."""
        ours, theirs = socket.socketpair()
        words = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the worker
        with theirs, ours, _deaf_child():
            fds = (theirs.fileno(), self.lifeline)
            process = subprocess.Popen(  # noqa: S603 - our own command
                _command(*fds),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=words,
                pass_fds=fds,
                env=self.environment,
            )
            worker = _Worker(process, Connection(ours.detach()), words)
            self.workers.append(worker)
        with contextlib.suppress(OSError):  # it died at once: `listen` will find out
            worker.pipe.send_bytes(self.work)

    def hand_out(self, items: Iterator[Any]) -> bool:
        """Return idle workers something to do, starting workers as needed; False when there is nothing to wait for."""
        while sum(w.job is not None for w in self.workers) < self.width:
            job = self.again.popleft() if self.again else self.take(items)
            if job is None:
                break
            idle = next((w for w in self.workers if w.job is None), None)
            if idle is None:
                self.start()
                idle = self.workers[-1]
            idle.job, idle.so_far = job, ()
            with contextlib.suppress(OSError):  # it died while idle: `bury` will find the job with it
                idle.pipe.send(job.item)
        for worker in self.workers:
            self.hand_out_early(worker, items)
        return any(w.job is not None for w in self.workers)

    def take(self, items: Iterator[Any]) -> _Job | None:
        """Return the next thing to do, if there is one."""
        job, self.next = self.next, None
        return job or next((_Job(i) for i in items), None)

    def hand_out_early(self, worker: _Worker, items: Iterator[Any]) -> None:
        """Give a busy worker what it can begin before its turn, as long as that is little: stores answer slowly."""
        while worker.job is not None and not self.again and len(worker.later) < _EARLY:
            self.next = self.take(items)
            if self.next is None:
                return
            size = self.early(self.next.item)
            if not size or size + sum(self.early(job.item) for job in worker.later) > _EARLY_BYTES:
                return
            worker.later.append(self.next)
            with contextlib.suppress(OSError):  # as above
                worker.pipe.send(self.next.item)
            self.next = None

    def listen(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Return (item, result) for what a worker has sent."""
        try:
            while worker.pipe.poll():
                message = worker.pipe.recv()
                if isinstance(message, Failed):
                    worker.verdict = message.reason
                    continue
                if isinstance(message, tuple):
                    worker.ready, worker.so_far = True, message
                    continue
                assert worker.job is not None  # noqa: S101 - narrows the type for the checker
                item, worker.so_far = worker.job.item, ()
                worker.job = worker.later.popleft() if worker.later else None
                if isinstance(message[0], BaseException):
                    raise message[0]
                yield item, message[0]
        except (EOFError, ConnectionError):
            yield from self.bury(worker)

    def bury(self, worker: _Worker) -> Iterator[tuple[Any, Any]]:
        """Name a dead worker; its item gets one more try, then it is lost."""
        words = worker.last_words()
        self.again += worker.later
        worker.close()
        self.workers.remove(worker)
        cause = worker.verdict or _cause(worker.process.returncode)
        job = worker.job
        item = str(job.item) if job else None
        self.log("worker died", pid=worker.process.pid, cause=cause, item=item, said=words)
        self.stillborn = 0 if worker.ready else self.stillborn + 1
        if self.stillborn > _STILLBORN:
            raise BadData(
                f"worker processes do not start ({cause}{': ' + words[-300:] if words else ''})",
                "processes that can load the library",
                MORE_MEMORY if worker.for_memory else "give them more memory, or try -j 1",
            )
        if job is None:
            return
        job.deaths += worker.ready
        if job.deaths > 1:
            yield job.item, Lost(f"its worker process died twice: {cause}", worker.for_memory)
        else:
            self.again.append(job)

    def watch_memory(self) -> None:
        """Over the limit, kill the largest busy worker; its unit is done again with one worker fewer beside it.

        Where there is one from the start, nothing would be gained: its unit would be lost.
        """
        if self.memory is None or self.most == 1:
            return
        sizes = {w.process.pid: own_bytes(w.process.pid) for w in self.workers}
        total = own_bytes(os.getpid()) + sum(sizes.values())
        if total <= self.memory:
            return
        idle = [w for w in self.workers if w.job is None]
        worker = max(idle or self.workers, key=lambda w: sizes[w.process.pid], default=None)
        if worker is None or worker.verdict:
            return
        busy = sum(w.job is not None for w in self.workers)
        worker.verdict = f"{total // 1024**2} MiB held, {self.memory // 1024**2} MiB allowed"
        worker.for_memory = True
        self.log("memory", pid=worker.process.pid, held=total, allowed=self.memory, busy=busy)
        worker.process.kill()
        if worker.job is not None and busy > 1:
            self.width = busy - 1
            worker.job.deaths -= 1  # not its fault alone

    def step(self) -> Iterator[tuple[Any, Any]]:
        """Wait a moment, and give what came."""
        wait([w.pipe for w in self.workers], _LOOK_EVERY)
        for worker in list(self.workers):
            yield from self.listen(worker)
        self.watch_memory()

    def stop(self) -> None:
        """End all workers: what they have not finished is done again by whoever resumes."""
        os.close(self.alive)  # ends also one whose start was interrupted
        os.close(self.lifeline)
        for worker in self.workers:
            worker.process.kill()
        for worker in self.workers:
            worker.close()
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
        Processes; after one had to be killed for what they hold, one fewer.
    memory
        Bytes that parent and workers together may hold of their own (`memory.own_bytes`); None: no limit.
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


def _cause(code: int | None) -> str:
    if code is None or code >= 0:
        return f"exit code {code}{address_space()}"
    name = signal.Signals(-code).name if -code in signal.Signals._value2member_map_ else "unknown signal"
    return f"signal {-code} ({name}{', perhaps out of memory' if -code == signal.SIGKILL else ''}){address_space()}"
