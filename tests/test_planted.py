"""A planted world through the real program: audited, judged from the plant, corrected. What is claimed must hold."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from planted_people import World

from corpusstat.cli import main
from corpusstat.estimate import floorset


def corrected(folder: Path, world: World, documents: int) -> tuple[float, dict, dict]:
    """True missing mass, and the corpus of the report before and after judging."""
    missing = world.write(folder / "corpus", documents)
    run, drawn, judged = folder / "run", folder / "draw.csv", folder / "judged.csv"
    assert main(["audit", str(folder / "corpus"), "-o", str(run), "-q"]) == 0
    before = json.loads((run / "report.json").read_text("utf-8"))["corpus"]
    assert main(["sample", str(run), "-o", str(drawn), "-n", "600", "--unfound", "400"]) == 0
    world.judge(drawn, judged)
    assert main(["report", str(run), "--judged", str(judged)]) == 0
    return missing, before, json.loads((run / "report.json").read_text("utf-8"))["corpus"]


def left(floor: dict) -> float:
    """The lower end for the missing mass: sr less what the extractor added, less the sampling slack."""
    return floor["sr"] - floor["false_facts"] - floor["missed"] - floor["names"] - floor["sampling"]


def check(folder: Path, world: World, documents: int) -> None:
    missing, before, after = corrected(folder, world, documents)
    floor = after["floors"]["wrong_or_declined"]
    known = after["extraction"]
    # the world is as it was planted: some facts are missed, some are false, and the judge's figures say so
    assert known["source"] == "judged in this run"
    assert abs(known["missed"]["value"] - (1 - world.recall)) < 0.1
    assert known["rho"] < world.recall + 0.05
    assert known["false"]["value"] > 0.02
    # uncorrected, the lower end lies above the truth; corrected, the truth lies in the interval
    assert before["sr"] - floor["sampling"] > missing
    assert left(floor) <= missing <= after["sr"]
    assert floor["value"] <= missing
    assert not floor["vacuous"]


def test_corrected_the_floor_holds_and_uncorrected_it_does_not(tmp_path: Path) -> None:
    check(tmp_path, World(), 4000)


@pytest.mark.slow
@pytest.mark.parametrize(("recall", "garbage", "seed"), [(0.3, 0.03, 1), (0.6, 0.1, 2), (0.6, 0.17, 3), (0.8, 0.05, 4)])
def test_corrected_the_floor_holds_in_other_worlds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recall: float, garbage: float, seed: int
) -> None:
    monkeypatch.setattr(floorset, "LEAST", 0.0)  # such relations leave; their floors would hold even so
    check(tmp_path, World(recall=recall, garbage=garbage, seed=seed), 8000)
