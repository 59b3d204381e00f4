"""The statistical modules are pure, and every public function of theirs has an example that doctest runs."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import corpusstat

SOURCE = Path(corpusstat.__file__).parent / "estimate"
TABLES = {"assess", "claims", "expected", "floorset", "index", "known", "sizes"}
"""Modules that take tables, relations or rows of the report; all others are functions of numbers."""
MODULES = sorted({found.name for found in pkgutil.iter_modules([str(SOURCE)])} - TABLES)
ALLOWED = {
    "__future__",
    "collections.abc",
    "dataclasses",
    "math",
    "numpy",
    "scipy",
    "typing",
    "zlib",
    "corpusstat.errors",
}


def imported(tree: ast.AST) -> set[str]:
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            inside = node.module == "corpusstat.estimate"
            names = [f"{node.module}.{a.name}" for a in node.names] if inside else [node.module or ""]
            found |= set(names)
    return found


@pytest.mark.parametrize("name", MODULES)
def test_no_file_no_clock_no_global(name):
    tree = ast.parse((SOURCE / f"{name}.py").read_text(encoding="utf-8"))
    family = {f"corpusstat.estimate.{m}" for m in MODULES}
    for module in imported(tree):
        assert module in ALLOWED | family or module.split(".")[0] in {"numpy", "scipy"}, module
    for node in ast.walk(tree):
        assert not isinstance(node, ast.Global)
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func)
            assert called not in {"open", "input", "exec", "eval"}, called
            assert not called.startswith("np.random.") or called == "np.random.default_rng", called
            assert called != "np.random.default_rng" or node.args, "a generator without a seed"


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name):
    module = importlib.import_module(f"corpusstat.estimate.{name}")
    for public in module.__all__:
        thing = getattr(module, public)
        if inspect.isfunction(thing):
            assert ">>>" in (thing.__doc__ or ""), f"{name}.{public}"
