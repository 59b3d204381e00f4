"""Countries, by their spellings and by the adjectives and peoples named after them."""

from __future__ import annotations

from corpusstat.lexicon import rows
from corpusstat.normalise.names import entity
from corpusstat.normalise.nations import ADJECTIVES, COUNTRIES, country_of

COUNTRY_ROWS = [row for row in rows("nations") if row["country"]]


def test_a_country_is_found_by_every_name_it_has() -> None:
    for row in COUNTRY_ROWS:
        for name in filter(None, (row["country"], *row["names"].split(", "))):
            assert country_of(name) == row["country"]
        for people in filter(None, row["people"].split(", ")):
            assert country_of(people) == country_of(people + "s") == row["country"]


def test_keys_are_those_that_names_come_out_as() -> None:
    """Else what is read from text would never be found."""
    for key in (*ADJECTIVES, *COUNTRIES):
        found = entity(key, "place")
        assert found is not None
        assert found.key == key or country_of(found.key) == country_of(key), key


def test_a_country_is_itself_and_what_is_none_has_none() -> None:
    for country in {*ADJECTIVES.values(), *COUNTRIES.values()}:
        assert country_of(country) == country
    assert country_of("martian") is None
    assert country_of("") is None
