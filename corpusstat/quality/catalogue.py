"""The relations that are known, as a frame; or what they find in a sentence."""

from __future__ import annotations

import os
from collections.abc import Sequence

import polars as pl

from corpusstat.errors import unknown
from corpusstat.quality.tryout import tried
from corpusstat.relations import Relation, RelationSet, load, load_all
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
_TRIED = dict.fromkeys(("relation", "outcome", "why", "entity", "value", "template"), pl.String)


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
        ``answers`` (null: as seen), measured ``precision``, how many were ``judged``, ``question`` of a probe, and an
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
    chosen = _chosen(known, names)
    if sentence is None:
        return pl.DataFrame(list(map(_row, chosen.relations)), schema=SCHEMA, orient="row")
    return pl.DataFrame([{c: row.get(c) for c in _TRIED} for row in tried(sentence, chosen)], schema=_TRIED)


def _chosen(known: RelationSet, names: Sequence[str]) -> RelationSet:
    """The relations of some names; without a name all of them."""
    there = [r.name for r in known.relations]
    for name in names:
        if name not in there:
            raise unknown("relation", name, there)
    return RelationSet(tuple(r for r in known.relations if r.name in names)) if names else known


def _row(relation: Relation) -> tuple[object, ...]:
    measured = relation.precision
    return (
        relation.name,
        relation.subject,
        relation.value,
        relation.in_floor,
        relation.reason or None,
        relation.answers,
        measured.value if measured else None,
        measured.n if measured else None,
        relation.question or None,
        example(relation.templates[0]),
    )
