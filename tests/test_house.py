"""What keeps the code enterable: short signatures, few branches, names with one meaning, numbers with a name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from code_shape import PLAIN_NUMBERS, defined_names, functions, magic_numbers, public, trees, used_names

PACKAGE = Path(__file__).parent.parent / "corpusstat"
PACKAGES = sorted(f.name for f in PACKAGE.iterdir() if (f / "__init__.py").exists())
EXTRACT = trees(PACKAGE / "extract")
REST = {file: tree for file, tree in trees(PACKAGE).items() if not file.startswith("extract/")}
MOST_TWICE: dict[str, int] = {}
"""Names that modules of one package may define twice: 10, but in packages that have more, which must not grow."""
MOST_BRANCHING = 0.02
"""Share of the functions of extract above complexity 12."""
MOST_BRANCHING_ELSEWHERE = 0.025
"""The same of all other functions; cutadapt has 0.033. It may fall, not grow."""
MOST_MAGIC = 15
"""Numbers without a name in extract."""


def test_functions_of_extract_have_few_parameters() -> None:
    assert [f for f in functions(EXTRACT) if f.parameters > 9] == []


def test_functions_of_extract_have_few_branches() -> None:
    assert_few_branches(EXTRACT, MOST_BRANCHING)


def test_functions_of_the_rest_have_few_branches() -> None:
    assert_few_branches(REST, MOST_BRANCHING_ELSEWHERE)


def assert_few_branches(files: dict[str, ast.Module], most: float) -> None:
    found = list(functions(files))
    branching = [f for f in found if f.complexity > 12]
    assert len(branching) <= most * len(found), sorted(branching, key=lambda f: -f.complexity)


def test_numbers_of_extract_have_a_name() -> None:
    found = list(magic_numbers(EXTRACT))
    assert len(found) <= MOST_MAGIC, found


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_has_one_meaning_in_a_package(package: str) -> None:
    twice = {name: files for name, files in defined_names(trees(PACKAGE / package)).items() if len(files) > 1}
    assert len(twice) <= MOST_TWICE.get(package, 10), twice


def test_every_statistic_has_a_caller_or_is_on_its_page() -> None:
    page = (PACKAGE.parent / "docs" / "statistics.md").read_text("utf-8")
    shown = set(re.findall(r"\b\w+(?=\()", "".join(re.findall(r"^>>> .*$", page, re.MULTILINE))))
    idle = set(public(trees(PACKAGE / "estimate"))) - used_names(trees(PACKAGE))
    assert sorted(idle - shown) == [], "call it, show it in docs/statistics.md, or delete it"
    assert sorted(idle & shown), "then the page is not needed"


def numbers(code: str, tmp_path: Path) -> Iterator[float]:
    (tmp_path / "m.py").write_text(code)
    return (value for _, value in magic_numbers(trees(tmp_path)))


def test_what_counts_as_magic(tmp_path: Path) -> None:
    code = """
LIMIT = 7  # has a name

def f(a=3, *, b: int = 4):  # defaults have one
    row = a[5], a[6, :8]  # columns do
    g(width=9)  # arguments by name do
    return [a + 10, a < 11.5, a[b + 12], PLAIN]
""".replace("PLAIN", ", ".join(map(str, PLAIN_NUMBERS)))
    assert sorted(numbers(code, tmp_path)) == [10, 11.5, 12]


def test_complexity_and_parameters(tmp_path: Path) -> None:
    code = """
class C:
    def f(self, a, *b, c=1, **d):
        for x in [y for y in a if y]:
            if x and b or c:
                return 1 if d else 2
"""
    (tmp_path / "m.py").write_text(code)
    (found,) = functions(trees(tmp_path))
    assert (found.parameters, found.complexity, found.lines) == (4, 8, 4)


def test_what_counts_as_a_caller(tmp_path: Path) -> None:
    (tmp_path / "m.py").write_text("from a import gone\n\ndef f(): return f()\n\ndef g(): return m.f\n\nclass C: ...\n")
    files = trees(tmp_path)
    assert public(files) == ["f", "g", "C"]
    assert {"f", "m"} <= used_names(files)
    assert not {"g", "C", "gone"} & used_names(files)


LOGIC = 2
"""A module has logic if one of its functions has a complexity above this."""
MOST_WAITING = 5
"""Modules with logic that may wait for a test file of their name."""
TESTED_IN = {
    "__init__": "test_library",
    # commands are tested as a user types them
    "commands/after": "test_observe",
    "commands/arguments": "test_cli",
    "commands/auditing": "test_cli",
    "commands/bound": "test_statistics_commands",
    "commands/maintenance": "test_cli",
    "commands/quality": "test_quality_cli",
    "commands/runs": "test_cli",
    "commands/statistics": "test_statistics_commands",
    # what comes after training is tested on the evaluation of a planted world
    "after/delta": "test_observe",
    "after/draw": "test_probes",
    "after/folder/probes_inspect": "test_harness",
    "after/folder/utils": "test_harness",
    "after/grading": "test_harness",
    "after/items": "test_probes",
    "after/outcomes": "test_observe",
    "after/rescore": "test_harness",
    "after/samples": "test_observe",
    "after/verdicts": "test_observe",
    "after/write": "test_probes",
    # estimators are tested by what they estimate
    "estimate/assess": "test_report",
    "estimate/claimed": "test_floorset",
    "runs/refloored": "test_floorset",
    "estimate/contribution": "test_contributions",
    "estimate/rarefy": "test_extrapolate",
    "estimate/spectrum": "test_estimate",
    "estimate/theorems": "test_bounds",
    # what all checks share, and the reasons
    "extract/filter/matches": "test_checks",
    "extract/match/interpreter": "test_matcher",
    # a second look at facts: by the sentences that it refuses and keeps
    "extract/filter/reread": "test_reread",
    "extract/filter/title_lists": "test_works",
    # what cleans a text is tested by the cleaned texts
    "extract/text/capitals": "test_clean",
    "extract/text/marks": "test_mending",
    "extract/text/markup": "test_mending",
    "extract/text/rewriting": "test_clean",
    "extract/text/sorts": "test_clean",
    "extract/text/wraps": "test_lines",
    # compiled passes, with those of NumPy, by the integers of the queries
    "count/compiled/documents": "test_prompts",
    "count/many": "test_prompts",
    "count/questions": "test_database",
    "engine/spark_count": "test_spark",
    "engine/spark_sources": "test_spark_functions",
    "engine/spark_tables": "test_spark_functions",
    "read/ids": "test_singletons",
    "report/summary": "test_library",
    "runs/forecast": "test_library",
    "runs/grow": "test_statistics_commands",
    "runs/on_spark": "test_spark_functions",
    "runs/opened": "test_library",
    "runs/tables": "test_library",
}
"""Modules that are tested under another name, and where."""


def waiting(modules: Iterable[str], files: set[str]) -> list[str]:
    """The modules without a test file of their name (``test_names``, ``test_text_names``), nor one in `TESTED_IN`."""

    def is_tested(module: str) -> bool:
        parts = module.removesuffix("/__init__").split("/")
        names = {"test_" + "_".join(parts[i:]) for i in range(len(parts))}
        return bool(names & files) or TESTED_IN.get(module) in files

    return [module for module in modules if not is_tested(module)]


def test_a_module_with_logic_has_a_test_file_of_its_name() -> None:
    deepest: dict[str, int] = {}
    for function in functions(trees(PACKAGE)):
        module = function.name.split(":")[0].removesuffix(".py")
        deepest[module] = max(deepest.get(module, 0), function.complexity)
    files = {file.stem for file in Path(__file__).parent.rglob("test_*.py")}
    assert set(TESTED_IN.values()) <= files
    found = waiting((module for module, most in deepest.items() if most > LOGIC), files)
    assert len(found) <= MOST_WAITING, f"give each a test file of its name: {found}"


def test_which_names_of_test_files_count() -> None:
    files = {"test_dates", "test_text_names", "test_lexicon", "test_library"}
    assert waiting(["a/dates", "extract/text/names", "lexicon/__init__", "__init__"], files) == []
    assert waiting(["normalise/names", "a/dates_numbers"], files) == ["normalise/names", "a/dates_numbers"]
