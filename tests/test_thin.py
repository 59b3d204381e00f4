"""Prompt sampling while a run reads."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest
from corpora import birth, write

import corpusstat
from corpusstat.engine.engine import Progress
from corpusstat.engine.runfolder import part_paths, read_run
from corpusstat.runs.thin import Thinner


def corpus(folder: Path) -> Path:
    for part in range(6):
        texts = [birth(i) for i in range(part * 18, part * 18 + 18)]
        write(folder / f"part-{part}.parquet", {"text": texts})
    return folder


def test_room_enough_is_exact_counting(small_run: corpusstat.Run, tmp_path: Path) -> None:
    exact, folder = small_run.report, small_run.folder.parent / "corpus"
    auto = corpusstat.audit(folder, tmp_path / "auto", sample_prompts="auto").report
    assert auto["corpus"]["theta"] == 1
    assert auto["corpus"] == exact["corpus"]


@pytest.fixture(scope="module")
def little(tmp_path_factory: pytest.TempPathFactory) -> tuple[corpusstat.Run, corpusstat.Run, int]:
    """A corpus counted exactly, and with less disk than its mentions take; and how much that is."""
    folder = tmp_path_factory.mktemp("little")
    exact = corpusstat.audit(corpus(folder / "corpus"), folder / "exact")
    room = sum(p.stat().st_size for p in (exact.folder / "mentions").iterdir()) - 2000
    return exact, corpusstat.audit(folder / "corpus", folder / "auto", sample_prompts="auto", disk=f"{room}B"), room


def test_too_little_room_halves_the_sample_and_keeps_n(little: tuple[corpusstat.Run, corpusstat.Run, int]) -> None:
    exact, run, room = little
    corpus_row = run.report["corpus"]
    theta = corpus_row["theta"]
    assert theta in {2.0**-k for k in range(1, 8)}
    assert corpus_row["n"] == exact.report["corpus"]["n"] == 108
    parts = part_paths(run.folder, read_run(run.folder)).mentions
    kept = pl.concat([pl.read_parquet(p) for p in parts])
    assert corpus_row["distinct"] == kept.height < 108
    assert (kept["key"].reinterpret(signed=False) < int(theta * 2**64)).all()
    assert sum(p.stat().st_size for p in parts) <= room
    events = [json.loads(line)["event"] for line in (run.folder / "log.jsonl").read_text().splitlines()]
    assert "sample" in events
    corpus = run.folder.parent / "corpus"
    again = corpusstat.audit(corpus, run.folder, sample_prompts="auto", disk=f"{room}B")
    assert again.report == run.report


def test_the_given_share_is_what_auto_would_keep(
    little: tuple[corpusstat.Run, corpusstat.Run, int], tmp_path: Path
) -> None:
    auto = little[1]
    folder = auto.folder.parent / "corpus"
    given = corpusstat.audit(folder, tmp_path / "given", sample_prompts=auto.report["corpus"]["theta"])
    assert given.report["corpus"] == auto.report["corpus"]
    assert given.report["domains"] == auto.report["domains"]


@pytest.mark.parametrize("theta", [0.5, pytest.param(0.25, marks=pytest.mark.slow)])
def test_a_share_keeps_those_prompts_and_exact_tallies(tmp_path: Path, theta: float) -> None:
    folder = corpus(tmp_path / "corpus")
    run = corpusstat.audit(folder, tmp_path / "run", sample_prompts=theta)
    row = run.report["corpus"]
    assert (row["n"], row["theta"]) == (108, theta)
    assert row["sr"] == pytest.approx(min(1.0, row["f"][0] / theta / 108))
    assert any("sampled" in flag for flag in row["flags"])


def test_it_does_not_look_at_every_call(tmp_path: Path) -> None:
    folder = corpus(tmp_path / "corpus")
    run = corpusstat.audit(folder, tmp_path / "run", sample_prompts="auto")
    looks = []

    class Counting(Thinner):
        def look(self) -> None:
            looks.append(1)

    thinner = Counting(run)  # type: ignore[arg-type]
    progress = Progress(3, 6, 0, 0, 0, 0.0, 0.5, None, 0)
    for _ in range(5):
        thinner(progress)
    assert len(looks) == 1


@pytest.mark.parametrize("theta", [0.25, *(pytest.param(t, marks=pytest.mark.slow) for t in (0.5, 0.03125))])
def test_copies_in_a_sample_never_leave_less_than_nothing(tmp_path: Path, samples: Path, theta: float) -> None:
    run = corpusstat.audit(samples, tmp_path / "run", sample_prompts=theta)
    for row in [run.report["corpus"], *run.report["domains"]]:
        assert row["collapsed"] is None or row["n"] >= row["collapsed"]["n"] >= row["collapsed"]["n_idk"] >= 0
