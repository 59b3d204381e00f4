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
