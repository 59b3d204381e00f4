"""Hints for resolution: what the words around a subject say about whom it means."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from corpusstat.extract.filter.hints import BRACKETED, NAME_AHEAD, NICKNAMED, SURNAME_FIRST
from corpusstat.extract.filter.refuse import filter_facts
from corpusstat.extract.match.candidates import compile_relations, match_templates
from corpusstat.relations import load


@pytest.mark.parametrize(
    ("sentence", "subject", "hints"),
    [
        ("Kelling died in 1977.", "Kelling", 0),
        ("Mara Ilse 'Mimi' Kelling died in 1977.", "Kelling", NICKNAMED),
        ('Mara "the long one" Kelling died in 1977.', "Kelling", NICKNAMED),
        ('He said "so" Kelling died in 1977.', "Kelling", 0),  # no name comes before it
        ("Kelling (died 1977) sang.", "Kelling", BRACKETED),
        ("Kelling, Ann, a singer, died in 1977.", "Kelling", SURNAME_FIRST),
        ("Until his death in 1891, Ann Lee wrote.", "his", NAME_AHEAD),
        ("Until his sudden death in 1891, the Brook family wrote.", "his", NAME_AHEAD),
        ("Until his death in 1891. Ann Lee wrote.", "his", 0),
        ("Bo knew of his death in 1891, Ann Lee wrote.", "his", 0),
        ("Until his death in 1891 nobody in all of the long and cold northern winters wrote, Ann read.", "his", 0),
    ],
)
def test_hints(sentence: str, subject: str, hints: int) -> None:
    frame = pl.DataFrame({"doc": [0], "start": [0], "sentence": [sentence]})
    facts = filter_facts(match_templates(frame, compile_relations(load())), Counter())
    assert {f.subject.text: f.hints for f in facts if f.relation == "death_date"} == {subject: hints}
