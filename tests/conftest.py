"""Fixtures that many tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import corpora
import counted
import pytest
import toy_work
from hypothesis import HealthCheck, settings
from planted import World, world

import corpusstat
from corpusstat.runs import run as audits

ROOT = Path(__file__).resolve().parent.parent

# A busy machine must not fail a test: no example has a deadline in wall time.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background may inherit it ignored


# A worker of its own takes seconds to start, and most audits here are of a few sentences: their test goes without one.
audits._CONTAINED = False


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
