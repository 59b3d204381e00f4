"""Laws of the prompt sample and of COUNT: samples are nested, counts merge, and the error is the one that is stated."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from count_reference import Example, mention_frame
from hypothesis import given
from hypothesis import strategies as st
from thoroughly import tried

from corpusstat.count.database import workspace
from corpusstat.count.keys import in_sample
from corpusstat.count.questions import query_text
from corpusstat.schema import COUNT, polars_schema

keys = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=30)
examples = st.builds(
    Example,
    document=st.integers(0, 30),
    domain=st.sampled_from("ab"),
    relation=st.sampled_from(["born", "spouse", "country"]),
    entity=st.integers(0, 5).map(str),
    value=st.sampled_from(["1", "2", None]),
)
corpora = st.lists(examples, max_size=20)


@given(keys, st.integers(0, 60))
def test_a_smaller_sample_is_inside_a_larger_one(numbers: list[int], bits: int) -> None:
    frame = pl.DataFrame({"key": numbers}, schema={"key": pl.Int64})
    small, large = (frame.filter(in_sample(2.0**-b))["key"].to_list() for b in (bits + 1, bits))
    assert set(small) <= set(large)
    assert large == [key for key in numbers if key % 2**64 < 2 ** (64 - bits)]


def merged(*frames: pl.DataFrame, rows: str = "mentions") -> pl.DataFrame:
    """COUNT of MENTION frames, or of COUNT frames."""
    with TemporaryDirectory() as folder, workspace(64 << 20, Path(folder), threads=1) as con:
        con.from_arrow(pl.concat(frames).to_arrow()).create(rows)
        if rows == "mentions":
            con.execute("CREATE TABLE copies AS SELECT * FROM mentions LIMIT 0")
            con.execute(f"CREATE VIEW counts_to_merge AS {query_text('counts')}")
        return con.sql(query_text("count")).pl().sort("relation", "key", "domain", "group")


@tried(5, 30)
@given(corpora, corpora)
def test_counts_merge(one: list[Example], other: list[Example]) -> None:
    a, b = merged(mention_frame(one)), merged(mention_frame(other))
    both = merged(mention_frame([*one, *other]))
    assert merged(a, b, rows="counts_to_merge").equals(both)
    assert merged(b, a, rows="counts_to_merge").equals(both)
    assert merged(a, pl.DataFrame(schema=polars_schema(COUNT)), rows="counts_to_merge").equals(a)


def rekeyed(keys: np.ndarray, seed: int) -> pl.DataFrame:
    """The same prompts under another hash (splitmix64 of key and seed)."""
    z = keys.view(np.uint64) + np.uint64(seed * 0x9E3779B97F4A7C15 % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return pl.DataFrame({"key": (z ^ (z >> np.uint64(31))).view(np.int64)})


def test_the_error_of_sr_is_one_over_the_root_of_the_singletons_kept() -> None:
    """Over 200 hashes: the standard error is sr·√((1-θ)/singletons kept), and there is no bias."""
    size, theta = 20_000, 2.0**-4
    mentions = np.exp(np.random.default_rng(3).random(size) * np.log(size)).astype(np.int64)
    prompts, counts = np.unique(mentions, return_counts=True)
    once = prompts[counts == 1]
    kept = np.array([len(rekeyed(once, seed).filter(in_sample(theta))) for seed in range(1, 201)])
    errors = kept / theta / len(once) - 1  # N is exact, so this is the relative error of sr
    spread = float(np.sqrt(np.mean(np.square(errors))))
    predicted = float(np.sqrt(np.mean((1 - theta) / kept)))
    assert abs(np.mean(errors)) < 4 * spread / np.sqrt(200)
    assert 0.85 < spread / predicted < 1.15
