"""JSON lines: every line once wherever a file is cut, and a bad line is named, never the file."""

from __future__ import annotations

import gzip
import json
import random
from functools import cache
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.fs as pafs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.errors import BadData, SkipShard
from corpusstat.read import jsonl, shards
from corpusstat.read.documents import documents
from corpusstat.read.shards import plan

LINES = st.lists(
    st.sampled_from(["", " ", "[1]", "nonsense", "{", '{"text": 1', "\ufeff"])
    | st.dictionaries(st.sampled_from(["text", "x"]), st.text(max_size=20) | st.none() | st.integers()).map(json.dumps),
    max_size=40,
)  # fmt: skip


@tried(30, 100)
@given(data=st.data(), lines=LINES, end=st.sampled_from(["\n", "\r\n"]), last=st.booleans(), bom=st.booleans())
def test_blocks_have_every_line_once(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, lines: list[str], end: str, last: bool, bom: bool
) -> None:
    blocks, chunk = data.draw(st.integers(1, 9)), data.draw(st.integers(8, 99))
    head = data.draw(st.sampled_from([0, 8, 50, 1000]))  # bytes that have been read already
    content = ("\ufeff" * bom + end.join(lines) + end * last).encode()
    path = tmp_path_factory.mktemp("lines") / "a.jsonl"
    path.write_bytes(content)
    with pafs.LocalFileSystem().open_input_file(str(path)) as file:
        whole = list(jsonl.lines(file, 0, 1, len(content)))
        start = content[:head]
        cut = [x for i in range(blocks) for x in jsonl.lines(file, i, blocks, len(content), start, chunk)]
    assert [(line.value, line.reason) for line in cut] == [(line.value, line.reason) for line in whole]
    expected = [line for line in content.decode("utf-8-sig").split("\n") if line.strip()]
    assert len(whole) == len(expected)


@pytest.mark.parametrize("codec", [None, "gzip", "zstd", "bz2", "lz4"])
def test_bad_lines_are_named_by_their_number(tmp_path: Path, codec: str | None) -> None:
    good = b'{"text": "one"}\n'
    content = (
        good + b"nonsense\n\n" + good + b'{"text": "\xff"}\n[1]\n{"id": 3}\n{"text": null}\n{"text": "[REMOVED]"}\n'
    )
    content += b"[" * 100_000 + b"\n" + b'{"text": "' + b'\\ud800"}\n' + good
    path = tmp_path / "a.jsonl"  # the name tells nothing
    if codec is None:
        path.write_bytes(content)
    else:
        with pa.CompressedOutputStream(str(path), codec) as out:
            out.write(content)
    (batch,) = documents(plan([path]).shards[0])
    assert batch.documents.select("row", "text").rows() == [(0, "one"), (3, "one"), (10, "\ufffd"), (11, "one")]
    assert dict(batch.rejected.select("row", "reason").rows()) == {
        1: "not JSON", 4: "not UTF-8", 5: "not a JSON object", 6: "no text", 7: "no text", 8: "the text is [REMOVED]",
        9: "JSON nested too deeply",
    }  # fmt: skip


def test_a_line_that_is_too_long_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_LONGEST", 3 << 20)
    path = tmp_path / "a.jsonl"
    rows = [{"text": "a"}, {"text": "x" * (5 << 20)}, {"text": "b"}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    found = list(documents(plan([path]).shards[0]))
    assert [t for b in found for t in b.documents["text"]] == ["a", "b"]
    assert [(r, why.split(" ")[:3]) for b in found for r, why in b.rejected.select("row", "reason").rows()] == [
        (1, ["a", "line", "longer"])
    ]


def test_several_members_are_one_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(b"".join(gzip.compress(f'{{"text": "{i}"}}\n'.encode()) for i in range(300)))
    assert [t for b in documents(plan([path]).shards[0]) for t in b.documents["text"]] == [str(i) for i in range(300)]


def test_a_large_file_is_cut_and_a_limit_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BLOCK_BYTES", 5000)
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text": "document {i}"}}\n' for i in range(2000)))
    (shard,) = plan([path]).shards
    assert len(shard.row_groups) == 11
    assert shard.rows == 2000
    found = pl.concat([b.documents for b in documents(shard)])
    assert found["text"].to_list() == [f"document {i}" for i in range(2000)]
    assert found["doc_key"].n_unique() == 2000
    (limited,) = plan([path], limit=50).shards
    rows = [t for b in documents(limited) for t in b.documents["text"]]
    assert len(rows) == 50
    assert rows[-1] != "document 49"


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.jsonl", b"hello\nworld\n", "not JSON lines"),
        ("a.json", b'[{"text": "a"}]', "JSON array"),
        ("a.json", b'{"rows": [\n {"a": 1},\n {"a": 2},\n {"a": 3}\n]}\n', "not JSON lines"),
        ("a.json.gz", gzip.compress(b'{"text": "a"}\n' * 999, mtime=0)[:-9], "gzip"),
        ("a.jsonl.zst", b"\x28\xb5\x2f\xfdnonsense", "zstd"),
        ("a.jsonl", b"", "zero rows"),
    ],
)
def test_files_that_are_no_json_lines(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(BadData, match=words):
        plan([tmp_path / name])


def test_a_file_damaged_far_behind_is_skipped_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    lines = "".join(json.dumps({"text": f"{i * 7919 % 100003:x} " * 40}) + "\n" for i in range(60_000))
    path.write_bytes(gzip.compress(lines.encode(), 1)[:-4000])
    (shard,) = plan([path]).shards
    with pytest.raises(SkipShard, match=r"a\.json\.gz"):
        list(documents(shard))


def test_a_file_that_has_grown_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a"}\n')
    (shard,) = plan([path]).shards
    path.write_text('{"text": "a"}\n' * 2)
    with pytest.raises(SkipShard, match="when the run was planned"):
        list(documents(shard))


@cache
def long_text() -> str:
    return "".join(random.Random(3).choices("abcdefgh ijklmno", k=3_000_000))


@pytest.mark.parametrize("codec", [None, "gzip", "zstd"])
@pytest.mark.parametrize("first", ["a long text", "a long id", "blank lines", "nested too deeply"])
@pytest.mark.parametrize("lines", [1, 2, 30])
def test_a_first_line_of_any_length_shows_the_columns(
    tmp_path: Path, first: str, lines: int, codec: str | None
) -> None:
    noise = long_text()
    starts = {
        "a long text": json.dumps({"id": "a", "text": noise}),
        "a long id": json.dumps({"id": noise, "text": "short"}),
        "blank lines": "\n" * 200_000 + json.dumps({"text": "short"}),
        "nested too deeply": '{"a": ' + "[" * 2_000_000,
    }
    content = "\n".join([starts[first], *[json.dumps({"text": "short"})] * lines]).encode()
    path = tmp_path / "a.jsonl"
    with pa.CompressedOutputStream(str(path), codec) if codec else path.open("wb") as out:
        out.write(content)
    found = plan([path])
    assert not found.broken
    read = list(documents(found.shards[0]))
    assert sum(b.documents.height for b in read) == lines + (first != "nested too deeply")
    assert sum(b.rejected.height for b in read) == (first == "nested too deeply")


def test_noise_without_lines_is_no_json_lines_and_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    with path.open("wb") as file:
        file.truncate(2**40)  # a terabyte of nothing, on no disk
    with pytest.raises(BadData, match=r"no line ends|not JSON lines"):
        plan([path])
