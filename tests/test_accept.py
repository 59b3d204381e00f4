"""The accept step: what a proposal looks like does not depend on its company, and only loose proposals are judged."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
import polars as pl

from corpusstat.extract.accept import REASON, Acceptor, accepted, described
from corpusstat.extract.capture import Captures, captured, compiled
from corpusstat.extract.features import BUCKETS
from corpusstat.relations import Relation, RelationSet

TIGHT, LOOSE = "{subject} works for {value:name}", "{subject} ... served at {value:name}"
RELATIONS = RelationSet(
    (
        Relation("job", "person", "org", (TIGHT, LOOSE)),
        Relation("task", "person", "org", ("{subject} ... ran {value:name}",)),
    )
)
TEXTS = [
    "Ada Lee works for Acme.",
    "Bo Kelling once liked the work and the town, served at Tarsk University and at home.",
    "Bo Kelling at once ran Kelling Ships.",
]


def found(texts: list[str]) -> Captures:
    frame = pl.DataFrame({"doc": range(len(texts)), "start": [0] * len(texts), "sentence": texts})
    return captured(frame.with_columns(pl.col("doc").cast(pl.UInt32)), compiled(RELATIONS))


def buckets(captures: Captures) -> list[list[int]]:
    at, numbers = described(captures, np.arange(len(captures.table)))
    return [numbers[i:j].tolist() for i, j in pairwise(at)]


def test_a_proposal_looks_the_same_alone_and_in_company() -> None:
    together = buckets(found(TEXTS))
    assert len(together) == 3
    assert together == [buckets(found([text]))[0] for text in TEXTS]
    assert all(numbers == sorted(set(numbers)) for numbers in together)
    assert len({tuple(numbers) for numbers in together}) == 3
    changed = buckets(found([TEXTS[1].replace("liked", "hated")]))[0]
    assert 0 < len(set(changed) ^ set(together[1])) < len(together[1]) / 2  # one word is a few features


def test_only_loose_proposals_of_known_relations_are_judged() -> None:
    captures = found(TEXTS)
    weights = np.zeros(BUCKETS, np.int8)
    rejected: Counter[tuple[int, str, str]] = Counter()
    assert accepted(captures, Acceptor(weights, {"job": 1}), rejected).tolist() == [True, False, True]
    assert rejected == {(1, "job", REASON): 1}
    weights[buckets(captures)[1][0]] = 1
    assert accepted(captures, Acceptor(weights, {"job": 1}), Counter()).all()
    assert accepted(captures, None, Counter()).all()
