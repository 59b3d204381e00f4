"""Speed as ratios of CPU seconds to a baseline in the same run, with room for noise: what gets several times slower."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from bench.bench_start import BASE, CASES, spent
from limit import words

from corpusstat.extract.extract import extract
from corpusstat.extract.match.candidates import compile_relations
from corpusstat.extract.text.tokens import string_buffers
from corpusstat.relations import load
from corpusstat.schema import DOCUMENT, polars_schema

TIMES = 3
DENSE = "Mara Kelling (4 May 1871 – 9 June 1951) was a botanist. She was born in Tarsk and died in Orland. "
SPARSE = "The field is then integrated along the boundary, where the second term of the expansion is small. "
LEAST = {DENSE: 0.0006, SPARSE: 0.06}
"""Share of the limit: three quarters of what it was on 1 December 2026."""
MOST = {"--help": 1.0, "a wrong path": 2.5, "a worker, before its first unit": 7.0}
"""CPU seconds over those of loading Polars and DuckDB: about twice what they were."""


def least(task: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some."""
    taken = []
    for _ in range(TIMES):
        begun = time.process_time()
        task()
        taken.append(time.process_time() - begun)
    return min(taken)


@pytest.mark.slow
@pytest.mark.parametrize("text", LEAST, ids=["dense", "sparse"])
def test_extraction_keeps_its_share_of_what_a_look_at_every_word_takes(text: str) -> None:
    relations, texts = load(), [text * 20] * 500
    columns = {name: [None] * len(texts) for name in DOCUMENT.names} | {"text": texts}
    documents = pl.DataFrame(columns, schema=polars_schema(DOCUMENT))
    table = compile_relations(relations).vocabulary.table
    found = extract(documents.head(1), relations), words(string_buffers(documents["text"].head(1))[0], table)
    assert found[0].proposals.height > 0 or text == SPARSE
    limit = least(lambda: [words(string_buffers(documents["text"])[0], table) for _ in range(5)]) / 5
    share = limit / least(lambda: extract(documents, relations))
    assert share > LEAST[text], f"{share:.4f} of the limit"


@pytest.mark.slow
def test_a_start_takes_no_more_than_its_libraries(tmp_path: Path) -> None:
    best = {case: min(spent(CASES[case], tmp_path)[0] for _ in range(TIMES)) for case in (BASE, *MOST)}
    ratios = {case: round(best[case] / best[BASE], 2) for case in MOST}
    assert all(ratios[case] < most for case, most in MOST.items()), ratios
