"""The Spark engine on real sessions: the bytes of the local engine's report, whatever happens to executors.

A session takes ten seconds of processor time to start, so that few are started: one local, a small cluster of
processes, Spark Connect on loopback, spark-submit.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import psutil
import pytest
import toy_work
from lake import sentence, write_lake
from test_portable_sql import STEPS, TABLES, run
from test_portable_sql import contents as contents_of_tables

from corpusstat.count.database import query_text
from corpusstat.engine.engine import map_units, open_run
from corpusstat.engine.manifest import Manifest, make
from corpusstat.engine.spark import cluster
from corpusstat.errors import BadRequest
from corpusstat.read.shards import plan
from corpusstat.runs.run import audit

ROOT = Path(__file__).parent.parent
MISSING = [
    *(["pyspark (pip install 'corpusstat[spark]')"] if importlib.util.find_spec("pyspark") is None else []),
    *(["Java (Debian: openjdk-17-jre-headless)"] if shutil.which("java") is None else []),
]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.slow,
    pytest.mark.skipif(bool(MISSING), reason=f"Spark needs {' and '.join(MISSING)}"),
    pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning"),
]
QUIET = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.driver.memory": "512m"}
RESTLESS = {  # a second attempt of whatever runs while a core is free
    "spark.executor.memory": "512m",
    "spark.speculation": "true",
    "spark.speculation.interval": "50ms",
    "spark.speculation.multiplier": "1.0",
    "spark.speculation.quantile": "0.1",
    "spark.speculation.minTaskRuntime": "0ms",
}


@contextlib.contextmanager
def session(master: str, **more: str) -> Iterator[Any]:
    from pyspark.sql import SparkSession

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder = SparkSession.builder.master(master)
    for key, value in {**QUIET, **more}.items():
        builder = builder.config(key, value)
    spark = builder.getOrCreate()
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lake(tmp_path_factory.mktemp("data") / "lake", shards=24)


@pytest.fixture(scope="module")
def local(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the local engine makes of the lake: ``run`` exactly, ``half`` from a sample of the prompts."""
    folder = tmp_path_factory.mktemp("local")
    audit(lake, folder / "run")
    audit(lake, folder / "half", sample_prompts=0.5)
    report = json.loads((folder / "run" / "report.json").read_text("utf-8"))
    assert report["corpus"]["sr"] != report["corpus"]["sr_collapsed"]  # there are copies to collapse
    return folder


def contents(run: Path) -> dict[str, bytes]:
    """The report and every part, byte for byte."""
    parts = [p for kind in ("mentions", "rejected", "tally") for p in (run / kind).iterdir()]
    return {str(p.relative_to(run)): p.read_bytes() for p in (run / "report.json", *parts)}


def numbers(run: Path) -> dict[str, Any]:
    report = json.loads((run / "report.json").read_text("utf-8"))
    return {name: report[name] for name in ("corpus", "domains", "relations", "cells")}


def test_a_local_session(lake: Path, local: Path, tmp_path: Path) -> None:
    with session("local[2,4]") as spark:
        audit(lake, tmp_path / "run", engine=spark)
        assert contents(tmp_path / "run") == contents(local / "run")
        audit(lake, tmp_path / "half", engine=spark, sample_prompts=0.5)
        assert contents(tmp_path / "half") == contents(local / "half")
        for name, share in (("run", 1.0), ("half", 0.5)):  # counted in Spark SQL too
            folder = tmp_path / "[a]*{b,c} local[2]" / name  # Hadoop would look for a pattern
            audit(lake, folder, engine=spark, counting="spark", sample_prompts=share)
            assert contents(folder) == contents(local / name)
        audit(lake, tmp_path / "plain", copies=False, domains=1)
        audit(lake, tmp_path / "sql-plain", engine=spark, counting="spark", copies=False, domains=1)
        assert contents(tmp_path / "sql-plain") == contents(tmp_path / "plain")
        assert not [t for t in spark.catalog.listTables() if t.name.startswith("corpusstat")]
        with pytest.raises(BadRequest, match="--text nothing: no such column"):
            audit(lake, tmp_path / "bad", engine=spark, text="nothing")
        tables(spark, lake, tmp_path)
        the_queries(spark)


def test_a_unit_that_kills_its_tasks_is_named(tmp_path: Path) -> None:
    """A task that dies once is done again; a unit that kills every task is named, and no other suffers for it."""
    moods = tmp_path / "moods"
    moods.mkdir()
    for mood in ("kill.shard-000", "segfault.shard-001.always", "skip.shard-002.always"):
        (moods / mood).touch()
    manifest = make(plan([str(toy_work.corpus(tmp_path / "shards"))]), {})
    importable = {"spark.executorEnv.PYTHONPATH": str(ROOT / "tests" / "support")}
    with session("local[2,4]", **importable) as spark, open_run(tmp_path / "toy", manifest) as opened:
        outcome = map_units(opened, toy_work.Moody(moods), engine=cluster(spark))
        assert [q.name[-17:] for q in outcome.quarantined] == ["shard-001.parquet", "shard-002.parquet"]
        assert outcome.quarantined[0].reason.startswith("its Spark task failed: ")
        assert len(opened.parts().mentions) == outcome.units == 2


def the_queries(spark: Any) -> None:
    """The counting queries give the same rows as Spark SQL as on DuckDB."""
    spark.conf.set("spark.sql.ansi.doubleQuotedIdentifiers", "true")
    spark.conf.set("spark.sql.codegen.wholeStage", "false")  # a second of compiling each, for a few hundred rows
    for table, columns in TABLES.items():
        types = columns.replace("VARCHAR", "STRING").replace('"', "`")
        spark.createDataFrame(contents_of_tables()[table], types).createOrReplaceTempView(table)
    for (table, query), ours in zip(STEPS, run(duckdb.connect()), strict=True):
        frame = spark.sql(query_text(query))
        rows = frame.collect()
        assert sorted(map(tuple, rows), key=repr) == ours, table
        spark.createDataFrame(rows, frame.schema).createOrReplaceTempView(table)


def tables(spark: Any, lake: Path, folder: Path) -> None:
    """Tables give the numbers of the files they are made of; Parquet has places, a view of rows in memory has none."""
    parquet = [str(p) for p in lake.glob("*/*.parquet") if p.name != "torn.parquet"]
    audit(parquet, folder / "files")
    audit(spark.read.parquet(*parquet), folder / "frame", engine=spark)
    assert numbers(folder / "frame") == numbers(folder / "files")
    placed = pl.read_parquet(folder / "frame" / "mentions" / "*.parquet", columns=["shard", "row", "sentence"])
    by_file = {n: pl.read_parquet(lake.parent / n)["text"] for n in placed["shard"].unique()}
    assert all(sentence in by_file[shard][row] for shard, row, sentence in placed.iter_rows())

    nested = spark.createDataFrame(
        [(f"d{i}", {"body": sentence(i), "other": "x"}, json.dumps({"source": "ab"[i % 2]})) for i in range(90)],
        "id string, page struct<body string, other string>, metadata string",
    )
    nested.createOrReplaceTempView("pages")
    options: dict[str, Any] = {"text": "page.body", "domain": "metadata.source", "copies": False}
    nested.coalesce(1).write.parquet(str(folder / "nested"))
    audit(folder / "nested", folder / "nested-files", **options)
    for split in (1, 5):
        nested.repartition(split).createOrReplaceTempView("pages")
        audit("table:pages", folder / f"view-{split}", engine=spark, **options)
        assert numbers(folder / f"view-{split}") == numbers(folder / "nested-files")
    with pytest.raises(BadRequest, match="neither an id nor a place"):
        audit(nested.drop("id"), folder / "x", engine=spark, **options)
    with pytest.raises(BadRequest, match="table nowhere"):
        audit("table:nowhere", folder / "x", engine=spark)


def test_an_executor_is_killed_in_mid_job(lake: Path, local: Path, tmp_path: Path) -> None:
    """The tasks that it had are done again elsewhere, others twice at a time; every part is there once, as it was."""
    with session("local-cluster[2,1,1024]", **RESTLESS) as spark:
        killed: list[tuple[int, int]] = []
        hunter = threading.Thread(target=kill_one, args=(spark.sparkContext.statusTracker(), killed), daemon=True)
        hunter.start()
        audit(lake, tmp_path / "run", engine=spark)
        hunter.join(1)
    ((done, tasks),) = killed
    assert 0 < done < tasks
    assert contents(tmp_path / "run") == contents(local / "run")


def kill_one(tracker: Any, killed: list[tuple[int, int]]) -> None:
    """Kill one executor of ours as soon as a job of several tasks has some of them done."""
    while True:
        for stage in tracker.getActiveStageIds():
            info = tracker.getStageInfo(stage)
            if info is not None and 0 < info.numCompletedTasks < info.numTasks - 3:
                executors = [p for p in psutil.Process().children(recursive=True) if is_executor(p)]
                executors[0].kill()
                killed.append((info.numCompletedTasks, info.numTasks))
                return
        time.sleep(0.005)


def is_executor(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        return any("CoarseGrainedExecutorBackend" in word for word in process.cmdline())
    return False


def test_spark_connect_on_loopback(lake: Path, local: Path, tmp_path: Path) -> None:
    """In a process of its own; SPARK_TESTING lets the server take a free port."""
    surroundings = {**os.environ, "SPARK_REMOTE": "local[2]", "SPARK_TESTING": "1", "PYSPARK_PYTHON": sys.executable}
    (tmp_path / "rows").mkdir()
    for file in sorted((lake / "x").glob("*.parquet"))[:3]:
        shutil.copy(file, tmp_path / "rows")
    table = f"table:parquet.`{tmp_path / 'rows'}`"
    code = (
        "import sys; from pyspark.sql import SparkSession; from corpusstat.runs.run import audit;"
        "spark = SparkSession.builder.getOrCreate(); assert 'connect' in type(spark).__module__;"
        f"audit({str(lake)!r}, {str(tmp_path / 'run')!r}, engine=spark, counting='spark');"
        f"audit({table!r}, {str(tmp_path / 'table')!r}, engine='spark')"
    )
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], env=surroundings, check=True)
    assert contents(tmp_path / "run") == contents(local / "run")
    audit(tmp_path / "rows", tmp_path / "files")
    assert numbers(tmp_path / "table") == numbers(tmp_path / "files")


def test_spark_submit(lake: Path, local: Path, tmp_path: Path) -> None:
    """The script of pipelines/, to a URI: the run is copied when it is complete."""
    submit = Path(importlib.util.find_spec("pyspark").origin).parent / "bin" / "spark-submit"  # type: ignore[union-attr, arg-type]
    conf = [word for pair in QUIET.items() for word in ("--conf", "=".join(pair))]
    script = [str(ROOT / "pipelines" / "spark_audit.py"), str(lake), f"file://{tmp_path}/copied", "-q"]
    surroundings = {**os.environ, "PYSPARK_PYTHON": sys.executable, "SPARK_TESTING": "1"}
    subprocess.run(["bash", str(submit), "--master", "local[2,4]", *conf, *script], env=surroundings, check=True)
    assert contents(tmp_path / "copied") == contents(local / "run")
    assert Manifest.read(tmp_path / "copied" / "manifest.json").results
