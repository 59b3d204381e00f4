"""The run's database: questions get right answers, and nothing else can be reached."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from count_reference import RELATIONS, Example, write
from rich.console import Console

from corpusstat.count import auditdb, copies
from corpusstat.count.count import count
from corpusstat.count.database import run_query
from corpusstat.count.pooling import pooled
from corpusstat.count.questions import FLOOR, defaulted, listing, parameters, query_names, query_text, questions
from corpusstat.errors import BadData, BadRequest
from corpusstat.report import terminal
from corpusstat.report.terminal import show_table
from corpusstat.runs.lookup import write_rows
from corpusstat.schema import COUNT

CORPUS = [
    Example(0, "a", "born", "x", "1"),
    Example(1, "b", "born", "x", "2"),
    Example(2, "a", "born", "y", "1"),
    Example(3, "a", "born", "z", None),
    Example(4, "b", "born", "u'; DROP TABLE counts; --", "3"),
    Example(5, "b", "spouse", "x", "w"),
    Example(6, "a", "spouse", "x", "w"),
    Example(7, "a", "spouse", "x", "w"),
]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("a run")
    mentions, tallies = write(folder, CORPUS, files=2)
    found = copies.find(mentions, folder / "copies", memory=1 << 30, temp=folder / "spill")
    counts = count(mentions, tallies, RELATIONS, memory=1 << 30, temp=folder / "spill", copies=found.files)
    auditdb.write(
        folder,
        {"mentions": mentions, "tally": tallies, "copies": found.files, "rejected": []},
        {
            "spectrum": counts.spectrum,
            "jackknife": counts.jackknife,
            "documents": counts.documents,
            "strata": counts.prompts,
            "values": counts.values,
            "reported_domains": pooled(tallies, 500).kept,
        },
        theta=1.0,
        memory=1 << 30,
        temp=folder / "spill",
    )
    return folder


def rows(run: Path, query: str, **parameters: object) -> list[tuple[object, ...]]:
    return run_query(run, query, parameters).rows()


def test_counts_are_the_schemas(run: Path) -> None:
    table = run_query(run, "SELECT * FROM counts")
    assert table.columns == COUNT.names
    assert table.dtypes == pl.DataFrame(COUNT.empty_table()).dtypes
    assert table["n"].sum() == 7
    assert table["n_idk"].sum() == 1
    # the three sentences about x's spouse are the same, in two domains
    assert table.filter(pl.col("relation") == "spouse")["n_sources"].sum() == 1


def test_top_singletons(run: Path) -> None:
    table = run_query(run, "top_singletons")
    assert table.select("domain", "entity", "value").rows() == [("b", CORPUS[4].entity, "3"), ("a", "y", "1")]
    assert len(run_query(run, "top_singletons", {"domain": "a"})) == 1
    assert len(run_query(run, "top_singletons", {"limit": 1})) == 1


def test_conflicts(run: Path) -> None:
    assert rows(run, "conflicts") == [("born", "x", "1", 1, 1, 2), ("born", "x", "2", 1, 1, 2)]


def test_domains_and_relations(run: Path) -> None:
    domains = {row["domain"]: row for row in run_query(run, "domains").rows(named=True)}
    assert (domains["*"]["n"], domains["*"]["f1"], domains["*"]["sr"]) == (8, 2, 0.25)
    assert (domains["a"]["n"], domains["a"]["n_idk"], domains["a"]["f1"]) == (5, 1, 1)
    born = run_query(run, "relations").filter(pl.col("relation") == "born").row(0, named=True)
    assert (born["n"], born["f1"], born["conflicts"], born["values"]) == (5, 2, 1, 2)  # x stands for "1"


def test_overlap(run: Path) -> None:
    assert rows(run, "overlap") == [("a", "b", 2, 3, 3, pytest.approx(2 / 3))]


def test_entity_and_frequent(run: Path) -> None:
    assert [row[2] for row in rows(run, "entity", entity="X", relation="born")] == ["1", "2"]
    assert rows(run, "entity", entity="u'; DROP TABLE counts; --")[0][2] == "3"
    assert rows(run, "frequent", limit=1) == [("spouse", "x", 3, 0, 1, 2)]


def test_copied_sentences(run: Path) -> None:
    assert [row[-2:] for row in rows(run, "copied_sentences")] == [(2, 1)]


@pytest.mark.parametrize("name", questions())
def test_every_question_runs_with_what_it_needs_and_is_deterministic(run: Path, name: str) -> None:
    given = {p: "x" for p in parameters(name) if p not in defaulted(name)}
    assert run_query(run, name, given).equals(run_query(run, name, given))


def test_every_table_says_what_it_is(run: Path) -> None:
    sql = "SELECT {0}_name, comment FROM duckdb_{0}s() WHERE NOT internal AND NOT temporary"
    documented = {str(name): text for kind in ("table", "view") for name, text in rows(run, sql.format(kind))}
    del documented["counts_to_merge"]
    assert set(documented) == set(auditdb.COMMENTS)
    assert all(documented.values())


def test_views_work_from_the_runs_folder_even_after_it_moved(run: Path, tmp_path: Path) -> None:
    moved = tmp_path / "moved"
    shutil.copytree(run, moved)
    code = "import duckdb; print(duckdb.connect('audit.duckdb').sql('SELECT COUNT(*) FROM mentions').fetchall()[0][0])"
    output = subprocess.run([sys.executable, "-c", code], cwd=moved, capture_output=True, text=True, check=True).stdout
    assert output.strip() == "8"
    assert rows(moved, "SELECT COUNT(*) FROM mentions") == [(8,)]


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
def test_nothing_else_can_be_reached(run: Path, sql: str) -> None:
    secret_frame = pl.DataFrame({"a": [1]})
    with pytest.raises(BadRequest) as caught:
        run_query(run, sql)
    assert "\n" not in str(caught.value)
    assert len(secret_frame) == 1
    assert len(rows(run, "SELECT * FROM counts")) == 8


def test_wrong_requests_are_named(run: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"holds no audit\.duckdb"):
        run_query(tmp_path, "domains")
    with pytest.raises(BadRequest, match="parameter 'domian'"):
        run_query(run, "top_singletons", {"domian": "a"})
    (tmp_path / "audit.duckdb").write_text("not a database")
    with pytest.raises(BadData, match="cannot be opened"):
        run_query(tmp_path, "domains")


def test_a_missing_file_behind_the_database_is_named(run: Path, tmp_path: Path) -> None:
    shutil.copytree(run, tmp_path / "run")
    (tmp_path / "run/mentions/part-01.parquet").unlink()
    with pytest.raises(BadData, match=r"part-01\.parquet is missing"):
        run_query(tmp_path / "run", "domains")


def test_counts_of_a_large_run_are_a_view_with_the_same_rows(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(auditdb, "MOST_COUNTED", 3)
    shutil.copytree(run, tmp_path / "run")
    files = {kind: sorted((tmp_path / "run" / kind).glob("*.parquet")) for kind in ("mentions", "tally", "copies")}
    auditdb.write(tmp_path / "run", files, {}, theta=1.0, memory=1 << 30, temp=tmp_path / "spill")
    kinds = rows(tmp_path / "run", "SELECT table_type FROM information_schema.tables WHERE table_name = 'counts'")
    assert set(kinds) == {("VIEW",)}
    order = "SELECT * FROM counts ORDER BY ALL"
    assert rows(tmp_path / "run", order) == rows(run, order)


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


def test_parameters_that_are_missing_are_named(run: Path) -> None:
    with pytest.raises(BadRequest, match=r"no value of the parameter 'entity'.*--param entity=VALUE"):
        run_query(run, "entity")
    with pytest.raises(BadRequest, match="no value of the parameter 'd'"):
        run_query(run, "SELECT * FROM counts WHERE domain = $d")
    assert {r[0] for r in rows(run, "SELECT domain FROM counts WHERE domain = $d", d="a")} == {"a"}
    assert len(rows(run, "entity", entity="X")) == 5


def test_the_stated_parameters_are_those_of_the_query(run: Path) -> None:
    for name in questions():
        needed = set(re.findall(r"\$(\w+)", query_text(name).split("\n", 2)[2])) - {FLOOR}
        assert set(parameters(name)) == needed, name
        run_query(run, name, dict.fromkeys(needed - defaulted(name), "x"))
        assert name in listing()


def test_the_floor_set_is_the_default(run: Path) -> None:
    whole, floor = (len(run_query(run, "frequent", given)) for given in ({}, {FLOOR: ["born"]}))
    assert whole > floor
    assert {r[0] for r in rows(run, "frequent", **{FLOOR: ["born"]})} == {"born"}
    assert {r[0] for r in rows(run, "frequent", **{FLOOR: ["born"], "relation": "spouse"})} == {"spouse"}


@pytest.mark.parametrize("kind", ["csv", "json", "parquet"])
def test_every_type_prints_and_is_written(run: Path, tmp_path: Path, kind: str, capsys: Any) -> None:
    found = run_query(run, "SELECT * FROM test_all_types()")
    assert found.width > 40
    show_table(found)
    assert "smallint                    -32768\n" in capsys.readouterr().out
    write_rows(found, tmp_path / f"x.{kind}")
    read = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}[kind]
    back = read(tmp_path / f"x.{kind}", **({"infer_schema": False} if kind == "csv" else {}))
    assert (back.height, sorted(back.columns)) == (found.height, sorted(found.columns))


def test_a_file_of_another_kind_is_refused(run: Path, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"ends in \.csv"):
        write_rows(run_query(run, "domains"), tmp_path / "x.xlsx")


def test_broad_tables_become_records(capsys: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 80 columns no word is broken: each row becomes lines of a name and a value."""
    monkeypatch.setattr(terminal, "_stdout", lambda: Console(width=80, no_color=True))
    names = [f"column_{i}" for i in range(12)]
    show_table(pl.DataFrame({n: ["some words of text"] for n in names}))
    out = capsys.readouterr().out
    assert all(len(line) <= 80 for line in out.splitlines())
    assert out.count("some words of text") == 12
    show_table(pl.DataFrame({"a": [1], "b": [2]}))
    assert "a   b" in capsys.readouterr().out
