"""Places and nationalities as values: one name per place."""

from __future__ import annotations

import re
from typing import Final

from corpusstat.normalise.names import clean, entity
from corpusstat.normalise.nations import country_of

__all__ = ["nationality", "place"]

_WORDS: Final = {"saint": "st", "sainte": "ste", "mount": "mt", "fort": "ft"}
_PART = re.compile(r"[,;(]|\s(?:in|near)\s")


def place(text: str) -> str | None:
    """Return a place's canonical name: that of its most specific part, the first one.

    "Paris, France" and "Paris" are one value. The price is that "Paris, Texas" is the same value too: values are
    compared only within one prompt, where that is rare. Countries have one name whatever the spelling.

    >>> place("Paris, France"), place("the U.S."), place("Saint Petersburg"), place("?")
    ('paris', 'united states', 'st petersburg', None)
    """
    whole = clean(text)
    is_key = whole == whole.casefold()  # "barrow in furness" was Barrow-in-Furness
    first = whole if is_key else _PART.split(whole, maxsplit=1)[0]
    if (found := entity(first, "place") or entity(text, "place")) is None:
        return None
    words = found.key.split()
    return " ".join([_WORDS.get(words[0], words[0]), *words[1:]]) if len(words) > 1 else found.key


def nationality(text: str) -> str | None:
    """Return the country that a nationality word belongs to, or the word's key where no country fits.

    >>> nationality("Dutch"), nationality("the Netherlands"), nationality("Roman")
    ('netherlands', 'netherlands', 'roman')
    """
    found = entity(text, "place")
    return (country_of(found.key) or found.key) if found else None
