"""Merging runs: the numbers of one audit over everything, or a refusal that names both runs."""

from __future__ import annotations

import dataclasses
import json
import shutil
from pathlib import Path

import polars as pl
import pytest

from corpusstat.engine.manifest import Manifest
from corpusstat.errors import BadRequest
from corpusstat.runs.merge import joined, merge
from corpusstat.runs.run import audit

PEOPLE = ["Ann Lee", "Bob Ray", "Cy Fox", "Dee Moss", "Eve Hart", "Fay Dunn", "Gus Wynn", "Hal Bright"]


def sentence(i: int) -> str:
    pair = i * 7 % 180 // 2  # most people twice, in different shards
    name = f"Zed{chr(97 + pair % 26)}{'wxyz'[pair // 26]} Quill" if pair < 80 else PEOPLE[i % 8]
    return f"{name} was born on {1 + i % 28} May {1900 + i % 7}. {name} died on 3 June {1960 + i % 3}."


@pytest.fixture(scope="module")
def corpus(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("data") / "corpus"
    folder.mkdir()
    for shard in range(3):
        rows = range(shard * 60, shard * 60 + 60)
        frame = pl.DataFrame(
            {
                "id": [f"d{i}" for i in rows],
                "text": [sentence(i) for i in rows],
                "source": ["web" if i % 2 else "news" for i in rows],
            }
        )
        frame.write_parquet(folder / f"{shard}.parquet", row_group_size=25)
    return folder


@pytest.fixture(scope="module")
def runs(corpus, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    audit(corpus, folder / "all")
    audit([corpus / "0.parquet", corpus / "2.parquet"], folder / "a")
    audit(corpus / "1.parquet", folder / "b")
    return folder


def numbers(run: Path) -> dict:
    return json.loads((run / "report.json").read_text())


def test_merged_runs_say_what_one_audit_says(runs):
    done = merge([runs / "a", runs / "b"], runs / "joined")
    assert done.report["corpus"]["n"] > 50
    assert numbers(runs / "joined") == numbers(runs / "all")
    assert numbers(runs / "a") != numbers(runs / "all")


def test_the_order_of_runs_does_not_matter(runs):
    merge([runs / "b", runs / "a"], runs / "turned")
    assert numbers(runs / "turned") == numbers(runs / "all")


@pytest.mark.slow
def test_a_merged_run_can_be_merged_again(runs, corpus, tmp_path):
    audit(corpus / "0.parquet", tmp_path / "x")
    audit(corpus / "2.parquet", tmp_path / "y")
    merge([tmp_path / "x", tmp_path / "y"], tmp_path / "xy")
    merge([tmp_path / "xy", runs / "b"], tmp_path / "xyb")
    assert numbers(tmp_path / "xyb") == numbers(runs / "all")


def test_the_runs_that_were_merged_may_be_deleted(runs, corpus, tmp_path):
    for name in ("a", "b"):
        shutil.copytree(runs / name, tmp_path / name)
    merge([tmp_path / "a", tmp_path / "b"], tmp_path / "joined")
    shutil.rmtree(tmp_path / "a")
    assert audit(corpus, tmp_path / "joined").report["corpus"] == numbers(runs / "all")["corpus"]


def test_overlapping_runs_are_refused_naming_both_and_the_shard(runs, corpus, tmp_path):
    with pytest.raises(BadRequest) as caught:
        merge([runs / "a", runs / "all"], tmp_path / "x")
    for words in (str(runs / "a"), str(runs / "all"), "corpus/0.parquet", "same name"):
        assert words in str(caught.value)
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(corpus / "1.parquet", tmp_path / "elsewhere" / "copy.parquet")
    audit(tmp_path / "elsewhere", tmp_path / "c")
    with pytest.raises(BadRequest, match=r"1.parquet and elsewhere/copy.parquet have the same size and footer"):
        merge([runs / "b", tmp_path / "c"], tmp_path / "x")
    assert not (tmp_path / "x").exists()


def test_different_configurations_are_refused_naming_both_and_the_key(runs, corpus, tmp_path):
    audit(corpus / "1.parquet", tmp_path / "other", gamma=0.05)
    with pytest.raises(BadRequest) as caught:
        merge([runs / "a", tmp_path / "other"], tmp_path / "x")
    for words in (str(runs / "a"), str(tmp_path / "other"), "gamma: 0.01 -> 0.05"):
        assert words in str(caught.value)


def test_the_smaller_share_of_prompts_is_taken(runs, corpus, tmp_path):
    audit(corpus / "1.parquet", tmp_path / "half", sample_prompts=0.5)
    done = merge([runs / "a", tmp_path / "half"], tmp_path / "joined")
    whole = audit(corpus, tmp_path / "whole-half", sample_prompts=0.5)
    assert done.report["corpus"]["theta"] == 0.5
    assert numbers(tmp_path / "joined") == numbers(tmp_path / "whole-half")
    assert done.report["corpus"]["n"] == whole.report["corpus"]["n"] == numbers(runs / "all")["corpus"]["n"]


def test_an_unfinished_run_is_refused_with_its_units(runs, tmp_path):
    shutil.copytree(runs / "b", tmp_path / "b")
    next((tmp_path / "b" / "tally").iterdir()).unlink()
    with pytest.raises(BadRequest, match=r"b is not finished \(0 of 1 units\)"):
        merge([runs / "a", tmp_path / "b"], tmp_path / "x")


def test_what_is_no_run_or_the_same_run_is_refused(runs, tmp_path):
    with pytest.raises(BadRequest, match="is not a run"):
        merge([runs / "a", tmp_path], tmp_path / "x")
    with pytest.raises(BadRequest, match="the same folder twice"):
        merge([runs / "a", runs / "a"], tmp_path / "x")
    with pytest.raises(BadRequest, match="the same folder twice"):
        merge([runs / "a", runs / "b"], runs / "b")
    with pytest.raises(BadRequest, match="at least two"):
        merge([runs / "a"], tmp_path / "x")


def test_unread_shards_stay_named(runs, corpus, tmp_path):
    (tmp_path / "more").mkdir()
    shutil.copy(corpus / "1.parquet", tmp_path / "more")
    (tmp_path / "more" / "torn.parquet").write_bytes(b"PAR1 but torn PAR1")
    audit(tmp_path / "more", tmp_path / "c")
    merge([runs / "a", tmp_path / "c"], tmp_path / "joined")
    assert [q.name for q in Manifest.read(tmp_path / "joined" / "manifest.json").quarantined] == ["more/torn.parquet"]


def test_theta_of_the_manifest_is_the_smallest(runs):
    folders = [runs / "a", runs / "b"]
    one, two = (Manifest.read(f / "manifest.json") for f in folders)
    assert joined(folders, [one, dataclasses.replace(two, theta=0.25)]).theta == 0.25


@pytest.mark.slow
def test_automatic_shares_are_joined_at_the_smallest(corpus, tmp_path):
    audit([corpus / "0.parquet", corpus / "2.parquet"], tmp_path / "a", sample_prompts="auto", disk="9kB")
    audit(corpus / "1.parquet", tmp_path / "b", sample_prompts="auto")
    done = merge([tmp_path / "b", tmp_path / "a"], tmp_path / "joined")
    theta = Manifest.read(tmp_path / "a" / "manifest.json").theta
    assert theta is not None
    assert theta < 1
    assert done.report["corpus"]["theta"] == theta
    whole = audit(corpus, tmp_path / "whole", sample_prompts=theta)
    assert done.report["domains"] == whole.report["domains"]
