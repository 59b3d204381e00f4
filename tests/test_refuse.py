"""Refusing: by the types of mentions first, then by the words around them; each refused match is counted once."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from corpusstat.extract.filter.matches import NONE, REASONS, SUBJECT_TYPE, VALUE_TYPE
from corpusstat.extract.filter.refuse import _type_reason, filter_facts, reason_text
from corpusstat.extract.match.candidates import compile_relations, match_templates
from corpusstat.relations import load_all

RELATIONS = load_all()
BY_NAME = {r.name: r for r in RELATIONS.relations}


def refused(*sentences: str) -> tuple[list[tuple[int, str, str]], Counter[tuple[int, str, str]]]:
    """The facts that are kept of sentences, each a document: document, subject, value; and what was refused."""
    frame = pl.DataFrame({"doc": range(len(sentences)), "start": 0, "sentence": sentences})
    rejected: Counter[tuple[int, str, str]] = Counter()
    facts = filter_facts(match_templates(frame, compile_relations(RELATIONS)), rejected)
    kept = [(f.doc, f.subject.text, f.value.text if f.value else "") for f in facts if f.relation == "birth_date"]
    return kept, rejected


def test_what_nothing_speaks_against_is_kept_and_the_rest_counted_by_reason() -> None:
    kept, rejected = refused(
        "Mara Kelling was born in 1951.",
        "If Mara Kelling was born in 1951, all is well.",
        "North Africa was born in 1951.",
    )
    assert kept == [(0, "Mara Kelling", "1951")]
    births = {key: n for key, n in rejected.items() if key[1] == "birth_date"}
    assert {doc for doc, *_ in births} == {1, 2}
    assert births[2, "birth_date", "subject is not a person"] == 1
    assert all(n == 1 for n in births.values())


def test_matches_do_not_depend_on_each_other() -> None:
    sentences = ["Mara Kelling was born in 1951.", "CFO was born in 1951.", "It is said that Ann Lee was born in 1952."]
    together, rejected = refused(*sentences)
    alone: Counter[tuple[str, str]] = Counter()
    kept = []
    for doc, sentence in enumerate(sentences):
        found, counted = refused(sentence)
        kept += [(doc, subject, value) for _, subject, value in found]
        alone.update({key[1:]: n for key, n in counted.items()})
    assert together == kept
    assert alone == Counter(key[1:] for key in rejected.elements())


@pytest.mark.parametrize(
    ("relation", "subject", "value", "reason"),
    [
        ("birth_date", "Mara Kelling", "1951", NONE),
        ("birth_date", "CFO", "1951", SUBJECT_TYPE),
        ("birth_date", "", "1951", SUBJECT_TYPE),
        ("birth_date", "", None, NONE),
        ("birth_place", "Mara Kelling", "FX", VALUE_TYPE),
        ("employer", "Mara Kelling", "Texas", VALUE_TYPE),
        ("employer", "Mara Kelling", "Acme", NONE),
        ("headquarters", "Mary Kelling", "Tarsk", SUBJECT_TYPE),
        ("headquarters", "Acme", "Tarsk", NONE),
    ],
)
def test_types_alone(relation: str, subject: str, value: str | None, reason: int) -> None:
    assert _type_reason(BY_NAME[relation], subject, value) == reason


def test_every_reason_reads_for_every_relation() -> None:
    for relation in RELATIONS.relations:
        for reason in range(1, len(REASONS)):
            text = reason_text(reason, relation)
            assert text
            assert not set("{}") & set(text)
