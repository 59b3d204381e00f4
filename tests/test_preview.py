"""What a look at a few rows says before a run."""

from __future__ import annotations

import threading
from pathlib import Path

import pyarrow as pa
import pytest
from corpora import small, write

from corpusstat.errors import BadData, BadRequest
from corpusstat.read import preview as module
from corpusstat.read.preview import Names, fitting, preview
from corpusstat.read.shards import plan


def notes(folder: Path, **names: str) -> list[str]:
    """What is noted besides what the plan has."""
    found = plan([folder])
    return list(preview(found, Names(**names), 5).notes[len(found.notes) :])


def test_nothing_is_said_of_ordinary_columns(tmp_path: Path) -> None:
    columns = {"text": ["t"] * 200, "id": [str(i) for i in range(200)], "source": ["a", "b"] * 100}
    write(tmp_path / "c" / "a.parquet", columns)
    assert notes(tmp_path / "c") == []


def test_domains_that_are_missing_or_nearly_as_many_as_documents(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.parquet", {"text": ["t"] * 200, "k": [f"d{i}" for i in range(200)], "z": [None] * 200})
    (said,) = notes(tmp_path / "c", domain="k")
    assert said.startswith("domain: 200 different ones of 200 documents looked at")
    assert "the largest 5 will be reported" in said
    (said,) = notes(tmp_path / "c", domain="z")
    assert said == "domain: 200 of 200 documents looked at have none: check --domain"


def test_the_one_document_there_is(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.parquet", {"text": ["t"], "z": pa.nulls(1, pa.string())})
    assert notes(tmp_path / "c", domain="z") == ["domain: the one document looked at has none: check --domain"]


def test_ids_that_documents_share(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.parquet", {"text": ["t"] * 200, "id": [str(i // 2) for i in range(200)]})
    (said,) = notes(tmp_path / "c")
    assert said.startswith("id: 100 different ones in 200 documents looked at")


def test_few_documents_say_nothing(tmp_path: Path) -> None:
    write(tmp_path / "c" / "a.parquet", {"text": ["t"] * 99, "id": ["1"] * 99, "k": [str(i) for i in range(99)]})
    assert notes(tmp_path / "c", domain="k") == []


def test_a_shard_that_does_not_fit_is_broken_strictly_an_error_and_alone_a_bad_request(tmp_path: Path) -> None:
    write(tmp_path / "c" / "odd.parquet", {"body": ["t"]})
    with pytest.raises(BadRequest, match="no text column"):
        fitting(plan([tmp_path / "c"]), Names())
    write(tmp_path / "c" / "good.parquet", {"text": ["t"]})
    found = fitting(plan([tmp_path / "c"]), Names())
    assert [s.name for s in found.shards] == ["c/good.parquet"]
    assert [(b.name, "no text column" in b.reason) for b in found.broken] == [("c/odd.parquet", True)]
    with pytest.raises(BadData, match=r"c/odd\.parquet cannot be read: no text column.*--strict"):
        fitting(plan([tmp_path / "c"]), Names(), strict=True)


def test_row_groups_are_looked_at_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a store each takes its time: one after the other they took longer than to plan all shards."""
    found = plan([small(tmp_path / "corpus")])
    groups = sum(len(s.row_groups) for s in found.shards)
    assert 1 < groups <= 16
    together, real = threading.Barrier(groups, timeout=60), module.peeked_rows

    def waiting(*place: object, **names: object) -> object:
        together.wait()  # until all of them are here
        return real(*place, **names)

    before = module.look(found, Names())
    monkeypatch.setattr(module, "peeked_rows", waiting)
    assert module.look(found, Names()) == before
    assert not together.broken
