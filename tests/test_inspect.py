"""End to end with inspect_ai: it runs the written task, with the model that it has for tests, and the log is read back.

Needs the environment of the extra [eval] (`make eval`, or CORPUSSTAT_EVAL = its python); skips where it is missing.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest
from planted import World

from corpusstat.cli import main

ROOT = Path(__file__).parent.parent
PYTHON = Path(os.environ.get("CORPUSSTAT_EVAL", ROOT / ".venv-eval" / "bin" / "python"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists(), reason=f"no harness at {PYTHON} (make eval, or set CORPUSSTAT_EVAL)"),
]
ASKED = """
import json, sys
from pathlib import Path
from inspect_ai import eval
from inspect_ai.model import ModelOutput, ModelUsage, get_model
folder, logs = sys.argv[1:]
probes = [json.loads(line) for line in open(Path(folder) / "data" / "probes.jsonl", encoding="utf-8")]
said = {p["question"]: (p["answers"][0], "I don't know.", "31 December 2199")[i % 3] for i, p in enumerate(probes)}
def answer(messages, *_):
    output = ModelOutput.from_content("mockllm/model", said[messages[-1].text])
    output.usage = ModelUsage()  # or inspect would fetch a tokenizer to count with
    return output
found = eval(str(Path(folder) / "probes_inspect.py"), model=get_model("mockllm/model", custom_outputs=answer),
             task_args={"t": 0.75}, log_dir=logs, display="none")
assert found[0].status == "success", found[0].error
"""


def run(*command: str, cwd: Path) -> None:
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "XDG_DATA_HOME": str(cwd), "XDG_CACHE_HOME": str(cwd)}
    done = subprocess.run(
        [str(PYTHON), *command], capture_output=True, text=True, check=False, env=environment, cwd=cwd
    )
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]


def test_inspect_runs_the_probes_and_observe_reads_its_log(
    planted_run: tuple[World, Path], tmp_path: Path, capsys: Any
) -> None:
    folder, logs = tmp_path / "probes", tmp_path / "logs"
    assert main(["probes", str(planted_run[1]), "-o", str(folder), "-n", "60", "--audit-documents", "15%"]) == 0
    run("-c", ASKED, folder.name, str(logs), cwd=tmp_path)
    capsys.readouterr()
    assert main(["observe", str(planted_run[1]), str(logs), "--json"]) == 0
    target = json.loads(capsys.readouterr().out)["targets"][0]
    assert target["t"] == 0.75
    counted = {status: row["count"] for status, row in target["all"].items()}
    assert counted == {"correct": 20, "abstained": 20, "wrong": 20, "unparseable": 0}
