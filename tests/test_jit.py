"""Tables of words that Python fills and compiled code reads, and where compiled code is kept."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import numba
import polars as pl
import pytest

from corpusstat.extract.extract import PARTS, extract, is_prepared, prepare
from corpusstat.extract.text import jit, kept
from corpusstat.extract.text.jit import CALLED, _cache_folder, compiled, watched
from corpusstat.extract.text.kept import kept_in
from corpusstat.relations import load
from corpusstat.schema import DOCUMENT, polars_schema


@pytest.fixture(scope="module")
def _prepared() -> None:
    for part in range(PARTS):
        prepare(part)


@pytest.mark.usefixtures("_prepared")
def test_prepared_once_prepared_for_all() -> None:
    assert is_prepared()
    kernels = {f.name.split("-")[0] for f in kept_in().rglob("*.nbi")}
    assert {"matcher._search", "tokenizer._tokenize", "sentences._select"} <= kernels


@pytest.mark.usefixtures("_prepared")
def test_what_is_prepared_is_what_texts_need() -> None:
    """Each part compiles for empty tables what the others would give it, or it would be compiled twice."""
    texts = ["Mara Kelling, a writer, was\nborn in Tarsk.\nShe died in 1951 in Orland, and wrote *Hills*.", "", "One."]
    columns = {name: [None] * len(texts) for name in DOCUMENT.names} | {"text": texts}
    assert extract(pl.DataFrame(columns, schema=polars_schema(DOCUMENT)), load()).proposals.height
    ours = [made for made in CALLED if made.py_func.__module__.startswith("corpusstat.extract.")]
    assert len(ours) > 9
    assert {made.py_func.__name__: len(made.signatures) for made in ours if len(made.signatures) != 1} == {}


def test_what_python_calls_is_known_without_numba() -> None:
    ours = [made.py_func for made in CALLED if made.py_func.__module__.startswith("corpusstat.extract.")]
    assert kept.called() == {f"{f.__module__.split('.')[-1]}.{f.__qualname__}" for f in ours}


def test_a_worker_does_not_load_linear_algebra_for_numba() -> None:
    """It would take a tenth of a second and some memory in each; others may still import it."""
    code = "import sys; from corpusstat.runs.work import UnitWork; UnitWork(None).prepare()"
    code += "; from corpusstat.extract.extract import prepare; prepare(3); print('scipy.linalg' in sys.modules)"
    code += "; import scipy.linalg; print(scipy.linalg.det([[2.0]]))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "2.0"]


@pytest.mark.usefixtures("_prepared")
def test_is_prepared_only_if_all_of_it_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    one = next(kept_in().rglob("*_search*.nbi"))
    shutil.copy(one, tmp_path)
    monkeypatch.setattr(kept, "kept_in", lambda: tmp_path)
    assert not is_prepared()


def test_machine_code_is_kept_apart_and_others_are_not_concerned() -> None:
    before = numba.config.CACHE_DIR
    with _cache_folder():
        assert str(kept_in()) == numba.config.CACHE_DIR
    assert before == numba.config.CACHE_DIR
    assert kept_in().name.startswith("machine-")


def test_what_is_compiled_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(jit, "kept_in", lambda: tmp_path)  # a cache of its own: two lambdas of a line have one name
    one = compiled(lambda x: x + 1)
    two = compiled(lambda x: x + 2)
    told: list[tuple[int, int]] = []
    with watched(lambda done, of: told.append((done, of))):
        assert (one(1), one(2), two(1)) == (2, 3, 3)
    assert [done for done, _ in told] == [1, 2]
    assert all(of >= 2 for _, of in told)
    assert two(1.5) == 3.5
    assert len(told) == 2
