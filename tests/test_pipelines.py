"""The audits that ship as files can be loaded, and the sample one runs."""

from __future__ import annotations

from pathlib import Path

import pytest

import corpusstat
from corpusstat.config import load_config

FOLDER = Path(__file__).parent.parent / "pipelines"


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda f: f.name)
def test_a_pipeline_is_a_valid_configuration(file: Path) -> None:
    assert load_config(file).memory_bytes >= 2**28
    assert f"--config pipelines/{file.name}" in file.read_text("utf-8")


def test_the_sample_pipeline_runs(tmp_path: Path, samples: Path) -> None:
    run = corpusstat.audit(samples, tmp_path / "run", config=FOLDER / "sample.toml")
    assert run.report["corpus"]["n"] > 0
