"""Synthetic MENTION files of any size: Zipf prompts, skewed domains, six facts to a document.

    python tests/bench/mentions.py FOLDER 3000000

Only the columns that counting reads are written. A file holds up to five million rows and is reproducible from
its number, so files can be made one at a time.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from corpusstat.schema import TALLY, metadata

ROWS_PER_FILE = 5_000_000
DOMAINS = 20
RELATIONS = 16
ANSWERS = 365
FACTS_PER_DOCUMENT = 6
IDK_SHARE = 0.03
CONFLICT_SHARE = 0.02
EXPONENT = 0.85


def mixed(x: np.ndarray, seed: int) -> np.ndarray:
    """A bijection of 64-bit integers that looks random (splitmix64)."""
    z = x.astype(np.uint64) + np.uint64((seed * 0x9E3779B97F4A7C15) % 2**64)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def zipf(rng: np.random.Generator, size: int, support: int) -> np.ndarray:
    """Ranks drawn with probability about rank^-EXPONENT, by inverting the continuous distribution."""
    power = 1.0 - EXPONENT
    u = rng.random(size)
    return ((u * (float(support) ** power - 1.0) + 1.0) ** (1.0 / power)).astype(np.int64)


def part(number: int, rows: int, total: int, seed: int = 0) -> pa.Table:
    """One file's rows. The support is total prompts, which makes about a third of the mentions distinct."""
    rng = np.random.default_rng([seed, number])
    rank = zipf(rng, rows, total)
    document = mixed(np.arange(number * ROWS_PER_FILE, number * ROWS_PER_FILE + rows) // FACTS_PER_DOCUMENT, 3)
    answer = mixed(rank, 11 + seed) % np.uint64(ANSWERS)
    odd = rng.random(rows) < CONFLICT_SHARE
    answer[odd] = (answer[odd] + np.uint64(1)) % np.uint64(ANSWERS)
    relation = (mixed(rank, 7) % np.uint64(RELATIONS)).astype(np.int8)
    # Domains of falling size; a document lies in one domain.
    domain = (DOMAINS * (mixed(document, 5).astype(np.float64) / 2**64) ** 2).astype(np.int8)
    group = (document >> np.uint64(58)).astype(np.int8)
    value_key = mixed(answer + np.uint64(1000) * relation.astype(np.uint64), 13).view(np.int64)
    idk = rng.random(rows) < IDK_SHARE
    names = pa.array([f"domain-{i:02d}" for i in range(DOMAINS)])
    relations = pa.array([f"relation_{i:02d}" for i in range(RELATIONS)])
    return pa.table(
        {
            "doc_key": document.view(np.int64),
            "domain": pa.DictionaryArray.from_arrays(pa.array(domain), names).cast(pa.string()),
            "group": group,
            "relation": pa.DictionaryArray.from_arrays(pa.array(relation), relations).cast(pa.string()),
            "key": mixed(rank, 17 + seed).view(np.int64),
            **dict.fromkeys(("value_key", "value_low", "value_high"), pa.array(value_key, mask=idk)),
        }
    )


def tally(table: pa.Table) -> pa.Table:
    """Count a file's examples exactly, per domain, relation and group."""
    counted = table.append_column("answered", table["value_key"].is_valid().cast(pa.int64()))
    counts = counted.group_by(["domain", "relation", "group"]).aggregate([([], "count_all"), ("answered", "sum")])
    n = counts["count_all"].to_numpy()
    size = len(counts)
    zeros = np.zeros(size, dtype=np.int64)
    columns = [
        counts["domain"],
        counts["relation"],
        counts["group"],
        n,
        zeros,
        n,
        n - counts["answered_sum"].to_numpy(),
        n,
    ]
    return pa.table(dict(zip(TALLY.names, columns, strict=True))).cast(TALLY)


def generate(folder: Path, total: int, seed: int = 0) -> tuple[list[Path], list[Path]]:
    """Write the files that are missing; give the paths of mentions and tallies."""
    mentions, tallies = [], []
    for number in range(-(-total // ROWS_PER_FILE)):
        rows = min(ROWS_PER_FILE, total - number * ROWS_PER_FILE)
        mention, counted = folder / f"mentions/part-{number:04d}.parquet", folder / f"tally/part-{number:04d}.parquet"
        mentions.append(mention)
        tallies.append(counted)
        if counted.exists():
            continue
        mention.parent.mkdir(parents=True, exist_ok=True)
        counted.parent.mkdir(parents=True, exist_ok=True)
        table = part(number, rows, total, seed)
        pq.write_table(table.replace_schema_metadata(metadata()), mention, compression="zstd", row_group_size=500_000)
        pq.write_table(tally(table), counted)
    return mentions, tallies


if __name__ == "__main__":
    print(len(generate(Path(sys.argv[1]), int(sys.argv[2]))[0]), "files")
