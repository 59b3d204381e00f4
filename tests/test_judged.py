"""A planted error rate is taken out again: the corrected rate recovers the truth within its interval."""

from __future__ import annotations

import csv
import random
from pathlib import Path

import pytest
from corpora import birth, write

import corpusstat
from corpusstat.cli import main
from corpusstat.correct import Judged
from corpusstat.errors import BadData, BadRequest
from corpusstat.judge import read_judged, sample, write_sample
from corpusstat.judged import with_judged
from corpusstat.run import rendered
from corpusstat.runfolder import part_paths, read_run

GARBAGE = "Nobody"


def corpus(folder: Path, seed: int) -> tuple[Path, float]:
    """True facts of 108 people, repeated as chance has it, and 60 false ones that each stand alone; the true sr."""
    chance = random.Random(seed)
    people = [chance.randrange(108) for _ in range(140)]
    true = [birth(i) for i in people]
    wrong = [f"{GARBAGE} {chr(65 + i % 26)}{chr(97 + i // 26)}rnold" for i in range(60)]
    false = [f"{name} was born on {i % 27 + 1} May 1950." for i, name in enumerate(wrong)]
    texts = true + false
    chance.shuffle(texts)
    singles = sum(people.count(i) == 1 for i in set(people))
    return write(folder / "c" / "a.parquet", {"text": texts}), singles / len(people)


@pytest.mark.parametrize("seed", range(3))
def test_the_corrected_rate_recovers_the_truth(tmp_path: Path, seed: int) -> None:
    shards, truth = corpus(tmp_path, seed)
    run = corpusstat.audit(shards, tmp_path / "run")
    assert run.report["corpus"]["n"] == 200
    parts = part_paths(run.folder, read_run(run.folder)).mentions
    drawn = sample(parts, ["birth_date"], 150, seed=seed)
    write_sample(drawn, tmp_path / "sample.csv")
    judge(tmp_path / "sample.csv")
    done = rendered(run, tmp_path / "sample.csv")
    fixed = done.report["corpus"]["corrected"]
    assert fixed["sr_low"] <= truth <= fixed["sr_high"]
    assert abs(fixed["sr"] - truth) < abs(run.report["corpus"]["sr"] - truth)
    assert done.report["judged"]["n"] == 150
    assert corpusstat.open_report(run.folder).report == done.report


def judge(path: Path) -> None:
    """Judge a sample as a person would who knows which names are garbage."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(row | {"verdict": "wrong" if row["entity"].startswith(GARBAGE) else "right"} for row in rows)


def test_everything_valid_changes_nothing(tmp_path: Path) -> None:
    run = corpusstat.audit(corpus(tmp_path, 1)[0], tmp_path / "run")
    perfect = [
        Judged(1, 1, 10**6, 10**6),
        Judged(2, 2, 10**6, 10**6),
        Judged(3, 5, 10**6, 10**6),
        Judged(6, None, 9, 9),
    ]
    done = with_judged(run.report, perfect, "x.csv")["corpus"]
    assert done["corrected"]["sr"] == pytest.approx(done["sr"])


def test_a_class_that_nobody_judged_is_named(tmp_path: Path) -> None:
    run = corpusstat.audit(corpus(tmp_path, 1)[0], tmp_path / "run")
    with pytest.raises(BadData, match="count 2"):
        with_judged(run.report, [Judged(1, 1, 9, 10)], "x.csv")


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shards, _ = corpus(tmp_path, 2)
    assert main(["audit", str(shards), "-o", str(tmp_path / "run"), "-q"]) == 0
    assert main(["sample", str(tmp_path / "run"), "-o", str(tmp_path / "s.csv"), "-n", "150"]) == 0
    judge(tmp_path / "s.csv")
    capsys.readouterr()
    assert main(["report", str(tmp_path / "run"), "--judged", str(tmp_path / "s.csv")]) == 0
    assert "corrected" in capsys.readouterr().out
    with pytest.raises(BadRequest):
        read_judged(tmp_path / "missing.csv")
