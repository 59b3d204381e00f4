"""Names of files and folders, by every way to name them: what is meant is read, once, and what is left out is said."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq
import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.read.documents import documents
from corpusstat.read.shards import Plan, plan

NAMES = (
    "plain", "with space", " leading", "français", "数据", "a#1", "a%3A", "100%", "a[1]", "a[!b]", "what?", "a*b",
    "a.b.c", "a+b", "a&b=c", "a=b", "it's", '"quoted"', "semi;colon", "comma,", "at@sign", "~tilde", "$HOME", "{brace}",
    "a\\b", "new\nline", "-dash", "e\u0301", "\u202eright",
)  # fmt: skip
SUFFIXES = (".parquet", ".PARQUET", ".Parquet", ".pq", ".jsonl", ".JSONL", ".json", ".ndjson")


def shard(path: Path, text: str = "a text") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.suffix.lower() in (".parquet", ".pq"):
        pq.write_table(pa.table({"text": [text]}), path)
    else:
        path.write_text(f'{{"text": "{text}"}}\n')
    return path


def texts(found: Plan) -> list[str]:
    assert not found.broken
    return sorted(t for s in found.shards for b in documents(s) for t in b.documents["text"])


def names(found: Plan) -> list[str]:
    return [s.name for s in found.shards]


WAYS: dict[str, Callable[[Path, Path], list[str]]] = {
    "the file": lambda file, _: [str(file)],
    "its folder": lambda file, _: [str(file.parent)],
    "the folder above": lambda file, _: [str(file.parent.parent)],
    "a file URI": lambda file, _: ["file://" + quote(str(file))],
    "a file URI not encoded": lambda file, _: [f"file://{file}"],
    "a folder URI": lambda file, _: ["file://" + quote(str(file.parent))],
    "a glob": lambda file, _: [f"{file.parent.parent}/*/*"],
    "a deep glob": lambda file, _: [f"{file.parent.parent}/**/*.*"],
    "a list": lambda file, tmp: [_list(tmp / "list.txt", f"\ufeff# comment\r\n\r\n  # another\r\n{file}\r\n")],
    "an @list": lambda file, tmp: ["@" + _list(tmp / "paths", f"{file.parent}\n")],
    "all of them": lambda file, _: [str(file), str(file.parent), "file://" + quote(str(file)), str(file.parent.parent)],
}  # fmt: skip


def _list(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return str(path)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_by_every_way(tmp_path: Path, name: str) -> None:
    file = shard(tmp_path / "lake" / name / f"{name}.parquet")
    for way, arguments in WAYS.items():
        if "\n" in name and "list" in way:
            continue  # a line is a path
        found = plan(arguments(file, tmp_path))
        assert texts(found) == ["a text"], way
        assert names(found)[0].endswith(f"{name}/{name}.parquet"), way


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_every_suffix(tmp_path: Path, suffix: str) -> None:
    file = shard(tmp_path / "lake" / f"part.0{suffix}")
    for argument in (file, file.parent, f"{file.parent}/part*"):
        assert texts(plan([argument])) == ["a text"]


def test_each_real_file_once_whatever_links_there_are(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shard(lake / "a.parquet", "first"), shard(lake / "sub" / "c.parquet", "second")
    (lake / "0.parquet").symlink_to("a.parquet")
    os.link(lake / "a.parquet", lake / "hard.parquet")
    (lake / "sub" / "loop").symlink_to("..")
    (lake / "again").symlink_to(lake / "sub")
    (lake / "nothing.parquet").symlink_to("gone.parquet")
    elsewhere = shard(tmp_path / "elsewhere" / "d.parquet", "third").parent
    (lake / "linked").symlink_to(elsewhere)
    found = plan([lake])
    assert [b.name.rsplit("/", 1)[-1] for b in found.broken] == ["nothing.parquet"]
    assert names(found) == ["lake/a.parquet", "lake/linked/d.parquet", "lake/sub/c.parquet"]
    assert "another name of a file that is read" in "".join(found.notes)


def test_a_link_to_itself_costs_itself(tmp_path: Path) -> None:
    shard(tmp_path / "lake" / "a.parquet", "kept")
    for name in ("loop.parquet", "loop", "notes.md"):
        (tmp_path / "lake" / name).symlink_to(name)
    found = plan([tmp_path / "lake"])
    assert [s.name for s in found.shards] == ["lake/a.parquet"]
    assert [b.name.rpartition("/")[2] for b in found.broken] == ["loop.parquet"]


def test_what_is_left_out_is_said(tmp_path: Path) -> None:
    lake = tmp_path / "lake"
    shard(lake / "train" / "a.parquet", "kept")
    for name in ("test", "deu_removed", "_removed", "_tmp", ".hidden"):
        shard(lake / name / "b.parquet")
    (lake / "notes.md").write_text("# hello")
    (lake / "info.json").write_text('{\n "rows": 1\n}\n')
    run = lake / "runs" / "one"
    shard(run / "mentions" / "part-0.parquet"), shard(run / "tally" / "part-0.parquet")
    (run / "manifest.json").write_text("{}")
    found = plan([lake])
    assert texts(found) == ["kept"]
    said = "\n".join(found.notes)
    assert "one JSON document" in said
    for words in (
        "a test split",
        "removed by",
        "hidden",
        "neither Parquet",
        "a run of corpusstat",
        "one JSON document",
    ):
        assert words in said
    with pytest.raises(BadRequest, match="is a run of corpusstat"):
        plan([run])
    assert texts(plan([lake / "test"])) == ["a text"]


def test_a_test_folder_is_read_where_there_is_nothing_else(tmp_path: Path) -> None:
    shard(tmp_path / "lake" / "test" / "a.parquet")
    assert texts(plan([tmp_path / "lake"])) == ["a text"]


def test_hive_keys_are_columns(tmp_path: Path) -> None:
    for value in ("en%20us", "de", "__HIVE_DEFAULT_PARTITION__"):
        shard(tmp_path / "lake" / f"lang={value}" / "year=2020" / "a.parquet")
    found = plan([tmp_path / "lake"])

    def read(domain: str | None) -> list[str]:
        return sorted(d for s in found.shards for b in documents(s, domain=domain) for d in b.documents["domain"])

    assert read("lang") == ["(unknown)", "de", "en us"]
    assert read("sql:coalesce(lang, 'none') || '-' || year") == ["de-2020", "en us-2020", "none-2020"]
    assert read(None) == ["2020"] * 3


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda p: "", "an empty path"),
        (lambda p: " ", "an empty path"),
        (lambda p: "a\0b", "null byte"),
        (lambda p: _list(p / "self.txt", f"{p}/self.txt\n"), "names itself"),
        (lambda p: _list(p / "one.txt", f"{_list(p / 'two.txt', str(p / 'one.txt'))}\n"), "names itself"),
        (lambda p: str(_fifo(p / "pipe.parquet")), "neither a file nor a folder"),
        (lambda p: str(_fifo(p / "x" / "pipe.parquet").parent), "no Parquet files"),
        (lambda p: str(_table(p / "table", "_delta_log/0.json")), "no version yet"),
        (lambda p: str(_table(p / "table", "_delta_log/0.json") / "*.parquet"), "a Delta table"),
        (lambda p: str(_table(p / "table", "_delta_log/0.json") / "day=1"), "a Delta table"),
        (lambda p: str(_table(p / "lake" / "table", "_delta_log/0.json").parent), "a Delta table"),
        (lambda p: str(_table(p / "table", "metadata/v1.metadata.json")), "an Iceberg table"),
        (lambda p: str(_table(p / "table", "metadata/0-a.gz.metadata.json") / "day=1" / "*"), "an Iceberg table"),
        (lambda p: str(_table(p / "table", ".hoodie/hoodie.properties")), "a Hudi table"),
        (lambda p: "file://elsewhere/a.parquet", "another host"),
        (lambda p: f"{shard(p / 'a.txt').parent}/*.txt", "matches nothing"),
        (lambda p: "nosuch://bucket/a.parquet", "nosuch"),
        (lambda p: "s3://*/a.parquet", "bucket"),
    ],
)  # fmt: skip
def test_paths_that_mean_nothing_are_one_line(tmp_path: Path, make: Callable[[Path], str], words: str) -> None:
    with pytest.raises((BadRequest, BadData), match=words) as caught:
        plan([make(tmp_path)])
    assert "\n" not in str(caught.value)


def _fifo(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(path)
    return path


def _table(path: Path, log: str) -> Path:
    """A folder with a shard, another in a folder below it, and what makes a table of it."""
    for file in ("a.parquet", "day=1/b.parquet"):
        shard(path / file)
    (path / log).parent.mkdir()
    (path / log).write_text("{}")
    return path


def test_a_name_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    shard(tmp_path / "lake" / "good.parquet")
    shard(tmp_path / "lake" / "odd.parquet").rename(os.fsdecode(os.fsencode(tmp_path) + b"/lake/\xff.parquet"))
    found = plan([tmp_path / "lake"])
    assert names(found) == ["lake/good.parquet"]
    assert [b.name for b in found.broken] == ["lake/\\xff.parquet"]


@pytest.fixture(scope="module")
def bucket() -> Iterator[pafs.S3FileSystem]:
    moto = pytest.importorskip("moto.server", reason="moto[server] is not installed")
    from werkzeug.serving import make_server

    http = make_server("127.0.0.1", 0, moto.DomainDispatcherApplication(moto.create_backend_app), threaded=True)
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{http.server_port}"
    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
    with pytest.MonkeyPatch.context() as patch:
        for key, value in (settings | {"AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}).items():
            patch.setenv(key, value)
        s3 = pafs.S3FileSystem(endpoint_override=endpoint, region="us-east-1", allow_bucket_creation=True)
        s3.create_dir("lake")
        yield s3
    http.shutdown()


def put(system: pafs.FileSystem, path: str, file: Path) -> None:
    with system.open_output_stream(path, compression=None) as out:
        out.write(file.read_bytes())


@pytest.mark.parametrize("name", [n for n in NAMES if "\\" not in n and "\n" not in n])
def test_every_name_in_a_bucket(bucket: pafs.S3FileSystem, tmp_path: Path, name: str) -> None:
    root = f"all/{NAMES.index(name)}"
    put(bucket, f"lake/{root}/{name}/{name}.parquet", shard(tmp_path / "a.parquet"))
    put(bucket, f"lake/{root}/{name}/note.txt", shard(tmp_path / "a.jsonl"))
    folders = f"s3://lake/{root}", f"s3://lake/{root}/"
    globs = f"s3://lake/{root}/*/*.parquet", f"s3://lake/{root}/**/*.parquet", f"s3://lake/{root}/*/*"
    for argument in (
        f"s3://lake/{root}/{name}/{name}.parquet",
        f"s3://lake/{root}/{quote(name)}/{quote(name)}.parquet",
        folders[NAMES.index(name) % len(folders)],  # each name by one way to name its folder, and by one pattern
        globs[NAMES.index(name) % len(globs)],
    ):
        found = plan([argument])
        assert texts(found) == ["a text"], argument
        assert names(found)[0].endswith(f"{name}/{name}.parquet"), argument


@pytest.mark.parametrize("argument", ["s3://lake/none/*.parquet", "s3://lake/none", "s3://nobucket/x", "s3://lake/?"])
def test_nothing_in_a_bucket_is_one_line(bucket: pafs.S3FileSystem, argument: str) -> None:
    with pytest.raises(BadRequest, match=r"matches nothing|no such file"):
        plan([argument])


def test_a_scheme_of_fsspec(tmp_path: Path) -> None:
    fsspec = pytest.importorskip("fsspec", reason="fsspec is not installed")
    memory = fsspec.filesystem("memory")
    for name in ("my part.parquet", "b#1.jsonl"):
        memory.pipe(f"/lake/deep/{name}", shard(tmp_path / name).read_bytes())
    assert texts(plan(["memory://lake"])) == ["a text"] * 2
    assert texts(plan(["memory://lake/deep/*.parquet"])) == ["a text"]
    assert texts(plan(["memory://lake/deep/b#1.jsonl"])) == ["a text"]
