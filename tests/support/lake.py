"""A small lake for the tests of engines and tasks: Parquet and JSON lines, two domains, copies, a torn shard."""

from __future__ import annotations

from pathlib import Path

import polars as pl


def sentence(i: int) -> str:
    name = f"Zed{chr(97 + i % 26)} Quill" if i % 3 else f"Bob Ray{chr(97 + i * 7 % 26)}"
    return f"{name} was born on {1 + i % 28} May {1900 + i % 7}. {name} died on 3 June {1960 + i % 3}."


def write_lake(folder: Path, shards: int = 11, rows: int = 40) -> Path:
    """Write ``shards`` shards with ``rows`` documents each, the first two as JSON lines."""
    for shard in range(shards):
        here = range(shard * rows, shard * rows + rows)
        frame = pl.DataFrame(
            {"id": [f"d{i}" for i in here], "text": [sentence(i) for i in here], "source": ["ab"[i % 2] for i in here]}
        )
        place = folder / "xyz"[shard % 3]
        place.mkdir(parents=True, exist_ok=True)
        if shard < 2:
            frame.write_ndjson(place / f"{shard:03}.jsonl")
        else:
            frame.write_parquet(place / f"{shard:03}.parquet", row_group_size=15)
    (folder / "z" / "torn.parquet").write_bytes(b"PAR1 but torn PAR1")
    return folder
