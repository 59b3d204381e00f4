"""What ``--verify`` costs and gains: python tests/bench/bench_verify.py GOLD.jsonl PIPELINE SHARD.parquet.

Scores the half of the gold that :mod:`train_pipeline` did not train on, without and with verification, and
times extraction and verification over a shard, in one run.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import polars as pl

from corpusstat.extract.extract import extract
from corpusstat.nlp import verify
from corpusstat.quality.evaluate import evaluate
from corpusstat.quality.gold import read_gold
from corpusstat.relations import load
from corpusstat.schema import DOCUMENT, polars_schema


def main(gold: str, pipeline: str, shard: str) -> None:
    relations = load()
    passages = [p for p in read_gold(Path(gold)) if p.half == "check"]
    for name, chosen in (("without", None), ("with", pipeline)):
        result = evaluate(passages, relations, chosen)
        for which, cell in (("all", result.micro), ("floor set", result.micro_floor)):
            print(f"{name:8} {which:10} precision {cell.fact.precision:.3f}  recall {cell.fact.recall:.3f}")
    text = pl.read_parquet(shard, columns=["text"])["text"]
    documents = pl.DataFrame(
        {
            "doc_key": range(len(text)),
            "domain": "d",
            "text": text,
            "shard": "s",
            "row_group": 0,
            "row": range(len(text)),
        },
        schema=polars_schema(DOCUMENT),
    )
    size = documents["text"].str.len_bytes().sum() / 1e6
    begun = time.perf_counter()
    proposals = extract(documents, relations).proposals
    extracted = time.perf_counter() - begun
    begun = time.perf_counter()
    kept, rejected = verify(proposals, relations, pipeline)
    verified = time.perf_counter() - begun
    print(f"extract {size / extracted:.2f} MB/s; with verification {size / (extracted + verified):.2f} MB/s")
    sentences = proposals["sentence"].unique().str.len_bytes().sum() / 1e6
    print(
        f"{proposals.height} proposals in {sentences:.2f} MB of sentences, verified at {sentences / verified:.3f} MB/s"
    )
    print(f"{kept.height} kept; rejected: {rejected.group_by('reason').agg(pl.col('n').sum()).sort('n').rows()}")


if __name__ == "__main__":
    main(*sys.argv[1:4])
