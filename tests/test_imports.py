"""The direction of imports, and the one home of each heavy library (DESIGN: read → extract → … → report)."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from corpora import small

PACKAGE = Path(__file__).parent.parent / "corpusstat"

LAYERS = (
    {"errors", "console"},
    {"schema", "atomic", "small_files", "lexicon"},
    {"config"},
    {"relations"},
    # the stages: they share a layer, and do not import each other
    {"read", "extract", "normalise", "nlp", "tally", "count", "estimate", "stages"},
    {"pipeline", "report", "quality"},
    {"engine"},
    {"runs"},
    {"after"},
    {"commands"},
    {"cli"},
    {"__init__", "__main__"},
)
ROOMS = {"extract": ("text", "match", "filter", "resolve", "extract")}
"""Rooms inside a package, each above those before it."""
EXCEPTIONS = {("count", "extract.text.jit"): "the one home of Numba, which compiles passes over very many rows too"}
HOMES = {
    "spacy": {"nlp"},
    "datasketch": {"count.copies"},
    "numba": {"extract.text.jit", "extract.text.linking"},
    "duckdb": {"count"},
    "pyspark": {"engine.spark"},
    "pyiceberg": {"read.iceberg"},
    "scipy": {"estimate"},
    "jinja2": {"report.html", "after.harness"},
    "rich": {"report.terminal", "report.listings", "after.terminal", "commands"},
    "lm_eval": {"after.harness", "after.grading"},
    "typer": {"cli", "commands"},
    "pydantic": {"config"},
    "publicsuffixlist": {"read.domains"},
    "tenacity": {"read", "engine"},
    "filelock": {"engine.lock"},
    "psutil": {"engine", "runs"},
    "multiprocessing": {"engine.pool", "engine.worker"},
    "pyarrow.fs": {"read"},
    "xxhash": {"schema", "read", "engine.parts"},
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        name = ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")
        yield name, ast.parse(file.read_text("utf-8"))


def imported(tree: ast.Module, typing_only: bool = True) -> Iterator[str]:
    """Every module that is imported anywhere in a file, also inside functions; not those for type checkers alone."""
    skipped = {id(n) for block in ast.walk(tree) if _for_types(block) for n in ast.walk(block)}
    for node in ast.walk(tree):
        if typing_only and id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def layer(module: str) -> int:
    top = module.split(".")[0]
    found = [i for i, names in enumerate(LAYERS) if top in names]
    assert found, f"{module} is in no layer: decide where it belongs"
    return found[0]


FILES = dict(modules())


@cache
def targets(name: str) -> list[str]:
    """What a module imports."""
    return list(imported(FILES[name]))


@pytest.mark.parametrize("name", FILES)
def test_imports_go_one_way(name: str) -> None:
    for target in targets(name):
        if not target.startswith("corpusstat."):
            continue
        inside = target.removeprefix("corpusstat.")
        if inside in {"Run", "audit", "open_report"} or name in {"__init__", "__main__"}:
            continue
        top, own = inside.split(".")[0], name.split(".")[0]
        if any(own == a and inside.startswith(b) for a, b in EXCEPTIONS):
            continue
        assert top == own or layer(inside) < layer(name), f"{name} imports {inside}"


@pytest.mark.parametrize("name", [name for name in FILES if name.split(".")[0] in ROOMS and "." in name])
def test_imports_inside_a_package_go_one_way(name: str) -> None:
    package, own = name.split(".")[:2]
    rooms = ROOMS[package]
    for target in targets(name):
        if not target.startswith(f"corpusstat.{package}."):
            continue
        room = target.split(".")[2]
        assert room in rooms
        assert rooms.index(room) <= rooms.index(own), f"{name} imports {target}"


@pytest.mark.parametrize("library", HOMES)
def test_a_heavy_library_has_one_home(library: str) -> None:
    users = {name for name in FILES for t in targets(name) if f"{t}.".startswith(f"{library}.")}
    assert users, f"nothing imports {library}"
    strays = {u for u in users if not any(u == home or u.startswith(f"{home}.") for home in HOMES[library])}
    assert not strays


def test_an_audit_does_not_import_what_takes_long_and_is_not_needed(tmp_path: Path) -> None:
    """scipy.stats alone takes as long to import as all the rest."""
    code = "import sys, corpusstat; from corpusstat.runs import run; run._CONTAINED = False"  # read in this process
    code += "; corpusstat.audit(sys.argv[1], out=sys.argv[2], workers=1)"
    code += "; print([m for m in ('scipy.stats', 'spacy', 'matplotlib', 'boto3') if m in sys.modules])"
    ran = subprocess.run(
        [sys.executable, "-c", code, str(small(tmp_path / "corpus")), str(tmp_path / "run")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == "[]"


def test_the_process_that_hands_out_work_loads_neither_what_extracts_nor_what_counts() -> None:
    """It stands beside its workers: what only they need, and what follows the last unit, would be held in vain."""
    code = "import sys, corpusstat.runs.run; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["numba", "scipy", "duckdb", "rich", "jinja2", "corpusstat.extract.extract", "corpusstat.estimate"]
    ran = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]"]
