"""Small corpora for tests, written to Parquet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

MONTHS = ("January", "March", "May", "July", "August", "October", "December")
FIRST = ("Anna", "Boris", "Clara", "David", "Elena", "Frank", "Greta", "Hugo", "Irene", "Jakob", "Karin", "Lukas")
LAST = ("Abendroth", "Bellamy", "Castellan", "Dumont", "Eriksen", "Fairbanks", "Grimaldi", "Holloway", "Ivanov")


def person(i: int) -> str:
    """A name; 108 of them."""
    return f"{FIRST[i % len(FIRST)]} {LAST[i // len(FIRST) % len(LAST)]}"


def birth(i: int) -> str:
    """One sentence that states one birth date."""
    return f"{person(i)} was born on {i % 27 + 1} {MONTHS[i % 7]} {1900 + i % 90}."


def write(path: Path, columns: dict[str, Any], **options: Any) -> Path:
    """Write a shard."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(pa.table(columns), path, **options)
    return path


def small(folder: Path) -> Path:
    """Three shards, two domains, 60 documents: 40 people stated once, 10 stated twice, each time in both domains."""
    once = [(f"o{i}", birth(i), ("web", "books")[i % 2]) for i in range(40)]
    twice = [(f"t{i}-{d}", birth(i), d) for i in range(40, 50) for d in ("web", "books")]
    rows = once + twice
    for part in range(3):
        mine = rows[part::3]
        columns = {name: [row[c] for row in mine] for c, name in enumerate(("id", "text", "source"))}
        write(folder / f"part-{part}.parquet", columns, row_group_size=7)
    return folder


def sparse(folder: Path) -> Path:
    """Two shards of 3,000 documents; facts in one of four, and in each shard one of half the text."""
    filler = "The weather was mild, and nobody minded the rain that fell upon the quiet town. " * 4
    for part in range(2):
        rows = range(part * 3000, part * 3000 + 3000)
        names = ["".join("abcdefghij"[int(digit)] for digit in f"{i:04}") for i in rows]
        texts = [
            filler + (f"Zed{name} Quill was born on 3 May {1900 + i % 90}." if i % 4 == 0 else "")
            for i, name in zip(rows, names, strict=True)
        ]
        texts[7] = "é" + filler * 2000
        columns = {"id": [f"d{i}" for i in rows], "text": texts, "source": ["web"] * len(texts)}
        write(folder / f"{part}.parquet", columns, row_group_size=300)
    return folder
