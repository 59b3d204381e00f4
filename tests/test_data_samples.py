"""The sample shards: what make.py writes, and what is found in them against the facts written by hand."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import ModuleType
from typing import Any

import polars as pl
import pyarrow.parquet as pq
import pytest

import corpusstat
from corpusstat.normalise.normalise import canonical_value, entity, prompt_key
from corpusstat.relations import EXPERIMENTAL, Relation, load_all

Fact = tuple[str, int, int, str, int, str | None]


@pytest.fixture(scope="module")
def make(samples: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_samples", samples / "make.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "dont_write_bytecode", True)  # an audit beside this test would name it
        spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def expected(samples: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((samples / "expected.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def relations() -> dict[str, Relation]:
    return {r.name: r for r in load_all().relations}


@pytest.fixture(scope="module")
def run(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> corpusstat.Run:
    return corpusstat.audit(samples, tmp_path_factory.mktemp("samples") / "run", workers=1, relations=[EXPERIMENTAL])


def test_make_writes_the_same_again(make: ModuleType, samples: Path, tmp_path: Path) -> None:
    make.make(tmp_path)
    shards = sorted(make.SHARDS)
    assert sorted(p.relative_to(samples).as_posix() for p in samples.rglob("*.parquet")) == shards
    assert (tmp_path / "expected.json").read_bytes() == (samples / "expected.json").read_bytes()
    for shard in shards:
        ours, theirs = tmp_path / shard, samples / shard
        if pq.read_metadata(ours).created_by == pq.read_metadata(theirs).created_by:
            assert ours.read_bytes() == theirs.read_bytes(), shard
        else:  # another pyarrow encodes the same rows in other bytes
            assert pq.read_table(ours).equals(pq.read_table(theirs)), shard


def test_every_case_is_there(expected: dict[str, Any]) -> None:
    """What the samples are for; a change of the text must not lose a case."""
    by_prompt: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for fact in expected["facts"]:
        by_prompt.setdefault((fact["relation"], fact["entity"]), []).append(fact)
    floor = {p: rows for p, rows in by_prompt.items() if p[0] in expected["floor_set"]}
    answers = {p: [r["value"] for r in rows if r["value"] is not None] for p, rows in floor.items()}
    assert any(len({r["domain"] for r in rows}) > 1 for rows in floor.values())
    assert any(not answers[p] and len(rows) > 1 for p, rows in floor.items()), "IDK only"
    assert any(len(answers[p]) == 1 and len(rows) > 5 for p, rows in floor.items()), "one answer, many IDK"
    assert any(len(set(values)) > 1 for values in answers.values()), "two values"
    assert len({e["domain"] for e in expected["estimates"]}) >= 5
    assert any(e["f1"] != e["distinct"] for e in expected["estimates"] if e["scope"] == "domain")


def test_the_identity_of_domains(expected: dict[str, Any]) -> None:
    rows = [e for e in expected["estimates"] if e["scope"] == "corpus"]
    whole = next(e for e in rows if e["domain"] == "*")
    parts = [e for e in rows if e["domain"] != "*"]
    assert sum(Fraction(e["sr"]) * e["n"] for e in parts) == Fraction(whole["sr"]) * whole["n"] == whole["f1"]
    assert sum(e["n"] for e in parts) == whole["n"]


def test_floor_set_is_that_of_the_packs(expected: dict[str, Any], relations: dict[str, Relation]) -> None:
    used = {f["relation"] for f in expected["facts"]}
    assert used <= set(relations)
    assert {name for name in used if relations[name].in_floor} == set(expected["floor_set"])


def wanted(expected: dict[str, Any], relations: dict[str, Relation]) -> Iterator[Fact]:
    """The facts written by hand, in the library's own keys: names are normalised, dates and numbers are as written."""
    for f in expected["facts"]:
        relation = relations[f["relation"]]
        subject = entity(f["entity"], relation.subject)
        assert subject is not None, f
        named = f["value"] is not None and relation.value not in ("date", "number")
        value = canonical_value(f["value"], relation.value) if named else f["value"]
        key = prompt_key(relation.name, subject, None if relation.single else value)
        yield f["shard"], f["row_group"], f["row"], relation.name, key, value


def test_exactly_these_facts_are_found(
    run: corpusstat.Run, expected: dict[str, Any], relations: dict[str, Relation]
) -> None:
    """Nothing is missed and nothing added, by any relation, also one that the samples do not use."""
    columns = ["shard", "row_group", "row", "relation", "key", "value"]
    mentions = pl.read_parquet(run.folder / "mentions" / "*.parquet")
    found = {(shard.removeprefix("data_samples/"), *rest) for shard, *rest in mentions.select(columns).iter_rows()}
    assert len(found) == len(mentions)
    names = {
        p: f"{f['document']}: {f['relation']} of {f['entity']}"
        for p, f in zip(wanted(expected, relations), expected["facts"], strict=True)
    }
    assert sorted(names[p] for p in names.keys() - found) == [], "facts missed"
    seen = {
        (s.removeprefix("data_samples/"), *rest): text
        for s, *rest, text in mentions.select(*columns, "sentence").iter_rows()
    }
    assert sorted(f"{p[3]}: {seen[p]}" for p in found - names.keys()) == [], "facts added"


def test_exactly_these_figures_are_reported(run: corpusstat.Run, expected: dict[str, Any]) -> None:
    report = {e["domain"]: e for e in [run.report["corpus"], *run.report["domains"]]}
    assert sorted(report) == sorted({e["domain"] for e in expected["estimates"]})
    for e in expected["estimates"]:
        row = report[e["domain"]]
        scope = row if e["scope"] == "corpus" else row["domain_scope"]
        got = {"n": scope["n"], "n_idk": scope["n_idk"], "f1": scope["f"][0], "distinct": scope["distinct"]}
        assert got == {name: e[name] for name in got}, (e["domain"], e["scope"])
        assert row["documents"] == e["documents"]
        assert scope["sr"] == float(Fraction(e["sr"])), (e["domain"], e["scope"])
