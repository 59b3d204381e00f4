"""Documents of facts seen once: the list is true, and the effects are what the audit of the treated corpus shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from planted import World

import corpusstat
from corpusstat.after.singletons import effects, singletons
from corpusstat.cli import main


def test_the_list_is_that_of_the_world(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    world, run = planted_run
    single = world.said & (world.n[world.drawn] == 1)
    for name in ("x.csv", "x.parquet"):
        assert main(["singletons", str(run), "-o", str(tmp_path / name)]) == 0
    listed = pl.read_parquet(tmp_path / "x.parquet")
    assert listed["row"].to_list() == np.flatnonzero(single).tolist()
    assert listed["id"].to_list() == [str(row) for row in listed["row"]]
    assert listed["singletons"].sum() == (world.n == 1).sum()
    assert pl.read_csv(tmp_path / "x.csv", schema_overrides=listed.schema).equals(listed)
    assert main(["singletons", str(run), "--domain", "nowhere"]) == 2
    assert main(["singletons", str(run), "-o", str(tmp_path / "x.csv")]) == 2


def test_effects_are_the_mean_over_treated_corpora(planted_run: tuple[World, Path]) -> None:
    """Each listed document is dropped or repeated by lot; the mean of f1/N over many lots is the expectation."""
    world, run = planted_run
    listed, prompts = singletons(run)
    rng = np.random.default_rng(1)
    chosen = np.zeros(world.drawn.size, dtype=bool)
    chosen[listed["row"].to_list()] = True
    row = effects(listed, prompts, world.drawn.size, [0.5])[0]
    repeat, drop = [], []
    for _ in range(200):
        hit = chosen & (rng.random(world.drawn.size) < 0.5)
        for found, keep in ((repeat, np.ones(hit.size, dtype=int) + hit), (drop, 1 - hit)):
            counts = np.bincount(world.drawn, weights=keep * world.said, minlength=world.mu.size)
            found.append((counts == 1).sum() / keep.sum())
    assert row["repeat"] == pytest.approx(np.mean(repeat), abs=4 * np.std(repeat) / 200**0.5 + 1e-4)
    assert row["drop"] == pytest.approx(np.mean(drop), abs=4 * np.std(drop) / 200**0.5 + 1e-4)


def test_a_dropped_example_may_leave_a_new_singleton() -> None:
    listed = pl.DataFrame({"examples": [2, 1]})
    prompts = pl.DataFrame({"n": [1, 2], "t": [1, 1], "prompts": [2, 1]})
    row = effects(listed, prompts, 10, [1.0])[0]
    assert row["drop"] == pytest.approx(1 / 7)
    assert row["repeat"] == 0


def audited(folder: Path, rows: list[tuple[str, str]]) -> dict[str, Any]:
    folder.mkdir()
    for i, (name, text) in enumerate(rows):
        pq.write_table(pa.table({"id": [name], "text": [text]}), folder / f"{i}.parquet")
    run = corpusstat.audit(folder, out=folder.with_suffix(".run"), text="text", id="id")
    return json.loads((run.folder / "report.json").read_text("utf-8"))["corpus"]


def test_ids_are_those_of_the_documents(tmp_path: Path, capsys: Any) -> None:
    """Parquet of two row groups, and JSON lines with a broken line, an id that is a number, and one without an id."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    texts = [f"{name} was born on 3 May 1900." for name in ("Ada Veland", "Bo Ekdal", "Cid Holm", "Dag Moen")]
    pq.write_table(pa.table({"id": ["p0", "p1"], "text": texts[:2]}), folder / "a.parquet", row_group_size=1)
    rows = [json.dumps({"id": 7, "text": texts[2]}), "{", json.dumps({"text": texts[3]})]
    (folder / "b.jsonl").write_text("\n".join(rows) + "\n", "utf-8")
    run = corpusstat.audit(folder, out=tmp_path / "run")
    assert main(["singletons", str(run.folder), "-o", str(tmp_path / "x.parquet")]) == 0
    assert pl.read_parquet(tmp_path / "x.parquet")["id"].to_list() == ["p0", "p1", "7", None]
    (folder / "a.parquet").unlink()
    capsys.readouterr()
    assert main(["singletons", str(run.folder), "-o", str(tmp_path / "y.csv")]) == 1
    assert "--no-ids" in capsys.readouterr().err
    assert main(["singletons", str(run.folder), "-o", str(tmp_path / "y.csv"), "--no-ids"]) == 0
    assert "id" not in pl.read_csv(tmp_path / "y.csv").columns


def test_a_rewrite_that_keeps_its_id_is_a_copy(tmp_path: Path) -> None:
    original = ("a", "Ada Veland was born on 3 May 1900.")
    other = ("b", "Bo Ekdal died on 4 June 1990.")
    text = "It was in the hard winter that followed that Ada Veland, born on 3 May 1900, learnt to skate on the lake."
    kept = audited(tmp_path / "kept", [original, other, ("a", text)])
    new = audited(tmp_path / "new", [original, other, ("c", text)])
    assert kept["n"] == new["n"] == 3
    assert (kept["collapsed"]["n"], kept["collapsed"]["sr"]) == (2, 1)
    assert new["collapsed"]["n"] == 3
