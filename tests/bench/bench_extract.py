"""How fast extraction is: python tests/bench/bench_extract.py SHARD.parquet [--spacy].

In one run, on one thread, it measures

- the *scan limit*: decode the text column, one Aho-Corasick pass over documents, split into sentences;
- the whole stage, from the shard to a Parquet file of mentions, as a share of the limit;
- on request, a blank spaCy tokenizer with comparable Matcher patterns over all the text.

CPU seconds of the process are counted, best of three, because a busy machine makes wall time meaningless.
"""

from __future__ import annotations

import os

os.environ["POLARS_MAX_THREADS"] = "1"  # before Polars is loaded

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import polars as pl
from peak import peak_mib
from reference_sentences import split

from corpusstat.extract.extract import extract
from corpusstat.normalise.normalise import normalise
from corpusstat.relations import RelationSet, load
from corpusstat.relations.templates import parse_template
from corpusstat.schema import DOCUMENT, polars_schema

VERBS = ("founded", "established", "headquartered", "married", "graduated", "educated", "joined", "moved")


def scan(shard: Path, relations: RelationSet) -> None:
    text = pl.read_parquet(shard, columns=["text"]).with_row_index("doc")
    parsed = [
        parse_template(t, r.name, t, r.subject, r.value) for r in relations.relations for t in (*r.templates, *r.idk)
    ]
    text.select(pl.col("text").str.contains_any(sorted({literal for t in parsed for literal in t.literals})))
    split(text)


def stage(shard: Path, relations: RelationSet) -> None:
    text = pl.read_parquet(shard, columns=["text"]).with_row_index("row")
    made = {"doc_key": pl.col("row"), "domain": pl.lit("d"), "shard": pl.lit("s"), "row_group": pl.lit(0)}
    schema = polars_schema(DOCUMENT)
    documents = text.with_columns(**made).select(pl.col(c).cast(t) for c, t in schema.items())
    with tempfile.TemporaryDirectory() as folder:
        normalise(extract(documents, relations).proposals, relations).mentions.write_parquet(Path(folder, "m.parquet"))


def matcher(texts: list[str]) -> None:
    """Find names near the same verbs with a blank spaCy pipeline."""
    import spacy
    from spacy.matcher import Matcher

    nlp = spacy.blank("en")
    found = Matcher(nlp.vocab)
    name = {"IS_TITLE": True, "OP": "+"}
    number = {"LIKE_NUM": True}
    found.add(
        "born", [[name, {"LOWER": "was"}, {"LOWER": "born"}, {"OP": "{0,3}"}, {"LOWER": {"IN": ["on", "in"]}}, number]]
    )
    found.add("died", [[name, {"LOWER": "died"}, {"OP": "{0,3}"}, {"LOWER": {"IN": ["on", "in"]}}, number]])
    for verb in VERBS:
        found.add(verb, [[name, {"OP": "{0,3}"}, {"LOWER": verb}, {"OP": "{0,3}"}, name]])
    for doc in nlp.pipe(texts):
        found(doc)


def cpu_seconds(task: Callable[[], object], times: int = 3) -> float:
    best = float("inf")
    for _ in range(times):
        begun = time.process_time()
        task()
        best = min(best, time.process_time() - begun)
    return best


def main() -> None:
    shard, relations = Path(sys.argv[1]), load()
    text = pl.read_parquet(shard, columns=["text"])["text"]
    size = int(text.str.len_bytes().sum()) / 1e6
    stage(shard, relations)  # loads what is loaded once
    limit = cpu_seconds(lambda: scan(shard, relations))
    whole = cpu_seconds(lambda: stage(shard, relations))
    peak = peak_mib()
    print(f"{shard.name}: {size:.1f} MB; scan limit {size / limit:.0f} MB/s; stage {size / whole:.1f} MB/s")
    print(f"  share of the limit {limit / whole:.3f}; resident at most {peak} MiB")
    if "--spacy" in sys.argv:
        part = text.head(max(1, int(len(text) * min(1.0, 0.5 / size)))).to_list()
        taken = cpu_seconds(lambda: matcher(part), 1)
        speed = sum(len(t.encode()) for t in part) / 1e6 / taken
        print(f"  spaCy Matcher {speed:.2f} MB/s; the stage is {size / whole / speed:.0f} times as fast")


if __name__ == "__main__":
    main()
