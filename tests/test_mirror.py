"""A run folder in an object store: the same objects as files of a local run, after any kill and in any weather."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import corpora
import processes
import pytest

import corpusstat
from corpusstat.cli import main
from corpusstat.errors import BadData, BadRequest, CorpusstatError
from corpusstat.read import systems

pytest.importorskip("moto.server", reason="moto[server] is not installed")

import bucket as lakes

RUN = "s3://lake/runs/one"


@pytest.fixture
def lake() -> Iterator[lakes.Lake]:
    with lakes.lake() as found:
        yield found


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus of a few shards, and its run in a folder beside it."""
    folder = tmp_path_factory.mktemp("local")
    for i in range(6):
        texts = [corpora.birth(i * 40 + k) for k in range(40)]
        corpora.write(folder / "corpus" / f"{i}.parquet", {"text": texts, "id": [f"{i}-{k}" for k in range(40)]})
    corpusstat.audit(folder / "corpus", folder / "run")
    return folder


def results(folder: Path) -> dict[str, bytes]:
    """What is the same in any two runs: parts, report, quarantine."""
    names = [*folder.glob("*/part-*.parquet"), folder / "report.json", folder / "quarantine.jsonl"]
    return {str(name.relative_to(folder)): name.read_bytes() for name in names}


def in_store(folder: Path) -> dict[str, bytes]:
    """The same of the run in the store, which is fetched."""
    target = folder / "fetched"
    for name in systems.stored(RUN):
        systems.fetch(RUN, name, target / name)
    corpusstat.open_report(target)
    return results(target)


def test_a_run_in_a_store_is_what_a_run_in_a_folder_is(lake: lakes.Lake, local: Path, tmp_path: Path) -> None:
    said: list[str] = []
    run = corpusstat.audit(local / "corpus", RUN, say=said.append)
    assert run.report == json.loads((local / "run" / "report.json").read_text("utf-8"))
    assert in_store(tmp_path) == results(local / "run")
    before = list(lake.weather.seen)
    corpusstat.audit(local / "corpus", RUN, say=said.append)
    assert said[-1] == f"{RUN} holds this audit, finished and whole: nothing to do"
    assert not [r for r in lake.weather.seen[len(before) :] if r[0] in ("PUT", "POST", "DELETE")]


def test_the_command_says_where_it_is(
    lake: lakes.Lake, local: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["audit", str(local / "corpus"), "-o", RUN, "-q"]) == 0
    assert f"JSON:     {RUN}/report.json" in capsys.readouterr().out
    assert not list(tmp_path.iterdir())


def test_what_was_read_is_not_read_again(lake: lakes.Lake, local: Path, tmp_path: Path) -> None:
    """The store fails for good in the middle; what is there by then is taken over."""
    turn = itertools.count()
    lake.weather.answer = lambda e: (
        ("403 Forbidden", "AccessDenied") if e["REQUEST_METHOD"] in ("PUT", "POST") and next(turn) > 30 else None
    )
    with pytest.raises(BadRequest, match="access denied"):
        corpusstat.audit(local / "corpus", RUN)
    lake.weather.answer = lambda _: None
    there = [name for name in systems.stored(RUN) if name.startswith("tally/")]
    assert 0 < len(there) < 6
    first: list[int] = []
    corpusstat.audit(local / "corpus", RUN, on_progress=lambda p: first.append(p.units_done))
    assert first[0] == len(there)
    assert in_store(tmp_path) == results(local / "run")


def test_damage_in_the_store_is_noticed(lake: lakes.Lake, local: Path, tmp_path: Path) -> None:
    corpusstat.audit(local / "corpus", RUN)
    for name in ("tally", "mentions", "report.json"):
        whole = next(n for n in systems.stored(RUN) if n.startswith(name))
        lake.write(f"runs/one/{whole}", b"not this")
        said: list[str] = []
        corpusstat.audit(local / "corpus", RUN, say=said.append)
        assert "nothing to do" not in said[-1], name
        assert in_store(tmp_path / name) == results(local / "run"), name
    lake.write("runs/one/manifest.json", b"not this")
    with pytest.raises(BadData, match=r"manifest.json is damaged"):
        corpusstat.audit(local / "corpus", RUN)


def test_nothing_in_a_store_is_written_over(lake: lakes.Lake, local: Path) -> None:
    lake.write("runs/one/precious.txt", b"mine")
    with pytest.raises(BadRequest, match=r"not empty and not a run \(it holds precious.txt\)"):
        corpusstat.audit(local / "corpus", RUN)
    corpusstat.audit(local / "corpus", "s3://lake/runs/two")
    with pytest.raises(BadRequest, match="holds a finished run"):
        corpusstat.audit(local / "corpus", "s3://lake/runs/two", force=True)
    with pytest.raises(BadRequest, match="another configuration"):
        corpusstat.audit(local / "corpus", "s3://lake/runs/two", domain="constant:x")


@pytest.mark.slow
def test_a_store_that_is_slow_down_now_and_then_costs_time_only(lake: lakes.Lake, local: Path, tmp_path: Path) -> None:
    turn = itertools.count(1)
    lake.weather.answer = lambda _: ("503 Slow Down", "SlowDown") if next(turn) % 4 == 0 else None
    corpusstat.audit(local / "corpus", RUN)
    assert lake.weather.refused > 5
    lake.weather.answer = lambda _: None
    assert in_store(tmp_path) == results(local / "run")


def test_a_store_that_refuses_is_one_line(lake: lakes.Lake, local: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lake.weather.answer = lambda e: ("403 Forbidden", "AccessDenied") if "/runs/" in e["PATH_INFO"] else None
    assert main(["audit", str(local / "corpus"), "-o", RUN, "-q"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "AWS_ACCESS_KEY_ID" in said


@pytest.mark.slow
def test_a_run_in_a_store_killed_again_and_again_ends_with_the_same_bytes(
    lake: lakes.Lake, local: Path, tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "corpusstat", "audit", str(local / "corpus"), "-o", RUN, "-q", "-j", "2"]
    rng, length, killed = random.Random(5), 6.0, 0
    whole = results(local / "run")
    for _ in range(8):
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=None)
        begun = time.monotonic()
        while process.poll() is None and time.monotonic() < begun + rng.uniform(0.2, 1.0) * length:
            time.sleep(0.05)
        if process.poll() is None:
            process.kill()
            killed += 1
        assert process.wait() in (0, -9)
        for worker in processes.workers(process.pid):
            worker.wait(10)
        there = {n for n in systems.stored(RUN) if n.startswith(("tally/", "mentions/", "rejected/"))}
        assert there <= whole.keys()
        if process.returncode == 0:
            length = max(2.0, length / 1.5)
            for name in systems.stored(RUN):
                systems.remove(RUN, name)
    assert killed >= 2
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    assert in_store(tmp_path) == whole


def test_errors_of_stores_are_ours() -> None:
    with pytest.raises(CorpusstatError):
        corpusstat.audit("data_samples", "nosuch://bucket/run")
