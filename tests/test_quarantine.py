"""What could not be used is named, and ``--strict`` stops at the first of it."""

from __future__ import annotations

import dataclasses
import json

import polars as pl
import pytest

from corpusstat.engine.manifest import Quarantined, make
from corpusstat.errors import BadData
from corpusstat.pipeline import _refuse_rejected
from corpusstat.read.shards import Plan
from corpusstat.report.report import _rejections
from corpusstat.runs.conclude import _quarantine
from corpusstat.schema import REJECTED, polars_schema

ROWS = [
    ("d", "", "no text", "a", 0, 7, 1),
    ("d", "*id", "id: not UTF-8", "a", 0, 3, 1),
    ("d", "birth_date", "two dates", None, None, None, 5),
]
FRAME = pl.DataFrame(ROWS, schema=polars_schema(REJECTED), orient="row")


def test_shards_documents_and_cells_are_listed_and_summed() -> None:
    manifest = dataclasses.replace(make(Plan(()), {}), quarantined=(Quarantined("b", "encrypted"),))
    lines = [json.loads(line) for line in _quarantine(FRAME, manifest).splitlines()]
    assert [(line["what"], line["shard"], line["row"], line["reason"]) for line in lines] == [
        ("shard", "b", None, "encrypted"),
        ("id", "a", 3, "id: not UTF-8"),
        ("document", "a", 7, "no text"),
    ]
    sums = _rejections(FRAME)
    assert sums["skipped_documents"] == [{"reason": "no text", "n": 1}]
    assert sums["unused_cells"] == [{"reason": "id: not UTF-8", "n": 1}]
    assert [r["n"] for r in sums["rejected"]] == [5]


def test_strict_names_the_first_row() -> None:
    with pytest.raises(BadData, match="a, row group 0, row 3: a cell that cannot be used: id: not UTF-8"):
        _refuse_rejected(FRAME.filter(pl.col("shard").is_not_null()))
    _refuse_rejected(FRAME.clear())
