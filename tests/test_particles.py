"""Names that begin with a particle are whole."""

from __future__ import annotations

import pytest

from corpusstat.extract.match.facts import Span
from corpusstat.extract.resolve.particles import with_particle


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("In May van der Meer was born.", "Meer", "van der Meer"),
        ("when al-Tarski was born", "Tarski", "al-Tarski"),
        ("when de' Vessari was born", "Vessari", "de' Vessari"),
        ("when d’Orsa was born", "Orsa", "d’Orsa"),
        ("the la Quist", "Quist", "Quist"),
        ("by a van. Meer was born", "Meer", "Meer"),
        ("Meer was born", "Meer", "Meer"),
    ],
)
def test_particles_before_a_name(text: str, name: str, expected: str) -> None:
    at = text.index(name)
    found = with_particle(Span(name, at, at + len(name), is_name=True), text)
    assert found.text == expected == text[found.start : found.end]
