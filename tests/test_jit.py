"""Tables of words that Python fills and compiled code reads, and where compiled code is kept."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numba
import pytest

from corpusstat.extract.extract import is_prepared, prepare
from corpusstat.extract.text.jit import _UNUSED, _cache_folder, _clear_stale, _kept_in, compiled, watched
from corpusstat.relations import load


def test_prepared_once_prepared_for_all() -> None:
    prepare(load())
    assert is_prepared()
    kernels = {f.name.split("-")[0] for f in _kept_in().rglob("*.nbi")}
    assert {"matcher._search", "tokenizer._tokenize", "sentences._select"} <= kernels


def test_machine_code_is_kept_apart_and_others_are_not_concerned() -> None:
    before = numba.config.CACHE_DIR
    with _cache_folder():
        assert str(_kept_in()) == numba.config.CACHE_DIR
    assert before == numba.config.CACHE_DIR
    assert _kept_in().name.startswith("machine-")


def test_machine_code_of_older_sources_is_deleted_unless_it_is_used(tmp_path: Path) -> None:
    """By several processes at once: each finds what it uses whole, and nothing of theirs is left."""
    now = time.time()
    for name, age in (("mine", _UNUSED * 2), ("used", 60.0), ("old", _UNUSED + 60), ("older", _UNUSED * 9)):
        (tmp_path / f"machine-{name}" / "text").mkdir(parents=True)
        (tmp_path / f"machine-{name}" / "text" / "a.nbi").write_text(name)
        os.utime(tmp_path / f"machine-{name}", (now - age, now - age))
    (tmp_path / "something-else").mkdir()
    os.utime(tmp_path / "something-else", (0, 0))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(_clear_stale, [tmp_path / "machine-mine"] * 8))
    assert {f.name for f in tmp_path.iterdir()} == {"machine-mine", "machine-used", "something-else"}
    assert (tmp_path / "machine-mine" / "text" / "a.nbi").read_text() == "mine"
    assert (tmp_path / "machine-mine").stat().st_mtime >= now - 1


def test_what_is_compiled_is_counted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    one, two = compiled(lambda x: x + 1), compiled(lambda x: x + 2)
    told: list[tuple[int, int]] = []
    with watched(lambda done, of: told.append((done, of))):
        assert (one(1), one(2), two(1)) == (2, 3, 3)
    assert [done for done, _ in told] == [1, 2]
    assert all(of >= 2 for _, of in told)
    assert two(1.5) == 3.5
    assert len(told) == 2
