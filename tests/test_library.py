"""The library does what the commands do, takes tables as well as paths, and shows itself shortly."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from corpora import birth
from pyarrow.dataset import dataset

import corpusstat
from corpusstat.cli import main
from corpusstat.errors import BadRequest
from corpusstat.quality.judge import write_sample
from corpusstat.report.summary import content, pasted


@pytest.fixture
def run(small_run: corpusstat.Run) -> corpusstat.Run:
    return small_run


def printed(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    capsys.readouterr()
    assert main([*map(str, arguments), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_methods_are_the_commands(run: corpusstat.Run, capsys: pytest.CaptureFixture[str]) -> None:
    name = run.query("top_singletons", limit=1)["entity"][0]
    assert run.show(name).to_dicts() == printed(capsys, "show", run.folder, name)
    found = run.show(kind="singletons", domain="books", limit=3)
    assert found.to_dicts() == printed(capsys, "show", run.folder, "--singletons", "--domain", "books", "-n", 3)
    assert run.query("domains").to_dicts() == printed(capsys, "query", run.folder, "domains")
    assert run.compare(run).to_dicts() == printed(capsys, "compare", run.folder, run.folder)
    assert run.extrapolate("2x") == printed(capsys, "extrapolate", run.folder, "--to", "2x")
    assert run.whatif({"books": 0}).sr == printed(capsys, "whatif", run.folder, "--weight", "books=0")["sr"]
    numbers = ["--sr", 0.3, "--n", 1e6, "--answers", 365]
    assert corpusstat.bound(sr=0.3, n=1e6, answers=365) == printed(capsys, "bound", *numbers)


def test_the_first_singletons_show_what_they_are_made_of(run: corpusstat.Run) -> None:
    rows = run.query("top_singletons", limit=1000)
    kinds = rows.select("domain", "relation")
    first = kinds.unique().height
    assert first > 1
    assert kinds.head(first).is_unique().all()
    assert rows["alike"].head(first).is_sorted(descending=True)
    assert rows["alike"].head(first).sum() == rows.height


def test_a_judged_sample_corrects(run: corpusstat.Run, tmp_path: Path) -> None:
    shutil.copytree(run.folder, tmp_path / "run")
    run = corpusstat.open_report(tmp_path / "run")
    drawn = run.sample(40, unfound=5)
    assert drawn.filter(pl.col("count") > 0).height == 40
    write_sample(drawn, tmp_path / "judged.csv")
    rows = pl.read_csv(tmp_path / "judged.csv", infer_schema=False)
    verdict = pl.when(pl.col("count") == "0").then(pl.lit("none")).otherwise(pl.lit("right"))
    rows.with_columns(verdict=verdict).write_csv(tmp_path / "judged.csv")
    assert run.judged(tmp_path / "judged.csv").report["corpus"]["corrected"]["sr"] > 0


def test_frames_have_the_floors(run: corpusstat.Run) -> None:
    floors = run.report["domains"][0]["floors"]
    row = run.domains.row(0, named=True)
    assert {n: row[f"floor_{n}"] for n in floors} == {n: f["value"] for n, f in floors.items()}
    assert set(run.floors["floor"]) == {"wrong_or_declined", "statistical", "guaranteed", "paper"}
    assert run.floors.filter(domain="*", floor="paper")["sr"].to_list()[0] == run.sr


def test_it_shows_itself_shortly(run: corpusstat.Run) -> None:
    assert len(repr(run)) < 200
    assert "60 mentions, 2 domains, sr 0.67" in repr(run)
    page = run._repr_html_()
    assert "<table>" in page
    assert "books" in page
    assert "<script" not in page


def test_what_there_is_is_listed() -> None:
    assert set(corpusstat.__all__) <= set(dir(corpusstat))
    assert re.fullmatch(r"\d+\.\d+\.\d+.*", corpusstat.__version__)
    assert all(getattr(corpusstat, name) is not None for name in corpusstat.__all__)
    assert [name for name in dir(corpusstat) if not name.startswith("__")] == sorted(
        name for name in corpusstat.__all__ if not name.startswith("__")
    )
    assert corpusstat.relations.load(only=["author"]).relations[0].name == "author"
    with pytest.raises(AttributeError):
        _ = corpusstat.audits
    with pytest.raises(BadRequest, match="did you mean answers"):
        corpusstat.bound(answer=3)


def test_frames_are_flat(run: corpusstat.Run) -> None:
    """Text and numbers only, so that they can be written as CSV, and nothing of what the floors took is lost."""
    for frame in (run.domains, run.relations, run.cells, run.floors):
        assert [name for name, kind in frame.schema.items() if kind.is_nested()] == []
        assert pl.read_csv(frame.write_csv().encode()).height == frame.height
    expected = {r["relation"]: r["precision"] and r["precision"]["value"] for r in run.report["relations"]}
    assert dict(run.relations.select("relation", "precision").iter_rows()) == expected


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda run: run.show(kind="singleton"), "did you mean singletons"),
        (lambda run: run.show(kind="conflicts", limit=0), "limit of 0"),
        (lambda run: run.show("Ada Veland", limit=-1), "limit of -1"),
        (lambda run: run.show("Ada Veland", domain="books"), "either of the two"),
        (lambda run: run.show(domain="book"), "did you mean books"),
        (lambda run: run.whatif({"books": "half"}), "a number for each"),
        (lambda run: run.extrapolate(-3), "size '-3'"),
    ],
)
def test_odd_requests_are_one_line(run: corpusstat.Run, ask: Callable[[corpusstat.Run], Any], said: str) -> None:
    with pytest.raises(BadRequest, match=said) as found:
        ask(run)
    assert "\n" not in str(found.value)


def test_sizes_can_be_numbers(run: corpusstat.Run) -> None:
    """Of the corpus, which has 60 mentions; each domain is taken to as many."""
    assert run.extrapolate(120)[0] == run.extrapolate("2x")[0]
    assert run.extrapolate([90, "2x"]) == run.extrapolate("90") + run.extrapolate("2x")


TEXTS = [birth(i) for i in range(40)]
TABLES: dict[str, Callable[[], Any]] = {
    "arrow": lambda: pa.table({"text": TEXTS}),
    "polars": lambda: pl.DataFrame({"text": TEXTS}),
    "lazy": lambda: pl.LazyFrame({"text": TEXTS}),
    "reader": lambda: pa.table({"text": TEXTS}).to_reader(7),
    "dict": lambda: {"text": TEXTS},
    "dataset": lambda: dataset(pa.table({"text": TEXTS})),
    "list": lambda: [pl.DataFrame({"text": TEXTS[:9]}), pa.table({"text": TEXTS[9:]}).to_batches()[0]],
    "generator": lambda: (pa.table({"text": [text]}) for text in TEXTS),
}


@pytest.mark.parametrize(
    "kind",
    [k if k in ("arrow", "dict", "dataset", "generator") else pytest.param(k, marks=pytest.mark.slow) for k in TABLES],
)
def test_tables_are_documents(kind: str, tmp_path: Path) -> None:
    run = corpusstat.audit(TABLES[kind](), tmp_path / "run", domain="constant:all")
    assert (run.report["corpus"]["documents"], run.report["corpus"]["n"]) == (40, 40)
    again: list[str] = []
    corpusstat.audit(TABLES[kind](), tmp_path / "run", domain="constant:all", say=again.append)
    assert any("nothing to do" in line for line in again)


@pytest.mark.parametrize("data",
    [
        iter([]), [pa.table({"text": ["x"]}), pa.table({"body": ["x"]})], iter([3]), 5, None, {"text": "x"},
        [{"text": "x"}], pl.Series("text", ["x"]), pa.chunked_array([["x"]]),
    ],
)  # fmt: skip
def test_what_is_no_table_is_refused(data: Any, tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"without a batch|do not fit|of type (int|NoneType)|is no table"):
        corpusstat.audit(data, tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_threads_share_a_run(run: corpusstat.Run) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: run.query("domains").to_dicts(), range(12)))
    assert all(rows == found[0] for rows in found)


def test_other_shapes_of_the_report(run: corpusstat.Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = [tmp_path / f"domains.{kind}" for kind in ("csv", "json", "parquet")]
    for file in files:
        assert main(["report", str(run.folder), "--per-domain", str(file)]) == 0
    table = pl.read_parquet(files[2])
    assert table["domain"].to_list() == [d["domain"] for d in run.report["domains"]]
    assert table["f1"].to_list() == [d["f"][0] for d in run.report["domains"]]
    assert main(["report", str(run.folder), "--content", str(tmp_path / "content.json")]) == 0
    summary = json.loads((tmp_path / "content.json").read_text("utf-8"))
    assert summary == content(run.report)
    assert sum(d["bytes"] for d in summary["domains"]) == summary["total"]["bytes"]
    assert sum(d["share"] for d in summary["domains"]) == pytest.approx(1)
    capsys.readouterr()
    assert main(["report", str(run.folder), "--text"]) == 0
    assert capsys.readouterr().out == pasted(run.report)


def test_a_pasted_summary_shows_names_as_they_are(run: corpusstat.Run) -> None:
    hostile = "![x](http://a/b) | <b>"
    report = run.report | {"domains": [row | {"domain": hostile} for row in run.report["domains"]]}
    line = next(line for line in pasted(report).splitlines() if "a/b" in line)
    assert "![" not in line
    assert "<b>" not in line
    assert line.replace("\\|", "").count("|") == 6


def test_the_package_of_relations_is_the_function_of_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    listed = corpusstat.relations()
    assert listed["relation"].to_list() == [row["name"] for row in printed(capsys, "relations")]
    assert listed.filter(pl.col("in_floor"))["reason"].null_count() == listed["in_floor"].sum()
    tried = corpusstat.relations(only="birth_date", sentence="Ada Veland was born on 3 May 1900.")
    assert tried.select("outcome", "entity", "value").rows() == [("found", "Ada Veland", "1900-05-03")]
    from corpusstat.relations import load  # it stays the package that it was

    assert corpusstat.relations.load is load
