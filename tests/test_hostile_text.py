"""Hostile text costs no more per byte than its size: from 10 kB to 10 MB a document, in processor time."""

from __future__ import annotations

import time

import polars as pl
import pytest
from hostile_text import KINDS, hostile

from corpusstat.pipeline import Stages, run
from corpusstat.read.documents import Batch
from corpusstat.relations import load
from corpusstat.schema import DOCUMENT, REJECTED, polars_schema

SMALL, LARGE = 10_000, 10_000_000
STAGES = Stages(load([]), languages=("en",))


def batch(texts: list[str]) -> Batch:
    rows = [(i, "d", text, "shard", 0, i) for i, text in enumerate(texts)]
    documents = pl.DataFrame(rows, schema=polars_schema(DOCUMENT), orient="row")
    return Batch(documents, pl.DataFrame(schema=polars_schema(REJECTED)), len(texts), sum(map(len, texts)))


def seconds(texts: list[str], times: int) -> float:
    """Processor time of the stages for each byte, the best of some times."""
    documents = batch(texts)
    found = []
    for _ in range(times):
        begun = time.process_time()
        run([documents], STAGES)
        found.append(time.process_time() - begun)
    return min(found) / sum(len(t.encode()) for t in texts)


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", KINDS)
def test_time_for_a_byte_does_not_grow_with_the_document(kind: str) -> None:
    small = [hostile(kind, SMALL)] * (LARGE // SMALL // 4)
    run([batch(small[:1])], STAGES)
    ratios = (seconds([hostile(kind, LARGE)], 2) / seconds(small, 3) for _ in range(3))  # others use the machine, too
    assert any(ratio <= 1.5 for ratio in ratios)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_found_does_not_depend_on_what_follows(kind: str) -> None:
    """A fact before and behind a hostile piece is found as if it were alone."""
    fact = "Ruth Moreau was born on 3 March 1871."
    text = f"{fact}\n\n{hostile(kind, 3000)}\n\n{fact.replace('Ruth', 'Clara')}"
    found = run([batch([text])], Stages(load([]))).mentions
    assert "Ruth Moreau" in found["entity"].to_pylist()
