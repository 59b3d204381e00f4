"""A bucket on an S3 server in this process (moto's), with the weather that real ones have."""

from __future__ import annotations

import contextlib
import os
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow.fs as pafs

Answer = tuple[str, str]
"""HTTP status, and code of S3's error."""
Environ = dict[str, Any]


@dataclass
class Weather:
    """In front of a server: answers in its place, waits, cuts its answers short, and takes notes."""

    application: Any
    answer: Callable[[Environ], Answer | None] = lambda _: None
    """What to answer in place of the server, if anything."""
    cut: Callable[[Environ], bool] = lambda _: False
    """Whether to break the connection off in the middle of an object."""
    delay: float = 0.0
    """Seconds before each answer."""
    seen: list[tuple[str, str, str, int]] = field(default_factory=list)
    """Method, path, range asked for, and bytes of the body, of each request that the server has answered."""
    refused: int = 0

    def __call__(self, environ: Environ, start_response: Any) -> Any:
        """Answer a request."""
        time.sleep(self.delay)
        instead = self.answer(environ)
        if instead is not None:
            self.refused += 1
            status, code = instead
            body = f"<Error><Code>{code}</Code><Message>{code}</Message></Error>".encode()
            start_response(status, [("Content-Type", "application/xml"), ("Content-Length", str(len(body)))])
            return [b""] if environ["REQUEST_METHOD"] == "HEAD" else [body]
        body = b"".join(self.application(environ, start_response))
        where = environ["REQUEST_METHOD"], environ["PATH_INFO"], environ.get("HTTP_RANGE", "")
        self.seen.append((*where, len(body)))
        if len(body) > 100 and self.cut(environ):
            self.refused += 1
            return _broken(body)
        return [body]

    def reads(self, suffix: str = "") -> list[tuple[str, str, str, int]]:
        """The requests for objects whose names end so."""
        return [r for r in self.seen if r[0] == "GET" and r[1].endswith(suffix) and r[1].count("/") > 1]


def _broken(body: bytes) -> Iterator[bytes]:
    yield body[: len(body) // 2]
    raise ConnectionResetError("the weather")


@dataclass
class Lake:
    """A bucket ``lake``: its file system, for tests to look into it, and the weather before it."""

    files: pafs.S3FileSystem
    weather: Weather
    endpoint: str

    def put(self, folder: Path, under: str) -> None:
        """Copy the files of a folder into the bucket."""
        for file in sorted(f for f in folder.rglob("*") if f.is_file()):
            self.write(f"{under}/{file.relative_to(folder).as_posix()}", file.read_bytes())

    def write(self, key: str, data: bytes) -> None:
        """Write an object."""
        with self.files.open_output_stream(f"lake/{key}") as out:
            out.write(data)


@contextlib.contextmanager
def lake() -> Iterator[Lake]:
    """Serve a bucket, and point the environment of this process and its children to it."""
    import logging

    import moto.server as server
    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    weather = Weather(server.DomainDispatcherApplication(server.create_backend_app))
    http = make_server("127.0.0.1", 0, weather, threaded=True)
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()  # seconds until it sees its end
    endpoint = f"http://127.0.0.1:{http.server_port}"
    with urllib.request.urlopen(urllib.request.Request(f"{endpoint}/moto-api/reset", method="POST")):
        pass  # the buckets of another test of this process
    settings = {"AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret"}
    settings |= {"AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"}
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        s3 = pafs.S3FileSystem(endpoint_override=endpoint, region="us-east-1", allow_bucket_creation=True)
        s3.create_dir("lake")
        yield Lake(s3, weather, endpoint)
    finally:
        http.shutdown()
        http.server_close()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
