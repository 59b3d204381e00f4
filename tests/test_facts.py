"""Origins of facts: what a template as it was written says of the facts it finds."""

from __future__ import annotations

import pytest

from corpusstat.extract.match.facts import origin
from corpusstat.relations import Relation

WORKS = Relation("maker", "title", "person", ("{subject} {by} {value}",))


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
    made = origin(WORKS, "maker/0", written)
    told = (made.fronted, made.gapped, made.hinged, made.unsure, made.elided)
    assert told == (fronted, gapped, hinged, unsure, elided)
    assert made.floor
