"""Facts gained and lost between runs: counted, shown with their sentences, on terminal, as JSON and on a page."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import Any

import pytest
from corpora import birth, person, write

import corpusstat
from corpusstat.cli import main
from corpusstat.runs.changes import changes


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Before: people 0 to 9 on the web. After: 5 to 12, one of them with another date, and a book."""
    folder = tmp_path_factory.mktemp("changes")
    before = {"text": [birth(i) for i in range(10)], "source": ["web"] * 10}
    after = [birth(i) for i in range(5, 13)]
    after[0] = f"{person(5)} was born on 31 December 1999."
    texts = [*after, f"<script>alert(1)</script> <7 script> {birth(20)}"]
    write(folder / "a" / "x.parquet", before)
    write(folder / "b" / "x.parquet", {"text": texts, "source": ["web"] * 8 + ["books"]})
    for name in ("a", "b"):
        corpusstat.audit(folder / name, folder / f"run-{name}", only="birth_date")
    return folder / "run-a", folder / "run-b"


def test_facts_are_told_apart(runs: tuple[Path, Path]) -> None:
    found = changes(*runs)
    assert found["facts"] == {"kept": 4, "gained": 5, "lost": 6}
    assert {(r["domain"], r["gained"], r["lost"], r["kept"]) for r in found["changed"]} == {
        ("web", 4, 6, 4),
        ("books", 1, 0, 0),
    }
    assert [r["domain"] for r in found["changed"]] == ["web", "books"]  # most changed first
    gained = {m["entity"]: m["value"] for m in found["gained"]}
    assert gained[person(5)] == "1999-12-31"
    assert all(m["entity"] in m["sentence"] for m in found["lost"])
    back = changes(runs[1], runs[0])
    assert (back["gained"], back["lost"]) == (found["lost"], found["gained"])
    assert len(changes(*runs, limit=2)["lost"]) == 2


def test_a_run_has_nothing_new_beside_itself(runs: tuple[Path, Path]) -> None:
    found = changes(runs[0], runs[0])
    assert found["facts"] == {"kept": 10, "gained": 0, "lost": 0}
    assert all(row["difference"] == row["low"] == row["high"] == 0 for row in found["rows"])


def test_terminal_and_json(runs: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["compare", *map(str, runs), "--facts", "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert found == changes(*runs)
    assert main(["compare", *map(str, runs), "--facts"]) == 0
    out = capsys.readouterr().out
    assert "facts: 4 kept, 5 gained, 6 lost" in out
    assert "31 December 1999" in out


def test_several_runs_on_one_page(runs: tuple[Path, Path], tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert main(["compare", str(runs[0]), str(runs[1]), str(runs[0]), "-o", str(page)]) == 0
    text = page.read_text("utf-8")
    assert text.count("<section") == 2
    assert "5 gained" in text
    assert "<script" not in text
    assert "<7" not in text
    assert "&lt;7 script&gt;" in text
    assert "script-src 'none'" in html.unescape(text)
    assert not re.search(r"(?:src|href)=.https?:", text)
