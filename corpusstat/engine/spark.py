"""The engine of a Spark cluster: one function maps units, or the rows of a table, to their parts; nothing is shuffled.

A task writes nothing. What it found comes back as a row, and Spark takes the rows of one attempt of each task only: a
task that was tried again or run twice at the same time leaves nothing double. The driver writes the parts as the local
engine does, so that everything after that is the same: counting, report, resuming.

Only DataFrames are used (``range``, ``mapInArrow``, ``collect``): no RDD and no SparkContext, so that it runs on Spark
Connect too. What comes back is about a hundredth of the text; ``--sample-prompts`` makes it as small as is wanted.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import platform
import secrets
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from importlib.metadata import version
from itertools import islice
from typing import Any, Final

import pyarrow as pa

from corpusstat.engine.engine import Engine, Result, Task, Worked
from corpusstat.engine.manifest import Unit, code_digest
from corpusstat.engine.worker import picklable
from corpusstat.errors import BadData, BadRequest, CorpusstatError, printable

__all__ = ["cluster", "error_line", "found_rows", "opened", "run_rows", "session_of", "work_on_rows"]

_SENT: Final = "number int, found binary"
_TOGETHER: Final = 16
"""Units in a job: its rows come back at once, and Spark limits their bytes (spark.driver.maxResultSize)."""
_JOBS: Final = 32
"""Jobs at the same time: 512 tasks, which keeps 250 cores busy while the last ones of each job are waited for."""
_INSTALL: Final = "install the same corpusstat and Python on all of them (docs/cluster.md)"


def session_of(engine: object) -> Any:
    """Return the Spark session that is meant: one that is given, or for ``"spark"`` the current or a new one.

    Raises
    ------
    BadRequest
        Spark or Java are not there, or what is given is no session.
    """
    if engine != "spark":
        if not hasattr(engine, "createDataFrame"):
            raise BadRequest(f"engine {engine!r}", "'local', 'spark' or a Spark session")
        return engine
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise BadRequest("--engine spark: pyspark is not installed", "", "pip install 'corpusstat[spark]'") from error
    if not {"PYSPARK_GATEWAY_PORT", "SPARK_REMOTE"} & os.environ.keys():  # not by spark-submit: this Python, if local
        os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    try:
        return SparkSession.builder.appName("corpusstat").getOrCreate()
    except (PySparkException, OSError) as error:
        raise BadRequest(
            f"--engine spark: {error_line(error)}", "Java 17 or newer", "install it, or use spark-submit"
        ) from error


def cluster(session: Any) -> Engine:
    """Return an engine that works on units in the tasks of a Spark session."""

    def engine(units: Iterable[Unit], task: Task, log: Callable[..., None], _: object) -> Iterator[tuple[Unit, Result]]:
        _refuse_others(session)
        queue = iter(units)
        with _jobs(session) as start:
            running: dict[Future[Any], list[Unit]] = {}
            while True:
                while len(running) < _JOBS and (group := list(islice(queue, _TOGETHER))):
                    running[start(_job, session, group, task, log)] = group
                if not running:
                    return
                for done in wait(running, return_when=FIRST_COMPLETED).done:
                    del running[done]
                    for unit, worked in done.result():
                        yield unit, task.write(unit, worked)

    return engine


@contextlib.contextmanager
def _jobs(session: Any) -> Iterator[Callable[..., Future[Any]]]:
    """Threads that wait for Spark jobs; those still running when the block is left are cancelled, and no others."""
    tag = f"corpusstat-{secrets.token_hex(4)}"

    def tagged(job: Callable[..., Any], *arguments: Any) -> Any:
        session.addTag(tag)
        return job(*arguments)

    pool = ThreadPoolExecutor(_JOBS)
    try:
        yield lambda *call: pool.submit(tagged, *call)
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        session.interruptTag(tag)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _job(session: Any, units: Sequence[Unit], task: Task, log: Callable[..., None]) -> list[tuple[Unit, Worked]]:
    """Work on some units in one job, a task each; if it fails, each in a job of its own."""
    rows = session.range(0, len(units), 1, len(units)).mapInArrow(partial(work_on_rows, units=units, task=task), _SENT)
    try:
        found = [opened(row) for row in rows.collect()]
    except CorpusstatError:
        raise
    except Exception as error:  # Spark has tried its tasks as often as it does
        reason = error_line(error)
        log("job failed", units=[u.id for u in units], reason=reason)
        if len(units) == 1:
            return [(units[0], Worked(Result(reason=f"its Spark task failed: {reason}", passing=True)))]
        return [pair for unit in units for pair in _job(session, [unit], task, log)]
    return [(units[number], worked) for number, worked in found]


def work_on_rows(batches: Iterable[pa.RecordBatch], units: Sequence[Unit], task: Task) -> Iterator[pa.RecordBatch]:
    """Work on the units whose numbers the rows hold; this is what Spark's tasks run in file mode."""
    for batch in batches:
        for number in batch.column(0).to_pylist():
            yield found_rows(number, partial(task.worked, units[number], lambda *_: None))


def found_rows(number: int, work: Callable[[], Worked]) -> pa.RecordBatch:
    """Do a piece of work and pack what it gives, or its error: to try a wrong request again would not help."""
    try:
        found: object = work()
    except Exception as error:  # the driver raises it
        found = picklable(error)
    sink = pa.BufferOutputStream()
    with pa.CompressedOutputStream(sink, "zstd") as out:
        out.write(pickle.dumps(found))
    columns = [pa.array([number], pa.int32()), pa.array([sink.getvalue().to_pybytes()], pa.binary())]
    return pa.RecordBatch.from_arrays(columns, ["number", "found"])


def opened(row: Any) -> tuple[int, Worked]:
    """Unpack a row that a task has sent; raise the error that it has met.

    >>> row = found_rows(3, lambda: Worked(Result(reason="broken"))).to_pylist()[0]
    >>> opened(row)[1].result.reason
    'broken'
    """
    with pa.CompressedInputStream(pa.BufferReader(row["found"]), "zstd") as packed:
        found = pickle.loads(packed.read())  # noqa: S301 - from tasks of ours, which run code of ours anyway
    if isinstance(found, BaseException):
        raise found
    return row["number"], found


def run_rows(frame: Any, function: Callable[[Iterable[pa.RecordBatch]], Iterator[pa.RecordBatch]]) -> Iterator[Worked]:
    """Map a DataFrame, and give what its tasks found, one partition after the other.

    Classic Spark would begin a job a partition, one after the other: there all is mapped first, and kept on the
    executors' disks until it is fetched.
    """
    _refuse_others(frame.sparkSession)
    found = frame.mapInArrow(function, _SENT)
    kept = "connect" not in type(frame).__module__
    if kept:
        from pyspark import StorageLevel

        found = found.persist(StorageLevel.DISK_ONLY)
    try:
        if kept:
            found.count()
        for row in found.toLocalIterator():
            yield opened(row)[1]
    except CorpusstatError:
        raise
    except Exception as error:
        raise BadData(
            f"the Spark job failed: {error_line(error)}", "", "Spark's log says more; run it again"
        ) from error
    finally:
        if kept:
            found.unpersist()


def _identity(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield pa.RecordBatch.from_arrays([pa.array([_own()] * batch.num_rows)], ["found"])


def _own() -> str:
    return f"corpusstat {version('corpusstat')} (code {code_digest()}), Python {platform.python_version()}"


def _refuse_others(session: Any) -> None:
    """Refuse executors without this program, or with another version of it or of Python."""
    try:
        theirs = session.range(0, 1, 1, 1).mapInArrow(_identity, "found string").collect()[0]["found"]
    except Exception as error:
        raise BadRequest(f"the executors cannot run corpusstat: {error_line(error)}", _own(), _INSTALL) from error
    if theirs.rpartition(".")[0] != _own().rpartition(".")[0]:  # 3.11.7 may work for 3.11.9
        raise BadRequest(f"the executors have {theirs}", _own(), _INSTALL)


def error_line(error: BaseException) -> str:
    """The line of Spark's pages of text that says most: the last of a Python traceback, else the first."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()] or [type(error).__name__]
    named = [x for x in lines if x.partition(":")[0].endswith("Error") and " " not in x.partition(":")[0]]
    return printable((named or lines)[-1 if named else 0], 300)
