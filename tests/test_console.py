"""The process around a command: streams that cannot say everything, and Ctrl-C."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpusstat import console

PLAIN = "".join(map(chr, console._PLAIN))
CODE = """
import os, signal, sys
from corpusstat import console
console.heed_interrupts()
console.begin_work()
try:
    os.kill(os.getpid(), signal.SIGINT)
except KeyboardInterrupt:
    print("first", console.interrupted(), flush=True)
try:
    console.check_interrupt()
except KeyboardInterrupt:
    print("remembered", flush=True)
os.kill(os.getpid(), signal.SIGINT)
print("not reached")
"""


@pytest.fixture(scope="module", autouse=True)
def prepared() -> None:
    console.prepare_streams()


@given(st.text(st.characters(exclude_characters=PLAIN, exclude_categories=["Cs"])))
def test_what_a_stream_lacks_is_escaped_so_that_json_stays_what_it_is(text: str) -> None:
    for encoding in ("ascii", "latin-1", "cp1252"):
        written = json.dumps(text, ensure_ascii=False).encode(encoding, "corpusstat.plainly")
        assert json.loads(written.decode(encoding)) == text


def test_signs_become_plain_ones() -> None:
    assert "0–1 ≥ θ ± “x” ─│".encode("ascii", "corpusstat.plainly") == b'0-1 >= theta +/- "x" -|'
    with pytest.raises(UnicodeDecodeError):
        b"\xff".decode("ascii", "corpusstat.plainly")


def test_the_first_interrupt_is_raised_and_remembered_and_the_second_ends_the_process() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "first True\nremembered\n")


def test_before_work_has_begun_the_first_interrupt_ends_the_process() -> None:
    code = CODE.replace("console.begin_work()\n", "")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == f"corpusstat: {console.INTERRUPTED}\n"


def test_an_interruption_of_an_exec_does_not_end_the_process_by_a_signal(tmp_path: Path) -> None:
    code = (
        "import contextlib\nfrom corpusstat import console\n"
        "with contextlib.suppress(KeyboardInterrupt):\n    exec('raise KeyboardInterrupt')\nconsole.leave(130)\n"
    )
    (tmp_path / "interrupted.py").write_text(code)
    done = subprocess.run([sys.executable, "-m", "interrupted"], cwd=tmp_path, check=False)
    assert done.returncode == 130


def test_who_ignores_interrupts_is_not_interrupted() -> None:
    code = "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\n" + CODE
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "not reached\n")


def test_closed_streams_are_made_fit_and_a_reader_that_left_is_no_error() -> None:
    buffered = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
    code = (
        "from corpusstat import console\nconsole.prepare_streams()\nconsole.note('x')\n"
        "print('y', end='')\nconsole.leave(0 if console.settle_streams() else 3)"
    )
    for line, expected in (("{} >&- 2>&-", 0), ("{} >/dev/full", 3), ("{} | true; exit ${{PIPESTATUS[0]}}", 0)):
        command = line.format(f"'{sys.executable}' -c \"{code}\"")
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False, env=buffered)
        assert done.returncode == expected, (line, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_test_process_still_takes_interrupts() -> None:
    assert not console.interrupted()
    assert signal.getsignal(signal.SIGINT) != console._interrupt
