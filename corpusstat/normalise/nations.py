"""Countries, the adjectives and people's names made from them, and other spellings of the same country."""

from __future__ import annotations

from corpusstat.lexicon import rows

__all__ = ["ADJECTIVES", "COUNTRIES", "country_of"]


def _tables() -> tuple[dict[str, str], dict[str, str]]:
    adjectives: dict[str, str] = {}
    names: dict[str, str] = {}
    for row in rows("nations"):
        country = row["country"]
        if not country:
            continue
        people = row["demonyms"].lower().replace("-", " ")
        names.update((name, country) for name in (country, *row["names"].split(", ")) if name)
        for word in (*people.split(", "), *row["people"].split(", ")):
            if word:
                adjectives[word] = adjectives[word + "s"] = country
    return adjectives, names


ADJECTIVES, COUNTRIES = _tables()
"""Canonical name of each country by nationality word and by its spellings (keys as `names.entity` makes them)."""


def country_of(key: str) -> str | None:
    """Country of a nationality word or of a country's name, both as canonical keys; None if it is neither.

    >>> country_of("dutch"), country_of("usa"), country_of("martian")
    ('netherlands', 'united states', None)
    """
    return ADJECTIVES.get(key) or COUNTRIES.get(key)
