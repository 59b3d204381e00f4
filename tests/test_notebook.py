"""The library in an executed notebook, with ipywidgets and without.

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

ROOT = Path(__file__).parent.parent
PYTHON = Path(os.environ.get("CORPUSSTAT_EVAL", ROOT / ".venv-eval" / "bin" / "python"))
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not PYTHON.exists(), reason=f"no notebooks at {PYTHON} (make eval, or set CORPUSSTAT_EVAL)"),
]
EXECUTE = """
import json, sys
import nbformat
from nbclient import NotebookClient
cells = [nbformat.v4.new_code_cell(source) for source in json.load(sys.stdin)]
found = NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3", timeout=300).execute()
print(json.dumps([cell["outputs"] for cell in found["cells"]]))
"""


def executed(cells: list[str], folder: Path) -> list[list[dict[str, Any]]]:
    environment = os.environ | {"IPYTHONDIR": str(folder / "ipython"), "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [str(PYTHON), "-c", EXECUTE],
        input=json.dumps(cells),
        capture_output=True,
        text=True,
        check=False,
        cwd=folder,
        env=environment,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    outputs: list[list[dict[str, Any]]] = json.loads(done.stdout.splitlines()[-1])
    return outputs


@pytest.mark.parametrize("widgets", [True, False])
def test_a_notebook_shows_a_run(planted_run: tuple[World, Path], tmp_path: Path, widgets: bool) -> None:
    first = "import ipywidgets" if widgets else "import sys; sys.modules['ipywidgets'] = None"
    outputs = executed(
        [
            first,
            f"import corpusstat\nrun = corpusstat.open_report({str(planted_run[1])!r})\nrun",
            "run.query('frequent', limit=3)",
            "run.domains.select('domain', 'n', 'floor_paper')",
            "len(run.show(kind='singletons', limit=4))",
        ],
        tmp_path,
    )
    assert [[o["output_type"] for o in cell] for cell in outputs] == [[], *[["execute_result"]] * 4]  # and no warning
    shown = outputs[1][0]["data"]
    assert shown["text/plain"].startswith("<Run ")
    assert "<table>" in shown["text/html"]
    assert "birthday" in outputs[2][0]["data"]["text/html"]
    assert outputs[4][0]["data"]["text/plain"] == "4"
