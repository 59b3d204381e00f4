"""docs/tables.md says what every table and column of a run's database is: it is generated from the schemas.

``python tests/test_tables.py`` writes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from corpusstat import schema
from corpusstat.count.auditdb import COMMENTS
from corpusstat.count.database import run_query

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "tables.md"
SCHEMAS = {
    "mentions": "MENTION", "copies": "COPY", "tally": "TALLY", "rejected": "REJECTED", "counts": "COUNT",
    "spectrum": "SPECTRUM", "jackknife": "JACKKNIFE", "documents": "DOCUMENTS",
}  # fmt: skip
HEAD = """# Tables of a run

`corpusstat query RUN "SELECT …"` reads these tables of `audit.duckdb`. Domain `*` is the whole corpus, relation `*` all
relations of the floor set. `corpusstat query --help` lists the questions that are ready.
"""
_COLUMN = re.compile(r'^    \("(\w+)", pa\.(\w+)\(\)\),(?:  # (.*))?$', re.MULTILINE)


def columns(name: str) -> Iterator[tuple[str, str, str]]:
    """Name, type and comment of each column, as schema.py has them."""
    source = Path(schema.__file__).read_text("utf-8")
    body = re.search(rf"^{name}: Final = pa\.schema\(\n(.*?)^\)", source, re.MULTILINE | re.DOTALL)
    assert body, name
    indented = re.sub(r"^        \(", "    (", body[1], flags=re.MULTILINE)
    yield from _COLUMN.findall(indented)


def generated() -> str:
    parts = [HEAD]
    for table, comment in COMMENTS.items():
        parts.append(f"## {table}\n\n{comment}\n")
        if table in SCHEMAS:
            lines = [f"| `{c}` | {t} | {' '.join(text.split())} |" for c, t, text in columns(SCHEMAS[table])]
            parts.append("\n".join(["| column | type | meaning |", "|---|---|---|", *lines]) + "\n")
    return "\n".join(parts)


def shape(page: str) -> list[str]:
    """The page's lines with each meaning as whether there is one: words may be mended without writing it again."""
    return [re.sub(r"^(\| `\w+` \| \w+ \|).*\w.*$", r"\1 …", line) for line in page.splitlines()]


def test_the_page_is_what_the_schemas_say() -> None:
    assert shape(PAGE.read_text("utf-8")) == shape(generated()), "run: python tests/test_tables.py"


@pytest.mark.parametrize("table", SCHEMAS)
def test_the_columns_are_those_of_the_table(table: str, counted_run: Path) -> None:
    found = [name for name, _, _ in columns(SCHEMAS[table])]
    assert found == getattr(schema, SCHEMAS[table]).names
    assert found == run_query(counted_run, f"SELECT * FROM {table} LIMIT 0").columns


if __name__ == "__main__":
    PAGE.write_text(generated(), "utf-8")
