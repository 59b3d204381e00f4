"""Mentions written apart: each is in one part, with the keys that the part is said to have, and nothing stays."""

from __future__ import annotations

import random
from pathlib import Path

import polars as pl
import pytest

from corpusstat.count import partition
from corpusstat.count.keys import in_sample
from corpusstat.count.partition import COMPARED, mentions_by_prompt
from corpusstat.errors import BadData
from corpusstat.schema import MENTION, polars_schema


def saved(folder: Path, size: int) -> list[Path]:
    """Two files of mentions, of which some are without an answer."""
    rng, schema = random.Random(5), polars_schema(MENTION)
    columns = {
        name: [rng.choice(["a", "b", "ç" * 9]) if kind == pl.String else rng.randrange(100) for _ in range(size)]
        for name, kind in schema.items()
    }
    columns["key"] = [rng.choice([rng.randrange(-(2**63), 2**63), 7, -7]) for _ in range(size)]
    frame = pl.DataFrame(columns, schema=schema).with_columns(value_key=pl.col("value_key").replace({1: None, 2: None}))
    files = [folder / "one.parquet", folder / "two.parquet"]
    for file, rows in zip(files, (frame[: size // 3], frame[size // 3 :]), strict=True):
        rows.write_parquet(file)
    return files


@pytest.mark.parametrize("theta", [1.0, 0.3])
@pytest.mark.parametrize("parts", [1, 2, 50, 300])
def test_parts_are_the_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, theta: float, parts: int) -> None:
    monkeypatch.setattr(partition, "_ROWS", 64)
    monkeypatch.setattr(partition, "_MOST_PARTS", 32)
    files, found, keys = saved(tmp_path, 900), [], []
    whole = pl.concat(map(pl.read_parquet, files)).select(COMPARED).filter(in_sample(theta))
    for part in mentions_by_prompt(files, theta, parts, 1 << 16, tmp_path):
        frames, again = (list(part.frames(columns)) for columns in (COMPARED[:1], COMPARED))
        assert [frame["key"].to_list() for frame in frames] == [frame["key"].to_list() for frame in again]
        names = {column: pl.Series(list(known), dtype=pl.String) for column, known in part.names.items()}
        found += [frame.with_columns(names[c][frame[c]].alias(c) for c in names) for frame in again]
        keys.append(set(pl.concat(frames)["key"]))
    assert sum(map(bool, keys)) > min(parts, 30) // 2
    assert pl.concat(found).sort(pl.all()).equals(whole.sort(pl.all()))
    assert sum(map(len, keys)) == whole["key"].n_unique()
    assert not list(tmp_path.glob("mentions-*"))


def test_a_damaged_file_is_bad_data(tmp_path: Path) -> None:
    files = saved(tmp_path, 90)
    files[1].write_bytes(b"PAR1 and then nothing")
    with pytest.raises(BadData, match="unreadable mentions"):
        list(mentions_by_prompt(files, 1.0, 4, 1 << 16, tmp_path))
