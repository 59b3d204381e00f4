"""Documents as they are read: their columns, what is rejected, batches, limits and memory."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpora import write
from polars.testing import assert_frame_equal
from reading import load

from corpusstat.errors import SkipShard
from corpusstat.read import documents as read
from corpusstat.read.shards import plan
from corpusstat.schema import DOCUMENT, REJECTED, polars_schema, stable_hash


def test_documents_have_the_schema_and_their_place(tmp_path: Path) -> None:
    path = write(tmp_path / "d" / "a.parquet", {"id": ["x", "y", "z"], "text": ["1", "2", "3"]}, row_group_size=2)
    documents, rejected = load(path)
    assert documents.schema == polars_schema(DOCUMENT)
    assert rejected.schema == polars_schema(REJECTED)
    assert documents.select("text", "row_group", "row").rows() == [("1", 0, 0), ("2", 0, 1), ("3", 1, 0)]
    assert documents["doc_key"].to_list() == [stable_hash("", i) for i in "xyz"]
    assert documents["domain"].to_list() == ["d"] * 3


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.binary(), pa.large_binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_every_kind_of_text_column(tmp_path: Path, kind: pa.DataType) -> None:
    values = [b"a", b"\xc3\xa9", None] if kind in (pa.binary(), pa.large_binary()) else ["a", "é", None]
    documents, rejected = load(write(tmp_path / "a.parquet", {"text": pa.array(values).cast(kind)}))
    assert documents["text"].to_list() == ["a", "é"]
    assert rejected.select("reason", "row", "n").rows() == [("no text", 2, 1)]


def test_bytes_that_are_no_utf8_are_rejected_and_counted(tmp_path: Path) -> None:
    good, bad = b"fine", b"\xff\xfe broken"
    for kind in (pa.binary(), pa.string()):  # a writer may also lie and call the column a string
        array = pa.array([good, bad, None], pa.binary()).view(kind)
        documents, rejected = load(write(tmp_path / "a.parquet", {"text": array}))
        assert documents["text"].to_list() == ["fine"]
        assert rejected.select("reason", "row").rows() == [("not UTF-8", 1), ("no text", 2)]


def test_control_characters_and_direction_marks_pass_through(tmp_path: Path) -> None:
    hostile = "\x00\x1b[2J\u202eabc\u200f </script>"
    documents, _ = load(write(tmp_path / "a.parquet", {"text": [hostile, ""], "source": ["\u202ex", "y"]}))
    assert documents["text"].to_list() == [hostile, ""]


def test_batches_do_not_change_what_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [f"text {i} " * (i % 7) for i in range(500)]
    path = write(tmp_path / "a.parquet", {"text": texts}, row_group_size=130)
    whole, _ = load(path)
    monkeypatch.setattr(read, "_BATCH_BYTES", 2000)
    small, _ = load(path)
    assert_frame_equal(whole, small)
    shard = plan([path]).shards[0]
    parts = [b.documents for i in (3, 0, 2, 1) for b in read.documents(shard, [i])]
    assert_frame_equal(pl.concat(parts).sort("row_group", "row"), whole)


def test_gathered_batches_hold_the_same_documents(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [f"text {i}" for i in range(500)]}, row_group_size=7)
    shard = plan([path]).shards[0]
    single = list(read.documents(shard))
    joined = list(read.gathered(single, 1000))
    assert 1 < len(joined) < len(single)
    assert_frame_equal(pl.concat([b.documents for b in joined]), pl.concat([b.documents for b in single]))
    assert sum(b.rows for b in joined) == 500
    assert sum(b.bytes for b in joined) == sum(b.bytes for b in single)
    assert list(read.gathered([])) == []


def test_a_limit_stops_inside_a_row_group(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [str(i) for i in range(10)]}, row_group_size=4)
    shard = plan([path], limit=6).shards[0]
    assert [t for b in read.documents(shard) for t in b.documents["text"]] == list("014589")


def test_a_page_that_is_damaged_skips_the_shard(tmp_path: Path) -> None:
    path = write(tmp_path / "a.parquet", {"text": [f"{i} " * 50 for i in range(3000)]}, compression="zstd")
    content = bytearray(path.read_bytes())
    content[200:4000] = bytes(3800)
    path.write_bytes(content)
    with pytest.raises(SkipShard, match=r"a\.parquet"):
        load(path)


MEMORY = """
import json, pathlib, sys
from corpusstat.read import shards
from corpusstat.read import documents as read
rows = size = 0
for shard in shards.plan([sys.argv[1]]).shards:
    for batch in read.documents(shard):
        rows, size = rows + batch.rows, size + batch.bytes
peak = next(line for line in pathlib.Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(json.dumps([rows, size, int(peak.split()[1]) * 1024]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("row_group", [2_000, 10**6])
def test_memory_is_bounded_by_a_batch(tmp_path: Path, row_group: int) -> None:
    """A shard of more than 1 GB of text, also as one single row group, is read in under 450 MB resident."""
    words = [f"{i:x}" for i in range(100_000)]
    path = tmp_path / "big.parquet"
    schema = pa.schema([("text", pa.string()), ("id", pa.string())])
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        tables = []
        for part in range(60):
            texts = [" ".join(words[(part * 131 + i * 17 + j) % 100_000] for j in range(2000)) for i in range(2000)]
            tables.append(pa.table({"text": texts, "id": [f"{part}-{i}" for i in range(2000)]}, schema))
            if row_group < 10**6:
                writer.write_table(tables.pop(), row_group)
        if tables:
            writer.write_table(pa.concat_tables(tables), row_group)
    rows, size, peak = json.loads(subprocess.check_output([sys.executable, "-c", MEMORY, str(path)]))
    assert rows == 120_000
    assert size > 10**9
    assert peak < 450 * 1024**2
