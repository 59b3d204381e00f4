"""Documents made of texts, and the facts that extraction proposes in them."""

from __future__ import annotations

import polars as pl

from corpusstat.extract.extract import Extraction, extract
from corpusstat.relations import load_all
from corpusstat.schema import DOCUMENT, polars_schema

RELATIONS = load_all()
FLOOR = {r.name for r in RELATIONS.relations if r.in_floor}


def documents(*texts: str) -> pl.DataFrame:
    n = len(texts)
    columns = {
        "doc_key": range(n),
        "domain": ["d"] * n,
        "text": texts,
        "shard": ["s/1"] * n,
        "row_group": [0] * n,
        "row": range(n),
    }
    return pl.DataFrame(columns, schema=polars_schema(DOCUMENT))


def run(*texts: str, **options: bool) -> Extraction:
    return extract(documents(*texts), RELATIONS, **options)


def facts(text: str, relation: str, **options: bool) -> list[tuple[str, str | None]]:
    rows = run(text, **options).proposals.filter(pl.col("relation") == relation)
    return list(rows.select("subject", "value").iter_rows())
