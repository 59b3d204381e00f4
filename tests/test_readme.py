"""The README tells the truth: its worked example is the program's real output, and its code runs.

After a change that is meant, ``python tests/test_readme.py`` writes the example again.
"""

from __future__ import annotations

import contextlib
import io
import re
import tempfile
from pathlib import Path

import pytest

from corpusstat.cli import main

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
EXAMPLE = re.compile(r"(<!-- example -->\n```text\n)(.*?)(```\n<!-- /example -->)", re.DOTALL)


def output(run: Path) -> str:
    """What `make audit` prints, with the run where the Makefile puts it."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        assert main(["audit", str(ROOT / "data_samples"), "-o", str(run), "-q"]) == 0
    lines = (line.rstrip().replace(str(run), "runs/samples") for line in out.getvalue().splitlines())
    return "\n".join(lines) + "\n"


def test_the_worked_example_is_real(tmp_path: Path) -> None:
    shown = EXAMPLE.search(README.read_text("utf-8"))
    assert shown is not None
    assert shown[2] == output(tmp_path / "run"), "python tests/test_readme.py writes it again"


def test_the_library_example_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code = re.search(r"```python\n(.*?)```", README.read_text("utf-8"), re.DOTALL)
    assert code is not None
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data_samples").symlink_to(ROOT / "data_samples")
    exec(compile(code[1], "README.md", "exec"), {"__name__": "readme"})
    assert "sr_collapsed" in capsys.readouterr().out


def documents() -> list[Path]:
    """Every page of documentation in the project."""
    own = [
        p
        for folder in ("corpusstat", "docs", "tests", "queries", "data_samples")
        for p in (ROOT / folder).rglob("*.md")
    ]
    return sorted([*ROOT.glob("*.md"), *own])


@pytest.mark.parametrize("page", documents(), ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        assert "//" in target or (page.parent / target).exists(), target


def test_the_readme_is_short_and_reaches_every_page_of_docs() -> None:
    text = README.read_text("utf-8")
    assert len(text.splitlines()) <= 130
    linked, todo = set(), [README]
    while todo:
        page = todo.pop()
        targets = {(page.parent / t).resolve() for t in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8"))}
        todo += [t for t in targets - linked if t.suffix == ".md" and t.exists()]
        linked |= targets
    assert not set((ROOT / "docs").glob("*.md")) - linked


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        text = output(Path(folder) / "run")
    README.write_text(EXAMPLE.sub(lambda m: m[1] + text + m[3], README.read_text("utf-8")), "utf-8")
