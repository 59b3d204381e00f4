"""Limit A: what reading a column and one compiled look at every word take. No extraction from this text can be faster.

`words` is that look: letters are hashed, and each word is looked up in the vocabulary of the templates.
"""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyarrow.parquet as pq

from corpusstat.extract.match.candidates import compile_relations
from corpusstat.extract.text.arrays import Bytes
from corpusstat.extract.text.hashtable import FNV_BASIS, HashTable, byte, fnv_final, fnv_update, lookup
from corpusstat.extract.text.jit import compiled
from corpusstat.extract.text.tokens import string_buffers
from corpusstat.relations import RelationSet


@compiled
def words(data: Bytes, table: HashTable) -> int:
    """Look up every word of ASCII letters; count those that are known."""
    known, key, inside = 0, FNV_BASIS, False
    for i in range(len(data)):
        b = byte(data, i)
        if 65 <= b <= 90 or 97 <= b <= 122:
            key, inside = fnv_update(key, b), True
        elif inside:
            known += lookup(table, fnv_final(key)) > 0
            key, inside = FNV_BASIS, False
    return known


def limit_a(shard: Path, relations: RelationSet) -> int:
    """Decode the text of a Parquet file, and look up every word."""
    table, known = compile_relations(relations).vocabulary.table, 0
    for batch in pq.ParquetFile(shard).iter_batches(columns=["text"]):
        known += words(string_buffers(pl.Series(pl.from_arrow(batch.column("text"))))[0], table)
    return known
