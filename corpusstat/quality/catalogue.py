"""The relations that are known, as a frame; or what they find in a sentence."""

from __future__ import annotations

import os
from collections.abc import Sequence

import polars as pl

from corpusstat.errors import unknown
from corpusstat.quality.tryout import tried
from corpusstat.relations import RelationSet, load, load_all
from corpusstat.relations.example import example

__all__ = ["catalogue"]

SCHEMA = {
    "relation": pl.String,
    "subject": pl.String,
    "value": pl.String,
    "in_floor": pl.Boolean,
    "reason": pl.String,
    "answers": pl.Int64,
    "precision": pl.Float64,
    "judged": pl.Int64,
    "question": pl.String,
    "example": pl.String,
}


def catalogue(
    *files: str | os.PathLike[str], builtin: bool = True, only: Sequence[str] = (), sentence: str | None = None
) -> pl.DataFrame:
    """List relations, a row each, or try them on a sentence: the command ``relations`` as ``corpusstat.relations``.

    Parameters
    ----------
    files
        TOML packs of your own.
    builtin
        Whether the built-in relations are among them.
    only
        Names of relations (default: all; on a sentence all but the experimental ones).
    sentence
        What to try them on.

    Returns
    -------
    polars.DataFrame
        ``relation``, types of ``subject`` and ``value``, ``in_floor`` and the ``reason`` where it is not, number of
        ``answers`` (null: as seen), measured ``precision`` of so many ``judged``, ``question`` of a probe, and an
        ``example`` of what its first template matches. With a sentence instead ``relation``, ``outcome``, ``why``,
        ``entity``, ``value`` and ``template``, as in `tryout.tried`.

    Raises
    ------
    BadRequest
        A file that is no pack, or an unknown name.

    Examples
    --------
    >>> import corpusstat
    >>> corpusstat.relations(only=["birth_date"]).select("relation", "subject", "value").row(0)
    ('birth_date', 'person', 'date')
    """
    names, packs = [only] if isinstance(only, str) else only, [os.fspath(file) for file in files]
    known = load_all(packs) if builtin and (names or sentence is None) else load(packs, builtin=builtin)
    there = [r.name for r in known.relations]
    for name in names:
        if name not in there:
            raise unknown("relation", name, there)
    known = RelationSet(tuple(r for r in known.relations if not names or r.name in names))
    if sentence is not None:
        columns = dict.fromkeys(("relation", "outcome", "why", "entity", "value", "template"), pl.String)
        return pl.DataFrame([{c: row.get(c) for c in columns} for row in tried(sentence, known)], schema=columns)
    rows = [
        (
            r.name,
            r.subject,
            r.value,
            r.in_floor,
            r.reason or None,
            r.answers,
            r.precision.value if r.precision else None,
            r.precision.n if r.precision else None,
            r.question or None,
            example(r.templates[0]),
        )
        for r in known.relations
    ]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")
