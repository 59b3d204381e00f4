from __future__ import annotations

import random
from pathlib import Path

import polars as pl

from corpusstat.runs import surface
from corpusstat.schema import stable_hash

ENDINGS = {"ovo": "Serbia", "heim": "Germany", "ville": "France"}


def mentions(folder: Path, pattern: bool, parts: int = 3) -> list[Path]:
    """900 towns whose country follows from the ending, or does not."""
    chance = random.Random(5)
    rows = []
    for i in range(900):
        ending = sorted(ENDINGS)[i % 3]
        name = "".join(chance.choice("abcdefghiklmnoprstu") for _ in range(6)).title() + ending
        country = ENDINGS[ending] if pattern else chance.choice(sorted(ENDINGS.values()))
        rows.append(("country", stable_hash("country", name), name, country, i))
    chance.shuffle(rows)
    files = []
    for part in range(parts):
        frame = pl.DataFrame(rows[part::parts], schema=["relation", "key", "entity", "value", "doc_key"], orient="row")
        files.append(folder / f"{pattern}-{parts}-{part}.parquet")
        frame.write_parquet(files[-1])
    return files


VALUES = pl.DataFrame({"relation": ["country", "rare"], "prompts": [900, 5]})


def test_a_pattern_is_seen_and_its_absence_too(tmp_path: Path) -> None:
    assert surface.guesses(mentions(tmp_path, pattern=True), VALUES)["country"].guessable
    found = surface.guesses(mentions(tmp_path, pattern=False), VALUES)
    assert not found["country"].guessable
    assert "rare" not in found


def test_how_rows_fall_into_files_does_not_matter(tmp_path: Path) -> None:
    one, many = (surface.guesses(mentions(tmp_path, pattern=True, parts=n), VALUES) for n in (1, 7))
    assert one == many


def test_the_sample_is_bounded_and_of_prompts(tmp_path: Path, monkeypatch) -> None:
    files = mentions(tmp_path, pattern=True)
    monkeypatch.setattr(surface, "MOST_PROMPTS", 300)
    sample = surface.prompt_samples(files, {"country": 900})
    assert 200 < sample.height < 400
    assert sample["entity"].n_unique() == sample.height


def test_two_spellings_of_one_entity_in_a_document_count_once(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "relation": ["r"] * 3,
            "key": [1, 2, 3],
            "entity": ["Ann Lee", "Lee", "Bo"],
            "value": ["1900"] * 3,
            "doc_key": [7, 7, 8],
        }
    )
    frame.write_parquet(tmp_path / "m.parquet")
    assert surface.prompt_samples([tmp_path / "m.parquet"], {"r": 3})["entity"].to_list() == ["Ann Lee", "Bo"]
