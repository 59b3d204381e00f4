"""Shards on S3: a real server in this process (moto's), in the weather that real ones have."""

from __future__ import annotations

import itertools
import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import corpora
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import corpusstat
from corpusstat.cli import main
from corpusstat.engine.manifest import make
from corpusstat.errors import BadData, BadRequest
from corpusstat.pipeline import Stages
from corpusstat.read.documents import documents
from corpusstat.read.listing import files
from corpusstat.read.shards import plan
from corpusstat.relations import load
from corpusstat.runs.work import UnitWork

pytest.importorskip("moto.server", reason="moto[server] is not installed")

import bucket as lakes


@pytest.fixture
def lake(tmp_path: Path) -> Iterator[lakes.Lake]:
    """A bucket ``lake`` with the small corpus under ``corpus/``."""
    with lakes.lake() as found:
        found.put(corpora.small(tmp_path / "corpus"), "corpus")
        yield found


def test_a_bucket_gives_what_a_folder_gives(lake: lakes.Lake, tmp_path: Path) -> None:
    local = corpusstat.audit(tmp_path / "corpus", tmp_path / "local")
    remote = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert json.dumps(local.report) == json.dumps(remote.report)


@pytest.mark.parametrize("uri", ["s3://lake/nothing", "s3://no-bucket/x", "s3://lake/corpus/part-9.parquet"])
def test_what_is_not_there_is_one_line(lake: lakes.Lake, uri: str) -> None:
    with pytest.raises(BadRequest, match="no such file"):
        plan([uri])


# Who may not

DENIALS = {
    "AccessDenied": "403 Forbidden",
    "InvalidAccessKeyId": "403 Forbidden",
    "SignatureDoesNotMatch": "403 Forbidden",
    "ExpiredToken": "400 Bad Request",
    "InvalidToken": "400 Bad Request",
    "TokenRefreshRequired": "400 Bad Request",
    "AccountProblem": "403 Forbidden",
    "AuthorizationHeaderMalformed": "400 Bad Request",
    "RequestTimeTooSkewed": "403 Forbidden",
}


@pytest.mark.parametrize("path", ["s3://lake/corpus", "s3://lake/corpus/part-1.parquet", "s3://lake/*/*.parquet"])
def test_access_denied_names_what_to_set(
    lake: lakes.Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str], path: str
) -> None:
    for code, status in DENIALS.items():
        lake.weather.answer = lambda _, said=(status, code): said
        lake.weather.refused = 0
        assert main(["audit", path, "-o", str(tmp_path / "run"), "-q"]) in (1, 2), code
        said = capsys.readouterr().err
        assert said.count("\n") == 1, code
        assert "access denied" in said, code
        assert "AWS_ACCESS_KEY_ID" in said, code
        assert "later" not in said, code
        assert 0 < lake.weather.refused < 8, code  # there is no use in trying it again


def test_one_object_that_may_not_be_read_is_quarantined_with_what_to_set(lake: lakes.Lake, tmp_path: Path) -> None:
    lake.weather.answer = lambda e: ("403 Forbidden", "AccessDenied") if "part-1" in e["PATH_INFO"] else None
    report = corpusstat.audit("s3://lake/corpus", tmp_path / "run").report
    (unread,) = report["manifest"]["quarantined"]
    assert unread["name"] == "corpus/part-1.parquet"
    assert "access denied" in unread["reason"]
    assert "AWS_ACCESS_KEY_ID" in unread["reason"]


def test_access_that_is_lost_in_the_middle_stops_at_once(lake: lakes.Lake, tmp_path: Path) -> None:
    """A token that expires during the run must not put the rest of the corpus into quarantine."""
    for i in range(8):
        corpora.write(tmp_path / "many" / f"{i}.parquet", {"text": [corpora.birth(i)], "id": [str(i)]})
    lake.put(tmp_path / "many", "many")
    turn = itertools.count()
    lake.weather.answer = lambda e: (
        ("400 Bad Request", "ExpiredToken") if e["REQUEST_METHOD"] == "GET" and next(turn) > 30 else None
    )
    with pytest.raises(BadData, match=r"access denied.*AWS_ACCESS_KEY_ID"):
        corpusstat.audit("s3://lake/many", tmp_path / "run")
    lake.weather.answer = lambda _: None
    again = corpusstat.audit("s3://lake/many", tmp_path / "run")
    assert again.report["corpus"]["documents"] == 8


# Storms


@pytest.mark.slow
def test_a_server_that_refuses_now_and_then_costs_time_only(lake: lakes.Lake, tmp_path: Path) -> None:
    turn = itertools.count(1)
    lake.weather.answer = lambda e: (
        ("503 Slow Down", "SlowDown") if e["REQUEST_METHOD"] == "GET" and next(turn) % 3 == 0 else None
    )
    run = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert lake.weather.refused > 2
    assert run.report["corpus"]["n"] == 60


@pytest.mark.slow
def test_connections_that_break_cost_time_only(lake: lakes.Lake, tmp_path: Path) -> None:
    turn = itertools.count(1)
    lake.weather.cut = lambda e: e["REQUEST_METHOD"] == "GET" and "part" in e["PATH_INFO"] and next(turn) % 3 == 0
    run = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert lake.weather.refused > 1
    assert run.report["corpus"]["n"] == 60


@pytest.mark.parametrize("moment", ["before it is read", "while it is read"])
def test_an_object_that_is_replaced_after_it_was_planned_is_not_read(
    lake: lakes.Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """By another of the same size, within the second: only its ETag tells."""
    first, second = (tmp_path / name for name in ("first.parquet", "second.parquet"))
    for file, year in ((first, "1901"), (second, "1902")):
        columns = {"text": [f"Anna Bellamy was born on 3 March {year}."], "id": ["1"]}
        corpora.write(file, columns, write_statistics=False)
    assert first.stat().st_size == second.stat().st_size
    lake.write("corpus/part-1.parquet", first.read_bytes())
    reads = itertools.count()

    def replace(environ: lakes.Environ) -> None:
        """As soon as the run asks for the shard: when it is planned its tail is read, then all of it."""
        read = environ["REQUEST_METHOD"] == "GET" and environ["PATH_INFO"].endswith("part-1.parquet")
        if read and next(reads) == (2 if moment == "while it is read" else 1):
            lake.weather.answer = lambda _: None
            lake.write("corpus/part-1.parquet", second.read_bytes())

    lake.weather.answer = replace
    report = corpusstat.audit("s3://lake/corpus", tmp_path / "run").report
    unread = {q["name"]: q["reason"] for q in report["manifest"]["quarantined"]}
    assert "changed since the run was planned" in unread["corpus/part-1.parquet"]


@pytest.mark.parametrize("objects", [3_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_objects_are_listed_in_a_few_requests(lake: lakes.Lake, objects: int) -> None:
    from moto.s3.models import s3_backends

    backend = s3_backends["123456789012"]["aws"]
    for i in range(objects):
        backend.put_object("lake", f"many/{i:05}.parquet", b"x")
    lake.weather.seen.clear()
    found = files(["s3://lake/many"]).found
    assert len(found) == objects
    assert len(lake.weather.seen) <= objects // 1000 + 5  # pages of names, and what is asked about the folder


# Slow answers, and what travels


def wide(rows: int, seed: int = 3) -> dict[str, list[object]]:
    """Documents of 500 bytes each, with columns of 2,000 that nobody needs."""
    rng = random.Random(seed)
    return {
        "text": [f"{corpora.birth(i)} {rng.randbytes(250).hex()}" for i in range(rows)],
        "id": [str(i) for i in range(rows)],
        "wide": [rng.randbytes(2000) for _ in range(rows)],
        "score": [rng.random() for _ in range(rows)],
    }


def needed(file: Path) -> int:
    """Compressed bytes of the column chunks of text and id."""
    footer = pq.read_metadata(file)
    groups = [footer.row_group(g) for g in range(footer.num_row_groups)]
    chunks = [group.column(c) for group in groups for c in range(group.num_columns)]
    return sum(c.total_compressed_size for c in chunks if c.path_in_schema in ("text", "id"))


def test_only_the_columns_that_are_needed_travel(lake: lakes.Lake, tmp_path: Path) -> None:
    file = corpora.write(tmp_path / "wide.parquet", wide(3000), row_group_size=1000)
    lake.write("wide/a.parquet", file.read_bytes())
    (shard,) = plan(["s3://lake/wide"]).shards
    lake.weather.seen.clear()
    assert sum(batch.rows for batch in documents(shard)) == 3000
    reads = lake.weather.reads("a.parquet")
    assert sum(size for *_, size in reads) <= 1.05 * needed(file)
    assert len(reads) <= 6  # the footer, and at most two chunks of each row group
    assert sum(r[0] == "HEAD" for r in lake.weather.seen) == 2  # the ETag before and after


@pytest.mark.slow
def test_a_whole_audit_reads_hardly_more_than_the_columns_it_needs(lake: lakes.Lake, tmp_path: Path) -> None:
    """Looking at the shards, at a few rows, and the fingerprint included."""
    files = [corpora.write(tmp_path / f"{i}.parquet", wide(4000, i), row_group_size=2000) for i in range(4)]
    for i, file in enumerate(files):
        lake.write(f"wide/{i}.parquet", file.read_bytes())
    lake.weather.seen.clear()
    corpusstat.audit("s3://lake/wide", tmp_path / "run")
    travelled = sum(size for *_, size in lake.weather.reads(".parquet"))
    assert travelled <= 1.1 * sum(map(needed, files))
    assert len(lake.weather.reads(".parquet")) <= 4 * (1 + 2 * 3 + 1 + 4)  # planned; two row groups looked at; read


def test_lines_of_an_object_are_read_once_and_in_large_pieces(lake: lakes.Lake, tmp_path: Path) -> None:
    rng = random.Random(5)
    text = "".join(json.dumps({"text": rng.randbytes(500).hex()}) + "\n" for _ in range(6000))
    with pa.CompressedOutputStream(str(tmp_path / "a.jsonl.zst"), "zstd") as out:
        out.write(text.encode())
    data = (tmp_path / "a.jsonl.zst").read_bytes()
    lake.write("lines/a.jsonl.zst", data)
    lake.write("lines/b.jsonl", text.encode())
    for shard in plan(["s3://lake/lines"]).shards:
        lake.weather.seen.clear()
        assert sum(batch.rows for batch in documents(shard)) == 6000
        reads = lake.weather.reads()
        assert sum(size for *_, size in reads) == shard.size
        assert len(reads) <= 2 + shard.size // (4 << 20)


def test_the_next_pieces_are_asked_for_while_the_first_is_worked_on(lake: lakes.Lake, tmp_path: Path) -> None:
    """Of the same shard, and of the shard that comes next: nobody takes anything before both have been asked for."""
    files = [corpora.write(tmp_path / f"{i}.parquet", wide(2000, i), row_group_size=200) for i in range(2)]
    for i, file in enumerate(files):
        lake.write(f"wide/{i}.parquet", file.read_bytes())
    found = plan(["s3://lake/wide"])
    units = make(found, {}).units
    asked = {i: threading.Event() for i in range(2)}

    def note(environ: lakes.Environ) -> None:
        """Of each shard at least the opening, the footer and a chunk."""
        for i, event in asked.items():
            if environ["PATH_INFO"].endswith(f"/{i}.parquet"):
                seen[i] += 1
                if seen[i] == 3:
                    event.set()

    seen = Counter[int]()
    lake.weather.answer = note
    lake.weather.delay = 0.03
    worker = UnitWork(Stages(load([])))
    for unit in units:
        worker.begin(unit)
    assert all(event.wait(60) for event in asked.values())
    assert [worker(unit, lambda *_: None).rows for unit in units] == [2000, 2000]
    assert not worker.begun


@pytest.mark.slow
def test_slow_answers_change_nothing(lake: lakes.Lake, tmp_path: Path) -> None:
    """With two workers, which are given shards before their turn."""
    for i in range(12):
        corpora.write(tmp_path / "many" / f"{i}.parquet", {"text": [corpora.birth(i)], "id": [str(i)]})
    lake.put(tmp_path / "many", "many")
    local = corpusstat.audit(tmp_path / "many", tmp_path / "local")
    lake.weather.delay = 0.03
    remote = corpusstat.audit("s3://lake/many", tmp_path / "remote", workers=2)
    assert json.dumps(local.report) == json.dumps(remote.report)
