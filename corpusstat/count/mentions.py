"""What is asked of the mentions themselves, besides their counts: each one query, under the memory limit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

from corpusstat.count.database import literally, workspace
from corpusstat.count.keys import database_share, key_ranges
from corpusstat.count.pooling import Pool
from corpusstat.count.questions import query_text
from corpusstat.schema import MENTION, OTHER_DOMAINS

if TYPE_CHECKING:
    from corpusstat.count.database import Connection

__all__ = ["distinct_by_domain", "drawn", "loose_singletons", "named_values"]

_MEMORY = 1 << 30


def _asked(
    query: str,
    mentions: Sequence[Path],
    parameters: Mapping[str, object],
    memory: int,
    pool: Pool | None = None,
    asked: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Run a query over MENTION files, and over a table ``asked``."""
    with (
        TemporaryDirectory(prefix="corpusstat-") as folder,
        workspace(database_share(memory), Path(folder)) as con,
    ):
        _open(con, mentions, pool)
        if asked is not None:
            con.from_arrow(asked.to_arrow()).create("asked")
        found: pl.DataFrame = con.sql(query_text(query), params=dict(parameters) or None).pl()
        return found


def _open(con: Connection, mentions: Sequence[Path], pool: Pool | None) -> None:
    """Make the view of the files, with the domains of the pool."""
    if not mentions:
        con.from_arrow(pa.Table.from_batches([], MENTION)).create("mentions")
        return
    rows = con.read_parquet(literally(mentions))
    if pool is None or not pool.tail:
        rows.create_view("mentions")
        return
    con.from_arrow(pool.kept.select("domain").to_arrow()).create("kept_domains")
    rows.create_view("all_mentions")
    con.execute(
        f"CREATE VIEW mentions AS SELECT m.* REPLACE (COALESCE(k.domain, '{OTHER_DOMAINS}') AS domain) "
        "FROM all_mentions AS m LEFT JOIN kept_domains AS k ON k.domain = m.domain"
    )


def distinct_by_domain(mentions: Sequence[Path], *, memory: int = _MEMORY, pool: Pool | None = None) -> pl.DataFrame:
    """Count the distinct documents and entities that have mentions, per domain.

    Entities are told apart by their spelling, whatever its case. ``pool`` says which domains are counted by themselves
    (default: all).

    Returns
    -------
    polars.DataFrame
        Columns domain, documents, entities.
    """
    return _asked("distinct", mentions, {}, memory, pool).sort("domain")


def loose_singletons(
    mentions: Sequence[Path],
    relations: Sequence[str],
    persons: Sequence[str],
    *,
    memory: int = _MEMORY,
    pool: Pool | None = None,
) -> pl.DataFrame:
    """Count the singletons that are left once names of persons are told apart by their first and last word only.

    "Marie Skłodowska Curie" and "Marie Curie" are then one person, and so are two people of the same name. Other
    entities keep their strict keys.

    Parameters
    ----------
    mentions
        MENTION files that hold every prompt.
    relations, persons
        Relations to count; those of them whose subjects are persons.
    memory, pool
        Bytes to use, and the domains that are counted by themselves.

    Returns
    -------
    polars.DataFrame
        Columns domain, relation, f1: singletons of the corpus, in the domain of their example.
    """
    asked = {"relations": list(relations), "persons": list(persons)}
    return _asked("loose_singletons", mentions, asked, memory, pool).sort("domain", "relation")


def named_values(mentions: Sequence[Path], shares: Mapping[str, float], *, memory: int = _MEMORY) -> pl.DataFrame:
    """Return one (entity, value) per answered prompt of some relations, read in one go.

    Where a prompt has several, the smallest stand for it, so that the order of files and rows does not matter. Prompts
    of one document with the same value count once: two spellings of one person would look like a pattern.

    Parameters
    ----------
    mentions
        MENTION files.
    shares
        Relations, and the share of prompts to take of each: those with the least keys.
    memory
        Bytes to use.

    Returns
    -------
    polars.DataFrame
        Columns relation, entity, value, in the order of relations and keys.
    """
    bounds = [(relation, *key_ranges(share, 1)[0]) for relation, share in sorted(shares.items())]
    columns = {"relation": pl.String} | dict.fromkeys(("low", "high", "negative_low", "negative_high"), pl.Int64)
    return _asked("named_values", mentions, {}, memory, asked=pl.DataFrame(bounds, schema=columns, orient="row"))


def drawn(
    mentions: Sequence[Path], relations: Sequence[str], n: int, seed: int, *, memory: int = _MEMORY
) -> pl.DataFrame:
    """Return, of each class of counts (1, 2, 3–5, 6 and more), the first ``n`` answered mentions in a mixed order.

    The order is that of a hash (MD5) of document, prompt and seed: the same mentions give the same rows, however they
    lie in files.

    Returns
    -------
    polars.DataFrame
        MENTION rows in the mixed order, with ``count`` (of the prompt), ``class`` (from 0) and ``of`` (mentions in it).
    """
    return _asked("to_judge", mentions, {"relations": list(relations), "n": n, "seed": str(seed)}, memory)
