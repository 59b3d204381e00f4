"""Any process: standard streams of any kind, callers of any kind, limits of any kind, Ctrl-C at any moment."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import corpora
import processes
import pytest

import corpusstat
from corpusstat import console
from corpusstat.config import load_config

COMMAND = [sys.executable, "-m", "corpusstat"]
SILENT_ERRORS = ("Traceback", "unexpected", "report it", "Exception ignored")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run with names that few encodings have."""
    folder = tmp_path_factory.mktemp("environments")
    columns = {"text": [corpora.birth(i) for i in range(8)], "source": ["bücher – 網", "web"] * 4}
    corpora.write(folder / "corpus" / "a.parquet", columns)
    corpusstat.audit(folder / "corpus", folder / "run")
    return folder / "run"


# Standard streams: what they are × their encoding × what is printed


STREAMS = {
    "a pipe": "{command} | cat",
    "closed": "{command} >&-",
    "full": "{command} >/dev/full",
    "all closed": "{command} >&- 2>&- <&-",
    "a reader that leaves": "{command} | head -c 1",
    "errors nowhere": "{command} 2>/dev/full",
}

ENCODINGS = ("utf-8", "latin-1", "ascii", "cp1252", "utf-16")

PRINTED = {
    "table": ["query", "{run}", "domains"],
    "JSON": ["query", "{run}", "domains", "--json"],
    "error": ["show", "{run}", "Anna Abendroth", "réligion – 網"],
    "help": ["audit", "--help"],
}

MATRIX = [
    (stream, encoding, printed)
    for s, stream in enumerate(STREAMS)
    for e, encoding in enumerate(ENCODINGS)
    for p, printed in enumerate(PRINTED)
    if stream == "a pipe" or (s + e + p) % len(ENCODINGS) == 0 or (s + e) % len(PRINTED) == p
]
"""All of it through a pipe; of the rest, any two together."""
_FAST = set(random.Random(5).sample(MATRIX, 8))


@pytest.mark.parametrize(
    ("stream", "encoding", "printed"),
    [c if c in _FAST else pytest.param(*c, marks=pytest.mark.slow) for c in MATRIX],
)
def test_whatever_the_streams_are(run: Path, stream: str, encoding: str, printed: str) -> None:
    arguments = " ".join(f"'{a.format(run=run)}'" for a in PRINTED[printed])
    line = STREAMS[stream].format(command=f"'{sys.executable}' -m corpusstat {arguments}")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(["bash", "-o", "pipefail", "-c", line], capture_output=True, env=environment, check=False)
    errors = done.stderr.decode(encoding, "replace")
    assert not any(words in errors for words in SILENT_ERRORS), errors
    expected = 2 if printed == "error" else 1 if stream == "full" else 0
    assert done.returncode == expected, errors
    if stream == "a pipe" and printed == "JSON" and encoding != "utf-16":
        text = done.stdout.decode("utf-8" if encoding == "ascii" else encoding)  # click holds ASCII to be a mistake
        assert {row["domain"] for row in json.loads(text)} >= {"web"}


@pytest.mark.slow
@pytest.mark.parametrize("redirection", ["2>&1 | head -1", "2>&-", "2>/dev/full"])
def test_progress_never_stops_an_audit(run: Path, tmp_path: Path, redirection: str) -> None:
    line = f"'{sys.executable}' -m corpusstat audit '{run.parent / 'corpus'}' -o '{tmp_path / 'run'}' {redirection}"
    assert (
        subprocess.run(["bash", "-o", "pipefail", "-c", line], stdout=subprocess.DEVNULL, check=False).returncode == 0
    )
    assert corpusstat.open_report(tmp_path / "run").report == corpusstat.open_report(run).report


# Callers


SCRIPT = """
import corpusstat
done = corpusstat.audit({corpus!r}, {out!r}, workers=2)
assert done.report["corpus"]["n"] == 8
print("done")
"""

CALLERS = {
    "a script without main guard": "{script}",
    "a thread": "import threading\nt = threading.Thread(target=exec, args=({script!r}, {{}}))\nt.start()\nt.join()",
    "asyncio": "import asyncio\nasync def f():\n    await asyncio.to_thread(exec, {script!r}, {{}})\nasyncio.run(f())",
    "an event loop": "import asyncio\nasync def f():\n    exec({script!r}, {{}})\nasyncio.run(f())",
    **{
        f"a {kind} child": "import multiprocessing as m\nif __name__ == '__main__':\n"
        f"    p = m.get_context({kind!r}).Process(target=exec, args=({{script!r}},), daemon=True)\n"
        "    p.start()\n    p.join()\n    assert p.exitcode == 0"
        for kind in ("spawn", "forkserver")
    },
    "a main module that is not importable": "import sys\nsys.modules['__main__'].__file__ = '/nowhere.py'\n{script}",
    "streams that are no files": "import io, sys\nout = sys.stdout\nsys.stderr = sys.stdout = io.StringIO()\n"
    "{script}\nout.write('done')",
}

_QUICK = ("a script without main guard", "stdin")


def call(code: str, folder: Path, way: str) -> subprocess.CompletedProcess[str]:
    (folder / "script.py").write_text(code)
    command = [
        sys.executable,
        *([str(folder / "script.py")] if way == "file" else ["-"] if way == "stdin" else ["-c", code]),
    ]
    return subprocess.run(
        command,
        input=code if way == "stdin" else None,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        cwd=folder,
    )


_WAYS = ("stdin", "file", "argument")
_CALLS = [
    (caller, way)
    for c, caller in enumerate(CALLERS)
    for w, way in enumerate(_WAYS)
    if (way == "file" if "child" in caller else c == 0 or c % 3 == w)
]
"""A script in every way, other callers in one; multiprocessing can start no child of a script on standard input."""


@pytest.mark.parametrize(
    ("caller", "way"), [c if c == _QUICK else pytest.param(*c, marks=pytest.mark.slow) for c in _CALLS]
)
def test_whoever_calls(run: Path, tmp_path: Path, caller: str, way: str) -> None:
    script = SCRIPT.format(corpus=str(run.parent / "corpus"), out=str(tmp_path / "run"))
    done = call(CALLERS[caller].format(script=script), tmp_path, way)
    assert done.returncode == 0, done.stderr
    assert "done" in done.stdout
    assert corpusstat.open_report(tmp_path / "run").report == corpusstat.open_report(run).report


@pytest.mark.parametrize(
    "arguments",
    [
        ["query", "{run}", "domains"],
        pytest.param(["audit", "{run}/../corpus", "-o", "run", "-q", "-j", "2"], marks=pytest.mark.slow),  # and workers
    ],
)
def test_modules_of_the_working_folder_are_not_taken_for_libraries(
    run: Path, tmp_path: Path, arguments: list[str]
) -> None:
    for name in ("polars", "socket", "pickle", "signal"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit('not this one')")
    command = [sys.executable, "-P", "-m", "corpusstat", *(a.format(run=run) for a in arguments)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# A library that ends the process

_ABORTING = """
import os, pyarrow.parquet as parquet
whole = parquet.ParquetFile.iter_batches
def iter_batches(self, *given, columns, **more):
    if "{column}" in self.schema_arrow.names and "text" in columns:
        {death}
    return whole(self, *given, columns=columns, **more)
parquet.ParquetFile.iter_batches = iter_batches
"""


@pytest.mark.parametrize(
    ("death", "words"),
    [
        ("os.abort()", "SIGABRT"),
        ("os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("os._exit(7)", "exit code 7"),
        ("import polars.exceptions as e; raise e.PanicException('attempt to')", "attempt to"),
    ],
)
@pytest.mark.slow
def test_a_library_that_aborts_on_a_shard_costs_that_shard_only_at_one_worker(
    tmp_path: Path, death: str, words: str
) -> None:
    """The Parquet library itself is made to end its process on one shard, as it does on some encrypted ones."""
    (tmp_path / "sitecustomize.py").write_text(_ABORTING.format(column="poison", death=death))
    good = {"text": [corpora.birth(i) for i in range(4)], "id": list("abcd"), "source": ["web"] * 4}
    corpora.write(tmp_path / "corpus" / "good.parquet", good)
    corpora.write(tmp_path / "corpus" / "bad.parquet", {**good, "id": list("efgh"), "poison": [1] * 4})
    command = [*COMMAND, "audit", str(tmp_path / "corpus"), "-o", str(tmp_path / "run"), "-j", "1", "-q"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    report = corpusstat.open_report(tmp_path / "run").report
    assert report["corpus"]["documents"] == 4
    (unread,) = report["manifest"]["quarantined"]
    assert unread["name"] == "corpus/bad.parquet"
    assert words in unread["reason"]


@pytest.mark.slow
def test_a_library_that_aborts_does_not_take_a_script_with_it(tmp_path: Path) -> None:
    """Even if the script audits next to nothing: its process holds the work of its user."""
    (tmp_path / "sitecustomize.py").write_text(_ABORTING.format(column="poison", death="os.abort()"))
    good = {"text": [corpora.birth(i) for i in range(4)], "id": list("abcd")}
    corpora.write(tmp_path / "corpus" / "good.parquet", good)
    corpora.write(tmp_path / "corpus" / "bad.parquet", {**good, "id": list("efgh"), "poison": [1] * 4})
    script = (
        f"import corpusstat\nprint(corpusstat.audit({str(tmp_path / 'corpus')!r}, 'run').report['corpus']['documents'])"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=False, cwd=tmp_path
    )
    assert (done.returncode, done.stdout) == (0, "4\n"), done.stderr


# Ctrl-C

BY_HAND = int(os.environ.get("CORPUSSTAT_BY_HAND", "0"))
"""More interrupts than the tests have time for."""


def interrupt(command: list[str], after: float) -> tuple[int, list[str]] | None:
    """Press Ctrl-C once, as a terminal does; give exit code and what was said, but for progress."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(after)
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=120)
    assert not processes.workers(process.pid)
    lines = [line for line in said.decode().splitlines() if not line.endswith("…") and "facts" not in line]
    if any("corpusstat/__" in line or "runpy" in line for line in lines) and "cli.py" not in said.decode():
        return None  # Python was still starting: no line of the command had run
    return process.returncode, lines


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_at_any_moment_ends_with_130_or_with_the_run(run: Path, tmp_path: Path, workers: int) -> None:
    out = tmp_path / "run"
    command = [*COMMAND, "audit", str(run.parent / "corpus"), "-o", str(out), "-j", str(workers)]
    length, rng, ends = 4.0, random.Random(workers), []
    for _ in range(BY_HAND or 10):
        if (out / "report.json").exists():
            shutil.rmtree(out)
        after, begun = rng.random() * length, time.monotonic()
        found = interrupt(command, after)
        if found is None:
            continue
        code, lines = found
        if code == 0:
            length = (length + time.monotonic() - begun) / 2
            assert corpusstat.open_report(out).report == corpusstat.open_report(run).report
        else:
            assert (code, lines) == (130, ["corpusstat: " + console.INTERRUPTED]), after
        ends.append(code)
    assert ends.count(130) >= len(ends) / 4
    subprocess.run(command, capture_output=True, check=True)
    assert (out / "report.json").read_bytes() == (run / "report.json").read_bytes()


@pytest.mark.parametrize("after", [0.3, 0.6])
def test_ctrl_c_while_a_command_is_loaded_is_one_line(run: Path, after: float) -> None:
    """It has nothing to put in order yet, and ends at once."""
    found = interrupt([*COMMAND, "query", str(run), "domains"], after)
    assert found in (None, (0, []), (130, ["corpusstat: " + console.INTERRUPTED]))


# Limits


def test_memory_that_a_container_lacks_is_not_used(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from corpusstat.runs import run as module

    monkeypatch.setattr(module, "allowed_memory", lambda: (300 * 1024**2, "the container may use 0.3 GiB"))
    said: list[str] = []
    settings = module._within_limits(load_config(memory="4GiB"), said.append)
    assert settings.memory_bytes == 300 * 1024**2
    assert said == ["--memory 4GiB is more than the container may use 0.3 GiB: using 300 MiB"]


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 2])
def test_an_address_space_that_is_too_small_is_named(run: Path, tmp_path: Path, workers: int) -> None:
    def narrow() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (700 * 1024**2, 700 * 1024**2))

    command = [*COMMAND, "audit", str(run.parent / "corpus"), "-o", str(tmp_path / "run"), "-q", "-j", str(workers)]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=narrow, check=False)
    assert done.returncode == 1
    assert "ulimit" in done.stderr
    assert "unexpected" not in done.stderr


@pytest.mark.parametrize(
    ("before", "out", "words"),
    [
        ("ulimit -n 12;", "run", "ulimit -n allows 12 open files"),
        ("", r"$'run\xff'", "not UTF-8"),
        ("LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0", "rün", "not UTF-8"),
        ("", "/dev/full/run", "/dev/full is no folder"),
    ],
)
def test_what_a_process_may_not_is_named(run: Path, tmp_path: Path, before: str, out: str, words: str) -> None:
    line = f"cd '{tmp_path}'; {before} '{sys.executable}' -m corpusstat audit '{run.parent / 'corpus'}' -q -o {out}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert words in done.stderr
    assert not any(silent in done.stderr for silent in SILENT_ERRORS)


@pytest.mark.slow
def test_compiled_code_is_compiled_whatever_numba_is_told_of_others(run: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1"}
    command = [*COMMAND, "audit", str(run.parent / "corpus"), "-q", "-o", str(tmp_path / "run")]
    subprocess.run(command, env=environment, check=True, capture_output=True)
    assert (tmp_path / "run" / "report.json").read_bytes() == (run / "report.json").read_bytes()


# Where machine code is kept


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_two_cold_caches_at_once_and_folders_that_cannot_be_written(run: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "NUMBA_CACHE_DIR": str(tmp_path / "cache"), "HOME": "/proc/nowhere"}
    command = [*COMMAND, "audit", str(run.parent / "corpus"), "-q", "-j", "2", "-o"]
    both = [subprocess.Popen([*command, str(tmp_path / f"run{i}")], env=environment, stderr=-1) for i in range(2)]
    for process in both:
        assert process.communicate(timeout=800)[1] == b""
        assert process.returncode == 0
    assert list((tmp_path / "cache").rglob("*.nbi"))
    assert corpusstat.open_report(tmp_path / "run1").report == corpusstat.open_report(run).report
