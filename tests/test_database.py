"""The run's database: questions get right answers, and nothing else can be reached."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from counted import CORPUS, rows
from rich.console import Console

from corpusstat.count.database import run_query
from corpusstat.count.questions import FLOOR, defaulted, listing, parameters, query_names, query_text, questions
from corpusstat.errors import BadData, BadRequest
from corpusstat.report import listings
from corpusstat.report.listings import show_table
from corpusstat.runs.lookup import write_rows


def test_top_singletons(counted_run: Path) -> None:
    table = run_query(counted_run, "top_singletons")
    assert table.select("domain", "entity", "value").rows() == [("a", "y", "1"), ("b", CORPUS[4].entity, "3")]
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
def test_every_question_runs_with_what_it_needs_and_is_deterministic(counted_run: Path, name: str) -> None:
    given = {p: "x" for p in parameters(name) if p not in defaulted(name)}
    assert run_query(counted_run, name, given).equals(run_query(counted_run, name, given))


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


def test_parameters_that_are_missing_are_named(counted_run: Path) -> None:
    with pytest.raises(BadRequest, match=r"no value of the parameter 'entity'.*--param entity=VALUE"):
        run_query(counted_run, "entity")
    with pytest.raises(BadRequest, match="no value of the parameter 'd'"):
        run_query(counted_run, "SELECT * FROM counts WHERE domain = $d")
    assert {r[0] for r in rows(counted_run, "SELECT domain FROM counts WHERE domain = $d", d="a")} == {"a"}
    assert len(rows(counted_run, "entity", entity="X")) == 5


def test_the_stated_parameters_are_those_of_the_query(counted_run: Path) -> None:
    for name in questions():
        needed = set(re.findall(r"\$(\w+)", query_text(name).split("\n", 2)[2])) - {FLOOR}
        assert set(parameters(name)) == needed, name
        run_query(counted_run, name, dict.fromkeys(needed - defaulted(name), "x"))
        assert name in listing()


def test_the_floor_set_is_the_default(counted_run: Path) -> None:
    whole, floor = (len(run_query(counted_run, "frequent", given)) for given in ({}, {FLOOR: ["born"]}))
    assert whole > floor
    assert {r[0] for r in rows(counted_run, "frequent", **{FLOOR: ["born"]})} == {"born"}
    assert {r[0] for r in rows(counted_run, "frequent", **{FLOOR: ["born"], "relation": "spouse"})} == {"spouse"}


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_every_type_prints_and_is_written(counted_run: Path, tmp_path: Path, kind: str, capsys: Any) -> None:
    found = run_query(counted_run, "SELECT * FROM test_all_types()")
    assert found.width > 40
    show_table(found)
    assert "smallint                    -32768\n" in capsys.readouterr().out
    write_rows(found, tmp_path / f"x.{kind}")
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[kind]
    back = read(tmp_path / f"x.{kind}", **({"infer_schema": False} if kind == "csv" else {}))
    assert (back.height, sorted(back.columns)) == (found.height, sorted(found.columns))


def test_a_file_of_another_kind_is_refused(counted_run: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"ends in \.csv"):
        write_rows(run_query(counted_run, "domains"), tmp_path / "x.xlsx")


def test_broad_tables_become_records(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns no word is broken: each row becomes lines of a name and a value."""
    monkeypatch.setattr(listings, "standard_output", lambda: Console(width=80, no_color=True))
    names = [f"column_{i}" for i in range(12)]
    show_table(pl.DataFrame({n: ["some words of text"] for n in names}))
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert out.count("some words of text") == 12
    show_table(pl.DataFrame({"a": [1], "b": [2]}))
    assert "a   b" in capsys.readouterr().out
