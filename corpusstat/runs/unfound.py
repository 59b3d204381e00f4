"""Sentences with a cue of a relation in which no fact of it was found: what recall is judged from.

The text is not kept in a run, so some documents of its inputs are read once more.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import polars as pl

from corpusstat.engine.manifest import Manifest
from corpusstat.engine.runfolder import read_run
from corpusstat.extract.extract import extract, with_cue
from corpusstat.read.documents import documents
from corpusstat.relations import Relation, RelationSet
from corpusstat.runs.merge import settings_of

__all__ = ["DOCUMENTS", "Unjudged", "draw"]

DOCUMENTS: Final = 4000
"""Documents that are read, about; all of a smaller corpus."""
UNITS: Final = 16
"""Units that the documents are taken from, at most."""


@dataclass(frozen=True, slots=True)
class Unjudged:
    """Sentences to judge (columns of `judge.COLUMNS`, count 0) and what they were drawn from.

    That is ``pairs`` pairs of a sentence and a relation without a fact; ``found`` such pairs had one.
    """

    rows: pl.DataFrame
    pairs: int
    found: int


def draw(run: Path, n: int, seed: int = 0) -> Unjudged:
    """Draw pairs of a sentence and a relation of the floor set whose cue it has, without a fact of that relation.

    Parameters
    ----------
    run
        Folder of a finished run whose inputs can still be read.
    n
        Pairs to draw; fewer if there are fewer.
    seed
        Another seed draws others.

    Raises
    ------
    BadRequest, BadData
        An input or a relations' file is gone or is not what it was.
    """
    manifest = read_run(run)
    _, known = settings_of(manifest)
    floor = [r for r in known.relations if r.in_floor]
    empty, found, without = pl.DataFrame(schema={"order": pl.String}), 0, []
    for batch in _sampled(manifest, seed):
        for relation in floor:
            pairs, having = _pairs(batch, relation)
            without.append(pairs)
            found += having
    rows = pl.concat([empty, *without], how="diagonal")
    if not rows.height:
        return Unjudged(rows, 0, found)
    order = [_mix(seed, *place) for place in rows.select("shard", "row_group", "row", "start", "relation").rows()]
    drawn = rows.with_columns(order=pl.Series(order)).sort("order").head(n).drop("order")
    totals = {"count": 0, "pairs": rows.height, "found": found}
    return Unjudged(drawn.with_columns(**{name: pl.lit(v) for name, v in totals.items()}), rows.height, found)


def _pairs(batch: pl.DataFrame, relation: Relation) -> tuple[pl.DataFrame, int]:
    """The sentences of some documents with a cue of a relation: those without a fact of it, and how many have one."""
    alone = RelationSet((relation,))
    cued = with_cue(batch, alone)
    if relation.cues:
        words = "|".join(re.escape(word) for word in relation.cues)
        cued = cued.filter(pl.col("sentence").str.contains(rf"(?i)\b(?:{words})\b"))
    facts = extract(batch, alone).proposals.select("shard", "row_group", "row", "sentence").unique()
    having = cued.join(facts, on=["shard", "row_group", "row", "sentence"], how="semi").height
    rest = cued.join(facts, on=["shard", "row_group", "row", "sentence"], how="anti")
    return rest.with_columns(relation=pl.lit(relation.name)), having


def _sampled(manifest: Manifest, seed: int) -> Iterator[pl.DataFrame]:
    """About `DOCUMENTS` documents, by a hash of their place, from at most `UNITS` units."""
    unread = {q.name for q in manifest.quarantined}
    units = [u for u in manifest.units if u.shard.name not in unread]
    units.sort(key=lambda u: _mix(seed, u.shard.name, *u.row_groups))
    units = units[:UNITS]
    share = min(1.0, DOCUMENTS / max(1, sum(u.rows for u in units)))
    options: dict[str, Any] = {name: manifest.config.get(name) for name in ("text", "id", "domain")}
    for unit in units:
        for batch in documents(unit.shard, unit.row_groups, **options):
            places = batch.documents.select("shard", "row_group", "row").rows()
            kept = pl.Series([int(_mix(seed, *place)[:8], 16) < share * 2**32 for place in places], dtype=pl.Boolean)
            yield batch.documents.filter(kept)


def _mix(*parts: object) -> str:
    """A fixed pseudo-random order."""
    return hashlib.blake2b("\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
