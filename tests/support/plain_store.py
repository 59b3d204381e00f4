"""A plain S3 server over a folder, for measuring: it lists, and answers for objects and ranges of them, after a delay.

It is a tenth of the processor time of moto's, so that it hardly slows down what is measured beside it.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

BUCKET = "lake"


@dataclass
class Store:
    """A bucket ``lake`` with the files of a folder; ``delay`` in seconds before each answer."""

    folder: Path
    delay: float = 0.0
    endpoint: str = ""
    seen: list[tuple[str, str, int]] = field(default_factory=list)
    """Method, key and bytes of the body of each request."""

    @property
    def environment(self) -> dict[str, str]:
        """What to set for a process that should use it."""
        credentials = {"AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1"}
        return {"AWS_ENDPOINT_URL": self.endpoint, "AWS_EC2_METADATA_DISABLED": "true", **credentials}

    def listing(self, prefix: str, delimiter: str) -> bytes:
        """Objects and folders below a prefix, in one page."""
        entries, folders = [], set()
        for file in sorted(f for f in self.folder.rglob("*") if f.is_file()):
            key = file.relative_to(self.folder).as_posix()
            if not key.startswith(prefix):
                continue
            if delimiter and delimiter in key[len(prefix) :]:
                folders.add(prefix + key[len(prefix) :].split(delimiter)[0] + delimiter)
                continue
            size = file.stat().st_size
            entries.append(
                f"<Contents><Key>{escape(key)}</Key><Size>{size}</Size>"
                "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
            )
        entries += [f"<CommonPrefixes><Prefix>{escape(f)}</Prefix></CommonPrefixes>" for f in sorted(folders)]
        body = f"<Name>{BUCKET}</Name><KeyCount>{len(entries)}</KeyCount><IsTruncated>false</IsTruncated>"
        return f"<ListBucketResult>{body}{''.join(entries)}</ListBucketResult>".encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    store: Store

    def _answer(self, status: int, body: bytes, headers: dict[str, str], size: int | None = None) -> None:
        time.sleep(self.store.delay)
        length = len(body) if size is None else size
        head = [f"HTTP/1.1 {status} OK", f"Content-Length: {length}", *(f"{k}: {v}" for k, v in headers.items())]
        self.wfile.write("\r\n".join([*head, "", ""]).encode() + body)

    def _object(self) -> None:
        parts = urlsplit(self.path)
        key = unquote(parts.path).removeprefix(f"/{BUCKET}").lstrip("/")
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        file = self.store.folder / key
        if "list-type" in query:
            body = self.store.listing(query.get("prefix", ""), query.get("delimiter", ""))
            self.store.seen.append(("LIST", query.get("prefix", ""), len(body)))
            self._answer(200, body, {"Content-Type": "application/xml"})
            return
        if key and not file.is_file():
            self._answer(404, b"", {})
            return
        size = file.stat().st_size if key else 0
        headers = {"ETag": f'"{size:x}"', "Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"} if key else {}
        if self.command == "HEAD":
            self.store.seen.append(("HEAD", key, 0))
            self._answer(200, b"", headers, size)
            return
        first, _, last = self.headers.get("Range", f"bytes=0-{size - 1}").removeprefix("bytes=").partition("-")
        start, end = int(first), min(int(last or size - 1), size - 1)
        with file.open("rb") as opened:
            opened.seek(start)
            body = opened.read(end - start + 1)
        self.store.seen.append(("GET", key, len(body)))
        self._answer(206, body, headers | {"Content-Range": f"bytes {start}-{end}/{size}"})

    do_GET = do_HEAD = _object  # noqa: N815 - the names that http.server calls

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def store(folder: Path, delay: float = 0.0) -> Iterator[Store]:
    """Serve a folder; this process's environment points to it inside the block."""
    found = Store(folder, delay)
    handler = type("Handler", (_Handler,), {"store": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.endpoint = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    before = {name: os.environ.get(name) for name in found.environment}
    os.environ.update(found.environment)
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
