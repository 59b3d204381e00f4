"""What readers wrote down of web pages and encyclopedias, and how much of it is found: the floors of recall."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polars as pl
import pytest

from corpusstat.extract.extract import extract
from corpusstat.normalise.normalise import normalise
from corpusstat.relations import load_all
from corpusstat.schema import DOCUMENT, polars_schema

FILE = Path(__file__).parent / "judged" / "written_down.csv"
LEAST = {("web", "B"): 0.79, ("web", "A"): 0.77, ("corpus", "B"): 0.65, ("corpus", "A"): 0.69}
"""Just under what was reached on 1 December: .810, .791, .667, .710."""


class Told(NamedTuple):
    """A fact as somebody put it."""

    relation: str
    entity: str
    value: str


def written_down() -> pl.DataFrame:
    return pl.read_csv(FILE, schema_overrides={"value": pl.String})


def plain(text: str) -> str:
    """Small letters and digits, with single spaces between words."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def is_same(read: Told, found: Told) -> bool:
    """Whether two say the same: dates as far as both go, places and names that share their words."""
    if read.relation != found.relation:
        return False
    if read.relation.endswith("_date"):
        is_value = found.value.startswith(read.value) or read.value.startswith(found.value)
    else:
        is_value = plain(read.value) in plain(found.value) or plain(found.value) in plain(read.value)
    if read.relation != "author":
        return is_value and not set(plain(read.entity).split()).isdisjoint(plain(found.entity).split())
    one, other = (re.sub(r"^(?:the|an?) ", "", plain(told.entity)) + " " for told in (read, found))
    last = (plain(read.value).split() or [""])[-1] in plain(found.value).split()
    return (is_value or last) and (one.startswith(other) or other.startswith(one))


def stated(folder: Path, source: str, wanted: pl.Series) -> Iterator[tuple[int, Told]]:
    """Mentions that are found in these documents of a source, with the documents' rows."""
    relations, texts = load_all(), pl.read_parquet(folder / f"{source}.parquet", columns=["text"])["text"]
    columns = {"doc_key": wanted, "domain": "d", "text": texts.gather(wanted), "shard": source, "row_group": 0}
    documents = pl.DataFrame(columns | {"row": wanted}, schema=polars_schema(DOCUMENT))
    found = normalise(extract(documents, relations).proposals, relations).mentions.drop_nulls("value")
    for row, *told in found.select("row", "relation", "entity", "value").iter_rows():
        yield row, Told(*told)


def test_the_file_is_whole_and_holds_no_text() -> None:
    read = written_down()
    assert read.columns == ["folder", "source", "row", "start", "end", "half", "relation", "entity", "value", "how"]
    assert not read.is_duplicated().any()
    assert set(read["relation"]) == {r.name for r in load_all().relations if r.in_floor}
    assert read["entity"].str.len_chars().max() < 150
    assert read["value"].str.len_chars().max() < 80


@pytest.mark.parametrize(
    ("read", "found", "same"),
    [
        (("birth_date", "Ann Lee", "1901-05-04"), ("birth_date", "Ann Lee", "1901"), True),
        (("birth_date", "Ann Lee", "1901-05-04"), ("birth_date", "Ann Lee", "1902"), False),
        (("birth_date", "Ann Lee", "1901"), ("birth_date", "Bo Reed", "1901"), False),
        (("birth_place", "Lee", "Tarsk"), ("birth_place", "Ann Lee", "tarsk"), True),
        (("author", "The Tin Road", "Ann Lee"), ("author", "Tin Road: A Life", "a lee"), True),
        (("author", "Salt", "Ann Lee"), ("author", "Saltworks", "ann lee"), False),
    ],
)
def test_what_is_the_same(read: tuple[str, str, str], found: tuple[str, str, str], same: bool) -> None:
    assert is_same(Told(*read), Told(*found)) is same


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("folder", ["web", "corpus"])
def test_recall_of_what_readers_wrote_down(folder: str, shared: Path) -> None:
    read, hits = written_down().filter(folder=folder), {"A": 0, "B": 0}
    for (source,), facts in read.group_by("source", maintain_order=True):
        found: dict[int, list[Told]] = {}
        for row, told in stated(shared / folder, str(source), facts["row"].unique().sort()):
            found.setdefault(row, []).append(told)
        for row, half, *told in facts.select("row", "half", "relation", "entity", "value").iter_rows():
            hits[half] += any(is_same(Told(*told), one) for one in found.get(row, []))
    for half, n in hits.items():
        share = n / read.filter(half=half).height
        assert share >= LEAST[folder, half], (folder, half, share)
