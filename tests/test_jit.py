"""Tables of words that Python fills and compiled code reads, and where compiled code is kept."""

from __future__ import annotations

import numba

from corpusstat.extract.extract import is_prepared, prepare
from corpusstat.extract.text.jit import _cache_folder, _kept_in
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
