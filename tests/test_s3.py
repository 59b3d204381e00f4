"""Shards on S3: a real server in process (moto's), also one that is overloaded now and then."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.fs as pafs
import pytest
from corpora import small

import corpusstat
from corpusstat.errors import BadRequest
from corpusstat.read.shards import plan

server = pytest.importorskip("moto.server", reason="moto[server] is not installed")


class Overloaded:
    """Answers every third read with 503, as S3 does under load."""

    def __init__(self, application: Any) -> None:
        self.application = application
        self.turn = itertools.count(1)
        self.refused = 0
        self.active = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if self.active and environ["REQUEST_METHOD"] == "GET" and next(self.turn) % 3 == 0:
            self.refused += 1
            start_response("503 Slow Down", [("Content-Type", "application/xml")])
            return [b"<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>"]
        return self.application(environ, start_response)


@pytest.fixture
def lake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Overloaded]:
    """A bucket ``lake`` with the small corpus under ``corpus/``."""
    from werkzeug.serving import make_server

    application = Overloaded(server.DomainDispatcherApplication(server.create_backend_app))
    http = make_server("127.0.0.1", 0, application, threaded=True)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    endpoint = f"http://127.0.0.1:{http.server_port}"
    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
    for name, value in (settings | {"AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}).items():
        monkeypatch.setenv(name, value)
    s3 = pafs.S3FileSystem(endpoint_override=endpoint, region="us-east-1", allow_bucket_creation=True)
    s3.create_dir("lake")
    for file in small(tmp_path / "corpus").iterdir():
        with s3.open_output_stream(f"lake/corpus/{file.name}") as out:
            out.write(file.read_bytes())
    yield application
    http.shutdown()


def test_a_bucket_gives_what_a_folder_gives(lake: Overloaded, tmp_path: Path) -> None:
    local = corpusstat.audit(tmp_path / "corpus", tmp_path / "local")
    remote = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert json.dumps(local.report) == json.dumps(remote.report)


def test_a_server_that_refuses_now_and_then_costs_time_only(lake: Overloaded, tmp_path: Path) -> None:
    lake.active = True
    run = corpusstat.audit("s3://lake/corpus", tmp_path / "remote")
    assert lake.refused > 2
    assert run.report["corpus"]["n"] == 60


@pytest.mark.parametrize("uri", ["s3://lake/nothing", "s3://no-bucket/x", "s3://lake/corpus/part-9.parquet"])
def test_what_is_not_there_is_one_line(lake: Overloaded, uri: str) -> None:
    with pytest.raises(BadRequest, match="no such file"):
        plan([uri])
