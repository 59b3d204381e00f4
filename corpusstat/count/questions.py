"""The shipped SQL files by name: the steps of the counting, and the questions people ask, with their parameters.

Nothing heavy is imported here: `corpusstat query --help` lists the questions.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

from corpusstat.errors import unknown

__all__ = ["FLOOR", "defaulted", "listing", "parameters", "query_names", "query_text", "questions"]

FLOOR: Final = "floor"
"""Parameter of questions: the relations of the floor set, which is filled in for the reader."""
_STATED: Final = re.compile(r"^-- Parameters?: (.*)$", re.MULTILINE)
_EACH: Final = re.compile(r"\$(\w+)(?: and \$(\w+))?(?: \(([^)]*)\))?")


def query_folder() -> Path:
    """Folder of the SQL files: inside the installed package, or next to it in a checkout."""
    package = Path(__file__).parent.parent
    inside = package / "queries"
    return inside if inside.is_dir() else package.parent / "queries"


@cache
def query_text(name: str) -> str:
    """Return the text of a query by its file's name, without its number and ``.sql``.

    >>> query_text("values").splitlines()[0]
    '-- PROMPT -> how many prompts of a relation have each value. A prompt with several values stands for'
    """
    files = _query_files()
    if name not in files:
        raise unknown("query", name, query_names())
    return files[name].read_text(encoding="utf-8")


@cache
def _query_files() -> dict[str, Path]:
    """All shipped queries by name: ``ask`` holds what people ask, ``count`` the steps of the counting, numbered."""
    files = {path.stem.lstrip("0123456789").lstrip("_"): path for path in query_folder().glob("*/*.sql")}
    return dict(sorted(files.items()))


def query_names() -> tuple[str, ...]:
    """List the names of all shipped queries."""
    return tuple(_query_files())


def questions() -> dict[str, str]:
    """Return the queries that answer a question of an analyst, by name, each with its question.

    >>> questions()["rejections"]
    'what was skipped, and why?'
    """
    mark = "-- Question: "
    asked = (name for name, path in _query_files().items() if path.parent.name == "ask")
    return {name: query_text(name).split("\n", 1)[0].removeprefix(mark) for name in asked}


def parameters(name: str) -> dict[str, str]:
    """Return the parameters that a question takes, each with its default in words, or "required".

    >>> parameters("top_singletons")
    {'domain': 'all', 'relation': 'floor set', 'limit': '20'}
    """
    stated = _STATED.search(query_text(name))
    found: dict[str, str] = {}
    for one, other, default in _EACH.findall(stated[1] if stated else ""):
        found |= {key: default for key in (one, other) if key}
    return found


def defaulted(name: str) -> frozenset[str]:
    """Return the parameters of a question that need not be given."""
    return frozenset(p for p, default in parameters(name).items() if not default.startswith("required")) | {FLOOR}


def listing() -> str:
    """List the questions with their parameters, for a help text.

    >>> next(line for line in listing().splitlines() if line.startswith("conflicts"))
    'conflicts [relation, limit]: which prompts are answered with different values, and how often with each?'
    """
    lines = []
    for name, question in questions().items():
        names = [p if p in defaulted(name) else f"{p}=…" for p in parameters(name)]
        shown = f" [{', '.join(names)}]" if names else ""
        lines.append(f"{name}{shown}: {question}")
    return "\n".join(lines)
