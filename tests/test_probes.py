"""Probes from a run: balanced, seeded, true to the counts, and in the harness's form."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from planted import World, day, name, written

from corpusstat.after.answers import CORRECT, grade
from corpusstat.after.draw import bucket_of, draw, weights
from corpusstat.after.probes import probes, relations_of
from corpusstat.cli import main
from corpusstat.engine.runfolder import part_paths, read_run
from corpusstat.errors import BadRequest


def read(folder: Path, file: str = "probes.jsonl") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "data" / file).read_text("utf-8").splitlines()]


def test_counts_answers_and_sentences_are_those_of_the_world(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    world, run = planted_run
    about = probes(run, tmp_path, n=120)
    found = read(tmp_path)
    assert len(found) == about["probes"] == 120
    people = {name(i): i for i in range(world.mu.size)}
    for item in found:
        i = people[item["entity"]]
        assert item["count"] == world.n[i] >= 1
        assert item["bucket"] == bucket_of(item["count"])
        assert item["question"] == f"On what date was {name(i)} born?"
        assert written(day(world.right[i])) in item["answers"]
        assert item["entity"] in item["sentence"]
        assert item["wrong_answers"] == 364
        for answer in item["answers"]:
            assert grade(answer, item["answers"], item["kind"], item["question"]).status == CORRECT


def test_buckets_are_even_as_far_as_they_reach(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    world, run = planted_run
    have = Counter(bucket_of(int(k)) for k in world.n[world.n > 0])
    about = probes(run, tmp_path, n=120)
    full = [count for bucket, count in about["by_bucket"].items() if count < have[bucket]]
    assert max(full) - min(full) <= 1
    assert all(count == have[b] for b, count in about["by_bucket"].items() if count < min(full))


def test_held_out_documents_make_bucket_zero(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    world, run = planted_run
    probes(run, tmp_path, n=300, audit_documents=0.2)
    out = {(d["shard"], d["row_group"], d["row"]) for d in read(tmp_path, "held_out.jsonl")}
    mentions = pl.read_parquet(list(part_paths(run, read_run(run)).mentions)).filter(pl.col("value").is_not_null())
    kept = [row not in out for row in mentions.select("shard", "row_group", "row").iter_rows()]
    counts = dict(mentions.filter(pl.Series(kept)).group_by("entity").len().iter_rows())
    found = read(tmp_path)
    zero = [item for item in found if item["bucket"] == "k0000"]
    assert len(zero) > 20
    assert 0.15 < len(out) / world.drawn.size < 0.25
    for item in found:
        assert item["count"] == counts.get(item["entity"], 0)
        assert ((item["shard"], item["row_group"], item["row"]) in out) == (item["count"] == 0)


def test_the_seed_decides(planted_run: tuple[World, Path], tmp_path: Path) -> None:
    _, run = planted_run
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        probes(run, tmp_path / folder, n=50, seed=seed)
    a, b, c = ((tmp_path / folder / "data" / "probes.jsonl").read_bytes() for folder in "abc")
    assert a == b != c


def test_weights_are_good_and_turings(planted_run: tuple[World, Path]) -> None:
    world, run = planted_run
    rows = weights(part_paths(run, read_run(run)).mentions, ["birthday"])
    by_bucket = Counter[str]()
    for row in rows:
        by_bucket[row["bucket"]] += row["m"]
    assert by_bucket["k0000"] == (world.n == 1).sum()
    assert by_bucket["k0001"] == 2 * (world.n == 2).sum()
    assert by_bucket["k0003"] == sum(k * (world.n == k).sum() for k in (4, 5, 6))
    assert sum(by_bucket.values()) == world.said.sum()
    silent = {row["bucket"]: row["m_idk"] for row in rows}
    assert silent["k0000"] == world.n_idk[world.n == 0].sum()
    assert sum(silent.values()) == (~world.said).sum()


def test_conflicting_values_and_lone_first_names_are_left_out(tmp_path: Path) -> None:
    rows = [
        ("Ada Veland", 1, "1900-05-03"), ("Ada Veland", 1, "1901-05-03"), ("Bo Ekdal", 2, "1953"),
        ("Bo Ekdal", 2, "1953-03"), ("Cilla", 3, "1960-01-01"), ("Dag Moe", 4, "1970-01-02"),
    ]  # fmt: skip
    frame = pl.DataFrame(
        {
            "doc_key": range(6), "domain": ["d"] * 6, "relation": ["birth_date"] * 6, "entity": [r[0] for r in rows],
            "value": [r[2] for r in rows], "key": [r[1] for r in rows], "sentence": ["s"] * 6, "shard": ["s"] * 6,
            "row_group": [0] * 6, "row": range(6),
        }
    )  # fmt: skip
    frame.write_parquet(tmp_path / "part.parquet")
    drawn = draw([tmp_path / "part.parquet"], relations_of({}), 10)
    assert set(drawn.rows["entity"]) == {"Bo Ekdal", "Dag Moe"}
    assert drawn.left_out == {"conflicting values": 1, "a person or organisation called by one word": 1}


def test_the_command_and_its_refusals(planted_run: tuple[World, Path], tmp_path: Path, capsys: Any) -> None:
    _, run = planted_run
    folder = tmp_path / "probes"
    assert main(["probes", str(run), "-o", str(folder), "-n", "40", "--delta", "--audit-documents", "5%"]) == 0
    assert "40 probes written" in capsys.readouterr().out
    assert (folder / "run_delta_mentions.yaml").is_file()
    assert len(read(folder, "delta_generate.jsonl")) == len({r["id"] for r in read(folder, "delta_mentions.jsonl")})
    assert main(["probes", str(run), "-o", str(folder)]) == 2
    assert "is not empty" in capsys.readouterr().err
    assert main(["probes", str(run), "-o", str(tmp_path / "x"), "--audit-documents", "120%"]) == 2
    with pytest.raises(BadRequest, match="one of birthday"):
        probes(run, tmp_path / "y", names=["birth_date"])
