"""What Spark's tasks run, as functions over Arrow batches; and what is said where Spark is missing."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import polars as pl
import pyarrow as pa
import pytest
from lake import write_lake

from corpusstat.cli import main
from corpusstat.config import load_config
from corpusstat.count.questions import query_text
from corpusstat.engine.engine import Result, Task, Worked
from corpusstat.engine.spark import found_rows, opened, session_of, work_on_rows
from corpusstat.engine.spark_count import in_spark
from corpusstat.engine.spark_sources import table_of
from corpusstat.engine.spark_tables import Table, _selected, work_on_table
from corpusstat.errors import BadData, BadRequest, SkipShard
from corpusstat.read.columns import resolve
from corpusstat.runs.on_spark import _content
from corpusstat.runs.run import audit, planned, staged
from corpusstat.runs.work import UnitWork


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_lake(tmp_path_factory.mktemp("data") / "lake", shards=5)


@pytest.fixture(scope="module")
def local(lake: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audit(lake, tmp_path_factory.mktemp("local") / "run").folder


def received(batches: list[pa.RecordBatch]) -> list[tuple[int, Worked]]:
    return [opened(row) for batch in batches for row in batch.to_pylist()]


def test_units_by_number_give_the_parts_of_the_local_engine(lake: Path, local: Path, tmp_path: Path) -> None:
    _, manifest, relations = planned(str(lake), load_config())
    units = [u for u in manifest.units if "torn" not in u.shard.name]
    task = Task(tmp_path, manifest.digest, UnitWork(staged(relations, load_config())))
    ids = [pa.record_batch({"id": numbers}) for numbers in ([3, 0], [4], [2, 1])]
    found = received(list(work_on_rows(ids, units, task)))
    assert [number for number, _ in found] == [3, 0, 4, 2, 1]
    for kind in ("mentions", "rejected", "tally"):
        (tmp_path / kind).mkdir()
    for number, worked in [*found, *found]:  # were one received twice, it would be written over
        task.write(units[number], worked)
    for kind in ("mentions", "rejected", "tally"):
        ours, theirs = ({p.name: p.read_bytes() for p in (f / kind).iterdir()} for f in (tmp_path, local))
        assert ours == theirs


def test_rows_of_a_table_give_the_mentions_of_its_file_however_they_are_cut(lake: Path, local: Path) -> None:
    file = lake / "z" / "002.parquet"
    rows = pl.read_parquet(file).with_columns(
        pl.lit(f"file:{file}").alias("_corpusstat_file"),
        pl.int_range(pl.len(), dtype=pl.Int32).alias("_corpusstat_row"),
    )
    _, _, relations = planned(str(lake), load_config())
    schema = rows.drop("_corpusstat_file", "_corpusstat_row").to_arrow().schema
    table = Table("web", schema, staged(relations, load_config()), root=f"file:{lake}")
    expected = pl.read_parquet(local / "mentions" / "*.parquet").filter(pl.col("shard") == "lake/z/002.parquet")
    place = ["shard", "doc_key", "key", "value_key", "domain", "start"]
    contents = set()
    for size in (40, 7, 1):
        batches = [b for piece in rows.iter_slices(size) for b in piece.to_arrow().to_batches()]
        ((_, worked),) = received(list(work_on_table(batches, table)))
        assert worked.parts is not None
        found = pl.DataFrame(worked.parts.mentions)
        assert found.select(place).sort(place).equals(expected.select(place).sort(place))
        assert worked.result.rows == 40
        contents.add(_content(worked.parts))
    assert len(contents) == 1


def test_another_value_is_another_content(tmp_path: Path) -> None:
    mentions = pa.table({"doc_key": [1, 2], "key": [5, 5], "value_key": pa.array([7, None], pa.int64())})
    contents = set()
    for table in (mentions, mentions.set_column(2, "value_key", pa.array([7, 8])), mentions.slice(0, 1)):
        contents.add(_content(type("Parts", (), {"mentions": table})))  # type: ignore[arg-type]
    assert len(contents) == 3


def test_only_needed_columns_travel() -> None:
    page = pa.struct(
        [("body", pa.string()), ("html", pa.string()), ("o'k", pa.struct([("x", pa.string()), ("y", pa.string())]))]
    )
    schema = pa.schema(
        [("id", pa.string()), ("page", page), ("embedding", pa.list_(pa.float32())), ("a.b", pa.string())]
    )
    columns = resolve(schema, "t/t", text="page.body", domain="page.o'k.x")
    assert _selected(columns) == [
        "named_struct('body', `page`.`body`, 'o\\'k', named_struct('x', `page`.`o'k`.`x`)) AS `page`",
        "`id` AS `id`",
    ]
    assert _selected(resolve(schema, "t/t", text="a.b", domain="sql:lower(id)")) == ["`id` AS `id`", "`a.b` AS `a.b`"]


def failing(error: Exception) -> Worked:
    raise error


@pytest.mark.parametrize("error", [BadData("a row", "whole rows", "mend it"), SkipShard("x"), ZeroDivisionError("0")])
def test_an_error_in_a_task_is_raised_by_the_driver_and_not_tried_again(error: Exception) -> None:
    (row,) = found_rows(0, partial(failing, error)).to_pylist()
    with pytest.raises(type(error), match=str(error).split(";")[0]):
        opened(row)
    assert opened(found_rows(7, partial(Worked, Result("torn"))).to_pylist()[0]) == (7, Worked(Result("torn")))


def test_without_pyspark_the_command_that_installs_it_is_named(
    monkeypatch, capsys, samples: Path, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.setitem(sys.modules, "pyspark.errors", None)
    assert main(["audit", str(samples), "-o", str(tmp_path / "run"), "--engine", "spark", "-q"]) == 2
    assert "pip install 'corpusstat[spark]'" in capsys.readouterr().err


def test_a_request_that_no_engine_can_meet_is_refused(capsys, samples: Path, tmp_path: Path) -> None:
    for options, said in (
        (["table:lake.web"], "add --engine spark"),
        (["table:lake.web", str(samples)], "a table beside other paths"),
        (["table:lake.web", "--engine", "spark", "--limit", "5"], "a limit or a task of a table"),
        ([str(samples), "--engine", "ray"], "local (processes) or spark"),
    ):
        assert main(["audit", *options, "-o", str(tmp_path / "run"), "-q"]) == 2
        assert said in capsys.readouterr().err
    with pytest.raises(BadRequest, match="'local', 'spark' or a Spark session"):
        session_of(object())
    assert table_of(str(samples)) is None
    assert not (tmp_path / "run").exists()


def test_counting_on_spark_needs_spark(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"text": "x"}\n', "utf-8")
    with pytest.raises(BadRequest, match="counting on Spark with the local engine"):
        audit(tmp_path / "a.jsonl", tmp_path / "run", counting="spark")
    with pytest.raises(BadRequest, match="--counting oracle; expected duckdb"):
        audit(tmp_path / "a.jsonl", tmp_path / "run", counting="oracle")


def test_queries_are_put_into_the_words_of_spark() -> None:
    for name in ("examples", "copied_examples", "source_rows", "jackknife", "simpson"):
        text = in_spark(query_text(name), "mine_", ["mentions", "cells", "examples", "pairs", "prompts", "copies"])
        assert '"' not in text.partition("SELECT")[2]
        assert "mine_" in text or name == "simpson"
        assert "mine_changes" not in text  # a table of the query itself
