"""Iceberg tables, written by pyiceberg: the files of a snapshot and no others, and what cannot be read is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from corpora import birth

from corpusstat.errors import BadRequest
from corpusstat.read.documents import documents
from corpusstat.read.listing import files
from corpusstat.read.shards import plan
from corpusstat.runs.run import audit

pytest.importorskip("pyiceberg", reason="pyiceberg is not installed")
pytest.importorskip("sqlalchemy", reason="sqlalchemy, for a catalog, is not installed")


def rows(first: int, many: int = 4) -> pa.Table:
    return pa.table({"id": [f"d{i}" for i in range(first, first + many)], "text": [birth(i) for i in range(many)]})


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A catalog ``lake`` in SQLite, known by the environment as a user would have it."""
    import pyiceberg.catalog
    from pyiceberg.utils.config import Config

    monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__TYPE", "sql")
    monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__URI", f"sqlite:///{tmp_path}/catalog.db")
    monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__WAREHOUSE", f"file://{tmp_path}/ware house")
    monkeypatch.setattr(pyiceberg.catalog, "_ENV_CONFIG", Config())  # it looks at the environment once in a process
    found = pyiceberg.catalog.load_catalog("lake")
    found.create_namespace("web")
    return found


@pytest.fixture
def table(catalog: Any) -> Any:
    """Two snapshots: four documents, then eight."""
    made = catalog.create_table("web.pages", rows(0).schema)
    made.append(rows(0))
    made.append(rows(4))
    return made


def ids(argument: str) -> list[str]:
    import polars as pl

    uris = [shard.uri for shard in plan([argument]).shards]
    return sorted(i for uri in uris for i in pl.read_parquet(uri)["id"])


def test_the_files_of_a_snapshot_are_read_and_pinned(table: Any, tmp_path: Path) -> None:
    first, second = (snapshot.snapshot_id for snapshot in table.snapshots())
    assert len(ids("iceberg+lake/web.pages")) == 8
    assert ids(f"iceberg+lake/web.pages@{first}") == ["d0", "d1", "d2", "d3"]
    assert ids(f"iceberg+{table.metadata_location}@{first}") == ["d0", "d1", "d2", "d3"]
    found = plan(["iceberg+lake/web.pages"])
    assert found.notes == (f"pages: snapshot {second} of an Iceberg table, 2 files",)
    assert all(shard.name.startswith("pages/data/") for shard in found.shards)
    assert sum(batch.rows for shard in found.shards for batch in documents(shard)) == 8
    report = audit(f"iceberg+lake/web.pages@{first}", tmp_path / "run").report
    assert report["corpus"]["documents"] == 4
    assert f"snapshot {first}" in report["manifest"]["notes"][0]


@pytest.mark.slow
def test_a_table_in_s3(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By its catalog and by its metadata; a folder of it is refused there too."""
    bucket = pytest.importorskip("bucket")
    pytest.importorskip("moto.server", reason="moto, which serves S3, is not installed")
    import pyiceberg.catalog
    from pyiceberg.utils.config import Config

    with bucket.lake() as lake:
        monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__TYPE", "sql")
        monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__URI", f"sqlite:///{tmp_path}/catalog.db")
        monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__WAREHOUSE", "s3://lake/warehouse")
        monkeypatch.setenv("PYICEBERG_CATALOG__LAKE__S3__ENDPOINT", lake.endpoint)
        monkeypatch.setattr(pyiceberg.catalog, "_ENV_CONFIG", Config())
        catalog = pyiceberg.catalog.load_catalog("lake")
        catalog.create_namespace("web")
        table = catalog.create_table("web.pages", rows(0).schema)
        table.append(rows(0))
        table.append(rows(4))
        first = table.snapshots()[0].snapshot_id
        found = plan(["iceberg+lake/web.pages"])
        assert all(shard.uri.startswith("s3://lake/warehouse/web/pages/data/") for shard in found.shards)
        assert sum(batch.rows for shard in found.shards for batch in documents(shard)) == 8
        (shard,) = plan([f"iceberg+{table.metadata_location}@{first}"]).shards
        assert sum(batch.rows for batch in documents(shard)) == 4
        assert audit("iceberg+lake/web.pages", tmp_path / "run").report["corpus"]["documents"] == 8
        with pytest.raises(BadRequest, match="an Iceberg table"):
            plan([table.location()])


def test_what_was_deleted_and_written_anew_is_not_counted(table: Any) -> None:
    table.delete("id = 'd1'")
    assert ids("iceberg+lake/web.pages") == ["d0", "d2", "d3", "d4", "d5", "d6", "d7"]
    table.overwrite(rows(90))
    assert ids("iceberg+lake/web.pages") == ["d90", "d91", "d92", "d93"]


def test_delete_files_are_refused(table: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other writers than pyiceberg make them."""
    from pyiceberg.table import DataScan

    plan_files = DataScan.plan_files

    def marked(scan: Any) -> Any:
        for task in plan_files(scan):
            task.delete_files.add(task.file)
            yield task

    monkeypatch.setattr(DataScan, "plan_files", marked)
    with pytest.raises(BadRequest, match="rows of 2 files were deleted"):
        files(["iceberg+lake/web.pages"])


def test_columns_that_have_other_names_in_older_files_are_refused(catalog: Any, table: Any) -> None:
    with table.update_schema() as update:
        update.add_column("more", table.schema().find_field("text").field_type)
    assert len(ids("iceberg+lake/web.pages")) == 8
    with table.update_schema() as update:
        update.rename_column("text", "body")
    table.append(pa.table({"id": ["x"], "body": ["y"], "more": ["z"]}))
    with pytest.raises(BadRequest, match="column body was called text"):
        files(["iceberg+lake/web.pages"])
    other = catalog.create_table("web.other", rows(0).schema)
    other.append(rows(0))
    with other.update_schema(allow_incompatible_changes=True) as update:
        update.delete_column("text")
    with other.update_schema() as update:
        update.add_column("text", table.schema().find_field("body").field_type)
    other.append(rows(4))
    with pytest.raises(BadRequest, match="there was another column text"):
        files(["iceberg+lake/web.other"])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("lake/web.nothing", "web.nothing"),
        ("nowhere/web.pages", "nowhere"),
        ("lake", "CATALOG/NAMESPACE.TABLE"),
        ("lake/web.pages@17", "no snapshot 17"),
        ("/nowhere/1.metadata.json", "1.metadata.json"),
    ],
)
def test_what_is_not_there_is_one_line(table: Any, name: str, words: str) -> None:
    assert table
    with pytest.raises(BadRequest, match=words) as caught:
        files([f"iceberg+{name}"])
    assert "\n" not in str(caught.value)


def test_a_table_without_data_has_no_snapshot(catalog: Any) -> None:
    catalog.create_table("web.empty", rows(0).schema)
    with pytest.raises(BadRequest, match="none yet"):
        files(["iceberg+lake/web.empty"])
