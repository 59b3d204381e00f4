from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat.errors import BadData, BadRequest, SkipShard
from corpusstat.read.parquet import open_shard
from corpusstat.read.shards import Plan, Shard, _drawn, plan


def shard(path: Path, rows: int = 3, row_group_size: int = 2) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table({"text": [f"document {i}" for i in range(rows)]}), path, row_group_size=row_group_size)
    return path


def names(found: Plan) -> list[str]:
    return [s.name for s in found.shards]


def test_a_folder_is_searched_and_hidden_files_are_left_out(tmp_path: Path) -> None:
    for name in ("b.parquet", "a.parquet", "deep/c.parquet", ".hidden.parquet", "_tmp/d.parquet"):
        shard(tmp_path / "lake" / name)
    (tmp_path / "lake" / "notes.md").write_text("not data")
    found = plan([tmp_path / "lake"])
    assert names(found) == ["lake/a.parquet", "lake/b.parquet", "lake/deep/c.parquet"]
    assert [s.row_groups for s in found.shards] == [(2, 1)] * 3
    assert found.rows == 9


def test_a_file_has_one_name_however_it_is_passed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = shard(tmp_path / "lake" / "a.parquet")
    listing = tmp_path / "paths.txt"
    listing.write_text(f"# the corpus\n\n{file}\n")
    monkeypatch.chdir(tmp_path)
    for argument in (file, file.parent, "lake", "lake/", "lake/a.parquet", "la*/*.parquet", listing, "@paths.txt"):
        assert plan([argument]) == plan([file])
    monkeypatch.chdir(file.parent)
    assert plan(["."]) == plan(["a.parquet"]) == plan([file])
    assert names(plan([file, file.parent])) == ["lake/a.parquet"]


def test_a_json_document_is_no_shard(tmp_path: Path) -> None:
    (tmp_path / "dataset_info.json").write_text('{\n "rows": 2\n}\n')
    (tmp_path / "lines.json").write_text('{"text": "a"}\n{"text": "b"}\n')
    assert names(plan([tmp_path])) == [f"{tmp_path.name}/lines.json"]


def test_names_that_collide_get_more_folders(tmp_path: Path) -> None:
    one, two = shard(tmp_path / "x" / "part" / "0.parquet"), shard(tmp_path / "y" / "part" / "0.parquet")
    other = shard(tmp_path / "z" / "only.parquet")
    assert names(plan([two, one, other])) == ["x/part/0.parquet", "y/part/0.parquet", "z/only.parquet"]


def test_the_order_of_the_paths_does_not_matter(tmp_path: Path) -> None:
    files = [shard(tmp_path / "lake" / f"{i}.parquet") for i in range(4)]
    assert plan(files) == plan(files[::-1])


def test_a_limit_is_spread_over_shards_and_row_groups(tmp_path: Path) -> None:
    """Shards come sorted: the first documents of the first shard are no sample of a corpus."""
    for name in range(30):
        shard(tmp_path / "lake" / f"{name:02}.parquet", rows=40, row_group_size=10)
    found = plan([tmp_path / "lake"], limit=200)
    assert found.rows == 200
    assert len(found.shards) >= 20
    assert max(rows for s in found.shards for rows in s.row_groups) <= 4
    assert all(s.cut for s in found.shards)
    assert found == plan([tmp_path / "lake"], limit=200)
    assert names(found) != names(plan([tmp_path / "lake"]))[: len(found.shards)]


@given(st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=6), st.integers(1, 60))
def test_a_limit_takes_as_many_rows_as_there_are(groups: list[list[int]], limit: int) -> None:
    shards = [Shard(str(i), str(i), 1, "", "", tuple(g)) for i, g in enumerate(groups)]
    drawn = {s.name: s.row_groups for s in _drawn(shards, limit)}
    assert sum(map(sum, drawn.values())) == min(limit, sum(map(sum, groups)))
    for i, rows in enumerate(groups):
        assert all(a <= b for a, b in zip(drawn.get(str(i), [0] * len(rows)), rows, strict=True))


def test_the_footer_hash_follows_the_content(tmp_path: Path) -> None:
    a, b, c = (shard(tmp_path / f"{n}.parquet", rows) for n, rows in (("a", 3), ("b", 3), ("c", 4)))
    footers = [s.footer for s in plan([a, b, c]).shards]
    assert footers[0] == footers[1] != footers[2]


def test_broken_shards_are_listed_beside_the_good_ones(tmp_path: Path) -> None:
    good = shard(tmp_path / "lake" / "good.parquet")
    (tmp_path / "lake" / "cut.parquet").write_bytes(good.read_bytes()[:-20])
    (tmp_path / "lake" / "empty.parquet").write_bytes(b"")
    (tmp_path / "lake" / "text.parquet").write_text("this is a text file, not Parquet")
    found = plan([tmp_path / "lake"])
    assert names(found) == ["lake/good.parquet"]
    assert [b.name for b in found.broken] == ["lake/cut.parquet", "lake/empty.parquet", "lake/text.parquet"]
    assert "truncated" in found.broken[0].reason


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda p: p / "missing", BadRequest, "no such file"),
        (lambda p: p / "*.parquet", BadRequest, "matches nothing"),
        (lambda p: p, BadRequest, "no Parquet files"),
        (lambda p: "nosuchscheme://bucket/x", BadRequest, "nosuchscheme"),
        (lambda p: _text(p / "list.txt", "\n# none\n"), BadRequest, "lists no paths"),
        (lambda p: _text(p / "list.txt", "gone.parquet\n"), BadRequest, "gone.parquet"),
        (lambda p: _text(p / "text.parquet", "hello, I am text"), BadData, "text.parquet.*not Parquet"),
        (lambda p: shard(p / "zero.parquet", rows=0), BadData, "zero rows"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line(tmp_path: Path, make, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        plan([make(tmp_path)])
    assert "\n" not in str(caught.value)


def _text(path: Path, text: str) -> Path:
    path.write_text(text)
    return path


def test_no_paths_at_all() -> None:
    with pytest.raises(BadRequest, match="no paths"):
        plan([])


def test_a_shard_that_is_gone_or_was_cut_since(tmp_path: Path) -> None:
    file = shard(tmp_path / "a.parquet", rows=1000)
    found = plan([file]).shards[0]
    file.write_bytes(file.read_bytes()[:100])
    with pytest.raises(SkipShard, match=r"a\.parquet"), open_shard(found.uri, found.name):
        pass
    os.unlink(file)
    with pytest.raises(SkipShard, match="gone"), open_shard(found.uri, found.name):
        pass
