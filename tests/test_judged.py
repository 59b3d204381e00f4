"""The mentions judged by hand: the file is whole, the packs say what it says, extraction has not fallen behind it."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest

from corpusstat.extract.extract import extract
from corpusstat.normalise.normalise import normalise
from corpusstat.quality.judge import read_judged
from corpusstat.relations import load_all
from corpusstat.schema import DOCUMENT, polars_schema

FOLDER = Path(__file__).parent / "judged"
FILES = ["floor_set.csv", "first_looks.csv", "others.csv", "web_seen.csv"]
KEY = ["relation", "value", "shard", "row", "start"]
COLUMNS = ["count", "relation", "entity", "value", "source", "row", "start", "end", "verdict", "reason"]
WANTED = {
    "floor_set.csv": (0.99, 1.0),
    "first_looks.csv": (0.98, 0.1),
    "others.csv": (0.95, 0.85),
    "web_seen.csv": (0.97, 1.0),
}
"""What must be found of the right ones, and what may be of the wrong ones: some right ones are given up for others."""


def read(name: str) -> pl.DataFrame:
    return pl.read_csv(FOLDER / name, schema_overrides={"value": pl.String, "reason": pl.String})


def test_enough_of_the_floor_set_was_judged() -> None:
    floor = {r.name for r in load_all().relations if r.in_floor}
    for name in ("floor_set.csv", "first_looks.csv"):
        assert read(name).height >= 1500
        assert set(read(name)["relation"]) == floor


@pytest.mark.parametrize("name", [*FILES, "web_relations.csv"])
def test_the_files_are_whole_and_hold_no_text(name: str) -> None:
    judged = read(name)
    assert judged.columns == COLUMNS
    assert not judged.is_duplicated().any()
    assert set(judged["verdict"]) == {"right", "wrong"}
    assert judged["reason"].is_not_null().to_list() == (judged["verdict"] == "wrong").to_list()
    assert judged.filter(pl.col("end") <= pl.col("start")).is_empty()
    assert judged["entity"].str.len_chars().max() < 150
    assert judged["value"].str.len_chars().max() < 80


def test_the_file_can_correct_a_report() -> None:
    classes = read_judged(FOLDER / "floor_set.csv")
    assert sum(c.judged for c in classes) == read("floor_set.csv").height
    assert classes[0].low == 1


def test_the_packs_state_the_precision_that_was_judged() -> None:
    judged = pl.concat([read("first_looks.csv"), read("others.csv")])
    counted = judged.group_by("relation").agg(right=(pl.col("verdict") == "right").sum(), n=pl.len())
    relations = {r.name: r for r in load_all().relations}
    for name, right, n in counted.iter_rows():
        stated = relations[name].precision
        assert stated is not None, name
        assert (stated.value, stated.n) == (round(right / n, 2), n), name
        assert "unselected" in stated.on
    assert {name for name, r in relations.items() if r.precision} == set(counted["relation"])


def test_the_packs_state_the_precision_of_each_relation_alone() -> None:
    """Of encyclopedic text that of the first looks; of the web that of the page of the folder."""
    encyclopedias = ["enwiki2015", "enwiki2021", "britannica_ocr", "gensim_enwiki", "knowledgenet_dev", "pages"]
    judged = read("first_looks.csv").filter(pl.col("source").is_in(encyclopedias))
    counted = judged.group_by("relation").agg(right=(pl.col("verdict") == "right").sum(), n=pl.len())
    page = (FOLDER / "README.md").read_text("utf-8").split("## Web-like text judged anew")[1]
    rows = re.findall(r"^\| `(\w+)` \| (\d+) \| (\d+) \|", page, re.MULTILINE)
    relations = {r.name: r for r in load_all().relations}
    found = [("encyclopedic", *row) for row in counted.rows()] + [("web", n, int(a), int(b)) for n, a, b in rows[:5]]
    assert len(found) == 10
    for kind, name, right, n in found:
        own = relations[name].text[kind].own
        assert own is not None
        assert (own.value, own.n) == (round(right / n, 3), n), (kind, name)


def is_told_elsewhere(one: tuple[str, str, str, int, int], told: set[tuple[str, str, str, int]]) -> bool:
    """Whether the document states the same, or the same date more precisely, elsewhere: that mention is then kept."""
    relation, value, shard, row, _ = one
    return any(t[0] == relation and t[2:] == (shard, row) and f"{t[1]}-".startswith(f"{value}-") for t in told)


@pytest.mark.shared
@pytest.mark.parametrize("name", FILES)
def test_extraction_still_finds_what_was_judged_right_and_not_what_was_wrong(name: str, shared: Path) -> None:
    judged, relations = read(name), load_all()
    here = {path.stem: path for folder in ("corpus", "web") for path in (shared / folder).glob("*.parquet")}
    judged = judged.filter(pl.col("source").is_in(list(here)))  # the other text is not kept
    found = set()
    for source in judged["source"].unique().sort():
        texts = pl.read_parquet(here[source], columns=["text"])["text"]
        wanted = judged.filter(pl.col("source") == source)["row"].unique().sort()
        columns = {"doc_key": wanted, "domain": "d", "text": texts.gather(wanted), "shard": source, "row_group": 0}
        documents = pl.DataFrame(columns | {"row": wanted}, schema=polars_schema(DOCUMENT))
        mentions = normalise(extract(documents, relations).proposals, relations).mentions
        found |= set(mentions.select(*KEY, "entity").iter_rows())
    places = {one[:-1] for one in found}
    told = {one[:-2] for one in found}
    if name == "floor_set.csv":  # it is to hold whatever the rules find
        floor, known = set(judged["relation"]), judged.select("relation", "value", "source", "row", "start").rows()
        same = {one[:-1] for one in known}
        new = {one for one in places if one[0] in floor and one[1] and one[:-1] not in same}
        assert len(new) <= 0.02 * judged.height, sorted(new)[:20]
    again = judged.rename({"source": "shard"}).select(*KEY, "entity", "verdict").rows()
    right = [one[:-2] in places or is_told_elsewhere(one[:-2], told) for one in again if one[-1] == "right"]
    wrong = [one[:-1] in found for one in again if one[-1] == "wrong"]
    least, most = WANTED[name]
    assert sum(right) / len(right) >= least
    assert sum(wrong) / len(wrong) <= most  # found again at another name they are mended
