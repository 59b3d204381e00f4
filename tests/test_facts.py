"""Facts say which template they are from, and of which form that is."""

from __future__ import annotations

import pytest

from corpusstat.extract.match.facts import origin, template_form
from corpusstat.relations import load_all

FORMS = {"bracket", "apposition", "entry", "clause", "reversed", "gapped"}


def test_every_template_has_a_form_and_every_form_a_template() -> None:
    assert {template_form(t) for r in load_all().relations for t in r.templates} == FORMS


@pytest.mark.parametrize(
    ("template", "form"),
    [
        ("{subject} {paren} ({inside}born {value}", "bracket"),
        ("{subject} [(or {name})] was born in {value}", "clause"),  # a bracket that may be missing is no bracket
        ("{value} wrote {subject}", "reversed"),
        ("{subject}, ..., was born in {value}", "gapped"),
        ("{subject}[,] who died in {value}", "clause"),
        ("{subject}[,], born in {value}", "apposition"),
        ("^Died[:] [on|in|] {value}", "entry"),
    ],
)
def test_the_form_follows_from_what_stands_between_the_slots(template: str, form: str) -> None:
    relation = load_all().relations[0]
    assert template_form(template) == origin(relation, "x/0", template).form == form


@pytest.mark.parametrize(
    ("written", "fronted", "gapped", "hinged", "unsure", "elided"),
    [
        ("{subject} was made by {value}", False, False, False, False, False),
        ("^{subject} ... by {value}", True, True, False, False, False),
        ("~{subject} {by} {value}", False, False, True, True, False),
        ("~^{subject} was made by {value}", True, False, False, True, False),
        ("{value}{'s} {subject}", False, False, True, False, False),
        ("; died in {value}", False, False, False, False, True),
    ],
)
def test_what_a_template_says_of_its_facts(
    written: str, fronted: bool, gapped: bool, hinged: bool, unsure: bool, elided: bool
) -> None:
    made = origin(load_all().relations[0], "x/0", written)
    told = (made.fronted, made.gapped, made.hinged, made.unsure, made.elided)
    assert told == (fronted, gapped, hinged, unsure, elided)
