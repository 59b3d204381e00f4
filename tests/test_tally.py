from __future__ import annotations

import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from corpusstat.schema import TALLY, group_of, polars_schema, stable_hash
from corpusstat.tally import add_tallies, tally

RELATIONS = ("born", "capital", "many")
FLOOR = ("born", "capital")

corpora = st.lists(
    st.tuples(
        st.sampled_from(["web", "books"]),
        st.text(max_size=5),
        st.lists(st.tuples(st.sampled_from(RELATIONS), st.sampled_from(["v", None])), max_size=6),
    ),
    max_size=12,
)


def frames(corpus: list) -> tuple[pl.DataFrame, pl.DataFrame]:
    keys = [stable_hash(str(i)) for i in range(len(corpus))]
    documents = pl.DataFrame(
        {"doc_key": keys, "domain": [d for d, _, _ in corpus], "text": [t for _, t, _ in corpus]},
        schema={"doc_key": pl.Int64, "domain": pl.String, "text": pl.String},
    )
    rows = [(k, d, r, v) for k, (d, _, ms) in zip(keys, corpus, strict=True) for r, v in ms]
    schema = {"doc_key": pl.Int64, "domain": pl.String, "relation": pl.String, "value": pl.String}
    mentions = pl.DataFrame(rows, schema=schema, orient="row")
    sure = pl.when(pl.col("value").is_not_null()).then(pl.col("domain").str.len_chars())
    return documents, mentions.with_columns(grade=sure.cast(pl.Int8))


def slow(corpus: list) -> dict[tuple[str, str, int], list[int]]:
    out: dict[tuple[str, str, int], list[int]] = {}
    for i, (domain, text, mentions) in enumerate(corpus):
        group = group_of(stable_hash(str(i)))
        row = out.setdefault((domain, "*", group), [0] * 5)
        row[0] += 1
        row[1] += len(text.encode())
        for relation in ("*", *RELATIONS):
            mine = [v for r, v in mentions if r == relation or (relation == "*" and r in FLOOR)]
            if mine:
                row = out.setdefault((domain, relation, group), [0] * 5)
                row[0] += relation != "*"
                row[2] += len(mine)
                row[3] += mine.count(None)
                row[4] += len(mine) ** 2
            for _ in filter(None, mine if relation != "*" else []):
                out.setdefault((domain, f"%{relation}/{len(domain)}", 0), [0] * 5)[0] += 1
    return out


@given(corpora)
def test_the_tally_is_what_a_loop_counts(corpus: list) -> None:
    documents, mentions = frames(corpus)
    counted = tally(documents, mentions, FLOOR)
    assert counted.schema == polars_schema(TALLY)
    assert {row[:3]: list(row[3:]) for row in counted.rows()} == slow(corpus)


@given(corpora, st.randoms(use_true_random=False))
def test_tallies_merge_by_addition_in_any_order(corpus: list, chance: random.Random) -> None:
    documents, mentions = frames(corpus)
    whole = tally(documents, mentions, FLOOR)
    parts = [
        tally(documents.filter(pl.col("doc_key") == k), mentions.filter(pl.col("doc_key") == k), FLOOR)
        for k in documents["doc_key"]
    ]
    chance.shuffle(parts)
    assert_frame_equal(add_tallies(parts), whole)
    assert_frame_equal(add_tallies([whole, add_tallies([])]), whole)
