"""Names, dates, numbers, places: what they come out as, and which proposals become mentions."""

from __future__ import annotations

import polars as pl
import pytest

from corpusstat.extract.match.programs import SIMPLE
from corpusstat.normalise.dates import day_range
from corpusstat.normalise.normalise import canonical_value, normalise
from corpusstat.relations import Relation, RelationSet
from corpusstat.relations.templates import SLOT_TYPES
from corpusstat.schema import PROPOSAL, polars_schema


def proposal(**changes: object) -> dict[str, object]:
    row: dict[str, object] = {
        "doc_key": 7, "domain": "d", "shard": "s", "row_group": 0, "row": 0, "relation": "birth_date",
        "template": "birth_date/0", "subject": "Ann Lee", "value": "1900", "sentence": "…", "start": 0, "end": 9,
        "subject_start": 0, "subject_end": 3, "value_start": 5, "value_end": 9, "name_start": 0, "name_end": 3,
    }  # fmt: skip
    return row | changes


RELATIONS = RelationSet(
    (
        Relation("birth_date", "person", "date", ("x",)),
        Relation("spouse", "person", "person", ("x",)),
        Relation("author", "title", "person", ("x",), single=False, reason="many"),
    )
)


def frame(*rows: dict[str, object]) -> pl.DataFrame:
    return pl.DataFrame(list(rows), schema=polars_schema(PROPOSAL))


def test_the_first_answer_counts_and_idk_only_where_there_is_none() -> None:
    out = normalise(
        frame(
            proposal(value=None, start=0),
            proposal(value="1902", start=9),
            proposal(subject="Dr. Ann LEE", value="1901", start=5),
            proposal(subject="Bo Ek", value=None),
        ),
        RELATIONS,
    ).mentions
    assert out.select("entity", "value").rows() == [("Bo Ek", None), ("Dr. Ann LEE", "1901")]


@pytest.mark.parametrize(
    ("values", "kept"),
    [
        (["1953", "1953-03"], "1953-03"),
        (["1953-03-07", "1953"], "1953-03-07"),
        (["1953", "1953-03-07", "1953-03"], "1953-03-07"),
        (["1953", "1954-03", "1953-04"], "1953-04"),
        (["1953-03", "1953-04-01"], "1953-03"),
        (["-0043", "-0043-03"], "-0043-03"),
    ],
)
def test_of_dates_that_agree_the_most_precise_is_kept(values: list[str], kept: str) -> None:
    rows = [proposal(value=value, start=place) for place, value in enumerate(values)]
    out = normalise(frame(*rows), RELATIONS).mentions
    assert out["value"].to_list() == [kept]
    assert out.select("value_low", "value_high").rows() == [day_range(kept)]


def test_many_valued_relations_count_statements() -> None:
    row = {"relation": "author", "subject": "Songs"}
    out = normalise(
        frame(
            proposal(**row, value="Ann Lee"),
            proposal(**row, value="Bo Ek"),
            proposal(**row, value="bo ek"),
            proposal(**row, value=None),
        ),
        RELATIONS,
    ).mentions
    assert sorted(out["value"]) == ["ann lee", "bo ek"]
    assert out["key"].n_unique() == 2


def test_documents_with_the_same_key_stay_apart() -> None:
    assert normalise(frame(proposal(row=0), proposal(row=1)), RELATIONS).mentions.height == 2


def test_rejected_are_counted_by_reason() -> None:
    out = normalise(
        frame(
            proposal(subject="he", name_start=None),
            proposal(subject="She"),
            proposal(subject="…"),
            proposal(value="the 1990s"),
            proposal(relation="spouse", value="Ann  Lee"),
            proposal(relation="spouse", value="Duke of Orland"),
            proposal(subject="French-Moroccan"),
            proposal(subject="In Japan"),
        ),
        RELATIONS,
    )
    assert out.mentions.is_empty()
    assert out.rejected.select("relation", "reason", "n").rows() == [
        ("birth_date", "subject: a pronoun without a name", 2),
        ("birth_date", "subject: not a name", 1),
        ("birth_date", "subject: not a person", 2),
        ("birth_date", "value: not a date", 1),
        ("spouse", "value: not a person", 1),
        ("spouse", "value: the subject itself", 1),
    ]


@pytest.mark.parametrize("kind", sorted(SLOT_TYPES))
def test_a_value_of_every_slot_type_has_a_canonical_form(kind: str) -> None:
    """What a message calls it, how it begins, and what it becomes are in three places."""
    text = {"date": "4 May 1871", "year": "1871", "number": "7", "quantity": "7 km", "nationality": "Norwegian"}
    assert canonical_value(text.get(kind, "Democratic Party"), kind)
    assert kind in SIMPLE or kind in {"person", "org", "title"}
