"""Delta tables: exactly the files of a version are read, whatever else lies there; what cannot be read is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.read.listing import files
from corpusstat.read.shards import plan

METADATA = {"metaData": {"id": "t", "configuration": {}, "partitionColumns": []}}
PROTOCOL = {"protocol": {"minReaderVersion": 1, "minWriterVersion": 2}}


def added(path: str, **more: Any) -> dict[str, Any]:
    return {"add": {"path": path, "size": 1, "modificationTime": 0, "dataChange": True, "partitionValues": {}, **more}}


def removed(path: str, **more: Any) -> dict[str, Any]:
    return {"remove": {"path": path, "dataChange": True, "deletionTimestamp": 0, **more}}


def commit(table: Path, version: int, *actions: dict[str, Any]) -> None:
    log = table / "_delta_log"
    log.mkdir(parents=True, exist_ok=True)
    (log / f"{version:020}.json").write_text("".join(json.dumps(a) + "\n" for a in actions))


def checkpoint(table: Path, version: int, paths: list[str], pieces: int = 1) -> None:
    rows = [{**METADATA, **PROTOCOL, "add": None}] + [
        {"metaData": None, "protocol": None, **added(path, deletionVector=None)} for path in paths
    ]
    for i in range(pieces):
        name = f"{version:020}.checkpoint" + (f".{i + 1:010}.{pieces:010}" if pieces > 1 else "") + ".parquet"
        here = rows[i::pieces]
        columns = {
            "add": pa.array(
                [r["add"] and {"path": r["add"]["path"]} for r in here], pa.struct([("path", pa.string())])
            ),
            "metaData": pa.array(
                [r["metaData"] and {"configuration": []} for r in here],
                pa.struct([("configuration", pa.map_(pa.string(), pa.string()))]),
            ),
        }
        pq.write_table(pa.table(columns), table / "_delta_log" / name)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Three versions: a, b; b is replaced by c; a file in a partition comes. Files of all versions lie there."""
    folder = tmp_path / "lake" / "facts"
    for i, name in enumerate(("a", "b", "c", "lang=en us/d", "never")):
        corpora.write(folder / f"{name}.parquet", {"text": [corpora.birth(i)], "id": [name]})
    commit(folder, 0, PROTOCOL, METADATA, added("a.parquet"), added("b.parquet"))
    commit(folder, 1, added("c.parquet"), removed("b.parquet"))
    commit(folder, 2, added("lang=en%20us/d.parquet"))
    return folder


def names(argument: Path | str) -> list[str]:
    return sorted(found.parts[-1][:-8] for found in files([str(argument)]).found)


def test_the_latest_version_is_read_and_said(table: Path, tmp_path: Path) -> None:
    report = corpusstat.audit(table, tmp_path / "run").report
    assert report["corpus"]["documents"] == 3
    assert [i["name"] for i in report["manifest"]["inputs"]] == [
        "facts/a.parquet",
        "facts/c.parquet",
        "facts/lang=en us/d.parquet",
    ]
    assert report["manifest"]["notes"][0] == "facts: version 2 of a Delta table, 3 files"


@pytest.mark.parametrize(("version", "expected"), [(0, "ab"), (1, "ac"), (2, "acd")])
def test_a_version_that_is_named(table: Path, version: int, expected: str) -> None:
    assert names(f"delta+{table}@{version}") == list(expected)
    assert names(f"delta+file://{table}@{version}") == list(expected)


@pytest.mark.parametrize("pieces", [1, 3])
def test_a_checkpoint_stands_for_the_log_before_it(table: Path, pieces: int) -> None:
    checkpoint(table, 1, ["a.parquet", "c.parquet"], pieces)
    for version in (0, 1):
        (table / "_delta_log" / f"{version:020}.json").unlink()
    assert names(table) == list("acd")
    assert names(f"delta+{table}@1") == list("ac")
    with pytest.raises(BadRequest, match="no version 0"):
        names(f"delta+{table}@0")


def test_half_a_checkpoint_is_none(table: Path) -> None:
    checkpoint(table, 2, ["a.parquet"], 2)
    next((table / "_delta_log").glob("*.checkpoint.*")).unlink()
    assert names(table) == list("acd")


VECTOR = {"storageType": "u", "pathOrInlineDv": "x", "sizeInBytes": 1, "cardinality": 1}
REFUSED: dict[str, tuple[list[dict[str, Any]], str]] = {
    "deletion vector": ([removed("a.parquet"), added("a.parquet", deletionVector=VECTOR)], "deletion vectors"),
    "the same, the other way round": ([added("a.parquet", deletionVector=VECTOR), removed("a.parquet")], "deletion"),
    "column mapping": (
        [{"metaData": {"id": "t", "configuration": {"delta.columnMapping.mode": "name"}}}],
        "maps its columns by name",
    ),
    "unknown feature": ([{"protocol": {"minReaderVersion": 3, "readerFeatures": ["rowFilters"]}}], "rowFilters"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_would_be_read_wrongly_is_refused(table: Path, case: str) -> None:
    actions, words = REFUSED[case]
    commit(table, 3, *actions)
    with pytest.raises(BadRequest, match=words):
        names(table)
    assert names(f"delta+{table}@2") == list("acd")


def test_a_log_that_is_not_whole_is_refused(table: Path) -> None:
    (table / "_delta_log" / f"{1:020}.json").unlink()
    with pytest.raises(BadRequest, match="the log lacks version 1"):
        names(table)
    commit(table, 1)
    (table / "_delta_log" / f"{2:020}.json").write_text("{")
    with pytest.raises(BadRequest, match="cannot be read"):
        names(table)
    with pytest.raises(BadRequest, match="no version 9"):
        names(f"delta+{table}@9")


def test_a_file_that_was_vacuumed_is_named(table: Path) -> None:
    (table / "c.parquet").unlink()
    (broken,) = plan([table]).broken
    assert broken.uri.endswith("facts/c.parquet")
    assert "named by the table, and gone" in broken.reason


def test_parts_of_tables_are_refused(table: Path) -> None:
    for part in (table / "*.parquet", table / "lang=en us", table.parent):
        with pytest.raises(BadRequest, match="Delta table"):
            names(part)


def test_a_table_in_a_bucket(table: Path) -> None:
    pytest.importorskip("moto.server", reason="moto[server] is not installed")
    import bucket

    with bucket.lake() as lake:
        lake.put(table, "lake/facts")
        assert names("s3://lake/lake/facts") == list("acd")
        assert names("delta+s3://lake/lake/facts@1") == list("ac")
        lake.put(table.parent, "other")
        lake.write("other/plain/x.parquet", b"x")
        assert names("s3://lake/other/plain/*") == names("s3://lake/other/*/x.parquet") == ["x"]
        with pytest.raises(BadRequest, match="Delta table"):
            names("s3://lake/other/*/*.parquet")
        assert [s.name for s in plan(["s3://lake/lake/facts"]).shards][-1] == "facts/lang=en us/d.parquet"


def test_what_deltalake_writes_is_what_is_read(tmp_path: Path) -> None:
    """Appends, overwriting, deletes, optimising, a checkpoint, by the library that others write with."""
    deltalake = pytest.importorskip("deltalake", reason="deltalake is not installed")
    folder = str(tmp_path / "table")

    def rows(first: int, many: int) -> pa.Table:
        texts = [corpora.birth(i) for i in range(first, first + many)]
        kinds = ["en us" if i % 2 else "fr/1" for i in range(many)]
        return pa.table({"text": texts, "id": [str(i) for i in range(first, first + many)], "lang": kinds})

    for i in range(3):
        deltalake.write_deltalake(folder, rows(i * 10, 10), mode="append", partition_by=["lang"])
    table = deltalake.DeltaTable(folder)
    table.delete("id = '3'")
    table.optimize.compact()
    table.create_checkpoint()
    deltalake.write_deltalake(folder, rows(90, 4), mode="append", partition_by=["lang"])
    for version in range(deltalake.DeltaTable(folder).version() + 1):
        there = deltalake.DeltaTable(folder, version=version)
        expected = sorted(Path(uri).as_posix().removeprefix("file://") for uri in there.file_uris())
        found = sorted(f.uri for f in files([f"delta+{folder}@{version}"]).found)
        assert [Path(f).name for f in found] == [Path(e).name for e in expected]
        assert plan([f"delta+{folder}@{version}"]).rows == there.to_pyarrow_table().num_rows
