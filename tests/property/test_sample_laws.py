"""Laws of the prompt sample: a function of the set of mentions, exact where nothing had to be dropped."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow.parquet as pq
import pytest
from count_reference import RELATIONS, Example, mention_frame, tally_frame, write
from hypothesis import given, settings
from hypothesis import strategies as st

from corpusstat.count.count import count, count_table
from corpusstat.count.sample import BYTES_PER_ROW, PromptSample, in_sample, merged
from corpusstat.errors import BadData, BadRequest
from corpusstat.schema import COUNT, MENTION, polars_schema

examples = st.builds(
    Example,
    document=st.integers(0, 30),
    domain=st.just("a"),
    relation=st.sampled_from(["born", "spouse", "country"]),
    entity=st.integers(0, 20).map(str),
    value=st.sampled_from(["1", "2", None]),
)
corpora = st.lists(examples, max_size=40, unique_by=lambda e: (e.document, e.relation, e.entity)).map(
    lambda es: [replace(e, domain="ab"[e.document % 2]) for e in es]
)
rooms = st.integers(1, 40).map(lambda rows: rows * BYTES_PER_ROW)
counts = corpora.map(lambda es: PromptSample.empty().add(mention_frame(es)).counts)


def sampled(corpus: list[Example], room: int = 64 << 20) -> PromptSample:
    return PromptSample.empty(room).add(mention_frame(corpus))


def same(one: PromptSample, two: PromptSample) -> bool:
    return one.bits == two.bits and one.counts.equals(two.counts) and one.tally.equals(two.tally)


@given(counts, counts, counts)
def test_counts_merge_in_any_order(a: pl.DataFrame, b: pl.DataFrame, c: pl.DataFrame) -> None:
    assert merged(pl.concat([a, b])).equals(merged(pl.concat([b, a])))
    left, right = merged(pl.concat([merged(pl.concat([a, b])), c])), merged(pl.concat([a, merged(pl.concat([b, c]))]))
    assert left.equals(right)
    assert merged(pl.concat([a, pl.DataFrame(schema=polars_schema(COUNT))])).equals(a)


@settings(max_examples=60, deadline=None)
@given(corpora, rooms, st.randoms(use_true_random=False), st.integers(1, 6))
def test_order_batches_and_merging_do_not_matter(corpus: list[Example], room: int, random: object, cuts: int) -> None:
    whole = sampled(corpus, room)
    shuffled = list(corpus)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    batches = [shuffled[i::cuts] for i in range(cuts)]
    one_by_one = PromptSample.empty(room)
    for batch in batches:
        one_by_one = one_by_one.add(mention_frame(batch))
    together = sampled(batches[0], room)
    for batch in batches[1:]:
        together = sampled(batch, room).merge(together)
    assert same(whole, one_by_one)
    assert same(whole, together)


@given(corpora, rooms)
def test_what_is_kept_is_exact_and_as_much_as_fits(corpus: list[Example], room: int) -> None:
    sample, everything = sampled(corpus, room), sampled(corpus)
    assert everything.bits == 0
    assert sample.counts.equals(everything.counts.filter(in_sample(sample.theta)))
    assert len(sample.counts) <= sample.most
    if sample.bits:
        assert len(everything.counts.filter(in_sample(2 * sample.theta))) > sample.most
    assert sample.tally["n"].sum() == len(corpus)
    assert sample.tally["n_idk"].sum() == sum(e.value is None for e in corpus)


@settings(max_examples=15, deadline=None)
@given(corpora, rooms)
def test_counting_a_sample_is_counting_the_mentions_at_its_theta(corpus: list[Example], room: int) -> None:
    sample = sampled(corpus, room)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        options = {"memory": 1 << 30, "temp": folder / "temp", "theta": sample.theta}
        direct = count(*write(folder, corpus), RELATIONS, **options)  # type: ignore[arg-type]
        ours = count_table(sample.counts, sample.tally, RELATIONS, **options)  # type: ignore[arg-type]
    for table in ("spectrum", "jackknife", "prompts", "values"):
        assert getattr(ours, table).equals(getattr(direct, table)), table


@settings(max_examples=15, deadline=None)
@given(corpora, rooms)
def test_a_file_brings_back_the_sample(corpus: list[Example], room: int) -> None:
    sample = sampled(corpus, room)
    with tempfile.TemporaryDirectory() as folder:
        sample.save(Path(folder, "sample"))
        back = PromptSample.load(Path(folder, "sample"))
    assert same(sample, back)
    assert back.most == sample.most


def test_foreign_and_damaged_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sample"
    mention_frame([]).write_parquet(path)
    with pytest.raises(BadData, match="version None"):
        PromptSample.load(path)
    path.write_text("no")
    with pytest.raises(BadData):
        PromptSample.load(path)
    sampled([]).save(path)
    table = pq.read_table(path)
    later = dict(table.schema.metadata)
    later[b"corpusstat.count.sample"] = later[b"corpusstat.count.sample"].replace(b'"version": 1', b'"version": 2')
    pq.write_table(table.replace_schema_metadata(later), path)
    with pytest.raises(BadData, match="version 2"):
        PromptSample.load(path)
    with pytest.raises(BadRequest):
        PromptSample.empty(3)


def rekeyed(frame: pl.DataFrame, seed: int) -> pl.DataFrame:
    """The same prompts under another hash (splitmix64 of key and seed)."""
    z = frame["key"].to_numpy().view(np.uint64) + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return frame.with_columns(key=pl.Series((z ^ (z >> np.uint64(31))).view(np.int64)))


def singletons(sample: PromptSample) -> int:
    by_prompt = sample.counts.group_by("key").agg(pl.col("n").sum())
    return len(by_prompt.filter(pl.col("n") == 1))


def test_the_error_of_sr_is_one_over_the_root_of_the_singletons_kept() -> None:
    """Over 200 hashes: the standard error is sr·√((1-θ)/singletons kept), and there is no bias."""
    rng = np.random.default_rng(3)
    size = 20_000
    rank = np.exp(rng.random(size) * np.log(size)).astype(np.int64)
    columns = {
        "domain": ["d"] * size,
        "group": np.zeros(size, dtype=np.int8),
        "relation": ["born"] * size,
        "key": rank,
        "value_key": rank,
    }
    frame = pl.DataFrame(columns, schema={c: polars_schema(MENTION)[c] for c in columns})
    exact = singletons(PromptSample.empty().add(frame))
    errors, kept = [], []
    for seed in range(1, 201):
        sample = PromptSample.empty(600 * BYTES_PER_ROW).add(rekeyed(frame, seed))
        assert sample.bits >= 3
        kept.append(singletons(sample))
        errors.append(kept[-1] / sample.theta / exact - 1)  # N is exact, so this is the relative error of sr
    spread = float(np.sqrt(np.mean(np.square(errors))))
    predicted = float(np.sqrt(np.mean((1 - 2.0**-4) / np.array(kept))))
    assert abs(np.mean(errors)) < 4 * spread / np.sqrt(200)
    assert 0.85 < spread / predicted < 1.15


def test_tallies_are_those_of_the_schema() -> None:
    corpus = [Example(i, "a", "born", str(i % 5), None if i % 3 else "1") for i in range(20)]
    expected = tally_frame(corpus).filter(pl.col("relation") != "*").select("domain", "relation", "group", "n", "n_idk")
    assert sampled(corpus).tally.equals(expected.sort("domain", "relation", "group"))
