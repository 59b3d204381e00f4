"""The index of a run: what it finds is what reading every mention finds, and it reads little for that."""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpora import birth, person, write

import corpusstat
from corpusstat.count.finder import NAMES, PLACE, PLACES, nearest, place_rows, write_names, write_places
from corpusstat.engine.runfolder import read_run
from corpusstat.errors import BadData
from corpusstat.runs import finder, lookup


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("finder")
    for shard in range(3):
        texts = [birth(i) for i in range(shard, 12)] + [f"{person(3)} is married to {person(20 + shard)}."]
        texts += [birth(30 + shard).replace(f"19{30 + shard}", "1911"), birth(30 + shard)]
        ids = [f"{shard}-{i}" for i in range(len(texts))]
        write(folder / "c" / f"d{shard}" / "a.parquet", {"text": texts, "id": ids})
    corpusstat.audit(folder / "c", folder / "run")
    return folder / "run"


def without_index(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "has_index", lambda *_: False)


@pytest.mark.parametrize("name", [person(0), person(3).upper(), f"Dr. {person(11)}", "Somebody Else"])
@pytest.mark.parametrize("limit", [None, 2])
def test_the_index_finds_what_a_scan_finds(
    run: Path, name: str, limit: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = lookup.facts(run, name, limit=limit)
    without_index(monkeypatch)
    assert found.equals(lookup.facts(run, name, limit=limit))
    assert found.is_empty() == (name == "Somebody Else")


def test_statements_have_the_code_of_their_entity(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = lookup.facts(run, person(3), "spouse")
    assert found.height == 3
    without_index(monkeypatch)
    assert found.equals(lookup.facts(run, person(3), "spouse"))


def test_only_parts_with_mentions_of_it_are_read(run: Path, tmp_path: Path) -> None:
    """A damaged part stops whoever needs it, and nobody else."""
    rows = pl.concat([pl.read_parquet(p).with_columns(file=pl.lit(p.name)) for p in (run / "mentions").iterdir()])
    first = rows.filter(pl.col("entity") == person(0))["file"].unique().to_list()
    assert len(first) == 1
    path = run / "mentions" / first[0]
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:100] + bytes(4) + whole[104:])
        with pytest.raises(BadData, match="not as it was written"):
            lookup.facts(run, person(0))
        others = sorted(
            set(rows.filter(pl.col("file") != first[0])["entity"]) - set(rows.filter(file=first[0])["entity"])
        )
        assert lookup.facts(run, others[0]).height
    finally:
        path.write_bytes(whole)


def test_near_names_come_from_the_index_too(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = person(3)[:-1] + "x"
    found = lookup.near_names(run, wrong)
    assert found[0] == person(3)
    without_index(monkeypatch)
    assert found == lookup.near_names(run, wrong)


@pytest.mark.parametrize("kind", ["singletons", "conflicts"])
@pytest.mark.parametrize("domain", [None, 0])
def test_examples_are_those_of_a_search_through_all(
    run: Path, kind: str, domain: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = sorted(set(pl.read_parquet(run / finder.EXAMPLES_FILE)["domain"]))
    where = None if domain is None else names[domain]
    kept = lookup.chosen(run, kind, where, limit=4)
    monkeypatch.setattr(lookup, "kept_examples", lambda *_: None)
    assert kept.equals(lookup.chosen(run, kind, where, limit=4))
    assert kept.height


def test_a_domain_or_run_without_examples_is_searched(run: Path) -> None:
    manifest = read_run(run)
    assert finder.kept_examples(run, manifest, "singletons", "nowhere") is None
    assert finder.kept_examples(run, dataclasses.replace(manifest, results={}), "singletons", None) is None
    assert not finder.has_index(run, dataclasses.replace(manifest, results={}))


def test_the_same_rows_give_the_same_index(tmp_path: Path) -> None:
    batches = [
        pa.RecordBatch.from_pylist([{"code": c, "part": 0, "row": i}], PLACE) for i, c in enumerate([5, -7, 5, 0])
    ]
    for name, rows in (("a", batches), ("b", batches[::-1])):
        write_places(tmp_path / name, rows, size=4, memory=1 << 28, temp=tmp_path / "spill")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert pq.read_table(tmp_path / "a")["code"].to_pylist() == [-7, 0, 5, 5]
    assert place_rows(tmp_path / "a", {5})["row"].to_list() == [0, 2]
    assert place_rows(tmp_path / "a", {6}).is_empty()


def everything(run: Path, wrong: str) -> None:
    lookup.facts(run, person(3))
    lookup.near_names(run, wrong)
    lookup.chosen(run, "singletons")


@pytest.mark.parametrize("name", [PLACES, NAMES, finder.INDEX_FILE, finder.EXAMPLES_FILE])
@pytest.mark.parametrize("where", [0.02, 0.5, 0.95])
def test_an_index_that_was_altered_is_refused(run: Path, name: str, where: float) -> None:
    """Wherever a bit is turned, nothing is found wrongly, and the process goes on (Arrow ends it on a bad footer)."""
    whole, wrong = (run / name).read_bytes(), person(3)[:-1] + "x"
    at = int(len(whole) * where) + 4
    try:
        (run / name).write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(BadData, match="audit again"):
            everything(run, wrong)
    finally:
        (run / name).write_bytes(whole)


def test_no_mentions_no_names(tmp_path: Path) -> None:
    write_names(tmp_path / NAMES, (), memory=1 << 28, temp=tmp_path / "spill")
    assert nearest(tmp_path / NAMES, "Anna") == []
    assert not os.listdir(tmp_path / "spill")


def test_rows_of_many_parts_packed_in_one_file_have_the_places_of_their_parts(run: Path, tmp_path: Path) -> None:
    manifest = read_run(run)
    parts = list(lookup.mention_files(run, manifest))
    assert len(parts) > 1
    packed, known = tmp_path / "packed.parquet", lookup.load_as(manifest.config)
    pl.concat([pl.read_parquet(part) for part in parts]).write_parquet(packed)
    apart = pa.Table.from_batches(finder._codes(parts, known))
    together = pa.Table.from_batches(finder._codes_of_packed([packed], parts, known))
    assert together.equals(apart)
