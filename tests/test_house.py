"""What keeps the code enterable: short signatures, few branches, names with one meaning, numbers with a name."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from code_shape import PLAIN_NUMBERS, defined_names, functions, magic_numbers, trees

PACKAGE = Path(__file__).parent.parent / "corpusstat"
PACKAGES = sorted(f.name for f in PACKAGE.iterdir() if (f / "__init__.py").exists())
EXTRACT = trees(PACKAGE / "extract")
MOST_TWICE = {"after": 17}
"""Names that modules of one package may define twice: 10, but in packages that have more, which must not grow."""
MOST_BRANCHING = 0.03
"""Share of the functions of extract above complexity 12."""
MOST_MAGIC = 15
"""Numbers without a name in extract."""


def test_functions_of_extract_have_few_parameters() -> None:
    assert [f for f in functions(EXTRACT) if f.parameters > 9] == []


def test_functions_of_extract_have_few_branches() -> None:
    found = list(functions(EXTRACT))
    branching = [f for f in found if f.complexity > 12]
    assert len(branching) <= MOST_BRANCHING * len(found), branching


def test_numbers_of_extract_have_a_name() -> None:
    found = list(magic_numbers(EXTRACT))
    assert len(found) <= MOST_MAGIC, found


@pytest.mark.parametrize("package", PACKAGES)
def test_a_name_has_one_meaning_in_a_package(package: str) -> None:
    twice = {name: files for name, files in defined_names(trees(PACKAGE / package)).items() if len(files) > 1}
    assert len(twice) <= MOST_TWICE.get(package, 10), twice


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
