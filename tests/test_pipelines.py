"""The audits that ship as files: each resolves on files in its corpus's shape, and the jobs do what they say."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import corpusstat
from corpusstat.cli import main
from corpusstat.config import load_config

FOLDER = Path(__file__).parent.parent / "pipelines"
TEXT = "Zeda Quill was born on 3 May 1901."
PAGE = {"id": ["1", "2"], "url": ["https://x.gov/a", "https://x.org/b"], "text": [TEXT, "Nothing."]}
CORPORA: dict[str, tuple[dict[str, dict[str, Any]], list[str]]] = {
    "fineweb": ({"CC-MAIN-1/a.parquet": PAGE | {"dump": ["CC-MAIN-1"] * 2}}, ["CC-MAIN-1"]),
    "dolma": ({"a.json": PAGE | {"source": ["cc", "wiki"], "added": ["2024"] * 2}}, ["cc", "wiki"]),
    "wikipedia": ({"20231101.en/a.parquet": PAGE | {"title": ["A", "B"]}}, ["wikipedia"]),
    "quality_buckets": ({"a.parquet": PAGE | {"int_score": [5, 3]}}, ["high", "middle"]),
    "sample": ({"a.parquet": PAGE | {"source": ["a", "b"]}}, ["a", "b"]),
    "lake": (
        {
            "wiki/a.parquet": PAGE | {"source": ["enwiki", "enwiki"]},
            "web/b.jsonl": PAGE | {"id": ["3", "4"], "source": ["cc", "arxiv"]},
            "web/c.parquet": PAGE | {"id": ["5", "6"], "source": ["cc", "cc"]},
        },
        ["encyclopedia", "institutions", "papers", "web"],
    ),
}
"""Per configuration: files in the shape of its corpus, and the domains that they have."""


def written(folder: Path, files: dict[str, dict[str, Any]]) -> Path:
    for name, columns in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        frame = pl.DataFrame(columns)
        frame.write_parquet(file) if file.suffix == ".parquet" else frame.write_ndjson(file)
    return folder


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda f: f.stem)
def test_a_pipeline_resolves_and_audits_its_corpus(file: Path, tmp_path: Path, capsys) -> None:
    assert f"--config pipelines/{file.name}" in file.read_text("utf-8")
    files, domains = CORPORA[file.stem]
    corpus = written(tmp_path / "corpus", files)
    command = ["audit", str(corpus), "-o", str(tmp_path / "run"), "--config", str(file)]
    assert main([*command, "--dry-run"]) == 0
    plan, _, resolved = capsys.readouterr().out.partition("\n{\n")
    assert re.match(rf"{len(files)} shards?, ", plan)
    assert json.loads("{" + resolved) == load_config(file).model_dump(mode="json")
    assert not (tmp_path / "run").exists()
    assert main([*command, "-q", "--json", "--memory", "1GiB", "--strict"]) == 0
    assert sorted(d["domain"] for d in json.loads(capsys.readouterr().out)["domains"]) == domains


def test_the_sample_pipeline_runs(tmp_path: Path, samples: Path) -> None:
    run = corpusstat.audit(samples, tmp_path / "run", config=FOLDER / "sample.toml")
    assert run.report["corpus"]["n"] > 0


def commands_on_the_path() -> dict[str, str]:
    return {**os.environ, "PATH": f"{FOLDER.parent / '.venv/bin'}:{os.environ['PATH']}"}


@pytest.mark.slow
def test_the_nightly_job_compares_with_the_last_snapshot(tmp_path: Path) -> None:
    lake, runs = tmp_path / "a lake", tmp_path / "the audits"
    for day, texts in (("01", [TEXT]), ("02", [TEXT, "Abel Quill was born on 9 June 1911."])):
        shape = {"id": [str(i) for i in range(len(texts))], "text": texts, "source": ["web"] * len(texts)}
        written(lake / day, {"a.parquet": shape})
        job = ["bash", str(FOLDER / "nightly.sh"), str(lake / day), str(runs / day)]
        subprocess.run(job, env=commands_on_the_path(), check=True)
    assert not (runs / "01" / "changes.json").exists()
    changes = json.loads((runs / "02" / "changes.json").read_text("utf-8"))
    assert {row["domain"] for row in changes} >= {"web"}
    assert (runs / "latest").resolve() == (runs / "02").resolve()
    bad = ["bash", str(FOLDER / "nightly.sh"), str(lake / "03"), str(runs / "03")]
    assert subprocess.run(bad, env=commands_on_the_path(), stderr=subprocess.PIPE).returncode == 2
    assert (runs / "latest").resolve() == (runs / "02").resolve()


@pytest.mark.slow
def test_the_airflow_job_fails_at_once_where_the_request_is_wrong(tmp_path: Path, samples: Path, monkeypatch) -> None:
    """Airflow is not installed for this: the function that its task calls runs alone, with the real command."""
    module = ast.parse((FOLDER / "airflow_dag.py").read_text("utf-8"))
    (function,) = (n for n in module.body if isinstance(n, ast.FunctionDef) and n.name == "corpusstat")

    class FailException(Exception):
        pass

    names: dict[str, Any] = {"subprocess": subprocess, "json": json, "AirflowFailException": FailException}
    exec(compile(ast.Module([function], []), "airflow_dag.py", "exec"), names)
    monkeypatch.setenv("PATH", commands_on_the_path()["PATH"])
    with pytest.raises(FailException):
        names["corpusstat"]("audit", str(tmp_path / "missing"), "-o", str(tmp_path / "run"))
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 but torn PAR1")
    with pytest.raises(subprocess.CalledProcessError, match="exit status 1"):
        names["corpusstat"]("audit", str(tmp_path / "torn.parquet"), "-o", str(tmp_path / "run"))
    called = [n for n in ast.walk(module) if isinstance(n, ast.Call) and ast.unparse(n.func) == "corpusstat"]
    assert [ast.unparse(argument) for argument in called[0].args][0::2] == ["'audit'", "'-o'", "'-q'"]
