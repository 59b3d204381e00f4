"""How far sr could move for reasons that counting cannot settle: spellings, unknowns, conflicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from corpusstat.count.keys import rows_of
from corpusstat.estimate.correct import alias_band, conflict_band, idk_band
from corpusstat.relations import RelationSet

__all__ = ["MOST_MENTIONS", "bands", "loose_singletons"]

MOST_MENTIONS = 20_000_000
"""Above so many mentions the loose counting would need more memory than it is worth, and is left out."""


def loose_singletons(mentions: Sequence[Path], relations: RelationSet) -> int:
    """f_1 over the floor set once names of persons are told apart by their first and last word only.

    "Marie Skłodowska Curie" and "Marie Curie" are then one person, and so are two people of the same name. Other
    entities keep their strict keys.

    Parameters
    ----------
    mentions
        MENTION files that hold every prompt.
    relations
        Those of the run.
    """
    floor_set = [r.name for r in relations.relations if r.in_floor]
    persons = [r.name for r in relations.relations if r.in_floor and r.subject == "person"]
    words = pl.col("entity").str.to_lowercase().str.split(" ")
    loose = pl.concat_str(words.list.first(), pl.lit(" "), words.list.last())
    rows = pl.scan_parquet(list(mentions)).filter(pl.col("relation").is_in(floor_set), pl.col("value").is_not_null())
    name = pl.when(pl.col("relation").is_in(persons)).then(loose).otherwise(pl.col("key").cast(pl.String))
    counts = rows.group_by("relation", name.alias("name")).agg(n=pl.len())
    return int(counts.filter(pl.col("n") == 1).select(pl.len()).collect().item())


def bands(corpus: Mapping[str, Any], mentions: Sequence[Path], relations: RelationSet) -> dict[str, Any]:
    """Give, for the corpus, (low, high) of sr under each doubt; each is a band, not an interval.

    Returns
    -------
    dict
        ``aliases`` (loose and strict names; null for a prompt sample or above `MOST_MENTIONS`), ``idk`` (counted, and
        left out), ``conflicts`` (as counted, and each prompt with two values taken for two of the same name).
    """
    if not corpus["n"]:
        return {"aliases": None, "idk": None, "conflicts": None}
    f1, n, theta = corpus["f"][0], corpus["n"], corpus["theta"]
    aliases = None
    if theta == 1 and rows_of(mentions) <= MOST_MENTIONS:
        aliases = list(alias_band(strict=(f1, n), loose=(loose_singletons(mentions, relations), n)))
    answered = n - corpus["n_idk"]
    scaled, conflicts = min(answered, round(f1 / theta)), round(corpus["conflicts"] / theta)
    return {
        "aliases": aliases,
        "idk": list(idk_band(scaled, n, corpus["n_idk"])) if answered else None,
        "conflicts": list(conflict_band(scaled, n, conflicts)),
    }
