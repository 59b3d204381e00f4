"""Concluding a run: what could not be used is listed, what was spilled is gone, and a broken part is named."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

import corpusstat
from corpusstat.engine.manifest import Manifest, Quarantined
from corpusstat.errors import BadData
from corpusstat.runs import conclude
from corpusstat.schema import CELL, REJECTED, polars_schema


def test_shards_come_first_then_documents_and_cells_in_their_order(small_run: corpusstat.Run) -> None:
    row = dict.fromkeys(REJECTED.names) | {"domain": "d", "relation": "", "n": 1}
    rows = [
        row | {"reason": "counted only", "n": 9},  # of no place: a sum
        row | {"reason": "no text", "shard": "b", "row_group": 0, "row": 1},
        row | {"reason": "odd", "shard": "a", "row_group": 2, "row": 0, "relation": f"{CELL}id"},
    ]
    manifest = Manifest.read(small_run.folder / "manifest.json")
    object.__setattr__(manifest, "quarantined", (Quarantined("z", "torn"),))
    lines = conclude._quarantine(pl.DataFrame(rows, schema=polars_schema(REJECTED)), manifest).splitlines()
    found = [json.loads(line) for line in lines]
    assert [(e["shard"], e["what"], e["reason"]) for e in found] == [
        ("z", "shard", "torn"),
        ("a", "id", "odd"),
        ("b", "document", "no text"),
    ]


def test_what_was_spilled_is_gone_whatever_happens(tmp_path: Path) -> None:
    def fail() -> None:
        with conclude._spill(tmp_path) as spill:
            spill.mkdir()
            (spill / "big").write_text("x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not (tmp_path / "spill").exists()


def test_a_part_that_cannot_be_read_is_bad_data(tmp_path: Path) -> None:
    schema = polars_schema(REJECTED)
    assert conclude._read([], schema).schema == schema
    (tmp_path / "part.parquet").write_bytes(b"not a part")
    with pytest.raises(BadData, match="a part cannot be read"):
        conclude._read([tmp_path / "part.parquet"], schema)


def test_the_report_names_its_inputs_without_any_time(small_run: corpusstat.Run) -> None:
    manifest = Manifest.read(small_run.folder / "manifest.json")
    told = conclude._manifest(manifest)
    assert told == small_run.report["manifest"]
    assert "modified" not in json.dumps(told)
    assert {"spill", "report.json", "report.html", "audit.duckdb"} - {p.name for p in small_run.folder.iterdir()} == {
        "spill"
    }
