"""Fixtures that many tests share."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parent.parent

# A busy machine must not fail a test: no example has a deadline in wall time.
settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")

signal.signal(signal.SIGINT, signal.default_int_handler)  # what is started in the background may inherit it ignored


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
