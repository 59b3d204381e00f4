"""The packs: what is built in holds together, and a mistake in a user's pack is reported with its line."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from packs import PACK

from corpusstat.errors import BadRequest
from corpusstat.extract.extract import extract
from corpusstat.relations import EXPERIMENTAL, load, load_all
from corpusstat.runs.run import relations_digest
from corpusstat.schema import DOCUMENT, polars_schema


def test_built_in_packs() -> None:
    relations = load().relations
    assert len(relations) >= 30
    assert len({r.name for r in relations}) == len(relations)
    floor = [r.name for r in relations if r.in_floor]
    assert {"birth_date", "death_date", "birth_place"} <= set(floor)
    for r in relations:
        assert r.templates, r.name
        assert r.in_floor or len(r.reason) > 20, f"{r.name} is kept out of the floor without a reason"
        assert len(set(r.templates)) == len(r.templates), r.name
        assert r.question or not r.in_floor, f"{r.name} of the floor set has no question for probes"


def test_a_users_relation_is_found_in_text(tmp_path: Path) -> None:
    file = tmp_path / "field.toml"
    file.write_text(PACK)
    relations = load([file], builtin=False)
    text = "Kepler-9 is a star. Tarsk has 12 moons. Brook is orbited by 3 moons."
    columns = {"doc_key": [1], "domain": ["d"], "text": [text], "shard": ["s"], "row_group": [0], "row": [0]}
    found = extract(pl.DataFrame(columns, schema=polars_schema(DOCUMENT)), relations).proposals
    assert found.select("subject", "value", "template").rows() == [
        ("Tarsk", "12", "moons/0"),
        ("Brook", "3", "moons/1"),
    ]


@pytest.mark.parametrize(
    ("change", "line", "complaint"),
    [
        (('name = "moons"', 'name = "Moons!"'), 3, "name 'Moons!'"),
        (('subject = "name"', 'subject = "planet"'), 4, "subject type 'planet'"),
        (("answers = 100", 'answers = "100"'), 6, "answers"),
        (("answers = 100", 'question = "How many moons?"'), 6, "question 'How many moons?'"),
        (("answers = 100", "answer = 100"), 6, "unknown key 'answer'"),
        (("is orbited by {value} moons", "is orbited by {values moons"), 9, "unbalanced brace"),
        (("has {value} moons", "has {wert} moons"), 8, "unknown slot {wert}"),
        (("answers = 100", "arbitrary = false"), 2, "kept out of the floor"),
        (("answers = 100", 'precision = { value = 1, m = 2, on = "x" }'), 6, "precision"),
        (("[[relation]]", "[relation]"), 2, "[[relation]] tables only"),
        (("templates = [", "templates = ["[:-1]), 7, "TOML"),
        (('value = "number"\n', ""), 2, "without 'value'"),
        (("{subject} has {value}", "~{subject} has {value}"), 2, "begins with '~'"),
    ],
)
def test_mistakes_name_file_and_line(tmp_path: Path, change: tuple[str, str], line: int, complaint: str) -> None:
    file = tmp_path / "field.toml"
    assert change[0] in PACK
    file.write_text(PACK.replace(*change))
    with pytest.raises(BadRequest) as caught:
        load([file])
    assert f"field.toml:{line}: " in str(caught.value)
    assert complaint in str(caught.value)


def test_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match=r"none\.toml"):
        load([tmp_path / "none.toml"])
    (tmp_path / "latin.toml").write_bytes(b"# caf\xe9")
    with pytest.raises(BadRequest, match="UTF-8"):
        load([tmp_path / "latin.toml"])


def test_a_name_stands_for_one_relation(tmp_path: Path) -> None:
    file = tmp_path / "field.toml"
    file.write_text(PACK.replace("moons", "birth_date", 1))
    with pytest.raises(BadRequest, match=r"field\.toml:2: relation 'birth_date' is defined twice"):
        load([file])
    assert load([file], builtin=False).relations[0].name == "birth_date"


def test_a_question_does_not_change_what_a_relation_is(tmp_path: Path) -> None:
    """A finished run resumes although somebody has worded a question better since."""
    plain, asking = tmp_path / "plain.toml", tmp_path / "asking.toml"
    plain.write_text(PACK)
    asking.write_text(PACK.replace("answers = 100", 'answers = 100\nquestion = "How many moons has {subject}?"'))
    one, other = load([plain], builtin=False), load([asking], builtin=False)
    assert other.relations[0].question == "How many moons has {subject}?"
    assert relations_digest(one) == relations_digest(other)


def test_experimental_relations_are_off_until_they_are_named() -> None:
    usual, all_of_them = load().relations, load_all().relations
    off = load([EXPERIMENTAL], builtin=False).relations
    assert {r.name for r in all_of_them} == {r.name for r in usual} | {r.name for r in off}
    assert {r.name for r in usual}.isdisjoint(r.name for r in off)
    assert load([EXPERIMENTAL]).relations == all_of_them
    for relation in off:
        assert not relation.in_floor
        assert relation.precision is not None
        assert relation.precision.value < 0.70, relation.name
    assert all(r.precision is None or r.precision.value >= 0.70 for r in usual)


def test_an_experimental_relation_gives_way_to_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text(
        """
        [[relation]]
        name = "employer"
        subject = "person"
        value = "org"
        reason = "mine"
        templates = ["{subject} earns money at {value}"]
        """
    )
    (mine,) = (r for r in load_all([file]).relations if r.name == "employer")
    assert mine.reason == "mine"


def test_asking_for_an_experimental_relation_says_how_to_get_it() -> None:
    with pytest.raises(BadRequest, match=r"'employer', which is experimental .*--relations experimental"):
        load(only=["employer"])
    assert [r.name for r in load([EXPERIMENTAL], only=["employer"]).relations] == ["employer"]
