"""Very many small parts are packed before they are counted, and nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from lake import write_lake

from corpusstat.count import packing
from corpusstat.count.database import run_query
from corpusstat.count.packing import packed
from corpusstat.engine.runfolder import RunFolder
from corpusstat.errors import BadData
from corpusstat.runs import conclude
from corpusstat.runs.run import audit

SCHEMA = pa.schema([("key", pa.int64()), ("name", pa.string())])


def files(folder: Path, many: int) -> list[Path]:
    made = [folder / f"{i}.parquet" for i in range(many)]
    for i, file in enumerate(made):
        pq.write_table(pa.table({"key": [i, i], "name": ["a", None]}, SCHEMA), file)
    return made


def test_the_rows_stay_in_their_order(tmp_path: Path, monkeypatch) -> None:
    paths = files(tmp_path, 7)
    assert packed(paths, tmp_path / "spill", "rows", SCHEMA) == tuple(paths)
    monkeypatch.setattr(packing, "MANY", 6)
    monkeypatch.setattr(packing, "_ROWS", 5)
    (one,) = packed(paths, tmp_path / "spill", "rows", SCHEMA)
    assert pq.read_table(one).equals(pa.concat_tables([pq.read_table(p) for p in paths]))
    assert [pq.ParquetFile(one).metadata.row_group(i).num_rows for i in range(4)][:2] == [5, 1]
    monkeypatch.setattr(packing, "SMALL", 10)  # the files are larger: to open them is not what takes time
    assert packed(paths, tmp_path / "other", "rows", SCHEMA) == tuple(paths)


def test_few_small_tables_are_held_at_a_time(tmp_path: Path, monkeypatch) -> None:
    """A table of two rows takes as much memory as one of a thousand."""
    paths = files(tmp_path, 40)
    monkeypatch.setattr(packing, "MANY", 6)
    monkeypatch.setattr(packing, "_HELD", 5)
    joined, join = [], pa.concat_tables
    monkeypatch.setattr(packing.pa, "concat_tables", lambda tables: joined.append(len(tables)) or join(tables))
    (one,) = packed(paths, tmp_path / "spill", "rows", SCHEMA)
    assert max(joined) == 5
    assert pq.read_table(one).num_rows == 80


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packing, "MANY", 1)
    paths = files(tmp_path, 2)
    paths[1].write_bytes(b"PAR1 torn PAR1")
    with pytest.raises(BadData, match="unreadable rows"):
        packed(paths, tmp_path / "spill", "rows", SCHEMA)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The run of a lake beside it, of which nothing was packed."""
    folder = tmp_path_factory.mktemp("plain")
    return audit(write_lake(folder / "lake", shards=7), folder / "run").folder


def test_the_report_is_the_same_and_the_packed_files_are_gone(plain: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(packing, "MANY", 3)
    seen = []
    write = packing._together
    monkeypatch.setattr(packing, "_together", lambda *a: seen.append(len(a[0])) or write(*a))
    audit(plain.parent / "lake", tmp_path / "packed")
    assert seen == [7, 7, 7]
    runs = plain, tmp_path / "packed"
    reports = [(run / "report.json").read_bytes() for run in runs]
    assert reports[0] == reports[1]
    assert not (tmp_path / "packed" / "spill").exists()
    for file in ("places.parquet", "names.parquet"):  # which point to the parts, not to the packed file
        assert (plain / file).read_bytes() == (tmp_path / "packed" / file).read_bytes()
    frames = [
        run_query(run, "SELECT * FROM counts ORDER BY ALL") for run in runs
    ]  # of the run's own files, now that the others are gone
    assert frames[0].equals(frames[1])
    assert run_query(tmp_path / "packed", "SELECT COUNT(*) FROM mentions").item() == frames[0]["n"].sum()


def test_once_packed_the_many_files_are_not_opened_again(plain: Path, tmp_path: Path, monkeypatch) -> None:
    whole = json.loads((plain / "report.json").read_text("utf-8"))
    monkeypatch.setattr(packing, "MANY", 3)
    write, gone = packing._together, []

    def take(paths: Sequence[Path], schema: pa.Schema) -> Iterator[pa.Table]:
        yield from write(paths, schema)
        gone.extend((path, path.read_bytes()) for path in paths)
        for path in paths[1:]:  # DuckDB looks at the first to know its columns
            path.write_bytes(b"not read")

    def put_back() -> None:
        for path, data in gone:
            path.write_bytes(data)

    monkeypatch.setattr(packing, "_together", take)
    monkeypatch.setattr(conclude, "write_index", lambda *_, **__: put_back())  # which tells of places in the files
    monkeypatch.setattr(RunFolder, "finish", lambda *_: None)
    audit(plain.parent / "lake", tmp_path / "again")
    assert json.loads((tmp_path / "again" / "report.json").read_text("utf-8")) == whole
