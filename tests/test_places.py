"""Places and nationalities as values."""

from __future__ import annotations

from corpusstat.normalise.places import nationality, place


def test_places_and_nationalities() -> None:
    assert place("Paris, France") == place("Paris") == place("PARIS (France)") == "paris"
    assert place("Saint Petersburg, Russia") == place("St. Petersburg")
    assert place("Barrow-in-Furness") == place(place("Barrow-in-Furness")) == "barrow in furness"
    assert nationality("Dutch") == nationality("the Netherlands") == "netherlands"
