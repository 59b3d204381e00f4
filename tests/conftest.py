"""Fixtures that many tests share."""

from __future__ import annotations

import functools
import os
import signal
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import corpora
import counted
import pytest
import toy_work
from hypothesis import HealthCheck, settings
from planted import World, world
from thoroughly import tried

import corpusstat
from corpusstat.estimate import extrapolate
from corpusstat.extract.extract import PARTS, is_prepared
from corpusstat.relations import Relation, loading
from corpusstat.runs import run as audits

ROOT = Path(__file__).resolve().parent.parent

# A busy machine must not fail a test: no example has a deadline in wall time.
settings.register_profile(
    "unhurried", tried(30, 100), deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("unhurried")

signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background may inherit it ignored


# A worker of its own takes seconds to start, and most audits here are of a few sentences: their test goes without one.
audits._CONTAINED = False

# The 200 draws around an extrapolation are a third of an audit's time here, and the same for the same counts.
extrapolate._ends = functools.cache(extrapolate._ends)

# So are the packs that come with the package.
_pack = loading._pack


@functools.cache
def _kept(file: Path, parsed: bool) -> tuple[tuple[Relation, str], ...]:
    return tuple(_pack(file, parsed))


def _packs(file: Path, parsed: bool = True) -> Iterable[tuple[Relation, str]]:
    return _kept(file, parsed) if file.parent == loading._HERE else _pack(file, parsed)


loading._pack = _packs

# There is no power cut between two tests: what they write need not reach the disk. `test_atomic` asks that it would.
os.fsync = lambda _: None


LONG = (
    "kill_audit gold resume environments memory plan hostile_text harness notebook models walk run damage mirror "
    "bounds_of_machine_code successor s3 merge cli browser pipelines count pool copies thin quality_cli listing"
)
"""Files that take longest, the longest first: to begin with one of them at the end leaves the other cores idle."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest, and mark properties, which the long tests try on more examples."""
    place = {f"test_{name}": at for at, name in enumerate(LONG.split())}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False):
            item.add_marker("law")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile once, on two cores, before processes start that would each compile the same."""
    if getattr(session.config.option, "numprocesses", None) and not is_prepared():
        code = "import sys; from corpusstat.extract.extract import prepare; prepare(int(sys.argv[1]))"
        begun = [subprocess.Popen([sys.executable, "-c", code, str(part)]) for part in range(PARTS)]
        for process in begun:
            process.wait()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The developers' measuring data; the project itself does not need it."""
    folder = Path(os.environ.get("CORPUSSTAT_SHARED", ROOT.parent / "shared"))
    if not (folder / "corpus").is_dir():
        pytest.skip(f"measuring data not found at {folder} (set CORPUSSTAT_SHARED)")
    return folder


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample shards that belong to the project."""
    return ROOT / "data_samples"


@pytest.fixture(scope="session")
def planted_run(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Path]:
    """A world of 3,000 examples over 2,000 people, Zipf 1, 30 % of them unanswered, and its audited run."""
    folder = tmp_path_factory.mktemp("planted")
    made = world(3000, 1.0, 0.7, 365, seed=5, prompts=2000)
    documents, pack = made.write(folder / "corpus")
    corpusstat.audit(documents, out=folder / "run", relations=(str(pack),), builtin=False, copies=False)
    return made, folder / "run"


@pytest.fixture(scope="session")
def counted_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small run that was counted, with its database; tests copy it before they change it."""
    return counted.make(tmp_path_factory.mktemp("counted"))


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    """The audited run of `corpora.small`, beside its corpus; tests only read it."""
    folder = tmp_path_factory.mktemp("small")
    return corpusstat.audit(corpora.small(folder / "corpus"), folder / "run")


@pytest.fixture
def shards(tmp_path: Path) -> Path:
    """The small corpus of toy work, which the tests of engines share."""
    return toy_work.corpus(tmp_path / "corpus")


@pytest.fixture
def moods(tmp_path: Path) -> Path:
    """A folder whose files say how toy work is to go wrong."""
    folder = tmp_path / "moods"
    folder.mkdir()
    return folder
