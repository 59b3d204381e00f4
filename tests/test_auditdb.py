"""What a run's database holds: tables as the schemas say, views that work from its folder, a comment each."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from counted import rows

from corpusstat.count import auditdb
from corpusstat.count.database import run_query
from corpusstat.runs.run import audit
from corpusstat.schema import COUNT


def test_counts_are_the_schemas(counted_run: Path) -> None:
    table = run_query(counted_run, "SELECT * FROM counts")
    assert table.columns == COUNT.names
    assert table.dtypes == pl.DataFrame(COUNT.empty_table()).dtypes
    assert table["n"].sum() == 7
    assert table["n_idk"].sum() == 1
    # the three sentences about x's spouse are the same, in two domains
    assert table.filter(pl.col("relation") == "spouse")["n_sources"].sum() == 1


def test_every_table_says_what_it_is(counted_run: Path) -> None:
    sql = "SELECT {0}_name, comment FROM duckdb_{0}s() WHERE NOT internal AND NOT temporary"
    documented = {str(name): text for kind in ("table", "view") for name, text in rows(counted_run, sql.format(kind))}
    del documented["counts_to_merge"]
    assert set(documented) == set(auditdb.COMMENTS)
    assert all(documented.values())


def test_views_work_from_the_runs_folder_even_after_it_moved(counted_run: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(counted_run, moved)
    code = "import duckdb; print(duckdb.connect('audit.duckdb').sql('SELECT COUNT(*) FROM mentions').fetchall()[0][0])"
    output = subprocess.run([sys.executable, "-c", code], cwd=moved, capture_output=True, text=True, check=True).stdout
    assert output.strip() == "8"
    assert rows(moved, "SELECT COUNT(*) FROM mentions") == [(8,)]


def test_counts_of_a_large_run_are_a_view_with_the_same_rows(
    counted_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditdb, "MOST_COUNTED", 3)
    shutil.copytree(counted_run, tmp_path / "run")
    files = {kind: sorted((tmp_path / "run" / kind).glob("*.parquet")) for kind in ("mentions", "tally", "copies")}
    auditdb.write(tmp_path / "run", files, {}, theta=1.0, memory=1 << 30, temp=tmp_path / "spill")
    kinds = rows(tmp_path / "run", "SELECT table_type FROM information_schema.tables WHERE table_name = 'counts'")
    assert set(kinds) == {("VIEW",)}
    order = "SELECT * FROM counts ORDER BY ALL"
    assert rows(tmp_path / "run", order) == rows(counted_run, order)


def test_the_folder_may_have_a_comma_and_a_quote_in_its_name(tmp_path: Path) -> None:
    """DuckDB takes a list of folders to search in, parted by commas."""
    (tmp_path / "a.jsonl").write_text('{"text": "Ada Quill was born on 3 May 1901."}\n', "utf-8")
    folder = tmp_path / 'the 3rd, "Ada\'s" run'
    audit(tmp_path / "a.jsonl", folder)
    assert run_query(folder, "SELECT COUNT(*) FROM mentions").item() == 1
