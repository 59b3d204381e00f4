"""The run's database: questions get right answers, and nothing else can be reached."""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl
import pytest
from counted import CORPUS, rows

from corpusstat.count.database import query_names, query_text, questions, run_query
from corpusstat.errors import BadData, BadRequest


def test_top_singletons(counted_run: Path) -> None:
    table = run_query(counted_run, "top_singletons")
    assert table.select("domain", "entity", "value").rows() == [("b", CORPUS[4].entity, "3"), ("a", "y", "1")]
    assert len(run_query(counted_run, "top_singletons", {"domain": "a"})) == 1
    assert len(run_query(counted_run, "top_singletons", {"limit": 1})) == 1


def test_conflicts(counted_run: Path) -> None:
    assert rows(counted_run, "conflicts") == [("born", "x", "1", 1, 1, 2), ("born", "x", "2", 1, 1, 2)]


def test_domains_and_relations(counted_run: Path) -> None:
    domains = {row["domain"]: row for row in run_query(counted_run, "domains").rows(named=True)}
    assert (domains["*"]["n"], domains["*"]["f1"], domains["*"]["sr"]) == (8, 2, 0.25)
    assert (domains["a"]["n"], domains["a"]["n_idk"], domains["a"]["f1"]) == (5, 1, 1)
    born = run_query(counted_run, "relations").filter(pl.col("relation") == "born").row(0, named=True)
    assert (born["n"], born["f1"], born["conflicts"], born["values"]) == (5, 2, 1, 2)  # x stands for "1"


def test_overlap(counted_run: Path) -> None:
    assert rows(counted_run, "overlap") == [("a", "b", 2, 3, 3, pytest.approx(2 / 3))]


def test_entity_and_frequent(counted_run: Path) -> None:
    assert [row[2] for row in rows(counted_run, "entity", entity="X", relation="born")] == ["1", "2"]
    assert rows(counted_run, "entity", entity="u'; DROP TABLE counts; --")[0][2] == "3"
    assert rows(counted_run, "frequent", limit=1) == [("spouse", "x", 3, 0, 1, 2)]


def test_copied_sentences(counted_run: Path) -> None:
    assert [row[-2:] for row in rows(counted_run, "copied_sentences")] == [(2, 1)]


@pytest.mark.parametrize("name", questions())
def test_every_question_runs_without_parameters_and_is_deterministic(counted_run: Path, name: str) -> None:
    assert run_query(counted_run, name).equals(run_query(counted_run, name))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('/etc/passwd')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM '/etc/passwd'",
        "SELECT * FROM glob('/*')",
        "SELECT * FROM read_parquet('mentions/part-00.parquet')",
        "SELECT * FROM secret_frame",
        "COPY counts TO '/tmp/stolen.csv'",
        "COPY counts TO 'mentions/evil.parquet'",
        "ATTACH '/tmp/other.duckdb' AS other",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "CREATE TABLE t (i INTEGER)",
        "DROP TABLE counts",
        "DELETE FROM counts",
        "PRAGMA database_list",
        "SELECT 1; SELECT 2",
        "SELECT nonsense FROM counts",
        "not sql at all",
        "nonsense",
        "",
    ],
)
def test_nothing_else_can_be_reached(counted_run: Path, sql: str) -> None:
    secret_frame = pl.DataFrame({"a": [1]})
    with pytest.raises(BadRequest) as caught:
        run_query(counted_run, sql)
    assert "\n" not in str(caught.value)
    assert len(secret_frame) == 1
    assert len(rows(counted_run, "SELECT * FROM counts")) == 8


def test_wrong_requests_are_named(counted_run: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"holds no audit\.duckdb"):
        run_query(tmp_path, "domains")
    with pytest.raises(BadRequest, match="parameter 'domian'"):
        run_query(counted_run, "top_singletons", {"domian": "a"})
    (tmp_path / "audit.duckdb").write_text("not a database")
    with pytest.raises(BadData, match="cannot be opened"):
        run_query(tmp_path, "domains")


def test_a_missing_file_behind_the_database_is_named(counted_run: Path, tmp_path: Path) -> None:
    shutil.copytree(counted_run, tmp_path / "run")
    (tmp_path / "run/mentions/part-01.parquet").unlink()
    with pytest.raises(BadData, match=r"part-01\.parquet is missing"):
        run_query(tmp_path / "run", "domains")


def test_queries_are_ansi_and_say_what_they_read() -> None:
    counting = ["examples", "count_rows", "source_rows", "pairs", "prompts", "spectrum", "jackknife", "values"]
    counting += ["simpson", "count", "counts", "copied", "copied_examples"]
    counting += ["document_rows", "document_pairs", "document_sums", "document_pair_sums"]
    assert set(counting) <= set(query_names())
    for name in counting:
        text = query_text(name)
        assert text.startswith("-- ")
        assert "Reads: " in text
        for dialect in ("::", "EXCLUDE", "REPLACE", "QUALIFY", "FILTER (", "ANY_VALUE", "GROUP BY ALL", "//", "LIST("):
            assert dialect not in text.upper(), name
