"""An audit in tasks, on any scheduler: each reads a slice, ``merge`` joins them to the report of one audit."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from lake import write_lake

from corpusstat.cli import main
from corpusstat.config import load_config
from corpusstat.engine.manifest import Manifest
from corpusstat.errors import BadData, BadRequest
from corpusstat.read.shards import plan
from corpusstat.runs.merge import merge
from corpusstat.runs.run import audit

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eleven shards, two of them JSON lines, and one that is torn."""
    return write_lake(tmp_path_factory.mktemp("data") / "lake")


def tasks(corpus: Path, folder: Path, of: int, **options: object) -> list[Path]:
    done = []
    for number in range(1, of + 1):
        done.append(folder / f"task-{number}")
        audit(corpus, done[-1], task=f"{number}/{of}", **options)
    return done


@pytest.fixture(scope="module")
def three(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return tasks(corpus, tmp_path_factory.mktemp("three"), 3)


def report(run: Path) -> bytes:
    return (run / "report.json").read_bytes()


@pytest.fixture(scope="module")
def whole(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return audit(corpus, tmp_path_factory.mktemp("whole") / "run").folder


@pytest.mark.parametrize("of", [3, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 15))])  # of 15 some are empty
def test_tasks_joined_give_the_report_of_one_audit(
    corpus: Path, whole: Path, three: list[Path], tmp_path: Path, of: int
) -> None:
    done = three if of == 3 else tasks(corpus, tmp_path, of)
    assert not any((run / "report.json").exists() for run in done)
    merge(done, tmp_path / "joined")
    assert report(tmp_path / "joined") == report(whole)


@pytest.mark.slow
def test_sampled_prompts_join_too(corpus: Path, tmp_path: Path) -> None:
    merge(tasks(corpus, tmp_path, 2, sample_prompts=0.5), tmp_path / "joined")
    assert report(tmp_path / "joined") == report(audit(corpus, tmp_path / "all", sample_prompts=0.5).folder)


def test_slices_cover_every_file_once_and_open_no_other(corpus: Path, tmp_path: Path) -> None:
    for of in (1, 2, 5, 20):
        slices = [plan([corpus], task=(number, of)) for number in range(1, of + 1)]
        named = sorted(s.name for one in slices for s in one.shards)
        assert named == [s.name for s in plan([corpus]).shards]
        assert [b.name for one in slices for b in one.broken] == ["lake/z/torn.parquet"]


def test_a_missing_a_repeated_or_an_unfinished_task_is_refused(corpus: Path, three: list[Path], tmp_path: Path) -> None:
    one, two, last = (shutil.copytree(run, tmp_path / run.name) for run in three)
    with pytest.raises(BadRequest, match="task 2 of 3 is not among RUNS"):
        merge([one, last], tmp_path / "x")
    shutil.copytree(two, tmp_path / "again")
    with pytest.raises(BadRequest, match="are both task 2/3"):
        merge([one, two, last, tmp_path / "again"], tmp_path / "x")
    next((last / "tally").iterdir()).unlink()
    with pytest.raises(BadRequest, match="task-3 is not finished"):
        merge([one, two, last], tmp_path / "x")
    audit(corpus, last, task="3/3")  # the same command again resumes it
    assert merge([one, two, last], tmp_path / "x").report["corpus"]["n"] > 0


def test_a_folder_holds_one_task_only(corpus: Path, tmp_path: Path) -> None:
    audit(corpus, tmp_path / "run", task="1/2")
    with pytest.raises(BadRequest, match=r"holds an audit of other files"):
        audit(corpus, tmp_path / "run", task="2/2")


def test_where_no_task_can_read_anything_merge_says_so(tmp_path: Path) -> None:
    (tmp_path / "lake").mkdir()
    for name in "ab":
        (tmp_path / "lake" / f"{name}.parquet").write_bytes(b"PAR1 but torn PAR1")
    done = tasks(tmp_path / "lake", tmp_path, 2)
    assert [q.name for q in Manifest.read(done[1] / "manifest.json").quarantined] == ["lake/b.parquet"]
    with pytest.raises(BadData, match=r"no shard could be read; lake/a.parquet"):
        merge(done, tmp_path / "x")


@pytest.mark.parametrize("task", ["0/3", "4/3", "3", "a/b", "-1/3", "1/0"])
def test_a_task_that_is_none_is_refused_in_one_line(task: str, capsys, corpus: Path, tmp_path: Path) -> None:
    assert main(["audit", str(corpus), "-o", str(tmp_path / "run"), f"--task={task}"]) == 2
    assert "expected K/N with K from 1 to N, such as 3/400" in capsys.readouterr().err


def test_a_task_has_no_limit_beside_it() -> None:
    with pytest.raises(BadRequest, match="no task beside a limit"):
        load_config(task="1/2", limit=10)


def test_the_command_says_what_it_has_read(corpus: Path, tmp_path: Path, capsys) -> None:
    command = ["audit", str(corpus), "-o", str(tmp_path / "run"), "--task", "12/12", "-q"]
    assert main(command) == 0
    assert "task 12/12: 0 shards read, 1 unread" in capsys.readouterr().out
    assert main([*command, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["task"] == "12/12"
    assert list(found["quarantined"]) == ["lake/z/torn.parquet"]


@pytest.mark.slow
def test_the_array_job_for_slurm_as_eight_processes(corpus: Path, whole: Path, tmp_path: Path) -> None:
    """The job script itself, as Slurm would start it, with the joining job after it."""
    path = f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"
    common = {
        **os.environ,
        "PATH": path,
        "CORPUS": str(corpus),
        "OUT": str(tmp_path / "out"),
        "SLURM_CPUS_PER_TASK": "1",
    }
    script = ["bash", str(ROOT / "pipelines" / "slurm_array.sh")]
    for first in (1, 3, 5, 7):  # two at a time
        started = [
            subprocess.Popen(
                script, env={**common, "SLURM_ARRAY_TASK_ID": str(i), "SLURM_ARRAY_TASK_COUNT": "8"}, text=True
            )
            for i in (first, first + 1)
        ]
        assert [one.wait() for one in started] == [0, 0]
    subprocess.run(["bash", str(ROOT / "pipelines" / "slurm_merge.sh")], env=common, check=True, text=True)
    assert report(tmp_path / "out" / "run") == report(whole)
