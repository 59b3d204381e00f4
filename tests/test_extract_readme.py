"""The examples of the page that explains extraction are true."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import corpusstat.extract

PAGE = Path(corpusstat.extract.__file__).parent / "README.md"


def test_the_examples_hold() -> None:
    text = re.sub(r"^```.*$", "", PAGE.read_text("utf-8"), flags=re.MULTILINE)
    found = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    done = doctest.DocTestRunner().run(found)
    assert done.attempted > 25
    assert not done.failed


def test_every_file_that_is_named_is_there() -> None:
    package = PAGE.parent.parent
    named = re.findall(r"`((?:\w+/)*\w+\.(?:py|tsv|txt))`", PAGE.read_text("utf-8"))
    missing = [n for n in named if not list(package.rglob(n)) and not (package.parent / n).exists()]
    assert not missing


def test_every_module_is_named() -> None:
    """Whoever adds a module says on the page what part of the way it is."""
    page = PAGE.read_text("utf-8")
    modules = {f.name for f in PAGE.parent.rglob("*.py")} - {"__init__.py"}
    assert sorted(name for name in modules if f"{name}`" not in page) == []
