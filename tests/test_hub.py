"""The Hugging Face Hub, as far as it is needed: a server on loopback that speaks the few calls, pinned revisions."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import corpora
import pytest

import corpusstat
from corpusstat.errors import CorpusstatError
from corpusstat.read.hub import pinned
from corpusstat.read.shards import plan
from corpusstat.read.systems import _system

hub = pytest.importorskip("huggingface_hub", reason="huggingface_hub is not installed")
constants = pytest.importorskip("huggingface_hub.constants")

OLD, NEW = "0" * 39 + "1", "0" * 39 + "2"


class Hub:
    """One data set, ``people/facts``: files by commit, and what its branches mean."""

    def __init__(self) -> None:
        self.commits: dict[str, dict[str, bytes]] = {}
        self.branches: dict[str, str] = {}
        self.busy = 0
        self.seen: list[str] = []

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, bytes | object]:
        """Status, and bytes of a file or an object for JSON."""
        if self.busy:
            self.busy -= 1
            return 429, {"error": "busy"}
        parts = [unquote(p) for p in path.strip("/").split("/")]
        if parts[:2] == ["api", "datasets"] and parts[2:4] == ["people", "facts"]:
            what, revision = (parts[4], parts[5]) if len(parts) > 5 else ("revision", "main")
            commit = self.branches.get(revision, revision)
            if commit not in self.commits:
                return 404, {"error": "no such revision"}
            files = self.commits[commit]
            if what == "revision":
                siblings = [{"rfilename": name} for name in files]
                return 200, {"id": "people/facts", "sha": commit, "siblings": siblings, "private": False, "tags": []}
            below = "/".join(parts[6:])
            inside = {n: d for n, d in files.items() if not below or n == below or n.startswith(below + "/")}
            if not inside:
                return 404, {"error": "no such entry"}
            return 200, [_entry(n, len(d)) for n, d in inside.items()] + _folders(inside, below)
        if parts[:2] == ["datasets", "people"] and parts[3] == "resolve":
            commit = self.branches.get(parts[4], parts[4])
            return 200, self.commits[commit]["/".join(parts[5:])]
        return 404, {"error": "no such data set"}


def _entry(name: str, size: int) -> dict[str, object]:
    return {"type": "file", "path": name, "size": size, "oid": "0" * 40}


def _folders(files: dict[str, bytes], below: str) -> list[dict[str, object]]:
    found = {n.rsplit("/", 1)[0] for n in files if "/" in n}
    return [{"type": "directory", "path": f, "oid": "0" * 40} for f in sorted(found) if f != below]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    state = Hub()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            pass

        def _serve(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            state.seen.append(f"{self.command} {url.path}")
            if self.command == "POST" and "/paths-info/" in url.path:
                status, found = state.answer(url.path.replace("paths-info", "tree"), {})
                names = set(parse_qs(body.decode()).get("paths", [])) or set(json.loads(body or b"{}").get("paths", []))
                found = [e for e in found if e["path"] in names] if isinstance(found, list) else found
            else:
                status, found = state.answer(url.path, parse_qs(url.query))
            data = found if isinstance(found, bytes) else json.dumps(found).encode()
            size = len(data)
            if isinstance(found, bytes) and (asked := self.headers.get("Range")) and self.command == "GET":
                first, _, last = asked.removeprefix("bytes=").partition("-")
                data, status = data[int(first) : int(last or size) + 1], 206
            self.send_response(status)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("ETag", '"x"')
            self.send_header("X-Repo-Commit", NEW)
            if status == 404:
                code = "RevisionNotFound" if "revision" in str(found) else "RepoNotFound"
                self.send_header("X-Error-Code", code if "entry" not in str(found) else "EntryNotFound")
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_HEAD = do_POST = _serve  # noqa: N815 - the names that the library calls

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, args=(0.02,), daemon=True).start()
    endpoint = f"http://127.0.0.1:{http.server_port}"
    real = constants.ENDPOINT
    for name, value in list(vars(constants).items()):  # they are read from the environment, once
        if isinstance(value, str) and value.startswith(real):
            monkeypatch.setattr(constants, name, value.replace(real, endpoint))
    hub.HfFileSystem.clear_instance_cache()
    _system.cache_clear()
    for commit, people in ((OLD, 2), (NEW, 3)):
        for name in ("a", "b"):
            columns = {"text": [corpora.birth(i) for i in range(people)], "id": [f"{name}{i}" for i in range(people)]}
            corpora.write(tmp_path / commit / f"{name}.parquet", columns)
        state.commits[commit] = {
            "README.md": b"facts",
            "data/a.parquet": (tmp_path / commit / "a.parquet").read_bytes(),
            "data/b.parquet": (tmp_path / commit / "b.parquet").read_bytes(),
        }
    state.branches = {"main": NEW, "v1": OLD}
    yield state
    http.shutdown()


def test_a_revision_is_pinned_to_its_commit(server: Hub) -> None:
    assert pinned("hf://datasets/people/facts/data")[0] == f"hf://datasets/people/facts@{NEW}/data"
    assert pinned("hf://datasets/people/facts@v1")[0] == f"hf://datasets/people/facts@{OLD}"
    assert pinned(f"hf://datasets/people/facts@{OLD}/x") == (f"hf://datasets/people/facts@{OLD}/x", "")


def test_the_report_names_the_commit_and_shards_do_not(server: Hub, tmp_path: Path) -> None:
    report = corpusstat.audit("hf://datasets/people/facts", tmp_path / "new").report
    assert report["corpus"]["documents"] == 6
    assert [i["name"] for i in report["manifest"]["inputs"]] == ["facts/data/a.parquet", "facts/data/b.parquet"]
    assert report["manifest"]["notes"][0] == f"people/facts: revision main of the Hub is commit {NEW}"
    old = corpusstat.audit("hf://datasets/people/facts@v1/data/*.parquet", tmp_path / "old").report
    assert old["corpus"]["documents"] == 4


def test_a_branch_that_moves_while_it_is_listed_does_not_matter(server: Hub) -> None:
    found = plan(["hf://datasets/people/facts@v1"])
    server.branches["v1"] = NEW
    assert all(OLD in shard.uri for shard in found.shards)
    assert found.rows == 4


def test_a_hub_that_is_busy_is_asked_again(server: Hub) -> None:
    server.busy = 2
    assert plan(["hf://datasets/people/facts"]).rows == 6


@pytest.mark.parametrize("argument", ["hf://datasets/people/facts@nope", "hf://datasets/people/nothing"])
def test_what_is_not_there_is_one_line(server: Hub, argument: str) -> None:
    with pytest.raises(CorpusstatError) as caught:
        plan([argument])
    assert "\n" not in str(caught.value)
