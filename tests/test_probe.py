"""The probe: small, spread, and the same each time."""

from __future__ import annotations

import corpora
import polars as pl
import pytest

from corpusstat.pipeline import Stages
from corpusstat.read.shards import plan
from corpusstat.relations import load
from corpusstat.runs.probe import take


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    return corpora.sparse(tmp_path_factory.mktemp("data") / "corpus")


@pytest.fixture(scope="module")
def stages():
    return Stages(load())


def test_a_probe_is_small_spread_and_the_same_each_time(corpus, stages):
    shards = plan([corpus]).shards
    sample = take(shards, stages)
    total = sum(sample.text.values())
    assert total == sum(pl.read_parquet(f)["text"].str.len_bytes().sum() for f in corpus.iterdir())
    assert 0.009 * total < sample.bytes <= 0.01 * total
    assert sample.documents.select("shard", "row_group").unique().height == sample.row_groups == sample.of == 20
    assert take(shards, stages).documents.equals(sample.documents)
    per_group = sample.documents.group_by("shard", "row_group").agg(pl.col("row").max())
    assert per_group["row"].max() > 200  # not a prefix of the row group
    assert sample.density == pytest.approx(total / sum(s.size for s in shards), rel=0.01)


def test_a_larger_share_reads_more(corpus, stages):
    shards = plan([corpus]).shards
    sizes = [take(shards, stages, share).bytes for share in (0.001, 0.01, 0.1)]
    assert sizes[1] == pytest.approx(10 * sizes[0], rel=0.1)
    assert sizes[2] == pytest.approx(10 * sizes[1], rel=0.1)
