"""The shell around the pipeline: units are worked on, written, retried, quarantined and resumed.

An engine supplies ``map`` and nothing else: given units and a picklable ``Task`` it gives (unit, Result) pairs in any
order. ``serial`` and ``processes`` are the two that come with the program; a cluster's is a third function of the
same form (``Engine``).
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pyarrow as pa
import tenacity

from corpusstat.engine.manifest import Quarantined, Unit
from corpusstat.engine.parts import input_hash, unchanged_while, write_parts
from corpusstat.engine.pool import MORE_MEMORY, Lost, Tick, peak_resident, run_pool
from corpusstat.engine.runfolder import RunFolder, open_run
from corpusstat.errors import ACCESS_DENIED, BadData, SkipShard, TryAgain
from corpusstat.schema import Parts

__all__ = [
    "Engine",
    "Outcome",
    "Progress",
    "Result",
    "RunFolder",
    "Task",
    "Tick",
    "Work",
    "Worked",
    "map_units",
    "open_run",
    "processes",
    "serial",
]

Work = Callable[[Unit, Tick], Parts]
"""The work on a unit: pure, picklable, raising SkipShard for a broken shard and TryAgain for a passing failure."""

_PASSING: Final = frozenset(
    {
        errno.EAGAIN,
        errno.EINTR,
        errno.EIO,
        errno.EBUSY,
        errno.ETIMEDOUT,
        errno.ECONNRESET,
        errno.ECONNREFUSED,
        errno.ECONNABORTED,
        errno.EPIPE,
        errno.ENETUNREACH,
        errno.ENETDOWN,
        errno.ENETRESET,
        errno.EHOSTUNREACH,
        errno.EHOSTDOWN,
        errno.ESTALE,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOBUFS,
    }
)
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})
_SILENT: Final = 5
"""Units in a row that fail for a passing reason or are denied, with none between that succeeds: stop."""


def _passing(error: BaseException) -> bool:
    """Whether the same call may succeed in a moment."""
    return isinstance(error, TryAgain | TimeoutError | ConnectionError) or (
        isinstance(error, OSError) and error.errno in _PASSING
    )


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a unit: finished, or not and why.

    ``rows``, ``bytes``, ``facts`` count documents, UTF-8 bytes and mentions; ``tries`` is above 1 after passing
    failures; ``peak`` is the largest resident size of the process so far, in bytes.
    """

    reason: str = ""
    passing: bool = False
    rows: int = 0
    bytes: int = 0
    facts: int = 0
    seconds: float = 0.0
    tries: int = 1
    peak: int = 0


@dataclass(frozen=True, slots=True)
class Worked:
    """What the work on a unit gave, not yet written: no parts where the unit is not finished."""

    result: Result
    parts: Parts | None = None
    source: str = ""
    """Hash of the input that was read."""


@dataclass(frozen=True, slots=True)
class Task:
    """Do a unit and write its parts; a broken shard is a result, everything else an error.

    ``run`` is the digest of the run's configuration, with which the parts are sealed; ``tries`` and ``wait`` (seconds
    before the second try, doubled each time up to 30) are for passing failures.
    """

    folder: Path
    run: str
    work: Work
    tries: int = 5
    wait: float = 0.5

    def __call__(self, unit: Unit, tick: Tick) -> Result:
        """Work on the unit and write what it gives.

        Raises
        ------
        CannotWrite
            The run folder does not take the parts.
        """
        return self.write(unit, self.worked(unit, tick))

    def early(self, unit: Unit) -> int:
        """Bytes that it takes to begin with a unit before its turn; 0: nothing is gained by it."""
        return int(self.work.early(unit)) if hasattr(self.work, "early") else 0

    def prepare(self) -> None:
        """Load what the work needs, in a process that does nothing else."""
        if hasattr(self.work, "prepare"):
            self.work.prepare()

    def begin(self, unit: Unit) -> None:
        """Begin with a unit that will have its turn, as far as it can be done beside another one."""
        if hasattr(self.work, "begin"):
            self.work.begin(unit)

    def write(self, unit: Unit, done: Worked) -> Result:
        """Write the parts of a unit, if it has any, and give its result."""
        if done.parts is not None:
            write_parts(self.folder, unit, done.parts, self.run, done.source)
        return done.result

    def worked(self, unit: Unit, tick: Tick) -> Worked:
        """Work on the unit and write nothing: a cluster's tasks have no folder in common with the driver."""
        begun = time.monotonic()
        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception(_passing),
            wait=tenacity.wait_exponential(multiplier=self.wait, max=30) + tenacity.wait_random(0, self.wait),
            stop=tenacity.stop_after_attempt(self.tries),
            reraise=True,
        )
        try:
            with unchanged_while(unit):
                source = input_hash(unit)
                parts = retrying(self.work, unit, tick)
        except BaseException as error:
            if _passing(error):
                return Worked(Result(reason=f"{_line(error)} ({self.tries} tries)", passing=True))
            if isinstance(error, SkipShard | pa.ArrowInvalid) or (
                isinstance(error, OSError) and error.errno not in _FULL
            ):
                return Worked(Result(reason=_line(error)))  # the shard cannot be read; anything else is a fault of ours
            if type(error).__name__ == "PanicException":  # of a Rust library; no Exception
                return Worked(Result(reason=f"a library failed on it: {_line(error)}"))
            raise
        result = Result(
            rows=parts.rows,
            bytes=parts.bytes,
            facts=parts.mentions.num_rows,
            seconds=time.monotonic() - begun,
            tries=retrying.statistics["attempt_number"],
            peak=peak_resident(),
        )
        return Worked(result, parts, source)


def _line(error: BaseException) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is, for display: rows, text bytes, facts and seconds since this process began, the rest of all."""

    units_done: int
    units: int
    rows: int
    bytes: int
    facts: int
    seconds: float
    fraction: float
    """Share of the Parquet bytes that is done, units in work included."""
    remaining: float | None
    """Seconds to go at the speed so far; None before there is any."""
    quarantined: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a pass over the pending units did. ``peak`` is in bytes, of the largest single process."""

    units: int = 0
    rows: int = 0
    bytes: int = 0
    facts: int = 0
    seconds: float = 0.0
    peak: int = 0
    quarantined: tuple[Quarantined, ...] = ()


Watch = Callable[[list[tuple[Unit, tuple[int, ...]]]], None]
Engine = Callable[[Iterable[Unit], Task, Callable[..., None], Watch], Iterator[tuple[Unit, "Result | Lost"]]]
"""``engine(units, task, log, watch)`` gives (unit, result) in any order. It may ignore ``log`` and ``watch``."""


def serial(
    units: Iterable[Unit],
    task: Task,
    log: Callable[..., None],  # noqa: ARG001 - the form of an engine; no worker can die here
    watch: Watch,
) -> Iterator[tuple[Unit, Result | Lost]]:
    """Work in this process, one unit after the other."""
    for unit in units:
        yield unit, task(unit, lambda *so_far, unit=unit: watch([(unit, so_far)]))


def processes(workers: int, memory: int | None = None) -> Engine:
    """Return an engine that works in ``workers`` spawned processes, which hold ``memory`` bytes with this one."""

    def engine(
        units: Iterable[Unit], task: Task, log: Callable[..., None], watch: Watch
    ) -> Iterator[tuple[Unit, Result | Lost]]:
        return run_pool(units, task, workers, memory, log, watch)

    return engine


@dataclass
class _Ledger:
    """What is known while units come back."""

    run: RunFolder
    pending: Sequence[Unit]
    on_progress: Callable[[Progress], None]
    strict: bool
    broken: dict[str, str]
    begun: float = field(default_factory=time.monotonic)
    sums: list[int] = field(default_factory=lambda: [0, 0, 0])
    units: int = 0
    size: int = 0
    peak: int = 0
    silent: int = 0
    lacked_memory: bool = True
    """Whether each shard that is not read is so because its worker held too much."""

    def __post_init__(self) -> None:
        self.everything = sum(u.size for u in self.run.units)
        self.waiting = sum(u.size for u in self.pending)

    def todo(self) -> Iterator[Unit]:
        """Pending units, but none of a shard that has turned out broken."""
        return (u for u in self.pending if u.shard.name not in self.broken)

    def enter(self, unit: Unit, result: Result | Lost) -> None:
        """Enter a result; stop the run where it must not go on."""
        reason = result.reason
        if not reason and isinstance(result, Result):
            self.silent = 0
            self.units += 1
            self.size += unit.size
            self.peak = max(self.peak, result.peak)
            for i, value in enumerate((result.rows, result.bytes, result.facts)):
                self.sums[i] += value
            self.run.log("unit", unit=unit.id, shard=unit.shard.name, rows=result.rows, facts=result.facts,
                         seconds=round(result.seconds, 3), tries=result.tries)  # fmt: skip
            return
        self.broken[unit.shard.name] = reason
        self.lacked_memory &= isinstance(result, Lost) and result.for_memory
        self.run.log("quarantined", unit=unit.id, shard=unit.shard.name, reason=reason)
        if self.strict:
            raise BadData(
                f"{unit.shard.name} cannot be read: {reason}", "whole shards (--strict)", "repair or leave it out"
            )
        denied = ACCESS_DENIED in reason
        self.silent = self.silent + 1 if denied or (isinstance(result, Result) and result.passing) else 0
        if self.silent >= _SILENT and denied:
            raise BadData(f"{self.silent} shards in a row; the last: {reason}")
        if self.silent >= _SILENT:
            raise TryAgain(
                f"{self.silent} shards in a row cannot be read now; the last: {reason}",
                "reachable storage",
                "run the same command again later: finished work is kept",
            )

    def show(self, running: list[tuple[Unit, tuple[int, ...]]]) -> None:
        """Report progress, with what running units have told so far."""
        rows, size, facts = self.sums
        done = float(self.size)
        for unit, so_far in running:
            if so_far:
                rows, size, facts = rows + so_far[0], size + so_far[1], facts + so_far[2]
                done += unit.size * min(1.0, so_far[0] / max(unit.rows, 1))
        seconds = time.monotonic() - self.begun
        self.on_progress(
            Progress(
                units_done=len(self.run.units) - len(self.pending) + self.units,
                units=len(self.run.units),
                rows=rows,
                bytes=size,
                facts=facts,
                seconds=seconds,
                fraction=(self.everything - self.waiting + done) / max(self.everything, 1),
                remaining=seconds * (self.waiting - done) / done if done else None,
                quarantined=len(self.broken),
            )
        )

    def outcome(self) -> Outcome:
        """Sum up, and write into the manifest which shards were not read."""
        quarantined = tuple(Quarantined(n, r) for n, r in sorted(self.broken.items()))
        self.run.update(quarantined=quarantined)
        rows, size, facts = self.sums
        seconds = time.monotonic() - self.begun
        return Outcome(self.units, rows, size, facts, seconds, self.peak, quarantined)


def _nothing(_: Progress) -> None:
    """Show no progress."""


def map_units(
    run: RunFolder,
    work: Work,
    *,
    workers: int = 1,
    memory: int | None = None,
    strict: bool = False,
    on_progress: Callable[[Progress], None] = _nothing,
    engine: Engine | None = None,
    tries: int = 5,
    wait: float = 0.5,
) -> Outcome:
    """Do all units of a run that are not finished.

    Parameters
    ----------
    run
        An open run. When this returns, ``run.parts()`` gives the files to count.
    work
        Picklable if ``workers > 1``: a function of a module, or a ``functools.partial`` of one.
    workers
        1 works in this process, more in spawned ones. The parts are the same bytes for any number.
    memory
        Bytes that this process and its workers together may hold of their own (with 1 worker: not enforced).
    strict
        Stop at the first shard that cannot be read, instead of going on without it.
    on_progress
        Called after each unit and a few times a second in between.
    engine
        Another engine in place of local processes.
    tries, wait
        For passing failures: how often, and seconds before the second try (doubled each time, up to 30).

    Returns
    -------
    Outcome
        With the shards that could not be read; they are in the manifest too, and tried again when the run is resumed.

    Raises
    ------
    BadData
        ``strict`` and a shard is broken, or none could be read at all.
    CannotWrite
        Disk full or read-only.
    TryAgain
        The storage does not answer any more.
    KeyboardInterrupt
        Workers are stopped; the run can be resumed.
    """
    broken = {q.name: q.reason for q in run.manifest.quarantined}
    if strict and broken:
        name, reason = min(broken.items())
        raise BadData(f"{name} cannot be read: {reason}", "whole shards (--strict)", "repair or leave it out")
    ledger = _Ledger(run, run.pending(), on_progress, strict, broken)
    engine = engine or (serial if workers == 1 else processes(workers, memory))
    ledger.show([])
    for unit, result in engine(
        ledger.todo(), Task(run.folder, run.manifest.digest, work, tries, wait), run.log, ledger.show
    ):
        ledger.enter(unit, result)
        ledger.show([])
    outcome = ledger.outcome()
    _refuse_nothing(run, outcome, ledger.lacked_memory)
    run.sweep()
    run.log("mapped", units=outcome.units, seconds=round(outcome.seconds, 3), quarantined=len(outcome.quarantined))
    return outcome


def _refuse_nothing(run: RunFolder, outcome: Outcome, lacked_memory: bool) -> None:
    unread = {q.name: q.reason for q in outcome.quarantined}
    if not run.manifest.task and all(u.shard.name in unread for u in run.units):
        name, reason = next(iter(unread.items()))
        more = f" (and {len(unread) - 1} more)" if len(unread) > 1 else ""
        expected, todo = ("memory for the work", MORE_MEMORY) if lacked_memory else ("Parquet shards", "repair them")
        raise BadData(f"no shard could be read; {name}{more}: {reason}", expected, todo)
