"""Word lists as data: one file a list, each with a comment that says what it is for, read when first asked for.

A ``.txt`` file has an entry a line, a ``.tsv`` file a header line and a row a line; lines with ``#`` are comments. The
lists are closed classes, short enough to read; facts about single names do not belong here. Extraction, normalisation
and the check by a spaCy pipeline share them.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Final

__all__ = [
    "FOLDER",
    "alternatives",
    "demonyms",
    "generations",
    "hedges",
    "kin",
    "months",
    "pronouns",
    "punctuation",
    "rows",
    "weekdays",
    "word_list",
]

FOLDER: Final = Path(__file__).parent


def _lines(file: str) -> list[str]:
    lines = (FOLDER / file).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the entries of the list ``name.txt``.

    >>> "Viscount" in word_list("peerage")
    True
    """
    return frozenset(_lines(f"{name}.txt"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of the table ``name.tsv``, each a dict from column to text.

    >>> rows("months")[1]
    {'name': 'February', 'abbreviations': 'Feb Febr'}
    """
    return tuple(csv.DictReader(_lines(f"{name}.tsv"), delimiter="\t", quoting=csv.QUOTE_NONE))


def alternatives(words: str | Iterable[str], *, any_case: bool = False) -> str:
    """Return words, or those of the list of a name, as alternatives of a regular expression, the longer ones first.

    ``any_case``: with and without a capital letter.

    >>> alternatives("short_places")[:5], alternatives(["he", "her"]), alternatives(["he"], any_case=True)
    ('USSR|', 'her|he', '[Hh]e')
    """
    words = word_list(words) if isinstance(words, str) else words
    ordered = sorted(words, key=lambda word: (-len(word), word))
    if any_case:
        return "|".join(f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}" for word in ordered)
    return "|".join(map(re.escape, ordered))


@cache
def pronouns(*forms: str, of: str = "", gender: str = "") -> frozenset[str]:
    """Return the pronouns of these forms (of all, if none is named), in small letters but for *I*.

    ``of``: only those that a template takes for a mention of this slot type; ``gender``: only those of men (``m``),
    of women (``f``), or of both (``m f``).

    >>> sorted(pronouns("possessive", of="org")), sorted(pronouns("subject", "object", "possessive", gender="f"))
    (['its', 'our', 'their'], ['her', 'she'])
    """
    return frozenset(
        r["word"]
        for r in rows("pronouns")
        if (not forms or r["form"] in forms)
        and (not of or of in r["of"].split())
        and (not gender or r["gender"] in gender.split())
    )


@cache
def kin(*kinds: str, several: bool | None = None) -> frozenset[str]:
    """Return the words for relatives of some kinds (of all, if none is named).

    Kinds are ``parent``, ``child``, ``sibling``, ``spouse``, ``grand`` and ``other``.
    ``several``: those for more than one, *sons*, or for one, *son*; both, if None.

    >>> sorted(kin("child", several=True))
    ['children', 'daughters', 'issue', 'sons']
    """
    return frozenset(
        r["word"]
        for r in rows("kinship")
        if (not kinds or r["kind"] in kinds) and (several is None or several == (r["number"] == "several"))
    )


def generations(*forms: str) -> frozenset[str]:
    """Return what tells persons of one name in a family apart: ``short``, *Jr*; ``numeral``, *III*; ``word``, *Junior*.

    >>> sorted(generations("short"))
    ['Jnr', 'Jr', 'Snr', 'Sr']
    """
    return frozenset(r["word"] for r in rows("generations") if not forms or r["form"] in forms)


def demonyms() -> frozenset[str]:
    """Return the demonyms as they are written in text: *Norwegian*, *South African*."""
    return frozenset(d for row in rows("nations") for d in row["demonyms"].split(", ") if d)


def hedges(use: str) -> frozenset[str]:
    """Return the words of doubt and report with a use: ``within``, ``before``, ``quoting`` or ``denying``.

    >>> sorted(hedges("within") & hedges("before"))
    ['believed', 'claim', 'claimed', 'claims', 'thought']
    """
    return frozenset(row["word"] for row in rows("hedges") if use in row["uses"].split())


def months(*, short: bool) -> tuple[str, ...]:
    """Return the names of the months, or their abbreviations, in order."""
    column = "abbreviations" if short else "name"
    return tuple(word for row in rows("months") for word in row[column].split())


def punctuation(kind: str) -> frozenset[str]:
    """Return the marks of a kind: ``opening``, ``closing`` and ``single`` quotation marks, ``apostrophe``, ``dash``."""
    return frozenset(row["mark"] for row in rows("punctuation") if kind in row["kinds"].split())


def weekdays(*, short: bool) -> tuple[str, ...]:
    """Return the names of the weekdays, or their abbreviations, in order."""
    column = "abbreviations" if short else "name"
    return tuple(word for row in rows("weekdays") for word in row[column].split())
