"""Scoring on gold worked out by hand: what is one fact, what is right, what is a bad gold file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from corpusstat.errors import BadData, BadRequest
from corpusstat.estimate.shares import wilson
from corpusstat.quality.evaluate import Evaluation, Prediction, Score, evaluate, score
from corpusstat.quality.gold import Passage, read_gold
from corpusstat.relations import Relation, RelationSet, load

RELATIONS = RelationSet(
    (
        Relation("birth_date", "person", "date", ("x",)),
        Relation("spouse", "person", "person", ("x",), single=False, reason="several"),
        Relation("parent", "person", "person", ("x",), single=False, reason="two"),
    )
)


def pair(text: str, rel: str, subj: str, obj: str, **ids: Any) -> dict[str, Any]:
    """A fact between the first occurrences of two strings."""
    s, o = text.index(subj), text.index(obj)
    return {
        "rel": rel, "rel_native": rel.upper(), "subj": subj, "subj_span": [s, s + len(subj)],
        "obj": obj, "obj_span": [o, o + len(obj)], **ids,
    }  # fmt: skip


def passages(tmp_path: Path, *records: dict[str, Any]) -> list[Passage]:
    path = tmp_path / "gold.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in records), "utf-8")
    return read_gold(path)


def predict(passage: Passage, relation: str, subject: str, value: str, canonical: str | None = None) -> Prediction:
    s, v = passage.text.index(subject), passage.text.index(value)
    subject_span, value_span = (s, s + len(subject)), (v, v + len(value))
    canonical = value.casefold() if canonical is None else canonical
    return Prediction(0, relation, f"{relation}/0", subject_span, value_span, canonical, subject, value, subject_span)


TEXT = "Ann Lee (born 3 May 1900) wed Bo Ek; she and he had Cy in 1930."


def scored(tmp_path: Path, facts: list[dict[str, Any]], exhaustive: Any, *told: tuple[str, ...]) -> Evaluation:
    gold = passages(tmp_path, {"id": "p", "text": TEXT, "facts": facts, "exhaustive_for": exhaustive})
    return score(gold, [predict(gold[0], *t) for t in told], RELATIONS)


def test_mention_pairs_of_one_value_are_one_fact(tmp_path: Path) -> None:
    facts = [pair(TEXT, "birth_date", "Ann Lee", "3 May 1900"), pair(TEXT, "birth_date", "she", "3 May 1900")]
    cell = scored(tmp_path, facts, ["BIRTH_DATE"], ("birth_date", "Ann Lee", "1900", "1900")).relations["birth_date"]
    assert cell.fact == Score(predicted=1, right=1, gold=1, found=1)
    assert cell.mention == Score(predicted=1, right=1, gold=2, found=1)
    assert (cell.values, cell.values_right) == (1, 0)  # the span overlaps, but a year is not that day


def test_a_pair_in_both_directions_is_one_fact(tmp_path: Path) -> None:
    facts = [pair(TEXT, "spouse", "Ann Lee", "Bo Ek"), pair(TEXT, "spouse", "Bo Ek", "Ann Lee")]
    cell = scored(tmp_path, facts, ["SPOUSE"], ("spouse", "Bo Ek", "Ann Lee")).relations["spouse"]
    assert cell.fact == Score(1, 1, 1, 1)
    assert cell.mention == Score(1, 1, 2, 1)


def test_mentions_with_the_same_identity_are_one_entity(tmp_path: Path) -> None:
    facts = [
        pair(TEXT, "spouse", "Ann Lee", "Bo Ek", subj_id="Q1", obj_id="Q2"),
        pair(TEXT, "spouse", "she", "he had", subj_id="Q1", obj_id="Q2"),
    ]
    assert scored(tmp_path, facts, ["SPOUSE"]).relations["spouse"].fact == Score(0, 0, 1, 0)


def test_other_values_are_other_facts_and_wrong_predictions_count(tmp_path: Path) -> None:
    facts = [pair(TEXT, "birth_date", "Ann Lee", "3 May 1900"), pair(TEXT, "birth_date", "Cy", "1930")]
    told = [("birth_date", "Bo Ek", "1930"), ("birth_date", "Cy", "1930")]
    result = scored(tmp_path, facts, ["BIRTH_DATE"], *told)
    assert result.relations["birth_date"].fact == Score(2, 1, 2, 1)
    assert {m.kind for m in result.mistakes} == {"false positive", "miss"}


def test_predictions_count_only_where_the_passage_is_exhaustive(tmp_path: Path) -> None:
    facts = [pair(TEXT, "birth_date", "Ann Lee", "3 May 1900")]
    other = {"text": TEXT, "facts": [pair(TEXT, "spouse", "Ann Lee", "Bo Ek")], "exhaustive_for": ["SPOUSE"]}
    gold = passages(tmp_path, {"text": TEXT, "facts": facts, "exhaustive_for": ["BIRTH_DATE"]}, other)
    told = [("spouse", "Ann Lee", "Bo Ek"), ("birth_date", "Ann Lee", "3 May 1900", "1900-05-03")]
    result = score(gold, [predict(gold[0], *t) for t in told], RELATIONS)  # all told of the first passage
    assert result.relations["spouse"].fact == Score(0, 0, 1, 0)
    assert result.relations["birth_date"].fact == Score(1, 1, 1, 1)
    assert result.micro.fact == Score(1, 1, 2, 1)
    assert result.micro.value_accuracy == 1.0


def test_the_second_form_knows_every_mention_and_reads_inverses(tmp_path: Path) -> None:
    cy, ann = [TEXT.index("Cy"), TEXT.index("Cy") + 2], [0, 7]
    she = [TEXT.index("she"), TEXT.index("she") + 3]
    fact = {
        "rel": "child", "rel_native": "P40", "subj": "Ann Lee", "subj_span": ann, "subj_mentions": [ann, she],
        "obj": "Cy", "obj_span": cy, "obj_mentions": [cy],
    }  # fmt: skip
    gold = passages(tmp_path, {"title": "t", "text": TEXT, "facts": [fact], "exhaustive_for": "all-96"})
    told = [predict(gold[0], "parent", "Cy", "she", "ann lee"), predict(gold[0], "parent", "Bo Ek", "Ann Lee")]
    result = score(gold, told, RELATIONS)
    assert result.missing == {"child": 1}
    cell = result.relations["parent"]
    assert cell.fact == Score(predicted=2, right=1, gold=1, found=1)
    assert (cell.values, cell.values_right) == (1, 1)
    both = fact | {"rel": "parent", "rel_native": "P22", "subj": "Cy", "subj_span": cy, "subj_mentions": [cy]}
    both |= {"obj": "Ann Lee", "obj_span": ann, "obj_mentions": [ann, she]}
    gold = passages(tmp_path, {"title": "t", "text": TEXT, "facts": [fact, both], "exhaustive_for": "all-96"})
    assert score(gold, told, RELATIONS).relations["parent"].fact == cell.fact  # said in both directions, one fact


def test_ratios_are_none_where_nothing_was_counted() -> None:
    empty = Score()
    assert (empty.precision, empty.recall, empty.f1) == (None, None, None)
    assert Score(4, 0, 2, 0).f1 == 0.0
    assert Score(4, 3, 2, 1).to_json()["fp"] == 1
    assert wilson(0, 10)[0] == 0.0
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


def test_halves_split_by_document_and_are_fixed() -> None:
    halves = {Passage(str(i), str(i // 2), "", (), frozenset()).half for i in range(20)}
    assert halves == {"tune", "check"}
    assert Passage("a", "7", "", (), frozenset()).half == Passage("b", "7", "x", (), frozenset()).half


def record(**changes: Any) -> str:
    base = {"text": "Ann, 1900", "facts": [], "exhaustive_for": []}
    return json.dumps(base | changes)


FACT = {"rel": "birth_date", "rel_native": "D", "subj": "Ann", "subj_span": [0, 3], "obj": "1900", "obj_span": [5, 9]}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "no passages"),
        ("{", "line 1: not JSON"),
        ("[1]", "line 1: no text"),
        (record() + "\n{}", "line 2: no text, facts, exhaustive_for"),
        (record(text=7), "wrong type"),
        (record(facts=[7]), "wrong type"),
        (record(exhaustive_for=7), "exhaustive_for is 7"),
        (record(facts=[{"rel": "x"}]), "a fact is malformed"),
        (record(facts=[FACT | {"subj_span": [0]}]), "a fact is malformed"),
        (record(facts=[FACT | {"obj_span": [5, 99]}]), "outside the text"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_bad_gold_file_is_named_with_its_line(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text(content, "utf-8")
    with pytest.raises(BadData, match=said):
        read_gold(path)


def test_a_missing_or_binary_gold_file(tmp_path: Path) -> None:
    with pytest.raises(BadRequest, match="no gold file"):
        read_gold(tmp_path / "none.jsonl")
    (tmp_path / "b.jsonl").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadData, match="not UTF-8"):
        read_gold(tmp_path / "b.jsonl")


def test_the_extractor_is_scored_end_to_end(tmp_path: Path) -> None:
    """An unresolved pronoun counts as the span it is."""
    one = "Ada Veland was born on 3 May 1900."
    two = "He was born on 4 June 1901."
    told = [(one, "Ada Veland", "3 May 1900"), (two, "He", "4 June 1901")]
    records = [
        {"text": text, "facts": [pair(text, "birth_date", subject, value)], "exhaustive_for": ["BIRTH_DATE"]}
        for text, subject, value in told
    ]
    cell = evaluate(passages(tmp_path, *records), load()).relations["birth_date"]
    assert cell.fact == Score(2, 2, 2, 2)
    assert cell.value_accuracy == 1.0


@pytest.mark.shared
@pytest.mark.parametrize(("name", "facts"), [("knowledgenet", 5467), ("redocred", 12152)])
def test_the_gold_files_are_read_whole(shared: Path, name: str, facts: int) -> None:
    gold = read_gold(shared / "gold" / f"{name}-dev.jsonl")
    inverse = sum(f.relation in ("child", "subsidiary") for p in gold for f in p.facts)
    assert sum(len(p.facts) for p in gold) - inverse == facts
